"""Claims of the form: F has the most instructions; O is the most frequent opcode of F."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field as Bounded

from workbench import opcodes
from workbench.claims import _costly, _counts, _ranks
from workbench.claims._decide import reading_words
from workbench.claims._facts import FUNCTION, STRICT, StaticFacts, ToolFailure
from workbench.claims._names import canonical, no_count_of
from workbench.claims._ranks import Rank
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    did_not_finish,
    tool_failed,
    uncheckable,
)
from workbench.records import VersionState

NEEDS = ("bytecode",)
IMPLICIT = True
DESCRIBES = Describes(
    "One program has more of something than the others, or one opcode is the most frequent.",
    {"order": "most", "measure": "instructions", "function": "f"},
)
_RULE = "WB108"
_DYNAMIC = ("family", "calls")
"""Words such as "comparisons" may as well mean what happens when the program runs."""
_WORDS = {
    "instructions": "instructions",
    "distinct_opcodes": "different opcodes",
    "arithmetic": "arithmetic instructions",
    "intensity": "arithmetic instructions",
    "executed": "instructions executed",
    "flops": "floating-point operations",
    "calls": "calls",
}
_BY_COST = {"intensity", "flops"}
_ORDERS = {
    "most": "the most",
    "fewest": "the fewest",
    "more_than": "more",
    "fewer_than": "fewer",
}


class Args(ClaimArgs):
    """What is ranked by what. `opcode` with `instructions` narrows it to those of that name, with
    `family` it names the family, with `opcode` it is itself what is ranked within the function."""

    order: Literal["most", "fewest", "more_than", "fewer_than"]
    measure: Literal[
        "instructions",
        "distinct_opcodes",
        "opcode",
        "family",
        "arithmetic",
        "intensity",
        "executed",
        "flops",
        "calls",
    ]
    opcode: str | None = Bounded(default=None, max_length=100)
    function: str | None = Bounded(default=None, max_length=200)
    other: str | None = Bounded(default=None, max_length=200)
    among: list[str] = Bounded(default=[], max_length=100)


def for_all(args: Mapping[str, Any]) -> tuple[str, ...]:
    """Probes whose view of the example call of every program is needed."""
    return ("cost", "executed") if args.get("measure") in _BY_COST else ()


def judge(args: Args, evidence: Evidence) -> Finding:
    """True strictly; under the default reading on the target, elsewhere, or read otherwise."""
    here = evidence.static.get(evidence.target)
    if isinstance(here, ToolFailure):
        return tool_failed(f"no bytecode to look at: {here}")
    if args.measure == "opcode":
        return _opcode_in_function(args, evidence)
    if args.measure == "family" and args.opcode is None:
        return uncheckable("it does not say what is counted")
    found = _ranks.sides(evidence, args.function, args.other, args.among)
    if found is None:
        return uncheckable("what is compared was not found", reason="no-such-function")
    if args.measure == "executed":
        return _executed(args, found)
    if args.measure == "flops":
        return _costly.flops(args.order, _said(args), found)
    everybody = (found.own, *found.others)
    if sum(side.code(evidence.target, FUNCTION) is not None for side in everybody) < 2:
        return uncheckable("fewer than two programs were measured", reason="nothing-to-compare")
    if args.measure == "intensity":
        return _costly.intensity(args.order, found, evidence)
    versions = _versions(args, found, evidence)
    return _decide(args, evidence, versions, list(_other_ranks(args, found, evidence)))


def _numbers(args: Args, found: _ranks.Field, version: str) -> list[float | None]:
    return _ranks.numbers(found, args.measure, _opcode(args), version, FUNCTION)


def _opcode(args: Args) -> str | None:
    return None if args.opcode is None else canonical(args.opcode)


def _versions(args: Args, found: _ranks.Field, evidence: Evidence) -> dict[str, Rank]:
    ranks = {}
    for version in evidence.facts():
        values = _numbers(args, found, version)
        result = _ranks.holds(args.order, values[0], values[1:])
        ranks[version] = Rank(FUNCTION, STRICT, _ranks.shown(found, values), result)
    return ranks


def _other_ranks(args: Args, found: _ranks.Field, evidence: Evidence) -> Iterator[Rank]:
    """The other readings on the target: wider scopes, the opcode's family, what is executed."""
    opcode = _opcode(args)
    by_name = args.measure == "instructions" and opcode is not None
    for scope, naming in _ranks.static_readings(by_name):
        if (scope, naming) != (FUNCTION, STRICT):
            values = _ranks.numbers(found, args.measure, opcode, evidence.target, scope, naming)
            yield _ranks.ranked(args.order, found, scope, naming, values)
    yield _ranks.ranked(
        args.order, found, "executed", STRICT, _ranks.executed(found, args.measure, opcode)
    )


