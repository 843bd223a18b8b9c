"""CPython's binary operators: their symbols, families and the opcodes they had before BINARY_OP."""

from __future__ import annotations

# In the order of CPython's table of binary operators: the place is the argument of BINARY_OP, and
# 13 more for the in-place form. Symbol, family, and the ends of BINARY_* and INPLACE_* names.
OPERATORS = (
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
BY_SYMBOL = {symbol: family for symbol, family, _ in OPERATORS}
_BY_END = {end: place for place, row in enumerate(OPERATORS) for end in row[2]}


def operator_of(name: str) -> int | None:
    """The place in OPERATORS of BINARY_ADD, INPLACE_ADD and their like."""
    prefix, _, end = name.partition("_")
    return _BY_END.get(end) if prefix in ("BINARY", "INPLACE") else None
