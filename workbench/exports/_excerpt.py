"""One line of a document with marks below it, safe to show and cut to a width around the marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

from workbench import safe_text
from workbench.records import Claim, Location

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_CUT = "…"
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Mark:
    """A stretch of a line: character offsets from 0, end exclusive, and what is drawn below it."""

    start: int
    end: int
    symbol: str


@dataclass(frozen=True)
class Excerpt:
    """A line as it is shown, and the marks below it, as wide as they are on a terminal."""

    shown: str
    below: str


def line_of(text: str, number: int) -> str | None:
    """A line by its number from 1, by the line ends that documents know; None beyond the end."""
    lines = _lines(text)
    return lines[number - 1] if 0 < number <= len(lines) else None


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[str, ...]:
    """All lines of a text, split once however many claims stand in it."""
    return tuple(_LINE_ENDS.split(text))


def marks_of(location: Location, claim: Claim | None, line: str) -> list[Mark]:
    """The quote's mark first; for a cell of a table also that of its row's label on this line."""
    start = min(max(location.column - 1, 0), len(line))
    end = location.end_column - 1 if location.end_line == location.line else len(line.rstrip())
    quote = Mark(start, min(max(end, start), len(line)), "^")
    label = claim.table.row_label.strip() if claim and claim.table else ""
    at = _find_word(line, label, quote) if label else None
    return [quote] if at is None else [quote, Mark(at, at + len(label), "-")]


def excerpt(line: str, marks: Sequence[Mark], width: int) -> Excerpt:
    """The line cut to `width` terminal columns around the first mark, the others where they fit."""
    low, high = _window(line, marks, width)
    before = _CUT if low > 0 else ""
    after = _CUT if high < len(line.rstrip()) else ""
    parts = _safe(line[low:high])
    shown = before + "".join(parts) + after
    below = ""
    for mark in sorted(marks, key=lambda mark: mark.start):
        if mark.start > high or mark.end < low:
            continue
        first, last = max(mark.start, low) - low, min(mark.end, high) - low
        left = cell_len(before + "".join(parts[:first]))
        wide = cell_len(before + "".join(parts[:last])) - left
        gap = left - len(below)
        if gap >= 0:
            below += " " * gap + mark.symbol * max(wide, 1)
    return Excerpt(shown.rstrip(), below)


def _find_word(line: str, label: str, quote: Mark) -> int | None:
    """Where the label stands nearest before the quote, else behind it; never inside a word."""
    places: list[int] = []
    at = line.find(label)
    while at >= 0 and len(places) < 100:
        before, after = line[at - 1 : at], line[at + len(label) : at + len(label) + 1]
        whole = not (_WORD.match(before) or _WORD.match(after))
        if whole and (at + len(label) <= quote.start or at >= quote.end):
            places.append(at)
        at = line.find(label, at + 1)
    earlier = [at for at in places if at < quote.start]
    return earlier[-1] if earlier else (places[0] if places else None)


def _window(line: str, marks: Sequence[Mark], width: int) -> tuple[int, int]:
    """Which characters are shown: as many as fit, around as many marks as fit."""
    room = max(width, 10)
    length = len(line.rstrip())
    if length <= 4 * room and _cells(line[:length]) <= room:
        return 0, length
    room -= 2 * len(_CUT)
    low, high = marks[0].start, marks[0].end
    for mark in marks[1:]:
        wider = min(low, mark.start), max(high, mark.end)
        if wider[1] - wider[0] <= room and _cells(line[wider[0] : wider[1]]) <= room:
            low, high = wider
    high = min(high, low + room)
    while high > low and _cells(line[low:high]) > room:
        high -= 1
    return _grow(line, low, high, length, room)


def _grow(line: str, low: int, high: int, length: int, room: int) -> tuple[int, int]:
    """Widen to both sides while there is room; bounded, since a character may have no width."""
    left = room - _cells(line[low:high])
    for _ in range(2 * room):
        grown = False
        if low > 0 and (need := _cells(line[low - 1])) <= left:
            low, left, grown = low - 1, left - need, True
        if high < length and (need := _cells(line[high])) <= left:
            high, left, grown = high + 1, left - need, True
        if not grown:
            break
    return low, high


def _cells(text: str) -> int:
    return sum(map(cell_len, _safe(text)))


def _safe(text: Iterable[str]) -> list[str]:
    """Each character as it is shown: tabs as spaces, what a terminal might obey as an escape."""
    return [safe_text.terminal(character, newlines=True) for character in text]
