"""What opcodes do, version by version: a small vocabulary, stack effects, what replaced what.

Only what is certain is here. Everything else is None: nothing can be said about it.
"""

from __future__ import annotations

import re
from typing import Literal

from workbench import opcodes

Fit = Literal["right", "partly", "wrong"]

MEANINGS: dict[str, str] = {
    "loads a local": "load local",
    "stores a local": "store local",
    "loads a constant": "load constant",
    "loads a global": "load global",
    "stores a global": "store global",
    "loads a closure variable": "load closure variable",
    "stores a closure variable": "store closure variable",
    "loads an attribute": "load attribute",
    "loads a method": "load attribute",
    "stores an attribute": "store attribute",
    "reads a subscript": "subscript",
    "stores a subscript": "store subscript",
    "calls a function": "call",
    "adds": "add",
    "subtracts": "subtract",
    "multiplies": "multiply",
    "multiplies matrices": "matrix multiply",
    "divides": "divide",
    "floor divides": "floor divide",
    "takes the remainder": "modulo",
    "raises to a power": "power",
    "negates": "negate",
    "inverts": "not",
    "compares": "compare",
    "tests membership": "compare",
    "tests identity": "compare",
    "jumps": "jump",
    "jumps if true": "conditional jump",
    "jumps if false": "conditional jump",
    "iterates": "iterate",
    "returns": "return",
    "yields": "yield",
}
"""The words that claims use, and the family of opcodes that does it."""

# What is near enough to be meant: an opcode's family, and the meanings that it has in part.
_NEAR: dict[str, frozenset[str]] = {
    "load name": frozenset({"loads a local", "loads a global"}),
    "store name": frozenset({"stores a local", "stores a global"}),
    "load closure variable": frozenset({"loads a local"}),
    "store closure variable": frozenset({"stores a local"}),
    "load local": frozenset({"loads a closure variable"}),
    "floor divide": frozenset({"divides"}),
    "matrix multiply": frozenset({"multiplies"}),
    "negate": frozenset({"inverts"}),
    "not": frozenset({"negates"}),
    "invert": frozenset({"inverts", "negates"}),
    "jump": frozenset({"iterates"}),
    "conditional jump": frozenset({"jumps", "compares", "iterates"}),
    "iterate": frozenset({"jumps"}),
    "return": frozenset({"jumps"}),
    "yield": frozenset({"returns", "jumps"}),
    "slice": frozenset({"reads a subscript"}),
    "call": frozenset({"loads a method", "jumps"}),
}
_CALLS_NOTHING = frozenset(
    {"load local", "store local", "load constant", "load closure variable", "jump", "return"}
)
"""Other opcodes may well call a method of an object: operators, comparisons, attributes."""
_SYMBOLS = "+ & // << @ * % | ** >> - / ^"
_TESTS = {"tests membership": ("CONTAINS_OP", "in"), "tests identity": ("IS_OP", "is")}
_BEFORE_OWN_TESTS = ("2.7", "3.6", "3.7", "3.8")

