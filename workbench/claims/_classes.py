"""How somebody came to numbers that are wrong, where the data shows it: the class of the failure.

A class never changes a label. It is named in the explanation, and its short name is the reason. One
number shows it when it is 2 or more; a table when at least half of its numbers of 2 or more, two
wrong ones among them, are what that way to count gives and less than half are right, or when all
of its numbers are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from workbench.claims import _counts, _ways
from workbench.claims._decide import reading_words
from workbench.claims._facts import CALLEES, FAMILY, FILE, FUNCTION, STRICT, Code, StaticFacts
from workbench.claims.base import Evidence, Finding
from workbench.records import Reading

_FEWEST = 2
_NO_LUCK = 5
"""From here on a number shows one of the odder ways to count, or another scope elsewhere."""
_MOST_CELLS = 1_000
_UNNAMED = ("differs", "absent", "no-joint-reading")
_SCOPES = {CALLEES: "with-callees", FILE: "whole-file"}


@dataclass(frozen=True)
class Failure:
    """A class: its short name and, in words, what the wrong number would be right for."""

    name: str
    words: str


@dataclass(frozen=True)
class Wrong:
    """A number of a table: the opcode, what is claimed, what it is."""

    opcode: str
    claimed: int
    right: int | None


def named(finding: Finding, failure: Failure | None, told: str) -> Finding:
    """The finding with the class, where there is one; `told` says what the number is for."""
    if failure is None:
        return finding
    reason = failure.name if finding.reason in _UNNAMED else finding.reason
    text = f"{finding.explanation}; {told}"
    return replace(finding, explanation=text, reason=reason)


def of_count(
    function: str, opcode: str, claimed: int, evidence: Evidence, every: Sequence[Reading]
) -> Failure | None:
    """What one wrong count would be right for; `every` are its readings on all versions."""
    if claimed < _FEWEST:
        return None
    facts = evidence.target_facts
    ways = _ways.of_opcodes(function, facts) if facts else ()
    anywhere = every if claimed >= _NO_LUCK else ()
    if evidence.claim.table is not None:
        return _of_cell(opcode, claimed, ways, evidence) or _reading(anywhere, evidence)
    here = [one for one in every if one.version == evidence.target]
    fitting = [one for one in ways if one.count(opcode) == claimed]
    return (
        _reading(here, evidence)
        or _plain(fitting, claimed, evidence.target)
        or _reading(anywhere, evidence)
    )


def of_total(function: str, claimed: int, evidence: Evidence) -> Failure | None:
    """What a wrong number of instructions would be right for."""
    if claimed < _FEWEST:
        return None
    every = _counts.all_readings(evidence, function, _total, claimed)
    here = [one for one in every if one.version == evidence.target]
    found = _reading(here, evidence)
    facts = evidence.facts()
    for version in sorted(facts, key=lambda version: version != evidence.target):
        fitting = [one for one in _ways.of_totals(function, facts[version]) if one.value == claimed]
        own = [one for one in fitting if version == evidence.target or one.name == "bytes"]
        found = found or _plain(own, claimed, version)
    return found or _reading(every, evidence)


def of_table(
    function: str, cells: Sequence[Wrong], evidence: Evidence
) -> tuple[Failure, str] | None:
    """What the numbers of one function in a table would be right for, with how many show it."""
    large = [cell for cell in cells if cell.claimed >= _FEWEST]
    if len(cells) > _MOST_CELLS or not large:
        return None
    facts = evidence.facts()
    most, best = (0, 0), None
    for version in sorted(facts, key=lambda version: version != evidence.target):
        for failure, count in _all_ways(function, facts[version], evidence.target):
            fitting = [cell for cell in cells if count(cell.opcode) == cell.claimed]
            hits = sum(cell.claimed >= _FEWEST for cell in fitting)
            if _shows(cells, fitting) and (hits, len(fitting)) > most:
                most, best = (hits, len(fitting)), failure
    return (best, f"{most[0]} of {len(large)} of value 2 or more") if best else None


def _shows(cells: Sequence[Wrong], fitting: Sequence[Wrong]) -> bool:
    """Whether those that fit are enough: half of the large ones where the right reading explains
    less than that, or all cells there are; and in both cases two that are wrong."""
    large = [cell for cell in cells if cell.claimed >= _FEWEST]
    right = [cell for cell in large if cell.right == cell.claimed]
    hits = [cell for cell in fitting if cell.claimed >= _FEWEST]
    gained = [cell for cell in fitting if cell.right != cell.claimed]
    wrong = [cell for cell in gained if cell.claimed >= _FEWEST]
    if len(fitting) == len(cells):
        return len(gained) >= _FEWEST and bool(wrong)
    is_right = len(right) >= _FEWEST and 2 * len(right) >= len(large)
    return len(wrong) >= _FEWEST and 2 * len(hits) >= len(large) and not is_right


def _all_ways(
    function: str, facts: StaticFacts, target: str
) -> Iterable[tuple[Failure, Callable[[str], int | None]]]:
    """Scopes and names first, then other code and listings; those of the target alone."""
    for scope in (FUNCTION, CALLEES, FILE):
        for naming in (STRICT, FAMILY):
            if (scope, naming, facts.version) == (FUNCTION, STRICT, target):
                continue
            reading = Reading(version=facts.version, scope=scope, naming=naming, holds=True)
            yield _failure(reading, target), _counting(function, facts, scope, naming)
    if facts.version == target:
        for way in _ways.of_opcodes(function, facts):
            yield Failure(way.name, f"{way.words} on {target}"), way.count


def _counting(
    function: str, facts: StaticFacts, scope: str, naming: str
) -> Callable[[str], int | None]:
    return lambda opcode: facts.count(function, opcode, scope, naming)


def _of_cell(
    opcode: str, claimed: int, ways: Sequence[_ways.Way], evidence: Evidence
) -> Failure | None:
    """A cell may not pick a class of its own either: it has that of its table or none."""
    fitting = [one for one in ways if one.name == evidence.failure and one.count(opcode) == claimed]
    return Failure(fitting[0].name, f"{fitting[0].words} on {evidence.target}") if fitting else None


def _plain(
    fitting: Sequence[_ways.Way] | Sequence[_ways.Total], claimed: int, version: str
) -> Failure | None:
    """The first way that fits. Of several functions with that number none is meant, and of several
    odd ways none is known to be the one."""
    others = sum(one.name == "other-function" for one in fitting)
    odd = sum(getattr(one, "is_odd", False) for one in fitting)
    for one in fitting:
        if one.name == "other-function" and others > 1:
            continue
        if not getattr(one, "is_odd", False) or (claimed >= _NO_LUCK and odd == 1):
            return Failure(one.name, f"{one.words} on {version}")
    return None


def _reading(readings: Sequence[Reading], evidence: Evidence) -> Failure | None:
    first = next((one for one in readings if one.holds), None)
    return _failure(first, evidence.target) if first else None


def _failure(reading: Reading, target: str) -> Failure:
    name = _SCOPES.get(reading.scope, "family" if reading.naming == FAMILY else "other-version")
    return Failure(name, reading_words(reading))


def _total(facts: StaticFacts, codes: Sequence[Code], naming: str) -> int | None:
    return sum(code.total for code in codes) if naming == STRICT else None
