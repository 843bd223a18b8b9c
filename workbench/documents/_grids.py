"""Tables of opcodes drawn with bars: grids of `+---+`, of box characters, rows that were wrapped.

Only lines with bars are looked at, and of these only what speaks of opcodes in its first columns or
its header: boards, drawings and boxes stay words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench import opcodes
from workbench.documents._leaves import Span

Row = tuple[Span, ...]

_BAR = re.compile(r"(?<!\\)[|│║┃┆┊]")
_BARS = tuple("|│║┃┆┊")
_RULE = re.compile(r"[-=+|: \t─━═┄┈╌┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╒╤╕╞╪╡╘╧╛╟╫╢╓╥╖╙╨╜┝┿┥┠╂┨╭╮╰╯│║┃]+\Z")
_DASHES = re.compile(r"[-=─━═┄┈╌]{2}")
_CROSS = re.compile(r"[^-=:─━═┄┈╌\s]")
_NAME = re.compile(r"[*_`'\" ]*([A-Z][A-Z0-9]*_[A-Z0-9_]+|[A-Z]{3,12})(?![\w-])")
TOTAL = re.compile(r"[*_ ]*(?:grand |overall )?(?:total|sum)\b", re.IGNORECASE)
"""What announces a row that adds up others."""
_LABELS = 3
_MAX_LINE = 2_000


@dataclass(frozen=True)
class Found:
    """A table in some lines: the index of its first, the index behind its last, and its rows."""

    first: int
    end: int
    rows: tuple[Row, ...]


def grids(text: str, lines: Sequence[Span]) -> Iterator[Found]:
    """The tables drawn with bars in some lines of a text, in order. Linear in the lines."""
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and _is_drawn(text, lines[end]):
            end += 1
        rows = _rows(text, lines[index:end]) if end > index + 1 else ()
        if rows and speaks_of_opcodes(text, rows):
            yield Found(index, end, rows)
        index = max(end, index + 1)


def name_in(text: str) -> str | None:
    """The word in capitals that a cell begins with, as opcodes are written."""
    found = _NAME.match(text)
    return found.group(1) if found else None


def speaks_of_opcodes(text: str, rows: Sequence[Row]) -> bool:
    """Whether one of the first columns, or the header, is mostly opcodes that some CPython has."""
    header, body = rows[0], rows[1:]
    columns = [[row[index] for row in body if index < len(row)] for index in range(_LABELS)]
    return any(_are_opcodes(text, cells, 1) for cells in columns) or _are_opcodes(
        text, header[1:], 2
    )


def _are_opcodes(text: str, cells: Sequence[Span], least: int) -> bool:
    said = [text[a:b] for a, b in cells if a < b]
    names = [name_in(one[:200]) for one in said]
    known = sum(1 for name in names if name and opcodes.is_opcode(name))
    return known >= least and 2 * known >= len(said)


def is_rule(text: str, line: Span) -> bool:
    """Whether a line only rules off."""
    words = text[line[0] : min(line[1], line[0] + _MAX_LINE)]
    return bool(_RULE.match(words) and _DASHES.search(words))


def _is_drawn(text: str, line: Span) -> bool:
    if line[1] - line[0] > _MAX_LINE:
        return False
    return bool(_BAR.search(text, *line)) or (
        is_rule(text, line) and bool(_CROSS.search(text[slice(*line)].strip()))
    )


def _rows(text: str, lines: Sequence[Span]) -> tuple[Row, ...]:
    """The header and the rows below it; none where the lines are no table."""
    groups = _groups(text, lines)
    if groups is None or not groups:
        return ()
    ruled = len(groups) > 1
    if not ruled:
        groups = [groups[0][:1], groups[0][1:]]
    header = _merged(groups[0])
    width = len(header)
    if header == () or width < 2:
        return ()
    body: list[Row] = []
    for group in groups[1:]:
        body += _continued(text, group, whole=len(groups) > 2)
    return (header, *rows) if (rows := fitting(text, body, width)) else ()


def fitting(text: str, rows: Sequence[Row], width: int) -> tuple[Row, ...]:
    """The rows as wide as the header; none where most are not.

    Of any other row only the label is sure, and then nobody knows what a total adds up: such rows
    and the totals lose their numbers.
    """
    misfits = sum(len(row) != width for row in rows)
    if not rows or 2 * misfits >= len(rows):
        return ()
    return tuple(
        _label_only(row, width)
        if len(row) != width or (misfits and TOTAL.match(text[slice(*row[0])]))
        else row
        for row in rows
    )


def _label_only(row: Row, width: int) -> Row:
    label = row[0] if row else (0, 0)
    return (label, *[(label[1], label[1])] * (width - 1))


def _groups(text: str, lines: Sequence[Span]) -> list[list[Row]] | None:
    """The rows between the rules. Without a rule every row has to stand between bars."""
    groups: list[list[Row]] = [[]]
    framed, rules = _framed(text, lines), 0
    waiting: Span | None = None
    for line in lines:
        if waiting is None and is_rule(text, line):
            rules += 1
            groups.append([])
            continue
        whole = line if waiting is None else (waiting[0], line[1])
        if framed and not _ends_with_bar(text, line):
            waiting = whole
            continue
        waiting = None
        groups[-1] += [row] if (row := tuple(_cells(text, *whole))) else []
    if waiting is not None or (not rules and not framed):
        return None
    return [group for group in groups if group]


def _framed(text: str, lines: Sequence[Span]) -> bool:
    """Whether rows begin and end with a bar: most do, and the first begins with one."""
    rows = [line for line in lines if not is_rule(text, line)]
    if not rows or not _BAR.match(text[slice(*rows[0])].lstrip()):
        return False
    return 2 * sum(_ends_with_bar(text, line) for line in rows) > len(rows)


def _ends_with_bar(text: str, line: Span) -> bool:
    return text[slice(*line)].rstrip().endswith(_BARS)


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    bars = [found.start() for found in _BAR.finditer(text, start, end)]
    edges = [start - 1, *bars, end]
    spans = [(left + 1, right) for left, right in pairwise(edges)]
    if spans[0][0] == spans[0][1]:
        spans.pop(0)
    if spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    for left, right in spans:
        yield stripped(text, left, right)


def stripped(text: str, start: int, end: int) -> Span:
    """A span without the blanks around its words."""
    words = text[start:end]
    bare = words.strip()
    begun = start + (len(words) - len(words.lstrip()) if bare else 0)
    return begun, begun + len(bare)


def _merged(rows: Sequence[Row]) -> Row:
    """A header of several lines as one row: what goes on over lines has no place, and no words."""
    if len({len(row) for row in rows}) != 1:
        return ()
    return tuple(_only(column) for column in zip(*rows, strict=True))


def _only(cells: Sequence[Span]) -> Span:
    filled = [cell for cell in cells if cell[0] < cell[1]]
    return filled[0] if len(filled) == 1 else (cells[0][0], cells[0][0])


def _continued(text: str, rows: Sequence[Row], *, whole: bool) -> list[Row]:
    """Rows without the lines that go on a row above; what goes on is no row that can be read.

    A line without a label goes on; between two rules (`whole`) also one that is a label only.
    """
    result: list[Row] = []
    for row in rows:
        filled = [first < last for first, last in row]
        label = text[slice(*row[0])]
        alone = filled[0] and not any(filled[1:]) and (whole or label.startswith("_"))
        if not result or (filled[0] and not alone):
            result.append(row)
        elif any(filled):
            above = result[-1]
            start = above[0][0]
            label_goes_on = (start, start) if filled[0] else above[0]
            goes_on = [first < last for first, last in above[1:]]
            both = any(a and b for a, b in zip(goes_on, filled[1:], strict=False))
            result[-1] = (label_goes_on,) if both or filled[0] else above
    return result
