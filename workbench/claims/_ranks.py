"""Who is compared with whom, and by which number: what rankings between programs are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench import opcodes
from workbench.claims import _cost
from workbench.claims._facts import (
    CALLEES,
    FAMILY,
    FILE,
    FUNCTION,
    MODULE,
    STRICT,
    Code,
    StaticFacts,
)
from workbench.claims.base import Evidence, Peer, did_not_finish
from workbench.records import Measurement, Reading

MAX_SHOWN = 20
_MAX_NAME = 80
_SYMBOLS = "+ & // << @ * % | ** >> - / ^ []"
_OF_OPERATORS = frozenset(opcodes.family("BINARY_OP", symbol) for symbol in _SYMBOLS.split())


@dataclass(frozen=True)
class Contender:
    """One side of a ranking: a program, and the function that stands for it (None: not known)."""

    name: str
    function: str | None
    static: Mapping[str, StaticFacts | str] = field(default_factory=dict)
    observed: Mapping[tuple[str, str | None], Measurement] = field(default_factory=dict)

    def code(self, version: str, scope: str) -> Code | None:
        """What that scope covers on that version, as one code object."""
        facts = self.static.get(version)
        if not isinstance(facts, StaticFacts):
            return None
        name = MODULE if scope == FILE else self.function
        found = facts.scope(name, scope) if name is not None else ()
        return found[0] if found else None

    def seen(self, probe: str) -> Mapping[str, Any] | None:
        """What a probe that runs the program counted, None when nothing came to its end."""
        for (name, _), measurement in self.observed.items():
            if name == probe and measurement.error is None and not did_not_finish(measurement):
                return measurement.data
        return None

    def cost(self) -> _cost.Report | None:
        """What its example call costs; None where that is not known exactly."""
        found = (one for (name, _), one in self.observed.items() if name == "cost")
        seen = _cost.report(next(found, None))
        return None if isinstance(seen, str) or seen.left_out else seen


@dataclass(frozen=True)
class Rank:
    """One reading: the numbers by name, and whether the claim holds then (None: not decided)."""

    scope: str
    naming: str
    measured: Mapping[str, float | None]
    holds: bool | None

    @property
    def told(self) -> str:
        """The numbers in words."""
        return ", ".join(
            f"{name} {'not measured' if value is None else value}"
            for name, value in self.measured.items()
        )

    def reading(self, version: str) -> Reading:
        """The same as a record."""
        return Reading(
            version=version,
            scope=self.scope,
            naming=self.naming,
            measured=dict(self.measured),
            holds=bool(self.holds),
        )


@dataclass(frozen=True)
class Field:
    """The sides of one ranking: the one it is about and all others."""

    own: Contender
    others: tuple[Contender, ...]


def sides(
    evidence: Evidence, function: str | None, other: str | None, among: Sequence[str]
) -> Field | None:
    """Who is compared; None when the claim's own program is not there or others are not found."""
    workloads = [peer for peer in evidence.peers if peer.artifact.kind == "workload"]
    mine = next((p for p in workloads if evidence.artifact == p.artifact), None)
    if mine is None:
        return None
    own = _contender(mine, function or mine.function)
    if other is not None or among:
        named = [other] if other is not None else [name for name in among if name != own.function]
        found = [_called(name, mine, workloads) for name in named]
        known = tuple(each for each in found if each is not None)
        return Field(own, known) if known and len(known) == len(found) else None
    # A document may show one program twice: what bears the same name is no rival of itself.
    rivals = (
        _contender(peer, peer.function)
        for peer in workloads
        if peer is not mine and (peer.function is None or peer.function != own.function)
    )
    return Field(own, tuple(_each_once(rivals, evidence.target)))


def _each_once(rivals: Iterable[Contender], target: str) -> Iterator[Contender]:
    """The rivals without those of the same name and the same code."""
    seen: list[tuple[str, Mapping[str, int]]] = []
    for rival in rivals:
        code = rival.code(target, FUNCTION)
        known = None if code is None else (rival.name, code.counts)
        if known is None or known not in seen:
            yield rival
        if known is not None:
            seen.append(known)


def _contender(peer: Peer, function: str | None) -> Contender:
    return Contender(
        (function or peer.artifact.name)[:_MAX_NAME], function, peer.static, peer.observed
    )


def _called(name: str, mine: Peer, peers: Sequence[Peer]) -> Contender | None:
    """The program or function of that name, the claim's own program first."""
    for peer in (mine, *peers):
        facts = (f for f in peer.static.values() if isinstance(f, StaticFacts))
        if any(found.function(name) for found in facts):
            return _contender(peer, name)
    named = (peer for peer in peers if peer.artifact.name == name)
    return next((_contender(peer, peer.function) for peer in named), None)


def holds(order: str, own: float | None, others: Sequence[float | None]) -> bool | None:
    """Whether the order holds; ties are none. None when what was measured does not decide it."""
    if own is None or not others:
        return None
    wanted = order in ("most", "more_than")
    known = [value for value in others if value is not None]
    if any(value >= own if wanted else value <= own for value in known):
        return False
    return True if len(known) == len(others) else None


