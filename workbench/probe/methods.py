"""Methods of the built-in containers in the twin: which elements each of them reads and writes."""

from __future__ import annotations

import collections
from typing import Any, Dict, Sequence, Tuple

import bulk
import iterating
import locations
import shadow
from locations import LENGTH, WHOLE
from shadow import CALLED, NODE, NOW, T

CONTAINERS = frozenset(
    [list, dict, set, bytearray, collections.deque, collections.Counter]
    + [collections.defaultdict, collections.OrderedDict]
)
_READERS = frozenset(
    [
        "copy",
        "count",
        "index",
        "get",
        "keys",
        "values",
        "items",
        "union",
        "intersection",
        "difference",
        "isdisjoint",
        "issubset",
        "issuperset",
        "symmetric_difference",
        "decode",
        "hex",
        "most_common",
        "elements",
        "total",
        "__len__",
        "__contains__",
    ]
)
_KEYED = frozenset(["get", "setdefault", "add", "discard", "remove"])


def run(
    owner: Any,
    function: Any,
    name: str,
    time: shadow.Time,
    values: Sequence[Any],
    times: Sequence[shadow.Time],
    site: Tuple[str, int],
) -> Any:
    """Call a method of a container, which is called site[0] in line site[1]."""
    text, line = site
    if name not in _READERS:
        locations.NAMES[id(owner)] = text
    given = shadow.latest(time, *times)
    key = _key(owner, name, values)
    T[CALLED] = given
    if name == "append":
        function(*values)
        appended(owner, given, text, line)
        return None
    if key is not None:
        return _keyed(owner, function, name, values, given, key, site)
    if name == "pop" and type(owner) is list and owner and not values:
        return _popped(owner, function, given, text, line)
    if name in ("keys", "values", "items"):
        result = function(*values)
        iterating.comes_from(result, name, (owner,), given)
        T[NOW] = given
        return result
    return _whole(owner, function, name, values, given, site)


def _whole(
    owner: Any,
    function: Any,
    name: str,
    values: Sequence[Any],
    given: shadow.Time,
    site: Tuple[str, int],
) -> Any:
    """A method that may look at all elements, and write all of them."""
    text, line = site
    for one in values:
        iterating.start(one)
    found = locations.everything(owner, text, line)
    late = shadow.latest(given, found, *[bulk.everything(one, line) for one in values])
    node, T[NOW] = T[NODE], late
    work = max(len(owner), 1)
    result = function(*values)
    T[NODE] = node
    span = 1
    if name == "sort":
        work, span = work * bulk.log2(work), bulk.log2(work) ** 2
    done = shadow.step(shadow.latest(late, T[NOW]), work if len(values) != 1 else 1, span)
    if name not in _READERS:
        locations.put_whole(owner, done, line)
        locations.put(owner, LENGTH, done, line)
    bulk.made(result, done, line)
    return result


def _key(owner: Any, name: str, values: Sequence[Any]) -> Any:
    """The element that a method of a dictionary or a set is about; None for any other."""
    if (name not in _KEYED and not (name == "pop" and isinstance(owner, dict))) or not values:
        return None
    return locations.key_of(owner, values[0]) if isinstance(owner, (dict, set)) else None


def _keyed(
    owner: Any,
    function: Any,
    name: str,
    values: Sequence[Any],
    given: shadow.Time,
    key: Any,
    site: Tuple[str, int],
) -> Any:
    text, line = site
    there = values[0] in owner
    # Adding to a set what may be there already is the same in any order.
    operator = "add" if name == "add" else None
    found = locations.get(owner, key, text, line, operator)
    late = shadow.latest(given, found) if name != "add" else given
    result = function(*values)
    done = shadow.step(late)
    if name in ("discard", "remove", "pop") or (not there and name in ("add", "setdefault")):
        locations.put(owner, key, done, line)
        if name != "add":
            _length(owner, done, line)
    return result


def appended(owner: Any, given: shadow.Time, text: str, line: int) -> None:
    """One element more: joining lists can be done in any grouping, so it is a reduction."""
    done = shadow.step(given)
    if type(owner) is not list:
        done = shadow.latest(done, locations.everything(owner, text, line))
        locations.put_whole(owner, done, line)
        return
    found = locations.MEMORY.get(id(owner))
    shadows: Dict[Any, Any] = found[1] if found is not None else locations.elements(owner)
    node = T[NODE]
    before = shadows.get(LENGTH)
    late = done
    begun: Any = (done, node, line, None)
    if before is not None:
        begun = (before[3] or (0, 0, begun))[2]
        if T[8] and before[1] is not node:
            shadow.depends(before, text, line, "append")
        late = shadow.later(done, before[0])
    shadows[LENGTH] = (late, node, line, (0, 0, begun))
    shadows[len(owner) - 1] = (done, node, line, None)


def _popped(owner: Any, function: Any, given: shadow.Time, text: str, line: int) -> Any:
    """The last element, and a list that is one shorter."""
    last = len(owner) - 1
    found = locations.get(owner, last, text, line)
    length = locations.get(owner, LENGTH, text, line)
    result = function()
    done = shadow.step(shadow.latest(given, found, length))
    locations.elements(owner).pop(last, None)
    locations.put(owner, LENGTH, done, line)
    return result


def _length(owner: Any, time: shadow.Time, line: int) -> None:
    before = locations.get(owner, LENGTH, "the length of a container", line)
    locations.put(owner, LENGTH, shadow.latest(before, time), line)


def length(owner: Any, line: int) -> shadow.Time:
    """When the number of elements was known."""
    found = locations.known(owner)
    if found is None:
        return shadow.ZERO
    if LENGTH in found:
        return locations.get(owner, LENGTH, locations.NAMES.get(id(owner), "a length"), line)
    return (
        locations.get(owner, WHOLE, locations.NAMES.get(id(owner), "a length"), line)
        if WHOLE in found
        else shadow.ZERO
    )
