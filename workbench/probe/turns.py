"""What decides how often a loop turns, by its text: ways out of it, and counters."""

from __future__ import annotations

import ast
from typing import Any, List, Optional


def leaves(body: List[Any]) -> int:
    """The line of a statement that may leave the loop before its end, 0 if there is none."""
    left: List[Any] = [(one, True) for one in body]
    while left:
        part, mine = left.pop()
        if isinstance(part, ast.Return) or (mine and isinstance(part, ast.Break)):
            return int(part.lineno)
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        inner = mine and not isinstance(part, (ast.For, ast.While))
        left += [(one, inner) for one in ast.iter_child_nodes(part)]
    return 0


def counters(node: ast.While) -> Any:
    """Variables that each iteration of a `while` steps by a constant, once, at the loop's level.

    Only where the test looks at nothing but names, numbers and lengths: such a loop counts.
    """
    plain = (ast.Compare, ast.Name, ast.Constant, ast.cmpop, ast.Load, ast.Call, ast.BinOp)
    parts = list(ast.walk(node.test))
    calls = [one for one in parts if isinstance(one, ast.Call)]
    if not all(isinstance(one, (*plain, ast.operator)) for one in parts):
        return ()
    if not all(isinstance(one.func, ast.Name) and one.func.id == "len" for one in calls):
        return ()
    if any(isinstance(one, ast.Continue) for one in ast.walk(node)):
        return ()
    names = [_stepped(one) for one in node.body]
    stores = [
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    ]
    return tuple(one for one in names if one is not None and stores.count(one) == 1)


def _stepped(one: Any) -> Optional[str]:
    """The variable that a statement adds a constant to."""
    if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name):
        number, operator, variable = one.value, one.op, one.target.id
    elif isinstance(one, ast.Assign) and isinstance(one.value, ast.BinOp):
        target, left = one.targets[0], one.value.left
        if not isinstance(target, ast.Name) or not isinstance(left, ast.Name):
            return None
        if target.id != left.id:
            return None
        number, operator, variable = one.value.right, one.value.op, target.id
    else:
        return None
    steps = isinstance(number, ast.Constant) and isinstance(operator, (ast.Add, ast.Sub))
    return variable if steps else None
