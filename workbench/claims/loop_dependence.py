"""Claims of the form: the loops of F are serial, parallel, or a reduction (static, then a run)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from workbench.claims import _loops, _watched
from workbench.claims._loops import STATIC, Loop, Structure
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ("structure", "dependences")
DESCRIBES = Describes(
    "The loops of a function are serial (an iteration needs what an earlier one computed), "
    "parallel (the iterations are independent), a reduction, or there are none; line and "
    "variable may be null.",
    {"function": "f", "verdict": "serial", "line": 6, "variable": "y"},
)
_RULE = "WB301"
_FREE = ("independent", "reduction")
_WORDS = "parallelism"
"""The extractor of sentences, where "sequential" may be no more than how the code is written."""
_CHAINED = re.compile(
    r"\b(?:inherent|intrinsic|fundamental|natur|carried|depend|cannot|can\s?not|can['’]t|not\b|"
    r"needs|relies|builds|parallel|vectori|hard\b|difficult|impossible|low\b|limited|none)",
    re.IGNORECASE,
)
"""Words that say more: that an iteration needs an earlier one."""


class Args(ClaimArgs):
    """What is said of which loops; `variable` is the one that is carried on."""

    function: str | None = Field(default=None, max_length=300)
    verdict: Literal["serial", "parallel", "reduction", "none"]
    line: int | None = Field(default=None, ge=0, le=10**9)
    variable: str | None = Field(default=None, max_length=100)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By what the syntax tree says each loop carries, and where that is open by what a run showed.

    Where the tree may be wrong and no run has a witness, nothing is false.
    """
    found = _loops.of(args.function, evidence)
    if isinstance(found, Finding):
        return found
    if args.verdict == "none":
        return _none(found)
    if args.line is not None:
        finding = _of_line(args, found, evidence)
    elif args.verdict == "serial":
        finding = _serial(args, found, evidence)
    elif args.verdict == "parallel":
        finding = _parallel(found)
    else:
        finding = _reduction(found)
    chosen = _of_that_line(args.line, found)
    watched = _watched.settled(
        finding,
        args.verdict,
        (*found.loops, *found.called_loops) if args.line is None else chosen,
        found,
        evidence,
        variable=args.variable,
        by_line=args.line is not None,
    )
    if watched is not finding:
        return watched
    if args.variable is None or finding.label != "confirmed":
        return finding
    return _with_variable(args, found, finding)


def _none(found: Structure) -> Finding:
    """That there is no loop."""
    if found.loops:
        text = f"{STATIC}, it has {len(found.loops)}: {_told(found.loops)}"
        return contradicted(text[:1_000], _RULE, measured=len(found.loops))
    if not found.is_complete:
        return uncheckable(f"{STATIC}, the program is too large", reason="not-analysed")
    return confirmed(f"{STATIC}, it has no loop", measured=0)


def _of_line(args: Args, found: Structure, evidence: Evidence) -> Finding:
    """The loop that begins on the line, else the innermost one around it."""
    chosen = _of_that_line(args.line, found)
    if not chosen:
        text = f"{STATIC}, no loop stands on line {args.line}"
        if not found.is_complete or not evidence.claim.defined:
            return uncheckable(text, reason="no-loop")
        return contradicted(text, _RULE, reason="no-loop", measured=None)
    wanted = {"independent"} if args.verdict == "parallel" else {args.verdict}
    if args.verdict == "parallel" and not evidence.claim.defined:
        wanted.add("reduction")
    fitting = next((loop for loop in chosen if loop.verdict in wanted), None)
    if fitting is not None:
        return _confirmed(fitting)
    if all(loop.is_sure for loop in chosen):
        return _contradicted(chosen)
    return _unclear(chosen)


def _of_that_line(line: int | None, found: Structure) -> tuple[Loop, ...]:
    """The loops that begin on a line, else the innermost one around it; none without a line."""
    if line is None:
        return ()
    every = (*found.loops, *found.called_loops)
    begin = tuple(loop for loop in every if loop.line == line)
    around = [loop for loop in every if loop.line <= line <= loop.end_line]
    return begin or tuple(sorted(around, key=lambda loop: -loop.depth)[:1])


