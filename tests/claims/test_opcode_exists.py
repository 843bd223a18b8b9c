"""Whether a CPython has an opcode."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import OLD, find
from pydantic import ValidationError

from workbench.claims import opcode_exists
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


def together(*names: str, **more: Any) -> Finding:
    return find("opcode_exists", {"opcodes": list(names)}, artifact=None, **more)


@pytest.mark.parametrize(
    ("names", "label", "rule"),
    [
        (("LOAD_FAST", "BINARY_OP", "CALL"), "confirmed", None),
        (("LOAD_FAST", "CALL_FUNCTION", "BINARY_ADD"), "other-version", "WB103"),
        (("LOAD_FAST", "LOAD_VARIABLE"), "contradicted", "WB102"),
        (("BINARY_ADD", "RESUME"), "ambiguous", "WB502"),
        (("LOAD_FAST", "BINARY_OP_ADD_INT"), "uncheckable", "WB501"),
        (("LOAD_FAST", "a name"), "uncheckable", "WB501"),
        (("load_fast", "call"), "confirmed", None),
    ],
)
def test_several_named_together(names: tuple[str, ...], label: str, rule: str | None) -> None:
    found = together(*names)
    assert (found.label, found.rule) == (label, rule)


def test_several_say_where_they_are_and_what_took_their_place() -> None:
    found = together("LOAD_FAST", "CALL_FUNCTION", "BINARY_ADD")
    assert "2.7-3.10 has all of them" in found.explanation
    assert found.measured == ["LOAD_FAST"]
    assert len(found.help) == 2
    assert together("LOAD_FAST", "CALL_FUNCTION", target=OLD).label == "confirmed"


def test_several_on_a_version_that_is_named() -> None:
    args: dict[str, Any] = {"opcodes": ["LOAD_FAST", "CALL_FUNCTION"], "python": "3.12"}
    assert find("opcode_exists", args).label == "contradicted"
    assert find("opcode_exists", {**args, "python": "3.8"}).label == "confirmed"
    gone = {"opcodes": ["BINARY_ADD", "CALL_FUNCTION"], "python": "3.12", "exists": False}
    assert find("opcode_exists", gone).label == "confirmed"


@pytest.mark.parametrize("args", [{}, {"opcode": "CALL", "opcodes": ["CALL", "LOAD_FAST"]}])
def test_one_opcode_or_several(args: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        opcode_exists.Args.model_validate(args)


def test_a_model_is_asked_for_one_opcode() -> None:
    assert set(opcode_exists.Args.model_json_schema()["properties"]) == {
        "opcode",
        "python",
        "exists",
    }
