"""Small statistics that say how sure a number is: medians, means, intervals.

Pure functions of numbers; what is drawn at random is drawn from a seed that is given.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RESAMPLES = 2000
WIDEST = 0.2
"""An interval wider than this share of its middle decides nothing."""


@dataclass(frozen=True)
class Interval:
    """A number with the bounds it lies between, in the number's own unit."""

    middle: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """The distance of the bounds as a share of the middle; infinite around a middle of 0."""
        if self.high == self.low:
            return 0.0
        return (self.high - self.low) / abs(self.middle) if self.middle else math.inf

    @property
    def wide(self) -> bool:
        """Whether it is too wide to decide anything by."""
        return self.width > WIDEST


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle; ValueError without values."""
    if not values:
        raise ValueError("no values")
    ordered, half = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; ValueError without values."""
    if not values:
        raise ValueError("no values")
    return math.fsum(values) / len(values)


def bootstrap(
    values: Sequence[float],
    *,
    seed: int,
    of: Callable[[Sequence[float]], float] = median,
    confidence: float = 0.95,
) -> Interval:
    """A statistic with its percentile bootstrap interval; the same for the same seed.

    ValueError without values. One value has an interval of no width, which says nothing.
    """
    middle, rng, count = of(values), random.Random(seed), len(values)
    drawn = sorted(of(rng.choices(values, k=count)) for _ in range(RESAMPLES))
    tail = (1 - confidence) / 2
    low, high = (drawn[round(share * (RESAMPLES - 1))] for share in (tail, 1 - tail))
    return Interval(middle, min(low, middle), max(high, middle))


def cluster_share(
    groups: Sequence[tuple[int, int]], *, seed: int, confidence: float = 0.95
) -> Interval | None:
    """The share of hits among trials, of groups of (hits, trials) that stand or fall together.

    The interval is by percentile bootstrap over whole groups: claims of one answer are no
    independent trials. None where fewer than two groups have trials: they cannot be told apart.
    """
    there = [group for group in groups if group[1] > 0]
    if len(there) < 2:
        return None

    def share(drawn: Sequence[tuple[int, int]]) -> float:
        return sum(hits for hits, _ in drawn) / sum(trials for _, trials in drawn)

    rng, tail = random.Random(seed), (1 - confidence) / 2
    shares = sorted(share(rng.choices(there, k=len(there))) for _ in range(RESAMPLES))
    low, high = (shares[round(part * (RESAMPLES - 1))] for part in (tail, 1 - tail))
    middle = share(there)
    return Interval(middle, min(low, middle), max(high, middle))


def wilson(hits: int, trials: int, z: float = 1.959963984540054) -> Interval:
    """A share of trials with Wilson's score interval (Wilson 1927); ValueError without trials."""
    if not 0 <= hits <= trials or trials == 0:
        raise ValueError(f"{hits} of {trials} is no share")
    share, z2 = hits / trials, z * z
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = z * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    half /= 1 + z2 / trials
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == trials else min(1.0, centre + half)
    return Interval(share, low, high)
