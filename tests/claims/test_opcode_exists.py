"""Whether a CPython has an opcode."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import OLD, find

from workbench.claims.base import Finding


def exists(opcode: str, python: str | None = None, said: bool = True, **more: Any) -> Finding:
    return find("opcode_exists", {"opcode": opcode, "python": python, "exists": said}, **more)


@pytest.mark.parametrize(
    ("opcode", "python", "said", "label"),
    [
        ("BINARY_OP", None, True, "confirmed"),
        ("CALL_FUNCTION", "3.11", False, "confirmed"),
        ("CALL_FUNCTION", "3.11", True, "contradicted"),
        ("LOAD_FAST", "3.11", False, "contradicted"),
        ("LOAD_FAST", None, False, "contradicted"),
        ("CALL_FUNCTION", None, True, "other-version"),
        ("LOAD_VARIABLE", None, True, "contradicted"),
        ("LOAD_VARIABLE", None, False, "confirmed"),
        ("LOAD_FAST", "2.0", True, "uncheckable"),
        ("LOAD_FAST", "3.11+", True, "uncheckable"),
        ("LOAD_FAST", "all", True, "uncheckable"),
        ("LOAD_FAST", "Python 3.11", True, "confirmed"),
        ("LOAD_FAST", "CPython 3.11.7", True, "confirmed"),
        ("load_fast", "v3.8", True, "confirmed"),
        ("BINARY_OP_ADD_INT", "3.11", True, "uncheckable"),
    ],
)
def test_labels(opcode: str, python: str | None, said: bool, label: str) -> None:
    assert exists(opcode, python, said).label == label


def test_gone_on_later_versions_only() -> None:
    found = exists("CALL_FUNCTION", None, False, target=OLD)
    assert (found.label, found.rule, found.measured) == ("other-version", "WB103", True)


@pytest.mark.parametrize("said", [True, False])
def test_a_name_that_only_the_compiler_uses_is_there_and_is_not(said: bool) -> None:
    """LOAD_METHOD stands in opmap of 3.12, and no code object has it."""
    assert exists("LOAD_METHOD", "3.12", said).label == "ambiguous"
    assert exists("LOAD_METHOD", "3.11", said).label == ("confirmed" if said else "contradicted")


def test_no_program_is_needed() -> None:
    assert exists("BINARY_OP", artifact=None).label == "confirmed"
