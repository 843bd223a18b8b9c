"""The cells of a table of opcodes: which function and CPython each is about, what it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from workbench.claims import _classes, _cut, _ran
from workbench.claims._facts import FUNCTION, STRICT, Code, StaticFacts
from workbench.claims._names import OpcodeName
from workbench.claims.base import ClaimArgs, Evidence, Finding


class Row(ClaimArgs):
    """One cell: which opcode is counted in which function; `program` where there are several.

    `python` is the CPython of a cell whose table is about several, `others` are further programs
    that have the function; a model is offered neither.
    """

    function: str | None = Field(default=None, max_length=200)
    opcode: OpcodeName
    count: int = Field(ge=0, le=10**12)
    program: str | None = Field(default=None, max_length=80)
    python: Annotated[
        str | None, SkipJsonSchema(), Field(default=None, max_length=20, exclude=True)
    ] = None
    others: Annotated[
        list[str], SkipJsonSchema(), Field(default_factory=list, max_length=200, exclude=True)
    ]


@dataclass(frozen=True)
class Cell:
    """A row with the function that it is about, and the facts of its program by version.

    `version` is the one it is about whatever the others are, if it names one; `ran` what the
    program's example call executed, where that was counted; `others` are the facts of further
    programs that may be meant.
    """

    name: str
    row: Row
    facts: Mapping[str, StaticFacts]
    version: str | None = None
    ran: StaticFacts | None = None
    others: tuple[Mapping[str, StaticFacts], ...] = ()

    def may_hold(self, version: str) -> bool:
        """Whether it holds for one of the functions that bear the name, in any of the programs."""
        for facts in (one.get(self.version or version) for one in (self.facts, *self.others)):
            for code in facts.namesakes(self.name) if facts else ():
                if facts and facts.count_in((code,), self.row.opcode) == self.row.count:
                    return True
        return False

    def is_nowhere(self, version: str) -> bool:
        """Whether that CPython has no code of that name, as 3.12 for a comprehension."""
        facts = self.facts.get(self.version or version)
        return facts is not None and facts.function(self.name) is None

    def count(self, version: str, scope: str = FUNCTION, naming: str = STRICT) -> int | None:
        """What is measured there; None when there is no such function or opcode."""
        if scope in _ran.SCOPES:
            reach = _ran.SCOPES[scope]
            return self.ran.count(self.name, self.row.opcode, reach, naming) if self.ran else None
        facts = self.facts.get(self.version or version)
        if facts is None:
            return None
        count = facts.count(self.name, self.row.opcode, scope, naming)
        # Beside the column of another version, 0 says that this one has no such opcode.
        says_so = self.version and not self.row.count and facts.function(self.name)
        return 0 if count is None and says_so else count


def whole_name(cell: Cell, evidence: Evidence) -> Cell:
    """A row whose name was cut off is about the opcode that begins so."""

    def read_as(name: str) -> Cell:
        return replace(cell, row=cell.row.model_copy(update={"opcode": name}))

    names = _cut.meant(cell.row.opcode, replace(evidence, static=cell.facts))
    each = [read_as(name) for name in names]
    fitting = [one for one in each if one.count(evidence.target) == cell.row.count]
    return next(iter((*fitting, *each)), cell)


def together(cells: Sequence[Cell]) -> dict[tuple[str | None, str, str, str | None], int]:
    """Rows of one opcode are parts of one count: LOAD_FAST (x) 3 and LOAD_FAST (y) 4 are 7."""
    sums: dict[tuple[str | None, str, str, str | None], int] = defaultdict(int)
    for cell in cells:
        sums[cell.row.program, cell.name, cell.row.opcode, cell.version] += cell.row.count
    return sums


def over_the_whole(cells: Sequence[Cell], evidence: Evidence) -> str:
    """The column sums that exceed the whole function, as a sentence."""
    sums: dict[tuple[str | None, str], int] = defaultdict(int)
    codes: dict[tuple[str | None, str], Code] = {}
    for cell in cells:
        if cell.version not in (None, evidence.target):
            continue
        key = cell.row.program, cell.name
        sums[key] += cell.row.count
        facts = cell.facts.get(evidence.target)
        code = facts.function(cell.name) if facts else None
        if code is not None:
            codes[key] = code
    over = [
        f"its rows add up to {total}, the whole of {key[1]} has {codes[key].total} instructions"
        for key, total in sums.items()
        if key in codes and total > codes[key].total
    ]
    return "; " + "; ".join(over) if over else ""


def with_class(finding: Finding, cells: Sequence[Cell], evidence: Evidence) -> Finding:
    """Name what the numbers of each function would be right for, when they show it together."""
    grouped: dict[tuple[str | None, str], list[Cell]] = defaultdict(list)
    for cell in cells if not any(cell.version for cell in cells) else ():
        grouped[cell.row.program, cell.name].append(cell)
    for (_, name), those in grouped.items():
        each = [(one.row.opcode, one.row.count, one.count(evidence.target)) for one in those]
        wrong = [_classes.Wrong(*one) for one in each]
        found = _classes.of_table(name, wrong, replace(evidence, static=those[0].facts))
        if found:
            told = f"its numbers for {name} are those for {found[0].words} ({found[1]})"
            finding = _classes.named(finding, found[0], told)
    return finding
