"""What does the work of an opcode in versions of CPython that have it no more."""

from __future__ import annotations

from workbench.opcodes.operators import OPERATORS, operator_of
from workbench.opcodes.versions import by_number, exists, is_real, minor_of

# name -> what does its work later, newest first: (from this version on, text).
_REPLACEMENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "CALL_FUNCTION": (("3.12", "CALL"), ("3.11", "PRECALL and CALL")),
    "CALL_METHOD": (("3.12", "CALL"), ("3.11", "PRECALL and CALL")),
    "CALL_FUNCTION_KW": (
        ("3.13", "CALL_KW"),
        ("3.12", "KW_NAMES and CALL"),
        ("3.11", "KW_NAMES, PRECALL and CALL"),
    ),
    "KW_NAMES": (("3.13", "CALL_KW"),),
    "PRECALL": (("3.12", "CALL"),),
    "LOAD_METHOD": (("3.12", "LOAD_ATTR"),),
    "JUMP_ABSOLUTE": (("3.11", "JUMP_BACKWARD or JUMP_FORWARD"),),
    "CONTINUE_LOOP": (("3.11", "JUMP_BACKWARD"), ("3.8", "JUMP_ABSOLUTE")),
    "BREAK_LOOP": (("3.11", "JUMP_FORWARD"), ("3.8", "JUMP_ABSOLUTE")),
    "JUMP_IF_FALSE_OR_POP": (("3.12", "COPY, POP_JUMP_IF_FALSE and POP_TOP"),),
    "JUMP_IF_TRUE_OR_POP": (("3.12", "COPY, POP_JUMP_IF_TRUE and POP_TOP"),),
    "JUMP_IF_NOT_EXC_MATCH": (
        ("3.12", "CHECK_EXC_MATCH and POP_JUMP_IF_FALSE"),
        ("3.11", "CHECK_EXC_MATCH and POP_JUMP_FORWARD_IF_FALSE"),
    ),
    "BINARY_SUBSCR": (("3.14", "BINARY_OP 26 ([])"),),
    "RETURN_CONST": (("3.14", "LOAD_CONST and RETURN_VALUE"),),
    "LOAD_CLOSURE": (("3.13", "LOAD_FAST"),),
    "FORMAT_VALUE": (("3.13", "CONVERT_VALUE, FORMAT_SIMPLE or FORMAT_WITH_SPEC"),),
    "UNARY_POSITIVE": (("3.12", "CALL_INTRINSIC_1 5 (INTRINSIC_UNARY_POSITIVE)"),),
    "DUP_TOP": (("3.11", "COPY 1"),),
    "ROT_TWO": (("3.11", "SWAP 2"),),
    "ROT_THREE": (("3.11", "SWAP 3 and SWAP 2"),),
    "SETUP_LOOP": (("3.8", "nothing: loops need no block"),),
    "POP_BLOCK": (("3.11", "the exception table"),),
    "SETUP_FINALLY": (("3.11", "the exception table"),),
    "SETUP_WITH": (("3.14", "LOAD_SPECIAL and CALL"), ("3.11", "BEFORE_WITH")),
    "BEFORE_WITH": (("3.14", "LOAD_SPECIAL and CALL"),),
    "GEN_START": (("3.11", "RETURN_GENERATOR"),),
    "YIELD_FROM": (("3.11", "SEND and YIELD_VALUE"),),
    "LOAD_ASSERTION_ERROR": (("3.14", "LOAD_COMMON_CONSTANT"),),
    "BUILD_CONST_KEY_MAP": (("3.14", "BUILD_MAP"),),
}


def replaced_by(name: str, version: str) -> str | None:
    """What does the work of a vanished opcode in that version, as text for a reader; or None."""
    minor = minor_of(version)
    if is_real(name, minor):
        return None
    jump = _conditional_jump_in(name, minor)
    if jump is not None:
        return jump
    operator = operator_of(name)
    if operator is not None and by_number(minor) >= (3, 11):
        in_place = name.startswith("INPLACE_")
        number = operator + len(OPERATORS) * in_place
        return f"BINARY_OP {number} ({OPERATORS[operator][0]}{'=' * in_place})"
    if name in ("BINARY_DIVIDE", "INPLACE_DIVIDE"):
        return name.replace("DIVIDE", "TRUE_DIVIDE")
    for since, text in _REPLACEMENTS.get(name, ()):
        if by_number(minor) >= by_number(since):
            return text
    return None


def _conditional_jump_in(name: str, minor: str) -> str | None:
    """POP_JUMP_IF_X was split by direction in 3.11 only."""
    if not name.startswith("POP_JUMP_"):
        return None
    condition = name.partition("_IF_")[2]
    if minor == "3.11" and name.startswith("POP_JUMP_IF_"):
        return f"POP_JUMP_FORWARD_IF_{condition} or POP_JUMP_BACKWARD_IF_{condition}"
    plain = f"POP_JUMP_IF_{condition}"
    return plain if plain != name and exists(plain, minor) else None
