"""Comparing outputs: exact types, tolerance, NaN; and showing values in a bounded text."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import pytest

from workbench import workloads
from workbench.comparison import difference, short

NAN, INF = float("nan"), float("inf")


class Liar:
    """Equal to everything, whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        raise AssertionError("nobody may ask")


class LyingInt(int):
    """A subclass is another type."""


def _kind(expected: Any, got: Any, *, atol: float = 1e-9, rtol: float = 1e-9) -> str | None:
    found = difference(expected, got, atol=atol, rtol=rtol)
    return found and found.kind


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (1.0, 1.0 + 5e-10),
        (1e12, 1e12 + 500.0),
        (0.0, -0.0),
        (NAN, NAN),
        (INF, INF),
        (-INF, -INF),
        ([], []),
        ([1, [2.0, "a"], (None, b"x")], [1, [2.0, "a"], (None, b"x")]),
        ({"a": 1, "b": [NAN]}, {"b": [NAN], "a": 1}),
        (2**70, 2**70),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array([1.0, NAN, INF]), np.array([1.0 + 1e-12, NAN, INF])),
        (np.array([1, 2]), np.array([1, 2])),
        (np.float64(1.5), np.float64(1.5)),
    ],
)
def test_these_are_the_same(expected: Any, got: Any) -> None:
    assert difference(expected, got, atol=1e-9, rtol=1e-9) is None


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (1.0, 1.0 + 5e-9),
        (1.0, NAN),
        (NAN, 1.0),
        (1.0, INF),
        (INF, 1.0),
        (INF, -INF),
        (INF, NAN),
        (1, 2),
        ("a", "A"),
        (b"a", b"b"),
        (True, False),
        ([1, 2], [1]),
        ([1], [1, 2]),
        ([1, 2], [2, 1]),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}),
        ({1: "x"}, {True: "x"}),
        ({(1, 2): "x"}, {(True, 2.0): "x"}),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (np.zeros(3), np.zeros((3, 1))),
        (np.array([1.0, 2.0]), np.array([1.0, NAN])),
        (np.array([NAN]), np.array([0.0])),
        (np.array([INF]), np.array([1.0])),
        (np.array([1.0]), np.array([INF])),
        (np.array([1, 2]), np.array([1, 3])),
    ],
)
def test_these_are_incorrect(expected: Any, got: Any) -> None:
    assert _kind(expected, got) == "incorrect"


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (1, True),
        (True, 1),
        (1, 1.0),
        (1.0, 1),
        (1.0, np.float64(1.0)),
        ([1], (1,)),
        ({"a": 1}, OrderedDict(a=1)),
        (1, LyingInt(1)),
        (1, Liar()),
        ([1, 2], [1, Liar()]),
        (None, False),
        ("1", b"1"),
        (np.array([1.0]), [1.0]),
        (np.array([1.0]), np.array([1.0], dtype="f4")),
        (np.array([1.0]), np.array([1.0], dtype=">f8")),
        (np.array([1]), np.array([True])),
        (np.array([[1.0]]), np.array([[1.0]]).view(np.ma.MaskedArray)),
        (Liar(), Liar()),
        (np.array([None]), np.array([None])),
    ],
)
def test_these_have_the_wrong_type(expected: Any, got: Any) -> None:
    assert _kind(expected, got) == "wrong-type"


def test_the_tolerance_is_absolute_plus_relative_to_the_expected_value() -> None:
    assert _kind(100.0, 101.0, atol=0.0, rtol=0.01) is None
    assert _kind(100.0, 101.1, atol=0.0, rtol=0.01) == "incorrect"
    assert _kind(100.0, 101.1, atol=0.2, rtol=0.01) is None
    assert _kind(np.array([100.0]), np.array([101.1]), atol=0.0, rtol=0.01) == "incorrect"
    assert _kind(np.array([100.0]), np.array([101.1]), atol=0.2, rtol=0.01) is None


def test_a_tolerance_is_never_given_to_whole_numbers() -> None:
    assert _kind(10**6, 10**6 + 1, atol=10.0, rtol=1.0) == "incorrect"
    assert _kind(np.array([5]), np.array([6]), atol=10.0, rtol=1.0) == "incorrect"


def test_the_text_has_the_place_and_both_values() -> None:
    found = difference([1, [2.0, 3.0]], [1, [2.0, 4.0]], atol=0.0, rtol=0.0)
    assert found is not None
    assert found.text == "result[1][1] is 4.0, expected 3.0"
    found = difference(np.zeros((2, 2)), np.array([[0.0, 0.0], [7.0, 8.0]]), atol=0.0, rtol=0.0)
    assert found is not None
    assert found.text == "result[1, 0] is 7.0, expected 0.0; 2 of 4 elements differ"
    found = difference({"k": "x"}, {"k": 1}, atol=0.0, rtol=0.0)
    assert found is not None
    assert found.text == "result['k'] is int, expected str (1 for 'x')"


def test_what_a_guest_could_not_send_is_called_by_the_name_it_gave() -> None:
    from workbench.guest.wire import Opaque

    found = difference([1], [Opaque("evil.\x1b[31mInt")], atol=0.0, rtol=0.0)
    assert found is not None
    assert found.kind == "wrong-type"
    assert found.text.startswith(r"result[0] is evil.\x1b[31mInt, expected int")


def test_a_workload_brings_its_tolerance() -> None:
    assert workloads.difference(1.0, 1.0 + 1e-10, workloads.load("euler")) is None
    assert workloads.difference(1.0, 1.0 + 1e-10, workloads.load("quicksort")) is not None


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        10**5000,
        "x" * 10**6,
        b"x" * 10**6,
        list(range(10**5)),
        {i: i for i in range(10**5)},
        _nested(5000),
        np.zeros((300, 300)),
        [["y" * 500] * 100] * 100,
    ],
    ids=["int", "str", "bytes", "list", "dict", "nested", "array", "strings"],
)
def test_a_shown_value_is_bounded(value: Any) -> None:
    assert len(short(value)) <= 200
    assert len(workloads.describe((value,), limit=300)) <= 300
    found = difference(1, value, atol=0.0, rtol=0.0)
    assert found is None or len(found.text) <= 300


def test_a_shown_value_is_one_line_without_control_characters() -> None:
    shown = short(["\x1b[31m", "\u202e", "a\nb"])
    assert shown.isprintable()


def test_an_input_is_described_as_a_call_with_its_function() -> None:
    task = workloads.load("euler")
    case = workloads.cases(task, 1)[3]
    text = workloads.describe(case.args, task)
    assert text == "euler(f, 0.5, 0.0, 2.0, 0.5) with f: def f(t, y): return y - t ** 2 + 1"
    assert workloads.describe(([3, 1],), workloads.load("quicksort")) == "quicksort([3, 1])"
    assert workloads.describe((1, "a")) == "(1, 'a')"
