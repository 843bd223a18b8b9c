"""Opcode names: in which CPython each exists, what family it is of, what took its place.

Names and versions come from opcodes.json, which benchmarks/make_opcode_table.py writes from real
interpreters. Nothing here looks at a program.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from workbench.errors import did_you_mean

_TABLE = Path(__file__).with_name("opcodes.json")
_PLAIN = ("opcodes",)

# In the order of CPython's table of binary operators: the place is the argument of BINARY_OP, and
# 13 more for the in-place form. Symbol, family, and the ends of BINARY_* and INPLACE_* names.
_OPERATORS = (
    ("+", "add", ("ADD",)),
    ("&", "and", ("AND",)),
    ("//", "floor divide", ("FLOOR_DIVIDE",)),
    ("<<", "shift left", ("LSHIFT",)),
    ("@", "matrix multiply", ("MATRIX_MULTIPLY",)),
    ("*", "multiply", ("MULTIPLY",)),
    ("%", "modulo", ("MODULO",)),
    ("|", "or", ("OR",)),
    ("**", "power", ("POWER",)),
    (">>", "shift right", ("RSHIFT",)),
    ("-", "subtract", ("SUBTRACT",)),
    ("/", "divide", ("TRUE_DIVIDE", "DIVIDE")),
    ("^", "xor", ("XOR",)),
)
_BY_SYMBOL = {symbol: family for symbol, family, _ in _OPERATORS}
_BY_END = {end: place for place, row in enumerate(_OPERATORS) for end in row[2]}

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
_ARITHMETIC = frozenset(_BY_SYMBOL.values()) | {"negate", "positive", "invert"}

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


@cache
def _versions() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = json.loads(_TABLE.read_text(encoding="utf-8"))["versions"]
    return table


@cache
def _names(version: str, kinds: tuple[str, ...]) -> frozenset[str]:
    entry = _versions().get(version, {})
    return frozenset(name for kind in kinds for name in entry.get(kind, ()))


def known_versions() -> tuple[str, ...]:
    """The versions the table knows, oldest first: "2.7", "3.6" to "3.14"."""
    return tuple(_versions())


def source_of(version: str) -> str | None:
    """Where the table's names of a version come from, such as "CPython 3.11.7"."""
    return _versions().get(_minor(version), {}).get("source")


def exists(name: str, version: str) -> bool:
    """Whether `dis.opmap` of that CPython ("3.11" or "3.11.7") holds the name.

    Names that only the compiler uses (`is_pseudo`) are in `opmap` since 3.12 and count.
    """
    return name in _names(_minor(version), ("opcodes", "pseudo", "instrumented"))


def is_pseudo(name: str, version: str) -> bool:
    """Whether the name is in `opmap` there but can never stand in a code object."""
    return name in _names(_minor(version), ("pseudo",))


def is_specialised(name: str) -> bool:
    """Whether the name is a form the interpreter rewrites to at run time, in some version."""
    return any(name in _names(version, ("specialised",)) for version in known_versions())


@cache
def beginning(start: str) -> tuple[str, ...]:
    """The opcodes of all known versions whose names begin so and go on, in alphabetical order."""
    every = {name for version in known_versions() for name in _names(version, _PLAIN)}
    return tuple(sorted(name for name in every if name.startswith(start) and name != start))


def numbered(version: str) -> tuple[str, ...]:
    """The names in the order of their numbers, "-" for a number without one; none if not known."""
    return tuple(_versions().get(_minor(version), {}).get("numbered", "").split())


def first_with_argument(version: str) -> int:
    """The number from which on opcodes have an argument."""
    return int(_versions().get(_minor(version), {}).get("first_with_argument", 0))


def is_opcode(name: str) -> bool:
    """Whether any known CPython has an opcode of that name."""
    return bool(versions_of(name))


def versions_of(name: str) -> tuple[str, ...]:
    """The known versions that have the opcode, oldest first."""
    return tuple(version for version in known_versions() if exists(name, version))


def ranges(versions: Iterable[str]) -> str:
    """Versions as ranges over the known ones: "2.7-3.10, 3.12-3.14"; "" for none."""
    wanted = {_minor(version) for version in versions}
    known = known_versions()
    runs: list[list[str]] = []
    previous = -2
    for place, version in enumerate(known):
        if version not in wanted:
            continue
        if place == previous + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
        previous = place
    runs.extend([version] for version in sorted(wanted - set(known), key=_by_number))
    texts = [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return ", ".join(texts)


def closest(name: str) -> str | None:
    """The opcode name nearest to a misspelt or cut-off one, or None."""
    every = sorted({name for version in known_versions() for name in _names(version, _PLAIN)})
    wanted = name.upper().replace(" ", "_")
    longer = [known for known in every if len(wanted) > 4 and known.startswith(wanted)]
    return min(longer, key=len) if longer else did_you_mean(wanted, every)


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


def family_counts(instructions: Iterable[tuple[str, str | None]]) -> dict[str, int]:
    """How often each family occurs in instructions given as (name, argrepr)."""
    return dict(Counter(found for name, text in instructions for found in families(name, text)))


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


def replaced_by(name: str, version: str) -> str | None:
    """What does the work of a vanished opcode in that version, as text for a reader; or None."""
    minor = _minor(version)
    if name in _names(minor, _PLAIN):
        return None
    jump = _conditional_jump_in(name, minor)
    if jump is not None:
        return jump
    operator = _operator_of(name)
    if operator is not None and _by_number(minor) >= (3, 11):
        in_place = name.startswith("INPLACE_")
        number = operator + len(_OPERATORS) * in_place
        return f"BINARY_OP {number} ({_OPERATORS[operator][0]}{'=' * in_place})"
    if name in ("BINARY_DIVIDE", "INPLACE_DIVIDE"):
        return name.replace("DIVIDE", "TRUE_DIVIDE")
    for since, text in _REPLACEMENTS.get(name, ()):
        if _by_number(minor) >= _by_number(since):
            return text
    return None


def _family_of_part(name: str, argrepr: str | None) -> str | None:
    if name == "BINARY_OP":
        if argrepr is not None and argrepr.startswith("["):
            return "subscript"
        return _BY_SYMBOL.get((argrepr or "").removesuffix("="))
    if name == "CALL_INTRINSIC_1":
        return "positive" if argrepr == "INTRINSIC_UNARY_POSITIVE" else None
    if name == "COMPARE_OP" and argrepr == "exception match":
        return None
    if "JUMP" in name and "_IF_" in name and "EXC_MATCH" not in name:
        return "conditional jump"
    operator = _operator_of(name)
    if operator is not None:
        return _OPERATORS[operator][1]
    return _FAMILY_OF.get(name)


def _operator_of(name: str) -> int | None:
    """The place in _OPERATORS of BINARY_ADD, INPLACE_ADD and their like."""
    prefix, _, end = name.partition("_")
    return _BY_END.get(end) if prefix in ("BINARY", "INPLACE") else None


def _conditional_jump_in(name: str, minor: str) -> str | None:
    """POP_JUMP_IF_X was split by direction in 3.11 only."""
    if not name.startswith("POP_JUMP_"):
        return None
    condition = name.partition("_IF_")[2]
    if minor == "3.11" and name.startswith("POP_JUMP_IF_"):
        return f"POP_JUMP_FORWARD_IF_{condition} or POP_JUMP_BACKWARD_IF_{condition}"
    plain = f"POP_JUMP_IF_{condition}"
    return plain if plain != name and exists(plain, minor) else None


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _by_number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
