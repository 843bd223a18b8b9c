"""Claims of the form: these are the opcode counts, judged jointly as one measurement."""

from __future__ import annotations

from collections import defaultdict

from pydantic import Field

from workbench.claims._decide import reading_words
from workbench.claims._facts import FUNCTION, NAMINGS, SCOPES, STRICT, StaticFacts
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    uncheckable,
)
from workbench.records import JointReading

NEEDS = ("bytecode",)
DESCRIBES = Describes(
    "The opcodes of one function with their static counts, as one table.",
    {
        "function": "f",
        "rows": [{"opcode": "LOAD_FAST", "count": 3}, {"opcode": "RETURN_VALUE", "count": 1}],
    },
)


class Row(ClaimArgs):
    """One cell: which opcode is counted in which function."""

    function: str | None = Field(default=None, max_length=200)
    opcode: str = Field(max_length=100)
    count: int = Field(ge=0, le=10**12)


class Args(ClaimArgs):
    """The cells; `function` is meant where a row names none."""

    function: str | None = Field(default=None, max_length=200)
    rows: list[Row] = Field(min_length=1, max_length=20_000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """True when every cell holds under one reading; the best joint reading is reported."""
    if not evidence.facts():
        return uncheckable("no bytecode to look at")
    cells = [
        (row.function or args.function or evidence.entry_point or "", row) for row in args.rows
    ]
    best = joint_readings(cells, evidence)
    if not any(f.function(name) for f in evidence.facts().values() for name, _ in cells):
        return uncheckable("the program has none of the table's functions")
    default = {r.version: r for r in best if (r.scope, r.naming) == (FUNCTION, STRICT)}
    here = default.get(evidence.target)
    if here is None:
        return uncheckable(f"nothing to compare on CPython {evidence.target}")
    kept = tuple(best[:12])
    if here.hits == here.cells:
        finding = confirmed(f"all {here.cells} cells hold on CPython {evidence.target}")
        return _with(finding, kept)
    whole = [version for version, reading in default.items() if reading.hits == reading.cells]
    if whole:
        text = f"{_score(here)}; all {here.cells} hold on {', '.join(whole)}"
        return Finding("other-version", "version-bound", text, "WB103", readings=kept)
    if best[0].hits == best[0].cells and not evidence.claim.defined:
        text = f"{_score(here)}; all hold when read as {reading_words(best[0])}"
        return Finding("ambiguous", "reading-bound", text, "WB502", readings=kept)
    text = f"no reading explains the table; best: {_score(best[0])}"
    return Finding(
        "contradicted", "no-joint-reading", text + _sums(cells, evidence), "WB104", readings=kept
    )


def joint_readings(cells: list[tuple[str, Row]], evidence: Evidence) -> list[JointReading]:
    """Every version, scope and naming with its hits, best first; the default first among equals."""
    found = [
        _joint(cells, facts, scope, naming)
        for facts in evidence.facts().values()
        for scope in SCOPES
        for naming in NAMINGS
    ]

    def rank(reading: JointReading) -> tuple[int, int, bool, bool, bool]:
        return (
            -reading.hits,
            -reading.hits_of_2_or_more,
            reading.version != evidence.target,
            reading.scope != FUNCTION,
            reading.naming != STRICT,
        )

    return sorted(found, key=rank)


def _joint(
    cells: list[tuple[str, Row]], facts: StaticFacts, scope: str, naming: str
) -> JointReading:
    held = [(row, facts.count(name, row.opcode, scope, naming) == row.count) for name, row in cells]
    large = [holds for row, holds in held if row.count >= 2]
    return JointReading(
        version=facts.version,
        scope=scope,
        naming=naming,
        hits=sum(holds for _, holds in held),
        cells=len(held),
        hits_of_2_or_more=sum(large),
        cells_of_2_or_more=len(large),
    )


def _sums(cells: list[tuple[str, Row]], evidence: Evidence) -> str:
    """The column sums that exceed the whole function, as a sentence."""
    facts = evidence.target_facts
    sums: dict[str, int] = defaultdict(int)
    for name, row in cells:
        sums[name] += row.count
    codes = {name: facts.function(name) for name in sums} if facts else {}
    over = [
        f"its rows add up to {total}, the whole of {name} has {code.total} instructions"
        for name, total in sums.items()
        if (code := codes.get(name)) is not None and total > code.total
    ]
    return "; " + "; ".join(over) if over else ""


def _score(reading: JointReading) -> str:
    return (
        f"{reading.hits} of {reading.cells} cells hold when read as {reading_words(reading)} "
        f"({reading.hits_of_2_or_more} of {reading.cells_of_2_or_more} of value 2 or more)"
    )


def _with(finding: Finding, readings: tuple[JointReading, ...]) -> Finding:
    return Finding(finding.label, finding.reason, finding.explanation, readings=readings)
