"""Claims about where the time goes: a function that takes most of it, or a cause of slowness.

Two of three methods have to agree, a profiler that traces every call, a sampler and the executed
instructions: on a clear lead, or on next to nothing. What lies between is left open, and so is
every cause.
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

NEEDS = ("calls", "shares", "sampling")
DESCRIBES = Describes(
    "Most of the time of the call is spent in the function; or what is the bottleneck, in words.",
    {"function": "f", "what": None, "call": "f([3, 1, 2])"},
)
_WORD = re.compile(r"\w+")
_AGREEING = 2


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
    text, views = _numbers(name, found), _shares.views(evidence, found)
    leads, little = views.leads(name), views.little(name)
    if len(leads) >= _AGREEING and not little:
        methods = " and ".join(leads)
        return confirmed(f"{text}; it leads clearly by {methods}", measured=_top(found))
    if len(little) >= _AGREEING and not leads:
        methods = " and ".join(little)
        why = f"less than {_shares.LITTLE:g} % by {methods}"
        return contradicted(f"{text}, so {why}", "WB202", measured=_top(found))
    return Finding("undecided", *_left_open(text, views, leads, little), "WB202", _top(found))


def _left_open(
    text: str, views: _shares.Views, leads: Sequence[str], little: Sequence[str]
) -> tuple[str, str]:
    """The reason, and what is said, when no two methods agree on anything clear."""
    if views.methods < _AGREEING:
        why = "one method alone cannot decide that: a profiler that traces inflates small functions"
        return "tracing", f"{text}; {why}"
    each = [f"{' and '.join(leads)}: a clear lead"] if leads else []
    each += [f"{' and '.join(little)}: next to nothing"] if little else []
    said = f"; {'; '.join(each)}" if each else ""
    return "views-differ", f"{text}{said}; no two methods agree on anything clear"


def _names(what: str | None, function: str) -> bool:
    """Whether the words, if there are any, are about the function and not a cause within it."""
    return what is None or _shares.bare(function) in _WORD.findall(what)


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
