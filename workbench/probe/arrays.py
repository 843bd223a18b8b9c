"""Floating-point operations and compulsory bytes of numpy's calls, by formulas of their shapes.

A product of matrices is a multiply-add for each pair of factors, which is two operations: n rows,
k columns and m columns make 2nkm. A reduction of n numbers to r makes n - r. Bytes are those of
each array operand, read once, and of each array result, written once; numbers that are no arrays
have none.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Callable, Dict, List, Optional, Tuple

_ONE = str.split(
    "add subtract multiply divide true_divide floor_divide remainder mod fmod power float_power "
    "sqrt cbrt square reciprocal exp exp2 expm1 log log2 log10 log1p logaddexp logaddexp2 sin cos "
    "tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh arccosh arctanh hypot maximum minimum "
    "fmax fmin deg2rad rad2deg degrees radians"
)
_NONE = str.split(
    "negative positive absolute fabs sign equal not_equal less less_equal greater greater_equal "
    "logical_and logical_or logical_xor logical_not isnan isinf isfinite floor ceil rint trunc "
    "copysign signbit conjugate invert bitwise_and bitwise_or bitwise_xor left_shift right_shift "
    "bitwise_count nextafter spacing ldexp frexp modf isnat gcd lcm"
)
_OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "power",
}
# Functions that compute and have no formula here: each call of one is told.
_UNKNOWN = str.split(
    "interp gradient corrcoef cov percentile quantile median nanmedian nanpercentile nanquantile "
    "histogram histogram2d histogramdd polyfit polyval polyder polyint polymul polyadd correlate "
    "kron nansum nanmean nanstd nanvar nanprod nanmax nanmin nancumsum nancumprod average cross "
    "trapezoid trapz unwrap i0 sinc ediff1d roots poly vecdot matvec vecmat apply_over_axes"
)
_method: Any = type([].append)


def _size(value: Any) -> int:
    return int(getattr(value, "size", 1))


def _each(weight: int, args: Any, named: Any, result: Any) -> int:
    return weight * _size(result)


def _reduced(args: Any, named: Any, result: Any) -> int:
    return max(0, _size(args[0]) - _size(result))


def _mean(args: Any, named: Any, result: Any) -> int:
    return _size(args[0])


def _variance(args: Any, named: Any, result: Any) -> int:
    """The mean, a difference and a square for each number, their sum and a division."""
    return 4 * _size(args[0])


def _deviation(args: Any, named: Any, result: Any) -> int:
    return 4 * _size(args[0]) + _size(result)


def _running(args: Any, named: Any, result: Any) -> int:
    """A running sum of m numbers is m - 1 additions, along each line of the axis."""
    axis = args[1] if len(args) > 1 else named.get("axis")
    shape = getattr(args[0], "shape", ())
    length = _size(args[0]) if axis is None else shape[axis]
    return _size(args[0]) - _size(args[0]) // length if length else 0


def _matmul(args: Any, named: Any, result: Any) -> int:
    return 2 * _size(result) * int(args[0].shape[-1])


def _dot(args: Any, named: Any, result: Any) -> int:
    if not getattr(args[0], "shape", ()) or not getattr(args[1], "shape", ()):
        return _size(result)
    return _matmul(args, named, result)


def _vdot(args: Any, named: Any, result: Any) -> int:
    return 2 * _size(args[0])


def _tensordot(args: Any, named: Any, result: Any) -> int:
    if not _size(result):
        return 0
    summed = math.sqrt(_size(args[0]) * _size(args[1]) / _size(result))
    return 2 * _size(result) * round(summed)


def _convolve(args: Any, named: Any, result: Any) -> Optional[int]:
    """Full: every pair is a multiply-add. Valid: the shorter one at every place of the result."""
    mode = args[2] if len(args) > 2 else named.get("mode", "full")
    sizes = sorted((_size(args[0]), _size(args[1])))
    if mode == "full":
        return 2 * sizes[0] * sizes[1]
    return 2 * sizes[0] * _size(result) if mode == "valid" else None


def _norm(args: Any, named: Any, result: Any) -> Optional[int]:
    """n squares, n - 1 additions and a root."""
    return 2 * _size(args[0]) if len(args) == 1 and not named else None


def _trace(args: Any, named: Any, result: Any) -> Optional[int]:
    """Of a matrix: an addition less than its diagonal is long."""
    plain = len(args) == 1 and not named and len(args[0].shape) == 2
    return max(0, min(args[0].shape) - 1) if plain else None


def _einsum(args: Any, named: Any, result: Any) -> Optional[int]:
    """At every combination of indices a multiplication less than factors, and an addition when
    an index is summed over."""
    text = args[0]
    if type(text) is not str or "." in text or named.get("optimize"):
        return None
    inputs, arrow, output = text.replace(" ", "").partition("->")
    names = inputs.replace(",", "")
    if not arrow:
        output = "".join(one for one in set(names) if names.count(one) == 1)
    sizes: Dict[str, int] = {}
    for labels, operand in zip(inputs.split(","), args[1:]):
        for label, size in zip(labels, operand.shape):
            sizes[label] = max(size, sizes.get(label, 1))
    points = 1
    for size in sizes.values():
        points *= size
    return points * (len(args) - 2 + bool(set(sizes) - set(output)))


Formula = Callable[[Any, Any, Any], Optional[int]]
_FORMULAS: Dict[str, Formula] = {
    "matmul": _matmul,
    "dot": _dot,
    "inner": _dot,
    "vdot": _vdot,
    "outer": functools.partial(_each, 1),
    "tensordot": _tensordot,
    "einsum": _einsum,
    "convolve": _convolve,
    "clip": functools.partial(_each, 2),
    "sum": _reduced,
    "prod": _reduced,
    "max": _reduced,
    "min": _reduced,
    "amax": _reduced,
    "amin": _reduced,
    "ptp": lambda args, named, result: 2 * _reduced(args, named, result) + _size(result),
    "mean": _mean,
    "var": _variance,
    "std": _deviation,
    "cumsum": _running,
    "cumprod": _running,
    "diff": lambda args, named, result: _size(result) if len(args) == 1 and not named else None,
    "trace": _trace,
    "norm": _norm,
    **{name: functools.partial(_each, 1) for name in _ONE},
    **{name: functools.partial(_each, 0) for name in _NONE},
    "divmod": functools.partial(_each, 2),
}
_METHODS = str.split("dot sum prod max min ptp mean var std cumsum cumprod trace clip")
_UFUNC_METHODS: Dict[str, Formula] = {
    "reduce": _reduced,
    "accumulate": _running,
    "outer": functools.partial(_each, 1),
}


class Arrays:
    """What numpy's functions, methods and operators on arrays cost; told to `add`."""

    def __init__(self, numpy: Any, add: Callable[..., None], leave_out: Callable[..., None]):
        self.numpy = numpy
        self.add = add
        self.leave_out = leave_out
        self.known: Dict[int, Tuple[Any, str, Optional[Formula]]] = {}
        for name, formula in _FORMULAS.items():
            self._know(getattr(numpy, name, None), name, formula)
        self._know(numpy.linalg.norm, "linalg.norm", _norm)
        for name in _UNKNOWN:
            self._know(getattr(numpy, name, None), name, None)
        for module, prefix in ((numpy.linalg, "linalg."), (numpy.fft, "fft.")):
            for name in module.__all__:
                function = getattr(module, name)
                free = ("norm", "Error", "diagonal", "transpose", "shift", "freq")
                if not name.endswith(free):
                    self._know(function, prefix + name, _FORMULAS.get(name))

    def _know(self, function: Any, name: str, formula: Optional[Formula]) -> None:
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
            return functools.partial(self._method, method, owner, name, _FORMULAS[name])
        if type(owner) is self.numpy.ufunc and name in ("reduce", "accumulate", "outer", "at"):
            single = owner.__name__ in _ONE
            free = owner.__name__ in _NONE
            formula: Optional[Formula] = _UFUNC_METHODS.get(name) if single else None
            if free:
                formula = functools.partial(_each, 0)
            name = "%s.%s" % (owner.__name__, name)
            return functools.partial(self._called, method, name, formula)
        return method

    def _called(
        self, function: Any, name: str, formula: Optional[Formula], *args: Any, **named: Any
    ) -> Any:
        result = function(*args, **named)
        self._count(name, formula, args, named, result)
        return result

    def _method(
        self, method: Any, owner: Any, name: str, formula: Formula, *args: Any, **named: Any
    ) -> Any:
        result = method(*args, **named)
        self._count(name, formula, (owner,) + args, named, result)
        return result

    def operated(self, name: str, sign: str, left: Any, right: Any, result: Any) -> None:
        """Count an operator one of whose operands is an array or one of numpy's numbers."""
        if not (self._is_ours(left) or self._is_ours(right)):
            return
        formula = _FORMULAS[_OPERATORS.get(name, "matmul")]
        self._count(_OPERATORS.get(name, "matmul"), formula, (left, right), {}, result)

    def summed(self, kind: Any, item: Any) -> Any:
        """Count one addition within Python's `sum`; returns the kind of the sum from there on."""
        if self._is_ours(item):
            self._count("add", _FORMULAS["add"], (item,), {}, item)
        return type(item)

    def _is_ours(self, value: Any) -> bool:
        kind = type(value)
        return kind is self.numpy.ndarray or issubclass(kind, self.numpy.generic)

    def _count(
        self, name: str, formula: Optional[Formula], args: Any, named: Any, result: Any
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
