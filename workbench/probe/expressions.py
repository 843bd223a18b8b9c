"""Expressions of the twin: each becomes one that has the same value and makes its time known.

`both` gives two expressions, for the value and, evaluated right after it, for its time.
"""

from __future__ import annotations

import ast
import operator
import sys
from typing import Any, Dict, List, Optional, Set, Tuple

import bulk
import fused
import scopes

Pair = Tuple[Any, Any]
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


def load(variable: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(variable, ast.Load())


def store(variable: str) -> ast.Name:
    """A name that is written."""
    return ast.Name(variable, ast.Store())


def call(function: str, *arguments: Any) -> ast.Call:
    """A call of one of ours."""
    return ast.Call(load(function), list(arguments), [])


def constant(value: Any) -> Any:
    """A constant, which may be a tuple of constants too."""
    return ast.Constant(value)


def name(variable: str) -> str:
    """The name of a variable's shadow."""
    return scopes.PREFIX + variable


def subscript(value: Any, index: Any, context: Any = None) -> ast.Subscript:
    """`value[index]`; before 3.9 an index is wrapped."""
    if sys.version_info < (3, 9) and isinstance(index, ast.expr):
        index = ast.Index(index)
    return ast.Subscript(value, index, context or ast.Load())


def now() -> ast.Subscript:
    """The time of what was computed last."""
    return subscript(load("_wb_T"), constant(0))


class Expressions:
    """The part of the rewriting that is about expressions."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.scopes: List[scopes.Scope] = []
        self.classes: List[str] = []
        # Definitions of functions that do several operators, and what their names end in.
        self.functions: List[Any] = []
        self.text = ""
        # Variables that an operator is applied to in place, anywhere: their reads are looked at.
        self.reductions: Set[str] = set()

    def register(self, node: Any, kind: str, part: int = 0) -> int:
        """The number of a loop; `part` is that of a comprehension's `for`."""
        raise NotImplementedError

    def has_shadow(self, variable: str) -> bool:
        """Whether the program binds that name where it is looked up from here."""
        return self.scope_of(variable) is not None

    def scope_of(self, variable: str) -> Optional[scopes.Scope]:
        """The scope that binds a name, as seen from here; None for built-ins."""
        for number, scope in enumerate(reversed(self.scopes)):
            if scope.is_class and number:
                continue
            if variable in scope.bound:
                return None if scope.is_class else scope
        return None

    def mangled(self, attribute: str) -> str:
        """What the compiler makes of a private name in a class."""
        if self.classes and attribute.startswith("__") and not attribute.endswith("__"):
            return "_%s%s" % (self.classes[-1].lstrip("_"), attribute)
        return attribute

    def site_of(self, node: Any) -> Tuple[str, int]:
        """What a subscript or an attribute is called in a witness, and its line."""
        root, text = node, ""
        while isinstance(root, (ast.Subscript, ast.Attribute)):
            text = ("[]" if isinstance(root, ast.Subscript) else "." + root.attr) + text
            root = root.value
        start = root.id if isinstance(root, ast.Name) else "(...)"
        # "a[]" is any element of a.
        return (start + text)[:120], node.lineno

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

    def variable(self, node: ast.Name) -> Pair:
        scope = self.scope_of(node.id)
        if scope is None:
            return node, load("_wb_Z")
        held = load(name(node.id))
        time = subscript(held, constant(0))
        if scope is self.scopes[-1] and self.is_own(node.id, scope):
            return node, time
        site = constant((node.id, node.lineno))
        read = call("_wb_read", held, site)
        watched = subscript(load("_wb_T"), constant(8))
        if node.id in self.reductions:
            return node, ast.IfExp(watched, read, time)
        here = subscript(load("_wb_T"), constant(1))
        test = ast.Compare(subscript(held, constant(1)), [ast.Is()], [here])
        return node, ast.IfExp(test, time, read)

    def is_own(self, variable: str, scope: scopes.Scope) -> bool:
        """Whether what is read was surely written in this iteration of all loops around here."""
        return not scope.yields and (variable in scope.given or variable in scope.written)

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

    # Operators and subscripts, as many as one function can do

    def fused(self, node: Any, is_test: bool = False) -> Any:
        """The call of a function that computes it and, of a test, makes what follows wait."""
        return self.computed(self.tree(node, node.lineno), is_test)

    def tree(self, node: Any, line: int) -> Any:
        """The operators and operands of an expression that one function does.

        What is more than that is done before; operators come before none of it.
        """
        if isinstance(node, ast.Constant) and fused.is_written(node.value):
            return fused.Leaf("constant", node, None, None)
        if isinstance(node, ast.Name):
            return self.named(node)
        if not self.is_fused(node) or node.lineno != line:
            return fused.Leaf("value", *self.both(node), None)
        parts: List[Any] = []
        for one in fused.operands(node):
            part = self.tree(one, line)
            if part.mixed and parts and parts[0].size > 1:
                parts[0] = self.cut(parts[0])
            parts.append(part)
        site = self.site_of(node) if isinstance(node, ast.Subscript) else None
        made = fused.Branch(node, parts, site)
        return made if made.size < fused.MOST_PARTS else self.cut(made)

    def is_fused(self, node: Any) -> bool:
        """Whether one function may do it with others; `len` unless the program binds the name."""
        if isinstance(node, ast.Call):
            return fused.is_fused(node) and not self.has_shadow("len")
        return fused.is_fused(node)

    def cut(self, tree: Any) -> Any:
        """That done before."""
        return fused.Leaf("value", ast.copy_location(self.computed(tree), tree.node), now(), None)

    def named(self, node: ast.Name) -> Any:
        """A variable, with the place of its reading where a loop may carry it."""
        scope = self.scope_of(node.id)
        if scope is None:
            return fused.Leaf("variable", node, None, None)
        mine = scope is self.scopes[-1] and self.is_own(node.id, scope)
        site = None if mine else (node.id, node.lineno)
        return fused.Leaf("variable", node, load(name(node.id)), site)

    def computed(self, tree: Any, is_test: bool = False) -> Any:
        """The call of the function for a tree."""
        if not isinstance(tree, fused.Branch):
            return call("_wb_branch", tree.node, tree.late) if is_test else tree.node
        leaves = tree.leaves()
        last = max([k for k, one in enumerate(leaves) if one.mixed], default=0)
        for one in leaves[:last]:
            # What is done before them may change it.
            if one.kind == "variable" and one.late is not None:
                one.kind, one.late = "value", self.variable(one.node)[1]
        made = fused.Function(tree)
        title = "_wb_f%d_%s" % (len(self.functions), self.text)
        (function,) = ast.parse(made.text(title, is_test)).body
        for part in ast.walk(function):
            if hasattr(part, "lineno"):
                ast.copy_location(part, tree.node)
        self.functions.append(function)
        return call(title, *made.arguments)

    def e_binop(self, node: ast.BinOp) -> Any:
        if fused.is_fused(node):
            return self.fused(node)
        left, right = self.both(node.left), self.both(node.right)
        return call("_wb_binary", load("_wb_op_" + type(node.op).__name__), *left, *right)

    def e_unaryop(self, node: ast.UnaryOp) -> Any:
        return self.fused(node)

    def test(self, node: Any) -> Any:
        """A condition, which what is written under it waits for."""
        if self.is_fused(node):
            return ast.copy_location(self.fused(node, True), node)
        if isinstance(node, ast.BoolOp):
            return ast.copy_location(call("_wb_decided", self.parts_of(node)), node)
        return call("_wb_branch", *self.both(node))

    def parts_of(self, node: ast.BoolOp) -> Any:
        """The same, with the time of all parts that are looked at on the stack."""
        first, *others = node.values
        values = [call("_wb_opened", *self.both(first)), *(self.part(one) for one in others)]
        return ast.BoolOp(node.op, values)

    def e_compare(self, node: ast.Compare) -> Any:
        if fused.is_fused(node):
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
        if fused.is_fused(node):
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
