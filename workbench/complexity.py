"""Costs at growing sizes to a class of growth: a fit that names its runner-up or decides nothing.

Each class is fitted as a*g(n) plus the terms below it, with relative errors, to all but the two
largest sizes; these two decide. A simpler class wins where a richer one is hardly better.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CLASSES = (
    "1",
    "log n",
    "sqrt n",
    "n",
    "n log n",
    "n sqrt n",
    "n^2",
    "n^2 log n",
    "n^3",
    "n^4",
    "2^n",
    "n!",
)
"""From the slowest growth to the fastest. 2^n stands for every exponential, whatever its base."""

MODEL = (
    "instructions executed plus steps of C work by models (one for each element that is touched; "
    "comparisons of sorts are counted; arithmetic on integers costs one step whatever their size)"
)
"""What the time of a call is measured in."""
SPACE = "most bytes held at once beyond the arguments, frames of calls and the result included"

_FEWEST = 6
_TIE = 0.01
"""A richer class has to be better by so much, as a share of what is to be foretold."""
_EXACT = 1e-3
_MARGIN = 2.0
_GOOD = 0.12
"""No class that is further off fits at all."""


@dataclass(frozen=True)
class Point:
    """The costs of one call at one size: `time` in steps (see MODEL), `space` in bytes.

    `doubtful` are steps that an interpreter may save or take; `unmodelled` names functions whose
    work was not counted.
    """

    n: int
    time: float
    doubtful: float = 0.0
    space: int = 0
    unmodelled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grown:
    """A series of points, smallest size first; `why` it ends."""

    points: tuple[Point, ...]
    why: str | None = None


_Term = Callable[[float], float]
_TERMS: Mapping[str, _Term] = {
    "1": lambda n: 1.0,
    "log n": lambda n: math.log2(n),
    "sqrt n": lambda n: math.sqrt(n),
    "n": lambda n: n,
    "n log n": lambda n: n * math.log2(n),
    "n sqrt n": lambda n: n * math.sqrt(n),
    "n^2": lambda n: n * n,
    "n^2 log n": lambda n: n * n * math.log2(n),
    "n^3": lambda n: n * n * n,
    "n^4": lambda n: (n * n) ** 2,
}
_BELOW: Mapping[str, tuple[str, ...]] = {
    "1": (),
    "log n": ("1",),
    "sqrt n": ("1",),
    "n": ("1",),
    "n log n": ("n", "1"),
    "n sqrt n": ("n", "1"),
    "n^2": ("n", "1"),
    "n^2 log n": ("n^2", "n", "1"),
    "n^3": ("n^2", "n", "1"),
    "n^4": ("n^3", "n^2", "n", "1"),
}


@dataclass(frozen=True)
class Fit:
    """The class of a series; None with a reason when it is not clear.

    `errors` maps each class that could be fitted to its mean error on the two largest sizes, as a
    share. `candidate` is the class that came first, decided or not.
    """

    class_: str | None
    candidate: str | None = None
    runner_up: str | None = None
    errors: Mapping[str, float] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()
    reason: str | None = None


def fit(
    points: Sequence[tuple[int, float]],
    *,
    noise: float = 0.0,
    classes: Sequence[str] = CLASSES,
) -> Fit:
    """The class of growth of (size, cost), one of `classes`.

    `noise` is the share by which costs go in steps, where they are not exact.
    """
    ordered = sorted((n, max(float(cost), 1e-9)) for n, cost in points if n >= 1)
    sizes = tuple(n for n, _ in ordered)
    if len(set(sizes)) < _FEWEST:
        return Fit(None, sizes=sizes, reason=f"{len(set(sizes))} sizes are too few")
    errors = _errors(ordered, classes)
    first = min(errors, key=lambda name: errors[name])
    tie = _TIE + (noise if errors[first] > _EXACT else 0.0)
    chosen = next(
        name for name in CLASSES if name in errors and errors[name] <= errors[first] + tie
    )
    others = [name for name in errors if name != chosen and not _contains(name, chosen)]
    runner = min(others, key=lambda name: errors[name], default=None)
    reason = _unclear(chosen, runner, errors, tie)
    return Fit(None if reason else chosen, chosen, runner, errors, sizes, reason)


def _contains(richer: str, simpler: str) -> bool:
    """Whether the terms of one class can stand for the other exactly."""
    return simpler in _BELOW.get(richer, ())


def _unclear(
    chosen: str, runner: str | None, errors: Mapping[str, float], tie: float
) -> str | None:
    if errors[chosen] > _GOOD + tie:
        return f"no class fits: {chosen} comes nearest and is {errors[chosen]:.0%} off"
    if runner is not None and errors[runner] < _MARGIN * errors[chosen] + tie:
        return (
            f"{chosen} ({errors[chosen]:.1%} off) and {runner} ({errors[runner]:.1%} off) are "
            "too near each other"
        )
    return None


def _errors(
    points: Sequence[tuple[int, float]], classes: Sequence[str] = CLASSES
) -> dict[str, float]:
    train, held = points[:-2], points[-2:]
    found = {}
    for name in classes:
        model = _model(name, train)
        if model is not None:
            found[name] = sum(abs(model(n) - cost) / cost for n, cost in held) / len(held)
    return found


def _model(name: str, train: Sequence[tuple[int, float]]) -> _Term | None:
    if name == "2^n":
        return _exponential(train)
    if name == "n!":
        return _factorial(train)
    names = (name, *_BELOW[name])
    if len(train) <= len(names):
        return None
    terms = [_TERMS[each] for each in names]
    factors = _least_squares([[t(n) / cost for t in terms] for n, cost in train])
    if factors is None or (name != "1" and factors[0] <= 0):
        return None
    return lambda n: sum(a * t(n) for a, t in zip(factors, terms, strict=True))


def _exponential(train: Sequence[tuple[int, float]]) -> _Term | None:
    """a*c**n + b with the base that fits best, from 1.25 to 6."""
    best: tuple[float, _Term] | None = None
    if train[-1][0] > 64:
        return None
    for step in range(96):
        base = 1.25 + step * 0.05
        factors = _least_squares([[base**n / cost, 1 / cost] for n, cost in train])
        if factors is None or factors[0] <= 0:
            continue
        a, b = factors

        def model(n: float, a: float = a, b: float = b, base: float = base) -> float:
            return float(a * base**n + b)

        error = sum((model(n) / cost - 1) ** 2 for n, cost in train)
        if best is None or error < best[0]:
            best = (error, model)
    return best[1] if best else None


def _factorial(train: Sequence[tuple[int, float]]) -> _Term | None:
    """a*(n-k)! + b for k from -1 to 2, of which the best is taken."""
    best: tuple[float, _Term] | None = None
    if train[-1][0] > 20:
        return None
    for shift in (-1, 0, 1, 2):

        def rising(n: float, shift: int = shift) -> float:
            return math.exp(math.lgamma(max(1.0, n - shift + 1)))

        factors = _least_squares([[rising(n) / cost, 1 / cost] for n, cost in train])
        if factors is None or factors[0] <= 0:
            continue
        a, b = factors

        def model(n: float, a: float = a, b: float = b, rising: _Term = rising) -> float:
            return a * rising(n) + b

        error = sum((model(n) / cost - 1) ** 2 for n, cost in train)
        if best is None or error < best[0]:
            best = (error, model)
    return best[1] if best else None


def _least_squares(rows: Sequence[Sequence[float]]) -> list[float] | None:
    """Factors for which the rows come nearest to 1; None where they are not independent."""
    count = len(rows[0])
    scales = [max(abs(row[k]) for row in rows) or 1.0 for k in range(count)]
    scaled = [[value / scale for value, scale in zip(row, scales, strict=True)] for row in rows]
    orthogonal: list[list[float]] = []
    upper = [[0.0] * count for _ in range(count)]
    for k in range(count):
        column = [row[k] for row in scaled]
        for j, base in enumerate(orthogonal):
            upper[j][k] = sum(a * b for a, b in zip(base, column, strict=True))
            column = [a - upper[j][k] * b for a, b in zip(column, base, strict=True)]
        length = math.sqrt(sum(a * a for a in column))
        if length < 1e-9:
            return None
        upper[k][k] = length
        orthogonal.append([a / length for a in column])
    right = [sum(base) for base in orthogonal]
    factors = [0.0] * count
    for k in reversed(range(count)):
        rest = sum(upper[k][j] * factors[j] for j in range(k + 1, count))
        factors[k] = (right[k] - rest) / upper[k][k]
    return [factor / scale for factor, scale in zip(factors, scales, strict=True)]


# --- a series and its part of the figures ---------------------------------------------------------

_DOUBT = 0.2
_STAIRS = 0.15
"""Containers grow by an eighth at a time, tables by half: bytes follow the elements roughly."""
_LARGER, _ENOUGH = 256, 7
SPACES = ("1", "log n", "sqrt n", "n", "n^2", "n^3", "2^n", "n!")
"""Classes of memory: so roughly a factor log n is not to be seen."""


def time_of(grown: Grown) -> Fit:
    """The class of growth in time; undecided where steps that may be saved would change it."""
    points = grown.points
    if not points:
        return Fit(None, reason=grown.why or "nothing was measured")
    found = fit([(one.n, one.time) for one in points])
    last = points[-1]
    if last.doubtful > _DOUBT * last.time:
        more = fit([(one.n, one.time + one.doubtful) for one in points])
        if more.class_ != found.class_:
            text = f"texts that grow by += make it {more.candidate} where they are copied each time"
            reason = f"{found.candidate} where they grow in place; {text}"
            return Fit(None, found.candidate, more.candidate, found.errors, found.sizes, reason)
    return found


def space_of(grown: Grown) -> Fit:
    """The class of growth in memory, from the larger sizes: small numbers cost no memory."""
    return fit(
        [(one.n, one.space) for one in grown.points[-_LARGER:]], noise=_STAIRS, classes=SPACES
    )


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


# --- as people write it ---------------------------------------------------------------------------

_WORDS: Mapping[str, str] = {
    "constant": "1",
    "logarithmic": "log n",
    "linear": "n",
    "linearithmic": "n log n",
    "log-linear": "n log n",
    "loglinear": "n log n",
    "quasilinear": "n log n",
    "quadratic": "n^2",
    "cubic": "n^3",
    "exponential": "2^n",
    "factorial": "n!",
}
_WRITTEN: Mapping[str, str] = {
    "1": "1",
    "logn": "log n",
    "lgn": "log n",
    "lnn": "log n",
    "sqrtn": "sqrt n",
    "n^0.5": "sqrt n",
    "n^1/2": "sqrt n",
    "n": "n",
    "n^1": "n",
    "nlogn": "n log n",
    "nlgn": "n log n",
    "nlnn": "n log n",
    "lognn": "n log n",
    "nsqrtn": "n sqrt n",
    "n^1.5": "n sqrt n",
    "n^3/2": "n sqrt n",
    "n^2": "n^2",
    "nn": "n^2",
    "n^2logn": "n^2 log n",
    "n^3": "n^3",
    "nnn": "n^3",
    "n^4": "n^4",
    "2^n": "2^n",
    "n!": "n!",
}
_MEANT = (("²", "^2"), ("³", "^3"), ("⁴", "^4"), ("ⁿ", "^n"), ("**", "^"), ("√", "sqrt"))
_DROPPED = re.compile(r"\\(?:left|right|cdot|times|,|!|;|\s)|\\(?=log|lg|ln|sqrt)|[{}()\s·⋅×*$`₂_]")
_AROUND = re.compile(
    r"\s*(?:\\mathcal\{O\}|\\mathrm\{O\}|\\Theta|\\theta|[OΘθ𝒪])\s*(?:\\left)?\(\s*(?P<in>.*?)(?:\\right)?\)\s*\Z",
    re.DOTALL,
)


def normalised(text: str) -> str | None:
    """The class that a text means, with or without its O(…); None for one of several sizes."""
    text = text.strip()[:100]
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    around = _AROUND.match(text)
    inner = (around.group("in") if around else text).replace("log_2", "log").replace("log2", "log")
    for written, meant in _MEANT:
        inner = inner.replace(written, meant)
    bare = _DROPPED.sub("", inner.replace("\\!", ""))
    return _WRITTEN.get(bare.replace("N", "n"))
