"""Code objects of a compiled source: who they are called, and their instructions line by line.

Compiles and disassembles only; nothing here executes what it reads.
"""

from __future__ import annotations

import dis
import sys
from types import CodeType
from typing import Any, Dict, List, NamedTuple, Optional

NEWLOCALS = 0x2
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
LONGEST_CONSTANT = 200
LONGEST_NAME = 1000


class Entry(NamedTuple):
    """A code object, what it is, and the place of its parent in the same list."""

    code: CodeType
    qualname: str
    kind: str
    parent: Optional[int]


class Instruction(NamedTuple):
    """One instruction: byte offset, line (None where the compiler gives none), name, argument."""

    offset: int
    line: Optional[int]
    opname: str
    arg: Optional[int]
    argrepr: str


def tree(module: CodeType) -> List[Entry]:
    """The code object and all inside it, each after its parent, in the order of their constants."""
    entries: List[Entry] = []
    waiting: List[Any] = [(module, None)]
    while waiting:
        code, parent = waiting.pop()
        above = None if parent is None else entries[parent]
        qualname = _qualname(code, above)[:LONGEST_NAME]
        entries.append(Entry(code, qualname, _kind(code, above), parent))
        place = len(entries) - 1
        inner = [const for const in code.co_consts if isinstance(const, CodeType)]
        waiting.extend((const, place) for const in reversed(inner))
    return entries


def _kind(code: CodeType, parent: Optional[Entry]) -> str:
    if parent is None:
        return "module"
    if code.co_name == "<lambda>":
        return "lambda"
    if code.co_name in COMPREHENSIONS:
        return "comprehension"
    return "function" if code.co_flags & NEWLOCALS else "class"


def _qualname(code: CodeType, parent: Optional[Entry]) -> str:
    """As `__qualname__` says it; code objects carry it themselves from 3.11 on."""
    own = getattr(code, "co_qualname", None)
    if own is not None:
        return str(own)
    if parent is None or parent.kind == "module":
        return code.co_name
    if parent.kind == "class":
        return parent.qualname + "." + code.co_name
    return parent.qualname + ".<locals>." + code.co_name


def instructions(code: CodeType) -> List[Instruction]:
    """Every instruction as `dis` names it: not specialised, no CACHE, EXTENDED_ARG on its own."""
    lines = offset_lines(code)
    return [
        Instruction(one.offset, lines.get(one.offset), one.opname, one.arg, one.argrepr)
        for one in dis.get_instructions(_displayed(code))
    ]


def names_by_offset(code: CodeType) -> Dict[int, str]:
    """Opcode name at every offset where an instruction starts."""
    return {one.offset: one.opname for one in dis.get_instructions(_displayed(code))}


def offset_lines(code: CodeType) -> Dict[int, Optional[int]]:
    """The source line of every code unit's offset."""
    found: Dict[int, Optional[int]] = {}
    co_lines = getattr(code, "co_lines", None)
    if co_lines is not None:
        for start, end, line in co_lines():
            for offset in range(start, end, 2):
                found[offset] = line
        return found
    starts = dict(dis.findlinestarts(code))
    current: Optional[int] = code.co_firstlineno
    for offset in range(0, len(code.co_code), 2):
        current = starts.get(offset, current)
        found[offset] = current
    return found


class _Shown:
    """Stands for a constant in a disassembly: its text is all that is left of it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _displayed(code: CodeType) -> CodeType:
    """The same code with constants that are safe to print.

    `dis` prints each constant at each use: a long text would be printed a thousand times, an
    integer of 5,000 digits raises ValueError since 3.11, a code object shows its address.
    """
    shown = tuple(_shown(const) for const in code.co_consts)
    return code.replace(co_consts=shown)


def _shown(const: object) -> object:
    if const is None or const is Ellipsis or isinstance(const, (bool, float, complex)):
        return const
    if isinstance(const, int):
        bits = const.bit_length()
        return const if bits <= 3 * LONGEST_CONSTANT else _Shown("<int of %d bits>" % bits)
    if isinstance(const, (str, bytes)):
        text = repr(const[:LONGEST_CONSTANT])
        return const if len(const) <= LONGEST_CONSTANT else _Shown(text + "...")
    if isinstance(const, CodeType):
        return _Shown("<code object %s, line %d>" % (const.co_name, const.co_firstlineno))
    if isinstance(const, (tuple, frozenset)) and len(const) <= 50:
        text = repr(type(const)(_shown(item) for item in const))
        if len(text) <= LONGEST_CONSTANT:
            return const if isinstance(const, tuple) else _Shown(text)
        return _Shown(text[:LONGEST_CONSTANT] + "...")
    return _Shown("<%s>" % type(const).__name__)


def python() -> str:
    """The version of this interpreter, such as "3.11.7"."""
    return "%d.%d.%d" % sys.version_info[:3]
