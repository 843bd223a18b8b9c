"""The two tables of a code object, of exceptions and of positions, for CPython 3.11 to 3.13."""

from __future__ import annotations

import itertools
from typing import Optional, Sequence, Tuple

Position = Tuple[Optional[int], Optional[int], Optional[int], Optional[int]]
"""Line, last line, column and last column of a code unit, as co_positions() says them."""


def exception_line(start: int, end: int, target: int, depth: int) -> bytes:
    """A line of the exception table that asks for the place (Objects/exception_handling_notes)."""
    numbers = (start // 2, (end - start) // 2, target // 2, depth << 1 | 1)
    found = bytearray(b"".join(_six_bits(number) for number in numbers))
    found[0] |= 128
    return bytes(found)


def _six_bits(number: int) -> bytes:
    digits = [number & 63]
    while number > 63:
        number >>= 6
        digits.append(number & 63 | 64)
    return bytes(reversed(digits))


def positions(lines: Sequence[Position], first: int) -> bytes:
    """The table of positions (Objects/locations.md), one entry per run of equal ones."""
    found, current = bytearray(), first
    for position, run in itertools.groupby(lines):
        left = len(list(run))
        while left:
            length = min(8, left)
            left -= length
            entry, current = _line_entry(position, length, current)
            found += entry
    return bytes(found)


def _line_entry(position: Position, length: int, current: int) -> Tuple[bytes, int]:
    line, end_line, column, end_column = position
    if line is None:
        return bytes((128 | 15 << 3 | length - 1,)), current
    moved = _signed(line - current)
    if end_line is None or column is None or end_column is None:
        return bytes((128 | 13 << 3 | length - 1,)) + moved, line
    rest = _low_first(end_line - line) + _low_first(column + 1) + _low_first(end_column + 1)
    return bytes((128 | 14 << 3 | length - 1,)) + moved + rest, line


def _signed(number: int) -> bytes:
    return _low_first(-number << 1 | 1 if number < 0 else number << 1)


def _low_first(number: int) -> bytes:
    found = bytearray()
    while number > 63:
        found.append(number & 63 | 64)
        number >>= 6
    found.append(number)
    return bytes(found)
