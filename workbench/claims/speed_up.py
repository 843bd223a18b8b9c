"""Claims of the form: this call is that many times faster than that one."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from workbench import statistics
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    observed,
    uncheckable,
)

NEEDS = ("race",)
DESCRIBES = Describes(
    "The call `call` takes less time than the call `than`, `factor` times less (null: faster at "
    "all); both use what the program defines.",
    {"call": "f([3, 1, 2])", "than": "g([3, 1, 2])", "factor": 2.0},
)
_FEWEST = 5
_SLACK = 1.25
"""A factor that is told in round numbers: 2 is true of 1.6 to 2.5."""
_WORDS = "speedups"
"""The extractor of sentences."""
_APART = 2.0
"""An interval as far from the claim as that decides, however wide it is."""
_FAR = 2.0
"""By how much more a sentence's factor has to be off: it was seen on another machine."""


class Args(ClaimArgs):
    """The faster call, the slower one, and by which factor."""

    call: str = Field(max_length=900)
    than: str = Field(max_length=900)
    factor: float | None = Field(default=None, ge=0.001, le=1e9)


def call_of(args: Args) -> str:
    """What the probe evaluates: both calls, as functions without arguments."""
    return f"((lambda: ({args.call})), (lambda: ({args.than})))"


def judge(args: Args, evidence: Evidence) -> Finding:
    """By turns of both calls in one guest, decided on the interval of the ratios."""
    found = observed(evidence, "race")
    if isinstance(found, Finding):
        return found
    data = found.data
    if data is None or data.get("raised"):
        name = next(iter((data or {}).get("raised", {}).get("types", ())), "no end in time")
        return uncheckable(f"the calls did not finish: {name}", reason="did-not-finish")
    pairs = list(zip(_seconds(data.get("first")), _seconds(data.get("second")), strict=False))
    ratios = [slow / fast for fast, slow in pairs if fast > 0 and slow > 0]
    if len(ratios) < _FEWEST:
        return Finding("undecided", "too-slow", "too few turns were possible", "WB205")
    seen = statistics.bootstrap(ratios, seed=len(ratios))
    text = (
        f"{seen.middle:.2f} times as fast, between {seen.low:.2f} and {seen.high:.2f} "
        f"({len(ratios)} turns of both calls, seconds by the guest's clock)"
    )
    return _decided(args, seen, text, far=_FAR if evidence.claim.extractor == _WORDS else 1.0)


def _decided(args: Args, seen: statistics.Interval, text: str, *, far: float) -> Finding:
    low, high = (args.factor / _SLACK, args.factor * _SLACK) if args.factor else (1.0, 1e12)
    measured = round(seen.middle, 2)
    is_apart = seen.high < low / _APART or seen.low > high * _APART
    is_clear = args.factor is None and seen.low > _APART
    if seen.wide and not is_apart and not is_clear:
        return Finding("undecided", "noise", f"{text}: too wide to decide by", "WB205", measured)
    if low <= seen.low and seen.high <= high:
        return confirmed(text, measured=measured)
    is_slower = seen.high < 1 / _SLACK and low >= 1 / _SLACK
    if is_slower or seen.high < low / far or seen.low > high * far:
        return contradicted(text, "WB205", measured=measured)
    return Finding("undecided", "straddles", f"{text}: on the line", "WB205", measured)


def _seconds(values: object) -> Sequence[float]:
    """Durations as the guest reported them, up to the first that can be none."""
    found: list[float] = []
    for value in values if isinstance(values, list) else ():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
            break
        found.append(float(value))
    return found
