"""Verdicts on classes of growth: tight and upper bounds, cases, families, what is not clear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import claiming
import pytest

from workbench import complexity
from workbench.claims.base import Finding
from workbench.complexity import Grown, Point
from workbench.records import Measurement

SIZES = [8, 11, 16, 23, 32, 45, 64, 91, 128]


def linear(n: int) -> float:
    return 5.0 * n


def square(n: int) -> float:
    return 5.0 * n * n


def cube(n: int) -> float:
    return 5.0 * n * n * n


def series(unmodelled: tuple[str, ...] = (), **families: Callable[[int], float]) -> Measurement:
    """What the observer gives for these costs; the family "call" is that of a call."""
    grown = {
        None if name == "call" else name: Grown(
            tuple(Point(n, cost(n), 0.0, 100 * n, unmodelled) for n in SIZES)
        )
        for name, cost in families.items()
    }
    return claiming.probe("complexity", complexity.part(grown))


def find(growth: str, observed: Measurement | None, **args: Any) -> Finding:
    return claiming.find("complexity", {"function": "f", "growth": growth} | args, None, observed)


@pytest.mark.parametrize("growth", ["n^2", "O(n²)", "quadratic"])
def test_the_class_that_is_measured_is_confirmed(growth: str) -> None:
    found = find(growth, series(call=square))
    assert found.label == "confirmed"
    assert found.measured == "n^2"


def test_a_class_that_is_too_small_is_contradicted() -> None:
    found = find("O(n)", series(call=cube))
    assert (found.label, found.rule) == ("contradicted", "WB207")
    assert "grows like n^3" in found.explanation


def test_work_that_nobody_counted_decides_only_against_a_class_that_is_too_small() -> None:
    seen = series(("workload.<lambda>",), call=square)
    assert find("O(n^2)", seen).reason == "not-counted"
    assert find("O(n^3)", seen).reason == "not-counted"
    assert find("O(log n)", seen).label == "contradicted"


def test_a_loose_upper_bound_has_two_readings() -> None:
    found = find("O(n^3)", series(call=square))
    assert found.label == "ambiguous"
    assert [(one.scope, one.holds) for one in found.readings or ()] == [
        ("upper bound", True),
        ("tight bound", False),
    ]


@pytest.mark.parametrize(
    ("args", "families", "label"),
    [
        ({"case": "worst"}, {"random": linear, "sorted": square}, "confirmed"),
        ({"case": "best"}, {"random": square, "sorted": linear}, "ambiguous"),
        ({"case": "best", "bound": "tight"}, {"random": square, "sorted": linear}, "contradicted"),
        ({"case": "best"}, {"random": cube, "sorted": cube}, "undecided"),
        ({"case": "average"}, {"random": square, "sorted": linear}, "confirmed"),
        ({"case": "sorted"}, {"random": linear, "sorted": square}, "confirmed"),
        ({"case": "reversed"}, {"random": linear, "sorted": square}, "uncheckable"),
        # Slower on the inputs there are than it is said to be at worst: others may be worse.
        ({"case": "worst"}, {"random": linear}, "undecided"),
        ({"case": "worst"}, {"random": cube}, "contradicted"),
        ({"case": "average", "bound": "tight"}, {"random": linear}, "contradicted"),
        ({"case": "average"}, {"random": linear}, "ambiguous"),
        # Nothing says which inputs are meant, and it holds for those in no order.
        ({}, {"random": square, "sorted": cube}, "ambiguous"),
        ({}, {"random": cube, "sorted": cube}, "contradicted"),
    ],
)
def test_cases_are_judged_by_their_inputs(
    args: dict[str, Any], families: dict[str, Callable[[int], float]], label: str
) -> None:
    assert find("n^2", series(**families), **args).label == label


def test_what_is_often_said_of_average_inputs_accuses_nobody() -> None:
    assert find("n log n", series(call=square)).label == "undecided"


def test_a_class_that_is_not_clear_is_undecided() -> None:
    observed = claiming.probe(
        "complexity", complexity.part({None: Grown((Point(8, 1.0),), "n = 16: the budget")})
    )
    assert find("n", observed).label == "undecided"


def test_what_is_not_counted_may_make_it_larger() -> None:
    found = find("n^2", series(("statistics.mean",), random=linear), case="average")
    assert found.label == "undecided"
    assert "statistics.mean" in found.explanation


def test_memory_is_told_apart_from_time() -> None:
    assert find("n", series(call=square), what="space").label == "confirmed"
    assert find("n log n", series(call=square), what="space").label == "undecided"


def test_another_function_than_the_measured_one_is_not_judged() -> None:
    assert find("n", series(call=square), function="g").reason == "not-measured"


def test_a_class_in_two_sizes_and_a_run_that_never_was() -> None:
    assert find("O(V + E)", series(call=linear)).label == "uncheckable"
    nothing = claiming.probe("complexity", None, "not-run", error="no n")
    assert find("n", nothing).reason == "not-run"
