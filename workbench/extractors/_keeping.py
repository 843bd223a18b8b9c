"""Which functions of a source keep state between calls: in a default or in a list of the module.

What they return depends on the calls before, which nobody tells of a single one.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_MAKERS = frozenset({"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter"})
_READERS = frozenset(
    {"len", "enumerate", "sum", "min", "max", "sorted", "zip", "range", "any", "all"}
)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def keeping(source: str) -> set[str]:
    """The names of functions that keep state, and of those that call them; empty for no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return set()
    functions = [one for one in ast.walk(tree) if isinstance(one, _Function)]
    uses = [(one, _names(one)) for one in functions]
    changed = _held(tree) - _only_read(tree)
    found = {one.name for one, used in uses if _has_mutable_default(one) or used & changed}
    users: dict[str, set[str]] = {}
    for one, used in uses:
        for name in used:
            users.setdefault(name, set()).add(one.name)
    waiting = list(found)
    while waiting:
        more = users.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return found


def _names(tree: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}


def _has_mutable_default(function: _Function) -> bool:
    given = function.args
    return any(_is_mutable(one) for one in (*given.defaults, *given.kw_defaults) if one)


def _is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else None
        name = value.func.id if isinstance(value.func, ast.Name) else name
        return name in _MAKERS
    return isinstance(value, _MUTABLE)


def _held(tree: ast.Module) -> set[str]:
    """The names that the module gives to lists, dicts and sets."""
    found: set[str] = set()
    for one in tree.body:
        if isinstance(one, ast.Assign) and _is_mutable(one.value):
            found.update(name.id for name in one.targets if isinstance(name, ast.Name))
        elif isinstance(one, ast.AnnAssign) and _is_mutable(one.value):
            found.update([one.target.id] if isinstance(one.target, ast.Name) else [])
    return found


def _only_read(tree: ast.Module) -> set[str]:
    """The names that nothing could be changed through: each is only looked into."""
    read = {id(one) for one in _looked_into(tree)}
    others = {
        one.id
        for one in ast.walk(tree)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and id(one) not in read
    }
    return _names(tree) - others


def _looked_into(tree: ast.Module) -> Iterator[ast.expr]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Compare):
            yield from one.comparators
        elif isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Load):
            yield one.value
        elif isinstance(one, ast.For | ast.comprehension):
            yield one.iter
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
            yield from one.args if one.func.id in _READERS else ()
