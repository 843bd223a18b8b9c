"""Work, span and their ratio, and what is said to have no parallelism at all."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find, probe
from depending import FREE, SERIAL, dependences

from workbench.claims.base import Finding

# 1,000 steps: chains of 10 by data, 100 with control, 20 with reductions.
SPAN = {"data": 10, "control": 100, "reductions": 20}
CHAIN = {"data": 1000, "control": 1000, "reductions": 1000}
EVEN = {"data": 100, "control": 100, "reductions": 100}
DEFINED = {"defined": True}


def said(what: str, value: float | None = None, **more: Any) -> Finding:
    args = {"function": "f", "what": what, "value": value}
    claim = more.pop("claim", None)
    fields = {"work": 1000, "span": SPAN, "loops": [FREE]} | more
    return find("parallelism", args, {}, dependences(**fields), claim=claim)


@pytest.mark.parametrize(
    ("what", "value", "label"),
    [
        ("work", 1000, "confirmed"),
        ("work", 950, "confirmed"),
        ("span", 100, "ambiguous"),
        ("span", 10, "ambiguous"),
        ("span", 20, "ambiguous"),
        ("degree", 10, "ambiguous"),
        ("degree", 100, "ambiguous"),
        ("degree", 30, "undecided"),
        ("degree", 1000, "contradicted"),
        ("degree", 1, "contradicted"),
        # Other steps than ours may have been counted.
        ("work", 10, "undecided"),
        ("span", 1, "undecided"),
        ("work", None, "uncheckable"),
    ],
)
def test_numbers(what: str, value: float | None, label: str) -> None:
    assert said(what, value).label == label


def test_under_all_readings_it_is_so() -> None:
    assert said("degree", 10, span=EVEN).label == "confirmed"
    found = said("work", 10, span=EVEN, claim=DEFINED)
    assert (found.label, found.rule) == ("contradicted", "WB306")


def test_nothing_can_run_in_parallel() -> None:
    assert said("none", span=CHAIN, loops=[SERIAL]).label == "confirmed"
    found = said("none")
    assert (found.label, found.rule, found.measured) == ("contradicted", "WB306", 10.0)
    assert "line 3" in found.explanation


def test_a_serial_loop_alone_decides_nothing() -> None:
    little = {"data": 600, "control": 800, "reductions": 700}
    assert said("none", span=little, loops=[SERIAL]).label == "undecided"
    # A chain whose steps have parts that could run at once.
    assert said("none", loops=[SERIAL]).label == "undecided"
    assert said("none", loops=[SERIAL, FREE]).label == "ambiguous"


def test_only_where_all_was_followed_is_it_false() -> None:
    unknown = {"line": 9, "kind": "for", "runs": 1, "iterations": 3, "verdict": "not analysed"}
    assert said("none", loops=[FREE, unknown | {"why": "map"}]).label == "undecided"
    missing = [{"line": 2, "why": "a call of spam"}]
    assert said("none", not_followed=missing).label == "undecided"
    assert said("none", work=None, span=None, not_followed=missing).label == "uncheckable"


def test_numbers_that_cannot_be_true_together() -> None:
    assert said("work", 1000, work=5).label == "uncheckable"
    odd = probe("dependences", {"work": "many"})
    args = {"function": "f", "what": "work", "value": 1.0}
    assert find("parallelism", args, {}, odd).label == "uncheckable"
    assert find("parallelism", args).label == "uncheckable"
    assert find("parallelism", args | {"function": "g"}, {}, dependences()).label == "uncheckable"
