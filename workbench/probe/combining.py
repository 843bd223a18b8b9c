"""`variable += operand` and its kin in the twin: what may be a reduction."""

from __future__ import annotations

from typing import Any

import bulk
import locations
import shadow
from locations import LENGTH
from shadow import CALLED, NODE, NOW, OPERAND, T


def operand(value: Any, time: shadow.Time, target: Any) -> Any:
    """What is combined with a variable, which still has its old value."""
    size = len(target) if type(target) in (list, bytearray) else 0
    T[OPERAND] = (value, time, size)
    T[CALLED] = T[NOW] = time
    return value


def augmented(old: shadow.Shadow, result: Any, site: Any) -> shadow.Shadow:
    """The shadow of a variable after `variable += operand`."""
    variable, line, operator = site
    value, time, size = T[OPERAND]
    if type(result) in shadow.SCALARS and type(value) in shadow.SCALARS:
        if old[1] is not T[NODE]:
            shadow.depends(old, variable, line, operator)
        if operator is not None:
            return shadow.reduced(old, time, line, 1, 1)
        return (shadow.step(shadow.latest(old[0], time)), T[NODE], line, None)
    if type(result) is list and type(value) is list:
        _extended(result, value, size, time, (variable, line))
        return old
    late = shadow.latest(time, bulk.everything(value, line))
    if operator is not None and not isinstance(result, (set, dict)):
        found = _in_place(result, variable, line, operator)
    else:
        found = shadow.latest(T[NOW], bulk.everything(result, line))
    if old[1] is not T[NODE]:
        shadow.depends(old, variable, line, operator)
    work, span = bulk.cost("", (result, value), result)
    done = shadow.step(shadow.latest(old[0], late, found), work, span)
    _put_back(result, done, line)
    return (done, T[NODE], line, None)


def combined(old: shadow.Shadow, time: shadow.Time, site: Any) -> Any:
    """The same where both are plain values; the operand was there at `time`."""
    variable, line, sign = site
    node = T[1]
    if T[8] and old[1] is not node:
        run = old[1][0]
        again = run is not None and run is node[0] and old[2] == line
        if not again or run.noted is not site:
            shadow.depends(old, variable, line, sign)
            if again:
                run.noted = site
    if sign is not None:
        return shadow.reduced(old, time, line, 1, 1)
    return (shadow.step(shadow.later(old[0], time)), node, line, None)


def _in_place(result: Any, variable: str, line: int, operator: Any) -> shadow.Time:
    if locations.is_array(result):
        return locations.read_array(result, variable, line, operator)
    return shadow.latest(T[NOW], bulk.everything(result, line))


def _put_back(result: Any, done: shadow.Time, line: int) -> None:
    """What was combined in place is written as a whole."""
    if locations.is_array(result):
        locations.write_array(result, done, line)
    elif type(result) not in shadow.SCALARS and type(result) is not tuple:
        locations.put_whole(result, done, line)


def _extended(result: Any, value: Any, size: int, time: shadow.Time, site: Any) -> None:
    """`list += list`: elements are copied to its end."""
    variable, line = site
    shadows = locations.elements(result)
    locations.NAMES[id(result)] = variable
    before = shadows.get(LENGTH)
    late = time
    for k in range(len(value)):
        found = shadow.latest(time, locations.get(value, k, "what is added", line))
        late = shadow.step(found)
        shadows[size + k] = (late, T[NODE], line, None)
    begun: Any = (late, T[NODE], line, None)
    if before is not None:
        begun = (before[3] or (0, 0, begun))[2]
        if before[1] is not T[NODE]:
            shadow.depends(before, variable, line, "append")
        late = shadow.latest(late, before[0])
    shadows[LENGTH] = (late, T[NODE], line, (0, 0, begun))


def augmented_item(owner: Any, to: shadow.Time, key: Any, ti: shadow.Time, site: Any) -> None:
    """The shadow of an element or attribute after `owner[key] += operand`."""
    name, line, operator = site
    value, time, _ = T[OPERAND]
    is_attribute = type(key) is str and key.startswith(".") and hasattr(owner, "__dict__")
    if locations.is_array(owner):
        late = shadow.latest(to, ti, time, bulk.everything(value, line))
        late = shadow.latest(late, locations.read_array(owner, name, line, operator, key))
        done = shadow.step(late, 3 * bulk.size_of(owner[key]), 3)
        locations.write_array(owner, done, line, key)
        return
    place = key if is_attribute else locations.key_of(owner, key)
    if place is None or locations.is_tensor(owner):
        shadow.opaque("a key of a kind that is not followed", line)
        return
    shadows = locations.elements(owner)
    old = shadows.get(place) or shadows.get(locations.WHOLE) or (shadow.ZERO, shadow.ROOT, 0, None)
    if old[1] is not T[NODE]:
        shadow.depends(old, name, line, operator)
    before = shadow.latest(to, ti, time)
    # An element is read, combined and stored.
    steps = 1 if is_attribute else 3
    if operator is None:
        done = shadow.step(shadow.latest(before, old[0]), steps, steps)
        shadows[place] = (done, T[NODE], line, None)
    else:
        shadows[place] = shadow.reduced(old, before, line, steps, steps)
