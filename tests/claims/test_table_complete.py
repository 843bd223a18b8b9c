"""Whether a list names all opcodes of a function."""

from __future__ import annotations

from typing import Any

import ledger
import pytest
from claiming import OLD, TARGET, entry, facts, find

from workbench.claims._facts import StaticFacts, facts_from
from workbench.claims.base import Finding

STATIC: dict[str, StaticFacts | str] = {
    OLD: facts(OLD, entry("f", {"LOAD_FAST": 2, "BINARY_ADD": 1, "RETURN_VALUE": 1})),
    TARGET: facts(
        TARGET,
        entry("f", {"LOAD_FAST": 2, "BINARY_OP": 1, "RESUME": 1, "RETURN_VALUE": 1}),
        entry("g", {"RESUME": 1}),
    ),
}


def complete(*opcodes: str, static: Any = STATIC, function: str | None = "f") -> Finding:
    return find("table_complete", {"function": function, "opcodes": list(opcodes)}, static)


@pytest.mark.parametrize(
    ("listed", "label", "rule"),
    [
        (("LOAD_FAST", "BINARY_OP", "RESUME", "RETURN_VALUE"), "confirmed", None),
        (("LOAD_FAST", "BINARY_OP", "RESUME", "RETURN_VALUE", "POP_TOP"), "confirmed", None),
        (("LOAD_FAST", "BINARY_ADD", "RETURN_VALUE"), "other-version", "WB103"),
        (("LOAD_FAST", "RETURN_VALUE"), "contradicted", "WB111"),
        (("LOAD_FAST", "BINARY_OP", "RETURN_VALUE"), "ambiguous", "WB502"),
        (("LOAD_FAST", "BINARY_OP", "RESUME"), "contradicted", "WB111"),
        ((), "uncheckable", "WB501"),
    ],
)
def test_labels(listed: tuple[str, ...], label: str, rule: str | None) -> None:
    found = complete(*listed)
    assert (found.label, found.rule) == (label, rule)


def test_what_is_missing_is_named() -> None:
    found = complete("LOAD_FAST", "RETURN_VALUE")
    assert found.measured == ["BINARY_OP", "RESUME"]
    assert found.versions[OLD].value == ["BINARY_ADD"]
    assert "f also has BINARY_OP, RESUME on CPython 3.11.7" in found.explanation


def test_the_entry_point_is_meant_where_nobody_is_named() -> None:
    assert complete("LOAD_FAST", function=None).label == "contradicted"
    assert complete("RESUME", function="g").label == "confirmed"
    assert complete("RESUME", function="h").label == "uncheckable"


def test_extended_arguments_need_not_be_listed() -> None:
    static = {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 300}, extended_arg=44))}
    assert complete("LOAD_FAST", static=static).label == "confirmed"


def test_a_list_of_a_version_that_is_not_here_accuses_nobody() -> None:
    static = {TARGET: STATIC[TARGET]}
    found = complete("LOAD_FAST", "BINARY_ADD", "RETURN_VALUE", static=static)
    assert (found.label, found.reason) == ("uncheckable", "version-untested")


def test_another_method_of_that_name_may_be_meant() -> None:
    static = {TARGET: facts(TARGET, entry("A.f", {"RESUME": 1}), entry("B.f", {"NOP": 1}))}
    assert complete("RESUME", static=static).label == "ambiguous"


def test_nine_rows_of_six_versions() -> None:
    """Nine opcodes leave out others of a loop with `t += h` on each of six versions."""
    static = {each.python: facts_from(each) for each in ledger.measured()}
    listed = list(dict.fromkeys(opcode for _, opcode, _ in ledger.ROWS))
    for function in ("euler", "matmul"):
        args = {"function": function, "opcodes": listed}
        found = find("table_complete", args, static)
        assert (found.label, found.rule) == ("contradicted", "WB111")
        assert all(state.value for state in found.versions.values())
