"""The cells of opcode tables, each with the function that it is about and its counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from workbench.claims._facts import FUNCTION, STRICT, StaticFacts
from workbench.claims._names import OpcodeName
from workbench.claims.base import ClaimArgs


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

    `version` is the one it is about whatever the others are, if it names one; `others` are the
    facts of further programs that may be meant.
    """

    name: str
    row: Row
    facts: Mapping[str, StaticFacts]
    version: str | None = None
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
        facts = self.facts.get(self.version or version)
        if facts is None:
            return None
        count = facts.count(self.name, self.row.opcode, scope, naming)
        # Beside the column of another version, 0 says that this one has no such opcode.
        says_so = self.version and not self.row.count and facts.function(self.name)
        return 0 if count is None and says_so else count
