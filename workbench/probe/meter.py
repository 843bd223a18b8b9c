"""The meter that a woven program passes by (see weaving): steps of C work, and where to stop."""

from __future__ import annotations

import types
from typing import Any, Callable, Dict, Iterator, List, Set

import arraycosts
import costs
import weaving

_Operator = Callable[[Any, Any], Any]
_OPERATORS: Dict[str, _Operator] = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mult": lambda a, b: a * b,
    "MatMult": lambda a, b: a @ b,
    "Div": lambda a, b: a / b,
    "Mod": lambda a, b: a % b,
    "Pow": lambda a, b: a**b,
    "LShift": lambda a, b: a << b,
    "RShift": lambda a, b: a >> b,
    "BitOr": lambda a, b: a | b,
    "BitXor": lambda a, b: a ^ b,
    "BitAnd": lambda a, b: a & b,
    "FloorDiv": lambda a, b: a // b,
}
_COMPARISONS: Dict[str, _Operator] = {
    "In": lambda a, b: a in b,
    "NotIn": lambda a, b: a not in b,
    "Eq": lambda a, b: a == b,
    "NotEq": lambda a, b: a != b,
    "Lt": lambda a, b: a < b,
    "LtE": lambda a, b: a <= b,
    "Gt": lambda a, b: a > b,
    "GtE": lambda a, b: a >= b,
}
_OPCODES_OF_A_TICK = 8
_METHODS = (types.BuiltinMethodType, type("".join))
_PYTHON = (types.FunctionType, types.MethodType)


class Enough(BaseException):
    """The budget is used up."""


class Meter:
    """Counts while `on`. `doubtful` are steps that CPython may save: a text that grows in place."""

    def __init__(self, budget: float, filename: str) -> None:
        self.budget = budget
        self.filename = filename
        self.on = False
        self.steps = 0.0
        self.doubtful = 0.0
        self.ticks = 0
        self.unmodelled: Set[str] = set()

    def names(self) -> Dict[str, Any]:
        """What a woven module has to find in its namespace."""
        return {
            weaving.CALL: self.call,
            weaving.BINARY: self.binary,
            weaving.AUGMENTED: self.augmented,
            weaving.COMPARED: self.compared,
            weaving.MADE: self.made,
            weaving.DELETED: self.deleted,
            weaving.TICK: self.tick,
        }

    def tick(self) -> bool:
        """One round of a loop, one call."""
        if self.on:
            self.ticks += 1
            if self.ticks * _OPCODES_OF_A_TICK + self.steps > self.budget:
                raise Enough
        return True

    def add(self, steps: float) -> None:
        """Count steps of C work; a single one is in the opcode that asks for it."""
        if self.on and steps > 1:
            self.steps += steps
            self.tick()

    def binary(self, name: str, left: Any, right: Any) -> Any:
        result = _OPERATORS[name](left, right)
        self.add(costs.binary(name, left, right, result))
        return result

    def augmented(self, name: str, left: Any, right: Any) -> Any:
        """The right side of `left += right`; left is None when it is no plain name."""
        if isinstance(left, (str, bytes)) and name == "Add":
            self.add(costs.size(right))
            if self.on:
                self.doubtful += costs.size(left)
        elif isinstance(left, (list, set, dict)) and name != "Mult":
            self.add(costs.size(right))
        elif isinstance(left, (list, tuple, str, bytes)) and name in ("Add", "Mult"):
            self.add(costs.size(left) * (right if name == "Mult" else 1) + costs.size(right))
        elif arraycosts.is_array(left) or arraycosts.is_array(right):
            self.add(arraycosts.operator(name, left, right, left))
        elif left is None:
            self.add(costs.size(right))
        return right

    def compared(self, name: str, left: Any, right: Any) -> Any:
        result = _COMPARISONS[name](left, right)
        self.add(costs.compared(name, left, right, result))
        return result

    def made(self, value: Any) -> Any:
        if isinstance(value, (list, tuple, str, bytes, bytearray, dict, set)):
            self.add(costs.made(value))
        return value

    def deleted(self, holder: Any) -> None:
        if isinstance(holder, list):
            self.add(len(holder))

    def call(self, function: Any, *arguments: Any, **named: Any) -> Any:
        """Call a function and count what it did in C."""
        if not self.on or (isinstance(function, _PYTHON) and self._is_own(function)):
            return function(*arguments, **named)
        if function is sorted:
            return self._sorted(arguments, named)
        owner = getattr(function, "__self__", None)
        if type(owner) is list and getattr(function, "__name__", "") == "sort":
            owner[:] = self._sorted((owner,), named)
            return None
        if arraycosts.is_call(function):
            result = function(*arguments, **named)
            self.add(arraycosts.call(function, arguments, result))
            return result
        if isinstance(function, _METHODS) and isinstance(owner, costs.SIZED):
            return self._method(function, owner, arguments, named)
        return self._function(function, arguments, named)

    def _is_own(self, function: Any) -> bool:
        code = getattr(function, "__code__", None)
        return getattr(code, "co_filename", None) == self.filename

    def _sorted(self, arguments: Any, named: Dict[str, Any]) -> List[Any]:
        seen = [0]
        key = costs.counting_key(named.get("key"), seen)
        values = list(arguments[0])
        result = sorted(values, key=key, reverse=named.get("reverse", False))
        self.add(len(values) + seen[0])
        return result

    def _method(self, function: Any, owner: Any, arguments: Any, named: Dict[str, Any]) -> Any:
        name = getattr(function, "__name__", "")
        if name in ("extend", "join", "update", "extendleft"):
            arguments = tuple(self._followed(one, lazy_only=True) for one in arguments)
        before = costs.method(owner, name, arguments)
        result = function(*arguments, **named)
        made = isinstance(result, (str, bytes)) and name != "pop"
        self.add(max(before, costs.made(result)) if made else before)
        return result

    def _function(self, function: Any, arguments: Any, named: Dict[str, Any]) -> Any:
        try:
            known, consumes = costs.FUNCTIONS.get(function), function in costs.CONSUMERS
        except TypeError:  # it cannot be hashed
            known, consumes = None, False
        if consumes and arguments:
            at = 1 if getattr(function, "__name__", "") == "reduce" else 0
            one_of_several = function in (min, max) and len(arguments) > 1
            if len(arguments) > at and not one_of_several:
                lazy_only = known is not None
                followed = self._followed(arguments[at], lazy_only)
                arguments = arguments[:at] + (followed,) + arguments[at + 1 :]
        elif known is None and isinstance(function, _PYTHON):
            self._not_modelled(function)
        result = function(*arguments, **named)
        if known is not None:
            self.add(known(arguments, result))
        return result

    def _not_modelled(self, function: Any) -> None:
        name = "%s.%s" % (
            getattr(function, "__module__", "?"),
            getattr(function, "__qualname__", "?"),
        )
        if len(self.unmodelled) < 20:
            self.unmodelled.add(name[:100])

    def _followed(self, value: Any, lazy_only: bool) -> Any:
        """The same elements, counted as they are taken."""
        if lazy_only and not isinstance(value, costs.ITERATORS):
            return value
        if isinstance(value, (str, bytes, int)) or arraycosts.is_array(value):
            self.add(costs.size(value))
            return value
        return self._counted(value)

    def _counted(self, value: Any) -> Iterator[Any]:
        for one in value:
            if self.on:
                self.steps += 1
                self.tick()
            yield one
