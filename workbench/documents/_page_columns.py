"""Pages that are set in two columns, told apart by the gutter between: first the left one is read.

Only pages of words are: what stands in a table, a listing or beside code stays where it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_BEHIND_GAP = re.compile(r"(?:^\s{20,}|\S\s{3,})(?=\S)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_GUTTER = 2
_WORDS = 4
_MIN_LINES = 6
_MAX_ACROSS = 0.2
_MIN_ALIGNED = 0.5
_TRIED = 5


def in_order(lines: Sequence[str]) -> list[str] | None:
    """The lines of two columns as they are read, the left ones before the right ones; None for any
    other page.

    A line across both, such as a title, ends the columns above it.
    """
    start = _right_column(lines)
    return None if start is None else list(_read(lines, start))


def _right_column(lines: Sequence[str]) -> int | None:
    """Where the right column begins; None on a page that has one only."""
    begins = Counter(
        found.end() for line in lines for found in _BEHIND_GAP.finditer(line) if found.end() > 20
    )
    for start, _ in begins.most_common(_TRIED):
        if _is_column(lines, start):
            return start
    return None


def _is_column(lines: Sequence[str], start: int) -> bool:
    """Whether words stand on both sides of a gutter before `start`, and hardly any across it."""
    filled = [line for line in lines if line.strip()]
    apart = [line for line in filled if not _is_across(line, start)]
    right = [line[start:] for line in apart if line[start:].strip()]
    aligned = [line for line in right if not line[0].isspace()]
    return (
        len(filled) - len(apart) <= _MAX_ACROSS * len(filled)
        and sum(map(_is_prose, right)) >= _MIN_LINES
        and sum(_is_prose(line[:start]) for line in apart) >= _MIN_LINES
        and len(aligned) >= _MIN_ALIGNED * len(right)
    )


def _is_across(line: str, start: int) -> bool:
    return bool(line[max(0, start - _GUTTER) : start].strip())


def _is_prose(part: str) -> bool:
    return len(_WORD.findall(part)) >= _WORDS


def _read(lines: Sequence[str], start: int) -> Iterator[str]:
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        if _is_across(line, start):
            yield from (*left, *right, line)
            left, right = [], []
            continue
        sides = line[:start].rstrip(), line[start:]
        for column, part in zip((left, right), sides, strict=True):
            if part.strip() or not line.strip():  # where the other side has words, nothing is blank
                column.append(part)
    yield from (*left, "", *right)
