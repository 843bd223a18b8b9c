"""The instrumented twin of a program: the same statements, with shadows written beside them.

Values are computed by the same operators in the same order; each variable x of a function or of
the module gets a neighbour that holds its shadow. Class bodies and decorators stay as they are.
"""

from __future__ import annotations

import ast
import copy
from typing import Any, List, Optional, Sequence, Set, Tuple

import expressions
import scopes
from expressions import call, constant, load, name, store

_REDUCIBLE = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}


class Twin(expressions.Expressions):
    """Rewrites one module; `key` tells its loops from those of other texts."""

    def __init__(self, source: str, key: str) -> None:
        super().__init__(source)
        self.key = key
        self.around_it: Set[str] = set()
        self.count = 0

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

    def temporary(self) -> str:
        """A name that the program does not use."""
        self.count += 1
        return "_wb_%d" % self.count

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
            when = expressions.subscript(load(times), index)
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

    def s_augassign(self, node: ast.AugAssign) -> List[ast.stmt]:
        operator = _REDUCIBLE.get(type(node.op))
        value, time = self.both(node.value)
        target = node.target
        if isinstance(target, ast.Name):
            if operator is not None and target.id in scopes.loaded(node.value):
                operator = None
            held = call("_wb_operand", value, time, load(target.id))
            if not self.has_shadow(target.id):
                return [ast.AugAssign(target, node.op, held)]
            whole: List[ast.stmt] = [
                ast.AugAssign(target, node.op, held),
                self.augmented(target.id, operator, node.lineno),
            ]
            if not self.is_apart(target.id, node.value):
                return whole
            return self.plainly(node, (held, value, time), operator, whole)
        return self.augment_place(node, target, value, time, operator)

    def is_apart(self, variable: str, operand: Any) -> bool:
        """Whether computing the operand first cannot change the variable."""
        if isinstance(operand, (ast.Constant, ast.Name)):
            return True
        scope = self.scopes[-1]
        mine = variable in scope.bound and scope.stores.get(variable) is not None
        walrus = any(isinstance(one, ast.NamedExpr) for one in ast.walk(operand))
        return mine and not walrus and not scope.shared and not scope.yields

    def plainly(
        self, node: Any, operand: Tuple[Any, Any, Any], operator: Any, whole: List[Any]
    ) -> List[ast.stmt]:
        """`variable += operand` as it is done where both are plain, and else, which is `whole`."""
        held, value, time = operand
        target = getattr(node, "target", None) or node.targets[0]
        made: List[ast.stmt] = []
        if not isinstance(value, ast.Constant):
            one, when = self.temporary(), self.temporary()
            made = [ast.Assign([store(one)], value), ast.Assign([store(when)], time)]
            value, time = load(one), load(when)
            held.args[:2] = [value, time]
        kinds = [call("_wb_type", one) for one in (load(target.id), value) if made or one != value]
        plain_ones = load("_wb_SCALARS")
        tests: List[ast.expr] = [ast.Compare(one, [ast.In()], [plain_ones]) for one in kinds]
        test = tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)
        first = copy.copy(whole[0])
        if isinstance(first, ast.AugAssign):
            first.value = value
        else:
            first.value = copy.copy(first.value)
            side = "right" if first.value.right is held else "left"
            setattr(first.value, side, value)
        site = constant((target.id, node.lineno, operator))
        fresh = call("_wb_combined", load(name(target.id)), time, site)
        plain: List[ast.stmt] = [first, ast.Assign([store(name(target.id))], fresh)]
        return [*made, ast.If(test, plain, whole)]

    def augmented(self, variable: str, operator: Optional[str], line: int) -> ast.stmt:
        """The shadow of a variable after an operator was applied to it."""
        site = constant((variable, line, operator))
        made = call("_wb_augmented", load(name(variable)), load(variable), site)
        return ast.Assign([store(name(variable))], made)

    def augment_place(
        self, node: ast.AugAssign, target: Any, value: Any, time: Any, operator: Optional[str]
    ) -> List[ast.stmt]:
        """`a[i] += e` and `o.x += e`."""
        owner, when = self.temporary(), self.temporary()
        made: List[ast.stmt] = []
        held, held_time = self.both(target.value)
        made.append(ast.Assign([store(owner)], held))
        made.append(ast.Assign([store(when)], held_time))
        text, line = self.site_of(target)
        site = constant((text, line, operator))
        if isinstance(target, ast.Attribute):
            key: Any = constant("." + self.mangled(target.attr))
            place: Any = ast.Attribute(load(owner), target.attr, ast.Store())
            there: Any = ast.Attribute(load(owner), target.attr, ast.Load())
            late: Any = load("_wb_Z")
        else:
            index, late_name = self.temporary(), self.temporary()
            number, number_time = self.both(target.slice)
            made.append(ast.Assign([store(index)], number))
            made.append(ast.Assign([store(late_name)], number_time))
            key, late = load(index), load(late_name)
            place = expressions.subscript(load(owner), load(index), ast.Store())
            there = expressions.subscript(load(owner), load(index))
        operand = call("_wb_operand", value, time, there)
        made.append(ast.AugAssign(place, node.op, operand))
        both = [load(owner), load(when), key, late]
        made.append(ast.Expr(call("_wb_augmented_item", *both, site)))
        return made

    def reduction_of(self, node: ast.Assign, target: ast.Name) -> Optional[List[ast.stmt]]:
        """`s = s + e` and `s = max(s, e)` as `s += e` has it; None for any other."""
        found = _operand(node.value, target.id)
        if found is None or not self.has_shadow(target.id):
            return None
        operator, operand, is_call = found
        if target.id in scopes.loaded(operand):
            return None
        if is_call and self.has_shadow(operator):
            return None
        value, time = self.both(operand)
        held = call("_wb_operand", value, time, load(target.id))
        plain: Any = node.value
        if is_call:
            args = [held if one is operand else one for one in plain.args]
            made: Any = ast.Call(plain.func, args, [])
        elif plain.right is operand:
            made = ast.BinOp(plain.left, plain.op, held)
        else:
            made = ast.BinOp(held, plain.op, plain.right)
        whole: List[ast.stmt] = [
            ast.Assign([target], made),
            self.augmented(target.id, operator, node.lineno),
        ]
        if is_call or not self.is_apart(target.id, operand):
            return whole
        return self.plainly(node, (held, value, time), operator, whole)


def _operand(value: ast.expr, variable: str) -> Optional[Tuple[str, ast.expr, bool]]:
    """What `variable` is combined with, and how: (operator, operand, whether by a call)."""
    if isinstance(value, ast.BinOp) and type(value.op) in _REDUCIBLE:
        operator = _REDUCIBLE[type(value.op)]
        if isinstance(value.left, ast.Name) and value.left.id == variable:
            return operator, value.right, False
        right = isinstance(value.right, ast.Name) and value.right.id == variable
        if right and operator != "-":
            return operator, value.left, False
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name) or value.keywords:
        return None
    if value.func.id in ("max", "min") and len(value.args) == 2:
        for mine, other in (value.args, value.args[::-1]):
            if isinstance(mine, ast.Name) and mine.id == variable:
                return value.func.id, other, True
    return None


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
