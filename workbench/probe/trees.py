"""Expressions of the twin that one function does: operators and subscripts, variables, tests."""

from __future__ import annotations

import ast
from typing import Any, List, Optional, Set, Tuple

import fused
import operands
import scopes
from forms import call, constant, load, name, now, subscript
from operands import Branch, Leaf

Pair = Tuple[Any, Any]


class Trees:
    """Variables and their scopes, and the expressions that are done at once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.scopes: List[scopes.Scope] = []
        self.classes: List[str] = []
        # Definitions of functions that do several operators, and what their names end in.
        self.functions: List[Any] = []
        self.text = ""
        # Variables that an operator is applied to in place, anywhere: their reads are looked at.
        self.reductions: Set[str] = set()

    def both(self, node: Any) -> Pair:
        """(value, time) of an expression."""
        raise NotImplementedError

    def part(self, node: Any) -> Any:
        """A part of an expression whose parts are joined."""
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

    def site_of(self, node: Any) -> Tuple[str, int]:
        """What a subscript or an attribute is called in a witness, and its line."""
        root, text = node, ""
        while isinstance(root, (ast.Subscript, ast.Attribute)):
            text = ("[]" if isinstance(root, ast.Subscript) else "." + root.attr) + text
            root = root.value
        start = root.id if isinstance(root, ast.Name) else "(...)"
        # "a[]" is any element of a.
        return (start + text)[:120], node.lineno

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

    def fused(self, node: Any, is_test: bool = False) -> Any:
        """The call of a function that computes it and, of a test, makes what follows wait."""
        return self.computed(self.tree(node, node.lineno), is_test)

    def tree(self, node: Any, line: int) -> Any:
        """The operators and operands of an expression that one function does.

        What is more than that is done before; operators come before none of it.
        """
        if isinstance(node, ast.Constant) and operands.is_written(node.value):
            return Leaf("constant", node, None, None)
        if isinstance(node, ast.Name):
            return self.named(node)
        if not self.is_fused(node) or node.lineno != line:
            return Leaf("value", *self.both(node), None)
        parts: List[Any] = []
        for one in operands.operands(node):
            part = self.tree(one, line)
            if part.mixed and parts and parts[0].size > 1:
                parts[0] = self.cut(parts[0])
            parts.append(part)
        site = self.site_of(node) if isinstance(node, ast.Subscript) else None
        made = Branch(node, parts, site)
        return made if made.size < operands.MOST_PARTS else self.cut(made)

    def is_fused(self, node: Any) -> bool:
        """Whether one function may do it with others; `len` unless the program binds the name."""
        if isinstance(node, ast.Call):
            return operands.is_fused(node) and not self.has_shadow("len")
        return operands.is_fused(node)

    def cut(self, tree: Any) -> Any:
        """That done before."""
        return Leaf("value", ast.copy_location(self.computed(tree), tree.node), now(), None)

    def named(self, node: ast.Name) -> Any:
        """A variable, with the place of its reading where a loop may carry it."""
        scope = self.scope_of(node.id)
        if scope is None:
            return Leaf("variable", node, None, None)
        mine = scope is self.scopes[-1] and self.is_own(node.id, scope)
        site = None if mine else (node.id, node.lineno)
        return Leaf("variable", node, load(name(node.id)), site)

    def computed(self, tree: Any, is_test: bool = False) -> Any:
        """The call of the function for a tree."""
        if not isinstance(tree, Branch):
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
