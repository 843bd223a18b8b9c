"""Static counts on every version: default values, and the readings that the words leave open."""

from __future__ import annotations

from collections.abc import Callable

from workbench.claims._facts import FAMILY, FUNCTION, NAMINGS, SCOPES, STRICT, StaticFacts
from workbench.claims.base import Evidence, Finding, uncheckable
from workbench.records import Reading, VersionState

Count = Callable[[StaticFacts, str, str], int | None]
"""(facts, scope, naming) to a number; None when that version or reading has no such thing."""


def missing_function(name: str, evidence: Evidence) -> Finding | None:
    """The finding when no version has facts, or no version has that function."""
    facts = evidence.facts()
    if not facts:
        why = next((w for w in evidence.static.values() if isinstance(w, str)), "nothing measured")
        return uncheckable(f"no bytecode to look at: {why}")
    if not any(f.function(name) for f in facts.values()):
        return uncheckable(f"the program has no function {name!r}", reason="no-such-function")
    return None


def versions(evidence: Evidence, count: Count, name: str | None = None) -> dict[str, VersionState]:
    """The default reading (the function itself, strict names) on every version."""
    states = evidence.missing()
    for version, facts in evidence.facts().items():
        if name is not None and facts.function(name) is None:
            states[version] = VersionState(state="not-run", why=f"no function {name!r} there")
            continue
        value = count(facts, FUNCTION, STRICT)
        states[version] = (
            VersionState(state="absent")
            if value is None
            else VersionState(state="value", value=value)
        )
    return {version: states[version] for version in evidence.static}


def readings(evidence: Evidence, count: Count, claimed: int) -> list[Reading]:
    """The other readings on the target that the words allow, each with what it measures.

    Words defined by our own prompt allow none. A cell may not pick a reading of its own: for a
    cell of a table only the table's best joint reading counts, and only when it explains at least
    half of the cells of value 2 or more (or every cell).
    """
    if evidence.claim.defined:
        return []
    if evidence.claim.table is not None:
        return _joint(evidence, count, claimed)
    facts = evidence.target_facts
    if facts is None:
        return []
    open_ones = [(s, n) for s in SCOPES for n in NAMINGS if (s, n) != (FUNCTION, STRICT)]
    return [_reading(facts, scope, naming, count, claimed) for scope, naming in open_ones]


def all_readings(evidence: Evidence, count: Count, claimed: int) -> list[Reading]:
    """Every version, scope and naming: to name the failure, never to excuse it."""
    return [
        _reading(facts, scope, naming, count, claimed)
        for facts in evidence.facts().values()
        for scope in SCOPES
        for naming in NAMINGS
    ]


def _joint(evidence: Evidence, count: Count, claimed: int) -> list[Reading]:
    best = evidence.table
    if best is None:
        return []
    explains = best.hits == best.cells or (
        best.cells_of_2_or_more > 0 and 2 * best.hits_of_2_or_more >= best.cells_of_2_or_more
    )
    facts = evidence.facts().get(best.version)
    if not explains or facts is None:
        return []
    return [_reading(facts, best.scope, best.naming, count, claimed)]


def _reading(facts: StaticFacts, scope: str, naming: str, count: Count, claimed: int) -> Reading:
    value = count(facts, scope, naming)
    return Reading(
        version=facts.version,
        scope=scope,
        naming=naming,
        measured=value,
        holds=value is not None and value == claimed,
    )


__all__ = [
    "FAMILY",
    "FUNCTION",
    "STRICT",
    "all_readings",
    "missing_function",
    "readings",
    "versions",
]
