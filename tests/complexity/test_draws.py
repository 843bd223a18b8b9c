"""Random inputs: an odd one among them does not leave a class open."""

from __future__ import annotations

import builders as b
import pytest

from workbench import complexity, interpreters, measure, workloads
from workbench.complexity import Point
from workbench.guest import tiers
from workbench.measure import series
from workbench.records import Limits

QUICKSORT = """\
def quicksort(xs):
    if len(xs) <= 1:
        return xs
    p = xs[len(xs) // 2]
    less = [x for x in xs if x < p]
    return quicksort(less) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])
"""


def family(name: str | None, seed: int) -> series._Family:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    limits = Limits(wall_seconds=60.0, cpu_seconds=60)
    bench = measure.Bench((here,), here, tier, tier, limits=limits, seed=seed)
    artifact = b.artifact(source=QUICKSORT, entry_point="quicksort")
    return series._Family(artifact, None, bench, workloads.load("quicksort"), name)


def test_only_random_inputs_cost_more_in_one_draw_than_in_another() -> None:
    assert family("random", 1).varies()
    assert not family("sorted", 1).varies()
    assert not family(None, 1).varies()


def test_a_size_costs_the_mean_of_its_draws() -> None:
    one = family("random", 1)
    single = one.at(64)
    one.draws = 3
    mean = one.at(64)
    assert isinstance(single, Point)
    assert isinstance(mean, Point)
    points = [one.known[64, draw] for draw in range(3)]
    assert points[0] == single
    assert len({point.time for point in points}) > 1
    assert mean.time == pytest.approx(sum(point.time for point in points) / 3)


def test_the_mean_keeps_every_name_that_was_not_counted() -> None:
    points = [Point(8, 1.0, 0.0, 10, ("f",)), Point(8, 3.0, 1.0, 20, ("g", "f"))]
    mean = complexity.mean(points)
    assert mean == Point(8, 2.0, 0.5, 15, ("f", "g"), mean.noise)
    # The standard deviation of 1 and 3 is the root of 2, that of their mean 1: half of 2.
    assert mean.noise == pytest.approx(0.5)
    assert complexity.mean(points[:1]).noise == 0
    with pytest.raises(ValueError, match="no points"):
        complexity.mean([])


def test_a_seed_whose_first_draw_looks_like_another_class() -> None:
    """The first lists that seed 7 draws cost as if they grew like n sqrt n."""
    found = family("random", 7)
    found = series._family(found.subject, None, found.bench, found.workload, "random")
    assert found.draws in series.DRAWS
    assert complexity.time_of(found.described()).class_ == "n log n"
