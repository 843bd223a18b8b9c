"""Which virtual machine bytecode is for: the evidence, counted in the instructions themselves.

A stack machine computes on values it pushed before, a register machine on operands that an
instruction names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench import opcodes
from workbench.figures import Machine, Missing
from workbench.records import Measurement

# (pops, pushes) of what does not depend on an argument. Jumps that pop on one way only, calls and
# builders are left out on purpose: a number that is not sure is none.
_STACK_USE: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"LOAD_(FAST\w*|CONST|SMALL_INT|NAME|CLOSURE|DEREF|CLASSDEREF|ASSERTION_ERROR)", (0, 1)),
    (r"STORE_(FAST|NAME|GLOBAL|DEREF)|POP_TOP|RETURN_VALUE|POP_JUMP_\w+", (1, 0)),
    (r"(BINARY|INPLACE)_(?!SLICE)\w+|COMPARE_OP|IS_OP|CONTAINS_OP", (2, 1)),
    (r"UNARY_\w+|GET_ITER|TO_BOOL", (1, 1)),
    (r"STORE_ATTR|DELETE_SUBSCR", (2, 0)),
    (r"STORE_SUBSCR", (3, 0)),
    (r"PUSH_NULL|DUP_TOP|COPY", (0, 1)),
    (r"RESUME|NOP|JUMP_(FORWARD|ABSOLUTE|BACKWARD)|SWAP|ROT_\w+|NOT_TAKEN", (0, 0)),
)
_NULL = re.compile(r"NULL(\|self)? \+ | \+ NULL(\|self)?\Z")
_BY_TEXT = ("LOAD_GLOBAL", "LOAD_ATTR")
_OPERAND_FREE = re.compile(r"\W*|(bool\()?(\W+|(not )?(in|is)|is not|exception match)\)?", re.ASCII)


def stack_use(name: str, argrepr: str = "") -> tuple[int, int] | None:
    """How many values an instruction pops and pushes; None when its argument decides that."""
    if name == "LOAD_GLOBAL":
        return 0, 1 + bool(_NULL.search(argrepr))
    if name == "LOAD_ATTR":
        return 1, 1 + bool(_NULL.search(argrepr))
    if name == "LOAD_METHOD":
        return 1, 2
    parts = opcodes.expand(name)
    if len(parts) > 1:
        uses = [stack_use(part) for part in parts]
        known = [use for use in uses if use is not None]
        pops, pushes = sum(use[0] for use in known), sum(use[1] for use in known)
        return (pops, pushes) if len(known) == len(parts) else None
    return next((use for names, use in _STACK_USE if re.fullmatch(names, name)), None)


def names_operand(argrepr: str) -> bool:
    """Whether an argument's text is more than an operator: a variable's name, a constant."""
    return _OPERAND_FREE.fullmatch(argrepr) is None


def evidence(static: Measurement, place: int | None, executed: int | None) -> Machine | Missing:
    """The evidence in one code object of a bytecode measurement (None: in all of them).

    A stored measurement does: of it, instructions whose text decides their stack use are left out.
    """
    codes: Sequence[Mapping[str, Any]] = (static.data or {}).get("code_objects", ())
    chosen = codes if place is None else [codes[place]]
    if any(code["truncated"] for code in chosen):
        return Missing("the program is too long to list its instructions", "program")
    listed = [one for code in chosen for one in _listed(code)]
    uses = [(use, n) for name, text, n in listed if (use := _use(name, text)) is not None]
    computing = [
        (text or "", n)
        for name, text, n in listed
        if opcodes.category(name, text) in ("arithmetic", "compare")
    ]
    moving = (n for name, text, n in listed if opcodes.category(name, text) == "load/store")
    return Machine(
        instructions=sum(n for _, _, n in listed),
        counted=sum(n for _, n in uses),
        pushes=sum(use[1] * n for use, n in uses),
        pops=sum(use[0] * n for use, n in uses),
        stack_size=max((code["stacksize"] for code in chosen), default=0),
        moving=sum(moving),
        computing=sum(n for _, n in computing),
        naming=sum(n for text, n in computing if names_operand(text)),
        arithmetic=_arithmetic(listed),
        executed=executed,
    )


_Listed = tuple[str, str | None, int]
"""An instruction's name, its argument as text (None: not known), how many there are."""


def _listed(code: Mapping[str, Any]) -> list[_Listed]:
    """The instructions; a stored measurement has no list of them, but counts and operators."""
    if "instructions" in code:
        return [(row[2], row[3] or "", 1) for row in code["instructions"]]
    plain = [(name, None, n) for name, n in code["counts"].items() if name != "BINARY_OP"]
    return [*plain, *(("BINARY_OP", text, n) for text, n in code["operators"].items())]


def _use(name: str, text: str | None) -> tuple[int, int] | None:
    """As `stack_use`; None as well where the text that decides it is not known."""
    return None if text is None and name in _BY_TEXT else stack_use(name, text or "")


def _arithmetic(listed: Iterable[_Listed]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, text, n in listed:
        if opcodes.category(name, text) == "arithmetic":
            found[f"{name} {text or ''}".rstrip() if name == "BINARY_OP" else name] += n
    return dict(sorted(found.items()))
