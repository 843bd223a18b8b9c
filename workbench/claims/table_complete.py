"""Claims of the form: these are all the opcodes that function F has."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from workbench import opcodes
from workbench.claims import _counts
from workbench.claims._facts import FUNCTION, Code, StaticFacts, ToolFailure
from workbench.claims._names import OpcodeName, is_untested
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    tool_failed,
    uncheckable,
)
from workbench.records import Reading, VersionState

NEEDS = ("bytecode",)
IMPLICIT = True
DESCRIBES = Describes(
    "A list names every opcode that the code object of a function has.",
    {"function": "f", "opcodes": ["LOAD_FAST", "RETURN_VALUE"]},
)
_NEED_NOT_BE_LISTED = frozenset({"CACHE", "EXTENDED_ARG"})
_SHOWN = 10


class Args(ClaimArgs):
    """The function, and what is listed."""

    function: str | None = Field(default=None, max_length=200)
    opcodes: list[OpcodeName] = Field(max_length=500)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Complete when the function has no opcode beyond those that are listed."""
    function = args.function or evidence.entry_point
    if not args.opcodes:
        return uncheckable("the list names nothing")
    if function is None:
        return uncheckable("it does not say which function it is about")
    here = evidence.static.get(evidence.target)
    if isinstance(here, ToolFailure):
        return tool_failed(f"no bytecode to look at: {here}")
    if missing := _counts.missing_function(function, evidence):
        return missing
    left_out = {
        version: _left_out(codes[0], args.opcodes)
        for version, facts in evidence.facts().items()
        if (codes := facts.scope(function, FUNCTION))
    }
    if evidence.target not in left_out:
        return uncheckable(f"nothing to compare on CPython {evidence.target}")
    return _decide(args, evidence, function, left_out)


def _left_out(code: Code, listed: Sequence[str]) -> list[str]:
    used = {name for name, count in code.counts.items() if count}
    return sorted(used - set(listed) - _NEED_NOT_BE_LISTED)


def _decide(
    args: Args, evidence: Evidence, function: str, left_out: dict[str, list[str]]
) -> Finding:
    here = left_out[evidence.target]
    if not here:
        return confirmed(f"{function} has no other opcode on CPython {evidence.target}")
    text = f"{function} also has {_some(here)} on CPython {evidence.target}"
    states = evidence.missing() | {
        version: VersionState(state="value", value=names[:_SHOWN])
        for version, names in left_out.items()
    }
    elsewhere = [version for version, names in left_out.items() if not names]
    if elsewhere:
        text += f"; the list is complete on {', '.join(elsewhere)}"
        return Finding("other-version", "version-bound", text, "WB103", here, states)
    untested = [name for name in args.opcodes if is_untested(name, evidence)]
    if untested:
        known = opcodes.ranges(opcodes.versions_of(untested[0]))
        text += f"; it lists {untested[0]}, an opcode of {known}, and none of these is here"
        return Finding("uncheckable", "version-untested", text, "WB103", here, states)
    if here == ["RESUME"]:
        text += "; it is complete but for RESUME, with which every function begins"
        return Finding("ambiguous", "reading-bound", text, "WB502", here, states)
    others = _others(args, evidence, function)
    if others:
        text += "; another function of that name has none but those that are listed"
        return Finding("ambiguous", "reading-bound", text, "WB502", here, states, others)
    return contradicted(text, "WB111", reason="incomplete", measured=here, versions=states)


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} others" if more > 0 else "")


def _others(args: Args, evidence: Evidence, function: str) -> list[Reading]:
    """Namesakes of the function, such as methods of other classes, for which the list is whole."""
    facts: StaticFacts | None = evidence.target_facts
    if facts is None or evidence.claim.defined:
        return []
    return [
        Reading(
            version=facts.version,
            scope=f"the {code.qualname} of line {code.line}",
            naming="strict",
            measured=[],
            holds=True,
        )
        for code in facts.namesakes(function)[:50]
        if not _left_out(code, args.opcodes)
    ]
