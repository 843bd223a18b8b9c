"""Work and span of what is computed at once: operators on containers and arrays, library calls."""

from __future__ import annotations

import operator
import sys
from typing import Any, Tuple

import locations
import shadow
import steps
from shadow import CALLED, NOW, T

_CONTAINERS = (list, tuple, dict, set, frozenset, bytearray)
_REDUCTIONS = frozenset(
    [
        "sum",
        "prod",
        "mean",
        "max",
        "min",
        "argmax",
        "argmin",
        "any",
        "all",
        "std",
        "var",
        "dot",
        "vdot",
        "trace",
        "norm",
        "median",
        "amax",
        "amin",
        "nansum",
        "count_nonzero",
        "softmax",
        "log_softmax",
        "logsumexp",
        "cumsum",
        "cumprod",
    ]
)
_PRODUCTS = frozenset(["matmul", "mm", "bmm", "dot", "__matmul__", "mv"])


def contains(a: Any, b: Any) -> bool:
    """`a in b`."""
    return a in b


def lacks(a: Any, b: Any) -> bool:
    """`a not in b`."""
    return a not in b


def log2(n: int) -> int:
    """The height of a tree of n leaves, at least 1."""
    return max((n - 1).bit_length(), 1)


def size_of(value: Any) -> int:
    """How many elements an array or a tensor has; 1 for anything else."""
    if locations.is_array(value):
        return int(value.size)
    if locations.is_tensor(value):
        return int(value.numel())
    return 1


def is_bulk(value: Any) -> bool:
    """Whether it is an array or a tensor."""
    return locations.is_array(value) or locations.is_tensor(value)


def product(a: Any, b: Any) -> Tuple[int, int]:
    """Work and span of a product of matrices: multiplications at once, sums as trees."""
    inner = int(a.shape[-1]) if len(a.shape) else 1
    columns = int(b.shape[-1]) if len(b.shape) > 1 else 1
    results = size_of(a) // max(inner, 1) * columns
    return max(results * (2 * inner - 1), 1), 1 + (log2(inner) if inner > 1 else 0)


def layer_cost(weight: Any, has_bias: bool, result: Any) -> Tuple[int, int]:
    """Work and span of a layer or a convolution: each output is a sum of weighted inputs."""
    inner = max(size_of(weight) // max(int(weight.shape[0]), 1), 1)
    terms = 2 * inner - 1 + int(has_bias)
    return max(size_of(result) * terms, 1), 1 + (log2(inner) if inner > 1 else 0) + int(has_bias)


def cost(name: str, arguments: Any, result: Any) -> Tuple[int, int]:
    """Work and span of a call of a library by its name and the sizes of what it is given."""
    arrays = [one for one in arguments if is_bulk(one)]
    if name in _PRODUCTS and len(arrays) >= 2 and all(len(one.shape) for one in arrays[:2]):
        return product(arrays[0], arrays[1])
    if (name.startswith("conv") or name == "linear") and len(arrays) >= 2:
        return layer_cost(arrays[1], len(arrays) > 2, result)
    most = max([size_of(one) for one in arrays] + [size_of(result), 1])
    if "sort" in name or name == "unique":
        return most * log2(most), log2(most) ** 2
    return (most, log2(most)) if name in _REDUCTIONS else (most, 1)


def made(value: Any, time: shadow.Time, line: int) -> None:
    """A built-in or a library made this value; what was there before keeps its shadows."""
    kind = type(value)
    if kind in shadow.SCALARS or kind is tuple:
        return
    if locations.is_array(value):
        if locations.is_fresh(value):
            locations.write_array(locations.owner_of(value), time, line)
        return
    holds = locations.is_tensor(value) or kind in _CONTAINERS or _holds_attributes(value)
    if holds and locations.known(value) is None:
        locations.put_whole(value, time, line)


def _holds_attributes(value: Any) -> bool:
    return hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value)


def everything(value: Any, line: int) -> shadow.Time:
    """When all that a built-in may look at in a value was there."""
    if type(value) in shadow.SCALARS:
        return shadow.ZERO
    if type(value) is tuple:
        return shadow.latest(*[everything(one, line) for one in value[:1000]])
    return locations.everything(value, "what a call is given", line)


def heavy(function: Any, a: Any, ta: shadow.Time, b: Any, tb: shadow.Time) -> Any:
    """An operator on something else than two plain values."""
    # Called by `binary`, called by the twin, whose lines are those of the program.
    line = sys._getframe(2).f_lineno
    if function in (operator.is_, operator.is_not):
        shadow.step(shadow.latest(ta, tb))
        return function(a, b)
    if function in (contains, lacks) and type(b) in (dict, set, frozenset):
        key = locations.key_of(b, a)
        if key is not None:
            time = shadow.latest(ta, tb, locations.get(b, key, "a key", line))
            shadow.step(time)
            return function(a, b)
    before = shadow.latest(ta, tb, everything(a, line), everything(b, line))
    T[CALLED] = T[NOW] = before
    result = function(a, b)
    if is_bulk(a) or is_bulk(b):
        name = "matmul" if function is operator.matmul else ""
        work, span = cost(name, (a, b), result)
    else:
        work, span = _copied(a, b, result), 1
    time = shadow.step(shadow.latest(before, T[NOW]), work, span)
    if result is not a:
        made(result, time, line)
    return result


def _copied(a: Any, b: Any, result: Any) -> int:
    if type(result) in (list, tuple, set, dict, bytearray):
        return max(len(result), 1)
    looked = [len(one) for one in (a, b) if type(one) in _CONTAINERS]
    return max(looked + [1])


steps.HEAVY[0] = heavy
