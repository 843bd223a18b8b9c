"""A session as it went on: what an expression of it needs of the lines before, as one expression.

Variables are bound anew in the expression itself, in the order of the session, so that what a call
did to a list or an object has happened there, too.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

from workbench.extractors._trees import bound_in

_MOST_STEPS = 30
_MAX_CALL = 1_500


@dataclass(frozen=True)
class _Step:
    """One earlier line as an expression: the names it binds, and the names that it uses."""

    tree: ast.expr
    binds: frozenset[str]
    uses: frozenset[str]

    def touches(self, names: Collection[str]) -> bool:
        """Whether it uses or binds one of these names."""
        return any(name in names for name in self.uses | self.binds)


@dataclass
class Replay:
    """The lines of a session so far. What cannot be said as an expression ends what is known."""

    steps: list[_Step] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        """The variables that are known."""
        return frozenset(name for step in self.steps for name in step.binds)

    def forget(self) -> None:
        """Know no variable any more: something happened that is not followed."""
        self.steps.clear()

    def does(self, tree: ast.expr) -> None:
        """An expression was evaluated."""
        names = mentioned(tree)
        if names & self.names and not isinstance(tree, ast.Name):
            self._add(_Step(tree, frozenset(), names))

    def sets(self, name: str, value: ast.expr) -> None:
        """A name was given the value of an expression."""
        named = ast.NamedExpr(target=ast.Name(id=name, ctx=ast.Store()), value=value)
        self._add(_Step(named, frozenset([name]), mentioned(value)))

    def _add(self, step: _Step) -> None:
        self.steps.append(step)
        if len(self.steps) > _MOST_STEPS:
            self.forget()

    def call(self, tree: ast.expr) -> str | None:
        """The text of an expression that needs nothing of the session; None where it is too long.

        Lines that touch no variable of it are left out.
        """
        needed, taken = set(mentioned(tree) & self.names), []
        for step in reversed(self.steps):
            if step.touches(needed):
                taken.append(step)
                # What was done to a variable before it is given a new value does not matter.
                needed = (needed - step.binds) | (step.uses & self.names)
        text = _written([step.tree for step in reversed(taken)], tree)
        return text if len(text) <= _MAX_CALL else None

    def reached(self, tree: ast.expr) -> frozenset[str]:
        """All names that an expression uses, by its variables, too."""
        found, size = mentioned(tree), -1
        while size != len(found):
            size = len(found)
            for step in self.steps:
                found |= step.uses if step.touches(found & self.names) else frozenset()
        return found


def mentioned(tree: ast.expr) -> frozenset[str]:
    """The names in an expression that it does not bind itself."""
    own = set(bound_in(tree))
    return frozenset(
        one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id not in own
    )


def _written(before: list[ast.expr], tree: ast.expr) -> str:
    if not before:
        return ast.unparse(tree)
    values = {
        step.target.id: step.value
        for step in before
        if isinstance(step, ast.NamedExpr) and _is_literal(step.value)
    }
    own = set(bound_in(tree))
    if len(values) == len(before) and not own & values.keys():
        return ast.unparse(_Putting(values).visit(ast.parse(ast.unparse(tree), mode="eval")))
    listed = ast.List(elts=[*before, tree], ctx=ast.Load())
    return f"{ast.unparse(listed)}[-1]"


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return True


class _Putting(ast.NodeTransformer):
    """Puts plain values in the place of the names they were given to."""

    def __init__(self, values: dict[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.values.get(node.id, node)
