"""The class of a failure is named where real counters with a bug gave the numbers."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import TARGET, bytecode, entry, find, table, verdicts
from disassembling import subject
from miscounting import VERSIONS, counted

from workbench.claims._facts import StaticFacts, facts_from
from workbench.claims.base import Finding

FUNCTIONS = ("loop", "swap", "outer", "long")
DEFINED = {"defined": True}
"""Words of our own prompt: no other reading is open, so that each class is an accusation's."""


def facts(name: str, version: str) -> dict[str, StaticFacts | str]:
    found = facts_from(subject(name).static[version])
    assert isinstance(found, StaticFacts)
    return {version: found}


def judged(name: str, version: str, counts: dict[str, int]) -> Finding:
    rows = [{"opcode": opcode, "count": count} for opcode, count in sorted(counts.items())]
    args = {"function": name, "rows": rows}
    return find("opcode_table", args, facts(name, version), target=version, claim=DEFINED)


def wrong(counts: dict[str, int], right: dict[str, int]) -> int:
    """How many of the numbers from 2 on are wrong."""
    return sum(n >= 2 and n != right.get(opcode, 0) for opcode, n in counts.items())


def gives(counts: dict[str, int], shown: dict[str, int]) -> bool:
    return all(counts.get(one, 0) == n for one, n in shown.items() if n >= 2)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["loop", "swap", "long"])
def test_a_table_of_a_counter_with_a_bug_names_the_bug(name: str, version: str) -> None:
    counters = counted(name, version)["counters"]
    right = counters["right"]
    for bug in ("byte-walk", "old-stride", "substring", "module-only"):
        shown = {one: n for one, n in counters[bug].items() if one in right and one != "CACHE"}
        finding = judged(name, version, shown)
        large = [n for n in shown.values() if n >= 2]
        same = {kind for kind, found in counters.items() if gives(found, shown)}
        assert bug in same
        if wrong(shown, right) < 2 or len(large) >= 2 * wrong(shown, right):
            assert finding.reason in ("holds", "no-joint-reading", *same)
            continue
        assert finding.label == "contradicted"
        assert finding.reason in same, (bug, shown, finding.explanation)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_table_that_is_right_names_nothing(name: str, version: str) -> None:
    right = counted(name, version)["counters"]["right"]
    finding = judged(name, version, right)
    assert (finding.label, finding.reason) == ("confirmed", "holds")
    assert "are those for" not in finding.explanation


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_total_that_is_another_number_says_which(name: str, version: str) -> None:
    totals = counted(name, version)["totals"]
    static = facts(name, version)
    for kind, number in totals.items():
        args = {"function": name, "count": number}
        finding = find("total_instructions", args, static, target=version, claim=DEFINED)
        if number == totals["right"]:
            assert finding.label == "confirmed"
            continue
        assert finding.label == "contradicted"
        # Of `outer` the whole file, and what it calls, are rather meant by some of the numbers.
        same = {each for each, n in totals.items() if n == number}
        more = {"whole-file", "with-callees"} if name == "outer" else set()
        assert finding.reason in same | more, (kind, number, finding.explanation)


def test_a_single_number_of_a_substring_search() -> None:
    """CALL also stands in PRECALL, which is another opcode, and in the name of what is called."""
    rows: list[list[Any]] = [[2 * n, 1, "PRECALL", ""] for n in range(3)]
    rows += [[6 + 2 * n, 2, "CALL", ""] for n in range(3)]
    rows.append([12, 3, "LOAD_NAME", "ON_CALL"])
    facts = {"instructions": rows, "instruction_args": [0] * 7, "code_bytes": 14}
    counts = {"PRECALL": 3, "CALL": 3, "LOAD_NAME": 1}
    measured = {TARGET: facts_from(bytecode(TARGET, entry("f", counts, **facts)))}

    def said(count: int) -> Finding:
        args = {"function": "f", "opcode": "CALL", "count": count}
        return find("opcode_count", args, measured)

    assert (said(7).label, said(7).reason) == ("contradicted", "substring")
    assert "7 is the number for each time that it stands in the text of dis" in said(7).explanation
    assert (said(3).label, said(3).reason) == ("confirmed", "holds")
    assert (said(8).label, said(8).reason) == ("contradicted", "differs")


def row(**counts: int) -> Any:
    return entry("f", counts), entry("g", {"LOAD_FAST": 7, "STORE_FAST": 6, "LOAD_CONST": 5})


def test_numbers_of_another_function() -> None:
    measured = bytecode(TARGET, *row(LOAD_FAST=2, STORE_FAST=1, LOAD_CONST=3))
    rows = [("f", "LOAD_FAST", 7), ("f", "STORE_FAST", 6), ("f", "LOAD_CONST", 4)]
    found = verdicts(table(rows), measured)
    assert (found["whole"].label, found["whole"].reason) == ("contradicted", "other-function")
    assert "its numbers for f are those for g on 3.11.7 (2 of 3 of value 2 or more)" in (
        found["whole"].explanation
    )
    # Its cells have the class of their table where they fit it, and no other.
    assert [one.reason for one in found.values()][1:] == [
        "other-function",
        "other-function",
        "differs",
    ]
    assert {one.label for one in found.values()} == {"contradicted"}


@pytest.mark.parametrize(
    "rows",
    [
        # Half of them are right: these are numbers of f with mistakes.
        {"LOAD_FAST": 2, "LOAD_CONST": 3, "STORE_FAST": 6, "RETURN_VALUE": 4},
        # One that fits is luck.
        {"LOAD_FAST": 7, "STORE_FAST": 9, "LOAD_CONST": 9},
        {"LOAD_FAST": 7},
        # Ones and noughts fit everything.
        {"LOAD_FAST": 1, "LOAD_CONST": 0, "STORE_FAST": 0},
    ],
)
def test_what_may_be_luck_is_not_named(rows: dict[str, int]) -> None:
    measured = bytecode(TARGET, *row(LOAD_FAST=2, STORE_FAST=1, LOAD_CONST=3))
    found = verdicts(table([("f", *one) for one in rows.items()]), measured)
    assert (found["whole"].label, found["whole"].reason) == ("contradicted", "no-joint-reading")


def test_a_number_that_two_other_functions_have_names_neither() -> None:
    codes = (entry("f", {"POP_TOP": 1}), entry("g", {"POP_TOP": 3}), entry("h", {"POP_TOP": 3}))

    def said(*which: Any) -> Finding:
        measured = {TARGET: facts_from(bytecode(TARGET, *which))}
        args = {"function": "f", "opcode": "POP_TOP", "count": 3}
        return find("opcode_count", args, measured)

    assert said(*codes).reason == "differs"
    assert said(*codes[:2]).reason == "other-function"
