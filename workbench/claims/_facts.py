"""Static facts of one artifact on one CPython, as the bytecode probe reported them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench import opcodes
from workbench.records import Measurement

FUNCTION, CALLEES, FILE = "function", "callees", "file"
SCOPES = (FUNCTION, CALLEES, FILE)
STRICT, FAMILY = "strict", "family"
NAMINGS = (STRICT, FAMILY)
MODULE = "<module>"
WHOLE_FILE = "the whole file"
"""Stands for a function where the words are about the file: all its code objects as one."""
_GENERATORS = ("YIELD_VALUE", "YIELD_FROM", "RETURN_GENERATOR", "GEN_START")


class ToolFailure(str):
    """Why there are no facts: the analyser failed, which says nothing about the artifact."""

    __slots__ = ()


@dataclass(frozen=True)
class Instruction:
    """One instruction as `dis` shows it: its argument as a number and as text, "" for none.

    `line` is that of the source, None where the compiler gives none.
    """

    offset: int
    opcode: str
    arg: int | None
    argrepr: str
    line: int | None = None


@dataclass(frozen=True)
class Code:
    """One code object: instructions by opcode name and by family, and what its source holds.

    `counts` has EXTENDED_ARG, `total` is without it; neither has CACHE. `units` are the places in
    the code, both included. `instructions` are all of them in order, where they were listed to the
    end. `source` counts operators, calls and the like in the syntax tree; it
    is the same on every version. `kind` is function, lambda, comprehension, class or module.
    """

    name: str
    qualname: str
    line: int
    counts: Mapping[str, int]
    families: Mapping[str, int]
    total: int
    callees: tuple[str, ...] = ()
    source: Mapping[str, int] | None = None
    arithmetic: int = 0
    units: int | None = None
    kind: str = "function"
    instructions: tuple[Instruction, ...] | None = None

    @property
    def is_generator(self) -> bool:
        """Whether a call of it only makes a generator or coroutine."""
        return any(self.counts.get(name) for name in _GENERATORS)


@dataclass(frozen=True)
class StaticFacts:
    """All code objects of an artifact as one CPython compiled them; the module is `<module>`."""

    version: str
    codes: tuple[Code, ...]

    def function(self, name: str) -> Code | None:
        """The function called `name` (or `Class.name`); of several the last one wins."""
        return self._whole if name == WHOLE_FILE else self._bearers.get(name)

    def namesakes(self, name: str) -> Sequence[Code]:
        """Every code object that bears the name, qualified or not: methods of several classes."""
        return self._by_name.get(name, ())

    def exists(self, opcode: str) -> bool:
        """Whether this CPython has such an opcode."""
        return opcodes.exists(opcode, self.version)

    def count(
        self, function: str, opcode: str, scope: str = FUNCTION, naming: str = STRICT
    ) -> int | None:
        """Instructions of that name (or of its family) in a scope; None when there are none such.

        None is "no such function", "no such opcode on this version" or "no such family".
        """
        return self.count_in(self.scope(function, scope), opcode, naming)

    def count_in(self, codes: Sequence[Code], opcode: str, naming: str = STRICT) -> int | None:
        """As `count`, in these code objects; None when there are none."""
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
        """What a scope covers, as one code object; empty when there is no such function."""
        start = self.function(function)
        if start is None:
            return ()
        if function == WHOLE_FILE and scope == CALLEES:
            # Somebody may have left out what stands outside of all functions.
            return (self._defined,)
        if scope == FUNCTION or function == WHOLE_FILE:
            return (start,)
        if scope == CALLEES and id(start) not in self._reached:
            self._reached[id(start)] = self._reach(start)
        reached = (1 << len(self.codes)) - 1 if scope == FILE else self._reached[id(start)]
        if reached not in self._merged:
            chosen = [code for i, code in enumerate(self.codes) if reached >> i & 1]
            self._merged[reached] = _merge(chosen)
        return (self._merged[reached],)

    def _reach(self, start: Code) -> int:
        """The function, what is nested in it, and the functions of the file that these call.

        As a number with one bit for the place of each: of many that all call each other the sets
        are found, and known again, at once.
        """
        seen = waiting = 1 << self._places[id(start)]
        while waiting:
            place = (waiting & -waiting).bit_length() - 1
            waiting &= waiting - 1
            new = self._next[place] & ~seen
            seen |= new
            waiting |= new
        return seen

    # Programs and tables are hostile and long: nothing is looked for or added up twice.

    @cached_property
    def _bearers(self) -> dict[str, Code]:
        plain = {code.name: code for code in self.codes if code.name != MODULE}
        return plain | {code.qualname: code for code in self.codes}

    @cached_property
    def _whole(self) -> Code:
        return _merge(self.codes)

    @cached_property
    def _defined(self) -> Code:
        return _merge([code for code in self.codes if code.name != MODULE])

    @cached_property
    def _by_name(self) -> dict[str, list[Code]]:
        found: dict[str, list[Code]] = {}
        for code in self.codes:
            for name in {code.qualname, code.name if code.name != MODULE else code.qualname}:
                found.setdefault(name, []).append(code)
        return found

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(code): place for place, code in enumerate(self.codes)}

    @cached_property
    def _next(self) -> list[int]:
        """For each code object what stands in it, a function or a class, and what it calls."""
        found = [0] * len(self.codes)
        bits = {name: 1 << self._places[id(code)] for name, code in self._bearers.items()}
        for place, code in enumerate(self.codes):
            outer = code.qualname.rpartition(".")[0].removesuffix(".<locals>")
            for around in self.namesakes(outer) if outer else ():
                if around.qualname == outer:
                    found[self._places[id(around)]] |= 1 << place
            for name in code.callees:
                found[place] |= bits.get(name, 0)
        return found

    @cached_property
    def worked_out(self) -> dict[str, Any]:
        """What others work out of these facts, under names of their own: each once."""
        return {}

    @cached_property
    def _reached(self) -> dict[int, int]:
        return {}

    @cached_property
    def _merged(self) -> dict[int, Code]:
        return {}


def _merge(codes: Sequence[Code]) -> Code:
    """Code objects as one: everything that is counted, added up."""
    counts: Counter[str] = Counter()
    families: Counter[str] = Counter()
    for code in codes:
        counts.update(code.counts)
        families.update(code.families)
    total, arithmetic = sum(c.total for c in codes), sum(c.arithmetic for c in codes)
    return Code("", "", 0, counts, families, total, arithmetic=arithmetic)


def facts_from(measurement: Measurement) -> StaticFacts | str:
    """The facts of a bytecode measurement, or the reason why there are none."""
    if measurement.error is not None:
        return f"it does not compile there: {measurement.error}"
    run = measurement.run
    if measurement.data is None:
        outcome = run.outcome if run else "nothing"
        why = (run.error if run else None) or "no data"
        if outcome == "not-run":
            return f"the analyser was not started: {why}"
        return ToolFailure(f"the analyser gave {outcome}: {why}")
    codes = tuple(_code(entry) for entry in measurement.data["code_objects"])
    return StaticFacts(measurement.python, codes)


def _code(entry: Mapping[str, Any]) -> Code:
    found = entry["ast"]
    extended, code_bytes = entry.get("extended_arg", 0), entry.get("code_bytes")
    instructions = list(_instructions(entry["counts"], entry["operators"]))
    return Code(
        name=entry["name"],
        qualname=entry["qualname"],
        line=entry["first_line"],
        counts={**entry["counts"], **({"EXTENDED_ARG": extended} if extended else {})},
        families=families_of(entry["counts"], entry["operators"]),
        total=entry["total"],
        callees=tuple(entry["callees"]),
        source=found["operators"] if found else None,
        arithmetic=sum(n for name, text, n in instructions if opcodes.is_arithmetic(name, text)),
        units=code_bytes // 2 if code_bytes is not None else None,
        kind=entry.get("kind", "function"),
        instructions=_listed(entry),
    )


def _listed(entry: Mapping[str, Any]) -> tuple[Instruction, ...] | None:
    """The instructions of a code object; None where they are not, or not all, in the report."""
    rows, args = entry.get("instructions"), entry.get("instruction_args")
    if not isinstance(rows, list) or not isinstance(args, list) or len(rows) != len(args):
        return None
    if entry.get("truncated"):
        return None
    return tuple(
        Instruction(row[0], row[2], arg, row[3] or "", row[1])
        for row, arg in zip(rows, args, strict=True)
    )


def _instructions(
    counts: Mapping[str, int], operators: Mapping[str, int]
) -> Iterator[tuple[str, str | None, int]]:
    """Names with how often; BINARY_OP by the text of its argument, which is its operator."""
    for name, count in counts.items():
        if name != "BINARY_OP":
            yield name, None, count
    for text, count in operators.items():
        yield "BINARY_OP", text, count


def families_of(counts: Mapping[str, int], operators: Mapping[str, int]) -> dict[str, int]:
    """Instructions by family, from those by opcode and those of BINARY_OP by operator."""
    total: Counter[str] = Counter()
    for name, text, count in _instructions(counts, operators):
        for family in opcodes.families(name, text):
            total[family] += count
    return dict(total)
