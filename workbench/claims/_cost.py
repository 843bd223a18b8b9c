"""What a guest reported of a call's cost, checked; and which limit of the machine binds it.

A guest's report is hostile: what is not shaped like one is told as a reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, FiniteFloat, NonNegativeInt, PositiveFloat, ValidationError

from workbench import statistics
from workbench.claims._inputs import of_another
from workbench.claims.base import Evidence, Finding, observed, uncheckable
from workbench.records import Measurement, Record
from workbench.statistics import Interval

CLEAR = 2.0
BUSY = 0.1
"""The share of the call's time that its array work needs at least, for a limit to bind it."""
LARGEST_CACHE = 32 << 20
_SEED = 0
_NAME = re.compile(r"[ -~]{1,80}")
SCALAR = ("float ", "complex ", "math.")
_NO_REPORT = "the guest's report is not one of the cost probe"


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


class Report(Record):
    """What the cost probe reported, and what the host saw beside it."""

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


Bound = Literal["memory-bound", "compute-bound", "undecided"]


def report(found: Measurement | None) -> Report | str:
    """The report on a call that came to its end, or why there is no cost to tell."""
    if found is None:
        return "the cost was not measured"
    why = problem(found)
    if why is not None:
        return why
    data = found.data or {}
    try:
        seen = Report.model_validate({n: data[n] for n in Report.model_fields if n in data})
    except ValidationError:
        return _NO_REPORT
    named = (seen.flops, seen.bytes, seen.types, seen.left_out)
    if not all(_NAME.fullmatch(name) for counts in named for name in counts):
        return _NO_REPORT
    return seen


def problem(found: Measurement) -> str | None:
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


@dataclass(frozen=True)
class Roofline:
    """Which limit binds, why, and both limits with the intensity where they meet; None: unknown."""

    verdict: Bound
    why: str
    bandwidth: Interval | None = None
    rate: Interval | None = None
    ridge: Interval | None = None


def roofline(seen: Report) -> Roofline:
    """Where the call stands between the ceilings that were measured in the same run."""
    ceilings = seen.ceilings
    if ceilings is None or ceilings.copied is None or ceilings.product is None:
        why = ceilings.error if ceilings is not None else None
        return Roofline("undecided", why or "the ceilings were not measured")
    bandwidth = _rate(ceilings.copied.bytes, ceilings.copied.seconds)
    rate = _rate(ceilings.product.flops, ceilings.product.seconds)
    ridge = _ridge(bandwidth, rate)
    verdict, why = _bound(seen, bandwidth, rate, ridge)
    return Roofline(verdict, why, bandwidth, rate, ridge)


def _rate(amount: float, seconds: Sequence[float]) -> Interval:
    return statistics.bootstrap([amount / one for one in seconds], seed=_SEED)


def _ridge(bandwidth: Interval, rate: Interval) -> Interval:
    """The intensity at which both ceilings are the same; its bounds are the widest possible."""
    return Interval(
        rate.middle / bandwidth.middle, rate.low / bandwidth.high, rate.high / bandwidth.low
    )


def _bound(seen: Report, bandwidth: Interval, rate: Interval, ridge: Interval) -> tuple[Bound, str]:
    """Which ceiling binds the call, and why; undecided unless everything speaks for one."""
    flops = sum(n for name, n in seen.flops.items() if not name.startswith(SCALAR))
    moved, largest = sum(seen.bytes.values()), seen.largest_call_bytes
    if not moved or not flops:
        return "undecided", "no arrays are computed with, so neither ceiling is about it"
    if seen.left_out:
        return "undecided", "some calls have no formula, so its intensity is not known"
    if bandwidth.wide or rate.wide:
        return "undecided", "a ceiling's interval is wider than 20 % of it"
    if seen.load > seen.cores:
        return "undecided", f"the machine is busy: load {seen.load:.1f} on {seen.cores} cores"
    intensity = flops / moved
    needed = max(flops / rate.middle, moved / bandwidth.middle)
    taken = statistics.median(seen.seconds)
    if needed < BUSY * taken:
        text = f"at the ceilings its arrays need {needed:.3g} s of the {taken:.3g} s that it takes"
        return "undecided", f"{text}: the rest is no array work"
    against = f"{intensity:.3g} FLOPs per byte, and the ceilings meet at {ridge.middle:.3g}"
    if intensity >= CLEAR * ridge.high:
        return "compute-bound", against
    if intensity > ridge.low / CLEAR:
        return "undecided", f"{against}: too near"
    cache = seen.ceilings.cache_bytes if seen.ceilings else 0
    if largest <= (cache or LARGEST_CACHE):
        text = f"no call moves more than {largest} bytes, which a cache may hold"
        return "undecided", f"{against}, but {text}"
    return "memory-bound", against


def of_claim(function: str | None, evidence: Evidence) -> Report | Finding:
    """The report on the call that a claim is about, or the finding that says why there is none.

    A cost is of a whole call, so it is not that of a function which the call only reaches.
    """
    found = observed(evidence, "cost")
    if isinstance(found, Finding):
        return found
    if why := of_another(function, evidence):
        return uncheckable(why, reason="other-function")
    seen = report(found)
    return uncheckable(seen, reason="did-not-finish") if isinstance(seen, str) else seen
