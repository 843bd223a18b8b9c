"""What a loop runs over: the variables that differ in every iteration, and names for elements."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple

import accumulate
import places

Moving = Dict[str, Tuple[Optional[int], Optional[int]]]
"""Variables that differ in every iteration: step, and the place in the body of what moves them."""


class Loop(NamedTuple):
    """A loop as its statements: of a comprehension one for each `for` in it.

    `consumer` is the call that a generator expression is handed to, by its full name.
    """

    kind: str
    line: int
    end_line: int
    target: Optional[ast.expr]
    iterable: Optional[ast.expr]
    test: Optional[ast.expr]
    body: Sequence[ast.stmt]
    consumer: Optional[str] = None


def moving(
    loop: Loop, counters: Dict[str, accumulate.Step], statements: Sequence[ast.stmt]
) -> Tuple[Moving, Dict[str, places.Place]]:
    """What moves from iteration to iteration, and the variables that are names for elements."""
    found: Moving = {name: (step.size, step.position) for name, step in counters.items()}
    aliases: Dict[str, places.Place] = {}
    for target, iterable in _walked(loop):
        where, call = places.place(iterable), _called(iterable)
        if isinstance(target, ast.Name) and call is not None and call[0] == "range":
            found[target.id] = (_range_step(call[1]), None)
        elif isinstance(target, ast.Name) and where is not None:
            element = ast.Name("<%s>" % target.id, ast.Load())
            aliases[target.id] = (where[0], where[1] + (element,))
            found[element.id] = (1, None)
    for statement in statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            name, where = statement.targets[0], places.place(statement.value)
            if isinstance(name, ast.Name) and where is not None and where[1]:
                aliases[name.id] = where
    bound = Counter(
        name
        for statement in statements
        for target in accumulate.targets(statement)
        for name in places.bound(target)
    )
    own = places.bound(loop.target) if loop.target is not None else set()
    again = {name for name in aliases if bound[name] > (name not in own)}
    return found, {name: where for name, where in aliases.items() if name not in again}


def _walked(loop: Loop) -> List[Tuple[ast.expr, ast.expr]]:
    """Loop variables with what each runs over; enumerate and zip are looked through."""
    target, iterable = loop.target, loop.iterable
    if target is None or iterable is None:
        return []
    call = _called(iterable)
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    if call is not None and call[0] == "enumerate" and len(parts) == 2 and call[1]:
        count = ast.Call(ast.Name("range", ast.Load()), [ast.Constant(0)], [])
        return [(parts[0], count), (parts[1], call[1][0])]
    if call is not None and call[0] == "zip" and len(parts) == len(call[1]):
        return list(zip(parts, call[1]))
    return [(target, iterable)]


def _called(node: ast.expr) -> Optional[Tuple[str, List[ast.expr]]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id, node.args
    return None


def _range_step(arguments: Sequence[ast.expr]) -> Optional[int]:
    if len(arguments) < 3:
        return 1
    step = places.affine(arguments[2])
    return step.constant if step is not None and not step.factors and step.constant else None
