"""What the table of opcodes says about names, versions and families."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from workbench import opcodes
from workbench.opcodes import groups

TABLE = json.loads((Path(opcodes.__file__).parent / "opcodes.json").read_text())["versions"]


def test_the_table_knows_2_7_and_3_6_to_3_14_and_says_where_from() -> None:
    assert opcodes.known_versions() == ("2.7", *(f"3.{minor}" for minor in range(6, 15)))
    assert all(entry["source"] for entry in TABLE.values())
    assert TABLE["3.14"]["source"].startswith("documentation")


def test_pop_jump_if_false_is_missing_in_3_11_only() -> None:
    assert opcodes.ranges(opcodes.versions_of("POP_JUMP_IF_FALSE")) == "2.7-3.10, 3.12-3.14"
    assert not opcodes.exists("POP_JUMP_IF_FALSE", "3.11.7")
    assert opcodes.exists("POP_JUMP_IF_FALSE", "3.12")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CALL_FUNCTION", "2.7-3.10"),
        ("BINARY_MULTIPLY", "2.7-3.10"),
        ("SETUP_LOOP", "2.7-3.7"),
        ("PRECALL", "3.11"),
        ("BINARY_OP", "3.11-3.14"),
        ("LOAD_FAST", "2.7-3.14"),
        ("LOAD_FAST_LOAD_FAST", "3.13-3.14"),
        ("LOAD_FAST_BORROW", "3.14"),
        ("MULTIPLY_NUMBERS", ""),
    ],
)
def test_versions_of_an_opcode_as_ranges(name: str, expected: str) -> None:
    assert opcodes.ranges(opcodes.versions_of(name)) == expected


def test_ranges_keep_versions_the_table_does_not_know() -> None:
    assert opcodes.ranges(["3.15.1", "3.9", "3.10.2"]) == "3.9-3.10, 3.15"


def test_names_only_the_compiler_uses_are_told_apart() -> None:
    assert opcodes.exists("LOAD_METHOD", "3.12")
    assert opcodes.is_pseudo("LOAD_METHOD", "3.12")
    assert not opcodes.is_pseudo("LOAD_METHOD", "3.10")


def test_specialised_names_are_no_opcodes() -> None:
    assert opcodes.is_specialised("LOAD_FAST__LOAD_FAST")
    assert not opcodes.is_opcode("LOAD_FAST__LOAD_FAST")
    assert not opcodes.is_opcode("FLY_TO_MOON")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("LOAD_FAS", "LOAD_FAST"), ("BINARY_MUL", "BINARY_MULTIPLY"), ("load const", "LOAD_CONST")],
)
def test_closest_finds_cut_off_names(written: str, meant: str) -> None:
    assert opcodes.closest(written) == meant


@pytest.mark.parametrize(
    ("name", "version", "hint"),
    [
        ("BINARY_MULTIPLY", "3.11", "BINARY_OP 5 (*)"),
        ("BINARY_ADD", "3.13.0", "BINARY_OP 0 (+)"),
        ("INPLACE_ADD", "3.12", "BINARY_OP 13 (+=)"),
        ("BINARY_MULTIPLY", "3.10", None),
        ("BINARY_DIVIDE", "3.8", "BINARY_TRUE_DIVIDE"),
        ("CALL_FUNCTION", "3.11", "PRECALL and CALL"),
        ("CALL_FUNCTION", "3.13", "CALL"),
        ("JUMP_ABSOLUTE", "3.12", "JUMP_BACKWARD or JUMP_FORWARD"),
        (
            "POP_JUMP_IF_FALSE",
            "3.11",
            "POP_JUMP_FORWARD_IF_FALSE or POP_JUMP_BACKWARD_IF_FALSE",
        ),
        ("POP_JUMP_FORWARD_IF_FALSE", "3.13", "POP_JUMP_IF_FALSE"),
        ("LOAD_METHOD", "3.12", "LOAD_ATTR"),
        ("FLY_TO_MOON", "3.12", None),
    ],
)
def test_what_replaced_an_opcode(name: str, version: str, hint: str | None) -> None:
    assert opcodes.replaced_by(name, version) == hint


def test_every_operator_of_before_3_11_has_a_replacement() -> None:
    gone = [name for name in TABLE["3.10"]["opcodes"] if name.startswith(("BINARY_", "INPLACE_"))]
    gone.remove("BINARY_SUBSCR")
    hints = {name: opcodes.replaced_by(name, "3.11") for name in gone}
    assert len(gone) == 26
    assert all((hint or "").startswith("BINARY_OP ") for hint in hints.values())
    assert len(set(hints.values())) == 26


@pytest.mark.parametrize(
    ("name", "argrepr", "family"),
    [
        ("LOAD_FAST", "x", "load local"),
        ("BINARY_OP", "*", "multiply"),
        ("BINARY_OP", "+=", "add"),
        ("BINARY_OP", "[]", "subscript"),
        ("BINARY_ADD", None, "add"),
        ("INPLACE_TRUE_DIVIDE", None, "divide"),
        ("POP_JUMP_BACKWARD_IF_NOT_NONE", None, "conditional jump"),
        ("JUMP_IF_TRUE_OR_POP", None, "conditional jump"),
        ("JUMP_IF_NOT_EXC_MATCH", None, None),
        ("CALL_METHOD", None, "call"),
        ("PRECALL", None, None),
        ("LOAD_FAST_LOAD_FAST", "a, b", "load local"),
        ("STORE_FAST_LOAD_FAST", "a, b", None),
    ],
)
def test_family_of_one_instruction(name: str, argrepr: str | None, family: str | None) -> None:
    assert opcodes.family(name, argrepr) == family


def test_superinstructions_count_in_every_part() -> None:
    assert opcodes.families("LOAD_FAST_LOAD_FAST") == ("load local", "load local")
    assert opcodes.families("STORE_FAST_LOAD_FAST") == ("store local", "load local")
    assert opcodes.families("RETURN_CONST", "None") == ("load constant", "return")


@pytest.mark.parametrize("name", ["BINARY_OP", "INPLACE_POWER", "UNARY_NEGATIVE", "BINARY_XOR"])
def test_arithmetic(name: str) -> None:
    assert opcodes.is_arithmetic(name)


@pytest.mark.parametrize("name", ["BINARY_SUBSCR", "BINARY_SLICE", "UNARY_NOT", "COMPARE_OP"])
def test_not_arithmetic(name: str) -> None:
    assert not opcodes.is_arithmetic(name)


def test_the_table_agrees_with_the_interpreters_here() -> None:
    from workbench import interpreters

    for interpreter in interpreters.discover():
        minor = ".".join(map(str, interpreter.minor))
        entry = TABLE.get(minor)
        if entry is None or not entry["source"].startswith("CPython"):
            continue
        names = subprocess.run(
            [interpreter.executable, "-I", "-S", "-c", "import dis; print(*dis.opmap)"],
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split()
        assert set(names) == {*entry["opcodes"], *entry["pseudo"], *entry["instrumented"]}


def test_every_opcode_of_every_version_is_in_exactly_one_category() -> None:
    kinds = ("opcodes", "pseudo", "instrumented")
    every = {name for entry in TABLE.values() for kind in kinds for name in entry[kind]}
    patterns = groups._CATEGORIES
    for name in every:
        plain = name.removeprefix("INSTRUMENTED_")
        found = [one for one, names in patterns.items() if re.fullmatch(names, plain)]
        assert found == [opcodes.category(name)], name
    assert {opcodes.category(name) for name in every} == set(opcodes.CATEGORIES)


def test_what_is_arithmetic_is_in_the_category_of_that_name() -> None:
    every = {name for entry in TABLE.values() for name in entry["opcodes"]}
    named = {name for name in every if opcodes.is_arithmetic(name)}
    assert named == {name for name in every if opcodes.category(name) == "arithmetic"}


@pytest.mark.parametrize(
    ("name", "argrepr", "category"),
    [
        ("LOAD_FAST_LOAD_FAST", "a, b", "load/store"),
        ("BINARY_OP", "*", "arithmetic"),
        ("BINARY_OP", "[]", "container"),
        ("INSTRUMENTED_CALL", None, "call"),
        ("RETURN_CONST", "None", "call"),
        ("FOR_ITER", None, "branch"),
        ("TO_BOOL", None, "compare"),
        ("SLICE+3", None, "container"),
        ("CALL_INTRINSIC_1", None, "other"),
        ("FLY_TO_MOON", None, "other"),
    ],
)
def test_category_of_one_instruction(name: str, argrepr: str | None, category: str) -> None:
    assert opcodes.category(name, argrepr) == category
