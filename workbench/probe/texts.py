"""What pieces of a program's text do, before it is woven: their cost, and where they begin."""

from __future__ import annotations

import ast
from typing import Any, List, NamedTuple

SKIPPED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


class Cost(NamedTuple):
    """What a piece of text does once: operations, those that compute, those that multiply."""

    operations: int
    arithmetic: int
    multiplications: int


def cost(nodes: List[Any]) -> Cost:
    """The cost of expressions, without what is in functions and comprehensions within them."""
    every = computing = multiplying = 0
    left = list(nodes)
    while left:
        node = left.pop()
        if isinstance(node, SKIPPED):
            continue
        if isinstance(node, ast.Subscript):
            every += 1
        elif isinstance(node, (ast.BinOp, ast.AugAssign)):
            computing += 1
            multiplying += isinstance(node.op, (ast.Mult, ast.MatMult, ast.Pow))
        elif isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
            computing += 1
        elif isinstance(node, ast.Compare):
            computing += len(node.ops)
        if isinstance(node, ast.AnnAssign):
            left += [part for part in (node.target, node.value) if part is not None]
        else:
            left += list(ast.iter_child_nodes(node))
    return Cost(every + computing, computing, multiplying)


def own_parts(node: Any) -> List[Any]:
    """The expressions of a statement that are no part of a block within it or of a loop's test."""
    if isinstance(node, (*SKIPPED, ast.While)):
        return []
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return [node.iter]
    if any(getattr(node, name, None) for name in _BODIES) and isinstance(node, ast.stmt):
        found: List[Any] = []
        for name, value in ast.iter_fields(node):
            if name not in _BODIES:
                values = value if isinstance(value, list) else [value]
                found += [one for one in values if isinstance(one, ast.AST)]
        return found
    return [node]


def first(body: List[Any]) -> int:
    """Where a tick may stand: after the docstring and the imports from the future."""
    place = 0
    for one in body:
        text = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
        future = isinstance(one, ast.ImportFrom) and one.module == "__future__"
        if not (text or future):
            break
        place += 1
    return place


def is_generator(node: Any) -> bool:
    """Whether a function yields or awaits: what its loops contain is not only its own."""
    left = list(node.body)
    while left:
        one = left.pop()
        if isinstance(one, (ast.Yield, ast.YieldFrom, ast.Await)):
            return True
        if not isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            left += list(ast.iter_child_nodes(one))
    return False


def has_slices(index: Any) -> bool:
    """Whether an index has slices in several dimensions, or is unpacked."""
    if type(index).__name__ == "ExtSlice":
        return True
    return isinstance(index, ast.Tuple) and any(
        isinstance(one, (ast.Slice, ast.Starred)) for one in index.elts
    )
