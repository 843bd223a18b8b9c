"""Subscripts, attributes and displays in the twin: reading and writing what lies in things."""

from __future__ import annotations

from typing import Any, Tuple

import bulk
import locations
import shadow
from locations import LENGTH
from shadow import CALLED, NOW, PARTS, T

Site = Tuple[str, int]
_TEXTS = frozenset([str, bytes])
_BUILT_IN = frozenset([list, tuple, dict, bytearray])


def item(container: Any, to: shadow.Time, index: Any, ti: shadow.Time, site: Site) -> Any:
    """`container[index]`."""
    if type(container) is not list or type(index) is not int:
        return _item(container, to, index, ti, site)
    value = container[index]
    d, c, r = to
    if ti[0] > d:
        d = ti[0]
    if ti[1] > c:
        c = ti[1]
    if ti[2] > r:
        r = ti[2]
    found = locations.MEMORY.get(id(container))
    if found is not None:
        shadows = found[1]
        old = shadows.get(index if index >= 0 else index + len(container))
        if old is None:
            old = shadows.get(locations.WHOLE)
        if old is not None:
            there, writer, _, state = old
            if T[8] and (state is not None or not shadow.is_around(writer)):
                shadow.depends(old, site[0], site[1], None)
            if there[0] > d:
                d = there[0]
            if there[1] > c:
                c = there[1]
            if there[2] > r:
                r = there[2]
    shadow.finish(d, c, r)
    return value


def _item(container: Any, to: shadow.Time, index: Any, ti: shadow.Time, site: Site) -> Any:
    before = shadow.latest(to, ti)
    T[CALLED] = T[NOW] = before
    value = container[index]
    kind = type(container)
    if kind in _TEXTS:
        shadow.step(before)
    elif locations.is_array(container):
        _of_array(container, index, value, before, site)
    elif locations.is_tensor(container):
        shadow.opaque("elements of a tensor", site[1])
    elif type(index) is slice and kind in _BUILT_IN:
        _sliced(container, index, value, before, site)
    elif isinstance(container, (list, tuple, dict, bytearray)) or hasattr(container, "rotate"):
        _keyed(container, index, before, site)
    else:
        shadow.step(shadow.latest(before, T[NOW]))
    return value


def _keyed(container: Any, index: Any, before: shadow.Time, site: Site) -> None:
    key = locations.key_of(container, index)
    if key is None:
        shadow.opaque("a key of a kind that is not followed", site[1])
    else:
        found = locations.get(container, key, *site)
        shadow.step(shadow.latest(before, found))


def _of_array(array: Any, index: Any, value: Any, before: shadow.Time, site: Site) -> None:
    if locations.is_array(value) and locations.owner_of(value) is locations.owner_of(array):
        T[NOW] = before  # a view computes nothing
        return
    before = shadow.latest(before, locations.read_array(array, *site, None, index))
    if locations.is_array(index):
        before = shadow.latest(before, locations.read_array(index, *site))
    time = shadow.step(before, bulk.size_of(value), 1)
    bulk.made(value, time, site[1])


def _sliced(container: Any, index: slice, value: Any, before: shadow.Time, site: Site) -> None:
    places = range(*index.indices(len(container)))
    if locations.known(container) is None:
        times = [shadow.step(before) for _ in places]
    else:
        times = [
            shadow.step(shadow.latest(before, locations.get(container, k, *site))) for k in places
        ]
    if type(value) in (list, bytearray):
        locations.put_all(value, times, site[1])
    T[NOW] = before if type(value) is not tuple else shadow.latest(before, *times)


def store(value: Any, tv: shadow.Time, to_index: Any, site: Site) -> None:
    """`container[index] = value`."""
    container, to, index, ti = to_index
    if type(container) is list and type(index) is int:
        container[index] = value
        mine = id(container)
        locations.NAMES[mine] = site[0]
        shadow.finish(*shadow.later(tv, ti))
        found = locations.MEMORY.get(mine)
        shadows = found[1] if found is not None else locations.elements(container)
        place = index if index >= 0 else index + len(container)
        shadows[place] = (T[0], T[1], site[1], None)
        return
    before = shadow.latest(tv, ti)
    T[CALLED] = shadow.latest(before, to)
    length = len(container) if type(container) in (list, bytearray) else 0
    container[index] = value
    locations.NAMES[id(container)] = site[0]
    wrote(container, index, value, before, length, site)


