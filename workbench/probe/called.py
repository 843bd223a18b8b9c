"""Calls in the twin: the program's own functions are followed, known others have a model.

A callee that is neither is run as it is, and nothing is said of the loops around it.
"""

from __future__ import annotations

import functools
import inspect
import types
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import bulk
import iterating
import locations
import methods
import models
import shadow
from shadow import CALLED, CONTROL, NODE, NOW, PENDING, TOP, T

FILES: List[str] = []
_NO_KEYWORDS: Dict[str, Any] = {}
_SIZED = frozenset([list, tuple, dict, str, bytes, bytearray, range, set])
# Of plain values they compute a plain value in one step.
_SIMPLE = frozenset([abs, bool, chr, float, int, max, min, ord, range, round, str])
_BUILT_IN = frozenset([type, types.BuiltinFunctionType])
Times = Sequence[shadow.Time]


def call(line: int, function: Any, time: shadow.Time, *flat: Any) -> Any:
    """A call with plain arguments: values and times alternate."""
    values, times = flat[0::2], flat[1::2]
    if type(function) is types.FunctionType and function.__code__.co_filename in FILES:
        return _followed(function, time, values, times)
    if len(values) == 1 and function is len and type(values[0]) in _SIZED:
        T[CALLED] = shadow.later(time, times[0])
        result = len(values[0])
        shadow.step(shadow.later(times[0], methods.length(values[0], line)))
        return result
    if type(function) in _BUILT_IN and function in _SIMPLE and _are_plain(values):
        T[CALLED] = T[NOW] = late = shadow.latest(time, *times)
        result = function(*values)
        shadow.step(late)
        return result
    return _called(line, function, time, list(values), times, {}, {})


def _are_plain(values: Sequence[Any]) -> bool:
    return shadow.SCALARS.issuperset(map(type, values))


def _followed(function: Any, time: shadow.Time, values: Sequence[Any], times: Times) -> Any:
    """A call of a function of the program."""
    d, c, r = time
    for one in times:
        if one[0] > d:
            d = one[0]
        if one[1] > c:
            c = one[1]
        if one[2] > r:
            r = one[2]
    pending = (times, _NO_KEYWORDS, shadow.ZERO)
    node, control, depth = T[1], T[2], len(T[6])
    T[5] = (d, c, r)
    T[3] = pending
    try:
        result = function(*values)
    finally:
        T[3] = None
        T[1] = node
        T[2] = control
        if len(T[6]) > depth:
            del T[6][depth:]
    if type(result) is types.GeneratorType and function.__code__.co_flags & inspect.CO_GENERATOR:
        iterating.generators[id(result)] = (result, pending)
        T[NOW] = time
    return result


def call_method(site: Tuple[str, int], owner: Any, time: shadow.Time, name: str, *flat: Any) -> Any:
    """A call of an attribute with plain arguments; `site` says what its owner is called."""
    line = site[1]
    kind = type(owner)
    function = getattr(owner, name)
    if kind in methods.CONTAINERS and type(function) is types.BuiltinMethodType:
        return methods.run(owner, function, name, time, flat[0::2], flat[1::2], site)
    found = locations.known(owner)
    if found is not None and "." + name in found:
        time = shadow.latest(time, locations.get(owner, "." + name, "." + name, line))
    return _called(line, function, time, list(flat[0::2]), flat[1::2], {}, {})


def append(
    site: Tuple[str, int], owner: Any, time: shadow.Time, value: Any, late: shadow.Time
) -> Any:
    """`owner.append(value)`."""
    if type(owner) is not list:
        return call_method(site, owner, time, "append", value, late)
    locations.NAMES[id(owner)] = site[0]
    T[5] = given = shadow.later(time, late)
    owner.append(value)
    methods.appended(owner, given, site[0], site[1])
    return None


def call_any(line: int, function: Any, time: shadow.Time, given: Any) -> Any:
    """A call with stars or keywords: triples of a kind or name, a value and a time."""
    values: List[Any] = []
    times: List[shadow.Time] = []
    keywords: Dict[str, Any] = {}
    keyword_times: Dict[str, shadow.Time] = {}
    for kind, value, when in given:
        if kind is None:
            values.append(value)
            times.append(when)
        elif kind == "*":
            several = list(value)
            values += several
            times += [
                shadow.latest(when, locations.get(value, k, "what is handed on", line))
                for k in range(len(several))
            ]
        elif kind == "**":
            for name in list(value):
                if name in keywords:
                    raise TypeError("got multiple values for keyword argument %r" % (name,))
                keywords[name] = value[name]
                keyword_times[name] = when
        else:
            keywords[kind] = value
            keyword_times[kind] = when
    owner = getattr(function, "__self__", None)
    if type(owner) in methods.CONTAINERS:
        name = function.__name__
        acts = functools.partial(function, **keywords)
        late = shadow.latest(time, *keyword_times.values())
        return methods.run(
            owner, acts, name, late, tuple(values), tuple(times), (name + "()", line)
        )
    return _called(line, function, time, values, times, keywords, keyword_times)


