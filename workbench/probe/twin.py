"""The instrumented twin of a program: the same statements, with shadows written beside them.

Values are computed by the same operators in the same order; each variable x of a function or of
the module gets a neighbour that holds its shadow. Class bodies and decorators stay as they are.
"""

from __future__ import annotations

import ast
from typing import Any, List, Sequence, Set, Tuple

import forms
import reducing
import scopes
from forms import call, constant, load, name, store


class Twin(reducing.Reducing):
    """Rewrites one module; `key` tells its loops from those of other texts."""

    def __init__(self, source: str, key: str) -> None:
        super().__init__(source)
        self.key = key
        self.around_it: Set[str] = set()

    def module(self) -> ast.Module:
        """The tree of the twin; raises SyntaxError and RecursionError."""
        tree = ast.parse(self.source)
        self.scopes = [scopes.Scope(tree)]
        self.reductions = scopes.combined(tree)
        mine = set(self.scopes[0].bound)
        self.scopes[0].bound |= self.around_it
        docstring = _future(tree.body)
        first = [self.zero(one) for one in sorted(mine - self.around_it)]
        body = self.block(tree.body[docstring:])
        tree.body = tree.body[:docstring] + self.functions + first + body
        return ast.fix_missing_locations(tree)

    def zero(self, variable: str) -> ast.stmt:
        """A variable that nobody has written yet is there from the beginning."""
        parts = [load("_wb_Z"), load("_wb_ROOT"), constant(0), constant(None)]
        return ast.Assign([store(name(variable))], ast.Tuple(parts, ast.Load()))

    def block(self, statements: Sequence[ast.stmt]) -> List[ast.stmt]:
        """Statements and what goes with them; never empty."""
        made: List[ast.stmt] = []
        scope = self.scopes[-1]
        known = set(scope.written)
        for one in statements:
            before = len(made)
            visit = getattr(self, "s_" + type(one).__name__.lower(), None)
            made += visit(one) if visit is not None else self.other(one)
            for new in made[before:]:
                for part in ast.walk(new):
                    if isinstance(part, (ast.expr, ast.stmt)) and not hasattr(part, "lineno"):
                        ast.copy_location(part, one)
            if isinstance(one, (ast.Assign, ast.AnnAssign)):
                scope.written |= self.once(one)
        scope.written = known
        return made or [ast.Pass()]

    def once(self, node: Any) -> Set[str]:
        """Variables of this scope that nothing but this statement or loop writes."""
        scope = self.scopes[-1]
        if isinstance(scope.node, ast.Module):
            return set()
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {name for target in targets for name in scopes.stored(target)}
        return {one for one in names if scope.stores.get(one) == 1 and one in scope.bound}

    def other(self, statement: ast.stmt) -> List[ast.stmt]:
        """Imports, pass, global and the like stay; the names that are bound get shadows."""
        if isinstance(statement, (ast.Global, ast.Nonlocal)):
            statement.names = statement.names + [
                name(one) for one in statement.names if self.has_shadow(one)
            ]
            return [statement]
        bound = scopes.bound_by(statement)
        return [statement, *(self.zero(one) for one in sorted(bound) if self.has_shadow(one))]

    # Assignments

    def s_assign(self, node: ast.Assign) -> List[ast.stmt]:
        line, target = node.lineno, node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Name):
            reduction = self.reduction_of(node, target)
            if reduction is not None:
                return reduction
            value, time = self.both(node.value)
            return [ast.Assign([target], value), self.shadow(target.id, time, line)]
        if len(node.targets) == 1 and _same_length(target, node.value):
            return self.parallel(node, target, node.value)
        value, time = self.both(node.value)
        held, when = self.temporary(), self.temporary()
        made: List[ast.stmt] = [
            ast.Assign([store(held)], value),
            ast.Assign([store(when)], time),
        ]
        for one in node.targets:
            made += self.assign(one, load(held), load(when), line)
        return made

    def parallel(self, node: ast.Assign, target: Any, values: Any) -> List[ast.stmt]:
        """`a, b = x, y`: each with its own time."""
        made: List[ast.stmt] = []
        pairs: List[Tuple[str, str]] = []
        for one in values.elts:
            value, time = self.both(one)
            held, when = self.temporary(), self.temporary()
            pairs.append((held, when))
            made.append(ast.Assign([store(held)], value))
            made.append(ast.Assign([store(when)], time))
        for one, (held, when) in zip(target.elts, pairs):
            made += self.assign(one, load(held), load(when), node.lineno)
        return made

    def assign(self, target: Any, value: Any, time: Any, line: int) -> List[ast.stmt]:
        """One target gets a value that is there already."""
        if isinstance(target, ast.Name):
            return [ast.Assign([target], value), self.shadow(target.id, time, line)]
        if isinstance(target, ast.Starred):
            return self.assign(target.value, value, time, line)
        if isinstance(target, ast.Subscript):
            place = ast.Tuple([*self.both(target.value), *self.both(target.slice)], ast.Load())
            return [ast.Expr(call("_wb_store", value, time, place, self.site(target)))]
        if isinstance(target, ast.Attribute):
            held = self.temporary()
            owner, _ = self.both(target.value)
            written = ast.Attribute(load(held), target.attr, ast.Store())
            key = constant(self.mangled(target.attr))
            return [
                ast.Assign([store(held)], owner),
                ast.Assign([written], value),
                ast.Expr(call("_wb_set_attribute", load(held), key, time, constant(line))),
            ]
        return self.unpack(target, value, time, line)

    def unpack(self, target: Any, value: Any, time: Any, line: int) -> List[ast.stmt]:
        """A value taken apart by the interpreter; its parts' times are looked up before."""
        number = len(target.elts)
        times = self.temporary()
        parts = [self.temporary() for _ in target.elts]
        stars = [isinstance(one, ast.Starred) for one in target.elts]
        into: List[Any] = [
            ast.Starred(store(part), ast.Store()) if star else store(part)
            for part, star in zip(parts, stars)
        ]
        asked = number if not any(stars) else 0
        found = call("_wb_parts", value, time, constant(asked), constant(line))
        made: List[ast.stmt] = [
            ast.Assign([store(times)], found),
            ast.Assign([ast.Tuple(into, ast.Store())], value),
        ]
        for place, (one, part) in enumerate(zip(target.elts, parts)):
            index: Any = constant(place if asked else 0)
            when = forms.subscript(load(times), index)
            made += self.assign(one, load(part), when, line)
        return made

    def s_annassign(self, node: ast.AnnAssign) -> List[ast.stmt]:
        if node.value is None:
            return [node]
        plain = ast.Assign([node.target], node.value)
        ast.copy_location(plain, node)
        made = self.s_assign(plain)
        if isinstance(node.target, ast.Name) and len(self.scopes) == 1:
            made.append(ast.AnnAssign(store(node.target.id), node.annotation, None, node.simple))
        return made


def _same_length(target: Any, value: Any) -> bool:
    kinds = (ast.Tuple, ast.List)
    if not isinstance(target, kinds) or not isinstance(value, kinds):
        return False
    stars = [one for one in [*target.elts, *value.elts] if isinstance(one, ast.Starred)]
    return len(target.elts) == len(value.elts) and not stars


def _future(body: Sequence[ast.stmt]) -> int:
    """How many statements must stay first: the docstring and imports from __future__."""
    number = 0
    for one in body:
        text = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
        if not text and not (isinstance(one, ast.ImportFrom) and one.module == "__future__"):
            break
        number += 1
    return number
