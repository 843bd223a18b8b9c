"""`variable += operand` and its kin in the twin's text: what may be a reduction."""

from __future__ import annotations

import ast
import copy
from typing import Any, List, Optional, Tuple

import expressions
import forms
import scopes
from forms import call, constant, load, name, store

_REDUCIBLE = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}


class Reducing(expressions.Expressions):
    """Assignments that combine a variable or an element with an operand."""

    count = 0

    def temporary(self) -> str:
        """A name that the program does not use."""
        self.count += 1
        return "_wb_%d" % self.count

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
            place = forms.subscript(load(owner), load(index), ast.Store())
            there = forms.subscript(load(owner), load(index))
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
