"""One call is so many times as fast as another."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find, probe

from workbench import kinds
from workbench.claims.base import Finding


def raced(first: Any, second: Any, factor: float | None = None, **more: Any) -> Finding:
    claim = more.pop("claim", {})
    seen = probe("race", {"first": first, "second": second, "raised": None} | more)
    args = {"call": "f()", "than": "g()", "factor": factor}
    return find("speed_up", args, observed=seen, claim=claim)


STEADY = [1.0, 1.01, 0.99, 1.0, 1.02, 0.98, 1.0, 1.0, 1.01]


def times(factor: float) -> list[float]:
    return [factor * one for one in STEADY]


@pytest.mark.parametrize(
    ("ratio", "factor", "label"),
    [
        (2.0, 2.0, "confirmed"),
        (2.2, 2.0, "confirmed"),
        (3.0, 2.0, "contradicted"),
        (1.0, 2.0, "contradicted"),
        (0.5, None, "contradicted"),
        (1.5, None, "confirmed"),
        (1.0, None, "undecided"),
        (2.5, 2.0, "undecided"),
    ],
)
def test_the_interval_decides(ratio: float, factor: float | None, label: str) -> None:
    noise = [1.0, 0.98, 1.02, 1.0, 0.99, 1.01, 1.03, 0.97, 1.0]
    slow = [ratio * one for one in noise]
    assert raced([1.0] * 9, slow, factor).label == label


def test_noise_and_few_turns_decide_nothing() -> None:
    wild = [0.2, 5.0, 1.0, 9.0, 0.1, 3.0, 0.5, 8.0, 0.3]
    assert raced(STEADY, wild, 2.0).reason == "noise"
    assert raced(STEADY[:3], times(2)[:3], 2.0).reason == "too-slow"


@pytest.mark.parametrize(
    ("ratio", "factor", "label"),
    [
        (2.2, 2.0, "confirmed"),
        (3.0, 2.0, "undecided"),  # on another machine it may have been 2
        (6.0, 2.0, "contradicted"),
        (1.0, 2.0, "undecided"),
        (0.7, 2.0, "contradicted"),  # it is the slower one
        (0.7, None, "contradicted"),
        (0.9, None, "undecided"),
        (1.5, None, "confirmed"),
    ],
)
def test_a_factor_in_a_sentence_was_seen_elsewhere(
    ratio: float, factor: float | None, label: str
) -> None:
    found = raced(STEADY, times(ratio), factor, claim={"extractor": "speedups"})
    assert found.label == label


def test_a_wide_interval_far_away_decides() -> None:
    wild = [30.0, 900.0, 100.0, 700.0, 20.0, 400.0, 50.0, 800.0, 25.0]
    assert raced(STEADY, wild, 2.0).label == "contradicted"
    assert raced(STEADY, wild).label == "confirmed"
    assert raced(wild, STEADY).label == "contradicted"


@pytest.mark.parametrize("bad", [None, "x", [True] * 9, [-1.0] * 9, [float("nan")] * 9, [None] * 9])
def test_what_the_guest_made_up_is_no_time(bad: Any) -> None:
    assert raced(bad, STEADY, 2.0).label == "undecided"


def test_a_call_that_fails_is_not_compared() -> None:
    found = raced([], [], 2.0, raised={"types": ["ValueError"], "message": "x"})
    assert (found.label, found.reason) == ("uncheckable", "did-not-finish")


def test_both_calls_are_one_expression() -> None:
    member: Any = kinds.load("speed_up")
    args = member.Args(call="f(1)", than="g(1)", factor=None)
    first, second = eval(member.call_of(args), {"f": lambda x: x, "g": lambda x: -x})
    assert (first(), second()) == (1, -1)
