"""Quicksort: a list in, a new sorted list out."""

from __future__ import annotations

import random
from typing import Any

TITLE = "Quicksort"
TASK = """\
Write a function that sorts a list with the quicksort algorithm.

- `xs` is a list whose elements are all ints, all floats (no NaN) or all strings.
- Return a new list with the same elements in ascending order, equal elements included as often
  as they occur. Do not change `xs`.
- Sort with your own quicksort: do not call `sorted`, `list.sort` or any other sorting function.
- The list may be empty. It may also have a few thousand elements that are already sorted, in
  reverse order, or all equal: this must not end in a RecursionError.

Example: [3, 1, 2, 3] gives [1, 2, 3, 3]. Use only the Python standard library.
"""
ENTRY_POINT = "quicksort"
SIGNATURE = "quicksort(xs: list) -> list"
FLAVOUR = "base"
CALL_SETUP = ""
CALL = "quicksort([7, 3, 9, 1, 8, 2, 5, 10, 6, 4, 12, 11])"
FUNCTION_ARGUMENTS: tuple[int, ...] = ()
LEAVES_INPUT_UNCHANGED = True

# Nothing is computed: the elements must come back as they were.
ATOL = 0.0
RTOL = 0.0


def reference(xs: list[Any]) -> list[Any]:
    """A new list with the elements of `xs` in ascending order (bottom-up merging)."""
    runs = [[x] for x in xs]
    while len(runs) > 1:
        merged = [_merge(runs[i], runs[i + 1]) for i in range(0, len(runs) - 1, 2)]
        runs = merged + runs[2 * len(merged) :]
    return runs[0] if runs else []


def _merge(left: list[Any], right: list[Any]) -> list[Any]:
    """Merge two ascending lists into one."""
    merged: list[Any] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


def _random(n: int, rng: random.Random) -> tuple[list[int]]:
    """n ints with a few repetitions."""
    return ([rng.randint(-3 * n, 3 * n) for _ in range(n)],)


def _sorted(n: int, rng: random.Random) -> tuple[list[int]]:
    """n ascending ints."""
    start = rng.randint(-100, 100)
    return (list(range(start, start + n)),)


def _reversed(n: int, rng: random.Random) -> tuple[list[int]]:
    """n descending ints."""
    start = rng.randint(-100, 100)
    return (list(range(start + n, start, -1)),)


def _equal(n: int, rng: random.Random) -> tuple[list[int]]:
    """n times the same int."""
    return ([rng.randint(-100, 100)] * n,)


FAMILIES = {"random": _random, "sorted": _sorted, "reversed": _reversed, "equal": _equal}


def _word(rng: random.Random) -> str:
    """A word of 0 to 6 characters, upper case, lower case and beyond ASCII."""
    return "".join(rng.choice("abcxyzABZé0 ß") for _ in range(rng.randint(0, 6)))


def cases(seed: int) -> list[dict[str, Any]]:
    """The inputs, small to large."""
    rng = random.Random(seed)
    found: list[dict[str, Any]] = []

    def add(family: str, name: str, xs: list[Any]) -> None:
        found.append({"name": name, "family": family, "args": (xs,)})

    add("edge", "empty", [])
    add("edge", "one int", [rng.randint(-9, 9)])
    add("edge", "one string", [""])
    add("sorted", "two sorted", [1, 2])
    add("reversed", "two reversed", [2, 1])
    add("equal", "two equal", [5, 5])
    add("edge", "a repeated smallest and largest", [3, 1, 3, 1, 2])
    add("edge", "huge and negative ints", [2**70, -(2**70), 0, -1, 2**63])
    infinity = float("inf")
    add("floats", "floats with infinities", [infinity, 0.5, -infinity, -2.25, 1e-300])
    add("strings", "strings by code point", ["b", "B", "", "aa", "a", "é", "10", "9"])
    for n in (3, 7, 12):
        add("random", f"{n} random ints", *_random(n, rng))
    add("floats", "20 random floats", [rng.uniform(-5.0, 5.0) for _ in range(20)])
    add("strings", "25 random strings", [_word(rng) for _ in range(25)])
    add("random", "60 ints of few values", [rng.randint(0, 4) for _ in range(60)])
    for n in (100, 2500):
        add("sorted", f"{n} sorted ints", *_sorted(n, rng))
        add("reversed", f"{n} reversed ints", *_reversed(n, rng))
        add("equal", f"{n} equal ints", *_equal(n, rng))
        add("random", f"{n} random ints", *_random(n, rng))
    add("floats", "3000 random floats", [rng.gauss(0.0, 1e3) for _ in range(3000)])
    return found