def _called(
    line: int,
    function: Any,
    time: shadow.Time,
    values: List[Any],
    times: Times,
    keywords: Dict[str, Any],
    keyword_times: Dict[str, shadow.Time],
) -> Any:
    code, bound = _own(function)
    if code is None:
        return _foreign(line, function, time, values, times, keywords, keyword_times)
    late = shadow.latest(time, *times, *keyword_times.values())
    pending = ([time, *times] if bound else list(times), keyword_times, shadow.ZERO)
    T[CALLED] = late
    result = run(function, values, keywords, pending)
    if code.co_flags & inspect.CO_GENERATOR and type(result) is types.GeneratorType:
        iterating.generators[id(result)] = (result, pending)
        T[NOW] = time
    elif isinstance(function, type):
        T[NOW] = time
    return result


def _own(function: Any) -> Tuple[Any, bool]:
    """The code of a function of the program, and whether an object is handed before the arguments.

    (None, False) where it is none of the program's.
    """
    kind = type(function)
    if kind is types.FunctionType:
        code = function.__code__
        return (code, False) if code.co_filename in FILES else (None, False)
    if kind is types.MethodType:
        return _own(function.__func__)[0], True
    if isinstance(function, type):
        made = getattr(function, "__init__", None)
        if isinstance(made, types.FunctionType) and made.__code__.co_filename in FILES:
            return made.__code__, True
        return None, False
    if kind not in models.BUILT_IN:
        acts = getattr(kind, "__call__", None)  # noqa: B004 - its code is wanted
        if isinstance(acts, types.FunctionType) and acts.__code__.co_filename in FILES:
            return acts.__code__, True
    return None, False


def run(function: Any, values: Sequence[Any], keywords: Dict[str, Any], pending: Any) -> Any:
    """Call it; afterwards we stand where we stood, whatever it did."""
    node, control, depth = T[NODE], T[CONTROL], len(T[TOP])
    T[PENDING] = pending
    try:
        return function(*values, **keywords)
    finally:
        T[PENDING] = None
        T[NODE] = node
        T[CONTROL] = control
        del T[TOP][depth:]


def _foreign(
    line: int,
    function: Any,
    time: shadow.Time,
    values: List[Any],
    times: Times,
    keywords: Dict[str, Any],
    keyword_times: Dict[str, shadow.Time],
) -> Any:
    model = models.model_of(function)
    late = shadow.latest(time, *times, *keyword_times.values())
    streams: List[List[shadow.Time]] = []
    if model.reads:
        late = shadow.latest(
            late, *[bulk.everything(one, line) for one in (*values, *keywords.values())]
        )
        if model.name != "next":
            values = [_tracked(one, streams) for one in values]
    _begin_generators(values)
    T[CALLED] = T[NOW] = late
    result = run(function, values, keywords, T[PENDING])
    each = [one for stream in streams for one in stream]
    late = shadow.latest(late, *each)
    if model.calls_back:
        late = shadow.latest(late, T[NOW])
    if model.lazy:
        sources = tuple(values)
        iterating.comes_from(result, model.name, sources, shadow.latest(time, *times))
        T[NOW] = shadow.step(shadow.latest(time, *times))
        return result
    if model.why:
        shadow.opaque(model.why, line)
    model.after(result, values, keywords, late, times, line, each)
    return result


def _tracked(value: Any, streams: List[List[shadow.Time]]) -> Any:
    """A generator given to a built-in, with the times of what it yields kept."""
    if type(value) is not types.GeneratorType:
        return value
    times: List[shadow.Time] = []
    streams.append(times)
    return _watched(value, times)


def _watched(generator: Any, times: List[shadow.Time]) -> Iterator[Any]:
    iterating.start(generator)
    for value in generator:
        times.append(T[NOW])
        yield value


def _begin_generators(values: Sequence[Any]) -> None:
    for one in values:
        if type(one) is types.GeneratorType:
            iterating.start(one)
