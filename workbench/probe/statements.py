"""The twin's functions, branches, loops, comprehensions and calls."""

from __future__ import annotations

import ast
from typing import Any, List, Optional

import forms
import iterating
import scopes
import shadow
import turns
import twin
from forms import call, constant, load, name, now, store


class Statements(twin.Twin):
    """The whole rewriting; `run` is the variable of the loop that we are in, if any."""

    run: Optional[str] = None

    def register(self, node: Any, kind: str, part: int = 0) -> int:
        site = shadow.Site(node.lineno, kind, (self.key, node.lineno, node.col_offset, part))
        if kind in ("for", "while"):
            site.leaves = turns.leaves(node.body)
        if kind == "while":
            site.counters = turns.counters(node)
        iterating.SITES.append(site)
        return len(iterating.SITES) - 1

    # Functions and classes

    def s_functiondef(self, node: Any) -> List[ast.stmt]:
        self.function(node)
        made: List[ast.stmt] = [node]
        return [*made, self.zero(node.name)] if self.has_shadow(node.name) else made

    s_asyncfunctiondef = s_functiondef

    def function(self, node: Any) -> None:
        """Rewrite the body of a function in place."""
        why = scopes.not_followed(node)
        docstring = ast.get_docstring(node, clean=False) is not None
        first = node.body[:1] if docstring else []
        if why is not None:
            said = call("_wb_opaque", constant(why), constant(node.lineno))
            node.body[len(first) : len(first)] = [ast.Expr(said)]
            return
        around, self.run = self.run, None
        self.scopes.append(scopes.Scope(node))
        given = scopes.parameters(node)
        body = self.block(node.body[len(first) :])
        self.scopes.pop()
        self.run = around
        start: List[ast.stmt] = []
        names = constant(tuple(given))
        if given:
            into = ast.List([store(name(one)) for one in given], ast.Store())
            start.append(ast.Assign([into], call("_wb_parameters", names)))
        else:
            start.append(ast.Expr(call("_wb_parameters", names)))
        declared = [one for one in body if isinstance(one, (ast.Global, ast.Nonlocal))]
        rest = [one for one in body if one not in declared]
        last = ast.Expr(call("_wb_at", constant(None), load("_wb_Z")))
        node.body = [*first, *declared, *start, *rest, last]

    def s_classdef(self, node: ast.ClassDef) -> List[ast.stmt]:
        self.scopes.append(scopes.Scope(node))
        self.classes.append(node.name)
        for one in node.body:
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.function(one)
            elif isinstance(one, ast.ClassDef):
                self.s_classdef(one)
        self.classes.pop()
        self.scopes.pop()
        made: List[ast.stmt] = [node]
        return [*made, self.zero(node.name)] if self.has_shadow(node.name) else made

    def e_lambda(self, node: ast.Lambda) -> Any:
        self.scopes.append(scopes.Scope(node))
        around, self.run = self.run, None
        given = scopes.parameters(node)
        body = self.value(node.body)
        self.run = around
        self.scopes.pop()
        # A function within: a lambda cannot assign, and its parameters' shadows need names.
        inner = ast.Lambda(_parameters([name(one) for one in given]), body)
        found = call("_wb_parameters", constant(tuple(given)))
        node.body = ast.Call(inner, [ast.Starred(found, ast.Load())], [])
        return call("_wb_at", node, load("_wb_Z"))

    def s_return(self, node: ast.Return) -> List[ast.stmt]:
        node.value = self.value(node.value or constant(None))
        return [node]

    # Branches

    def s_if(self, node: ast.If) -> List[ast.stmt]:
        held = self.temporary()
        node.test = self.test(node.test)
        node.body = self.block(node.body)
        node.orelse = self.block(node.orelse) if node.orelse else []
        control = forms.subscript(load("_wb_T"), constant(2))
        again = forms.subscript(load("_wb_T"), constant(2), ast.Store())
        return [ast.Assign([store(held)], control), node, ast.Assign([again], load(held))]

    def s_try(self, node: ast.Try) -> List[ast.stmt]:
        held = self.temporary()
        node.body = self.block(node.body)
        for one in node.handlers:
            zero = [self.zero(one.name)] if one.name and self.has_shadow(one.name) else []
            back = ast.Expr(call("_wb_back", load(held)))
            one.body = [back, *zero, *self.block(one.body)]
        node.orelse = self.block(node.orelse) if node.orelse else []
        node.finalbody = self.block(node.finalbody) if node.finalbody else []
        return [ast.Assign([store(held)], call("_wb_saved")), node]

    def s_with(self, node: ast.With) -> List[ast.stmt]:
        first: List[ast.stmt] = []
        for item in node.items:
            item.context_expr = self.value(item.context_expr)
            if item.optional_vars is not None:
                held = self.temporary()
                target, item.optional_vars = item.optional_vars, store(held)
                first += self.assign(target, load(held), load("_wb_Z"), node.lineno)
        node.body = first + self.block(node.body)
        return [node]

    def s_expr(self, node: ast.Expr) -> List[ast.stmt]:
        node.value = self.both(node.value)[0]
        return [node]

    def s_raise(self, node: ast.Raise) -> List[ast.stmt]:
        node.exc = node.exc and self.value(node.exc)
        return [node]

    def s_assert(self, node: ast.Assert) -> List[ast.stmt]:
        node.test = self.value(node.test)
        return [node]

    def s_delete(self, node: ast.Delete) -> List[ast.stmt]:
        made: List[ast.stmt] = []
        for one in node.targets:
            if not isinstance(one, ast.Subscript):
                made.append(ast.Delete([one]))
                continue
            four = [self.temporary() for _ in range(4)]
            for held, part in zip(four, [*self.both(one.value), *self.both(one.slice)]):
                made.append(ast.Assign([store(held)], part))
            place = forms.subscript(load(four[0]), load(four[2]), ast.Del())
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
        outer = load(self.run) if self.run else constant(None)
        begun = call("_wb_enter", constant(number), outer)
        left: List[ast.stmt] = [ast.Expr(call("_wb_leave", load(mine)))]
        return [ast.Assign([store(mine)], begun), ast.Try([node], [], [], left)]

    def s_for(self, node: ast.For) -> List[ast.stmt]:
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

    def s_while(self, node: ast.While) -> List[ast.stmt]:
        number = self.register(node, "while")
        test = self.test(node.test)
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
            one.iter = call("_wb_comprehended", *iterable, constant(number))
            held = sorted(scopes.stored(one.target))
            one.ifs = [self.test(each) for each in one.ifs]
            into = ast.Tuple([store(name(each)) for each in held], ast.Store())
            one.iter = call("_wb_spread", one.iter, constant(_places(one.target, held)))
            one.target = ast.Tuple([one.target, into], ast.Store())
        return node

    def e_listcomp(self, node: ast.ListComp) -> Any:
        self.generators(node)
        node.elt = ast.Tuple(list(self.both(node.elt)), ast.Load())
        self.scopes.pop()
        return call("_wb_listed", node, constant(node.lineno))

    def e_setcomp(self, node: ast.SetComp) -> Any:
        self.generators(node)
        node.elt = self.part(node.elt)
        self.scopes.pop()
        return self.gathered(node, node.lineno)

    def e_generatorexp(self, node: ast.GeneratorExp) -> Any:
        self.generators(node)
        node.elt = self.value(node.elt)
        self.scopes.pop()
        return call("_wb_at", node, load("_wb_Z"))

    def e_dictcomp(self, node: ast.DictComp) -> Any:
        self.generators(node)
        four = ast.Tuple([*self.both(node.key), *self.both(node.value)], ast.Load())
        self.scopes.pop()
        rows = ast.copy_location(ast.ListComp(four, node.generators), node)
        return call("_wb_mapped", rows, constant(node.lineno))

    # Calls and generators

    def e_call(self, node: ast.Call) -> Any:
        if self.is_fused(node):
            return self.fused(node)
        line = constant(node.lineno)
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return call("_wb_at", node, load("_wb_Z"))
        simple = not node.keywords and not any(isinstance(a, ast.Starred) for a in node.args)
        if simple and isinstance(node.func, ast.Attribute):
            owner = self.both(node.func.value)
            key = constant(self.mangled(node.func.attr))
            if node.func.attr == "append" and len(node.args) == 1:
                site = self.site(node.func.value)
                return call("_wb_append", site, *owner, *self.both(node.args[0]))
            return call(
                "_wb_call_method", self.site(node.func.value), *owner, key, *self.each(node.args)
            )
        function = self.both(node.func)
        if simple:
            return call("_wb_call", line, *function, *self.each(node.args))
        given: List[Any] = []
        for one in node.args:
            star = isinstance(one, ast.Starred)
            held = one.value if isinstance(one, ast.Starred) else one
            kind = constant("*" if star else None)
            given.append(ast.Tuple([kind, *self.both(held)], ast.Load()))
        for keyword in node.keywords:
            kind = constant(keyword.arg or "**")
            given.append(ast.Tuple([kind, *self.both(keyword.value)], ast.Load()))
        return call("_wb_call_any", line, *function, ast.List(given, ast.Load()))

    def e_yield(self, node: ast.Yield) -> Any:
        node.value = self.value(node.value or constant(None))
        return call("_wb_resumed", node, load(self.run) if self.run else constant(None))

    def e_yieldfrom(self, node: ast.YieldFrom) -> Any:
        node.value = self.value(node.value)
        return call("_wb_resumed", node, load(self.run) if self.run else constant(None))


def _parameters(names: List[str]) -> ast.arguments:
    return ast.arguments([], [ast.arg(one, None) for one in names], None, [], [], None, [])


def _places(target: Any, names: List[str]) -> Any:
    """For each name the place of what it is taken from; None for all of it."""
    if isinstance(target, ast.Name):
        return None
    parts = [scopes.stored(one) for one in target.elts]
    return tuple(next(i for i, part in enumerate(parts) if one in part) for one in names)
