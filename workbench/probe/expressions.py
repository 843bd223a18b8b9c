"""Expressions of the twin: each becomes one that has the same value and makes its time known.

`both` gives two expressions, for the value and, evaluated right after it, for its time.
"""

from __future__ import annotations

import ast
import operator
from typing import Any, Dict, List

import bulk
import trees
from forms import call, constant, load, name, now, store, subscript
from trees import Pair

OPERATORS: Dict[str, Any] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": operator.pow,
    "BitXor": operator.xor,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "MatMult": operator.matmul,
    "Lt": operator.lt,
    "Gt": operator.gt,
    "LtE": operator.le,
    "GtE": operator.ge,
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "In": bulk.contains,
    "NotIn": bulk.lacks,
    "Is": operator.is_,
    "IsNot": operator.is_not,
    "USub": operator.neg,
    "UAdd": operator.pos,
    "Not": operator.not_,
    "Invert": operator.invert,
}


class Expressions(trees.Trees):
    """The part of the rewriting that is about expressions."""

    def register(self, node: Any, kind: str, part: int = 0) -> int:
        """The number of a loop; `part` is that of a comprehension's `for`."""
        raise NotImplementedError

    def mangled(self, attribute: str) -> str:
        """What the compiler makes of a private name in a class."""
        if self.classes and attribute.startswith("__") and not attribute.endswith("__"):
            return "_%s%s" % (self.classes[-1].lstrip("_"), attribute)
        return attribute

    def site(self, node: Any) -> Any:
        """That as a constant."""
        return constant(self.site_of(node))

    def shadow(self, variable: str, time: Any, line: int) -> ast.stmt:
        """The statement that stores a variable's shadow."""
        return ast.Assign([store(name(variable))], self.made(time, line))

    def made(self, time: Any, line: int) -> ast.Tuple:
        """A shadow of something written here and now."""
        node = subscript(load("_wb_T"), constant(1))
        return ast.Tuple([time, node, constant(line), constant(None)], ast.Load())

    def both(self, node: Any) -> Pair:
        """(value, time) of an expression."""
        if isinstance(node, ast.Constant):
            return node, load("_wb_Z")
        if isinstance(node, ast.Name):
            return self.variable(node)
        visit = getattr(self, "e_" + type(node).__name__.lower(), None)
        made = visit(node) if visit is not None else node
        return ast.copy_location(made, node), now()

    def value(self, node: Any) -> Any:
        """One expression that makes its time known itself."""
        value, time = self.both(node)
        if isinstance(node, (ast.Constant, ast.Name)):
            return call("_wb_at", value, time)
        return value

    def each(self, nodes: Any) -> List[Any]:
        """Values and times of several, alternating."""
        return [part for node in nodes for part in self.both(node)]

    def joined(self, made: Any) -> Any:
        """An expression whose parts were wrapped by `part`."""
        return call("_wb_end", call("_wb_begin"), made)

    def part(self, node: Any) -> Any:
        """A part of such an expression."""
        return call("_wb_joined", *self.both(node))

    def e_index(self, node: Any) -> Any:
        return self.value(node.value)

    def e_binop(self, node: ast.BinOp) -> Any:
        if self.is_fused(node):
            return self.fused(node)
        left, right = self.both(node.left), self.both(node.right)
        return call("_wb_binary", load("_wb_op_" + type(node.op).__name__), *left, *right)

    def e_unaryop(self, node: ast.UnaryOp) -> Any:
        return self.fused(node)

    def e_compare(self, node: ast.Compare) -> Any:
        if self.is_fused(node):
            return self.fused(node)
        if len(node.ops) == 1:
            left, right = self.both(node.left), self.both(node.comparators[0])
            return call("_wb_binary", load("_wb_op_" + type(node.ops[0]).__name__), *left, *right)
        others: List[Any] = [call("_wb_compared", *self.both(one)) for one in node.comparators]
        return self.joined(ast.Compare(self.part(node.left), node.ops, others))

    def e_boolop(self, node: ast.BoolOp) -> Any:
        return call("_wb_closed", self.parts_of(node))

    def e_ifexp(self, node: ast.IfExp) -> Any:
        test, body, orelse = (self.part(one) for one in (node.test, node.body, node.orelse))
        return self.joined(ast.IfExp(test, body, orelse))

    def e_subscript(self, node: ast.Subscript) -> Any:
        if self.is_fused(node):
            return self.fused(node)
        return call("_wb_item", *self.both(node.value), *self.both(node.slice), self.site(node))

    def e_slice(self, node: ast.Slice) -> Any:
        parts = [
            constant(None) if one is None else self.part(one)
            for one in (node.lower, node.upper, node.step)
        ]
        return self.joined(call("_wb_slice", *parts))

    def e_extslice(self, node: Any) -> Any:
        return self.joined(ast.Tuple([self.part(one) for one in node.dims], ast.Load()))

    def e_attribute(self, node: ast.Attribute) -> Any:
        key = constant(self.mangled(node.attr))
        return call("_wb_attribute", *self.both(node.value), key, constant(node.lineno))

    def e_namedexpr(self, node: ast.NamedExpr) -> Any:
        value, time = self.both(node.value)
        held = ast.NamedExpr(store(name(node.target.id)), self.made(time, node.lineno))
        return call("_wb_first", ast.NamedExpr(node.target, value), held)

    def e_list(self, node: ast.List) -> Any:
        if any(isinstance(one, ast.Starred) for one in node.elts):
            made = ast.List([self.starred(one) for one in node.elts], ast.Load())
            return self.gathered(made, node.lineno)
        return call("_wb_new_list", constant(node.lineno), *self.each(node.elts))

    def e_tuple(self, node: ast.Tuple) -> Any:
        if any(isinstance(one, (ast.Starred, ast.Slice)) for one in node.elts):
            return self.joined(ast.Tuple([self.starred(one) for one in node.elts], ast.Load()))
        return call("_wb_new_tuple", constant(node.lineno), *self.each(node.elts))

    def starred(self, node: Any) -> Any:
        """An element of a display, perhaps with a star."""
        if isinstance(node, ast.Starred):
            return ast.Starred(self.part(node.value), ast.Load())
        return self.part(node)

    def gathered(self, made: Any, line: int) -> Any:
        """A new container whose elements are not told apart."""
        return call("_wb_gathered", self.joined(made), constant(line))

    def e_set(self, node: ast.Set) -> Any:
        return self.gathered(ast.Set([self.starred(one) for one in node.elts]), node.lineno)

    def e_dict(self, node: ast.Dict) -> Any:
        if any(key is None for key in node.keys):
            keys = [key and self.part(key) for key in node.keys]
            made = ast.Dict(keys, [self.part(one) for one in node.values])
            return self.gathered(made, node.lineno)
        pairs = [one for pair in zip(node.keys, node.values) for one in pair]
        return call("_wb_new_dict", constant(node.lineno), *self.each(pairs))

    def e_joinedstr(self, node: ast.JoinedStr) -> Any:
        return self.joined(ast.JoinedStr([self.formatted(one) for one in node.values]))

    def formatted(self, node: Any) -> Any:
        """A field of an f-string, whose format may have fields."""
        if not isinstance(node, ast.FormattedValue):
            return node
        wanted: Any = node.format_spec
        if wanted is not None:
            wanted = ast.JoinedStr([self.formatted(one) for one in wanted.values])
        return ast.FormattedValue(self.part(node.value), node.conversion, wanted)
