"""Whether memory or arithmetic limits a call, by the roofline of the machine."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find
from costing import CEILINGS, cost

from workbench.claims.base import Finding

# 0.125 and 1,000 operations per byte, where the ceilings meet at 10; each takes the whole second.
STREAM = {"flops": {"numpy add": 1_250_000_000}, "bytes": {"numpy add": 10_000_000_000}}
PRODUCT = {"flops": {"numpy matmul": 100_000_000_000}, "bytes": {"numpy matmul": 100_000_000}}


def bound(what: str, report: dict[str, Any], **more: Any) -> Finding:
    return find("bound_by", {"function": "f", "what": what}, {}, cost(**report), **more)


@pytest.mark.parametrize(
    ("what", "report", "label"),
    [
        ("memory", STREAM, "confirmed"),
        ("compute", PRODUCT, "confirmed"),
        ("memory", PRODUCT, "contradicted"),
        # "Compute-bound" is also what waits for no file.
        ("compute", STREAM, "ambiguous"),
    ],
)
def test_labels(what: str, report: dict[str, Any], label: str) -> None:
    found = bound(what, report)
    assert (found.label, found.rule == "WB305") == (label, label == "contradicted")


def test_where_our_prompt_says_what_is_meant() -> None:
    assert bound("compute", STREAM, claim={"defined": True}).label == "contradicted"


@pytest.mark.parametrize(
    "changes",
    [
        {"flops": {}, "bytes": {}},
        {"load": 9.0},
        {"left_out": {"numpy fft": 1}},
        {"seconds": [100.0]},
        {"largest_call_bytes": 1000},
        {"ceilings": None},
        {"ceilings": {"error": "numpy is not here"}},
        {"ceilings": {**CEILINGS, "product": {"what": "p", "flops": 1e7, "seconds": [0.01] * 9}}},
    ],
)
def test_what_is_not_clear_is_undecided_with_the_reason(changes: dict[str, Any]) -> None:
    for what in ("memory", "compute"):
        found = bound(what, STREAM | changes)
        assert (found.label, found.reason) == ("undecided", "not-clear")
        assert found.explanation.startswith("not clear here: ")


def test_what_was_not_measured() -> None:
    assert find("bound_by", {"function": "f", "what": "memory"}).label == "uncheckable"
    assert bound("memory", {"flops": 3}).label == "uncheckable"
