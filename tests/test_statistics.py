"""Statistics against closed forms."""

from __future__ import annotations

import math

import pytest

from workbench import statistics
from workbench.statistics import Interval


def test_the_median_of_odd_and_even_many() -> None:
    assert statistics.median([5.0, 1.0, 3.0]) == 3.0
    assert statistics.median([4.0, 1.0, 3.0, 2.0]) == 2.5
    with pytest.raises(ValueError, match="no values"):
        statistics.median([])


def test_the_mean_is_summed_exactly() -> None:
    assert statistics.mean([1e16, 1.0, -1e16, 1.0]) == 0.5


def test_a_bootstrap_repeats_itself_and_holds_the_middle() -> None:
    values = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.3]
    one, two = (statistics.bootstrap(values, seed=7) for _ in range(2))
    assert one == two
    assert one.low <= one.middle == 3.0 <= one.high
    assert {one.low, one.high} <= set(values)


def test_equal_values_have_an_interval_of_no_width() -> None:
    assert statistics.bootstrap([2.0] * 9, seed=0) == Interval(2.0, 2.0, 2.0)


def test_the_bootstrap_of_a_mean_is_as_wide_as_the_normal_distribution_says() -> None:
    """The mean of n numbers drawn from 0 and 1 has the deviation sqrt(1/4 / n)."""
    found = statistics.bootstrap([0.0, 1.0] * 200, seed=1, of=statistics.mean)
    expected = 1.96 * math.sqrt(0.25 / 400)
    assert found.high - found.middle == pytest.approx(expected, rel=0.15)
    assert found.middle - found.low == pytest.approx(expected, rel=0.15)


def test_wilson_at_the_ends_and_in_the_middle() -> None:
    """At 0 of n the upper bound is z² / (n + z²); at half of n the interval is symmetric."""
    z2 = 1.959963984540054**2
    nothing = statistics.wilson(0, 10)
    assert (nothing.low, nothing.high) == (0.0, pytest.approx(z2 / (10 + z2)))
    every = statistics.wilson(10, 10)
    assert (every.low, every.high) == (pytest.approx(10 / (10 + z2)), 1.0)
    half = statistics.wilson(5, 10)
    assert half.low + half.high == pytest.approx(1.0)
    assert half.high - half.low == pytest.approx(math.sqrt(z2 / (10 + z2)))
    with pytest.raises(ValueError, match="no share"):
        statistics.wilson(0, 0)


def test_the_width_of_an_interval_is_a_share_of_its_middle() -> None:
    assert Interval(10.0, 9.0, 11.0).width == pytest.approx(0.2)
    assert not Interval(10.0, 9.5, 10.5).wide
    assert Interval(10.0, 8.0, 11.0).wide
    assert Interval(0.0, 0.0, 1.0).wide


def test_a_share_of_groups_that_stand_or_fall_together() -> None:
    # Of two equal groups both are the one, or both the other, in a quarter of all draws each.
    found = statistics.cluster_share([(0, 10), (10, 10)], seed=1)
    assert found == Interval(0.5, 0.0, 1.0)
    assert found == statistics.cluster_share([(0, 10), (0, 0), (10, 10)], seed=1)
    # Alike groups leave nothing open, however many trials they have.
    assert statistics.cluster_share([(1, 2), (2, 4), (5, 10)], seed=1) == Interval(0.5, 0.5, 0.5)


def test_one_group_has_no_interval() -> None:
    assert statistics.cluster_share([(3, 4)], seed=1) is None
    assert statistics.cluster_share([(3, 4), (0, 0)], seed=1) is None
    assert statistics.cluster_share([], seed=1) is None


def test_many_groups_of_one_trial_are_as_sure_as_wilson_says() -> None:
    found = statistics.cluster_share([(n % 2, 1) for n in range(400)], seed=1)
    assert found is not None
    expected = statistics.wilson(200, 400)
    assert found.low == pytest.approx(expected.low, abs=0.015)
    assert found.high == pytest.approx(expected.high, abs=0.015)
