"""The column of a table that names opcodes."""

from __future__ import annotations

from workbench.extractors._columns import number_columns
from workbench.extractors.base import named_opcodes
from workbench.records import Block

_MAX_LABELS = 3


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