# The net effect on the stack where no argument changes it: (names, from, until, effects).
_EFFECTS: tuple[tuple[str, str | None, str | None, frozenset[int]], ...] = tuple(
    (names, since, until, frozenset(effects))
    for names, since, until, effects in (
        (r"LOAD_(FAST|FAST_CHECK|FAST_BORROW|CONST|NAME|CLOSURE|DEREF)", None, None, (1,)),
        ("LOAD_GLOBAL", None, "3.10", (1,)),
        ("LOAD_GLOBAL", "3.11", None, (1, 2)),
        ("LOAD_ATTR", None, "3.11", (0,)),
        ("LOAD_ATTR", "3.12", None, (0, 1)),
        ("LOAD_METHOD", "3.7", "3.11", (1,)),
        (r"STORE_(FAST|NAME|GLOBAL|DEREF)|POP_TOP", None, None, (-1,)),
        ("RETURN_VALUE", None, "3.13", (-1,)),
        ("RETURN_VALUE", "3.14", None, (-1, 0)),
        (r"POP_JUMP_IF_(TRUE|FALSE)", None, None, (-1,)),
        (r"POP_JUMP_(FORWARD|BACKWARD)_IF_(TRUE|FALSE)", None, None, (-1,)),
        (r"(BINARY|INPLACE)_(?!SLICE)[A-Z_]+|COMPARE_OP|IS_OP|CONTAINS_OP", None, None, (-1,)),
        (r"UNARY_[A-Z]+", None, None, (0,)),
        ("GET_ITER", None, None, (0,)),
        (r"STORE_ATTR|DELETE_SUBSCR|STORE_FAST_STORE_FAST", None, None, (-2,)),
        ("STORE_SUBSCR", None, None, (-3,)),
        (r"DUP_TOP|PUSH_NULL", None, None, (1,)),
        ("LOAD_FAST_LOAD_FAST", None, None, (2,)),
        (r"NOP|ROT_TWO|ROT_THREE|SWAP|RESUME|JUMP_(FORWARD|ABSOLUTE|BACKWARD)", None, None, (0,)),
    )
)


def families_of(opcode: str, version: str) -> frozenset[str]:
    """The families of what an opcode does there; of BINARY_OP those of all its operators."""
    if opcode != "BINARY_OP":
        return frozenset(opcodes.families(opcode))
    symbols = _SYMBOLS.split() + (["[]"] if _by_number(version) >= (3, 14) else [])
    return frozenset(
        family for symbol in symbols if (family := opcodes.family(opcode, symbol)) is not None
    )


def means(opcode: str, meaning: str, version: str) -> Fit | None:
    """How a meaning fits what the opcode does on a version that has it."""
    wanted, real = MEANINGS.get(meaning), families_of(opcode, version)
    if wanted is None or not real:
        return None
    if meaning in _TESTS:
        return _tests(opcode, meaning, version)
    if meaning == "loads a method" and "load attribute" in real:
        since = opcode == "LOAD_METHOD" or _by_number(version) >= (3, 12)
        return "right" if since else "partly"
    if meaning.startswith("jumps if") and wanted in real:
        condition = meaning.rpartition(" ")[2].upper()
        other = "FALSE" if condition == "TRUE" else "TRUE"
        named = opcode.partition("_IF_")[2]
        return "wrong" if named.startswith(other) else _sure(named.startswith(condition))
    if wanted in real:
        # A superinstruction does several things, BINARY_OP one of many.
        return _sure(real == {wanted} or (wanted == "return" and opcode == "RETURN_CONST"))
    if meaning == "calls a function" and not real <= _CALLS_NOTHING:
        return "partly"
    return "partly" if any(meaning in _NEAR.get(family, ()) for family in real) else "wrong"


def _sure(right: bool) -> Fit:
    return "right" if right else "partly"


def _tests(opcode: str, meaning: str, version: str) -> Fit:
    own, _ = _TESTS[meaning]
    if opcode == own:
        return "right"
    if opcode == "COMPARE_OP" and version in _BEFORE_OWN_TESTS:
        return "right"
    return "wrong"


def effect_fits(opcode: str, effect: int, version: str) -> Fit | None:
    """How a stack effect fits that of the opcode on a version that has it."""
    for names, since, until, effects in _EFFECTS:
        if not re.fullmatch(names, opcode):
            continue
        number = _by_number(version)
        if since is not None and number < _by_number(since):
            continue
        if until is not None and number > _by_number(until):
            continue
        return _sure(len(effects) == 1) if effect in effects else "wrong"
    return None


def replaces(new: str, old: str, version: str) -> Fit | None:
    """Whether on that version `new` does what `old` did; None where `old` still is, or unknown."""
    heir = opcodes.replaced_by(old, version)
    if heir is None or not opcodes.is_opcode(old):
        return None
    if new in re.findall(r"[A-Z][A-Z0-9_]+", heir):
        return "right"
    # One opcode may have several heirs, and the table knows the most common one only.
    return None if set(opcodes.families(new)) & set(opcodes.families(old)) else "wrong"


def _by_number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])
