"""How much memory a call needs, by Python's objects and by the process."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find
from costing import cost

from workbench.claims.base import Finding


def needed(size: int, order: str = "about", **more: Any) -> Finding:
    # 1 MB of objects, 2 MB beyond a run without the call, 26 MB in all.
    args = {"function": "f", "bytes": size, "order": order}
    return find("peak_memory", args, {}, cost(**more.pop("report", {})), **more)


@pytest.mark.parametrize(
    ("size", "order", "label"),
    [
        (1_000_000, "about", "confirmed"),
        (1_050_000, "about", "confirmed"),
        (2_000_000, "about", "ambiguous"),
        (25_000_000, "about", "ambiguous"),
        (1_500_000, "about", "undecided"),
        (5_000_000, "about", "contradicted"),
        (100_000, "about", "contradicted"),
        (26_000_000, "at_most", "confirmed"),
        (5_000_000, "at_most", "ambiguous"),  # not the whole process
        (900_000, "at_most", "undecided"),
        (100_000, "at_most", "contradicted"),
    ],
)
def test_labels(size: int, order: str, label: str) -> None:
    found = needed(size, order)
    assert found.label == label
    if label == "contradicted":
        assert found.rule == "WB307"


def test_small_numbers_are_those_of_the_measurement() -> None:
    small = {"python_peak_bytes": 14_000, "resident_bytes": 24_000_000}
    assert needed(100, report=small).label == "undecided"


def test_the_hedge_of_the_document() -> None:
    assert needed(1_300_000, claim={"hedge": "roughly", "tolerance": 400_000.0}).label == (
        "confirmed"
    )


def test_without_what_the_host_saw_nothing_is_false() -> None:
    alone = {"resident_bytes": None}
    assert needed(5_000_000, report=alone).label == "undecided"
    assert needed(1_000_000, report=alone).label == "confirmed"
