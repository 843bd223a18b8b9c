"""How many floating-point operations a call of numpy's is, by a formula of its shapes.

A product of matrices is a multiply-add for each pair of factors, which is two operations: n rows,
k columns and m columns make 2nkm. A reduction of n numbers to r makes n - r. Formulas look at the
shapes of what goes in and comes out, never at numbers.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Callable, Dict, Optional

Formula = Callable[[Any, Any, Any], Optional[int]]
"""Operations by (arguments, named arguments, result); None where there is no formula for that."""

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


FORMULAS: Dict[str, Formula] = {
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
_UFUNC_METHODS: Dict[str, Formula] = {
    "reduce": _reduced,
    "accumulate": _running,
    "outer": functools.partial(_each, 1),
}


def of_ufunc_method(ufunc: str, method: str) -> Optional[Formula]:
    """Of "reduce", "accumulate", "outer" or "at" of a ufunc, both by their names."""
    if ufunc in _NONE:
        return functools.partial(_each, 0)
    return _UFUNC_METHODS.get(method) if ufunc in _ONE else None