def ranked(
    order: str, found: Field, scope: str, naming: str, values: Sequence[float | None]
) -> Rank:
    """One reading of a ranking from the numbers of its sides, the claim's own first."""
    return Rank(scope, naming, shown(found, values), holds(order, values[0], values[1:]))


def static_number(measure: str, opcode: str | None, code: Code, naming: str) -> float | None:
    """What a code object has of a measure; None for a measure or opcode that it cannot have."""
    if measure == "distinct_opcodes":
        return sum(1 for count in code.counts.values() if count)
    if measure in ("arithmetic", "intensity"):
        return code.arithmetic
    if measure == "share":
        return code.arithmetic / code.total if code.total else 0.0
    if measure in ("family", "calls"):
        family = "call" if measure == "calls" else family_named(opcode)
        return None if family is None else code.families.get(family, 0)
    if measure == "instructions":
        return code.total if opcode is None else of_opcode(opcode, code, naming)
    return None


def of_opcode(opcode: str, code: Code, naming: str) -> int | None:
    """How often a code object has an opcode, or its family."""
    if naming == STRICT:
        return code.counts.get(opcode, 0)
    family = opcodes.family(opcode)
    return None if family is None else code.families.get(family, 0)


def family_named(name: str | None) -> str | None:
    """The family that a word of our vocabulary or an opcode names."""
    if name is None:
        return None
    return opcodes.family(name) or name


def executed_number(measure: str, opcode: str | None, data: Mapping[str, Any]) -> float | None:
    """The same of what ran during a call, all functions of the program together."""
    parts = list(data.get("functions", {}).values())
    counts: dict[str, int] = {}
    for part in parts:
        for name, count in part["opcodes"].items():
            counts[name] = counts.get(name, 0) + int(count)
    total = sum(int(part["total"]) for part in parts)
    arithmetic = sum(n for name, n in counts.items() if opcodes.is_arithmetic(name))
    if measure == "distinct_opcodes":
        return sum(1 for count in counts.values() if count)
    if measure in ("arithmetic", "intensity"):
        return arithmetic
    if measure == "share":
        return arithmetic / total if total else 0.0
    if measure in ("family", "calls"):
        family = "call" if measure == "calls" else family_named(opcode)
        if family in _OF_OPERATORS and "BINARY_OP" in counts:
            return None  # its operator is not recorded with what was executed
        return sum(n for name, n in counts.items() if family in opcodes.families(name))
    return counts.get(opcode, 0) if opcode is not None else total


def numbers(
    found: Field, measure: str, opcode: str | None, version: str, scope: str, naming: str = STRICT
) -> list[float | None]:
    """The measure of every side in one static reading, the claim's own first."""
    result: list[float | None] = []
    for side in (found.own, *found.others):
        code = side.code(version, scope)
        if measure == "instructions" and opcode is not None and naming == STRICT:
            known = opcodes.exists(opcode, version)
            code = code if known else None
        result.append(None if code is None else static_number(measure, opcode, code, naming))
    return result


def executed(found: Field, measure: str, opcode: str | None) -> list[float | None]:
    """The measure of every side as its example call executes it."""
    result: list[float | None] = []
    for side in (found.own, *found.others):
        data = side.seen("executed")
        result.append(None if data is None else executed_number(measure, opcode, data))
    return result


COSTS = {
    "flops": "floating-point operations",
    "flops_per_byte": "these per byte of arrays",
    "flops_per_instruction": "these per instruction executed",
}
"""Measures by what an example call costs, in words."""


def by_cost(found: Field, measure: str) -> list[float | None]:
    """One of COSTS of every side, where its example call is known exactly."""
    return [_by_cost(side, measure) for side in (found.own, *found.others)]


def _by_cost(side: Contender, measure: str) -> float | None:
    seen = side.cost()
    if seen is None:
        return None
    flops = sum(seen.flops.values())
    if measure == "flops":
        return flops
    if measure == "flops_per_byte":
        return flops / moved if (moved := sum(seen.bytes.values())) else None
    data = side.seen("executed")
    ran = None if data is None else executed_number("instructions", None, data)
    return flops / ran if ran else None


def shown(found: Field, values: Sequence[float | None]) -> dict[str, float | None]:
    """The numbers by name, for explanations; names that occur twice are numbered."""
    result: dict[str, float | None] = {}
    for side, value in zip((found.own, *found.others), values, strict=True):
        name, number = side.name, 1
        while name in result:
            number += 1
            name = f"{side.name} ({number})"
        if len(result) < MAX_SHOWN:
            result[name] = round(value, 3) if isinstance(value, float) else value
    return result


def static_readings(with_names: bool) -> Iterator[tuple[str, str]]:
    """Scope and naming of each static reading, the default one first."""
    for scope in (FUNCTION, CALLEES, FILE):
        for naming in (STRICT, FAMILY) if with_names else (STRICT,):
            yield scope, naming
