"""Floating-point operations of a call, by what a guest counted."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find, hedged
from costing import cost

from workbench.claims.base import Finding

DEFINED = {"defined": True}
# A scalar product of three: three multiplications, three additions.
DOT = {"float *": 3, "float +": 3}
# A product of 10 x 10 matrices: 2 * 1,000, and 100 elements scaled.
ARRAYS = {"numpy matmul": 2000, "numpy multiply": 100, "float +": 5}


def counted(count: int, flops: dict[str, int], **more: Any) -> Finding:
    args = {"function": "f", "count": count, **more.pop("args", {})}
    return find("flops", args, {}, cost(flops=flops, **more.pop("report", {})), **more)


@pytest.mark.parametrize(
    ("count", "flops", "label"),
    [
        (6, DOT, "confirmed"),
        (3, DOT, "ambiguous"),  # a multiply-add as one
        (5, DOT, "contradicted"),
        (2105, ARRAYS, "confirmed"),
        (1105, ARRAYS, "ambiguous"),
        (2100, ARRAYS, "ambiguous"),  # of arrays alone
        (2000, ARRAYS, "contradicted"),
        (0, {}, "confirmed"),
        (1, {}, "contradicted"),
    ],
)
def test_labels(count: int, flops: dict[str, int], label: str) -> None:
    found = counted(count, flops)
    assert found.label == label
    assert (found.rule == "WB304") == (label == "contradicted")


def test_where_the_prompt_says_what_counts_there_is_one_reading() -> None:
    assert counted(3, DOT, claim=DEFINED).label == "contradicted"
    assert counted(6, DOT, claim=DEFINED).label == "confirmed"


def test_whole_numbers_may_be_meant_in_a_sentence() -> None:
    found = counted(8, {}, claim={"extractor": "operations"})
    assert (found.label, found.reason) == ("undecided", "no-floats")
    assert counted(8, DOT, claim={"extractor": "operations"}).label == "contradicted"


def test_a_hedge() -> None:
    assert counted(2000, {"numpy matmul": 2105}, claim=hedged(2000)).reason == "within-hedge"


def test_what_has_no_formula_leaves_it_open() -> None:
    found = counted(2105, ARRAYS, report={"left_out": {"numpy fft": 1}})
    assert (found.label, found.reason) == ("undecided", "not-exact")
    assert "numpy fft" in found.explanation


def test_what_was_not_measured() -> None:
    assert find("flops", {"function": "f", "count": 1}).reason == "not-run"
    assert counted(6, DOT, args={"function": "g"}).reason == "other-function"
    assert counted(6, DOT, report={"raised": {"types": ["ValueError"]}}).label == "uncheckable"
    assert counted(6, DOT, report={"largest_call_bytes": -1}).label == "uncheckable"
    assert counted(6, {"float *": -6}).label == "uncheckable"
