"""One call is so many times as fast as another."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find, probe

from workbench import kinds
from workbench.claims.base import Finding


def raced(first: Any, second: Any, factor: float | None = None, **more: Any) -> Finding:
    seen = probe("race", {"first": first, "second": second, "raised": None} | more)
    return find("speed_up", {"call": "f()", "than": "g()", "factor": factor}, observed=seen)


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
