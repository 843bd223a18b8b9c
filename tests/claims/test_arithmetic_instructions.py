"""How many instructions of a function compute with numbers."""

from __future__ import annotations

from claiming import OLD, TARGET, entry, facts, find

STATIC = {
    OLD: facts(OLD, entry("f", {"BINARY_ADD": 1, "INPLACE_ADD": 1, "BINARY_SUBSCR": 5})),
    TARGET: facts(
        TARGET,
        entry(
            "f",
            {"BINARY_OP": 4, "BINARY_SUBSCR": 5, "COMPARE_OP": 2, "UNARY_NEGATIVE": 1},
            operators={"+": 2, "*=": 1, "[]": 1},
        ),
        entry("f.<locals>.<lambda>", {"BINARY_OP": 3}, operators={"**": 3}),
    ),
}


def test_subscripts_are_no_arithmetic_whatever_their_opcode() -> None:
    right = find("arithmetic_instructions", {"function": "f", "count": 4}, STATIC)
    assert (right.label, right.measured) == ("confirmed", 4)
    wrong = find("arithmetic_instructions", {"function": "f", "count": 10}, STATIC)
    assert (wrong.label, wrong.rule) == ("contradicted", "WB101")


def test_another_version_and_another_scope() -> None:
    assert find("arithmetic_instructions", {"function": "f", "count": 2}, STATIC).label == (
        "other-version"
    )
    args = {"function": "f", "count": 7}
    assert find("arithmetic_instructions", args, STATIC).label == "ambiguous"
    defined = find("arithmetic_instructions", args, STATIC, claim={"defined": True})
    assert defined.label == "contradicted"
