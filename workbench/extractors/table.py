"""Tables whose rows or columns are opcodes: the table as a whole, and each of its numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from workbench.extractors import _labels
from workbench.extractors._columns import Column, label_function, number_columns, row_names
from workbench.extractors._numbers import Count, read_count
from workbench.extractors._which import is_version
from workbench.extractors.base import (
    MAX_CLAIMS,
    MAX_QUOTE,
    Places,
    claim,
    clean,
    is_program,
    is_size,
    named_opcodes,
    unique,
)
from workbench.records import Block, Cell, Claim, Document, Location, TablePlace

_NOUNS = r"(?:counts?|numbers|figures|values|totals|table)"
_ROUGH = r"(?:approximat\w*|estimat\w*|rough(?:ly)?|ballpark)"
_NOTE = re.compile(
    rf"\b{_ROUGH}\s+(?:[\w-]+\s+){{0,3}}{_NOUNS}\b|"
    rf"\b{_NOUNS}\b[^.!?\n]{{0,40}}\b(?:{_ROUGH}|not exact|may be off|"
    r"(?:may|might|can|could)\s+(?:slightly\s+)?(?:vary|differ|deviate))\b[^.!?\n]{0,80}",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    rf"\b(?:(?:may|might|can|could)\s+(?:be\s+)?(?:slightly\s+)?)?"
    rf"(?:{_ROUGH}|not exact|off|vary|differ|deviate)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w{1,80})", re.M)
_MAX_NOTE = 600
_NEAR_LINES = 3


@dataclass(frozen=True)
class _Row:
    """A row with an opcode, or the row of totals (opcode None)."""

    index: int
    cells: tuple[Cell, ...]
    label: str
    opcode: str | None
    problem: str | None = None
    function: str | None = None
    python: str | None = None


@dataclass(frozen=True)
class _Number:
    row: _Row
    column: Column
    count: Count
    cell: Cell

    @property
    def function(self) -> str | None:
        """Whom the number is about, as the row or the header says."""
        return self.row.function or self.column.function

    @property
    def problem(self) -> str | None:
        """Why the number cannot be judged, whatever it is."""
        several = len({self.row.python, self.column.python} - {None}) > 1
        between = "its row and its column name different CPythons" if several else None
        return self.row.problem or self.column.problem or between

    @property
    def python(self) -> str | None:
        """The CPython that the row or the header says the number is for."""
        return self.row.python or self.column.python


def extract(document: Document) -> tuple[Claim, ...]:
    """For each opcode table one `opcode_table` claim, then one claim for each numeric cell."""
    found: list[Claim] = []
    tables = [index for index, block in enumerate(document.blocks) if block.kind == "table"]
    functions = _defined(document) if tables else frozenset()
    functions |= _versions(document, tables)
    for number, index in enumerate(tables, start=1):
        room = MAX_CLAIMS + 1 - len(found)
        found += islice(_claims(document, index, f"t{number}", functions), room)
    return unique(found)


def _defined(document: Document) -> frozenset[str]:
    """The names of the functions whose code the document shows."""
    programs = (block.text for block in document.blocks if is_program(block))
    return frozenset(name for text in programs for name in _DEFINES.findall(text))


def _versions(document: Document, tables: Sequence[int]) -> frozenset[str]:
    """The headers that tell one of several versions of a function that the document shows."""
    programs = (block.text for block in document.blocks if is_program(block))
    defined = Counter(name for text in programs for name in set(_DEFINES.findall(text)))
    if not tables or max(defined.values(), default=0) < 2:
        return frozenset()
    headers = (clean(c.text[:100]) for t in tables for r in document.blocks[t].rows[:1] for c in r)
    return frozenset(one for one in headers if is_version(one))


def _claims(
    document: Document, index: int, table: str, functions: frozenset[str]
) -> Iterator[Claim]:
    block = document.blocks[index]
    column = _labels.label_column(block)
    if column is None:
        # Read as if its rows were columns: the places of its cells stay what they are.
        across = _labels.turned(block)
        if across is None:
            return
        block, column = across, 0
    numbers = list(_numbers(block, column, functions))
    if not numbers:
        return
    note = _note(document, index)
    yield _whole(document, block, numbers, note)
    for number in numbers:
        yield _cell(document, block, number, note, table)


def _rows(block: Block, label_column: int) -> Iterator[_Row]:
    labels = _labels.labels(block, label_column)
    opcodes = named_opcodes(labels)
    names = row_names(block.rows, label_column)
    for index, (cells, label) in enumerate(zip(block.rows[1:], labels, strict=True), start=1):
        function, about, python = names[index - 1]
        if index - 1 in opcodes:
            opcode, problem = opcodes[index - 1]
            yield _Row(index, cells, clean(label), opcode, problem or about, function, python)
        elif clean(label) and is_size(label):
            yield _Row(index, cells, clean(label), None, about, function, python)


def _numbers(block: Block, label_column: int, functions: frozenset[str]) -> Iterator[_Number]:
    columns = number_columns(block.rows, label_column, functions)
    named = label_function(block.rows[0][label_column].text)
    for row in _rows(block, label_column):
        for column in columns:
            if column.index < len(row.cells):
                cell = row.cells[column.index]
                count = read_count(cell.text)
                if count is not None:
                    about = replace(column, function=column.function or named)
                    yield _Number(row, about, count, cell)


def _whole(document: Document, block: Block, numbers: list[_Number], note: str | None) -> Claim:
    static = [number for number in numbers if number.column.kind == "opcode_count"]
    versions = {number.python for number in static}
    rows = [
        {"function": n.function, "opcode": n.row.opcode, "count": n.count.value}
        | ({"python": n.python} if n.python and len(versions) > 1 else {})
        for n in static
        if n.row.opcode and n.count.value is not None and not n.problem
    ]
    hedges = (number.count.hedge or number.column.hedge for number in static)
    functions = {number.function for number in static}
    return claim(
        document,
        block,
        _table_place(block),
        extractor="table",
        kind="opcode_table",
        args={"function": functions.pop() if len(functions) == 1 else None, "rows": rows},
        hedge=note or next((hedge for hedge in hedges if hedge), None),
        problem=None if rows else "the table has no row that is one opcode and one static count",
        python=versions.pop() if len(versions) == 1 else None,
    )


def _table_place(block: Block) -> tuple[Location, str]:
    """The whole table, or its header row where that would be too long a quote."""
    places = Places(block)
    header = block.text.find("\n")
    end = len(block.text)
    if end > MAX_QUOTE:
        end = min(len(block.text[:header].rstrip("\r")) if header > 0 else end, MAX_QUOTE)
    return places.location(0, end), block.text[:end]


def _cell(document: Document, block: Block, number: _Number, note: str | None, table: str) -> Claim:
    row, column, count = number.row, number.column, number.count
    kind: str = column.kind
    args: dict[str, Any] = {"function": number.function, "count": count.value}
    if kind == "executed_count":
        args |= {"opcode": row.opcode, "call": None}
    elif row.opcode is None:
        kind = "total_instructions"
    else:
        args["opcode"] = row.opcode
    return claim(
        document,
        block,
        (number.cell.location, number.cell.text),
        extractor="table",
        kind=kind,
        args=args,
        claimed=count.value,
        hedge=count.hedge or column.hedge or note,
        table=TablePlace(
            id=table,
            row=row.index,
            column=column.index + 1,
            row_label=row.label,
            column_label=column.label,
        ),
        problem=number.problem or count.problem,
        python=number.python,
    )


def _note(document: Document, index: int) -> str | None:
    """The words near a table that make all its numbers rough ones.

    That counts differ between versions of Python is no such note: it is a statement of its own.
    """
    table = document.blocks[index]
    for neighbour in document.blocks[max(0, index - 1) : index + 2]:
        before = table.location.line - neighbour.location.end_line
        after = neighbour.location.line - table.location.end_line
        if neighbour.kind != "text" or max(before, after) > _NEAR_LINES:
            continue
        for found in _NOTE.finditer(neighbour.text[:_MAX_NOTE]):
            hedge = _HEDGE.search(found.group())
            if hedge is not None and "version" not in found.group().lower():
                return " ".join(hedge.group().split())
    return None
