"""Floating-point operations and compulsory bytes of numpy's calls, counted as they are made.

Operations are those of `formulas`. Bytes are those of each array operand, read once, and of each
array result, written once; numbers that are no arrays have none.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Dict, List, Optional, Tuple

import formulas

_OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "power",
}
# Functions that compute and have no formula: each call of one is told.
_UNKNOWN = str.split(
    "interp gradient corrcoef cov percentile quantile median nanmedian nanpercentile nanquantile "
    "histogram histogram2d histogramdd polyfit polyval polyder polyint polymul polyadd correlate "
    "kron nansum nanmean nanstd nanvar nanprod nanmax nanmin nancumsum nancumprod average cross "
    "trapezoid trapz unwrap i0 sinc ediff1d roots poly vecdot matvec vecmat apply_over_axes"
)
_METHODS = str.split("dot sum prod max min ptp mean var std cumsum cumprod trace clip")
_method: Any = type([].append)


class Arrays:
    """What numpy's functions, methods and operators on arrays cost; told to `add`."""

    def __init__(self, numpy: Any, add: Callable[..., None], leave_out: Callable[..., None]):
        self.numpy = numpy
        self.add = add
        self.leave_out = leave_out
        self.known: Dict[int, Tuple[Any, str, Optional[formulas.Formula]]] = {}
        for name, formula in formulas.FORMULAS.items():
            self._know(getattr(numpy, name, None), name, formula)
        self._know(numpy.linalg.norm, "linalg.norm", formulas.FORMULAS["norm"])
        for name in _UNKNOWN:
            self._know(getattr(numpy, name, None), name, None)
        for module, prefix in ((numpy.linalg, "linalg."), (numpy.fft, "fft.")):
            for name in module.__all__:
                function = getattr(module, name)
                free = ("norm", "Error", "diagonal", "transpose", "shift", "freq")
                if not name.endswith(free):
                    self._know(function, prefix + name, formulas.FORMULAS.get(name))

    def _know(self, function: Any, name: str, formula: Optional[formulas.Formula]) -> None:
        if function is not None:
            self.known.setdefault(id(function), (function, name, formula))

    def seen(self, function: Any) -> Any:
        """The function, or one that counts what it does."""
        known = self.known.get(id(function))
        if known is not None and known[0] is function:
            return functools.partial(self._called, function, known[1], known[2])
        kind = type(function)
        if kind is self.numpy.ufunc:
            return functools.partial(self._called, function, function.__name__, None)
        if kind is _method:
            return self._bound(function)
        return function

    def _bound(self, method: Any) -> Any:
        """A method of an array or of a ufunc."""
        owner, name = method.__self__, method.__name__
        if type(owner) is self.numpy.ndarray and name in _METHODS:
            return functools.partial(self._method, method, owner, name, formulas.FORMULAS[name])
        if type(owner) is self.numpy.ufunc and name in ("reduce", "accumulate", "outer", "at"):
            formula = formulas.of_ufunc_method(owner.__name__, name)
            full = "%s.%s" % (owner.__name__, name)
            return functools.partial(self._called, method, full, formula)
        return method

    def _called(
        self,
        function: Any,
        name: str,
        formula: Optional[formulas.Formula],
        *args: Any,
        **named: Any,
    ) -> Any:
        result = function(*args, **named)
        self._count(name, formula, args, named, result)
        return result

    def _method(
        self,
        method: Any,
        owner: Any,
        name: str,
        formula: formulas.Formula,
        *args: Any,
        **named: Any,
    ) -> Any:
        result = method(*args, **named)
        self._count(name, formula, (owner,) + args, named, result)
        return result

    def operated(self, name: str, sign: str, left: Any, right: Any, result: Any) -> None:
        """Count an operator one of whose operands is an array or one of numpy's numbers."""
        if not (self._is_ours(left) or self._is_ours(right)):
            return
        formula = formulas.FORMULAS[_OPERATORS.get(name, "matmul")]
        self._count(_OPERATORS.get(name, "matmul"), formula, (left, right), {}, result)

    def summed(self, kind: Any, item: Any) -> Any:
        """Count one addition within Python's `sum`; returns the kind of the sum from there on."""
        if self._is_ours(item):
            self._count("add", formulas.FORMULAS["add"], (item,), {}, item)
        return type(item)

    def _is_ours(self, value: Any) -> bool:
        kind = type(value)
        return kind is self.numpy.ndarray or issubclass(kind, self.numpy.generic)

    def _count(
        self, name: str, formula: Optional[formulas.Formula], args: Any, named: Any, result: Any
    ) -> None:
        first = result[0] if type(result) is tuple and result else result
        if not self._is_ours(first):
            return
        dtype = first.dtype
        if dtype.kind == "c":
            self.leave_out("numpy %s, complex" % name)
            return
        if dtype.kind != "f":
            return
        try:
            plain = [self._array(one) for one in args]
            flops = None if formula is None or "where" in named else formula(plain, named, first)
        except (AttributeError, IndexError, TypeError, ValueError):
            flops = None
        if flops is None:
            self.leave_out("numpy " + name)
        elif flops:
            self.add("numpy " + name, flops, self._moved(plain, named, result), str(dtype))

    def _array(self, value: Any) -> Any:
        """A sequence of numbers as the array that numpy made of it."""
        return self.numpy.asarray(value) if type(value) in (list, tuple) else value

    def _moved(self, args: List[Any], named: Any, result: Any) -> int:
        """Bytes of the arrays that go in, each memory once, and of those that come out."""
        read: Dict[int, int] = {}
        for one in [*args, *named.values()]:
            if type(one) is self.numpy.ndarray and one is not named.get("out"):
                place = one.__array_interface__["data"][0]
                read[place] = max(read.get(place, 0), _bytes(one))
        results = result if type(result) is tuple else (result,)
        written = [_bytes(one) for one in results if type(one) is self.numpy.ndarray]
        return sum(read.values()) + sum(written)


def _bytes(array: Any) -> int:
    """Of its distinct elements: along a broadcast axis they are the same."""
    count = int(array.dtype.itemsize)
    for size, stride in zip(array.shape, array.strides):
        count *= size if stride else min(size, 1)
    return count
