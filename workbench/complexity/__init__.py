"""Growth of the costs of a call: a series of points, its classes in time and in memory.

Nothing is run here: points come from guests, and become the part "complexity" of the figures.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.complexity.fitting import CLASSES, Fit, fit
from workbench.complexity.written import normalised

__all__ = [
    "CLASSES",
    "MODEL",
    "SPACE",
    "Fit",
    "Grown",
    "Point",
    "fit",
    "is_clear",
    "mean",
    "normalised",
    "part",
    "rank",
    "space_of",
    "time_of",
]

MODEL = (
    "instructions executed plus steps of C work by models (one for each element that is touched; "
    "comparisons of sorts are counted; arithmetic on integers costs one step whatever their size)"
)
"""What the time of a call is measured in."""
SPACE = "most bytes held at once beyond the arguments, frames of calls and the result included"


@dataclass(frozen=True)
class Point:
    """The costs of one call at one size: `time` in steps (see MODEL), `space` in bytes.

    `doubtful` are steps that an interpreter may save or take; `unmodelled` names functions whose
    work was not counted; `noise` is the standard error of a mean of several calls, as a share.
    """

    n: int
    time: float
    doubtful: float = 0.0
    space: int = 0
    unmodelled: tuple[str, ...] = ()
    noise: float = 0.0


def mean(points: Sequence[Point]) -> Point:
    """The mean costs of calls at one size; raises ValueError when there are none."""
    if not points:
        raise ValueError("no points")
    count = len(points)
    times = [one.time for one in points]
    time = sum(times) / count
    error = statistics.stdev(times) / math.sqrt(count) if count > 1 else 0.0
    return Point(
        points[0].n,
        time,
        sum(one.doubtful for one in points) / count,
        round(sum(one.space for one in points) / count),
        tuple(sorted({name for one in points for name in one.unmodelled})),
        error / time if time else 0.0,
    )


@dataclass(frozen=True)
class Grown:
    """A series of points, smallest size first; `why` it ends."""

    points: tuple[Point, ...]
    why: str | None = None


_DOUBT = 0.2
_STAIRS = 0.15
"""Containers grow by an eighth at a time, tables by half: bytes follow the elements roughly."""
_LARGER, _ENOUGH = 512, 6
SPACES = ("1", "log n", "sqrt n", "n", "n^2", "n^3", "2^n", "n!")
"""Classes of memory: so roughly a factor log n is not to be seen."""


def time_of(grown: Grown) -> Fit:
    """The class of growth in time; undecided where steps that may be saved would change it."""
    points = grown.points
    if not points:
        return Fit(None, reason=grown.why or "nothing was measured")
    noise = max(one.noise for one in points[-2:])
    found = fit([(one.n, one.time) for one in points], noise=noise)
    last = points[-1]
    if last.doubtful > _DOUBT * last.time:
        more = fit([(one.n, one.time + one.doubtful) for one in points], noise=noise)
        if more.class_ != found.class_:
            text = f"texts that grow by += make it {more.candidate} where they are copied each time"
            reason = f"{found.candidate} where they grow in place; {text}"
            return Fit(None, found.candidate, more.candidate, found.errors, found.sizes, reason)
    return found


def space_of(grown: Grown) -> Fit:
    """The class of growth in memory, from the larger sizes where these suffice.

    CPython holds the numbers up to 256 once and for all: they cost no memory.
    """
    larger = [one for one in grown.points if one.n >= _LARGER]
    points = larger if len(larger) >= _ENOUGH else grown.points
    return fit([(one.n, one.space) for one in points], noise=_STAIRS, classes=SPACES)


def is_clear(grown: Grown) -> bool:
    """Whether the class in time is decided."""
    return time_of(grown).class_ is not None


def part(families: Mapping[str | None, Grown]) -> dict[str, Any]:
    """The figures of all families: JSON-plain; None names the only series of a call.

    {"time": {"class", "candidate", "runner_up", "family", "sizes", "undecided", "errors"},
    "space": the same, "families": {name: {"time", "space", "points": [[n, steps, bytes], …],
    "ends": why sizes end}}, "unmodelled": names, "definition": {"time", "space"}}. "time" and
    "space" at the top are those of the family that grows most, whether decided or not.
    """
    series: dict[str, dict[str, Any]] = {
        name or "": {
            "time": _figure(time_of(grown), name),
            "space": _figure(space_of(grown), name),
            "points": [[one.n, one.time, one.space] for one in grown.points],
            "ends": grown.why,
        }
        for name, grown in families.items()
    }
    names = {name for grown in families.values() for one in grown.points for name in one.unmodelled}
    return {
        "time": _worst([one["time"] for one in series.values()]),
        "space": _worst([one["space"] for one in series.values()]),
        "families": series,
        "unmodelled": sorted(names)[:20],
        "definition": {"time": MODEL, "space": SPACE},
    }


def _figure(found: Fit, family: str | None) -> dict[str, Any]:
    return {
        "class": found.class_,
        "candidate": found.candidate,
        "runner_up": found.runner_up,
        "family": family,
        "sizes": list(found.sizes),
        "undecided": found.reason,
        "errors": {name: round(error, 6) for name, error in sorted(found.errors.items())},
    }


def _worst(figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return dict(max(figures, key=lambda one: (rank(one["candidate"]), one["class"] is None)))


def rank(name: str | None) -> int:
    """The place of a class among all, -1 for none."""
    return CLASSES.index(name) if name in CLASSES else -1
