"""The pieces of bytecode that count, and the counters they count in, for CPython 3.11 to 3.13.

A counter is `itertools.repeat(None, MOST)` among the constants; `FOR_ITER 0` takes one item off
it and jumps nowhere, `operator.length_hint` reads it. That needs no extension and calls nothing,
so no recursion limit, signal or code of the program can come between.
"""

from __future__ import annotations

import dis
import functools
import itertools
import operator
from typing import Any

import blocks

MOST = 1 << 62
ROOM = 6  # on the stack: what the longest piece pushes, and the place of an exception

_repeat = itertools.repeat
_length_hint = operator.length_hint


def counter() -> Any:
    """A new counter at 0."""
    return _repeat(None, MOST)


def value(one: Any) -> int:
    """How often a counter was passed."""
    return MOST - _length_hint(one)


def passed(constant: int) -> bytes:
    """The piece that counts up the counter with that number and leaves the stack as it was."""
    return emitted("LOAD_CONST", constant) + _taken()


def indexed(row: int, depth: int) -> bytes:
    """The same for the counter in a row whose number lies so deep on the stack."""
    found = emitted("COPY", depth) + emitted("BINARY_SUBSCR", 0)
    return emitted("LOAD_CONST", row) + found + _taken()


def _taken() -> bytes:
    return emitted("FOR_ITER", 0) + 2 * emitted("POP_TOP", 0)


@functools.lru_cache(maxsize=4096)
def emitted(name: str, arg: int) -> bytes:
    """The bytes of an instruction with its prefixes and empty caches."""
    opcode, prefix = dis.opmap[name], dis.opmap["EXTENDED_ARG"]
    found = bytearray()
    for bits in (24, 16, 8):
        if arg >> bits:
            found += bytes((prefix, arg >> bits & 255))
    return bytes(found) + bytes((opcode, arg & 255)) + bytes(2 * blocks.caches(opcode))
