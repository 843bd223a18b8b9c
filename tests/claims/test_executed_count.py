"""How many instructions a call executes."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import TARGET, entry, executed, facts, find, hedged, probe

from workbench.claims.base import Finding
from workbench.records import Measurement

DEFINED = {"defined": True}
SEEN = executed(
    {"f": {"RESUME": 1, "LOAD_FAST": 1805, "BINARY_OP": 600}},
    {"<lambda>": {"RESUME": 200, "LOAD_FAST": 400}},
)


def ran(
    number: int,
    function: str | None = "f",
    opcode: str | None = None,
    observed: Measurement | None = SEEN,
    **more: Any,
) -> Finding:
    args = {"function": function, "opcode": opcode, "count": number}
    return find("executed_count", args, observed=observed, **more)


@pytest.mark.parametrize(
    ("function", "opcode", "number"),
    [
        ("f", None, 2406),
        ("f", "LOAD_FAST", 1805),
        ("f", "POP_TOP", 0),
        ("<lambda>", None, 600),
        (None, None, 3006),
        (None, "LOAD_FAST", 2205),
    ],
)
def test_exact(function: str | None, opcode: str | None, number: int) -> None:
    assert ran(number, function, opcode, claim=DEFINED).label == "confirmed"
    wrong = ran(number + 1, function, opcode, claim=DEFINED)
    assert (wrong.label, wrong.rule, wrong.measured) == ("contradicted", "WB106", number)


def test_other_words_may_mean_what_is_called_or_leave_resume_out() -> None:
    for number, function in ((3006, "f"), (2405, "f"), (2805, None)):
        assert ran(number, function).label == "ambiguous"
        assert ran(number, function, claim=DEFINED).label == "contradicted"
    assert ran(2300, claim=hedged(2300)).reason == "within-hedge"


def test_opcodes_that_are_not_there() -> None:
    found = ran(600, "f", "BINARY_ADD")
    assert (found.label, found.rule) == ("contradicted", "WB102")
    assert "BINARY_OP 0 (+)" in found.help[0]
    assert ran(0, "f", "BINARY_ADD").reason == "vacuous"
    assert ran(1, "f", "LOAD_VARIABLE").reason == "no-such-opcode"
    assert ran(1, "f", "CACHE").label == "uncheckable"
    assert ran(1805, "f", "load_fast").label == "confirmed"


def test_extended_arg_is_counted_apart() -> None:
    seen = executed({"f": {"LOAD_FAST": 5}})
    assert seen.data is not None
    seen.data["functions"]["f"]["extended_arg"] = 4
    assert ran(4, "f", "EXTENDED_ARG", seen).label == "confirmed"
    assert ran(5, "f", None, seen).label == "confirmed"


def test_methods_by_their_plain_names() -> None:
    seen = executed({"A.run": {"POP_TOP": 3}, "B.run": {"POP_TOP": 8}})
    found = [ran(n, "run", None, seen, claim=DEFINED).label for n in (3, 8, 11, 4)]
    assert found == ["confirmed", "ambiguous", "ambiguous", "contradicted"]
    assert ran(8, "B.run", None, seen).label == "confirmed"


def test_a_function_that_never_ran() -> None:
    static = {TARGET: facts(TARGET, entry("g", {"POP_TOP": 1}))}
    assert ran(0, "g", static=static).label == "confirmed"
    assert ran(28, "g", static=static).label == "contradicted"
    assert ran(28, "h", static=static).reason == "no-such-function"
    of_class = {TARGET: facts(TARGET, entry("g", {"POP_TOP": 1}, kind="class"))}
    assert ran(28, "g", static=of_class).label == "uncheckable"


@pytest.mark.parametrize(
    ("observed", "label"),
    [
        (None, "uncheckable"),
        (probe("executed", None, "memory"), "uncheckable"),
        (executed({}, raised={"types": ["ValueError"], "message": "no"}), "uncheckable"),
        (executed({"f": {}}, tampered=True), "uncheckable"),
        (probe("executed", None).model_copy(update={"error": "canary: 3"}), None),
    ],
)
def test_what_was_not_counted(observed: Measurement | None, label: str | None) -> None:
    assert ran(0, observed=observed).label == label


OLD = executed({"f": {"LOAD_FAST": 1605, "BINARY_ADD": 400}})
FAILED = probe("executed", None, error="canary: 1 of 2")


def elsewhere(number: int, opcode: str | None = None) -> Finding:
    others = {"executed": {"3.8.18": OLD, "3.10.13": FAILED}}
    return ran(number, "f", opcode, claim=DEFINED, elsewhere=others)


def test_a_count_of_another_version_is_told_as_such() -> None:
    found = elsewhere(2005)
    assert (found.label, found.rule) == ("other-version", "WB103")
    assert found.versions["3.8.18"].value == 2005
    assert found.versions["3.10.13"].state == "not-run"
    assert found.versions["3.10.13"].value is None


def test_an_opcode_that_ran_on_another_version_only() -> None:
    assert elsewhere(400, "BINARY_ADD").label == "other-version"
    assert elsewhere(401, "BINARY_ADD").label == "contradicted"


def test_where_a_program_makes_several_calls_it_is_open_which_is_meant() -> None:
    once = b.artifact(source="def f(n):\n    return n\n\n\nprint(f(2))\n")
    twice = b.artifact(source="def f(n):\n    return n\n\n\nprint(f(2), f(3))\n")
    assert ran(99, artifact=once).label == "contradicted"
    assert ran(99, artifact=twice).label == "uncheckable"
    assert ran(99, artifact=twice, claim=DEFINED).label == "contradicted"
    assert ran(2406, artifact=twice).label == "confirmed"
