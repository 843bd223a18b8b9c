"""Static counts on every version: default values, and the readings that the words leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.claims import _ran
from workbench.claims._decide import Comparison
from workbench.claims._facts import (
    CALLEES,
    FAMILY,
    FUNCTION,
    NAMINGS,
    SCOPES,
    STRICT,
    Code,
    StaticFacts,
    ToolFailure,
)
from workbench.claims.base import Evidence, Finding, tool_failed, uncheckable
from workbench.records import JointReading, Reading, VersionState

Count = Callable[[StaticFacts, Sequence[Code], str], int | None]
"""(facts, code objects, naming) to a number; None when that version or naming has no such thing."""

_MAX_NAMESAKES = 50


def missing_function(name: str, evidence: Evidence) -> Finding | None:
    """The finding when no version has facts, or no version has that function."""
    here = evidence.static.get(evidence.target)
    if isinstance(here, ToolFailure):
        return tool_failed(f"no bytecode to look at: {here}")
    facts = evidence.facts()
    if not facts:
        why = next((w for w in evidence.static.values() if isinstance(w, str)), "nothing measured")
        return uncheckable(f"no bytecode to look at: {why}")
    if not any(f.function(name) for f in facts.values()):
        return uncheckable(f"the program has no function {name!r}", reason="no-such-function")
    return None


def versions(evidence: Evidence, function: str, count: Count) -> dict[str, VersionState]:
    """The default reading (the function itself, strict names) on every version."""
    states = evidence.missing()
    for version, facts in evidence.facts().items():
        codes = facts.scope(function, FUNCTION)
        if not codes:
            why = f"no function {function!r} there"
            states[version] = VersionState(state="not-run", why=why)
            continue
        value = count(facts, codes, STRICT)
        states[version] = (
            VersionState(state="absent")
            if value is None
            else VersionState(state="value", value=value)
        )
    return {version: states[version] for version in evidence.static}


def readings(evidence: Evidence, function: str, count: Count, claimed: int) -> list[Reading]:
    """The other readings on the target that the words allow, each with what it measures.

    Words defined by our own prompt allow none, but where several functions bear the name any of
    them may be meant. A cell may not pick another reading of its own: beside these only its
    table's best joint reading counts, and only when it explains at least half of the cells of
    value 2 or more (or every cell).
    """
    facts = evidence.target_facts
    found = [] if facts is None else _namesakes(facts, function, count, claimed)
    if evidence.claim.table is not None:
        joint = [] if evidence.claim.defined else _joint(evidence, function, count, claimed)
        return [*joint, *found]
    if facts is None:
        return []
    if evidence.claim.defined:
        # A class is no function: its own code or that of its methods may be meant.
        own = facts.function(function)
        is_class = own is not None and own.kind == "class"
        methods = _reading(facts, function, CALLEES, STRICT, count, claimed)
        return [*found, methods] if is_class else found
    open_ones = [(s, n) for s in SCOPES for n in NAMINGS if (s, n) != (FUNCTION, STRICT)]
    return found + [_reading(facts, function, s, n, count, claimed) for s, n in open_ones]


def all_readings(evidence: Evidence, function: str, count: Count, claimed: int) -> list[Reading]:
    """Every version, scope and naming: to name the failure, never to excuse it."""
    return [
        _reading(facts, function, scope, naming, count, claimed)
        for facts in evidence.facts().values()
        for scope in SCOPES
        for naming in NAMINGS
    ]


def compare(
    evidence: Evidence,
    function: str,
    claimed: int,
    count: Count,
    *,
    what: str,
    others: Sequence[Reading] = (),
) -> Comparison:
    """The comparison of a static count: every version, and the readings that the words allow."""
    return Comparison(
        claimed=claimed,
        what=f"{what} in {function}",
        rule="WB101",
        versions=versions(evidence, function, count),
        readings=[*readings(evidence, function, count, claimed), *others],
        tolerance=evidence.claim.tolerance,
    )


def _joint(evidence: Evidence, function: str, count: Count, claimed: int) -> list[Reading]:
    best = evidence.table
    if best is None:
        return []
    explains = best.hits == best.cells or (
        best.cells_of_2_or_more > 0 and 2 * best.hits_of_2_or_more >= best.cells_of_2_or_more
    )
    if explains and best.scope in _ran.SCOPES:
        return _of_a_run(evidence, function, best, count, claimed)
    # A number that names its CPython is read on that one, whatever the rest of the table is about.
    facts = evidence.facts().get(evidence.target if evidence.claim.python else best.version)
    if not explains or facts is None:
        return []
    return [_reading(facts, function, best.scope, best.naming, count, claimed)]


def _of_a_run(
    evidence: Evidence, function: str, best: JointReading, count: Count, claimed: int
) -> list[Reading]:
    """The reading of a table whose counts are those of what the example call executed."""
    ran = _ran.of(evidence)
    codes = ran.scope(function, _ran.SCOPES[best.scope]) if ran else ()
    value = count(ran, codes, best.naming) if ran and codes else None
    return [_found(best.version, best.scope, best.naming, value, claimed)]


def _namesakes(facts: StaticFacts, function: str, count: Count, claimed: int) -> list[Reading]:
    """The other functions of that name, such as methods of several classes or lambdas."""
    found = []
    for code in facts.namesakes(function)[:_MAX_NAMESAKES]:
        if code is not facts.function(function):
            value = count(facts, (code,), STRICT)
            scope = f"the {code.qualname} of line {code.line}"
            found.append(_found(facts.version, scope, STRICT, value, claimed))
    return found


def _reading(
    facts: StaticFacts, function: str, scope: str, naming: str, count: Count, claimed: int
) -> Reading:
    codes = facts.scope(function, scope)
    value = count(facts, codes, naming) if codes else None
    return _found(facts.version, scope, naming, value, claimed)


def _found(version: str, scope: str, naming: str, value: int | None, claimed: int) -> Reading:
    holds = value is not None and value == claimed
    return Reading(version=version, scope=scope, naming=naming, measured=value, holds=holds)


__all__ = [
    "FAMILY",
    "FUNCTION",
    "STRICT",
    "all_readings",
    "missing_function",
    "readings",
    "versions",
]
