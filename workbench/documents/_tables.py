"""Tables that stand in words: drawn with bars, kept apart by tabs or blanks, one cell a line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from workbench.documents._grids import Found, Row, grids
from workbench.documents._leaves import Span
from workbench.documents._spaced import spaced

_DOTS = re.compile(r"\W*(?:\.\.\.|…|etc\.?)\W*\Z")
_TABBED = re.compile(r"[ \t]*\S[^\n]*\t")
_Finder = Callable[[str, Sequence[Span]], Iterator[Found]]


def found(text: str, lines: Sequence[Span]) -> list[Found]:
    """All tables in some lines of a text, in order."""
    return _each(text, lines, (grids, _tabbed, spaced))


def drawn(text: str, lines: Sequence[Span]) -> list[Found]:
    """The tables of opcodes in some lines, those by tabs left out."""
    return _each(text, lines, (grids, spaced))


def _each(text: str, lines: Sequence[Span], finders: Sequence[_Finder]) -> list[Found]:
    """What the finders find, each in the lines that its predecessors left."""
    result: list[Found] = []
    for finder in finders:
        free, reached = [], 0
        for one in result:
            free.append((reached, one.first))
            reached = one.end
        for first, end in [*free, (reached, len(lines))]:
            result += [
                replace(one, first=one.first + first, end=one.end + first)
                for one in finder(text, lines[first:end])
            ]
        result.sort(key=lambda one: one.first)
    return result


def _tabbed(text: str, lines: Sequence[Span]) -> Iterator[Found]:
    """Tables whose columns come by tabs, whatever they are about."""
    index = 0
    while index < len(lines):
        end = _tabbed_end(text, lines, index)
        if end > index + 1:
            yield Found(index, end, _tabbed_rows(text, lines[index:end]))
        index = max(end, index + 1)


def _tabbed_end(text: str, lines: Sequence[Span], first: int) -> int:
    """The index behind the rows that begin at a line; that of the line itself without any."""
    index = first
    while index < len(lines) and _TABBED.match(text, *lines[index]):
        index += 1
    if index > first + 1:
        while index < len(lines) and _DOTS.match(text[slice(*lines[index])]):
            index += 1
    return index if index > first + 1 else first


def _tabbed_rows(text: str, lines: Sequence[Span]) -> tuple[Row, ...]:
    rows = [list(_cells(text, *line)) for line in lines]
    body, header = rows[1:], rows[0]
    filled = sorted({i for row in body for i, (first, last) in enumerate(row) if first < last})
    kept = [[row[i] for i in filled[: bisect_left(filled, len(row))]] for row in body]
    return tuple(tuple(row) for row in [_header(header, filled), *kept])


def _header(header: Sequence[Span], filled: Sequence[int]) -> list[Span]:
    """The headers of the columns that hold something: words of an empty column belong to the left.

    A column without words has those of its left neighbour: they were one cell's before.
    """
    result: list[Span] = []
    for position, index in enumerate(filled):
        last = filled[position + 1] if position + 1 < len(filled) else len(header)
        cells = [cell for cell in header[index:last] if cell[0] < cell[1]]
        if cells:
            result.append((cells[0][0], cells[-1][1]))
        else:
            result.append(result[-1] if result else (header[0][0], header[0][0]))
    return result


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    position = start
    for part in text[start:end].rstrip("\n").split("\t"):
        bare = part.strip()
        begun = position + (len(part) - len(part.lstrip()) if bare else 0)
        yield begun, begun + len(bare)
        position += len(part) + 1
