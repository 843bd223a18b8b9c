"""Source rewritten so that work done in C passes by a meter: calls, operators, slices, loops.

The result computes the same. What looks at its caller's frame (`super()`, `locals()`, …) is left
alone, and so are the patterns of `match`.
"""

from __future__ import annotations

import ast
from typing import Any, Dict, List

CALL, BINARY, AUGMENTED, COMPARED, MADE, DELETED, TICK = (
    "_wb_call",
    "_wb_binary",
    "_wb_augmented",
    "_wb_compared",
    "_wb_made",
    "_wb_deleted",
    "_wb_tick",
)
_ALONE = frozenset(
    ["super", "locals", "globals", "vars", "dir", "eval", "exec", "__import__", "breakpoint"]
)
_COMPARISONS = (ast.In, ast.NotIn, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def woven(source: str, filename: str) -> Any:
    """The code object of the rewritten module."""
    tree = _Weaver().visit(ast.parse(source, filename))
    ast.fix_missing_locations(tree)
    return compile(tree, filename, "exec", dont_inherit=True)


class _Weaver(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in _ALONE:
            return self.generic_visit(node)
        self.generic_visit(node)
        return _at(node, CALL, [node.func] + node.args, node.keywords)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _at(node, BINARY, [_name(node.op), node.left, node.right])

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        before: ast.expr = ast.Constant(value=None, kind=None)
        if isinstance(node.target, ast.Name):
            before = ast.Name(id=node.target.id, ctx=ast.Load())
        node.value = _at(node.value, AUGMENTED, [_name(node.op), before, node.value])
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) != 1 or not isinstance(node.ops[0], _COMPARISONS):
            return node
        return _at(node, COMPARED, [_name(node.ops[0]), node.left, node.comparators[0]])

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and _is_slice(node):
            return _at(node, MADE, [node])
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        self.generic_visit(node)
        if any(isinstance(one, ast.Subscript) and _is_slice(one) for one in node.targets):
            node.value = _at(node.value, MADE, [node.value])
        return node

    def visit_Delete(self, node: ast.Delete) -> Any:
        self.generic_visit(node)
        found: List[ast.AST] = []
        for one in node.targets:
            if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name):
                holder = ast.Name(id=one.value.id, ctx=ast.Load())
                found.append(_statement(node, _at(node, DELETED, [holder])))
        return found + [node]

    def visit_List(self, node: ast.List) -> ast.AST:
        return self._display(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return self._display(node)

    def visit_Set(self, node: ast.Set) -> ast.AST:
        return self._display(node)

    def _display(self, node: Any) -> ast.AST:
        self.generic_visit(node)
        stores = not isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        if stores or not any(isinstance(one, ast.Starred) for one in node.elts):
            return node  # type: ignore[no-any-return]
        return _at(node, MADE, [node])

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        return _at(node, MADE, [node]) if any(key is None for key in node.keys) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.generic_visit(node)
        return _at(node, MADE, [node])

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        # Its format is a JoinedStr that has to stay one.
        node.value = self.visit(node.value)
        return node

    def visit_match_case(self, node: Any) -> ast.AST:
        if node.guard is not None:
            node.guard = self.visit(node.guard)
        node.body = [self._flat(one) for one in node.body]
        node.body = [one for group in node.body for one in group]
        return node  # type: ignore[no-any-return]

    def _flat(self, statement: ast.stmt) -> List[Any]:
        found = self.visit(statement)
        return found if isinstance(found, list) else [found]

    # Loops and functions: where a program goes on for ever, it passes here again and again.

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._ticking(node)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self._ticking(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._ticking(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._ticking(node, 1 if ast.get_docstring(node, clean=False) is not None else 0)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._ticking(node, 1 if ast.get_docstring(node, clean=False) is not None else 0)

    def _ticking(self, node: Any, at: int = 0) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(at, _statement(node, _at(node, TICK, [])))
        return node  # type: ignore[no-any-return]

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        node.body = ast.BoolOp(op=ast.And(), values=[_at(node.body, TICK, []), node.body])
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.ifs.insert(0, _at(node.target, TICK, []))
        return node


def _is_slice(node: ast.Subscript) -> bool:
    # Up to 3.8 a slice is no expression; an ExtSlice is one of an array.
    return isinstance(node.slice, ast.Slice)


def _name(operator: ast.AST) -> ast.expr:
    return ast.Constant(value=type(operator).__name__, kind=None)


def _at(node: ast.AST, name: str, arguments: List[Any], keywords: Any = ()) -> ast.Call:
    function = ast.Name(id=name, ctx=ast.Load())
    call = ast.Call(func=function, args=arguments, keywords=list(keywords))
    for one in (function, call):
        ast.copy_location(one, node)
    return call


def _statement(node: ast.AST, expression: ast.expr) -> ast.Expr:
    return ast.copy_location(ast.Expr(value=expression), node)


def section(call: str, own: Dict[str, Any], lazy: Any) -> Any:
    """The code of a call text whose outermost call of the program is the section to be measured.

    That call becomes `_wb_section(function, …)`, so that its arguments are made outside. A call of
    a generator function (`lazy` tells) is one of its arguments' makers: what consumes it is
    measured. Without any such call the whole text is the section.
    """
    tree = ast.parse(call.strip(), mode="eval")
    finder = _Section(own, lazy)
    body = finder.visit(tree.body)
    if not finder.found:
        arguments = ast.arguments(
            posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None,
            defaults=[],
        )  # fmt: skip
        whole = ast.Lambda(args=arguments, body=body)
        body = ast.Call(func=ast.Name(id=SECTION, ctx=ast.Load()), args=[whole], keywords=[])
    tree.body = body
    ast.fix_missing_locations(tree)
    return compile(tree, "<call>", "eval", dont_inherit=True)


SECTION = "_wb_section"


class _Section(ast.NodeTransformer):
    def __init__(self, own: Dict[str, Any], lazy: Any) -> None:
        self.own = own
        self.lazy = lazy
        self.found = False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = _root(node.func)
        inner = [one for one in node.args if isinstance(one, ast.Call)]
        consumes = any(
            _root(one.func) in self.own and self.lazy(self.own[_root(one.func)]) for one in inner
        )
        if name not in self.own and not consumes:
            return self.generic_visit(node)
        self.found = True
        section = ast.Name(id=SECTION, ctx=ast.Load())
        return ast.Call(func=section, args=[node.func] + node.args, keywords=node.keywords)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node


def _root(node: ast.expr) -> str:
    """The name at the beginning of `name`, `name.method` and `name(…).method`."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
