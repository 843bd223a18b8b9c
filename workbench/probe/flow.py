"""One iteration of a loop, followed through its statements: which earlier values reach what.

The state maps a variable to the values it may depend on, each being that of a variable at the
beginning of the iteration, and says whether it may still hold that value itself. Elements of a
container are one variable, `name[]`.
"""

from __future__ import annotations

import ast
from typing import Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Set, Tuple

import places

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
LARGEST = 20000
"""Work for one iteration: about the statements times the variables known at each."""
_NOTHING: FrozenSet[str] = frozenset()


class TooLargeError(Exception):
    """More work than is done for a loop."""


class Purse:
    """How much work is left for all loops of a source."""

    def __init__(self, left: int) -> None:
        self.left = left


class Value(NamedTuple):
    """What a variable was computed from, and whether it may hold what it held in the beginning."""

    sources: FrozenSet[str]
    initial: bool


State = Dict[str, Value]


class Iteration:
    """Follows one iteration. `changed` are the variables it binds, `carried` the elements (as
    `name[]`) that an iteration may read from an earlier one; `purse` pays for the work.

    Afterwards `exposed` maps each variable that is read before it is surely bound to the line of
    that read, `end` is the state in which the next iteration begins.
    """

    def __init__(self, changed: Set[str], carried: Set[str], purse: Purse) -> None:
        self.changed = changed
        self.carried = carried
        self._purse = purse
        self._budget = min(LARGEST, purse.left)
        self.exposed: Dict[str, int] = {}
        self.end: State = {}
        self._ends: List[State] = []
        self._inner: List[List[State]] = []
        self._cache: Dict[int, List[places.Event]] = {}

    def follow(self, test: Optional[ast.expr], body: Sequence[ast.stmt], targets: Set[str]) -> None:
        """From the test (of a `while`) or the loop's variables to the end of the body."""
        state: Optional[State] = {name: Value(_NOTHING, False) for name in targets}
        control = self._read(test, {}, _NOTHING) if test is not None else _NOTHING
        assert state is not None
        state, _ = self._block(body, state, control)
        self.end = self._joined([*self._ends, *([state] if state is not None else [])])

    def _block(
        self, body: Sequence[ast.stmt], state: Optional[State], control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        """The state after some statements (None: never reached), and what decided about it."""
        for statement in body:
            if state is None:
                break
            self._pay(1 + len(state) // 4)
            state, control = self._statement(statement, state, control)
        return state, control

    def _pay(self, work: int) -> None:
        self._budget -= work
        self._purse.left -= work
        if self._budget < 0:
            raise TooLargeError

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
                sources = self._read(item.context_expr, state, control)
                if item.optional_vars is not None:
                    self._bind(item.optional_vars, sources, state)
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
            self._assign(node, state, control)
        elif isinstance(node, ast.AugAssign):
            sources = self._read(node.value, state, control)
            sources |= self._target(node.target, state)
            self._bind(node.target, sources, state)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._bind(node.target, self._read(node.value, state, control), state)
        elif isinstance(node, Function + (ast.ClassDef,)):
            state[node.name] = Value(_NOTHING, False)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                state[(alias.asname or alias.name).split(".")[0]] = Value(_NOTHING, False)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                self._bind(target, control | self._target(target, state), state)
        else:
            for child in ast.iter_child_nodes(node):
                self._read(child, state, control)

    def _assign(self, node: ast.Assign, state: State, control: FrozenSet[str]) -> None:
        pairs: List[Tuple[ast.expr, ast.expr]] = []
        for target in node.targets:
            several = isinstance(target, (ast.Tuple, ast.List)) and isinstance(
                node.value, (ast.Tuple, ast.List)
            )
            if several and len(target.elts) == len(node.value.elts):  # type: ignore[attr-defined]
                pairs.extend(zip(target.elts, node.value.elts))  # type: ignore[attr-defined]
            else:
                pairs.append((target, node.value))
        read = [(target, self._read(value, state, control)) for target, value in pairs]
        for target, sources in read:
            self._bind(target, sources, state)

    def _bind(self, target: ast.AST, sources: FrozenSet[str], state: State) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for one in target.elts:
                self._bind(one, sources, state)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, sources, state)
        else:
            where = places.place(target)
            if where is None:
                return
            root, indexes = where
            if not indexes:
                state[root] = Value(sources, False)
                state[root + "[]"] = Value(sources, False)
                return
            for index in indexes:
                sources |= self._read(index, state, _NOTHING)
            self._store(root, sources, state)

    def _store(self, root: str, sources: FrozenSet[str], state: State) -> None:
        before = self._element(root, state)
        state[root + "[]"] = Value(before.sources | sources, before.initial)

    def _element(self, root: str, state: State) -> Value:
        name = root + "[]"
        return state.get(name) or self._untouched(name)

    def _target(self, target: ast.AST, state: State) -> FrozenSet[str]:
        """What `+=` reads of its own target."""
        where = places.place(target)
        if where is None:
            return _NOTHING
        root, indexes = where
        line = getattr(target, "lineno", 0)
        if not indexes:
            return self._variable(root, line, state)
        return _reached(root + "[]", self._element(root, state))

    def _variable(self, root: str, line: int, state: State) -> FrozenSet[str]:
        sources = _NOTHING
        parts = root.split(".")
        for length in range(1, len(parts) + 1):
            name = ".".join(parts[:length])
            if name in self.changed:
                value = state.get(name) or self._untouched(name)
                sources |= _reached(name, value)
                if value.initial:
                    self.exposed.setdefault(name, line)
        return sources

    def _read(
        self, expression: Optional[ast.AST], state: State, control: FrozenSet[str]
    ) -> FrozenSet[str]:
        """What the value of an expression depends on; its own effects go into the state."""
        if expression is None:
            return control
        found = self._cache.get(id(expression))
        if found is None:
            found = self._cache[id(expression)] = places.events(expression)
        self._pay(len(found) // 10)
        sources = control
        for event in found:
            if event.what in ("load", "touch"):
                sources |= self._variable(event.root, event.line, state)
            if event.what == "load":
                element = self._element(event.root, state)
                sources |= _reached(event.root + "[]", element)
                if element.initial:
                    self.exposed.setdefault(event.root + "[]", event.line)
        for event in found:
            if event.what in ("append", "mutate"):
                own = _reached(event.root + "[]", self._element(event.root, state))
                new = sources | own if event.what == "mutate" else sources
                self._store(event.root, new, state)
            elif event.what == "bind":
                state[event.root] = Value(sources, False)
        return sources

    def _if(
        self, node: ast.If, state: State, control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        decided = self._read(node.test, state, control)
        first, one = self._block(node.body, dict(state), decided)
        second, other = self._block(node.orelse, dict(state), decided)
        both = [branch for branch in (first, second) if branch is not None]
        after = self._joined(both) if both else None
        # What follows a branch that may jump away runs only when it did not.
        jumps = len(both) < 2 or one != decided or other != decided
        return after, (one | other) if jumps else control

    def _match(
        self, node: ast.AST, state: State, control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        decided = self._read(node.subject, state, control)  # type: ignore[attr-defined]
        ends = [state]
        for case in node.cases:  # type: ignore[attr-defined]
            inside = dict(state)
            for one in ast.walk(case.pattern):
                if getattr(one, "name", None):
                    inside[one.name] = Value(decided, False)  # type: ignore[attr-defined]
            end, _ = self._block(case.body, inside, decided)
            ends.extend([end] if end is not None else [])
        return self._joined(ends), decided

    def _loop(self, node: ast.stmt, state: State, control: FrozenSet[str]) -> Optional[State]:
        """A loop inside: none, one or two iterations of it, which is as far as values go on."""
        self._inner.append([])
        ends = [state]
        inside: State = dict(state)
        for _ in range(2):
            if isinstance(node, ast.While):
                decided = self._read(node.test, inside, control)
            else:
                assert isinstance(node, (ast.For, ast.AsyncFor))
                decided = self._read(node.iter, inside, control)
                self._bind(node.target, decided, inside)
            end, _ = self._block(node.body, inside, decided)
            ends.extend([end] if end is not None else [])
            inside = dict(self._joined(ends + self._inner[-1]))
        ends += self._inner.pop()
        after: Optional[State] = self._joined(ends)
        if node.orelse:  # type: ignore[attr-defined]
            after, _ = self._block(node.orelse, after, control)  # type: ignore[attr-defined]
        return after

    def _try(
        self, node: ast.AST, state: State, control: FrozenSet[str]
    ) -> Tuple[Optional[State], FrozenSet[str]]:
        before = dict(state)
        body = node.body + node.orelse  # type: ignore[attr-defined]
        end, _ = self._block(body, dict(state), control)
        failed = self._joined([before] + ([end] if end is not None else []))
        ends = [end] if end is not None else []
        for handler in node.handlers:  # type: ignore[attr-defined]
            inside = dict(failed)
            if handler.name:
                inside[handler.name] = Value(_NOTHING, False)
            end, _ = self._block(handler.body, inside, control)
            ends.extend([end] if end is not None else [])
        after: Optional[State] = self._joined(ends) if ends else None
        last = node.finalbody  # type: ignore[attr-defined]
        if last:
            after, _ = self._block(last, dict(failed) if after is None else after, control)
        return after, control

    def _jump(self, node: ast.stmt, state: State, control: FrozenSet[str]) -> None:
        if isinstance(node, (ast.Return, ast.Raise)):
            for child in ast.iter_child_nodes(node):
                self._read(child, state, control)
        elif self._inner:
            self._inner[-1].append(state)
        elif isinstance(node, ast.Continue):
            self._ends.append(state)

    def _joined(self, states: Sequence[State]) -> State:
        """What may hold when any of the states may."""
        if len(states) == 1:
            return states[0]
        result: State = {}
        for name in {name for state in states for name in state}:
            values = [state.get(name) or self._untouched(name) for state in states]
            sources = _NOTHING.union(*(value.sources for value in values))
            result[name] = Value(sources, any(value.initial for value in values))
        return result

    def _untouched(self, name: str) -> Value:
        """What a variable holds, or elements hold, that this iteration has not changed yet."""
        if name.endswith("[]") and name not in self.carried:
            return Value(_NOTHING, False)
        return Value(_NOTHING, True)


def _reached(name: str, value: Value) -> FrozenSet[str]:
    """What reading a variable gives: what it was computed from, and its first value itself."""
    return value.sources | {name} if value.initial else value.sources
