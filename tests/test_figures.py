"""Reports that a guest made up, stack use of instructions, and tables of odd names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import builders as b

from workbench import counting, machine
from workbench.exports import compare_text, measure_json, measure_text
from workbench.figures import Compared, Executed, Figures, Missing, Mix, Profile
from workbench.opcodes import CATEGORIES
from workbench.records import Measurement, Run

PART = {"total": 2, "opcodes": {"LOAD_FAST": 2}, "lines": {"1": 2}, "extended_arg": 0}
GOOD: dict[str, Any] = {"functions": {"f": PART}, "host_functions": {}}


def seen(data: Any, **changes: Any) -> Measurement:
    """A measurement of the counter with this report."""
    return b.measurement(**({"probe": "executed", "data": data, "python": "3.11.7"} | changes))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"functions": [], "host_functions": {}},
        {"functions": {"f": {**PART, "total": -1}}, "host_functions": {}},
        {"functions": {"f": {**PART, "total": "9"}}, "host_functions": {}},
        {"functions": {"f": {**PART, "opcodes": {"LOAD_FAST": 1.5}}}, "host_functions": {}},
        {"functions": {"f": 3}, "host_functions": {}},
    ],
)
def test_a_report_of_another_shape_gives_no_figure(data: Any) -> None:
    assert isinstance(counting.executed(seen(data)), Missing)
    assert isinstance(counting.profile(seen(data)), Missing)


def test_a_profile_that_is_no_base64_is_none() -> None:
    calls = {"functions": {}, "host_functions": {}, "all_calls": {"total": 1}}
    assert isinstance(counting.profile(seen(calls)), Profile)
    assert isinstance(counting.profile(seen({**calls, "prof": "%%%"})), Missing)


def test_binary_op_is_not_known_to_be_arithmetic_where_it_may_be_a_subscript() -> None:
    part = {**PART, "opcodes": {"BINARY_OP": 2}}
    report = {"functions": {"f": part}, "host_functions": {}}
    older, newer = (counting.executed(seen(report, python=v)) for v in ("3.13.0", "3.14.0"))
    assert isinstance(older, Executed)
    assert isinstance(newer, Executed)
    assert (older.mix.arithmetic, newer.mix.arithmetic) == (2, None)


@pytest.mark.parametrize(
    ("changes", "cause", "why"),
    [
        ({"data": None, "run": Run(outcome="not-run", error="no numpy")}, "place", "not run: no n"),
        ({"data": None, "error": "canary: 3"}, "place", "the executed probe failed: canary: 3"),
        ({"data": None, "run": Run(outcome="memory")}, "program", "did not finish: memory"),
        ({"data": {"raised": {"types": ["E"], "message": "m"}}}, "program", "the call raised E: m"),
        ({"data": {"raised": "odd"}}, "program", "the call raised an exception"),
        ({"data": {"tampered": True}}, "program", "interfered"),
    ],
)
def test_why_a_part_is_missing(changes: dict[str, Any], cause: str, why: str) -> None:
    found = counting.problem(seen(**{"data": GOOD, **changes}))
    assert found is not None
    assert (found.cause, why in found.why) == (cause, True)


@pytest.mark.parametrize(
    ("name", "argrepr", "use"),
    [
        ("LOAD_FAST", "x", (0, 1)),
        ("LOAD_FAST_LOAD_FAST", "x, y", (0, 2)),
        ("STORE_FAST_LOAD_FAST", "x, y", (1, 1)),
        ("RETURN_CONST", "None", (1, 1)),
        ("LOAD_GLOBAL", "NULL + print", (0, 2)),
        ("LOAD_GLOBAL", "print + NULL", (0, 2)),
        ("LOAD_GLOBAL", "NULLABLE", (0, 1)),
        ("LOAD_ATTR", "append + NULL|self", (1, 2)),
        ("BINARY_OP", "*", (2, 1)),
        ("INPLACE_ADD", "", (2, 1)),
        ("UNARY_NEGATIVE", "", (1, 1)),
        ("CALL", "", None),
        ("BUILD_LIST", "", None),
        ("FOR_ITER", "to 20", None),
        ("BINARY_SLICE", "", None),
    ],
)
def test_what_an_instruction_pops_and_pushes(
    name: str, argrepr: str, use: tuple[int, int] | None
) -> None:
    assert machine.stack_use(name, argrepr) == use


@pytest.mark.parametrize("text", ["", "+", "+=", "**", "<", "bool(<=)", "not in", "is not", "in"])
def test_an_operator_is_no_operand(text: str) -> None:
    assert not machine.names_operand(text)


@pytest.mark.parametrize("text", ["x", "x, y", "r1", "total + x", "'text'", "1"])
def test_a_name_or_constant_is_an_operand(text: str) -> None:
    assert machine.names_operand(text)


def test_evidence_of_a_register_machine_is_not_called_a_stack_machine() -> None:
    row = [0, 1, "BINARY_ADD", "r1, r2"]
    code = {"truncated": False, "stacksize": 0, "instructions": [row, [2, 1, "LOAD_FAST", "r1"]]}
    found = machine.evidence(seen({"code_objects": [code]}), 0, None)
    assert not isinstance(found, Missing)
    assert (found.naming, found.kind) == (1, "unclear")


# --- tables ---------------------------------------------------------------------------------------


def mix(counts: dict[str, int]) -> Mix:
    """A mix that is all of one category."""
    total = sum(counts.values())
    return Mix(counts, {**dict.fromkeys(CATEGORIES, 0), "other": total}, total, 0, {})


def some(**changes: Any) -> Figures:
    """Figures of a target with a hostile name."""
    fields: dict[str, Any] = {
        "target": "\x1b[31mfile.py:f",
        "where": "file.py",
        "function": "f\u202e",
        "python": "3.11.7",
        "call": "f()\x07",
        "again": "workbench measure x",
    }
    return Figures(**(fields | changes))


def test_every_foreign_text_of_a_page_is_safe() -> None:
    executed = Executed(mix({"\x1b[2JODD": 3}), {"g\u2066": 3}, {"1": 3, "\x1b": 1}, 0)
    found = some(
        executed=executed,
        profile=Profile({"h\x9b": 1}, 1),
        static={"3.11.7": {"function": mix({"N\x1bOP": 1}), "callees": None, "file": None}},
        lines={"1": "x = '\x1b]0;title\x07'"},
    )
    shown = measure_text.render(found) + compare_text.render(Compared((found, found), "again\x1b"))
    assert not {c for c in shown if ord(c) < 32 and c != "\n"}
    assert not {"\u202e", "\u2066", "\x9b"} & set(shown)
    assert measure_json.render(found).isascii()


def test_long_lists_are_cut_in_the_text_and_whole_in_the_json() -> None:
    functions = {f"f{n}": 1 for n in range(500)}
    found = some(executed=Executed(mix({"NOP": 500}), functions, {}, 0))
    shown = measure_text.render(found)
    assert "… 480 more" in shown
    assert len(shown.splitlines()) < 60
    assert "f499" in measure_json.render(found)


def test_a_scope_that_one_version_lacks_is_null_and_said() -> None:
    static = {
        "3.11.7": {"function": mix({"NOP": 1}), "callees": None, "file": None},
        "3.12.1": {"function": None, "callees": None, "file": None},
        "3.13.0": Missing("no \x1b", "program"),
    }
    found = some(static=static)
    shown = measure_text.render(found)
    assert "CPython 3.12.1: no code object of that name there" in shown
    assert "CPython 3.13.0: no \\x1b" in shown
    assert '"error": "no \\u001b"' in measure_json.render(found)
