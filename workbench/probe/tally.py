"""Counts floating-point operations of a program that was rewritten to pass by here.

Counted as Intel's event FP_ARITH_INST_RETIRED does: an addition, subtraction, multiplication,
division, square root, minimum or maximum of arrays is one, a multiply-add two; comparisons, sign
changes, roundings, conversions and copies are none. An elementary function (exp, sin, a power) is
one as well, though it takes many.
"""

from __future__ import annotations

import builtins
import functools
import itertools
import math
import operator
from collections import Counter
from typing import Any, Callable, Dict, Tuple

import arrays

_REAL = (int, float, bool)
_SIGNS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "matmul": "@",
}
_PLAIN = {name: getattr(operator, name) for name in _SIGNS}
_IN_PLACE = {name: getattr(operator, "i" + name) for name in _SIGNS}
# One operation for each call. Rounding, splitting and classifying are none.
_ELEMENTARY = str.split(
    "sqrt cbrt exp exp2 expm1 log log2 log10 log1p pow sin cos tan asin acos atan atan2 sinh cosh "
    "tanh asinh acosh atanh erf erfc gamma lgamma fmod remainder degrees radians"
)
# Those that call what they are given: the argument is what counts.
_CALLERS = (map, filter, functools.reduce, itertools.starmap)
_sum, _fsum, _power, _both = builtins.sum, math.fsum, builtins.pow, builtins.divmod


class Tally:
    """Counts by operation; `numpy` is the module where the flavour has it."""

    def __init__(self, numpy: Any = None) -> None:
        self.numpy = numpy
        self.arrays = arrays.Arrays(numpy, self.add, self.leave_out) if numpy else None
        self.known: Dict[int, Tuple[Any, Callable[..., Any]]] = {}
        self.clear()
        self._know()
        self.slice = slice

    def clear(self) -> None:
        """Begin at 0."""
        self.flops: Dict[str, int] = Counter()
        self.bytes: Dict[str, int] = Counter()
        self.types: Dict[str, int] = Counter()
        self.left_out: Dict[str, int] = Counter()
        self.largest = 0

    def add(self, name: str, flops: int, moved: int = 0, dtype: str = "float64") -> None:
        """So many operations of that name, and bytes of arrays read and written for them."""
        self.flops[name] += flops
        self.bytes[name] += moved
        self.types[dtype] += flops
        self.largest = max(self.largest, moved)

    def leave_out(self, name: str) -> None:
        """One call that computes and has no formula here."""
        self.left_out[name] += 1

    def binary(self, name: str, left: Any, right: Any) -> Any:
        """The value of `left OP right`."""
        result = _PLAIN[name](left, right)
        self._operated(name, left, right, result)
        return result

    def inplace(self, name: str, left: Any, right: Any) -> Any:
        """The value of `left OP= right`."""
        # An array that is changed in place is still the one that was read.
        result = _IN_PLACE[name](left, right)
        self._operated(name, left, right, result)
        return result

    def item(self, name: str, container: Any, index: Any) -> Callable[[Any], None]:
        """What does the rest of `container[index] OP= value`, given the value."""
        old = container[index]

        def store(value: Any) -> None:
            container[index] = self.inplace(name, old, value)

        return store

    def attribute(self, name: str, owner: Any, attribute: str) -> Callable[[Any], None]:
        """What does the rest of `owner.attribute OP= value`, given the value."""
        old = getattr(owner, attribute)

        def store(value: Any) -> None:
            setattr(owner, attribute, self.inplace(name, old, value))

        return store

    def seen(self, function: Any) -> Any:
        """What to call in the function's place: itself, unless its work is counted."""
        known = self.known.get(id(function))
        if known is not None and known[0] is function:
            return known[1]
        if self.arrays is not None:
            return self.arrays.seen(function)
        return function

    def _operated(self, name: str, left: Any, right: Any, result: Any) -> None:
        one, two = type(left), type(right)
        if one is int and two is int:
            return
        if one in _REAL and two in _REAL:
            if one is float or two is float:
                self.add("float " + _SIGNS[name], 1)
        elif one in (*_REAL, complex) and two in (*_REAL, complex):
            self.leave_out("complex " + _SIGNS[name])
        elif self.arrays is not None:
            self.arrays.operated(name, _SIGNS[name], left, right, result)

    def _know(self) -> None:
        for name in _ELEMENTARY:
            function = getattr(math, name, None)
            if function is not None:
                self._replace(function, functools.partial(self._once, function, "math." + name))
        for name, function in _PLAIN.items():
            self._replace(function, functools.partial(self.binary, name))
        for name, function in _IN_PLACE.items():
            self._replace(function, functools.partial(self.inplace, name))
        for function in _CALLERS:
            self._replace(function, functools.partial(self._calling, function))
        self._replace(_sum, self._sum)
        self._replace(_fsum, self._fsum)
        self._replace(_power, self._pow)
        self._replace(_both, self._divmod)
        for name in ("hypot", "dist", "prod", "sumprod"):
            function = getattr(math, name, None)
            if function is not None:
                replaced = functools.partial(self._unknown, function, "math." + name)
                self._replace(function, replaced)

    def _replace(self, function: Any, other: Callable[..., Any]) -> None:
        self.known[id(function)] = (function, other)

    def _once(self, function: Any, name: str, *args: Any, **named: Any) -> Any:
        result = function(*args, **named)
        if type(result) is float:
            self.add(name, 1)
        return result

    def _unknown(self, function: Any, name: str, *args: Any, **named: Any) -> Any:
        result = function(*args, **named)
        if type(result) is float:
            self.leave_out(name)
        return result

    def _calling(self, caller: Any, *args: Any, **named: Any) -> Any:
        return caller(*[self.seen(one) for one in args[:1]], *args[1:], **named)

    def _pow(self, *args: Any, **named: Any) -> Any:
        result = _power(*args, **named)
        if len(args) == 2:
            self._operated("pow", args[0], args[1], result)
        return result

    def _divmod(self, *args: Any) -> Any:
        result = _both(*args)
        self._operated("floordiv", args[0], args[1], result[0])
        self._operated("mod", args[0], args[1], result[1])
        return result

    def _sum(self, *args: Any, **named: Any) -> Any:
        """One addition for each item, that to the start included, once floats are among them."""
        if not args:
            return _sum(*args, **named)
        start = args[1] if len(args) > 1 else named.get("start", 0)
        items = _Items(args[0], start, self)
        return _sum(items, *args[1:], **named)

    def _fsum(self, items: Any) -> float:
        """An addition for each item, the first one's to 0.0 included."""
        watched = _Items(items, 0.0, None)
        result = _fsum(watched)
        self.add("math.fsum", watched.count)
        return result


class _Items:
    """The items of an iterable on their way into a sum, which asks for them one by one."""

    def __init__(self, items: Any, start: Any, tally: Any) -> None:
        self.items = iter(items)
        self.kind = type(start)
        self.tally = tally
        self.count = 0

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        item = next(self.items)
        self.count += 1
        if self.tally is not None:
            kind = type(item)
            if kind in _REAL and self.kind in _REAL:
                if kind is float or self.kind is float:
                    self.kind = float
                    self.tally.add("sum", 1)
            elif self.tally.arrays is not None:
                self.kind = self.tally.arrays.summed(self.kind, item)
            else:
                self.kind = kind
        return item
