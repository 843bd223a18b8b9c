"""One call at growing sizes, each in a guest of its own, until its class of growth is clear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.complexity import Point

FIRST, LARGEST, FURTHEST = 8, 1 << 16, 1 << 20
_FEW = 9
_SMALL = 40
"""Where not even this size is possible, sizes go up one by one."""
TIMEOUT = "timeout"
"""The outcome of a guest in the reason why sizes end."""
_CHEAP = 20_000
"""While calls cost less than this, sizes go on beyond LARGEST."""


@dataclass
class Series:
    """What was measured, by size, and why sizes end: `why` of the first that failed."""

    points: dict[int, Point] = field(default_factory=dict)
    why: str | None = None

    def sizes(self) -> list[int]:
        return sorted(self.points)


At = Callable[[int], Point | str]
"""Costs at a size, or why there are none."""


def grown(at: At) -> Series:
    """Measure at sizes that double; closer together where few of them are possible."""
    series = Series()
    n = FIRST
    while n <= LARGEST or (n <= FURTHEST and series.points[n // 2].time < _CHEAP):
        if not _add(series, at, n):
            break
        n *= 2
    if TIMEOUT in (series.why or ""):
        return series  # the next ones would take as long to fail
    if n < _SMALL:
        _one_by_one(series, at, n)
    elif len(series.points) < _FEW:
        _between(series, at, n)
    return series


def _add(series: Series, at: At, n: int) -> bool:
    found = at(n)
    if isinstance(found, Point):
        series.points[n] = found
        return True
    series.why = series.why or f"n = {n}: {found}"
    return False


def _one_by_one(series: Series, at: At, end: int) -> None:
    for n in range(2, end):
        if n not in series.points and not _add(series, at, n):
            break


def _between(series: Series, at: At, end: int) -> None:
    """Sizes between the doubled ones, ever closer, and what is possible beyond the largest."""
    for parts in (2, 4, 8):
        for step in range(parts * 20):
            n = round(FIRST * 2 ** (step / parts))
            if n >= end or (len(series.points) >= _FEW and parts > 2):
                break
            if n not in series.points and not _add(series, at, n):
                break
        if len(series.points) >= _FEW:
            return
