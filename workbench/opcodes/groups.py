"""What instructions do: their families, finely, and their one category, coarsely."""

from __future__ import annotations

import re
from functools import cache

from workbench.opcodes.operators import BY_SYMBOL, OPERATORS, operator_of

_FAMILIES: dict[str, tuple[str, ...]] = {
    "load local": ("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW", "LOAD_FAST_AND_CLEAR"),
    "store local": ("STORE_FAST", "STORE_FAST_MAYBE_NULL"),
    "load constant": ("LOAD_CONST", "LOAD_SMALL_INT"),
    "load global": ("LOAD_GLOBAL",),
    "store global": ("STORE_GLOBAL",),
    "load name": ("LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"),
    "store name": ("STORE_NAME",),
    "load closure variable": ("LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF"),
    "store closure variable": ("STORE_DEREF",),
    "load attribute": ("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR", "LOAD_SUPER_METHOD"),
    "store attribute": ("STORE_ATTR",),
    "call": (
        "CALL",
        "CALL_KW",
        "CALL_METHOD",
        "CALL_FUNCTION",
        "CALL_FUNCTION_KW",
        "CALL_FUNCTION_EX",
        "CALL_FUNCTION_VAR",
        "CALL_FUNCTION_VAR_KW",
    ),
    "compare": ("COMPARE_OP", "IS_OP", "CONTAINS_OP"),
    "negate": ("UNARY_NEGATIVE",),
    "positive": ("UNARY_POSITIVE",),
    "invert": ("UNARY_INVERT",),
    "not": ("UNARY_NOT",),
    "subscript": ("BINARY_SUBSCR",),
    "store subscript": ("STORE_SUBSCR",),
    "slice": ("BINARY_SLICE", "SLICE+0", "SLICE+1", "SLICE+2", "SLICE+3"),
    "iterate": ("FOR_ITER",),
    "jump": (
        "JUMP_FORWARD",
        "JUMP_ABSOLUTE",
        "JUMP_BACKWARD",
        "JUMP_BACKWARD_NO_INTERRUPT",
        "CONTINUE_LOOP",
    ),
    "return": ("RETURN_VALUE",),
    "yield": ("YIELD_VALUE",),
}
_FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names}
_ARITHMETIC = frozenset(BY_SYMBOL.values()) | {"negate", "positive", "invert"}

# Every name of every known version matches exactly one of these; a test holds it.
_CATEGORIES = {
    "load/store": r"(LOAD|STORE|DELETE)_(?!MAP$|S(LICE|UBSCR)\b)\w+",
    "arithmetic": r"BINARY_(?!SLICE$|SUBSCR$)\w+|INPLACE_\w+|UNARY_(INVERT|NEGATIVE|POSITIVE)",
    "compare": r"COMPARE_OP|CONTAINS_OP|IS_OP|CHECK_E[GX]C?_MATCH|UNARY_NOT|TO_BOOL",
    "branch": r"JUMP|JUMP_\w+|POP_JUMP_\w+|FOR_ITER|(BREAK|CONTINUE|SETUP)_LOOP|NOT_TAKEN",
    "call": r"CALL|PRECALL|CALL_(FUNCTION|METHOD|KW)\w*|KW_NAMES|PUSH_NULL|(RETURN|YIELD)_\w+|SEND",
    "container": r"BUILD_(?!CLASS|STRING|TEMPLATE|INTERPOLATION)\w+|UNPACK_\w+|(LIST|MAP|SET|DICT)_"
    r"(?!FUNCTION)\w+|(BINARY_|STORE_|DELETE_)?(SLICE|SUBSCR)(\+\d)?|STORE_MAP|GET_LEN"
    r"|COPY_DICT_\w+",
    "other": r"RESUME|NOP|CACHE|RESERVED|EXTENDED_ARG|STOP_CODE|MAKE_\w+|COPY|SWAP|COPY_FREE_VARS|"
    r"DUP_\w+|ROT_\w+|POP_(TOP|BLOCK|EXCEPT|FINALLY|ITER)|(GET|END|GEN|IMPORT|FORMAT|PRINT|MATCH|WITH"
    r"|BEFORE|CLEANUP|PUSH_EXC)_(?!LEN)\w+|CALL_(FINALLY|INTRINSIC_\d)|BEGIN_FINALLY|SETUP_(?!LOOP)"
    r"\w+|R(AISE_VARARGS|ERAISE)|PREP_RERAISE_STAR|BUILD_(CLASS|STRING|TEMPLATE|INTERPOLATION)"
    r"|UNARY_CONVERT|CONVERT_VALUE|SET_FUNCTION_ATTRIBUTE|ASYNC_GEN_WRAP|ANNOTATIONS_PLACEHOLDER"
    r"|E(XEC_STMT|NTER_EXECUTOR|XIT_INIT_CHECK)|INTERPRETER_EXIT|INSTRUCTION|LINE",
}
CATEGORIES = tuple(_CATEGORIES)
"""What instructions do, coarsely: "call" has returns and yields, "compare" has truth tests."""

_EXPANSIONS = {
    "LOAD_FAST_LOAD_FAST": ("LOAD_FAST", "LOAD_FAST"),
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": ("LOAD_FAST_BORROW", "LOAD_FAST_BORROW"),
    "STORE_FAST_LOAD_FAST": ("STORE_FAST", "LOAD_FAST"),
    "STORE_FAST_STORE_FAST": ("STORE_FAST", "STORE_FAST"),
    "RETURN_CONST": ("LOAD_CONST", "RETURN_VALUE"),
}


def expand(name: str) -> tuple[str, ...]:
    """A superinstruction's parts; any other name alone."""
    return _EXPANSIONS.get(name, (name,))


def families(name: str, argrepr: str | None = None) -> tuple[str, ...]:
    """The families an instruction counts in, one entry for each part of a superinstruction."""
    found = (_family_of_part(part, argrepr) for part in expand(name))
    return tuple(family for family in found if family is not None)


def family(name: str, argrepr: str | None = None) -> str | None:
    """The one family of an instruction; None for none and for superinstructions of two."""
    found = set(families(name, argrepr))
    return found.pop() if len(found) == 1 else None


def is_arithmetic(name: str, argrepr: str | None = None) -> bool:
    """Whether an instruction computes with numbers: subscripts, `not`, comparisons do not."""
    if name == "BINARY_OP" and argrepr is None:
        return True
    return family(name, argrepr) in _ARITHMETIC


@cache
def category(name: str, argrepr: str | None = None) -> str:
    """The one of CATEGORIES an instruction falls into; unknown names are "other".

    A superinstruction is one instruction of what it does last or twice; RETURN_CONST is a return.
    """
    if name == "BINARY_OP" and argrepr is not None and argrepr.startswith("["):
        return "container"
    plain = name.removeprefix("INSTRUMENTED_")
    matching = (c for c, names in _CATEGORIES.items() if re.fullmatch(names, plain))
    return next(matching, "other")


def _family_of_part(name: str, argrepr: str | None) -> str | None:
    if name == "BINARY_OP":
        if argrepr is not None and argrepr.startswith("["):
            return "subscript"
        return BY_SYMBOL.get((argrepr or "").removesuffix("="))
    if name == "CALL_INTRINSIC_1":
        return "positive" if argrepr == "INTRINSIC_UNARY_POSITIVE" else None
    if name == "COMPARE_OP" and argrepr == "exception match":
        return None
    if "JUMP" in name and "_IF_" in name and "EXC_MATCH" not in name:
        return "conditional jump"
    operator = operator_of(name)
    if operator is not None:
        return OPERATORS[operator][1]
    return _FAMILY_OF.get(name)
