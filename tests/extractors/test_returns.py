"""Which calls are said to return what, and what is no such statement."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import returns

FENCE = "```"
PROGRAM = f"{FENCE}python\ndef area(a, b=1):\n    return a * b\n{FENCE}\n\n"


def found(text: str) -> list[tuple[str, str]]:
    return [(one.args["call"], one.args["value"]) for one in said(returns, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`area(7, 3)` returns 21.", ("area(7, 3)", "21")),
        ("`area(7, 3)` returns `21`.", ("area(7, 3)", "21")),
        ("Here area(10) gives 10.", ("area(10)", "10")),
        ("Calling `area([3, 1], 2)` returns `[3, 1, 3, 1]`.", ("area([3, 1], 2)", "[3, 1, 3, 1]")),
        ("So `area(2, b=3)` evaluates to 6, as it must.", ("area(2, b=3)", "6")),
        ("`area('a', 3)` yields `'aaa'`.", ("area('a', 3)", "'aaa'")),
        ("`area(0, 3)` returns `False`.", ("area(0, 3)", "False")),
        (f"{FENCE}python\narea(2, 4)  # -> 8\n{FENCE}", ("area(2, 4)", "8")),
        (f"{FENCE}python\narea(2, 4)  # 8\n{FENCE}", ("area(2, 4)", "8")),
    ],
)
def test_what_a_call_returns(text: str, expected: tuple[str, str]) -> None:
    assert found(PROGRAM + text + "\n") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "`area(n, 3)` returns 21.",
        "`area(7, 3)` returns 21 values.",
        "`area(7, 3)` returns about 21.",
        "`area(7, 3)` returns ≈ 21.",
        "`area(7, 3)` returns 1, 2.",
        "`area(7, 3)` does not return 21.",
        "`area(7, 3)` returns a number.",
        "If b is 3, `area(7, 3)` returns 21.",
        "Does `area(7, 3)` return 21?",
        "`area(7, 3)` should return 21.",
        "`other(7, 3)` returns 21.",
        "`shape.area(7, 3)` returns 21.",
        "Before the fix `area(7, 3)` returns 10.",
        "`area(7, 3)` returns 21.\n\n`area(7, 3)` returns 22.",
        f"{FENCE}python\narea(2, 4)  # eight\n{FENCE}",
        f"{FENCE}python\narea(2, 4)  # ≈ 8\n{FENCE}",
        f"{FENCE}python\nx = area(2, 4)  # 8\n{FENCE}",
        f"{FENCE}python\ndef area(a):\n    return 1\n{FENCE}\n\n`area(7)` returns 7.",
        f"{FENCE}python\nimport random\n{FENCE}\n\n`area(7)` returns 7.",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert found(PROGRAM + text + "\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "A wrong implementation loops forever. There area(3, 5) returns 5.",
        "Assume a buggy variant: area(7, 3) returns 3.",
        "Exercise: Show that area(7, 3) returns 22.",
        "**Exercise.** It is easy. Then show that area(7, 3) returns 22.",
        "Called on its own, area(7) returns 8.",
        "In Python 2, area(7) returns 8.",
    ],
)
def test_what_others_return_is_said_of_no_function_of_the_document(text: str) -> None:
    assert found(PROGRAM + text + "\n") == []


@pytest.mark.parametrize(
    "source",
    [
        "def add(item, bag=[]):\n    bag.append(item)\n    return bag",
        "def add(item, *, bag=dict()):\n    bag[item] = 1\n    return bag",
        "bag = []\n\ndef add(item):\n    bag.append(item)\n    return bag",
        "bag: set = set()\n\ndef put(item):\n    bag.add(item)\n\n"
        "def add(item):\n    put(item)\n    return len(bag)",
        "bag = {}\n\ndef add(item):\n    bag[item] = 1\n    return len(bag)",
    ],
)
def test_functions_that_keep_state_are_not_judged(source: str) -> None:
    assert found(f"{FENCE}python\n{source}\n{FENCE}\n\nadd(5) returns 1.\n") == []


def test_a_table_that_is_only_looked_into_is_no_state() -> None:
    source = "ROW = [3, 5]\n\ndef at(i):\n    return ROW[i] + len(ROW)"
    text = f"{FENCE}python\n{source}\n{FENCE}\n\nat(1) returns 7.\n"
    assert found(text) == [("at(1)", "7")]


@pytest.mark.parametrize(
    "part", ["area(", "area(1) returns ", "`area(1)` returns [", ">>> area(1)\n"]
)
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    found(PROGRAM + part * 20_000)
    found(PROGRAM + f"{FENCE}python\n{part * 5_000}\n{FENCE}\n")