def _decide(
    args: Args, evidence: Evidence, ranks: Mapping[str, Rank], others: Sequence[Rank]
) -> Finding:
    """The label by the order of rules that all kinds share."""
    here = ranks.get(evidence.target)
    states = _states(ranks, evidence)
    if here is None:
        return uncheckable(f"nothing to compare on CPython {evidence.target}")
    said = _said(args)
    if here.holds:
        return confirmed(f"{said}: {here.told}", measured=here.measured)
    elsewhere = [version for version, rank in ranks.items() if rank.holds]
    text = f"{here.told} on CPython {evidence.target}, claimed {said}"
    if elsewhere:
        text += f"; it holds on {', '.join(elsewhere)}"
        return Finding(
            "other-version", "version-bound", text, "WB103", here.measured, versions=states
        )
    if here.holds is None:
        return uncheckable(f"not everything that is compared was measured: {here.told}")
    fitting = [rank.reading(evidence.target) for rank in others if rank.holds]
    if fitting:
        text += f"; it holds when read as {reading_words(fitting[0])}"
        return Finding("ambiguous", "reading-bound", text, "WB502", here.measured, states, fitting)
    ran = next((rank for rank in others if rank.scope == "executed"), None)
    if args.measure in _DYNAMIC and (ran is None or ran.holds is None):
        text += "; what they do when they run was not measured"
        return Finding("ambiguous", "reading-not-measured", text, "WB502", here.measured, states)
    return contradicted(text, _RULE, measured=here.measured, versions=states)


def _states(ranks: Mapping[str, Rank], evidence: Evidence) -> dict[str, VersionState]:
    states = evidence.missing()
    for version, rank in ranks.items():
        states[version] = VersionState(state="value", value=rank.measured)
    return {version: states[version] for version in evidence.static if version in states}


def _said(args: Args) -> str:
    words = _WORDS.get(args.measure) or f"{args.opcode} instructions"
    if args.measure == "instructions" and args.opcode is not None:
        words = args.opcode
    return f"{_ORDERS[args.order]} {words}"


def _executed(args: Args, found: _ranks.Field) -> Finding:
    """Rankings by what ran: only by calls that were measured."""
    values = _ranks.executed(found, args.measure, _opcode(args))
    rank = _ranks.ranked(args.order, found, "executed", STRICT, values)
    if rank.holds is None:
        return uncheckable(
            "what runs was not measured for all that is compared", reason="not-measured"
        )
    text = f"executed: {rank.told}, claimed {_said(args)}"
    if rank.holds:
        return confirmed(text, measured=rank.measured)
    return contradicted(text, _RULE, measured=rank.measured)


def _opcode_in_function(args: Args, evidence: Evidence) -> Finding:
    """The rank of one opcode among those of one function."""
    opcode, function = _opcode(args), args.function or evidence.entry_point
    if opcode is None or function is None:
        return uncheckable("it does not say which opcode of which function it is about")
    if nothing := no_count_of(opcode, 1, defined=evidence.claim.defined):
        return nothing
    if missing := _counts.missing_function(function, evidence):
        return missing
    ranks = {}
    for version, there in evidence.facts().items():
        rank = _among_opcodes(args, there, function, FUNCTION, STRICT)
        if rank is not None:
            ranks[version] = rank
    facts = evidence.target_facts
    others = []
    if facts is not None and not evidence.claim.defined:
        for scope, naming in _ranks.static_readings(True):
            rank = _among_opcodes(args, facts, function, scope, naming)
            if rank is not None and (scope, naming) != (FUNCTION, STRICT):
                others.append(rank)
        others += _executed_opcode(args, evidence, function)
    return _decide(args, evidence, ranks, others)


def _among_opcodes(
    args: Args, facts: StaticFacts, function: str, scope: str, naming: str
) -> Rank | None:
    found = facts.scope(function, scope)
    name = _opcode(args) or ""
    if not found:
        return None
    counts = found[0].counts if naming == STRICT else found[0].families
    wanted = name if naming == STRICT else opcodes.family(name)
    if wanted is None:
        return None
    return _in(args, counts, wanted, scope, naming)


def _in(args: Args, counts: Mapping[str, int], wanted: str, scope: str, naming: str) -> Rank:
    others: list[float | None] = [n for each, n in counts.items() if n and each != wanted]
    own = counts.get(wanted, 0)
    leading = sorted(counts.items(), key=lambda item: -item[1] if args.order == "most" else item[1])
    measured = {wanted: own} | {each: n for each, n in leading[:3] if n}
    result = _ranks.holds(args.order, own, others) if own and others else False
    return Rank(scope, naming, measured, result)


def _executed_opcode(args: Args, evidence: Evidence, function: str) -> list[Rank]:
    """The same of what was executed in that function, where that was measured."""
    found = evidence.observed.get("executed")
    if found is None or found.error is not None or did_not_finish(found):
        return []
    part = (found.data or {}).get("functions", {}).get(function)
    return (
        []
        if part is None
        else [_in(args, part["opcodes"], _opcode(args) or "", "executed", STRICT)]
    )
