"""From a guest's report to the part `cost`: sums, intensities, limits, and what is no report."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench import cost
from workbench.exports import _cost
from workbench.records import Measurement, Run

STEADY = [0.01] * 15


def measurement(probe: str, data: dict[str, Any] | None, **more: Any) -> Measurement:
    named = {"id": "0" * 12, "probe": probe, "python": "3.11.7", "artifact": "a1", "format": 1}
    run = Run(outcome="ok")
    fields = {**named, "subject": "artifact", "vantage": "guest", "data": data, "run": run, **more}
    return Measurement.model_validate(fields)


def report(**more: Any) -> dict[str, Any]:
    """A call that reads and writes a thousand million bytes in a second, with a FLOP for eight."""
    return {
        "flops": {"numpy add": 125_000_000},
        "bytes": {"numpy add": 1_000_000_000},
        "types": {"float64": 125_000_000},
        "left_out": {},
        "largest_call_bytes": 100_000_000,
        "python_peak_bytes": 1000,
        "seconds": [1.0, 1.0, 1.0],
        "raised": None,
        # 10 GB/s and 100 GFLOP/s: they meet at 10 FLOPs per byte.
        "ceilings": {
            "copy": {"what": "copy", "bytes": 100_000_000, "seconds": STEADY},
            "product": {"what": "product", "flops": 1_000_000_000, "seconds": STEADY},
            "cache_bytes": 32_000_000,
        },
        "resident_bytes": 9000,
        "baseline_bytes": 5000,
        "load": 0.5,
        "cores": 2,
        **more,
    }


def part(**more: Any) -> dict[str, Any]:
    return dict(cost.of({"cost": measurement("cost", report(**more))}))


def test_sums_and_intensities() -> None:
    executed = {
        "functions": {"f": {"total": 40, "opcodes": {"BINARY_OP": 10, "LOAD_FAST": 30}}},
        "host_functions": {"<lambda>": {"total": 10, "opcodes": {"UNARY_NEGATIVE": 10}}},
        "tampered": False,
        "raised": None,
    }
    found = cost.of(
        {"cost": measurement("cost", report()), "executed": measurement("executed", executed)}
    )
    assert (found["flops"], found["bytes"], found["peak_bytes"]) == (125e6, 1e9, 1000)
    assert found["intensity"] == {
        "flops_per_byte": 0.125,
        "flops_per_instruction": 2_500_000.0,
        "arithmetic_per_instruction": 0.4,
    }
    assert found["peak"]["resident_over_baseline_bytes"] == 4000
    assert json.loads(json.dumps(found)) == found


def test_what_is_not_known_is_none() -> None:
    found = part(flops={}, bytes={}, types={}, baseline_bytes=None)
    assert found["flops"] == 0
    assert set(found["intensity"].values()) == {None}
    assert found["peak"]["resident_over_baseline_bytes"] is None


def test_ceilings_are_rates_with_intervals() -> None:
    found = part()["roofline"]
    assert found["copy"]["bytes_per_second"]["median"] == pytest.approx(1e10)
    assert found["product"]["flops_per_second"]["median"] == pytest.approx(1e11)
    assert found["ridge_flops_per_byte"]["median"] == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "memory-bound"),
        ({"flops": {"numpy matmul": 100_000_000_000}}, "compute-bound"),
        ({"flops": {"numpy matmul": 10_000_000_000}}, "undecided"),
        ({"flops": {"float *": 100_000_000_000}}, "undecided"),
        ({"seconds": [10.0]}, "undecided"),
        ({"load": 2.5}, "undecided"),
        ({"left_out": {"numpy fft.fft": 1}}, "undecided"),
        ({"largest_call_bytes": 1_000_000}, "undecided"),
        ({"ceilings": {"error": "too little memory"}}, "undecided"),
        ({"bytes": {}}, "undecided"),
    ],
)
def test_a_limit_is_named_only_when_it_is_clear(more: dict[str, Any], verdict: str) -> None:
    assert part(**more)["roofline"]["verdict"] == verdict


def test_a_wide_interval_decides_nothing() -> None:
    ceilings = report()["ceilings"]
    ceilings["copy"]["seconds"] = [0.01, 0.02] * 8
    found = part(ceilings=ceilings)["roofline"]
    assert found["verdict"] == "undecided"
    assert "20 %" in found["why"]


@pytest.mark.parametrize(
    "more",
    [
        {"flops": {"numpy add": -1}},
        {"flops": {"\x1b[31m": 1}},
        {"flops": [1]},
        {"seconds": []},
        {"seconds": ["1"]},
        {"types": None},
        {"ceilings": {"copy": {"what": "x", "bytes": 1, "seconds": [0.0]}}},
    ],
)
def test_what_is_no_report_gives_no_number(more: dict[str, Any]) -> None:
    assert part(**more) == {"error": "the guest's report is not one of the cost probe"}


def test_why_there_is_none() -> None:
    raised = {"types": ["ValueError", "Exception"], "message": "no"}
    assert part(raised=raised) == {"error": "the call raised ValueError"}
    assert cost.of({}) == {"error": "the cost was not measured"}
    late = measurement("cost", None, run=Run(outcome="timeout"))
    assert cost.of({"cost": late}) == {"error": "the call did not finish: timeout"}
    nowhere = measurement("cost", None, run=Run(outcome="not-run", error="--no-run"))
    assert cost.of({"cost": nowhere}) == {"error": "not run: --no-run"}


def test_lines_for_people() -> None:
    text = "\n".join(_cost.lines(part(left_out={"numpy fft.fft": 2})))
    assert "at least 125,000,000 FLOPs" in text
    assert "numpy fft.fft (2)" in text
    assert "FLOPs per compulsory byte 0.125" in text
    assert "FLOPs per executed instruction not known" in text
    assert "roofline: undecided" in text
    assert _cost.lines({"error": "no\x1b call"})[0].startswith("cost: not measured: no")
