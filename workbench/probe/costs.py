"""What work done in C costs, by models: one step for each element that is touched.

Arithmetic on integers costs one step whatever their size, a look-up by hash one step. Sorting is
counted (the comparisons that really happen), everything else is computed from sizes.
"""

from __future__ import annotations

import bisect
import collections
import copy
import functools
import heapq
import itertools
import math
import operator
import random
import types
from typing import Any, Callable, Dict, List, Tuple

import arraycosts

_SHORT_TEXT = 64
"""Texts up to this long are made in one step: else each number written would grow with log n."""

_len = len
_SEQUENCES = (list, tuple, str, bytes, bytearray)
SIZED = _SEQUENCES + (dict, set, frozenset, collections.deque, range)
_PLAIN = (int, float, str, bytes, bool, type(None))
_Model = Callable[[Tuple[Any, ...], Any], float]


def size(value: Any) -> int:
    """How many elements a builtin container has; 1 for everything else."""
    if isinstance(value, SIZED):
        try:
            found: int = _len(value)
        except Exception:  # noqa: BLE001 - a subclass's own __len__
            return 1
        return found
    return arraycosts.size(value)


def made(value: Any) -> int:
    """Steps to make a value that has these elements."""
    elements = size(value)
    return 1 if isinstance(value, str) and elements <= _SHORT_TEXT else elements


class Counted:
    """A key of a sort that counts how often it is compared."""

    __slots__ = ("key", "seen")

    def __init__(self, key: Any, seen: List[int]) -> None:
        self.key = key
        self.seen = seen

    def __lt__(self, other: "Counted") -> bool:
        self.seen[0] += 1
        less: bool = self.key < other.key
        return less


def counting_key(key: Any, seen: List[int]) -> Callable[[Any], Counted]:
    """A key function for `sorted` that counts comparisons into `seen[0]`."""
    if key is None:
        return lambda element: Counted(element, seen)
    return lambda element: Counted(key(element), seen)


def _log(elements: int) -> float:
    return math.log2(elements + 1) + 1


def _first(arguments: Tuple[Any, ...], result: Any) -> float:
    return size(arguments[0]) if arguments else 1


def _result(arguments: Tuple[Any, ...], result: Any) -> float:
    return made(result)


def _both(arguments: Tuple[Any, ...], result: Any) -> float:
    return made(result) + sum(made(one) for one in arguments)


def _search(arguments: Tuple[Any, ...], result: Any) -> float:
    return _log(size(arguments[0]))


def _insort(arguments: Tuple[Any, ...], result: Any) -> float:
    held = size(arguments[0])
    return _log(held) + held


def _chosen(arguments: Tuple[Any, ...], result: Any) -> float:
    return size(arguments[1]) * _log(size(result))


def _deep(value: Any, left: int = 20) -> float:
    """Elements of nested containers."""
    if isinstance(value, dict):
        value = list(value.values())
    if left and isinstance(value, (list, tuple, set)):
        return 1 + sum(_deep(one, left - 1) for one in value)
    return size(value)


def _copied(arguments: Tuple[Any, ...], result: Any) -> float:
    return _deep(arguments[0])


def _factorial(arguments: Tuple[Any, ...], result: Any) -> float:
    return float(abs(arguments[0]))


FUNCTIONS: Dict[Any, _Model] = {
    # The containers, from whatever they are made of; a lazy argument costs what came out of it.
    list: _result,
    tuple: _result,
    set: _both,
    frozenset: _both,
    dict: _both,
    str: _result,
    bytes: _result,
    bytearray: _result,
    repr: _result,
    ascii: _result,
    format: _result,
    collections.deque: _both,
    collections.Counter: _both,
    collections.OrderedDict: _both,
    heapq.heapify: _first,
    heapq.heappush: _search,
    heapq.heappop: _search,
    heapq.heapreplace: _search,
    heapq.heappushpop: _search,
    heapq.nlargest: _chosen,
    heapq.nsmallest: _chosen,
    bisect.bisect_left: _search,
    bisect.bisect_right: _search,
    bisect.insort_left: _insort,
    bisect.insort_right: _insort,
    copy.copy: _first,
    copy.deepcopy: _copied,
    math.factorial: _factorial,
    random.shuffle: _first,
    random.sample: _result,
    random.choices: _result,
}
"""Functions of the standard library that cost more than one step."""

CONSUMERS = frozenset(
    [sum, min, max, any, all, list, tuple, set, frozenset, dict, bytes, bytearray, sorted]
    + [math.fsum, functools.reduce, collections.deque, collections.Counter]
    + [getattr(math, name) for name in ("prod", "sumprod") if hasattr(math, name)]
)
"""What takes every element of its argument until it is content."""

