"""What a call costs, from what a guest counted: operations, bytes, memory, intensity, limits.

A guest's report is hostile: what is not shaped like one gives no number. A number that is not
known is None and never 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field, FiniteFloat, NonNegativeInt, PositiveFloat, ValidationError

from workbench import opcodes, statistics
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

CLEAR = 2.0
BUSY = 0.1
"""The share of the call's time that its array work needs at least, for a limit to bind it."""
LARGEST_CACHE = 32 << 20
_SEED = 0
_NAME = re.compile(r"[ -~]{1,80}")
_SCALAR = ("float ", "complex ", "math.")


class _Copy(Record):
    what: str = Field(max_length=200)
    bytes: PositiveFloat
    seconds: list[PositiveFloat] = Field(min_length=1, max_length=100)


class _Product(Record):
    what: str = Field(max_length=200)
    flops: PositiveFloat
    seconds: list[PositiveFloat] = Field(min_length=1, max_length=100)


class _Ceilings(Record):
    error: str | None = Field(default=None, max_length=500)
    copied: _Copy | None = Field(default=None, alias="copy")
    product: _Product | None = None
    cache_bytes: NonNegativeInt = 0


class _Report(Record):
    flops: dict[str, NonNegativeInt]
    bytes: dict[str, NonNegativeInt]
    types: dict[str, NonNegativeInt]
    left_out: dict[str, NonNegativeInt]
    largest_call_bytes: NonNegativeInt
    python_peak_bytes: NonNegativeInt
    seconds: list[FiniteFloat] = Field(min_length=1, max_length=100)
    ceilings: _Ceilings | None = None
    resident_bytes: NonNegativeInt | None = None
    baseline_bytes: NonNegativeInt | None = None
    load: FiniteFloat = 0.0
    cores: int = Field(default=1, ge=1)


class _Counted(Record):
    total: NonNegativeInt
    opcodes: dict[str, NonNegativeInt]


class _Executed(Record):
    functions: dict[str, _Counted]
    host_functions: dict[str, _Counted]


Bound = Literal["memory-bound", "compute-bound", "undecided"]


def of(measurements: Mapping[str, Measurement]) -> Mapping[str, Any]:
    """The part `cost`, JSON-plain, from the measurements of one call by probe.

    "cost" is needed, "executed" gives the intensities by instruction. Without a cost to tell:
    {"error": why}. Keys: "flops", "bytes", "peak_bytes", "exact" (no call was left out),
    "flops_by" and "bytes_by" operation, "flops_by_type", "left_out", "peak", "intensity",
    "roofline" and "definition".
    """
    found = measurements.get("cost")
    if found is None:
        return {"error": "the cost was not measured"}
    why = _problem(found)
    if why is not None:
        return {"error": why}
    try:
        report = _Report.model_validate(_chosen(found.data or {}))
    except ValidationError:
        return {"error": "the guest's report is not one of the cost probe"}
    named = (report.flops, report.bytes, report.types, report.left_out)
    if not all(_NAME.fullmatch(name) for counts in named for name in counts):
        return {"error": "the guest's report is not one of the cost probe"}
    return _part(report, _instructions(measurements.get("executed")))


def _part(report: _Report, instructions: tuple[int, int | None] | None) -> dict[str, Any]:
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


def _chosen(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in _Report.model_fields if name in data}


def _problem(found: Measurement) -> str | None:
    """Why there is no cost to tell; None when the call ran to its end."""
    if found.run is not None and found.run.outcome == "not-run":
        return f"not run: {found.run.error}"
    if found.error is not None:
        return f"the cost probe failed: {found.error}"
    if found.data is None:
        outcome, why = (found.run.outcome, found.run.error) if found.run else ("crash", None)
        return f"the call did not finish: {outcome}{f': {why}' if why else ''}"[:500]
    raised = found.data.get("raised")
    if raised:
        types = raised.get("types") if isinstance(raised, Mapping) else None
        name = str(types[0]) if isinstance(types, Sequence) and types else "an exception"
        return f"the call raised {name[:200]}"
    return None


