"""The functions that a woven program calls: they tell the tally, and change nothing.

Objects of the program are only looked at when their type is one that is known: nothing of its own
runs that would not run without them.
"""

from __future__ import annotations

import operator
import types
from typing import Any, Callable, Dict, FrozenSet, Iterator

import events
import target
import touched

_BUILTIN = type(len)
_SIZED = frozenset([list, tuple, str, bytes, bytearray, dict, set, frozenset, range])
_WALKED = frozenset([list, tuple, str, bytes, bytearray])
_WALKING = (sum, min, max, sorted, any, all)
_PAIRING = (zip, enumerate)
_OPERATORS = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "MatMult": operator.matmul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": operator.pow,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
    "BitAnd": operator.and_,
}


class Hooks:
    """The functions for one tally; `seen` looks at whole arrays, None where there are none.

    `files` are those that are woven.
    """

    def __init__(self, counts: events.Tally, seen: Any, files: FrozenSet[str]) -> None:
        self.counts = counts
        self.files = files
        self.seen = seen
        self.pending: Dict[int, Any] = {}

    def named(self) -> Dict[str, Callable[..., Any]]:
        """Them all by the names that the woven text uses, without the prefix."""
        counts = self.counts
        return {
            "did": counts.did,
            "turns": counts.turns,
            "begins": counts.begins,
            "ends": counts.ends,
            "slice": slice,
            "counted": self.counted,
            "ended": self.ended,
            "branch": self.branch,
            "each": self.each,
            "get": self.get,
            "into": self.into,
            "at": self.at,
            "called": self.called,
            "binary": self.binary,
            "operand": self.operand,
        }

    def counted(self, operations: int, arithmetic: int, multiplications: int) -> bool:
        """As a condition that always holds."""
        self.counts.did(operations, arithmetic, multiplications)
        return True

    def ended(self, site: int, _: Any, value: Any) -> Any:
        """The value of a comprehension that is through."""
        self.counts.ends(site)
        return value

    def branch(self, site: int, test: Any) -> bool:
        """Whether a test holds; asked once."""
        taken = bool(test)
        self.counts.branch(site, taken)
        return taken

    def each(self, site: int, values: Any) -> Any:
        """What a loop goes over, element by element where it lies in memory."""
        if type(values) in _WALKED:
            return self._walk(site, values)
        return values if self.seen is None else self.seen.each(site, values)

    def _walk(self, site: int, values: Any) -> Iterator[Any]:
        touch, where = self.counts.touch, id(values)
        for place, value in enumerate(values):
            touch(site, where, place)
            yield value

    def get(self, site: int, where: Any, index: Any) -> Any:
        """An element or a part that is read."""
        found = where[index]
        if type(where) is list and type(index) is int:
            # By far the most frequent.
            self.counts.touch(site, id(where), index if index >= 0 else index + len(where))
        elif type(index) is slice and type(where) in _WALKED:
            self.counts.did(max(0, len(found) - 1), 0, 0)
            start = index.indices(len(where))[0] if found else 0
            self.counts.stream(site, (id(where) << 8) + start // 8, 8 * len(found))
        elif self.seen is None or not self.seen.element(site, where, index):
            self.counts.access(site, where, index)
        return found

    def into(self, site: int, where: Any) -> Any:
        """What will be written into, once the index is known."""
        self.pending[site] = where
        return where

    def at(self, site: int, index: Any) -> Any:
        """The index that will be written at."""
        where = self.pending.pop(site, None)
        if self.seen is None or not self.seen.element(site, where, index):
            self.counts.access(site, where, index)
        return index

    def called(self, function: Any, line: int) -> Any:
        """What is about to be called: built-in functions cost, and some walk their arguments."""
        kind = type(function)
        if self.seen is not None:
            found = self.seen.called(function, line)
            if found is not None:
                return found
        if kind is _BUILTIN:
            self.counts.did_outside(1)
            if function in _WALKING:
                return self._walking(function, line)
            owner = function.__self__
            if type(owner) is list and function.__name__ == "append":
                self.counts.touch(-line, id(owner), len(owner))
        elif kind is type and function.__module__ == "builtins":
            self.counts.did_outside(1)
            if function in _PAIRING:
                return self._pairing(function, line)
        elif not self._is_woven(kind, function):
            self.counts.unfollowed += 1
        return function

    def _is_woven(self, kind: Any, function: Any) -> bool:
        """Whether it is a function or class of the program, as far as that is seen from here."""
        if kind is types.MethodType:
            function = function.__func__
            kind = type(function)
        if kind is types.FunctionType:
            return function.__code__.co_filename in self.files
        return kind is type and function.__module__ == target.MODULE

    def _walking(self, function: Any, line: int) -> Any:
        def run(*values: Any, **options: Any) -> Any:
            if values and type(values[0]) in _SIZED:
                self.counts.did_outside(max(0, len(values[0]) - 1))
                if type(values[0]) in _WALKED:
                    self.counts.stream(-line, id(values[0]) << 8, 8 * len(values[0]))
            return function(*values, **options)

        return run

    def _pairing(self, function: Any, line: int) -> Any:
        def run(*values: Any, **options: Any) -> Any:
            seen = [self.each(-line * 8 - n % 8, value) for n, value in enumerate(values)]
            return function(*seen, **options)

        return run

    def binary(self, name: str, left: Any, right: Any, line: int) -> Any:
        """An operator whose operands may be whole arrays."""
        result = _OPERATORS[name](left, right)
        self.seen.operated(name, (left, right), result, line)
        return result

    def operand(self, value: Any, line: int) -> Any:
        """What an augmented assignment adds."""
        self.seen.operated("AugAssign", (value,), value, line)
        return value


def looking(counts: events.Tally, modules: Dict[str, types.ModuleType]) -> Any:
    """What looks at whole arrays, when a library that has them is loaded; else None."""
    return touched.Arrays(counts, modules) if "numpy" in modules else None
