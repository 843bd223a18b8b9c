"""Rewrites a program's own source so that its arithmetic and its calls pass by a tally.

Instrumented are the operators + - * / // % ** @, plain and in place, and every call. What is
computed, and in which order, stays as it was: `a * b` becomes `tally.binary("mul", a, b)`, `f(x)`
becomes `tally.seen(f)(x)`, where `seen` gives `f` itself unless it is a function that is counted.
Left alone are constant expressions, which the compiler folds, annotations and patterns.
"""

from __future__ import annotations

import ast
import sys
import types
from typing import Any, List

NAME = "__workbench_tally__"
DEEPEST = 10000
_OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}


def compiled(source: str, filename: str, mode: str) -> types.CodeType:
    """The code of the rewritten text; raises what `compile` does for the text itself."""
    tree = compile(source, filename, mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    limit = sys.getrecursionlimit()
    # Each operator of a long sum is nested in the next, and rewriting nests once more.
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        tree = ast.fix_missing_locations(_Rewriter().visit(tree))
        code: types.CodeType = compile(tree, filename, mode, dont_inherit=True)
    finally:
        sys.setrecursionlimit(limit)
    return code


class _Rewriter(ast.NodeTransformer):
    def __init__(self) -> None:
        self.classes: List[str] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        self.classes.append(node.name)
        self.generic_visit(node)
        self.classes.pop()
        return node

    def visit_FunctionDef(self, node: Any) -> Any:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    def visit_AsyncFunctionDef(self, node: Any) -> Any:
        return self.visit_FunctionDef(node)

    def visit_arg(self, node: ast.arg) -> Any:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        node.target = self.visit(node.target)
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_match_case(self, node: Any) -> Any:
        if node.guard is not None:
            node.guard = self.visit(node.guard)
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        if _is_constant(node):
            return node
        self.generic_visit(node)
        name = _OPERATORS.get(type(node.op))
        if name is None:
            return node
        return _call(node, "binary", ast.Constant(name), node.left, node.right)

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        node.func = _call(node, "seen", node.func)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        name, target = _OPERATORS.get(type(node.op)), node.target
        if name is None:
            return node
        operator = ast.Constant(name)
        if isinstance(target, ast.Name):
            now = ast.copy_location(ast.Name(target.id, ast.Load()), target)
            value = _call(node, "inplace", operator, now, node.value)
            return ast.copy_location(ast.Assign([target], value), node)
        if isinstance(target, ast.Attribute):
            place: ast.expr = ast.Constant(self._mangled(target.attr))
            old = _call(node, "attribute", operator, target.value, place)
        else:
            old = _call(node, "item", operator, target.value, _index(target.slice))
        # The old value is fetched before the right-hand side is evaluated, as in the original.
        store = ast.Call(old, [node.value], [])
        return ast.copy_location(ast.Expr(ast.copy_location(store, node)), node)

    def _mangled(self, name: str) -> str:
        """A private name as the compiler writes it within a class."""
        within = self.classes[-1].lstrip("_") if self.classes else ""
        private = name.startswith("__") and not name.endswith("__") and "." not in name
        return "_%s%s" % (within, name) if private and within else name


def _call(where: ast.AST, name: str, *arguments: Any) -> ast.Call:
    function = ast.Attribute(ast.Name(NAME, ast.Load()), name, ast.Load())
    return ast.copy_location(ast.Call(function, list(arguments), []), where)


def _index(node: Any) -> Any:
    """What stands between the brackets, as an expression of its own."""
    kind = type(node).__name__
    if kind == "Index":  # up to 3.8
        return node.value
    if kind == "ExtSlice":  # up to 3.8
        return ast.Tuple([_index(one) for one in node.dims], ast.Load())
    if kind == "Slice":
        bounds = [one or ast.Constant(None) for one in (node.lower, node.upper, node.step)]
        return _call(node, "slice", *bounds)
    if kind == "Tuple":
        return ast.copy_location(ast.Tuple([_index(one) for one in node.elts], ast.Load()), node)
    return node


def _is_constant(node: ast.AST) -> bool:
    while isinstance(node, ast.BinOp):
        if not _is_constant(node.right):
            return False
        node = node.left
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    return isinstance(node, ast.Constant)