_WHOLE = frozenset(
    ["copy", "clear", "reverse", "count", "sort", "split", "rsplit", "splitlines", "replace"]
    + ["upper", "lower", "title", "swapcase", "casefold", "capitalize", "translate", "encode"]
    + ["decode", "find", "rfind", "rindex", "index", "partition", "rpartition", "isdigit"]
    + ["isalpha", "isalnum", "islower", "isupper", "isspace", "hex", "strip", "lstrip", "rstrip"]
    + ["center", "ljust", "rjust", "zfill", "remove"]
)
"""Methods that pass over what they are called on."""


def method(owner: Any, name: str, arguments: Tuple[Any, ...]) -> float:
    """Steps of a method of a builtin container, told before it is called."""
    held = size(owner)
    if isinstance(owner, (set, frozenset, dict)):
        return _of_table(owner, name, arguments, held)
    if name == "pop" and isinstance(owner, (list, bytearray)):
        return _shifted(held, arguments[0]) if arguments else 1
    if name == "insert":
        return _shifted(held, arguments[0]) if isinstance(owner, list) else held
    if name in ("extend", "extendleft"):
        return size(arguments[0])
    if name == "join" and isinstance(owner, (str, bytes)):
        return 1
    if name in ("startswith", "endswith"):
        return size(arguments[0]) if isinstance(arguments[0], (str, bytes)) else 1
    if name in ("index", "remove") and isinstance(owner, list):
        found = position(owner, arguments[0])
        return held if name == "remove" or found is None else found + 1
    if name == "rotate":
        return min(held, abs(arguments[0])) if arguments else 1
    return held if name in _WHOLE else 1


def _of_table(owner: Any, name: str, arguments: Tuple[Any, ...], held: int) -> float:
    given = sum(size(one) for one in arguments)
    if name in ("update", "fromkeys"):
        return given
    if name in ("intersection", "isdisjoint") and arguments:
        return min(held, given)
    if name in ("issubset", "copy", "clear", "most_common", "elements"):
        return held * (_log(held) if name == "most_common" else 1)
    if name in ("union", "difference", "symmetric_difference", "issuperset"):
        return held + given
    if name.endswith("_update"):
        return given
    return 1


def _shifted(held: int, at: Any) -> float:
    """How many elements move when one is put in or taken out there."""
    try:
        index = operator.index(at)
    except TypeError:
        return 1
    return 1 + (min(held, -index) if index < 0 else max(0, held - index))


def position(held: Any, wanted: Any) -> Any:
    """Where a plain value stands in a list, None when it does not or is not plain."""
    if type(wanted) in _PLAIN:
        try:
            return held.index(wanted)
        except ValueError:
            return None
    return None


def binary(name: str, left: Any, right: Any, result: Any) -> float:
    """Steps of an operator."""
    if arraycosts.is_array(left) or arraycosts.is_array(right):
        return arraycosts.operator(name, left, right, result)
    if isinstance(result, SIZED) and not isinstance(result, range):
        return made(result)
    return 1


def compared(name: str, left: Any, right: Any, result: Any) -> float:
    """Steps of a comparison."""
    if arraycosts.is_array(left) or arraycosts.is_array(right):
        return max(arraycosts.size(left), arraycosts.size(right))
    if name in ("In", "NotIn"):
        if isinstance(right, (list, tuple, collections.deque)):
            there = result if name == "In" else not result
            found = position(right, left) if there else None
            return size(right) if found is None else found + 1
        return size(right) if isinstance(right, (str, bytes, bytearray)) else 1
    if type(left) is type(right) and isinstance(left, SIZED):
        return _alike(left, right)
    return 1


def _alike(left: Any, right: Any) -> float:
    """How many elements two containers are compared in."""
    shorter = min(size(left), size(right))
    if isinstance(left, (str, bytes, bytearray, list, tuple)):
        for at, pair in enumerate(zip(left, right)):
            if pair[0] is not pair[1] and (type(pair[0]) not in _PLAIN or pair[0] != pair[1]):
                return at + 1
    return max(1, shorter)


ITERATORS = (
    types.GeneratorType,
    map,
    filter,
    zip,
    enumerate,
    reversed,
    itertools.chain,
    itertools.islice,
    itertools.permutations,
    itertools.combinations,
    itertools.product,
    itertools.accumulate,
    itertools.count,
    itertools.takewhile,
    itertools.repeat,
)
