"""Claims of the form: these are the opcode counts, judged jointly as one measurement."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from workbench.claims import _aim, _ran
from workbench.claims._cells import Cell, Row, over_the_whole, together, whole_name, with_class
from workbench.claims._decide import reading_words, within_hedge
from workbench.claims._facts import (
    FAMILY,
    FUNCTION,
    NAMINGS,
    SCOPES,
    STRICT,
    StaticFacts,
    ToolFailure,
)
from workbench.claims._names import is_untested, names_an_opcode
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    tool_failed,
    uncheckable,
)
from workbench.records import JointReading, Label

NEEDS = ("bytecode",)
DOUBTS = (_ran.PROBE,)
"""Probes of the example call for a table that fails: its counts may be of what ran."""
DESCRIBES = Describes(
    "The opcodes of one function with their static counts, as one table.",
    {
        "function": "f",
        "rows": [{"opcode": "LOAD_FAST", "count": 3}, {"opcode": "RETURN_VALUE", "count": 1}],
    },
)


class Args(ClaimArgs):
    """The cells; `function` is meant where a row names none."""

    function: str | None = Field(default=None, max_length=200)
    rows: list[Row] = Field(min_length=1, max_length=20_000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """True when every cell holds under one reading; the best joint reading is reported."""
    if isinstance(evidence.static.get(evidence.target), ToolFailure):
        return tool_failed(f"no bytecode to look at: {evidence.static[evidence.target]}")
    if not evidence.facts():
        return uncheckable("no bytecode to look at")
    cells = _cells(args, evidence)
    if not cells:
        named = next((row.python for row in args.rows if row.python), None)
        why = _aim.not_here(named) if named else "no row of the table names one opcode"
        return uncheckable(why)
    best = joint_readings(cells, evidence)
    if not any(facts.function(cell.name) for cell in cells for facts in cell.facts.values()):
        return uncheckable("the program has none of the table's functions")
    default = {r.version: r for r in best if (r.scope, r.naming) == (FUNCTION, STRICT)}
    whole = [version for version, reading in default.items() if reading.hits == reading.cells]
    here = default.get(evidence.target)
    if here is None and not whole:
        return uncheckable(f"nothing to compare on CPython {evidence.target}")
    finding = _decide(cells, best, here, whole, evidence)
    gone = {row.python for row in args.rows if row.python} - {cell.row.python for cell in cells}
    more = f"; left out: CPython {', '.join(sorted(gone))}, not here" if gone else ""
    text = finding.explanation + more
    return replace(finding, explanation=text, readings=tuple(best[:12]))


def _cells(args: Args, evidence: Evidence) -> list[Cell]:
    """The rows that name one opcode, each with the program that it is about."""
    own = evidence.facts()
    programs = {
        peer.artifact.id: {v: f for v, f in peer.static.items() if isinstance(f, StaticFacts)}
        for peer in evidence.peers
    }
    here = {
        row.python: _aim.tested(row.python, evidence.static, evidence.target)
        for row in args.rows
        if row.python
    }
    found = [
        Cell(
            row.function or args.function or evidence.entry_point or "",
            row,
            programs.get(row.program or "", own),
            here.get(row.python or ""),
            _ran.of(evidence, row.program),
            tuple(programs[one] for one in row.others if one in programs),
        )
        for row in args.rows
        if names_an_opcode(row.opcode)
        and row.opcode != "CACHE"
        and (row.python is None or here[row.python])
    ]
    return [whole_name(cell, evidence) for cell in found]


def _decide(
    cells: list[Cell],
    best: list[JointReading],
    here: JointReading | None,
    whole: list[str],
    evidence: Evidence,
) -> Finding:
    if here is not None and here.hits == here.cells:
        several = any(cell.version for cell in cells)
        where = "the version that each names" if several else f"CPython {evidence.target}"
        return confirmed(f"all {here.cells} cells hold on {where}")
    score = _score(here) if here else f"nothing to compare on CPython {evidence.target}"
    if whole:
        text = f"{score}; all {len(cells)} hold on {', '.join(whole)}"
        return Finding("other-version", "version-bound", text, "WB103")
    if best[0].hits == best[0].cells:
        text = f"{score}; all hold when read as {reading_words(best[0])}"
        return Finding("ambiguous", "reading-bound", text, "WB502")
    if evidence.claim.hedge and _all_within_hedge(cells, evidence):
        text = f"{score}; the others are within the words' own hedge"
        return Finding("ambiguous", "within-hedge", text, "WB502")
    if other := _of_namesakes(cells, evidence):
        text, label = other
        reason = "reading-bound" if label == "ambiguous" else "no-such-function"
        rule = "WB502" if label == "ambiguous" else None
        return Finding(label, reason, f"{score}; {text}", rule)
    if here is not None and (untested := _untested(cells, evidence)):
        return untested
    text = f"no reading explains the table; best: {_score(best[0])}"
    more = over_the_whole(cells, evidence) if best[0].scope not in _ran.SCOPES else ""
    wrong = Finding("contradicted", "no-joint-reading", text + more, "WB104")
    return with_class(wrong, cells, evidence)


def _of_namesakes(cells: list[Cell], evidence: Evidence) -> tuple[str, Label] | None:
    """What excuses a table whose cells hold for others of the name, or for code not there."""
    target = evidence.target
    failing = [cell for cell in cells if cell.count(target) != cell.row.count]
    if all(cell.is_nowhere(target) for cell in failing):
        return f"CPython {target} has no code called {failing[0].name}", "uncheckable"
    if all(cell.may_hold(target) for cell in failing):
        return "the others hold for other code of that name", "ambiguous"
    return None


def _untested(cells: list[Cell], evidence: Evidence) -> Finding | None:
    """The finding when every cell that fails names an opcode of versions that are not here."""
    families = []
    for cell in cells:
        row, there = cell.row, cell.count(evidence.target, naming=FAMILY)
        if cell.count(evidence.target) == row.count:
            continue
        if not is_untested(row.opcode, evidence) or (there is not None and row.count > there):
            return None
        families.append(row.count > 0 and there == row.count)
    if evidence.target_facts is None:
        return None
    text = (
        f"{len(families)} of {len(cells)} cells name opcodes that CPython {evidence.target} does "
        "not have, and no version that has them is here to test them on; the others hold"
    )
    label: Label = "other-version" if all(families) else "uncheckable"
    return Finding(label, "version-untested", text, "WB103")


def joint_readings(cells: list[Cell], evidence: Evidence) -> list[JointReading]:
    """Every version, scope and naming with its hits, best first.

    Among equals the plainest is best: one that needs another scope or naming has to explain more.
    Words defined by our own prompt have one scope and one naming.
    """
    every = [(scope, naming) for scope in SCOPES for naming in NAMINGS]
    found = [
        _joint(cells, version, scope, naming)
        for version in evidence.facts()
        for scope, naming in ([(FUNCTION, STRICT)] if evidence.claim.defined else every)
    ]
    if not evidence.claim.defined and any(cell.ran for cell in cells):
        ran = [(scope, naming) for scope in _ran.SCOPES for naming in NAMINGS]
        found += [_joint(cells, evidence.target, scope, naming) for scope, naming in ran]

    def rank(reading: JointReading) -> tuple[int, bool, bool, int, bool]:
        return (
            -reading.hits,
            reading.scope != FUNCTION,
            reading.naming != STRICT,
            -reading.hits_of_2_or_more,
            reading.version != evidence.target,
        )

    return sorted(found, key=rank)


def _joint(cells: list[Cell], version: str, scope: str, naming: str) -> JointReading:
    sums_of = together(cells)
    held = []
    for cell in cells:
        value = cell.count(version, scope, naming)
        row = cell.row
        sums = (row.count, sums_of[row.program, cell.name, row.opcode, cell.version])
        held.append((row, value is not None and value in sums))
    large = [holds for row, holds in held if row.count >= 2]
    return JointReading(
        version=version,
        scope=scope,
        naming=naming,
        hits=sum(holds for _, holds in held),
        cells=len(held),
        hits_of_2_or_more=sum(large),
        cells_of_2_or_more=len(large),
    )


def _all_within_hedge(cells: list[Cell], evidence: Evidence) -> bool:
    """Whether each cell is right or about right on the target, under the default reading."""
    for cell in cells:
        value, claimed = cell.count(evidence.target), cell.row.count
        if value is None:
            return False
        tolerance = max(1.0, 0.1 * claimed)
        if value != claimed and not within_hedge(claimed, value, tolerance):
            return False
    return True


def _score(reading: JointReading) -> str:
    return (
        f"{reading.hits} of {reading.cells} cells hold when read as {reading_words(reading)} "
        f"({reading.hits_of_2_or_more} of {reading.cells_of_2_or_more} of value 2 or more)"
    )