def _instructions(found: Measurement | None) -> tuple[int, int | None] | None:
    """Executed instructions, and the arithmetic ones among them where these can be told."""
    if found is None or _problem(found) is not None or (found.data or {}).get("tampered"):
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


def _peak(report: _Report) -> dict[str, int | None]:
    resident, baseline = report.resident_bytes, report.baseline_bytes
    both = resident is not None and baseline is not None
    return {
        "python_bytes": report.python_peak_bytes,
        "resident_bytes": resident,
        "baseline_bytes": baseline,
        "resident_over_baseline_bytes": max(0, (resident or 0) - (baseline or 0)) if both else None,
    }


# --- roofline -------------------------------------------------------------------------------------


def _roofline(report: _Report) -> dict[str, Any]:
    ceilings = report.ceilings
    if ceilings is None or ceilings.copied is None or ceilings.product is None:
        why = ceilings.error if ceilings is not None else None
        return {"verdict": "undecided", "why": why or "the ceilings were not measured"}
    copy, product = ceilings.copied, ceilings.product
    bandwidth = _rate(copy.bytes, copy.seconds)
    rate = _rate(product.flops, product.seconds)
    verdict, why = _bound(report, bandwidth, rate)
    return {
        "verdict": verdict,
        "why": why,
        "copy": {"what": copy.what, "bytes_per_second": _shown(bandwidth)},
        "product": {"what": product.what, "flops_per_second": _shown(rate)},
        "ridge_flops_per_byte": _shown(_ridge(bandwidth, rate)),
    }


def _rate(amount: float, seconds: Sequence[float]) -> Interval:
    return statistics.bootstrap([amount / one for one in seconds], seed=_SEED)


def _ridge(bandwidth: Interval, rate: Interval) -> Interval:
    """The intensity at which both ceilings are the same; its bounds are the widest possible."""
    return Interval(
        rate.middle / bandwidth.middle, rate.low / bandwidth.high, rate.high / bandwidth.low
    )


def _shown(interval: Interval) -> dict[str, float]:
    return {"median": interval.middle, "low": interval.low, "high": interval.high}


def _bound(report: _Report, bandwidth: Interval, rate: Interval) -> tuple[Bound, str]:
    """Which ceiling binds the call, and why; undecided unless everything speaks for one."""
    flops = sum(n for name, n in report.flops.items() if not name.startswith(_SCALAR))
    moved, largest = sum(report.bytes.values()), report.largest_call_bytes
    if not moved or not flops:
        return "undecided", "no arrays are computed with, so neither ceiling is about it"
    if report.left_out:
        return "undecided", "some calls have no formula, so its intensity is not known"
    if bandwidth.wide or rate.wide:
        return "undecided", "a ceiling's interval is wider than 20 % of it"
    if report.load > report.cores:
        return "undecided", f"the machine is busy: load {report.load:.1f} on {report.cores} cores"
    intensity, ridge = flops / moved, _ridge(bandwidth, rate)
    needed = max(flops / rate.middle, moved / bandwidth.middle)
    taken = statistics.median(report.seconds)
    if needed < BUSY * taken:
        text = f"at the ceilings its arrays need {needed:.3g} s of the {taken:.3g} s that it takes"
        return "undecided", f"{text}: the rest is no array work"
    against = f"{intensity:.3g} FLOPs per byte, and the ceilings meet at {ridge.middle:.3g}"
    if intensity >= CLEAR * ridge.high:
        return "compute-bound", against
    if intensity > ridge.low / CLEAR:
        return "undecided", f"{against}: too near"
    cache = report.ceilings.cache_bytes if report.ceilings else 0
    if largest <= (cache or LARGEST_CACHE):
        text = f"no call moves more than {largest} bytes, which a cache may hold"
        return "undecided", f"{against}, but {text}"
    return "memory-bound", against
