"""What a call costs, from what a guest counted: operations, bytes, memory, intensity, limits.

A guest's report is hostile: what is not shaped like one gives no number. A number that is not
known is None and never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import NonNegativeInt, ValidationError

from workbench import opcodes
from workbench.claims._cost import Report, problem, report, roofline
from workbench.records import Measurement, Record
from workbench.statistics import Interval

DEFINITION = {
    "flops": "floating-point operations of the file's functions and of the call: Python's + - * / "
    "// % ** with a float among two numbers, sum and math, numpy's calls and operators, torch's "
    "operations. An addition, subtraction, multiplication, division, square root, minimum or "
    "maximum of arrays is 1, a multiply-add 2 (a product of n x k and k x m matrices 2nkm), an "
    "elementary function such as exp or a power 1; comparisons, sign changes, roundings, copies 0",
    "bytes": "compulsory bytes: of the arrays that calls with such operations read, each once in a "
    "call, and write; Python's own numbers, subscripts, copies and creation have none",
    "peak_bytes": "the most memory that Python's objects had during the call, numpy's arrays "
    "included (tracemalloc); resident is what the host saw beside a run without the call",
    "left_out": "calls that compute and have no formula; with any, flops and bytes are at least "
    "what is said",
    "flops_per_byte": "flops / bytes, each array of each call moved once",
    "flops_per_instruction": "flops / executed bytecode instructions",
    "arithmetic_per_instruction": "executed arithmetic opcodes / executed bytecode instructions",
    "roofline": "flops_per_byte beside the ratio of the two ceilings measured in the same run; "
    "memory- or compute-bound is said when it is twice below or above, and undecided otherwise",
}
"""What each number counts, for readers and in the JSON."""


class _Counted(Record):
    total: NonNegativeInt
    opcodes: dict[str, NonNegativeInt]


class _Executed(Record):
    functions: dict[str, _Counted]
    host_functions: dict[str, _Counted]


def of(measurements: Mapping[str, Measurement]) -> Mapping[str, Any]:
    """The part `cost`, JSON-plain, from the measurements of one call by probe.

    "cost" is needed, "executed" gives the intensities by instruction. Without a cost to tell:
    {"error": why}. Keys: "flops", "bytes", "peak_bytes", "exact" (no call was left out),
    "flops_by" and "bytes_by" operation, "flops_by_type", "left_out", "peak", "intensity",
    "roofline" and "definition".
    """
    found = report(measurements.get("cost"))
    if isinstance(found, str):
        return {"error": found}
    return _part(found, _instructions(measurements.get("executed")))


def _part(report: Report, instructions: tuple[int, int | None] | None) -> dict[str, Any]:
    flops, moved = sum(report.flops.values()), sum(report.bytes.values())
    return {
        "flops": flops,
        "bytes": moved,
        "peak_bytes": report.python_peak_bytes,
        "exact": not report.left_out,
        "flops_by": dict(report.flops),
        "bytes_by": {name: count for name, count in report.bytes.items() if count},
        "flops_by_type": dict(report.types),
        "left_out": dict(report.left_out),
        "peak": _peak(report),
        "intensity": _intensity(flops, moved, instructions),
        "roofline": _roofline(report),
        "definition": DEFINITION,
    }


def _instructions(found: Measurement | None) -> tuple[int, int | None] | None:
    """Executed instructions, and the arithmetic ones among them where these can be told."""
    if found is None or problem(found) is not None or (found.data or {}).get("tampered"):
        return None
    try:
        report = _Executed.model_validate(
            {name: (found.data or {}).get(name) for name in _Executed.model_fields}
        )
    except ValidationError:
        return None
    every = [*report.functions.values(), *report.host_functions.values()]
    arithmetic: int | None = sum(
        count
        for one in every
        for name, count in one.opcodes.items()
        if opcodes.category(name) == "arithmetic"
    )
    minor = tuple(int(part) for part in found.python.split(".")[:2])
    if minor >= (3, 14) and any("BINARY_OP" in one.opcodes for one in every):
        arithmetic = None  # a subscript is a BINARY_OP there
    return sum(one.total for one in every), arithmetic


def _intensity(
    flops: int, moved: int, instructions: tuple[int, int | None] | None
) -> dict[str, float | None]:
    executed, arithmetic = instructions or (0, None)
    return {
        "flops_per_byte": flops / moved if moved else None,
        "flops_per_instruction": flops / executed if executed else None,
        "arithmetic_per_instruction": arithmetic / executed
        if executed and arithmetic is not None
        else None,
    }


def _peak(report: Report) -> dict[str, int | None]:
    resident, baseline = report.resident_bytes, report.baseline_bytes
    both = resident is not None and baseline is not None
    return {
        "python_bytes": report.python_peak_bytes,
        "resident_bytes": resident,
        "baseline_bytes": baseline,
        "resident_over_baseline_bytes": max(0, (resident or 0) - (baseline or 0)) if both else None,
    }


def _roofline(report: Report) -> dict[str, Any]:
    found, ceilings = roofline(report), report.ceilings
    said = {"verdict": found.verdict, "why": found.why}
    copy = ceilings.copied if ceilings is not None else None
    product = ceilings.product if ceilings is not None else None
    if not (copy and product and found.bandwidth and found.rate and found.ridge):
        return said
    return {
        **said,
        "copy": {"what": copy.what, "bytes_per_second": _shown(found.bandwidth)},
        "product": {"what": product.what, "flops_per_second": _shown(found.rate)},
        "ridge_flops_per_byte": _shown(found.ridge),
    }


def _shown(interval: Interval) -> dict[str, float]:
    return {"median": interval.middle, "low": interval.low, "high": interval.high}
