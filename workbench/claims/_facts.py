"""Static facts of one artifact on one CPython, as the bytecode probe reported them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench import opcodes
from workbench.records import Measurement

FUNCTION, CALLEES, FILE = "function", "callees", "file"
SCOPES = (FUNCTION, CALLEES, FILE)
STRICT, FAMILY = "strict", "family"
NAMINGS = (STRICT, FAMILY)


@dataclass(frozen=True)
class Code:
    """One code object: instructions by opcode name and by family, and what its source holds.

    `total` counts instructions without CACHE and EXTENDED_ARG. `source` counts operators, calls
    and the like in the syntax tree; it is the same on every version.
    """

    name: str
    qualname: str
    line: int
    counts: Mapping[str, int]
    families: Mapping[str, int]
    total: int
    callees: tuple[str, ...] = ()
    source: Mapping[str, int] | None = None


@dataclass(frozen=True)
class StaticFacts:
    """All code objects of an artifact as one CPython compiled them; the module is `<module>`."""

    version: str
    codes: tuple[Code, ...]

    def function(self, name: str) -> Code | None:
        """The function called `name` (or `Class.name`); of several the last one wins."""
        exact = [code for code in self.codes if code.qualname == name]
        named = [code for code in self.codes if code.name == name and name != "<module>"]
        found = exact or named
        return found[-1] if found else None

    def exists(self, opcode: str) -> bool:
        """Whether this CPython has such an opcode."""
        return opcodes.exists(opcode, self.version)

    def count(
        self, function: str, opcode: str, scope: str = FUNCTION, naming: str = STRICT
    ) -> int | None:
        """Instructions of that name (or of its family) in a scope; None when there are none such.

        None is "no such function", "no such opcode on this version" or "no such family".
        """
        codes = self.scope(function, scope)
        if not codes:
            return None
        if naming == STRICT:
            if not self.exists(opcode):
                return None
            return sum(code.counts.get(opcode, 0) for code in codes)
        family = opcodes.family(opcode)
        if family is None:
            return None
        return sum(code.families.get(family, 0) for code in codes)

    def scope(self, function: str, scope: str) -> tuple[Code, ...]:
        """The code objects that a scope covers; empty when there is no such function."""
        start = self.function(function)
        if start is None:
            return ()
        if scope == FUNCTION:
            return (start,)
        if scope == FILE:
            return self.codes
        return tuple(self._reach(start))

    def _reach(self, start: Code) -> Iterator[Code]:
        """The function, what is nested in it, and the functions of the file that these call."""
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            code = waiting.pop()
            if id(code) in seen:
                continue
            seen.add(id(code))
            yield code
            nested = f"{code.qualname}.<locals>."
            waiting += [c for c in self.codes if c.qualname.startswith(nested)]
            called = (self.function(name) for name in code.callees)
            waiting += [c for c in called if c is not None]


def facts_from(measurement: Measurement) -> StaticFacts | str:
    """The facts of a bytecode measurement, or the reason why there are none."""
    if measurement.error is not None:
        return f"it does not compile there: {measurement.error}"
    run = measurement.run
    if measurement.data is None:
        outcome = run.outcome if run else "nothing"
        return f"the analyser gave {outcome}: {(run.error if run else None) or 'no data'}"
    codes = tuple(_code(entry) for entry in measurement.data["code_objects"])
    return StaticFacts(measurement.python, codes)


def _code(entry: Mapping[str, Any]) -> Code:
    found = entry["ast"]
    return Code(
        name=entry["name"],
        qualname=entry["qualname"],
        line=entry["first_line"],
        counts=entry["counts"],
        families=_families(entry),
        total=entry["total"],
        callees=tuple(entry["callees"]),
        source=found["operators"] if found else None,
    )


def _families(entry: Mapping[str, Any]) -> dict[str, int]:
    """Instructions by family; the operator of BINARY_OP is told apart by its argument's text."""
    total: Counter[str] = Counter()
    weighted: list[tuple[str, str | None, int]] = []
    weighted += [(name, None, count) for name, count in entry["counts"].items()]
    weighted += [("BINARY_OP", text, count) for text, count in entry["operators"].items()]
    for name, text, count in weighted:
        for family in opcodes.families(name, text):
            total[family] += count
    return dict(total)