def wrote(
    container: Any, index: Any, value: Any, before: shadow.Time, length: int, site: Site
) -> None:
    """That was written; `before` is when all it is made from was there."""
    line = site[1]
    if locations.is_array(container):
        if bulk.is_bulk(value):
            before = shadow.latest(before, bulk.everything(value, line))
        work = bulk.size_of(container[index])
        locations.write_array(container, shadow.step(before, work, 1), line, index)
    elif locations.is_tensor(container):
        shadow.opaque("elements of a tensor", line)
    elif type(index) is slice and type(container) in (list, bytearray):
        _stored_slice(container, index, value, before, length, line)
    elif isinstance(container, (list, dict, bytearray)) or hasattr(container, "rotate"):
        key = locations.key_of(container, index)
        if key is None:
            shadow.opaque("a key of a kind that is not followed", line)
            return
        locations.put(container, key, shadow.step(before), line)
    else:
        shadow.step(before)


def _stored_slice(
    container: Any, index: slice, value: Any, before: shadow.Time, length: int, line: int
) -> None:
    if len(container) != length or type(value) not in (list, bytearray, tuple, bytes):
        late = shadow.latest(before, bulk.everything(container, line), bulk.everything(value, line))
        locations.put_whole(container, shadow.step(late, max(len(container), 1)), line)
        return
    name = "what is assigned"
    for k, place in enumerate(range(*index.indices(length))):
        time = shadow.latest(before, locations.get(value, k, name, line))
        locations.put(container, place, shadow.step(time), line)


def attribute(owner: Any, to: shadow.Time, name: str, line: int) -> Any:
    """`owner.name`; attributes are variables and cost nothing."""
    T[CALLED] = T[NOW] = to
    value = getattr(owner, name)
    found = locations.known(owner)
    if found is None:
        T[NOW] = shadow.latest(to, T[NOW])
    else:
        there = locations.get(owner, "." + name, "." + name, line)
        T[NOW] = shadow.latest(to, T[NOW], there)
    return value


def set_attribute(owner: Any, name: str, time: shadow.Time, line: int) -> None:
    """`owner.name` was written."""
    locations.put(owner, "." + name, time, line)


def deleted(container: Any, to: shadow.Time, index: Any, ti: shadow.Time, site: Site) -> None:
    """`del container[index]`, done."""
    late = shadow.latest(to, ti, bulk.everything(container, site[1]))
    locations.put_whole(container, shadow.step(late), site[1])
    locations.put(container, LENGTH, T[NOW], site[1])


def new_list(line: int, *parts: Any) -> Any:
    """A list display; values and their times alternate."""
    made = list(parts[0::2])
    locations.put_all(made, parts[1::2], line)
    T[NOW] = shadow.ZERO
    return made


def new_tuple(_: int, *parts: Any) -> Any:
    """A tuple display. A tuple is there when its last element is."""
    made = parts[0::2]
    times = parts[1::2]
    T[PARTS] = (made, times)
    T[NOW] = shadow.latest(*times)
    return made


def new_dict(line: int, *parts: Any) -> Any:
    """A dictionary display: key, time, value, time, and so on."""
    made = {}
    late = shadow.ZERO
    for k in range(0, len(parts), 4):
        made[parts[k]] = parts[k + 2]
        key = locations.key_of(made, parts[k])
        late = shadow.latest(parts[k + 1], parts[k + 3])
        if key is None:
            shadow.opaque("a key of a kind that is not followed", line)
        else:
            locations.put(made, key, late, line)
    T[NOW] = shadow.ZERO
    return made


def gathered(value: Any, line: int) -> Any:
    """A container whose elements are not told apart: it is there when all are."""
    bulk.made(value, T[NOW], line)
    return value


def listed(pairs: Any, line: int) -> Any:
    """The list of a comprehension; its elements come with their times."""
    both = list(pairs)
    made = [one[0] for one in both]
    locations.put_all(made, [one[1] for one in both], line)
    T[NOW] = shadow.ZERO
    return made


def spread(pairs: Any, places: Any) -> Any:
    """What `comprehended` yields, with a shadow for each variable of the target."""
    for value, whole in pairs:
        if places is None:
            yield value, (whole,)
            continue
        parts = T[PARTS]
        if parts[0] is value and len(parts[1]) > max(places, default=0):
            yield value, tuple((parts[1][k], whole[1], whole[2], None) for k in places)
        else:
            yield value, (whole,) * len(places)


def mapped(rows: Any, line: int) -> Any:
    """The dictionary of a comprehension: rows of key, time, value, time."""
    return new_dict(line, *[part for row in rows for part in row])
