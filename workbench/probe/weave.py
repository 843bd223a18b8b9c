"""Weaves the counters into a program's syntax tree: blocks, branches, loops, subscripts, calls.

What the program computes stays the same, and so does the order in which it does. Annotations,
bases of classes and `async` loops are left alone. Operations are those of the unit-cost model: one
for each arithmetic or comparing operator and each subscript; calls of built-in functions are
counted where they happen. A block is counted as a whole when it begins, so both arms of a
conditional expression count, and so does what an exception cuts off.
"""

from __future__ import annotations

import ast
from typing import Any, List, Set

import events
import products
import texts

PREFIX = "_woven_"


class Weaver(ast.NodeTransformer):
    """Weaves trees; `loops` are all loops met so far, `sites` counts branches and accesses.

    With `arrays` operators may work on whole arrays, and are looked at each time.
    """

    def __init__(self, loops: List[events.Loop], arrays: bool) -> None:
        self.loops = loops
        self.arrays = arrays
        self.sites = 0
        self.gemm: Set[int] = set()
        self.generator = [False]

    def weave(self, tree: Any) -> Any:
        """The woven tree of a module or an expression."""
        self.gemm = products.innermost(tree)
        if isinstance(tree, ast.Expression):
            wrapped = ast.Module(body=[ast.Expr(value=tree.body)], type_ignores=[])
            self.gemm |= products.innermost(wrapped)
            tree.body = self.visit(tree.body)
        else:
            tree.body = self._block(tree.body)
        return ast.fix_missing_locations(tree)

    # --- statements -------------------------------------------------------------------------------

    def _block(self, body: List[Any]) -> List[Any]:
        """Statements with the tick of what they do themselves at their beginning."""
        own = texts.cost([part for one in body for part in texts.own_parts(one)])
        woven: List[Any] = []
        for one in body:
            found = self.visit(one)
            woven += found if isinstance(found, list) else [found]
        if own.operations:
            woven.insert(texts.first(body), _statement("did", [_number(n) for n in own]))
        return woven

    def visit_FunctionDef(self, node: Any) -> Any:
        """A function's body, its defaults and decorators; not its annotations."""
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        node.args.defaults = [self.visit(one) for one in node.args.defaults]
        self.generator.append(texts.is_generator(node))
        node.body = self._block(node.body)
        self.generator.pop()
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - ast's name

    def visit_ClassDef(self, node: Any) -> Any:
        """A class's body; its bases are left alone."""
        node.body = self._block(node.body)
        return node

    def visit_Lambda(self, node: Any) -> Any:
        """A function that counts what it does when it is called."""
        own = texts.cost([node.body])
        body = self.visit(node.body)
        if own.operations:
            tick = _call("counted", [_number(n) for n in own])
            body = ast.IfExp(test=tick, body=body, orelse=_none())
        node.body = body
        return node

    def visit_AnnAssign(self, node: Any) -> Any:
        """The value alone."""
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_If(self, node: Any) -> Any:
        """A branch and two blocks."""
        node.test = self._test(node.test)
        node.body = self._block(node.body)
        node.orelse = self._block(node.orelse)
        return node

    def visit_IfExp(self, node: Any) -> Any:
        """A branch too."""
        node.test = self._test(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_With(self, node: Any) -> Any:
        """Its body is a block."""
        node.items = [self.visit(one) for one in node.items]
        node.body = self._block(node.body)
        return node

    visit_AsyncWith = visit_With  # noqa: N815 - ast's name

    def visit_Try(self, node: Any) -> Any:
        """Each part is a block."""
        for part in ("body", "orelse", "finalbody"):
            setattr(node, part, self._block(getattr(node, part)))
        for one in node.handlers:
            one.body = self._block(one.body)
        return node

    visit_TryStar = visit_Try  # noqa: N815 - ast's name

    def visit_Match(self, node: Any) -> Any:
        """Its subject, guards and blocks; patterns are left alone."""
        node.subject = self.visit(node.subject)
        for one in node.cases:
            one.guard = self._test(one.guard) if one.guard is not None else None
            one.body = self._block(one.body)
        return node

    def visit_For(self, node: Any) -> Any:
        """A loop over something: its rounds are branches that the loop takes."""
        site = self._loop(node, "for")
        own = texts.cost([node.target])
        node.iter = _call("each", [_number(self._site()), self.visit(node.iter)])
        node.target = self.visit(node.target)
        node.body = self._round(site, own, node.body)
        node.orelse = self._block(node.orelse)
        return self._around(node, site)

    def visit_AsyncFor(self, node: Any) -> Any:
        """Left as it is, but for its blocks."""
        node.body = self._block(node.body)
        return node

    def visit_While(self, node: Any) -> Any:
        """A loop with a test, which is its branch."""
        site = self._loop(node, "while")
        own = texts.cost([node.test])
        node.test = self._test(node.test, events.OF_LOOPS)
        node.body = self._round(site, own, node.body)
        node.orelse = self._block(node.orelse)
        return self._around(node, site)

    def _loop(self, node: Any, kind: str) -> int:
        gemm, lazy = id(node) in self.gemm, self.generator[-1]
        self.loops.append(events.Loop(node.lineno, kind, gemm, lazy=lazy))
        return len(self.loops) - 1

    def _round(self, site: int, head: texts.Cost, body: List[Any]) -> List[Any]:
        own = texts.cost([part for one in body for part in texts.own_parts(one)])
        whole = [one + other for one, other in zip(head, own)]
        woven: List[Any] = []
        for one in body:
            found = self.visit(one)
            woven += found if isinstance(found, list) else [found]
        tick = _statement("turns", [_number(site)] + [_number(n) for n in whole])
        return [tick] + woven

    def _around(self, node: Any, site: int) -> Any:
        if self.generator[-1]:
            return node
        begin = _statement("begins", [_number(site)])
        end = _statement("ends", [_number(site)])
        return [begin, ast.Try(body=[node], handlers=[], orelse=[], finalbody=[end])]

    # --- expressions ------------------------------------------------------------------------------

    def _site(self) -> int:
        self.sites += 1
        return self.sites

    def _test(self, node: Any, start: int = 0) -> Any:
        """A condition: of `a and b` each part is a branch of its own."""
        if isinstance(node, ast.BoolOp):
            node.values = [self._test(one, start) for one in node.values]
            return node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = self._test(node.operand, start)
            return node
        if isinstance(node, ast.Constant):
            return node
        return _call("branch", [_number(start + self._site()), self.visit(node)])

    def visit_Subscript(self, node: Any) -> Any:
        """An element that is read, written or deleted."""
        index = node.slice.value if type(node.slice).__name__ == "Index" else node.slice
        simple = not isinstance(index, (ast.Slice, ast.Starred)) and not texts.has_slices(index)
        node.value = self.visit(node.value)
        if isinstance(node.ctx, ast.Load):
            if simple:
                index = self.visit(index)
            elif isinstance(index, ast.Slice):
                parts = [index.lower, index.upper, index.step]
                index = _call("slice", [self.visit(one) if one else _none() for one in parts])
            else:
                return node
            return _call("get", [_number(self._site()), node.value, index])
        if simple:
            site = _number(self._site())
            node.value = _call("into", [site, node.value])
            index = _call("at", [site, self.visit(index)])
            node.slice = ast.Index(value=index) if type(node.slice).__name__ == "Index" else index
        return node

    def visit_Call(self, node: Any) -> Any:
        """What is called is looked at; the call itself stays where it is."""
        self.generic_visit(node)
        node.func = _call("called", [node.func, _number(getattr(node, "lineno", 0))])
        return node

    def visit_BinOp(self, node: Any) -> Any:
        """Both operands may be whole arrays."""
        self.generic_visit(node)
        if not self.arrays:
            return node
        name = ast.Constant(value=type(node.op).__name__, kind=None)
        line = _number(getattr(node, "lineno", 0))
        return _call("binary", [name, node.left, node.right, line])

    def visit_AugAssign(self, node: Any) -> Any:
        """What is added may be a whole array."""
        self.generic_visit(node)
        if self.arrays:
            node.value = _call("operand", [node.value, _number(node.lineno)])
        return node

    def _comprehension(self, node: Any) -> Any:
        """A loop within an expression; of several the first one stands for all."""
        if any(part.is_async for part in node.generators):
            return node
        inner = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        tested = [one for part in node.generators for one in part.ifs]
        costs = [texts.Cost(0, 0, 0)] * (len(node.generators) - 1) + [texts.cost(inner + tested)]
        lazy = isinstance(node, ast.GeneratorExp)
        first = len(self.loops)
        for part, own in zip(node.generators, costs):
            gemm, outer = id(part) in self.gemm, len(self.loops) == first
            kind = type(node).__name__
            self.loops.append(events.Loop(node.lineno, kind, gemm, lazy=lazy or not outer))
            site = len(self.loops) - 1
            part.iter = _call("each", [_number(self._site()), self.visit(part.iter)])
            part.target = self.visit(part.target)
            tick = _call("turns", [_number(site)] + [_number(n) for n in own])
            part.ifs = [tick] + [self._test(one) for one in part.ifs]
        for name in ("key", "value", "elt"):
            if hasattr(node, name):
                setattr(node, name, self.visit(getattr(node, name)))
        if lazy:
            return node
        begun = _call("begins", [_number(first)])
        return _call("ended", [_number(first), begun, node])

    visit_ListComp = _comprehension  # noqa: N815 - ast's name
    visit_SetComp = _comprehension  # noqa: N815 - ast's name
    visit_DictComp = _comprehension  # noqa: N815 - ast's name
    visit_GeneratorExp = _comprehension  # noqa: N815 - ast's name


def _number(value: int) -> Any:
    return ast.Constant(value=value, kind=None)


def _none() -> Any:
    return ast.Constant(value=None, kind=None)


def _call(name: str, arguments: List[Any]) -> Any:
    function = ast.Name(id=PREFIX + name, ctx=ast.Load())
    return ast.Call(func=function, args=arguments, keywords=[])


def _statement(name: str, arguments: List[Any]) -> Any:
    return ast.Expr(value=_call(name, arguments))
