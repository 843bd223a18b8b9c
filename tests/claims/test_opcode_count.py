"""Counts of one opcode in one function."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import NEW, OLD, TARGET, entry, facts, find, hedged, on

from workbench.claims._facts import ToolFailure
from workbench.claims.base import Finding

DEFINED = {"defined": True}


def count(opcode: str, number: int, static: Any, **more: Any) -> Finding:
    args = {"function": "f", "opcode": opcode, "count": number}
    return find("opcode_count", args, static, **more)


def test_true_on_the_target() -> None:
    found = count("LOAD_FAST", 14, on(v3_8_18={"LOAD_FAST": 12}, v3_11_7={"LOAD_FAST": 14}))
    assert (found.label, found.measured) == ("confirmed", 14)
    assert found.versions[OLD].value == 12


def test_an_opcode_of_older_versions() -> None:
    found = count("BINARY_MULTIPLY", 1, on(v3_8_18={"BINARY_MULTIPLY": 1}, v3_11_7={}))
    assert (found.label, found.versions[TARGET].state) == ("other-version", "absent")
    assert "BINARY_OP 5 (*)" in found.help[0]


def test_every_reading_of_words_that_are_not_ours() -> None:
    static = {
        TARGET: facts(
            TARGET,
            entry("<module>", {"LOAD_FAST": 20}),
            entry(
                "f", {"LOAD_FAST": 3, "BINARY_OP": 2}, operators={"+": 1, "+=": 1}, callees=["g"]
            ),
            entry("g", {"LOAD_FAST": 4}),
            entry("f.<locals>.h", {"LOAD_FAST": 5}),
        )
    }
    for number, scope in ((12, "callees"), (32, "file")):
        found = count("LOAD_FAST", number, static)
        assert (found.label, found.readings[0].scope) == ("ambiguous", scope)
        assert count("LOAD_FAST", number, static, claim=DEFINED).label == "contradicted"
    family = count("BINARY_ADD", 2, static)
    assert (family.label, family.readings[0].naming) == ("ambiguous", "family")
    assert count("BINARY_ADD", 3, static, claim=DEFINED).label == "contradicted"
    assert count("LOAD_FAST", 13, static).label == "contradicted"


@pytest.mark.parametrize(
    ("number", "label"),
    [(2, "other-version"), (1, "uncheckable"), (3, "contradicted"), (0, "uncheckable")],
)
def test_an_opcode_that_no_version_here_has_is_not_held_against_anybody(
    number: int, label: str
) -> None:
    only = entry("f", {"BINARY_OP": 2}, operators={"+": 2})
    alone = {TARGET: facts(TARGET, only)}
    found = count("BINARY_ADD", number, alone, claim=DEFINED)
    assert found.label == label
    assert found.rule == {"contradicted": "WB102", "uncheckable": found.rule}.get(label, "WB103")
    if label == "other-version":
        assert found.reason == "version-untested"
        assert "none of these is here" in found.explanation


def test_an_opcode_that_a_version_here_has_is_judged_by_it() -> None:
    found = count("BINARY_ADD", 2, on(v3_8_18={"BINARY_ADD": 1}, v3_11_7={"BINARY_OP": 2}))
    assert found.label == "contradicted"


def test_superinstructions_hold_what_they_join() -> None:
    static = on(v3_13_0={"LOAD_FAST": 4, "LOAD_FAST_LOAD_FAST": 5})
    assert count("LOAD_FAST", 4, static, target=NEW).label == "confirmed"
    assert count("LOAD_FAST", 14, static, target=NEW).label == "ambiguous"


def test_hedges() -> None:
    static = on(v3_11_7={"LOAD_FAST": 14})
    assert count("LOAD_FAST", 13, static, claim=hedged(13)).reason == "within-hedge"
    assert count("LOAD_FAST", 20, static, claim=hedged(20)).label == "contradicted"
    assert count("LOAD_CONST", 1, static, claim=hedged(1)).label == "contradicted"
    defined = hedged(13) | DEFINED
    assert count("LOAD_FAST", 13, static, claim=defined).reason == "within-hedge"


def test_none_of_what_does_not_exist() -> None:
    old = {"BINARY_ADD": 1}
    assert count("BINARY_ADD", 0, on(v3_11_7={})).reason == "vacuous"
    assert count("BINARY_ADD", 0, on(v3_8_18={}, v3_11_7={})).label == "other-version"
    never = count("BINARY_ADD", 0, on(v3_8_18=old, v3_11_7={}))
    assert (never.label, never.reason) == ("uncheckable", "vacuous")


@pytest.mark.parametrize("number", [0, 3])
def test_a_name_that_no_cpython_has(number: int) -> None:
    found = count("MATRIX_MULTIPLY", number, on(v3_11_7={}))
    assert (found.label, found.reason, found.rule) == ("contradicted", "no-such-opcode", "WB102")
    close = count("LOAD_FASTT", number, on(v3_11_7={}))
    assert "LOAD_FAST" in close.help[0]


@pytest.mark.parametrize("name", ["load_fast", " LOAD_FAST ", "Load_Fast"])
def test_names_are_read_as_people_write_them(name: str) -> None:
    assert count(name, 2, on(v3_11_7={"LOAD_FAST": 2})).label == "confirmed"


@pytest.mark.parametrize(
    "name", ["BINARY_OP (+)", "total", "TOTAL", "TOTAL_INSTRUCTIONS", "lines", "", "LOAD_*", "é"]
)
def test_what_is_no_name_of_an_opcode(name: str) -> None:
    found = count(name, 2, on(v3_11_7={"LOAD_FAST": 2}))
    assert (found.label, found.reason) == ("uncheckable", "not-a-name")


def test_forms_of_the_running_interpreter_are_not_called_invented() -> None:
    static = on(v3_11_7={"BINARY_OP": 2})
    found = count("BINARY_OP_ADD_INT", 2, static)
    assert (found.label, found.reason) == ("uncheckable", "specialised")
    assert count("BINARY_OP_ADD_INT", 2, static, claim=DEFINED).label == "contradicted"


def test_cache_entries_are_not_measured_as_zero() -> None:
    assert count("CACHE", 12, on(v3_11_7={"LOAD_FAST": 2})).label == "uncheckable"


def test_extended_arg_is_counted() -> None:
    static = {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 2}, extended_arg=3))}
    assert count("EXTENDED_ARG", 3, static).label == "confirmed"
    total = find("total_instructions", {"function": "f", "count": 2}, static)
    assert total.label == "confirmed"


def test_no_operator_in_the_source_no_opcode_on_any_version() -> None:
    def static(**source: int) -> dict[str, Any]:
        return {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 2}, source=source))}

    found = count("BINARY_MULTIPLY", 15, static(Add=1))
    assert (found.label, found.reason, found.rule) == ("contradicted", "impossible", "WB105")
    assert "no '*' anywhere" in found.explanation
    assert count("BINARY_MULTIPLY", 15, static(Mult=1)).reason == "absent"
    hedge = hedged(15)
    assert count("BINARY_MULTIPLY", 15, static(Add=1), claim=hedge).reason == "impossible"
    assert count("LOAD_FAST", 15, static(Add=1)).reason == "differs"


def test_the_failure_is_named_where_the_data_shows_it() -> None:
    static = {TARGET: facts(TARGET, entry("f", {"POP_TOP": 1}), entry("g", {"POP_TOP": 2}))}
    found = count("POP_TOP", 3, static, claim=DEFINED)
    assert (found.label, "the whole file" in found.explanation) == ("contradicted", True)


def test_methods_of_several_classes() -> None:
    static = {
        TARGET: facts(
            TARGET,
            entry("Net.forward", {"LOAD_FAST": 6}, first_line=4),
            entry("Head.forward", {"LOAD_FAST": 9}, first_line=11),
        )
    }

    def said(function: str, number: int) -> Finding:
        args = {"function": function, "opcode": "LOAD_FAST", "count": number}
        return find("opcode_count", args, static, claim=DEFINED)

    assert said("forward", 9).label == "confirmed"
    assert said("forward", 6).label == "ambiguous"
    assert said("Net.forward", 6).label == "confirmed"
    assert said("Net.forward", 9).label == "contradicted"
    assert said("forward", 7).label == "contradicted"


def test_two_lambdas() -> None:
    static = {
        TARGET: facts(
            TARGET, entry("<lambda>", {"LOAD_FAST": 1}), entry("<lambda>", {"LOAD_FAST": 2})
        )
    }
    args = {"function": "<lambda>", "opcode": "LOAD_FAST", "count": 1}
    assert find("opcode_count", args, static, claim=DEFINED).label == "ambiguous"


def test_functions_that_are_not_there() -> None:
    static = on(v3_8_18={"LOAD_FAST": 2}, v3_11_7={"LOAD_FAST": 2})
    args = {"function": "g", "opcode": "LOAD_FAST", "count": 2}
    assert find("opcode_count", args, static).reason == "no-such-function"
    comprehension = {
        OLD: facts(OLD, entry("f.<locals>.<listcomp>", {"LOAD_FAST": 2})),
        TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 9})),
    }
    args["function"] = "<listcomp>"
    assert find("opcode_count", args, comprehension).label == "other-version"
    args["count"] = 3
    missing = find("opcode_count", args, comprehension)
    assert (missing.label, "no function '<listcomp>'" in missing.explanation) == (
        "uncheckable",
        True,
    )


def test_versions_that_gave_nothing() -> None:
    static = {
        OLD: ToolFailure("the analyser gave timeout: no data"),
        TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 2})),
        NEW: "it does not compile there: SyntaxError",
    }
    found = count("LOAD_FAST", 2, static)
    assert found.label == "confirmed"
    assert [found.versions[v].state for v in (OLD, TARGET, NEW)] == ["error", "value", "not-run"]
    assert count("LOAD_FAST", 2, static, target=OLD).label is None
    assert count("LOAD_FAST", 2, static, target=NEW).label == "other-version"
    assert count("LOAD_FAST", 3, static, target=NEW).label == "uncheckable"
    assert count("LOAD_FAST", 2, {TARGET: static[NEW]}).label == "uncheckable"


def test_a_class_may_be_meant_with_its_methods() -> None:
    static = {
        TARGET: facts(
            TARGET,
            entry("Net", {"LOAD_CONST": 3}, kind="class"),
            entry("Net.forward", {"LOAD_FAST": 6}, callees=["Net.__init__"]),
            entry("Net.__init__", {"LOAD_FAST": 2}),
        )
    }
    args = {"function": "Net", "opcode": "LOAD_FAST", "count": 8}
    assert find("opcode_count", args, static).label == "ambiguous"
    assert find("opcode_count", args, static, claim=DEFINED).label == "ambiguous"


def test_large_programs_and_tables_are_added_up_once() -> None:
    """Every function calls every other one, and ten thousand claims are false of all of them."""
    names = [f"f{i}" for i in range(400)]
    static = {
        version: facts(version, *(entry(n, {"LOAD_FAST": 3}, callees=names) for n in names))
        for version in (OLD, TARGET)
    }
    for number in range(2000):
        args = {"function": names[number % 400], "opcode": "LOAD_FAST", "count": 7 + number}
        expected = "ambiguous" if args["count"] == 1200 else "contradicted"
        assert find("opcode_count", args, static).label == expected


def test_a_name_that_a_narrow_column_cut_off_is_taken_for_the_opcode_that_begins_so() -> None:
    static = on(
        v3_8_18={"LOAD_FAST": 4, "POP_JUMP_IF_FALSE": 1},
        v3_11_7={"LOAD_FAST": 5, "POP_JUMP_FORWARD_IF_FALSE": 2},
        v3_13_0={"LOAD_FAST_LOAD_FAST": 2},
    )
    assert count("LOAD_FAS", 5, static).label == "confirmed"
    assert "LOAD_FAS is taken for LOAD_FAST, cut off" in count("LOAD_FAS", 5, static).explanation
    assert count("LOAD_FAS", 4, static).label == "other-version"
    assert count("POP_JUMP_FORWARD_IF_", 2, static).label == "confirmed"
    assert count("POP_JUMP_IF_FAL", 1, static).label == "other-version"
    wrong = count("LOAD_FAS", 9, static)
    assert (wrong.label, wrong.rule, wrong.measured) == ("contradicted", "WB101", 5)


def test_a_cut_name_that_may_be_two_opcodes_of_the_program_accuses_nobody() -> None:
    static = on(v3_11_7={"BINARY_SUBSCR": 3, "BINARY_SUBTRACT": 2})
    assert count("BINARY_SUB", 3, static).label == "ambiguous"
    assert count("BINARY_SUB", 4, static).label == "contradicted"


@pytest.mark.parametrize("name", ["POP_JUMP", "BINARY", "LOAD_VARIABLE", "LOAD_", "LOAD_LOCAL"])
def test_what_ends_with_a_word_is_not_cut_off(name: str) -> None:
    found = count(name, 2, on(v3_11_7={"LOAD_FAST": 2, "POP_TOP": 2}))
    assert (found.label, found.reason) == ("contradicted", "no-such-opcode")
