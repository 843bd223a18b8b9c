"""Whether the numbers of a text add up."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find
from pydantic import ValidationError

from workbench.claims.internal_sum import Args


def label(parts: list[float], total: float, unit: str = "count", **more: Any) -> str | None:
    args = {"parts": parts, "total": total, "unit": unit, **more}
    found = find("internal_sum", args, artifact=None)
    assert (found.rule == "WB110") == (found.label == "contradicted")
    return found.label


@pytest.mark.parametrize(
    ("parts", "total", "expected"),
    [
        ([5, 3, 2], 10, "confirmed"),
        ([5, 3, 2], 11, "contradicted"),
        ([0, 0], 0, "confirmed"),
        ([13, 6, 6, 3, 2, 2, 1, 1, 1], 35, "confirmed"),
        ([1000000, 1], 1000002, "contradicted"),
        ([0.1, 0.2], 0.3, "confirmed"),
        ([1.24, 2.24], 3.5, "confirmed"),
        ([1.2, 2.2], 3.8, "contradicted"),
        ([-3, 5], 2, "confirmed"),
    ],
)
def test_counts(parts: list[float], total: float, expected: str) -> None:
    assert label(parts, total) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([60, 25, 15], "confirmed"),
        ([33.3, 33.3, 33.3], "confirmed"),
        ([33, 33, 33], "confirmed"),
        ([34, 33, 34], "confirmed"),
        ([60, 30, 15], "contradicted"),
        ([40, 30, 20], "contradicted"),
        ([40.5, 30.2, 20.1], "contradicted"),
    ],
)
def test_shares(parts: list[float], expected: str) -> None:
    assert label(parts, 100, "percent") == expected


def test_what_may_have_been_left_out_is_no_fault() -> None:
    assert label([5, 3], 10, complete=False) == "ambiguous"
    assert label([5, 9], 10, complete=False) == "contradicted"


def test_numbers_of_any_size_are_shown_plainly() -> None:
    found = find("internal_sum", {"parts": [1e15, 1], "total": 1e15, "unit": "count"})
    assert "1000000000000001" in found.explanation
    for wrong in (float("inf"), float("nan"), 1e300):
        with pytest.raises(ValidationError):
            Args.model_validate({"parts": [1, wrong], "total": 1, "unit": "count"})
