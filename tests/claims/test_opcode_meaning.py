"""What opcodes do, and what is said of them."""

from __future__ import annotations

import dis
import sys

import builders as b
import pytest
from claiming import NEW, OLD, TARGET, entry, facts, find
from pydantic import ValidationError

from workbench import opcodes
from workbench.claims import _semantics
from workbench.claims.base import Finding, Peer
from workbench.claims.opcode_meaning import Args

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"


def meaning(opcode: str, said: str, target: str = TARGET) -> str | None:
    found = judged({"opcode": opcode, "meaning": said}, target)
    assert (found.rule == "WB109") == (found.label == "contradicted")
    return found.label


def judged(args: dict[str, object], target: str = TARGET) -> Finding:
    return find("opcode_meaning", args, artifact=None, target=target)


@pytest.mark.parametrize(
    ("opcode", "said", "label"),
    [
        ("LOAD_FAST", "loads a local", "confirmed"),
        ("LOAD_FAST", "loads a constant", "contradicted"),
        ("LOAD_FAST", "stores a local", "contradicted"),
        ("LOAD_FAST", "loads a global", "contradicted"),
        ("STORE_FAST", "stores a local", "confirmed"),
        ("LOAD_CONST", "loads a constant", "confirmed"),
        ("LOAD_GLOBAL", "loads a global", "confirmed"),
        ("LOAD_NAME", "loads a local", "ambiguous"),
        ("LOAD_DEREF", "loads a local", "ambiguous"),
        ("LOAD_ATTR", "loads an attribute", "confirmed"),
        ("CALL", "calls a function", "confirmed"),
        ("CALL", "adds", "contradicted"),
        ("CALL_FUNCTION", "calls a function", "other-version"),
        ("BINARY_ADD", "adds", "other-version"),
        ("BINARY_ADD", "multiplies", "contradicted"),
        ("INPLACE_ADD", "adds", "other-version"),
        ("BINARY_OP", "adds", "ambiguous"),
        ("BINARY_OP", "returns", "contradicted"),
        ("BINARY_ADD", "calls a function", "ambiguous"),
        ("LOAD_FAST", "calls a function", "contradicted"),
        ("RETURN_VALUE", "jumps", "ambiguous"),
        ("COMPARE_OP", "compares", "confirmed"),
        ("COMPARE_OP", "tests membership", "other-version"),
        ("CONTAINS_OP", "tests membership", "confirmed"),
        ("IS_OP", "tests membership", "contradicted"),
        ("POP_JUMP_IF_FALSE", "jumps if false", "other-version"),
        ("POP_JUMP_FORWARD_IF_FALSE", "jumps if false", "confirmed"),
        ("POP_JUMP_FORWARD_IF_FALSE", "jumps if true", "contradicted"),
        ("POP_JUMP_FORWARD_IF_NONE", "jumps if false", "ambiguous"),
        ("JUMP_FORWARD", "jumps if false", "contradicted"),
        ("RETURN_VALUE", "returns", "confirmed"),
        ("FOR_ITER", "iterates", "confirmed"),
        ("PUSH_NULL", "loads a local", "uncheckable"),
        ("LOAD_FAST", "sings", "uncheckable"),
        ("LOAD_VARIABLE", "loads a local", "uncheckable"),
    ],
)
def test_meanings(opcode: str, said: str, label: str) -> None:
    assert meaning(opcode, said) == label


def test_a_meaning_that_changed() -> None:
    """LOAD_ATTR loads methods since 3.12; before, LOAD_METHOD did."""
    assert meaning("LOAD_ATTR", "loads a method", NEW) == "confirmed"
    assert meaning("LOAD_ATTR", "loads a method") == "other-version"
    assert meaning("COMPARE_OP", "tests membership", OLD) == "confirmed"


@pytest.mark.parametrize(
    ("opcode", "effect", "label"),
    [
        ("LOAD_FAST", 1, "confirmed"),
        ("LOAD_FAST", -1, "contradicted"),
        ("STORE_FAST", -1, "confirmed"),
        ("BINARY_OP", -1, "confirmed"),
        ("BINARY_OP", -2, "contradicted"),
        ("BINARY_ADD", -1, "other-version"),
        ("LOAD_GLOBAL", 2, "ambiguous"),
        ("LOAD_GLOBAL", -1, "contradicted"),
        ("CALL", -1, "uncheckable"),
    ],
)
def test_stack_effects(opcode: str, effect: int, label: str) -> None:
    found = judged({"opcode": opcode, "stack_effect": effect})
    assert (found.label, found.rule == "WB109") == (label, label == "contradicted")


def test_stack_effects_are_those_of_the_running_python() -> None:
    compared = 0
    for name, number in dis.opmap.items():
        real = set()
        takes = number in dis.hasarg if hasattr(dis, "hasarg") else number >= dis.HAVE_ARGUMENT
        for argument in (0, 1, 2, 3) if takes else (None,):
            for jump in (True, False):
                try:
                    real.add(dis.stack_effect(number, argument, jump=jump))
                except ValueError:
                    continue
        mine = {e for e in range(-6, 7) if _semantics.effect_fits(name, e, HERE) in FITTING}
        if mine and opcodes.exists(name, HERE):
            assert mine == real, name
            compared += 1
    assert compared > 20


FITTING = ("right", "partly")


@pytest.mark.parametrize(
    ("new", "old", "label"),
    [
        ("BINARY_OP", "BINARY_ADD", "confirmed"),
        ("CALL", "CALL_FUNCTION", "confirmed"),
        ("BINARY_OP", "CALL_FUNCTION", "contradicted"),
        ("CALL", "BINARY_ADD", "contradicted"),
        ("LOAD_ATTR", "LOAD_METHOD", "other-version"),
        ("CALL", "LOAD_FAST", "uncheckable"),
    ],
)
def test_what_replaced_what(new: str, old: str, label: str) -> None:
    assert judged({"opcode": new, "replaces": old}).label == label


def test_the_worst_of_several_things_decides() -> None:
    args = {"opcode": "LOAD_FAST", "meaning": "loads a local", "stack_effect": -1}
    found = judged(args)
    assert found.label == "contradicted"
    assert "it is +1" in found.explanation
    assert judged({**args, "stack_effect": 1}).label == "confirmed"


def test_nothing_said_is_no_claim() -> None:
    with pytest.raises(ValidationError):
        Args.model_validate({"opcode": "LOAD_FAST"})


def test_binary_op_is_what_the_programs_have_it_for() -> None:
    def shown(**operators: int) -> str | None:
        code = entry("f", {"BINARY_OP": sum(operators.values())})
        code["operators"] = {{"add": "+", "multiply": "*"}[k]: n for k, n in operators.items()}
        peers = (Peer(b.artifact(), "f", {TARGET: facts(TARGET, code)}),)
        args = {"opcode": "BINARY_OP", "meaning": "adds"}
        return find("opcode_meaning", args, artifact=None, peers=peers).label

    assert shown(add=3) == "confirmed"
    assert shown(add=3, multiply=1) == "ambiguous"
    assert shown(multiply=1) == "ambiguous"
