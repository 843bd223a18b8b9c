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
    """The evidence in one code object of a bytecode measurement (None: in all of them)."""
    codes: Sequence[Mapping[str, Any]] = (static.data or {}).get("code_objects", ())
    chosen = codes if place is None else [codes[place]]
    if any(code["truncated"] for code in chosen):
        return Missing("the program is too long to list its instructions", "program")
    listed = [(row[2], row[3] or "") for code in chosen for row in code["instructions"]]
    uses = [use for name, text in listed if (use := stack_use(name, text)) is not None]
    computing = [
        text for name, text in listed if opcodes.category(name, text) in ("arithmetic", "compare")
    ]
    return Machine(
        instructions=len(listed),
        counted=len(uses),
        pushes=sum(use[1] for use in uses),
        pops=sum(use[0] for use in uses),
        stack_size=max((code["stacksize"] for code in chosen), default=0),
        moving=sum(opcodes.category(name, text) == "load/store" for name, text in listed),
        computing=len(computing),
        naming=sum(map(names_operand, computing)),
        arithmetic=_arithmetic(listed),
        executed=executed,
    )


def _arithmetic(listed: Iterable[tuple[str, str]]) -> dict[str, int]:
    found = Counter(
        f"{name} {text}".rstrip() if name == "BINARY_OP" else name
        for name, text in listed
        if opcodes.category(name, text) == "arithmetic"
    )
    return dict(sorted(found.items()))
