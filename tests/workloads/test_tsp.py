"""Shortest tours: the reference against all permutations, what is accepted and what is not."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from judging import judged, reference

from workbench import workloads
from workbench.guest.run import Opaque

TSP = workloads.load("tsp")
BRUTE_FORCE = """
from itertools import permutations

def tsp(dist):
    def length(tour):
        return sum(dist[a][b] for a, b in zip(tour, tour[1:] + tour[:1]))
    tours = [[0, *rest] for rest in permutations(range(1, len(dist)))]
    return min(reversed(tours), key=length)
"""
NEAREST = """
def tsp(dist):
    tour, left = [0], set(range(1, len(dist)))
    while left:
        tour.append(min(left, key=lambda j: dist[tour[-1]][j]))
        left.remove(tour[-1])
    return tour
"""


def length(dist: Any, tour: Any) -> float:
    return sum(dist[a][b] for a, b in zip(tour, [*tour[1:], tour[0]], strict=True))


@pytest.mark.parametrize("seed", [0, 1, 20261122])
def test_the_reference_is_as_short_as_the_best_of_all_permutations(seed: int) -> None:
    for case in workloads.cases(TSP, seed):
        (dist,) = case.args
        tour = reference("tsp")(dist)
        assert sorted(tour) == list(range(len(dist)))
        assert tour[0] == 0
        best = min(length(dist, (0, *rest)) for rest in permutations(range(1, len(dist))))
        assert length(dist, tour) == pytest.approx(best, abs=1e-9)


def test_cases_are_symmetric_and_end_with_nine_cities() -> None:
    sizes = set()
    for case in workloads.cases(TSP, 3):
        (dist,) = case.args
        sizes.add(len(dist))
        assert all(dist[i][j] == dist[j][i] for i in range(len(dist)) for j in range(len(dist)))
        assert all(dist[i][i] == 0 for i in range(len(dist)))
    assert {1, 2, 3, 9} <= sizes
    assert max(sizes) == 9


SQUARE = [[0, 1, 9, 2], [1, 0, 3, 9], [9, 3, 0, 4], [2, 9, 4, 0]]


def why(got: Any, dist: Any = SQUARE) -> str | None:
    case = workloads.Case("a case", "any", (dist,))
    found = workloads.mistake(case, reference("tsp")(dist), got, TSP)
    return found.text if found else None


def test_every_shortest_tour_is_right() -> None:
    assert why([0, 1, 2, 3]) is None
    assert why([0, 3, 2, 1]) is None
    ones = [[int(i != j) for j in range(5)] for i in range(5)]
    assert {why([0, *rest], ones) for rest in permutations(range(1, 5))} == {None}


@pytest.mark.parametrize(
    ("got", "reason"),
    [
        ([0, 1, 2], "the tour has 3 cities instead of 4"),
        ([0, 1, 2, 3, 0], "the tour has 5 cities instead of 4"),
        ([0, 1, 1, 3], "does not visit each of the cities 0 to 3 once"),
        ([0, 1, 2, 4], "does not visit each of the cities 0 to 3 once"),
        ([0, 1, 2, -1], "does not visit each of the cities 0 to 3 once"),
        ([1, 2, 3, 0], "does not start at city 0"),
        ([0, 2, 1, 3], "has length 23: 13 longer than a shortest one ([0, 1, 2, 3])"),
        ([0, 1, 2, 10**50000], "does not visit each"),
        ([0, 1, 2, True], "not a list of ints"),
        ([0.0, 1.0, 2.0, 3.0], "not a list of ints"),
        ([0, 1, [], Opaque("workload.City")], "not a list of ints"),
        ((0, 1, 2, 3), "result is tuple, expected list"),
        (Opaque("workload.Tour"), "result is workload.Tour, expected list"),
        (None, "result is NoneType, expected list"),
    ],
)
def test_what_is_no_shortest_tour_is_refused_with_the_reason(got: Any, reason: str) -> None:
    assert reason in str(why(got))


def test_another_shortest_tour_than_the_references_is_right_in_a_guest() -> None:
    assert judged("tsp", BRUTE_FORCE).outcome == "ok"


def test_a_greedy_tour_is_not_the_shortest() -> None:
    result = judged("tsp", NEAREST)
    assert (result.outcome, result.rule) == ("incorrect", "WB401")
    assert "longer than a shortest one" in str(result.error)


@pytest.mark.parametrize(
    ("lie", "outcome"),
    [
        ("class Liar(list):\n    __eq__ = lambda s, o: True\n", "wrong-type"),
        (
            "class Zero(int):\n    __sub__ = __rsub__ = lambda s, o: -1\n"
            "def Liar(tour):\n    return [Zero(c) for c in reversed(tour)]\n",
            "incorrect",
        ),
        ("def Liar(tour):\n    return tour * 100000\n", "incorrect"),
        ("def Liar(tour):\n    return [0] + [2 ** 900000] * (len(tour) - 1)\n", "incorrect"),
    ],
)
def test_a_tour_that_lies_is_refused(lie: str, outcome: str) -> None:
    program = lie + "def tsp(dist):\n    return Liar(list(range(len(dist))))\n"
    assert judged("tsp", program).outcome == outcome


def test_a_program_that_shortens_the_roads_is_noticed() -> None:
    program = (
        "def tsp(dist):\n    n = len(dist)\n    for row in dist:\n        row[:] = [0] * n\n"
        "    return list(range(n))\n"
    )
    assert judged("tsp", program).outcome == "incorrect"
