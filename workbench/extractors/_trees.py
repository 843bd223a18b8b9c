"""Python trees: the names that a statement binds and the names of its surroundings it uses."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITION = (*FUNCTION, ast.ClassDef)
_DEEPEST = 60


def parsed(source: str) -> ast.Module | None:
    """The tree of a source; None for what is no Python, or nested too deeply to be walked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for one in level for child in ast.iter_child_nodes(one)]
        if not level:
            return tree
    return None


def bound_in(tree: ast.AST) -> Iterator[str]:
    """The names that a statement or expression gives a value to."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store | ast.Del):
            yield one.id
        elif isinstance(one, ast.arg):
            yield one.arg
        elif isinstance(one, DEFINITION):
            yield one.name
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]


def bound_by(statement: ast.stmt) -> Iterator[str]:
    """The names of the module that a statement binds."""
    if isinstance(statement, DEFINITION):
        yield statement.name
        return
    for one in ast.walk(statement):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]


def used(tree: ast.AST) -> set[str]:
    """The names of its surroundings that a tree uses, with the modules that imports name."""
    found: set[str] = set()
    for child in ast.iter_child_nodes(tree):
        found |= used(child)
    if isinstance(tree, ast.Name):
        found.add(tree.id)
    elif isinstance(tree, ast.alias):
        found.add(tree.name.partition(".")[0])
    elif isinstance(tree, ast.ImportFrom):
        found.add((tree.module or "").partition(".")[0])
    elif isinstance(tree, (*FUNCTION, ast.Lambda)):
        found -= set(bound_in(tree)) - _imported_in(tree)
    return found


def _imported_in(tree: ast.AST) -> set[str]:
    return {
        one.name.partition(".")[0]
        for each in ast.walk(tree)
        if isinstance(each, ast.Import | ast.ImportFrom)
        for one in each.names
    } | {str(each.module) for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
