"""Claims of the form: the function takes that many percent of the time.

One profiler proves no share. A claim is refuted when it is far off in every run, by a sampler too,
and under every reading of the words; it is confirmed when under one reading both lie within its
bounds; it is left open otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from workbench.claims import _shares
from workbench.claims._shares import Profile, Views
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)
from workbench.statistics import Interval

NEEDS = ("calls", "shares", "sampling")
IMPLICIT = True
DESCRIBES = Describes(
    "During the call the function takes this percentage of the time; low and high give a range.",
    {"function": "f", "percent": 76.0, "low": None, "high": None, "call": "f([3, 1, 2])"},
)
_FAR = 25.0
_NEAR = 5.0
"""Points by which a share may be off that is said in per cent."""


class Args(ClaimArgs):
    """The function, its percentage or the bounds of it, and the call."""

    function: str | None = Field(default=None, max_length=300)
    percent: float | None = Field(default=None, ge=0)
    low: float | None = Field(default=None, ge=0)
    high: float | None = Field(default=None, ge=0)
    call: str | None = Field(default=None, max_length=2_000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Whether the claimed share is far from what any run shows under any reading."""
    bounds = _bounds(args)
    if bounds is None:
        return uncheckable("it gives no percentage")
    low, high = bounds
    if low > 100:
        text = f"a share is at most 100 %, not {low:g} %"
        return contradicted(text, "WB203", reason="impossible", measured=100)
    if not args.function:
        text = "it names no function, and the time of anything else is not measured"
        return uncheckable(text, reason="needs-ablation")
    found = _shares.profiles(evidence)
    if isinstance(found, Finding):
        return found
    name = _shares.bare(args.function)
    if not any(name in run.cumulative for run in found):
        return uncheckable(f"{name} was not called in this run", reason="not-called")
    shares = [share for run in found for share in run.shares(name)]
    found_in = f"{len(found)} runs; by itself or with what it calls, with imports or without"
    text = f"{name} takes between {min(shares):.0f} and {max(shares):.0f} % ({found_in})"
    reason, why = _judged(low, high, name, found, _shares.views(evidence, found))
    measured = round(max(shares), 1)
    if reason == "agrees":
        return confirmed(f"{text}; {why}", measured=measured)
    if reason == "far-off":
        return contradicted(f"{text}; {why}", "WB203", measured=measured)
    return Finding("undecided", reason, f"{text}; {why}", "WB203", measured)


def _judged(
    low: float, high: float, name: str, runs: Sequence[Profile], views: Views
) -> tuple[str, str]:
    """Why the share is or is not within the bounds, or cannot be told: a word and a text."""
    sampling = views.sampling
    if sampling is None:
        return "one-method", "a profiler that traces cannot decide it alone"
    spreads = (sampling.whole(name), sampling.alone(name))
    ends = [100 * end for one in spreads for end in (one.low, one.high)]
    seen = f"a sampler sees between {min(ends):.0f} and {max(ends):.0f} %"
    if views.profiles is None:
        return "busy-machine", f"{seen}; the machine had more to do than cores"
    shares = [share for run in runs for share in run.shares(name)]
    if all(share < low - _FAR or share > high + _FAR for share in (*shares, *ends)):
        return "far-off", seen
    if _within(low - _NEAR, high + _NEAR, name, runs, spreads):
        return "agrees", f"{seen}; within {_NEAR:g} points by both"
    return "views-differ", f"{seen}; that does not decide it"


def _bounds(args: Args) -> tuple[float, float] | None:
    """The lowest and the highest share that the claim allows."""
    given = [value for value in (args.percent, args.low, args.high) if value is not None]
    if not given:
        return None
    low = args.low if args.low is not None else (args.percent if args.percent is not None else 0.0)
    high = args.high if args.high is not None else args.percent
    return low, high if high is not None else 100.0


def _within(
    low: float, high: float, name: str, runs: Sequence[Profile], spreads: Sequence[Interval]
) -> bool:
    """Whether under one reading every run and the sampler's interval lie within the bounds."""
    for run_parts, one in zip(("cumulative", "own"), spreads, strict=True):
        shares = [100 * getattr(run, run_parts).get(name, 0.0) / run.total for run in runs]
        if all(low <= share <= high for share in (*shares, 100 * one.low, 100 * one.high)):
            return True
    return False
