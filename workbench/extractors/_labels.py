"""The column of a table that names opcodes, or the header that does."""

from __future__ import annotations

from workbench.extractors._columns import number_columns
from workbench.extractors.base import clean, is_size, named_opcodes
from workbench.records import Block, Cell

_MAX_LABELS = 3
_ROW_NUMBERS = frozenset({"", "#", "№", "no", "no.", "nr", "nr."})


def label_column(block: Block) -> int | None:
    """The column with the most opcodes among the first ones."""
    sizes = []
    for column in range(min(_MAX_LABELS, len(block.rows[0]) if block.rows else 0)):
        sizes.append((len(named_opcodes(labels(block, column))), -column))
    best, column = max(sizes, default=(0, 0))
    # Two lists side by side: which number belongs to which opcode is not known.
    return -column if best and not _is_followed_by_another(block, -column) else None


def labels(block: Block, column: int) -> list[str]:
    """The texts of a column below the header; "" where a row is too short."""
    return [row[column].text if column < len(row) else "" for row in block.rows[1:]]


def _is_followed_by_another(block: Block, column: int) -> bool:
    width = len(block.rows[0])
    numbers = number_columns(block.rows, column)
    last = max((each.index for each in numbers), default=0)
    between = range(column + 2, min(width, last))
    return any(named_opcodes(labels(block, each)) for each in between)


def turned(block: Block) -> Block | None:
    """A table that names opcodes side by side, with its rows as columns; None for any other.

    What stands before the opcodes is the column of whom each row is about, and numbers of rows;
    a column of totals may stand between.
    """
    header = block.rows[0] if block.rows else ()
    named = named_opcodes([cell.text for cell in header])
    first = min(named, default=0)
    while first > 1 and is_size(header[first - 1].text):
        first -= 1
    if len(named) < 2 or first < 1 or len(block.rows) < 2:
        return None
    if any(clean(cell.text).lower() not in _ROW_NUMBERS for cell in header[: first - 1]):
        return None
    rows = [tuple(_cell(row, index) for row in block.rows) for index in range(len(header))]
    return block.model_copy(update={"rows": tuple(rows[first - 1 :])})


def _cell(row: tuple[Cell, ...], index: int) -> Cell:
    """A cell of a row; one without words where the row is too short."""
    if index < len(row):
        return row[index]
    place = row[-1].location
    end = {"line": place.end_line, "column": place.end_column}
    return Cell(text="", location=place.model_copy(update=end))
