"""A table of 18 cells that no reading explains, and what six interpreters really count.

The functions are a fixed-step Euler loop with `t += h` and a call of `np.dot`; the names stand for
how often the compiler of each version emits them. None: that version has no such opcode.
"""

from __future__ import annotations

from typing import Any

from claiming import Entry, bytecode, entry

from workbench.records import Measurement

VERSIONS = ("3.8.18", "3.9.18", "3.10.13", "3.11.7", "3.12.1", "3.13.0")
Counts = dict[str, tuple[int | None, ...]]

EULER: Counts = {
    "BINARY_ADD": (1, 1, 1, None, None, None),
    "BINARY_MULTIPLY": (1, 1, 1, None, None, None),
    "BINARY_OP": (None, None, None, 3, 3, 3),
    "CALL": (None, None, None, 1, 1, 1),
    "CALL_FUNCTION": (1, 1, 1, None, None, None),
    "COMPARE_OP": (1, 1, 2, 2, 2, 2),
    "INPLACE_ADD": (1, 1, 1, None, None, None),
    "JUMP_ABSOLUTE": (1, 1, 0, None, None, None),
    "JUMP_BACKWARD": (None, None, None, 0, 1, 1),
    "LOAD_FAST": (12, 12, 14, 14, 14, 4),
    "LOAD_FAST_LOAD_FAST": (None, None, None, None, None, 5),
    "POP_JUMP_BACKWARD_IF_TRUE": (None, None, None, 1, None, None),
    "POP_JUMP_FORWARD_IF_FALSE": (None, None, None, 1, None, None),
    "POP_JUMP_IF_FALSE": (1, 1, 1, None, 2, 2),
    "POP_JUMP_IF_TRUE": (0, 0, 1, None, 0, 0),
    "PRECALL": (None, None, None, 1, None, None),
    "PUSH_NULL": (None, None, None, 1, 1, 1),
    "RESUME": (None, None, None, 1, 1, 1),
    "RETURN_VALUE": (1, 1, 1, 1, 1, 1),
    "STORE_FAST": (4, 4, 4, 4, 4, 4),
}
EULER_TOTAL = (24, 24, 27, 30, 30, 25)
LAMBDA: Counts = {
    "BINARY_ADD": (1, 1, 1, None, None, None),
    "BINARY_OP": (None, None, None, 3, 3, 3),
    "BINARY_POWER": (1, 1, 1, None, None, None),
    "BINARY_SUBTRACT": (1, 1, 1, None, None, None),
    "LOAD_CONST": (2, 2, 2, 2, 2, 2),
    "LOAD_FAST": (2, 2, 2, 2, 2, 0),
    "LOAD_FAST_LOAD_FAST": (None, None, None, None, None, 1),
    "RESUME": (None, None, None, 1, 1, 1),
    "RETURN_VALUE": (1, 1, 1, 1, 1, 1),
}
MATMUL: Counts = {
    "CALL": (None, None, None, 1, 1, 1),
    "CALL_METHOD": (1, 1, 1, None, None, None),
    "LOAD_ATTR": (0, 0, 0, 1, 1, 1),
    "LOAD_FAST": (2, 2, 2, 2, 2, 0),
    "LOAD_FAST_LOAD_FAST": (None, None, None, None, None, 1),
    "LOAD_GLOBAL": (1, 1, 1, 1, 1, 1),
    "LOAD_METHOD": (1, 1, 1, 0, 0, 0),
    "PRECALL": (None, None, None, 1, None, None),
    "PUSH_NULL": (None, None, None, 0, 0, 1),
    "RESUME": (None, None, None, 1, 1, 1),
    "RETURN_VALUE": (1, 1, 1, 1, 1, 1),
}
MODULE: Counts = {
    "CALL": (None, None, None, 2, 2, 1),
    "CALL_FUNCTION": (1, 1, 1, None, None, None),
    "CALL_FUNCTION_KW": (1, 1, 1, None, None, None),
    "CALL_KW": (None, None, None, None, None, 1),
    "COMPARE_OP": (1, 1, 1, 1, 1, 1),
    "LOAD_CONST": (11, 11, 12, 9, 7, 8),
    "LOAD_NAME": (4, 4, 4, 4, 4, 4),
    "MAKE_FUNCTION": (2, 2, 2, 2, 2, 2),
    "POP_TOP": (1, 1, 1, 1, 1, 1),
    "RETURN_VALUE": (1, 1, 2, 2, 0, 0),
    "STORE_NAME": (2, 2, 2, 2, 2, 2),
}

# What was said, and the labels that are right on 3.11.7 (two where the words allow both).
CELLS: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    ("euler", "LOAD_FAST", 13, ("ambiguous", "contradicted")),
    ("euler", "STORE_FAST", 6, ("contradicted",)),
    ("euler", "LOAD_CONST", 6, ("contradicted",)),
    ("euler", "CALL_FUNCTION", 3, ("contradicted",)),
    ("euler", "BINARY_ADD", 2, ("contradicted",)),
    ("euler", "BINARY_MULTIPLY", 2, ("contradicted",)),
    ("euler", "COMPARE_OP", 1, ("other-version",)),
    ("euler", "POP_JUMP_IF_FALSE", 1, ("other-version",)),
    ("euler", "RETURN_VALUE", 1, ("confirmed",)),
    ("matmul", "LOAD_FAST", 8, ("contradicted",)),
    ("matmul", "STORE_FAST", 3, ("contradicted",)),
    ("matmul", "LOAD_CONST", 4, ("contradicted",)),
    ("matmul", "CALL_FUNCTION", 2, ("contradicted",)),
    ("matmul", "BINARY_ADD", 0, ("other-version",)),
    ("matmul", "BINARY_MULTIPLY", 0, ("other-version",)),
    ("matmul", "COMPARE_OP", 0, ("confirmed",)),
    ("matmul", "POP_JUMP_IF_FALSE", 0, ("other-version",)),
    ("matmul", "RETURN_VALUE", 1, ("confirmed",)),
)
ROWS = [(function, opcode, count) for function, opcode, count, _ in CELLS]


def _on(place: int, counts: Counts) -> dict[str, int]:
    return {name: n for name, found in counts.items() if (n := found[place])}


def _entries(place: int) -> list[Entry]:
    later = place >= VERSIONS.index("3.11.7")
    euler: dict[str, Any] = {"operators": {"*": 1, "+": 1, "+=": 1}} if later else {}
    inner: dict[str, Any] = {"operators": {"**": 1, "-": 1, "+": 1}} if later else {}
    return [
        entry("<module>", _on(place, MODULE), source={}),
        entry("euler", _on(place, EULER), source={"Add": 2, "Mult": 1}, **euler),
        entry("<lambda>", _on(place, LAMBDA), source={"Add": 1, "Sub": 1, "Pow": 1}, **inner),
        entry("matmul", _on(place, MATMUL), source={}),
    ]


def measured() -> list[Measurement]:
    """What the analyser of each version reports."""
    return [bytecode(version, *_entries(i)) for i, version in enumerate(VERSIONS)]
