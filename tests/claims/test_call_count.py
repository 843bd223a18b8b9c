"""How often a call calls a function."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import TARGET, calls, entry, facts, find, hedged, probe

from workbench.claims.base import Finding
from workbench.records import Measurement

DEFINED = {"defined": True}


def called(function: str, number: int, observed: Measurement | None, **more: Any) -> Finding:
    return find("call_count", {"function": function, "count": number}, observed=observed, **more)


def test_exact() -> None:
    seen = calls({"f": 1}, host={"<lambda>": 200})
    assert called("<lambda>", 200, seen).label == "confirmed"
    wrong = called("<lambda>", 201, seen)
    assert (wrong.label, wrong.rule, wrong.measured) == ("contradicted", "WB201", 200)
    assert called("<lambda>", 190, seen, claim=hedged(190)).reason == "within-hedge"


def test_never_called_is_zero_and_unknown_is_nothing() -> None:
    static = {TARGET: facts(TARGET, entry("g", {"POP_TOP": 1}))}
    assert called("g", 0, calls({"f": 1}), static=static).label == "confirmed"
    assert called("g", 1, calls({"f": 1}), static=static).label == "contradicted"
    assert called("h", 0, calls({"f": 1}), static=static).reason == "no-such-function"


def test_recursion_counts_and_may_be_left_out_in_other_words() -> None:
    seen = calls({"f": 15})
    assert called("f", 15, seen).label == "confirmed"
    assert called("f", 1, seen).label == "ambiguous"
    assert called("f", 1, seen, claim=DEFINED).label == "contradicted"


def test_lambdas_of_the_program_and_of_the_call() -> None:
    seen = calls({"<lambda>": 3}, host={"<lambda>": 4})
    found = [called("<lambda>", n, seen, claim=DEFINED).label for n in (3, 4, 7, 5)]
    assert found == ["confirmed", "ambiguous", "ambiguous", "contradicted"]


def test_methods_by_their_qualified_names() -> None:
    static = {
        TARGET: facts(
            TARGET,
            entry("A.run", {"POP_TOP": 1}, first_line=3),
            entry("B.run", {"POP_TOP": 1}, first_line=9),
        )
    }
    seen = calls({"run": 5}, lines=[3])
    assert called("A.run", 5, seen, static=static).label == "confirmed"
    assert called("B.run", 0, seen, static=static).label == "confirmed"
    assert called("A.run", 4, seen, static=static).label == "contradicted"


def test_calls_of_two_functions_of_one_name_are_not_told_apart() -> None:
    runs = entry("A.run", {}, first_line=3), entry("B.run", {}, first_line=9)
    static = {TARGET: facts(TARGET, *runs)}
    for lines in ([3, 9], [3]):
        seen = calls({"run": 5}, lines=lines)
        assert called("run", 5, seen, static=static).label == "confirmed"
        assert called("run", 2, seen, static=static).label == "uncheckable"
        assert called("run", 0, seen, static=static).label == "uncheckable"
        assert called("run", 6, seen, static=static).label == "contradicted"


def test_a_class_is_no_function() -> None:
    stack = [entry("Stack", {"LOAD_NAME": 1}, kind="class"), entry("Stack.__init__", {})]
    static = {TARGET: facts(TARGET, *stack)}
    assert called("Stack", 1, calls({"__init__": 1}), static=static).label == "uncheckable"


def test_a_profiler_sees_each_entry_of_a_generator() -> None:
    static = {TARGET: facts(TARGET, entry("g", {"RETURN_GENERATOR": 1, "YIELD_VALUE": 1}))}
    found = called("g", 1, calls({"g": 6}), static=static, claim=DEFINED)
    assert (found.label, found.reason) == ("uncheckable", "not-countable")
    assert called("g", 6, calls({"g": 6}), static=static).label == "confirmed"


@pytest.mark.parametrize(
    ("observed", "label"),
    [
        (None, "uncheckable"),
        (probe("calls", None, "not-run", error="--no-run was given"), "uncheckable"),
        (probe("calls", None, "timeout"), "uncheckable"),
        (calls({}, raised={"types": ["ValueError"], "message": "no"}), "uncheckable"),
        (calls({"f": 1}, tampered=True), "uncheckable"),
        (probe("calls", None).model_copy(update={"error": "it broke"}), None),
    ],
)
def test_what_was_not_counted(observed: Measurement | None, label: str | None) -> None:
    assert called("f", 1, observed).label == label


TWO = "def f(n):\n    return f(n - 1) if n else 0\n\n\nprint(f(2))\nprint(f(5))\n"
ONE = "def f(n):\n    return f(n - 1) if n else 0\n\n\nprint(f(2))\n"
LOOP = "def f(n):\n    return 0\n\n\nfor n in (1, 2):\n    print(f(2))\n"
APART = "def g(n):\n    return 0\n\n\ndef f(n):\n    return g(n)\n\n\nprint(f(2))\nprint(g(3))\n"


@pytest.mark.parametrize(
    ("source", "function", "args", "label"),
    [
        (ONE, "f", {}, "contradicted"),
        (TWO, "f", {}, "uncheckable"),
        (LOOP, "f", {}, "uncheckable"),
        (APART, "g", {}, "uncheckable"),
        (APART, "f", {}, "contradicted"),
        (TWO, "f", {"call": "f(2)"}, "contradicted"),
    ],
)
def test_where_a_program_makes_several_calls_it_is_open_which_is_meant(
    source: str, function: str, args: dict[str, str], label: str
) -> None:
    stated = {"function": function, "count": 9, **args}
    seen = calls({"f": 3, "g": 3})
    program = b.artifact(source=source)
    assert find("call_count", stated, None, seen, artifact=program).label == label
    held = find("call_count", {**stated, "count": 3}, None, seen, artifact=program)
    assert held.label == "confirmed"
