"""A class of growth for costs at growing sizes: a fit that names its runner-up or decides nothing.

Each class is fitted as a*g(n) plus the terms below it, with relative errors, to all but the two
largest sizes; these two decide. A simpler class wins where a richer one is hardly better.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

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

_FEWEST = 6
_TIE = 0.01
"""A richer class has to be better by so much, as a share of what is to be foretold."""
_STEPS = 10.0
"""Costs that one class foretells nearly exactly have little noise, whatever was feared."""
_MARGIN = 2.0
_EXACT, _CLOSER = 3e-3, 4.0
"""Where a class is off by more, a richer one that comes so many times closer leaves it open."""
_GOOD = 0.12
"""No class that is further off fits at all."""


_BESIDE = {"n": "n log n", "n^2": "n^2 log n"}
"""Classes that a factor tells apart which hardly changes between the sizes of a series."""
_CLEARLY, _SPAN, _LUCK = 1.5, 16, 1e-4

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
    noise = min(noise, _STEPS * errors[first])
    tie = _TIE + noise
    chosen = next(
        name for name in CLASSES if name in errors and errors[name] <= errors[first] + tie
    )
    others = [name for name in errors if name != chosen and not _contains(name, chosen)]
    runner = min(others, key=lambda name: errors[name], default=None)
    reason = _unclear(chosen, runner, errors, noise, sizes[-1] / sizes[0])
    return Fit(None if reason else chosen, chosen, runner, errors, sizes, reason)


def _contains(richer: str, simpler: str) -> bool:
    """Whether the terms of one class can stand for the other exactly."""
    return simpler in _BELOW.get(richer, ())


def _unclear(
    chosen: str, runner: str | None, errors: Mapping[str, float], noise: float, span: float
) -> str | None:
    tie = _TIE + noise
    if errors[chosen] > _GOOD + tie:
        return f"no class fits: {chosen} comes nearest and is {errors[chosen]:.0%} off"
    richer = [name for name in errors if _contains(name, chosen)]
    better = min(richer, key=lambda name: errors[name], default=chosen)
    if errors[chosen] > _EXACT and _CLOSER * errors[better] < errors[chosen] - noise:
        return (
            f"{better} ({errors[better]:.2%} off) comes closer than {chosen} "
            f"({errors[chosen]:.2%} off)"
        )
    beside = _BESIDE.get(chosen, chosen)
    if not noise and beside != chosen:
        alike = errors.get(beside, 1.0) < _CLEARLY * errors[chosen] and errors[chosen] > _EXACT
        if alike or (span < _SPAN and errors[chosen] > _LUCK):
            return f"{chosen} and {beside} are hardly told apart by these sizes"
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
