"""Shares of instructions by opcode or category: of the code, or of what one call executed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from workbench import opcodes
from workbench.claims._facts import CALLEES, FUNCTION
from workbench.claims._names import canonical
from workbench.claims.base import (
    Evidence,
    Finding,
    did_not_finish,
    observed,
    tool_failed,
    uncheckable,
)

Counted = Literal["static", "executed"]
PARTS = {"load": re.compile(r"LOAD_\w+"), "store": re.compile(r"STORE_(?!SUBSCR|SLICE|MAP)\w+")}
"""Halves of the category load/store, as sentences have them; a superinstruction is what it does
first."""
_ALSO = {
    "load": (r"LOAD_\w+|STORE_FAST_LOAD_FAST",),
    "store": (r"STORE_\w+",),
    "load/store": (r"(?:LOAD|STORE|DELETE)_\w+", r"(?:LOAD|STORE)_\w+|BINARY_SUBSCR"),
    "arithmetic": (
        r"BINARY_\w+|INPLACE_\w+|UNARY_\w+",
        r"BINARY_(?!SLICE|SUBSCR)\w+|INPLACE_\w+|UNARY_\w+|COMPARE_OP",
    ),
    "call": (
        r"CALL(?:_(?:FUNCTION|METHOD|KW)\w*)?",
        r"(?:PRE)?CALL(?:_(?:FUNCTION|METHOD|KW)\w*)?",
    ),
    "branch": (r"(?:POP_)?JUMP\w*", r"(?:POP_)?JUMP\w*|FOR_ITER|RETURN_\w+"),
    "compare": (r"COMPARE_OP",),
}
"""What the words of sentences may mean beside the category of that name."""


def _named(text: str) -> str:
    """The name of an opcode or category, however it is spelt."""
    name = text.strip().lower()
    return name if is_group(name) else canonical(text)


def is_group(name: str) -> bool:
    """Whether a name is that of a category or of a half of one, not of an opcode."""
    return name in opcodes.CATEGORIES or name in PARTS


MixName = Annotated[str, Field(max_length=100), AfterValidator(_named)]


@dataclass(frozen=True)
class Mix:
    """Instructions by opcode, EXTENDED_ARG and CACHE left out, and what they were counted of."""

    counts: Mapping[str, int]
    counted: Counted
    scope: str

    @property
    def total(self) -> int:
        """All instructions."""
        return sum(self.counts.values())

    def number(self, name: str) -> int:
        """Instructions of an opcode, of one of opcodes.CATEGORIES or of PARTS."""
        if name in PARTS:
            return self._like(PARTS[name])
        if name in opcodes.CATEGORIES:
            return self.categories()[name]
        return self.counts.get(name, 0)

    def other_shares(self, name: str) -> tuple[float, ...]:
        """Percentages of what a name in a sentence may mean beside what it is: other instructions
        than those of the category, or each superinstruction as those that it stands for."""
        if not self.total:
            return ()
        words = (100 * self._like(re.compile(one)) / self.total for one in _ALSO.get(name, ()))
        return (*words, self.expanded().share(name))

    def _like(self, names: re.Pattern[str]) -> int:
        return sum(count for name, count in self.counts.items() if names.fullmatch(name))

    def expanded(self) -> Mix:
        """The same with each superinstruction as the instructions that it stands for."""
        counts: Counter[str] = Counter()
        for name, count in self.counts.items():
            for part in opcodes.expand(name):
                counts[part] += count
        return Mix(dict(counts), self.counted, self.scope)

    def share(self, name: str) -> float:
        """Their percentage; 0 of nothing."""
        return 100 * self.number(name) / self.total if self.total else 0.0

    def categories(self, *, halves: bool = False) -> Counter[str]:
        """Instructions by category; loads and stores apart where `halves` are asked for."""
        found: Counter[str] = Counter()
        for name, count in self.counts.items():
            found[opcodes.category(name)] += count
        if halves:
            del found["load/store"]
            found.update({name: self._like(names) for name, names in PARTS.items()})
        return found


def mixes(
    function: str | None, counted: Counted | None, evidence: Evidence
) -> tuple[Mix, ...] | Finding:
    """The mixes that the words may mean, the plainest first, or why there is none.

    That is the function's own code, what it calls too, and the same of what the call executed;
    with no function, everything that ran during the call.
    """
    static = _static(function, evidence) if counted != "executed" else []
    if counted == "static":
        return tuple(static) or _nothing_static(function, evidence)
    ran = _executed(function, evidence)
    if isinstance(ran, Finding):
        return tuple(static) if static and counted is None else ran
    return (*ran, *static)


def _static(function: str | None, evidence: Evidence) -> list[Mix]:
    facts = evidence.target_facts
    if facts is None or function is None:
        return []
    found = [(scope, facts.scope(function, scope)) for scope in (FUNCTION, CALLEES)]
    return [Mix(_plain(codes[0].counts), "static", scope) for scope, codes in found if codes]


def _nothing_static(function: str | None, evidence: Evidence) -> Finding:
    if function is None:
        return uncheckable("it names no function whose code could be counted")
    if evidence.target_facts is None:
        why = evidence.static.get(evidence.target, "nothing was measured")
        return uncheckable(f"no bytecode to look at: {why}")
    return uncheckable(f"the program has no function {function!r}", reason="no-such-function")


def _executed(function: str | None, evidence: Evidence) -> list[Mix] | Finding:
    found = observed(evidence, "executed")
    if isinstance(found, Finding):
        return found
    if unfinished := did_not_finish(found):
        return unfinished
    data = found.data or {}
    pairs = [*data["functions"].items(), *data["host_functions"].items()]
    every = _sum([part for _, part in pairs])
    if not every:
        return tool_failed("the counter saw no instruction of a call that ran")
    if function is None:
        return [Mix(every, "executed", "all that ran")]
    own = [part for name, part in pairs if name == function] or [
        part for name, part in pairs if name.rpartition(".")[2] == function
    ]
    if not own:
        return uncheckable(f"the call ran no function {function!r}", reason="no-such-function")
    return [Mix(_sum(own), "executed", FUNCTION), Mix(every, "executed", "all that ran")]


def _sum(parts: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part["opcodes"])
    return _plain(total)


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: n for name, n in counts.items() if name not in ("EXTENDED_ARG", "CACHE") and n}
