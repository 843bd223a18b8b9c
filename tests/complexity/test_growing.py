"""Growth of known programs, of families of inputs, and of what cannot be measured."""

from __future__ import annotations

import pytest
from growing_on import measured, part
from held_out import HELD_OUT, Known

from workbench import workloads

# Of most kinds one that is measured soon: constant, logarithm, root, lines in C, sorts, squares.
_QUICK = {
    "midpoint",
    "bisect in a method",
    "triangular root",
    "builtin only",
    "sort and unique",
    "membership in a list",
}


def check(known: Known) -> bool:
    data = part(known.source, known.call)
    assert part(known.source, known.call)["time"] == data["time"]
    assert data["time"]["class"] in (known.time, None), data["time"]
    return data["time"]["class"] is not None


@pytest.mark.parametrize(
    "known", [one for one in HELD_OUT if one.name in _QUICK], ids=lambda known: known.name
)
def test_a_known_program_has_its_class(known: Known) -> None:
    assert check(known)


@pytest.mark.proof
def test_nearly_all_known_programs_have_their_class_and_none_another() -> None:
    assert len(HELD_OUT) >= 40
    assert sum(check(known) for known in HELD_OUT) >= len(HELD_OUT) - 2


QUICKSORT = """
def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[0]
    less = [x for x in xs[1:] if x < p]
    more = [x for x in xs[1:] if x >= p]
    return quicksort(less) + [p] + quicksort(more)
"""


def test_each_family_of_a_workload_has_a_class_of_its_own() -> None:
    data = part(QUICKSORT, None, workloads.load("quicksort"))
    classes = {name: one["time"]["class"] for name, one in data["families"].items()}
    assert classes == {"random": "n log n", "sorted": "n^2", "reversed": "n^2", "equal": "n^2"}
    assert data["time"]["class"] == "n^2"
    assert data["time"]["family"] in ("sorted", "reversed", "equal")


def test_the_whole_growth_is_plain_data_with_its_points() -> None:
    data = part("def f(a):\n    return [x * 1000 for x in a]\n", "f(list(range(n)))")
    assert data["space"]["class"] == "n"
    series = data["families"][""]
    assert [n for n, _, _ in series["points"]] == data["time"]["sizes"]
    assert data["time"]["undecided"] is None
    assert set(data["definition"]) == {"time", "space"}


def test_arguments_are_made_before_anything_is_counted() -> None:
    data = part("def f(a):\n    return a[0]\n", "f(sorted(range(n, 0, -1)))")
    assert data["time"]["class"] == "1"
    assert data["space"]["class"] == "1"


@pytest.mark.parametrize(
    ("source", "call", "why"),
    [
        ("def f(n):\n    raise ValueError(n)\n", "f(n)", "ValueError"),
        ("def f(n):\n    while True:\n        pass\n", "f(n)", "budget"),
        ("def f(n):\n    return n if n < 30 else 1 // 0\n", "f(n)", "ZeroDivisionError"),
    ],
)
def test_what_fails_at_small_sizes_is_undecided(source: str, call: str, why: str) -> None:
    data = part(source, call)
    assert data["time"]["class"] is None
    assert why in data["families"][""]["ends"]


def test_texts_that_grow_in_place_are_left_open() -> None:
    source = "def f(n):\n    t = ''\n    for i in range(n):\n        t += 'x'\n    return t\n"
    data = part(source, "f(n)")
    assert data["time"]["class"] is None
    assert (data["time"]["candidate"], data["time"]["runner_up"]) == ("n", "n^2")


@pytest.mark.parametrize("call", ["f(3)", "f(lambda n: n)", "f(", None])
def test_without_a_size_nothing_is_run(call: str | None) -> None:
    seen = measured("def f(x):\n    return x\n", call)
    assert seen.data is None
    assert seen.run is not None
    assert seen.run.outcome == "not-run"
