"""The fit by itself: exact series, series with noise, and series that decide nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from workbench import complexity
from workbench.complexity import Grown, Point

DOUBLED = [2**k for k in range(3, 14)]
CLOSE = [8, 11, 16, 23, 32, 45, 64, 91, 128]
SMALL = list(range(2, 17))


@pytest.mark.parametrize(
    ("name", "sizes", "cost"),
    [
        ("1", DOUBLED, lambda n: 17),
        ("log n", DOUBLED, lambda n: 9 * math.floor(math.log2(n)) + 30),
        ("sqrt n", DOUBLED, lambda n: 7 * math.isqrt(n) + 11),
        ("n", DOUBLED, lambda n: 12 * n + 40),
        ("n log n", DOUBLED, lambda n: 14 * n * math.log2(n) + 60 * n + 9),
        ("n sqrt n", DOUBLED, lambda n: 5 * n**1.5 + 20 * n),
        ("n^2", CLOSE, lambda n: 6 * n * (n - 1) // 2 + 100 * n),
        ("n^2 log n", CLOSE, lambda n: 6 * n * n * math.log2(n) + 12 * n * n),
        ("n^3", CLOSE, lambda n: 11 * n**3 + 14 * n**2 + 3 * n),
        ("n^4", CLOSE, lambda n: n**4 + n**3),
        ("2^n", SMALL, lambda n: 9 * 2**n - 9),
        ("2^n", SMALL, lambda n: 9 * 1.618**n + 2),
        ("2^n", SMALL, lambda n: 4 * 3**n),
        ("n!", range(2, 9), lambda n: 20 * math.factorial(n) + 6),
    ],
)
def test_the_class_of_a_known_series(
    name: str, sizes: list[int], cost: Callable[[int], float]
) -> None:
    found = complexity.fit([(n, cost(n)) for n in sizes])
    assert found.class_ == name, found
    assert found.runner_up != name
    assert found.reason is None


def test_a_little_noise_changes_nothing() -> None:
    rng = random.Random(5)
    points = [(n, n * math.log2(n) * rng.uniform(0.98, 1.02)) for n in DOUBLED]
    assert complexity.fit(points).class_ == "n log n"


def test_a_series_without_a_law_is_undecided() -> None:
    rng = random.Random(6)
    found = complexity.fit([(n, rng.uniform(1, 1000)) for n in DOUBLED])
    assert found.class_ is None
    assert found.reason


def test_few_sizes_decide_nothing() -> None:
    found = complexity.fit([(n, n) for n in (8, 16, 32, 64, 128)])
    assert found.class_ is None
    assert found.reason == "5 sizes are too few"


def test_steps_that_may_be_saved_leave_the_class_open() -> None:
    points = tuple(Point(n, 5.0 * n, n * n / 2) for n in DOUBLED)
    found = complexity.time_of(Grown(points))
    assert (found.class_, found.candidate, found.runner_up) == (None, "n", "n^2")


def test_the_worst_family_stands_for_all() -> None:
    slow = Grown(tuple(Point(n, 4.0 * n * n) for n in CLOSE))
    fast = Grown(tuple(Point(n, 4.0 * n) for n in CLOSE))
    part = complexity.part({"random": fast, "sorted": slow})
    assert (part["time"]["class"], part["time"]["family"]) == ("n^2", "sorted")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("n log n", "n log n"),
        ("O(n log n)", "n log n"),
        ("O(N·log₂(N))", "n log n"),
        ("n²", "n^2"),
        ("O(n ** 2)", "n^2"),
        (r"\mathcal{O}(n^{2} \log n)", "n^2 log n"),
        ("O(1)", "1"),
        ("Θ(log n)", "log n"),
        ("O(√n)", "sqrt n"),
        (r"O(\sqrt{n})", "sqrt n"),
        ("O(sqrt(n))", "sqrt n"),
        ("n³", "n^3"),
        ("O(n*n)", "n^2"),
        ("O(2^n)", "2^n"),
        ("O(2ⁿ)", "2^n"),
        ("O(n!)", "n!"),
        ("O(n logn)", "n log n"),
        ("linear", "n"),
        ("O(V + E)", None),
        ("O(nm)", None),
        ("O(n + k)", None),
        ("O(n log k)", None),
        ("fast", None),
    ],
)
def test_a_class_as_people_write_it(text: str, name: str | None) -> None:
    assert complexity.normalised(text) == name
