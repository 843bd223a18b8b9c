"""The variables of one iteration of a loop: what reading and binding them makes of their values.

A state maps a variable to the values it may depend on, each being that of a variable at the
beginning of the iteration, and says whether it may still hold that value itself. Elements of a
container are one variable, `name[]`.
"""

from __future__ import annotations

import ast
from typing import Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Set, Tuple

import places

LARGEST = 20000
"""Work for one iteration: about the statements times the variables known at each."""
NOTHING: FrozenSet[str] = frozenset()


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


class Variables:
    """The variables of one iteration: `changed` are those it binds, `carried` the elements (as
    `name[]`) that it may read from an earlier one; `purse` pays for the work.

    `exposed` maps each variable that is read before it is surely bound to the line of that read.
    """

    def __init__(self, changed: Set[str], carried: Set[str], purse: Purse) -> None:
        self.changed = changed
        self.carried = carried
        self.exposed: Dict[str, int] = {}
        self._purse = purse
        self._budget = min(LARGEST, purse.left)
        self._cache: Dict[int, List[places.Event]] = {}

    def pay(self, work: int) -> None:
        """Take the work from what is left; raises TooLargeError when there is not so much."""
        self._budget -= work
        self._purse.left -= work
        if self._budget < 0:
            raise TooLargeError

    def read(
        self, expression: Optional[ast.AST], state: State, control: FrozenSet[str]
    ) -> FrozenSet[str]:
        """What the value of an expression depends on; its own effects go into the state."""
        if expression is None:
            return control
        found = self._cache.get(id(expression))
        if found is None:
            found = self._cache[id(expression)] = places.events(expression)
        self.pay(len(found) // 10)
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

    def assign(self, node: ast.Assign, state: State, control: FrozenSet[str]) -> None:
        """Read the values, then bind the targets; `a, b = x, y` is two assignments."""
        pairs: List[Tuple[ast.expr, ast.expr]] = []
        for target in node.targets:
            several = isinstance(target, (ast.Tuple, ast.List)) and isinstance(
                node.value, (ast.Tuple, ast.List)
            )
            if several and len(target.elts) == len(node.value.elts):  # type: ignore[attr-defined]
                pairs.extend(zip(target.elts, node.value.elts))  # type: ignore[attr-defined]
            else:
                pairs.append((target, node.value))
        read = [(target, self.read(value, state, control)) for target, value in pairs]
        for target, sources in read:
            self.bind(target, sources, state)

    def bind(self, target: ast.AST, sources: FrozenSet[str], state: State) -> None:
        """Let a target hold what was computed from the sources."""
        if isinstance(target, (ast.Tuple, ast.List)):
            for one in target.elts:
                self.bind(one, sources, state)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, sources, state)
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
                sources |= self.read(index, state, NOTHING)
            self._store(root, sources, state)

    def target(self, target: ast.AST, state: State) -> FrozenSet[str]:
        """What `+=` reads of its own target."""
        where = places.place(target)
        if where is None:
            return NOTHING
        root, indexes = where
        line = getattr(target, "lineno", 0)
        if not indexes:
            return self._variable(root, line, state)
        return _reached(root + "[]", self._element(root, state))

    def joined(self, states: Sequence[State]) -> State:
        """What may hold when any of the states may."""
        if len(states) == 1:
            return states[0]
        result: State = {}
        for name in {name for state in states for name in state}:
            values = [state.get(name) or self._untouched(name) for state in states]
            sources = NOTHING.union(*(value.sources for value in values))
            result[name] = Value(sources, any(value.initial for value in values))
        return result

    def _store(self, root: str, sources: FrozenSet[str], state: State) -> None:
        before = self._element(root, state)
        state[root + "[]"] = Value(before.sources | sources, before.initial)

    def _element(self, root: str, state: State) -> Value:
        name = root + "[]"
        return state.get(name) or self._untouched(name)

    def _variable(self, root: str, line: int, state: State) -> FrozenSet[str]:
        sources = NOTHING
        parts = root.split(".")
        for length in range(1, len(parts) + 1):
            name = ".".join(parts[:length])
            if name in self.changed:
                value = state.get(name) or self._untouched(name)
                sources |= _reached(name, value)
                if value.initial:
                    self.exposed.setdefault(name, line)
        return sources

    def _untouched(self, name: str) -> Value:
        """What a variable holds, or elements hold, that this iteration has not changed yet."""
        if name.endswith("[]") and name not in self.carried:
            return Value(NOTHING, False)
        return Value(NOTHING, True)


def _reached(name: str, value: Value) -> FrozenSet[str]:
    """What reading a variable gives: what it was computed from, and its first value itself."""
    return value.sources | {name} if value.initial else value.sources
