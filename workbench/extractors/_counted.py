"""Runs of counts, in whatever form they are written, as claims: each list is one measurement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.extractors._numbers import Count
from workbench.extractors.base import Places, bounded, claim, is_total, named_opcodes
from workbench.records import Block, Claim, Document, Location, TablePlace


@dataclass(frozen=True)
class Item:
    """One count with its block; offsets are in the block's text.

    `number` is the span of the count; a problem is one of the form, not of the number.
    """

    block: Block
    places: Places
    label: str
    count: Count
    start: int
    end: int
    number: tuple[int, int]
    function: str | None = None
    problem: str | None = None

    @property
    def line(self) -> int:
        return self.places.location(self.start, self.start).line


def of_runs(
    document: Document, runs: Iterable[list[Item]], *, extractor: str, prefix: str
) -> Iterator[Claim]:
    """For each run of two or more counts an `opcode_table` claim; one claim for each count.

    The names of the lists begin with the prefix: no two extractors have the same.
    """
    lists = 0
    for run in runs:
        labels = ["" if is_total(item.label) else item.label for item in run]
        opcodes = _once(named_opcodes(labels), labels)
        if not opcodes:
            continue
        kept = [
            (item, opcodes.get(i)) for i, item in enumerate(run) if i in opcodes or not labels[i]
        ]
        listed = None
        if len(opcodes) > 1:
            lists += 1
            listed = f"{prefix}{lists}"
            named = [(item, name) for item, name in kept if name is not None]
            yield _whole(document, named, extractor)
        for row, (item, opcode) in enumerate(kept, start=1):
            place = _place(listed, row, item) if listed else None
            yield _cell(document, item, opcode, place, extractor)


def _once(
    opcodes: dict[int, tuple[str, str | None]], labels: list[str]
) -> dict[int, tuple[str, str | None]]:
    """A list that names an opcode again and again is one of instructions, not of counts."""
    if len({labels[index] for index in opcodes}) == len(opcodes):
        return opcodes
    problem = "the list names an opcode more than once"
    return {index: (name, known or problem) for index, (name, known) in opcodes.items()}


def _place(listed: str, row: int, item: Item) -> TablePlace:
    """A list is judged like a table of one column: its numbers are one measurement."""
    return TablePlace(
        id=listed, row=row, column=1, row_label=item.label, column_label=item.function or ""
    )


def _whole(
    document: Document, run: list[tuple[Item, tuple[str, str | None]]], extractor: str
) -> Claim:
    first, last = run[0][0], run[-1][0]
    rows = [
        {"function": item.function, "opcode": name, "count": item.count.value}
        for item, (name, problem) in run
        if item.count.value is not None and problem is None
    ]
    return claim(
        document,
        first.block,
        _run_place(first, last),
        extractor=extractor,
        kind="opcode_table",
        args={"function": first.function, "rows": rows},
        hedge=next((item.count.hedge for item, _ in run if item.count.hedge), None),
        problem=first.problem
        or (None if rows else "the list has no line that is one opcode and one count"),
    )


def _run_place(first: Item, last: Item) -> tuple[Location, str]:
    """The run from its first to its last count; of bullets, which are blocks, the first."""
    end = last.end if last.block is first.block else first.end
    return bounded(first.block, first.places, first.start, end)


def _cell(
    document: Document,
    item: Item,
    opcode: tuple[str, str | None] | None,
    place: TablePlace | None,
    extractor: str,
) -> Claim:
    args = {"function": item.function, "count": item.count.value}
    name, problem = opcode if opcode is not None else (None, None)
    return claim(
        document,
        item.block,
        bounded(item.block, item.places, *item.number),
        extractor=extractor,
        kind="opcode_count" if name else "total_instructions",
        args={**args, "opcode": name} if name else args,
        claimed=item.count.value,
        hedge=item.count.hedge,
        table=place,
        problem=problem or item.count.problem or item.problem,
    )
