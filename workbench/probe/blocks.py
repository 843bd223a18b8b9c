"""The twin's functions, branches, loops, comprehensions and calls."""

from __future__ import annotations

import ast
from typing import Any, List, Optional

import expressions
import iterating
import scopes
import shadow
import twin
from expressions import call, load, name, now, store


class Blocks(twin.Twin):
    """The whole rewriting; `run` is the variable of the loop that we are in, if any."""

    run: Optional[str] = None

    def register(self, node: Any, kind: str, part: int = 0) -> int:
        site = shadow.Site(node.lineno, kind, (self.key, node.lineno, node.col_offset, part))
        if kind in ("for", "while"):
            site.leaves = _leaves(node.body)
        if kind == "while":
            site.counters = _counters(node)
        iterating.SITES.append(site)
        return len(iterating.SITES) - 1

    # Functions and classes

    def s_FunctionDef(self, node: Any) -> List[ast.stmt]:
        self.function(node)
        made: List[ast.stmt] = [node]
        return [*made, self.zero(node.name)] if self.has_shadow(node.name) else made

    s_AsyncFunctionDef = s_FunctionDef

    def function(self, node: Any) -> None:
        """Rewrite the body of a function in place."""
        why = scopes.not_followed(node)
        docstring = ast.get_docstring(node, clean=False) is not None
        first = node.body[:1] if docstring else []
        if why is not None:
            said = call("_wb_opaque", ast.Constant(why), ast.Constant(node.lineno))
            node.body[len(first) : len(first)] = [ast.Expr(said)]
            return
        around, self.run = self.run, None
        self.scopes.append(scopes.Scope(node))
        given = scopes.parameters(node)
        body = self.block(node.body[len(first) :])
        self.scopes.pop()
        self.run = around
        start: List[ast.stmt] = []
        names = ast.Constant(tuple(given))
        if given:
            into = ast.List([store(name(one)) for one in given], ast.Store())
            start.append(ast.Assign([into], call("_wb_parameters", names)))
        else:
            start.append(ast.Expr(call("_wb_parameters", names)))
        declared = [one for one in body if isinstance(one, (ast.Global, ast.Nonlocal))]
        rest = [one for one in body if one not in declared]
        last = ast.Expr(call("_wb_at", ast.Constant(None), load("_wb_Z")))
        node.body = [*first, *declared, *start, *rest, last]

    def s_ClassDef(self, node: ast.ClassDef) -> List[ast.stmt]:
        self.scopes.append(scopes.Scope(node))
        self.classes.append(node.name)
        for one in node.body:
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.function(one)
            elif isinstance(one, ast.ClassDef):
                self.s_ClassDef(one)
        self.classes.pop()
        self.scopes.pop()
        made: List[ast.stmt] = [node]
        return [*made, self.zero(node.name)] if self.has_shadow(node.name) else made

    def e_Lambda(self, node: ast.Lambda) -> Any:
        self.scopes.append(scopes.Scope(node))
        around, self.run = self.run, None
        given = scopes.parameters(node)
        body = self.value(node.body)
        self.run = around
        self.scopes.pop()
        # A function within: a lambda cannot assign, and its parameters' shadows need names.
        inner = ast.Lambda(_parameters([name(one) for one in given]), body)
        found = call("_wb_parameters", ast.Constant(tuple(given)))
        node.body = ast.Call(inner, [ast.Starred(found, ast.Load())], [])
        return call("_wb_at", node, load("_wb_Z"))

    def s_Return(self, node: ast.Return) -> List[ast.stmt]:
        node.value = self.value(node.value or ast.Constant(None))
        return [node]

    # Branches

    def s_If(self, node: ast.If) -> List[ast.stmt]:
        held = self.temporary()
        node.test = call("_wb_branch", *self.both(node.test))
        node.body = self.block(node.body)
        node.orelse = self.block(node.orelse) if node.orelse else []
        control = expressions.subscript(load("_wb_T"), ast.Constant(2))
        again = expressions.subscript(load("_wb_T"), ast.Constant(2), ast.Store())
        return [ast.Assign([store(held)], control), node, ast.Assign([again], load(held))]

    def s_Try(self, node: ast.Try) -> List[ast.stmt]:
        held = self.temporary()
        node.body = self.block(node.body)
        for one in node.handlers:
            zero = [self.zero(one.name)] if one.name and self.has_shadow(one.name) else []
            back = ast.Expr(call("_wb_back", load(held)))
            one.body = [back, *zero, *self.block(one.body)]
        node.orelse = self.block(node.orelse) if node.orelse else []
        node.finalbody = self.block(node.finalbody) if node.finalbody else []
        return [ast.Assign([store(held)], call("_wb_saved")), node]

    def s_With(self, node: ast.With) -> List[ast.stmt]:
        first: List[ast.stmt] = []
        for item in node.items:
            item.context_expr = self.value(item.context_expr)
            if item.optional_vars is not None:
                held = self.temporary()
                target, item.optional_vars = item.optional_vars, store(held)
                first += self.assign(target, load(held), load("_wb_Z"), node.lineno)
        node.body = first + self.block(node.body)
        return [node]

    def s_Expr(self, node: ast.Expr) -> List[ast.stmt]:
        node.value = self.both(node.value)[0]
        return [node]

    def s_Raise(self, node: ast.Raise) -> List[ast.stmt]:
        node.exc = node.exc and self.value(node.exc)
        return [node]

    def s_Assert(self, node: ast.Assert) -> List[ast.stmt]:
        node.test = self.value(node.test)
        return [node]

    def s_Delete(self, node: ast.Delete) -> List[ast.stmt]:
        made: List[ast.stmt] = []
        for one in node.targets:
            if not isinstance(one, ast.Subscript):
                made.append(ast.Delete([one]))
                continue
            four = [self.temporary() for _ in range(4)]
            for held, part in zip(four, [*self.both(one.value), *self.both(one.slice)]):
                made.append(ast.Assign([store(held)], part))
            place = expressions.subscript(load(four[0]), load(four[2]), ast.Del())
            made.append(ast.Delete([place]))
            made.append(
                ast.Expr(call("_wb_deleted", *[load(held) for held in four], self.site(one)))
            )
        return made

    # Loops

    def loop(self, node: Any, kind: str) -> str:
        """The variable of a new loop, with its body rewritten."""
        around, self.run = self.run, self.temporary()
        mine = self.run
        node.body = self.block(node.body)
        self.run = around
        node.orelse = self.block(node.orelse) if node.orelse else []
        return mine

    def around(self, node: Any, mine: str, number: int) -> List[ast.stmt]:
        """A loop between its beginning and its end."""
        outer = load(self.run) if self.run else ast.Constant(None)
        begun = call("_wb_enter", ast.Constant(number), outer)
        left: List[ast.stmt] = [ast.Expr(call("_wb_leave", load(mine)))]
        return [ast.Assign([store(mine)], begun), ast.Try([node], [], [], left)]

    def s_For(self, node: ast.For) -> List[ast.stmt]:
        number = self.register(node, "for")
        iterable = self.both(node.iter)
        known = set(self.scopes[-1].written)
        self.scopes[-1].written |= self.once(node)
        mine = self.loop(node, "for")
        self.scopes[-1].written = known
        held = self.temporary()
        if isinstance(node.target, ast.Name):
            first = [self.shadow(node.target.id, now(), node.lineno)]
        else:
            first = self.assign(node.target, load(held), now(), node.lineno)
            node.target = store(held)
        node.iter = call("_wb_over", *iterable, load(mine))
        node.body = first + node.body
        return self.around(node, mine, number)

    def s_While(self, node: ast.While) -> List[ast.stmt]:
        number = self.register(node, "while")
        test = call("_wb_branch", *self.both(node.test))
        mine = self.loop(node, "while")
        turn = call("_wb_turn", load(mine))
        node.test = ast.BoolOp(ast.And(), [turn, test])
        return self.around(node, mine, number)

    def generators(self, node: Any) -> Any:
        """The `for` parts of a comprehension; the first iterable belongs to the scope around."""
        outer = self.both(node.generators[0].iter)
        scope = scopes.Scope(node)
        self.scopes.append(scope)
        for position, one in enumerate(node.generators):
            lazy = isinstance(node, ast.GeneratorExp)
            kind = "generator expression" if lazy else "comprehension"
            if isinstance(node, ast.ListComp) and position:
                kind = "inner part of a comprehension"
            number = self.register(node, kind, position)
            iterable = outer if position == 0 else self.both(one.iter)
            one.iter = call("_wb_comprehended", *iterable, ast.Constant(number))
            held = sorted(scopes.stored(one.target))
            one.ifs = [call("_wb_branch", *self.both(each)) for each in one.ifs]
            into = ast.Tuple([store(name(each)) for each in held], ast.Store())
            one.iter = call("_wb_spread", one.iter, ast.Constant(_places(one.target, held)))
            one.target = ast.Tuple([one.target, into], ast.Store())
        return node

    def e_ListComp(self, node: ast.ListComp) -> Any:
        self.generators(node)
        node.elt = ast.Tuple(list(self.both(node.elt)), ast.Load())
        self.scopes.pop()
        return call("_wb_listed", node, ast.Constant(node.lineno))

    def e_SetComp(self, node: ast.SetComp) -> Any:
        self.generators(node)
        node.elt = self.part(node.elt)
        self.scopes.pop()
        return self.gathered(node, node.lineno)

    def e_GeneratorExp(self, node: ast.GeneratorExp) -> Any:
        self.generators(node)
        node.elt = self.value(node.elt)
        self.scopes.pop()
        return call("_wb_at", node, load("_wb_Z"))

    def e_DictComp(self, node: ast.DictComp) -> Any:
        self.generators(node)
        four = ast.Tuple([*self.both(node.key), *self.both(node.value)], ast.Load())
        self.scopes.pop()
        rows = ast.copy_location(ast.ListComp(four, node.generators), node)
        return call("_wb_mapped", rows, ast.Constant(node.lineno))

    # Calls and generators

    def e_Call(self, node: ast.Call) -> Any:
        line = ast.Constant(node.lineno)
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return call("_wb_at", node, load("_wb_Z"))
        simple = not node.keywords and not any(isinstance(a, ast.Starred) for a in node.args)
        if simple and isinstance(node.func, ast.Attribute):
            owner = self.both(node.func.value)
            key = ast.Constant(self.mangled(node.func.attr))
            return call("_wb_call_method", self.site(node.func.value), *owner, key, *self.each(node.args))
        function = self.both(node.func)
        if simple:
            return call("_wb_call", line, *function, *self.each(node.args))
        given: List[Any] = []
        for one in node.args:
            star = isinstance(one, ast.Starred)
            held = one.value if isinstance(one, ast.Starred) else one
            kind = ast.Constant("*" if star else None)
            given.append(ast.Tuple([kind, *self.both(held)], ast.Load()))
        for keyword in node.keywords:
            kind = ast.Constant(keyword.arg or "**")
            given.append(ast.Tuple([kind, *self.both(keyword.value)], ast.Load()))
        return call("_wb_call_any", line, *function, ast.List(given, ast.Load()))

    def e_Yield(self, node: ast.Yield) -> Any:
        node.value = self.value(node.value or ast.Constant(None))
        return call("_wb_resumed", node, load(self.run) if self.run else ast.Constant(None))

    def e_YieldFrom(self, node: ast.YieldFrom) -> Any:
        node.value = self.value(node.value)
        return call("_wb_resumed", node, load(self.run) if self.run else ast.Constant(None))


