"""Claims of the form: this was measured (opcodes were counted, a program was profiled, timed)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.claims._decide import reading_words
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)
from workbench.records import JointReading

NEEDS = ()
ABOUT_PROGRAMS = False
IMPLICIT = True
DESCRIBES = Describes(
    "Something was run, measured, profiled, disassembled or counted, rather than made up.",
    {"what": "opcodes", "tool": "dis"},
)
MIN_CELLS = 3
"""A table of fewer numbers is too often right or wrong by luck."""
_SHOWS_NOTHING = {
    "time": "that times were taken cannot be seen afterwards, and other machines take other times",
    "profile": "that a profiler ran cannot be seen from the text",
    "output": "that output was copied from a run cannot be seen from the text",
    "run": "that something was run cannot be seen from the text",
}


class Args(ClaimArgs):
    """What is said to have been done, and with which tool."""

    what: Literal["opcodes", "time", "profile", "output", "run"]
    tool: str | None = Field(default=None, max_length=100)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By what the document's tables of counts show; how numbers came about is never inferred."""
    if args.what != "opcodes":
        return uncheckable(_SHOWS_NOTHING[args.what], reason="cannot-be-seen")
    tables = [table for table in evidence.tables if table.cells >= MIN_CELLS]
    if not tables:
        return uncheckable(
            f"no table of {MIN_CELLS} or more counts that could be compared is shown",
            reason="nothing-shown",
        )
    exact = [table for table in tables if table.hits == table.cells]
    best = max(exact or tables, key=_share)
    told = (
        f"{best.hits} of {best.cells} cells hold when read as {reading_words(best)} "
        f"({best.hits_of_2_or_more} of {best.cells_of_2_or_more} of value 2 or more)"
    )
    measured = best.model_dump()
    if exact:
        return confirmed(f"measuring gives the counts of a table: {told}", measured=measured)
    several = f"none of the {len(tables)} tables is reproduced" if len(tables) > 1 else None
    text = f"{several or 'nothing reproduces the table'}; best: {told}"
    if any(map(_may_be_measured, tables)):
        return Finding("ambiguous", "partly-reproduced", text, "WB502", measured, readings=tables)
    return contradicted(
        text, "WB406", reason="not-reproduced", measured=measured, readings=tables[:12]
    )


def _may_be_measured(table: JointReading) -> bool:
    """Whether half of the cells that tell something hold; 0s and 1s are often right by luck."""
    return 2 * table.hits_of_2_or_more >= table.cells_of_2_or_more


def _share(table: JointReading) -> tuple[float, float]:
    large = table.cells_of_2_or_more or 1
    return table.hits / table.cells, table.hits_of_2_or_more / large
