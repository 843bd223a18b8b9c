"""Plain tables of foreign names and our own numbers: names to the left, numbers to the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from workbench import opcodes
from workbench.safe_text import terminal

_LONGEST = 60
INDENT = "  "


def table(rows: Sequence[Sequence[str]], *, last_left: bool = False) -> list[str]:
    """Aligned lines, every cell made safe; the first row is the head.

    With `last_left` the last column is text too, and is left as long as it is.
    """
    safe = [[_cell(cell) for cell in row] for row in rows]
    widths = [max(cell_len(row[i]) for row in safe) for i in range(len(safe[0]))]
    lines = []
    for row in safe:
        cells = []
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            pad = " " * (width - cell_len(cell))
            left = place == 0 or (last_left and place == len(row) - 1)
            cells.append(cell + pad if left else pad + cell)
        lines.append((INDENT + "  ".join(cells)).rstrip())
    return lines


def number(count: int | None) -> str:
    """A count with its thousands apart; "-" for none."""
    return "-" if count is None else f"{count:,}"


def share(count: int | None, total: int | None) -> str:
    """A count's share of a total in per cent."""
    return "-" if count is None or not total else f"{100 * count / total:.1f} %"


def by_category(names: Mapping[str, int]) -> list[tuple[str, list[str]]]:
    """Opcodes below their categories, in the order of the categories, the most frequent first."""
    found: dict[str, list[str]] = {category: [] for category in opcodes.CATEGORIES}
    for name in sorted(names, key=lambda name: (-names[name], name)):
        found[opcodes.category(name)].append(name)
    return [(category, below) for category, below in found.items() if below]


def _cell(text: str) -> str:
    indent = len(text) - len(text.lstrip(" "))
    return " " * indent + terminal(text[indent:], limit=_LONGEST)
