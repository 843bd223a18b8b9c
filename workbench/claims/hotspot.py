"""Claims about where the time goes: a function that takes most of it, or a cause of slowness.

Only a profiler that traces every call is at hand. It shows a clear lead and it shows that a
function takes next to nothing; what lies between is left open, and so is every cause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from workbench.claims import _shares
from workbench.claims._shares import Profile
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ("calls", "shares")
DESCRIBES = Describes(
    "Most of the time of the call is spent in the function; or what is the bottleneck, in words.",
    {"function": "f", "what": None, "call": "f([3, 1, 2])"},
)
_WORD = re.compile(r"\w+")
_LEAD = 2.0
_LITTLE = 5.0


class Args(ClaimArgs):
    """The function, the cause in words (without a function), and the call."""

    function: str | None = Field(default=None, max_length=300)
    what: str | None = Field(default=None, max_length=1_000)
    call: str | None = Field(default=None, max_length=2_000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Whether the function leads in every run, or takes next to nothing in all of them."""
    if not args.function or not _names(args.what, args.function):
        what = f"{args.what!r} as the cause" if args.what else "what takes the time"
        text = f"{what}: to tell a cause, the program has to be run without it; not built yet"
        return uncheckable(text, reason="needs-ablation")
    found = _shares.profiles(evidence)
    if isinstance(found, Finding):
        return found
    name = _shares.bare(args.function)
    if not any(name in run.cumulative for run in found):
        return uncheckable(f"{name} was not called in this run", reason="not-called")
    leads = [_lead(run, name) for run in found]
    text = _numbers(name, found)
    most = all(2 * run.cumulative.get(name, 0.0) >= run.total for run in found)
    if most and all(lead >= _LEAD for lead in leads):
        return confirmed(f"{text}; more than twice the next one in every run", measured=_top(found))
    if all(max(run.shares(name), default=0.0) < _LITTLE for run in found):
        return contradicted(
            f"{text}, so less than {_LITTLE:g} % in every run", "WB202", measured=_top(found)
        )
    why = "a profiler that traces inflates small functions and cannot decide that"
    return Finding("undecided", "tracing", f"{text}; {why}", "WB202", _top(found))


def _names(what: str | None, function: str) -> bool:
    """Whether the words, if there are any, are about the function and not a cause within it."""
    return what is None or _shares.bare(function) in _WORD.findall(what)


def _lead(run: Profile, name: str) -> float:
    """How many times the next function's own time the function took; 0 when it does not lead."""
    mine = run.own.get(name, 0.0)
    others = max((seconds for other, seconds in run.own.items() if other != name), default=0.0)
    if mine <= 0 or mine <= others:
        return 0.0
    return mine / others if others > 0 else float("inf")


def _numbers(name: str, runs: Sequence[Profile]) -> str:
    """What the runs say of the function and of the one that took most."""
    top = _top(runs)
    own = ", ".join(f"{100 * run.own.get(name, 0.0) / run.total:.0f} %" for run in runs)
    with_calls = ", ".join(
        f"{100 * run.cumulative.get(name, 0.0) / run.total:.0f} %" for run in runs
    )
    text = (
        f"{name}: {own} of the time by itself, {with_calls} with what it calls ({len(runs)} runs)"
    )
    return text if top == name else f"{text}; {top} has most"


def _top(runs: Sequence[Profile]) -> str:
    """The function with the largest own time in the first run."""
    own = runs[0].own
    return max(own, key=lambda name: own[name]) if own else ""
