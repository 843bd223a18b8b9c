"""Claims of the form: the function takes that many percent of the time.

One profiler that traces proves no share: a claim is refuted when it is far off in every run and
under every reading of the words, and left open otherwise.
"""

from __future__ import annotations

from pydantic import Field

from workbench.claims import _shares
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    contradicted,
    uncheckable,
)

NEEDS = ("calls", "shares")
IMPLICIT = True
DESCRIBES = Describes(
    "During the call the function takes this percentage of the time; low and high give a range.",
    {"function": "f", "percent": 76.0, "low": None, "high": None, "call": "f([3, 1, 2])"},
)
_FAR = 25.0


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
    seen = f"{name} takes between {min(shares):.0f} and {max(shares):.0f} %"
    text = f"{seen} ({len(found)} runs; by itself or with what it calls, with imports or without)"
    if all(share < low - _FAR or share > high + _FAR for share in shares):
        return contradicted(text, "WB203", measured=round(max(shares), 1))
    why = "a profiler that traces cannot decide it nearer"
    return Finding("undecided", "one-method", f"{text}; {why}", "WB203", round(max(shares), 1))


def _bounds(args: Args) -> tuple[float, float] | None:
    """The lowest and the highest share that the claim allows."""
    given = [value for value in (args.percent, args.low, args.high) if value is not None]
    if not given:
        return None
    low = args.low if args.low is not None else (args.percent if args.percent is not None else 0.0)
    high = args.high if args.high is not None else args.percent
    return low, high if high is not None else 100.0
