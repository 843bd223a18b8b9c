"""What decides whether a loop goes on: its test, what it runs over, ways out of it."""

from __future__ import annotations

import ast
from typing import Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

import iterables
import places


class Decision(NamedTuple):
    """Something that an iteration computes and that decides whether there is another one."""

    name: str
    line: int
    is_sure: bool


def decisions(
    loop: iterables.Loop, changed: Set[str], counters: Set[str], carried: Set[str]
) -> List[Decision]:
    """All of them. `changed` are the variables that the loop binds, `counters` those among them
    that only count, `carried` the containers whose elements it changes."""
    found = _test(loop.test, changed | carried, counters)
    if loop.iterable is not None:
        for event in places.events(loop.iterable):
            if event.root in carried and event.what == "load":
                found.append(Decision(event.root, event.line, True))
    line = _leaves(loop.body)
    if line is not None:
        found.append(Decision("the way out of the loop", line, False))
    return found


def _test(test: Optional[ast.expr], changed: Set[str], counters: Set[str]) -> List[Decision]:
    """What a test reads that the loop changes; nothing when it only looks at how far it is."""
    if test is None or isinstance(test, ast.Constant):
        return []
    events = [one for one in places.events(test) if one.what in ("load", "touch")]
    moved: Dict[str, int] = {one.root: one.line for one in events if one.root in changed}
    looks_up = any(one.indexes for one in events)
    if moved and not set(moved) - counters and not looks_up:
        return []
    sure = bool(set(moved) - counters)
    return [Decision(name, line, sure) for name, line in moved.items()]


def _leaves(body: Sequence[ast.stmt]) -> Optional[int]:
    """The line of the first break or return that ends this loop."""
    waiting: List[Tuple[ast.AST, bool]] = [(one, True) for one in reversed(body)]
    while waiting:
        node, mine = waiting.pop()
        if isinstance(node, ast.Return) or (isinstance(node, ast.Break) and mine):
            return node.lineno
        if isinstance(node, (ast.expr, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        inner = isinstance(node, (ast.For, ast.AsyncFor, ast.While))
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    waiting.append((child, mine and not (inner and name == "body")))
    return None
