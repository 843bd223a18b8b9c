"""Stack machine or register machine."""

from __future__ import annotations

import pytest
from claiming import TARGET, entry, facts, find

STATIC = {
    TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 3, "BINARY_OP": 2, "POP_JUMP_IF_TRUE": 1}))
}


@pytest.mark.parametrize(
    ("machine", "label"), [("stack", "confirmed"), ("register", "contradicted")]
)
def test_by_the_program_and_without_one(machine: str, label: str) -> None:
    found = find("machine_kind", {"machine": machine}, STATIC)
    assert found.label == label
    assert "3 of the 6 instructions" in found.explanation
    assert "2 BINARY_OP" in found.explanation
    alone = find("machine_kind", {"machine": machine}, artifact=None)
    assert alone.label == label
    assert "BINARY_OP" in alone.explanation


def test_a_version_that_is_not_known() -> None:
    assert find("machine_kind", {"machine": "stack"}, target="4.7.1").label == "uncheckable"