def _serial(args: Args, found: Structure, evidence: Evidence) -> Finding:
    serial = [loop for loop in found.loops if loop.verdict == "serial"]
    if serial:
        carrying = [loop for loop in serial if args.variable in loop.carried]
        return _confirmed((carrying or sorted(serial, key=lambda loop: not loop.is_sure))[0])
    every = (*found.loops, *found.called_loops)
    free = all(loop.verdict == "independent" and loop.is_sure for loop in every)
    if found.loops and free and found.is_whole:
        claim = evidence.claim
        if claim.extractor == _WORDS and not _CHAINED.search(claim.quote):
            text = f"{STATIC}, {_told(found.loops)}; as written it runs one after the other"
            return Finding("ambiguous", "reading-bound", text[:1_000], "WB502", "independent")
        return _contradicted(found.loops)
    return _unclear(found.loops) if found.loops else _no_loop(found)


def _parallel(found: Structure) -> Finding:
    free = [loop for loop in found.outermost if loop.verdict in _FREE]
    others = [loop for loop in found.outermost if loop.verdict not in _FREE]
    if free and not others:
        return _confirmed(sorted(free, key=_weight)[0])
    if free:
        text = f"{STATIC}, {free[0].shown} is {free[0].verdict}, but {_told(others)}"
        return Finding("ambiguous", "reading-bound", text[:1_000], "WB502", free[0].verdict)
    inner = [loop for loop in found.loops if loop.verdict in _FREE]
    if inner:
        outer = next(loop for loop in found.outermost if loop.nest == inner[0].nest)
        text = (
            f"{STATIC}, {inner[0].shown} is {inner[0].verdict}, but stands in {outer.shown[4:]}, "
            f"which is {outer.verdict}: {outer.why}"
        )
        return Finding("ambiguous", "reading-bound", text, "WB502", inner[0].verdict)
    if not found.loops:
        return _calls(found)
    every = (*found.loops, *found.called_loops)
    chained = all(loop.verdict == "serial" and loop.is_sure for loop in every)
    if chained and found.is_whole and not found.may_use_arrays and not found.array_calls:
        return _contradicted(found.loops)
    return _unclear(found.loops)


def _weight(loop: Loop) -> tuple[bool, bool]:
    """What is shown first: a loop that is sure, and no comprehension that only makes a list."""
    return not loop.is_sure, loop.kind == "comprehension"


def _reduction(found: Structure) -> Finding:
    every = (*found.loops, *found.called_loops)
    sums = [loop for loop in every if loop.verdict == "reduction"]
    if sums:
        return _confirmed(sums[0])
    return _unclear(found.loops) if found.loops else _no_loop(found)


def _calls(found: Structure) -> Finding:
    """A function without loops whose work is done by an operation on whole arrays."""
    if not found.array_calls:
        return _no_loop(found)
    names = ", ".join(found.array_calls[:5])[:200]
    text = (
        f"{STATIC}, it has no loop of its own and calls {names}, "
        "where each element of the result is computed on its own"
    )
    return confirmed(text, measured="array operation")


def _no_loop(found: Structure) -> Finding:
    if found.is_recursive:
        text = f"{STATIC}, it has no loop and calls itself; whether the calls meet is not analysed"
    else:
        text = f"{STATIC}, it has no loop"
    return uncheckable(text, reason="no-loop")


def _confirmed(loop: Loop) -> Finding:
    text = f"{STATIC}, {loop.shown} is {loop.verdict}: {loop.why}"
    return confirmed(text, measured=loop.verdict)


def _contradicted(loops: Sequence[Loop]) -> Finding:
    text = f"{STATIC}, {_told(loops)}"
    return contradicted(text[:1_000], _RULE, measured=loops[0].verdict)


def _unclear(loops: Sequence[Loop]) -> Finding:
    text = f"{STATIC}, this cannot be decided: {_told(loops)}"
    return uncheckable(text[:1_000], reason="not-analysed")


def _told(loops: Sequence[Loop]) -> str:
    return "; ".join(f"{loop.shown} is {loop.verdict} ({loop.why})" for loop in loops[:3])


def _with_variable(args: Args, found: Structure, finding: Finding) -> Finding:
    """Whether the variable that is named is one that a loop carries on."""
    every = _of_that_line(args.line, found) or (*found.loops, *found.called_loops)
    carried = {name for loop in every for name in loop.carried}
    named = str(args.variable).strip("`' ").split("[")[0]
    if named in carried or args.verdict == "parallel":
        return finding
    shown = ", ".join(sorted(carried)[:8]) or "none"
    text = f"{STATIC}, what loops carry on is {shown}, not {named}"
    if carried and all(loop.is_sure for loop in every) and found.is_whole:
        return contradicted(text, _RULE, reason="variable", measured=sorted(carried)[:8])
    return uncheckable(text, reason="variable")
