"""One iteration of a loop, followed through its statements: which earlier values reach what."""

from __future__ import annotations

import ast
from typing import FrozenSet, List, Optional, Sequence, Set, Tuple

import variables

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
State = variables.State
_NOTHING = variables.NOTHING


class Iteration:
    """Follows one iteration. `changed` are the variables it binds, `carried` the elements (as
    `name[]`) that an iteration may read from an earlier one; `purse` pays for the work.

    Afterwards `exposed` maps each variable that is read before it is surely bound to the line of
    that read, `end` is the state in which the next iteration begins.
    """

    def __init__(self, changed: Set[str], carried: Set[str], purse: variables.Purse) -> None:
        self.carried = carried
        self._held = variables.Variables(changed, carried, purse)
        self.exposed = self._held.exposed
        self.end: State = {}
        self._ends: List[State] = []
        self._inner: List[List[State]] = []

    def follow(self, test: Optional[ast.expr], body: Sequence[ast.stmt], targets: Set[str]) -> None:
        """From the test (of a `while`) or the loop's variables to the end of the body."""
        state: Optional[State] = {name: variables.Value(_NOTHING, False) for name in targets}
        control = self._held.read(test, {}, _NOTHING) if test is not None else _NOTHING
        assert state is not None
        state, _ = self._block(body, state, control)
        self.end = self._held.joined([*self._ends, *([state] if state is not None else [])])

    def _block(
        self, body: Sequence[ast.stmt], state: Optional[State], control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        """The state after some statements (None: never reached), and what decided about it."""
        for statement in body:
            if state is None:
                break
            self._held.pay(1 + len(state) // 4)
            state, control = self._statement(statement, state, control)
        return state, control

    def _statement(
        self, node: ast.stmt, state: State, control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        kind = type(node).__name__
        if isinstance(node, ast.If):
            return self._if(node, state, control)
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            return self._loop(node, state, control), control
        if kind in ("Try", "TryStar"):
            return self._try(node, state, control)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                sources = self._held.read(item.context_expr, state, control)
                if item.optional_vars is not None:
                    self._held.bind(item.optional_vars, sources, state)
            return self._block(node.body, state, control)
        if kind == "Match":
            return self._match(node, state, control)
        if isinstance(node, (ast.Break, ast.Continue, ast.Return, ast.Raise)):
            self._jump(node, state, control)
            return None, control
        self._simple(node, state, control)
        return state, control

    def _simple(self, node: ast.stmt, state: State, control: FrozenSet[str]) -> None:
        if isinstance(node, ast.Assign):
            self._held.assign(node, state, control)
        elif isinstance(node, ast.AugAssign):
            sources = self._held.read(node.value, state, control)
            sources |= self._held.target(node.target, state)
            self._held.bind(node.target, sources, state)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._held.bind(node.target, self._held.read(node.value, state, control), state)
        elif isinstance(node, Function + (ast.ClassDef,)):
            state[node.name] = variables.Value(_NOTHING, False)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                state[(alias.asname or alias.name).split(".")[0]] = variables.Value(_NOTHING, False)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                self._held.bind(target, control | self._held.target(target, state), state)
        else:
            for child in ast.iter_child_nodes(node):
                self._held.read(child, state, control)

    def _if(
        self, node: ast.If, state: State, control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        decided = self._held.read(node.test, state, control)
        first, one = self._block(node.body, dict(state), decided)
        second, other = self._block(node.orelse, dict(state), decided)
        both = [branch for branch in (first, second) if branch is not None]
        after = self._held.joined(both) if both else None
        # What follows a branch that may jump away runs only when it did not.
        jumps = len(both) < 2 or one != decided or other != decided
        return after, (one | other) if jumps else control

    def _match(
        self, node: ast.AST, state: State, control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        decided = self._held.read(node.subject, state, control)  # type: ignore[attr-defined]
        ends = [state]
        for case in node.cases:  # type: ignore[attr-defined]
            inside = dict(state)
            for one in ast.walk(case.pattern):
                if getattr(one, "name", None):
                    inside[one.name] = variables.Value(decided, False)  # type: ignore[attr-defined]
            end, _ = self._block(case.body, inside, decided)
            ends.extend([end] if end is not None else [])
        return self._held.joined(ends), decided

    def _loop(self, node: ast.stmt, state: State, control: FrozenSet[str]) -> Optional[State]:
        """A loop inside: none, one or two iterations of it, which is as far as values go on."""
        self._inner.append([])
        ends = [state]
        inside: State = dict(state)
        for _ in range(2):
            if isinstance(node, ast.While):
                decided = self._held.read(node.test, inside, control)
            else:
                assert isinstance(node, (ast.For, ast.AsyncFor))
                decided = self._held.read(node.iter, inside, control)
                self._held.bind(node.target, decided, inside)
            end, _ = self._block(node.body, inside, decided)
            ends.extend([end] if end is not None else [])
            inside = dict(self._held.joined(ends + self._inner[-1]))
        ends += self._inner.pop()
        after: Optional[State] = self._held.joined(ends)
        if node.orelse:  # type: ignore[attr-defined]
            after, _ = self._block(node.orelse, after, control)  # type: ignore[attr-defined]
        return after

    def _try(
        self, node: ast.AST, state: State, control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        before = dict(state)
        body = node.body + node.orelse  # type: ignore[attr-defined]
        end, _ = self._block(body, dict(state), control)
        failed = self._held.joined([before] + ([end] if end is not None else []))
        ends = [end] if end is not None else []
        for handler in node.handlers:  # type: ignore[attr-defined]
            inside = dict(failed)
            if handler.name:
                inside[handler.name] = variables.Value(_NOTHING, False)
            end, _ = self._block(handler.body, inside, control)
            ends.extend([end] if end is not None else [])
        after: Optional[State] = self._held.joined(ends) if ends else None
        last = node.finalbody  # type: ignore[attr-defined]
        if last:
            after, _ = self._block(last, dict(failed) if after is None else after, control)
        return after, control

    def _jump(self, node: ast.stmt, state: State, control: FrozenSet[str]) -> None:
        if isinstance(node, (ast.Return, ast.Raise)):
            for child in ast.iter_child_nodes(node):
                self._held.read(child, state, control)
        elif self._inner:
            self._inner[-1].append(state)
        elif isinstance(node, ast.Continue):
            self._ends.append(state)
