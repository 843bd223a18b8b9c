"""Travelling salesman: a matrix of distances in, a shortest closed tour out."""

from __future__ import annotations

import math
import random
from typing import Any

TITLE = "Travelling salesman problem"
TASK = """\
Write a function that finds a shortest closed tour through all cities.

- `dist` is a list of n lists of n numbers (ints or floats), 1 <= n <= 9: `dist[i][j]` is the
  distance between the cities i and j. It is symmetric, no distance is negative, and `dist[i][i]`
  is 0. The distances need not obey the triangle inequality.
- Return a tour as a list of the n ints 0, 1, ..., n - 1, each exactly once. The tour starts at
  city 0, visits the cities in the order of the list, and closes from the last city back to city
  0; the way back counts and is not written down again. For n = 1 return [0].
- The tour must be a shortest one, not just a good one. If several tours are shortest, return any.
- Do not change `dist`.

Example: [[0, 1, 4], [1, 0, 2], [4, 2, 0]] gives [0, 1, 2] or [0, 2, 1], of length 1 + 2 + 4 = 7.
Use only the Python standard library.
"""
ENTRY_POINT = "tsp"
SIGNATURE = "tsp(dist: list) -> list"
FLAVOUR = "base"
CALL_SETUP = """\
dist = [
    [0, 1, 4, 9, 6],
    [1, 0, 2, 7, 5],
    [4, 2, 0, 1, 8],
    [9, 7, 1, 0, 9],
    [6, 5, 8, 9, 0],
]
"""
CALL = "tsp(dist)"
FUNCTION_ARGUMENTS: tuple[int, ...] = ()
LEAVES_INPUT_UNCHANGED = True

# Not used for tours: check() below says what a right one is.
ATOL = 0.0
RTOL = 0.0

_SAME_LENGTH = 1e-9
"""Nine distances of at most 1,000 add up with an error below 1e-12 in any order."""


def reference(dist: list[list[float]]) -> list[int]:
    """A shortest closed tour from city 0, by the method of Held and Karp."""
    n = len(dist)
    # Length and cities of the best way from 0 through a set of cities that ends in one of them.
    ways: dict[tuple[int, int], tuple[float, tuple[int, ...]]]
    ways = {(1 << j, j): (dist[0][j], (0, j)) for j in range(1, n)}
    for _ in range(n - 2):
        longer: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
        for (visited, last), (length, way) in ways.items():
            for j in range(1, n):
                if visited >> j & 1:
                    continue
                found = (length + dist[last][j], (*way, j))
                key = (visited | 1 << j, j)
                if key not in longer or found < longer[key]:
                    longer[key] = found
        ways = longer
    closed = [(length + dist[last][0], way) for (_, last), (length, way) in ways.items()]
    return list(min(closed)[1]) if closed else [0]


def check(args: tuple[Any, ...], expected: Any, got: Any) -> str | None:
    """Why `got` is no shortest closed tour from city 0; None if it is one."""
    (dist,) = args
    n = len(dist)
    if len(got) != n:
        return f"the tour has {len(got)} cities instead of {n}"
    if not all(type(city) is int for city in got):
        return "the tour is not a list of ints"
    if set(got) != set(range(n)):
        return f"the tour {_shown(got)} does not visit each of the cities 0 to {n - 1} once"
    if got[0] != 0:
        return f"the tour {_shown(got)} does not start at city 0"
    shortest, length = _length(dist, expected), _length(dist, got)
    if length - shortest > _SAME_LENGTH:
        more = f"{length - shortest:.6g} longer than a shortest one"
        return f"the tour {_shown(got)} has length {length:.6g}: {more} ({_shown(expected)})"
    return None


def _shown(tour: list[int]) -> str:
    """The tour; an int may have a million digits."""
    return "[" + ", ".join(str(city) if abs(city) < 10**6 else "…" for city in tour) + "]"


def _length(dist: list[list[float]], tour: list[int]) -> float:
    """Length of the closed tour."""
    return math.fsum(dist[a][b] for a, b in zip(tour, tour[1:] + tour[:1]))  # noqa: B905 - 3.8


def _symmetric(n: int, distance: Any) -> list[list[Any]]:
    """The matrix of distance(i, j) for i < j."""
    dist: list[list[Any]] = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            dist[i][j] = dist[j][i] = distance(j, i)
    return dist


def _plane(n: int, rng: random.Random) -> tuple[list[list[float]]]:
    """Cities at random places of a square."""
    places = [complex(rng.uniform(0, 100), rng.uniform(0, 100)) for _ in range(n)]
    return (_symmetric(n, lambda i, j: abs(places[i] - places[j])),)


def _whole(n: int, rng: random.Random) -> tuple[list[list[int]]]:
    """Random whole distances; the triangle inequality does not hold."""
    return (_symmetric(n, lambda i, j: rng.randint(1, 99)),)


def _ties(n: int, rng: random.Random) -> tuple[list[list[int]]]:
    """Distances 1 and 2 only: many shortest tours."""
    return (_symmetric(n, lambda i, j: rng.randint(1, 2)),)


FAMILIES = {"plane": _plane, "whole": _whole, "ties": _ties}


def _greedy_trap(n: int) -> list[list[int]]:
    """Going to the nearest city each time ends far from home: 0 is nearest to 1, 1 to 2, ..."""
    dist = _symmetric(n, lambda i, j: 10 + (j - i))
    for i in range(n - 1):
        dist[i][i + 1] = dist[i + 1][i] = 1 + i
    dist[0][n - 1] = dist[n - 1][0] = 1000
    return dist


def cases(seed: int) -> list[dict[str, Any]]:
    """The inputs, few cities to many."""
    rng = random.Random(seed)
    found: list[dict[str, Any]] = []

    def add(family: str, name: str, dist: list[list[Any]]) -> None:
        found.append({"name": name, "family": family, "args": (dist,)})

    add("edge", "one city", [[0]])
    add("edge", "two cities", [[0, 7], [7, 0]])
    add("edge", "three cities", [[0, 1, 4], [1, 0, 2], [4, 2, 0]])
    add("edge", "four cities, all distances 0", _symmetric(4, lambda i, j: 0))
    add("greedy", "four cities, the nearest first is wrong", _greedy_trap(4))
    add("ties", "five cities, all distances 1", _symmetric(5, lambda i, j: 1))
    for n in (4, 5, 6, 7):
        add("whole", f"{n} cities, whole distances", *_whole(n, rng))
        add("plane", f"{n} cities in the plane", *_plane(n, rng))
    add("greedy", "seven cities, the nearest first is wrong", _greedy_trap(7))
    add("ties", "eight cities, distances 1 and 2", *_ties(8, rng))
    for n in (8, 9):
        add("plane", f"{n} cities in the plane", *_plane(n, rng))
        add("whole", f"{n} cities, whole distances", *_whole(n, rng))
    return found