def _parameters(names: List[str]) -> ast.arguments:
    return ast.arguments([], [ast.arg(one, None) for one in names], None, [], [], None, [])


def _places(target: Any, names: List[str]) -> Any:
    """For each name the place of what it is taken from; None for all of it."""
    if isinstance(target, ast.Name):
        return None
    parts = [scopes.stored(one) for one in target.elts]
    return tuple(next(i for i, part in enumerate(parts) if one in part) for one in names)


def _leaves(body: List[Any]) -> int:
    """The line of a statement that may leave the loop before its end, 0 if there is none."""
    left: List[Any] = [(one, True) for one in body]
    while left:
        part, mine = left.pop()
        if isinstance(part, ast.Return) or (mine and isinstance(part, ast.Break)):
            return int(part.lineno)
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        inner = mine and not isinstance(part, (ast.For, ast.While))
        left += [(one, inner) for one in ast.iter_child_nodes(part)]
    return 0


def _counters(node: ast.While) -> Any:
    """Variables that each iteration of a `while` steps by a constant, once, at the loop's level.

    Only where the test looks at nothing but names, numbers and lengths: such a loop counts.
    """
    plain = (ast.Compare, ast.Name, ast.Constant, ast.cmpop, ast.Load, ast.Call, ast.BinOp)
    parts = list(ast.walk(node.test))
    calls = [one for one in parts if isinstance(one, ast.Call)]
    if not all(isinstance(one, (*plain, ast.operator)) for one in parts):
        return ()
    if not all(isinstance(one.func, ast.Name) and one.func.id == "len" for one in calls):
        return ()
    if any(isinstance(one, ast.Continue) for one in ast.walk(node)):
        return ()
    names = [_stepped(one) for one in node.body]
    stores = [
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    ]
    return tuple(one for one in names if one is not None and stores.count(one) == 1)


def _stepped(one: Any) -> Optional[str]:
    """The variable that a statement adds a constant to."""
    if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name):
        number, operator, variable = one.value, one.op, one.target.id
    elif isinstance(one, ast.Assign) and isinstance(one.value, ast.BinOp):
        target, left = one.targets[0], one.value.left
        if not isinstance(target, ast.Name) or not isinstance(left, ast.Name):
            return None
        if target.id != left.id:
            return None
        number, operator, variable = one.value.right, one.value.op, target.id
    else:
        return None
    steps = isinstance(number, ast.Constant) and isinstance(operator, (ast.Add, ast.Sub))
    return variable if steps else None
