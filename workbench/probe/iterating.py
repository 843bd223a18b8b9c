"""How the twin runs a loop: one node per iteration, and the time of each element it runs over."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional, Tuple

import locations
import shadow
from shadow import CALLED, NODE, NOW, PARTS, PENDING, T

# Iterators and views by identity, with what they run over: (itself, how, sources, time).
_sources: Dict[int, Tuple[Any, str, Tuple[Any, ...], shadow.Time]] = {}
# Generators that were not started yet: (itself, the times of the arguments).
generators: Dict[int, Tuple[Any, Any]] = {}
SITES: List[shadow.Site] = []
_FLAT = frozenset([range, str, bytes])
_WORK, _LIMIT = shadow.WORK, shadow.LIMIT


def reset() -> None:
    """Forget everything."""
    _sources.clear()
    generators.clear()


def comes_from(value: Any, how: str, sources: Tuple[Any, ...], time: shadow.Time) -> None:
    """Remember what an iterator or a view runs over."""
    _sources[id(value)] = (value, how, sources, time)


def enter(number: int, outer: Optional[shadow.LoopRun]) -> shadow.LoopRun:
    """Begin one execution of a loop."""
    site = SITES[number]
    site.runs += 1
    if not site.settled:
        site.open += 1
        T[8] += 1
    return shadow.LoopRun(site, outer)


def leave(run: shadow.LoopRun) -> None:
    """The end of that, however it ended."""
    run.is_open = False
    if not run.site.settled:
        run.site.open -= 1
        T[8] -= 1
    T[1] = run.parent
    T[2] = run.control


def turn(run: shadow.LoopRun) -> bool:
    """Begin an iteration of a `while`: always true. Its control goes on from the last one's."""
    run.index = index = run.index + 1
    run.site.iterations += 1
    T[1] = (run, index, run.depth, run.above)
    if _WORK[0] > _LIMIT[0]:
        _stop()
    return True


def _stop() -> None:
    raise shadow.StopError("more than %d steps of work" % _LIMIT[0])


def over(iterable: Any, time: shadow.Time, run: shadow.LoopRun) -> Iterator[Any]:
    """The elements of what a `for` runs over, each in a node of its own."""
    kind = type(iterable)
    if kind is range:
        return _flat(iter(iterable), time, run)
    if kind is list or kind is tuple:
        found = locations.known(iterable)
        return _listed(iter(iterable), {} if found is None else found, time, run)
    return _each(iterable, time, run)


def _each(iterable: Any, time: shadow.Time, run: shadow.LoopRun) -> Iterator[Any]:
    site = run.site
    iterator = iter(iterable)
    times = _times(iterable, time, site.line)
    try:
        while True:
            T[1] = run.parent
            T[2] = run.control
            if generators:
                start(iterator)
            try:
                value = next(iterator)
            except StopIteration:
                return
            run.index = index = run.index + 1
            site.iterations += 1
            T[1] = (run, index, run.depth, run.above)
            T[2] = run.control
            if times is not None:
                T[0] = times(index, value)
            if _WORK[0] > _LIMIT[0]:
                _stop()
            yield value
    finally:
        run.is_open = False


def _flat(iterator: Iterator[Any], time: shadow.Time, run: shadow.LoopRun) -> Iterator[Any]:
    """The same over what is there as a whole and runs none of the program."""
    site = run.site
    try:
        for value in iterator:
            run.index = index = run.index + 1
            site.iterations += 1
            T[1] = (run, index, run.depth, run.above)
            T[2] = run.control
            T[0] = time
            if _WORK[0] > _LIMIT[0]:
                _stop()
            yield value
    finally:
        run.is_open = False


def _listed(
    iterator: Iterator[Any], found: locations.Elements, time: shadow.Time, run: shadow.LoopRun
) -> Iterator[Any]:
    """The same over a list or a tuple, whose elements have shadows of their own."""
    site = run.site
    whole = locations.WHOLE
    try:
        for value in iterator:
            run.index = index = run.index + 1
            site.iterations += 1
            T[1] = (run, index, run.depth, run.above)
            T[2] = run.control
            old = found and (found.get(index) or found.get(whole))
            if old:
                if T[8] and (old[3] is not None or not shadow.is_around(old[1])):
                    shadow.depends(old, "what it runs over", site.line, None)
                T[0] = shadow.later(time, old[0])
            else:
                T[0] = time
            if _WORK[0] > _LIMIT[0]:
                _stop()
            yield value
        T[1] = run.parent
        T[2] = run.control
    finally:
        run.is_open = False


def comprehended(iterable: Any, time: shadow.Time, number: int) -> Iterator[Tuple[Any, Any]]:
    """What a comprehension runs over: pairs of an element and the shadow of its variables."""
    run = enter(number, None)
    line = run.site.line
    try:
        for value in over(iterable, time, run):
            yield value, (T[NOW], T[NODE], line, None)
    finally:
        leave(run)


def start(iterator: Any) -> None:
    """Hand the arguments to a generator that begins now."""
    if generators and id(iterator) in generators:
        T[PENDING] = generators.pop(id(iterator))[1]


def _times(iterable: Any, time: shadow.Time, line: int) -> Any:
    """A function that gives the time of an element; None where the generator says it."""
    kind = type(iterable)
    if kind in _FLAT or (kind in (set, frozenset) and locations.known(iterable) is None):
        return lambda index, value: time
    if kind in (list, tuple):
        found = locations.known(iterable)
        if found is None:
            return lambda index, value: time
        return _elements(found, time, line)
    if id(iterable) in _sources:
        return _through(*_sources[id(iterable)], line)
    if kind.__name__ == "generator":
        return None
    if locations.is_array(iterable):
        return lambda index, value: shadow.latest(
            time, locations.read_array(iterable, "what it runs over", line, None, index)
        )
    if kind is dict:
        return lambda index, value: shadow.latest(
            time, locations.get(iterable, locations.LENGTH, "its keys", line)
        )
    whole = shadow.latest(time, locations.everything(iterable, "what it runs over", line))
    return lambda index, value: whole


def _elements(found: locations.Elements, time: shadow.Time, line: int) -> Any:
    def there(index: int, value: Any) -> shadow.Time:
        old = found.get(index)
        if old is None:
            old = found.get(locations.WHOLE)
            if old is None:
                return time
        if T[8] and (old[3] is not None or not shadow.is_around(old[1])):
            shadow.depends(old, "what it runs over", line, None)
        return shadow.later(time, old[0])

    return there


def _through(itself: Any, how: str, sources: Tuple[Any, ...], time: shadow.Time, line: int) -> Any:
    """Times of the elements of enumerate, zip, reversed and the views of a dictionary."""
    inner = [_times(one, time, line) for one in sources if type(one) is not dict]
    if how in ("enumerate", "zip"):

        def pair(index: int, value: Any) -> shadow.Time:
            numbered = how == "enumerate"
            each = [one(index, None) if one is not None else T[NOW] for one in inner]
            T[PARTS] = (value, ([time] if numbered else []) + each)
            return shadow.latest(*each)

        return pair
    if how == "reversed":
        last = len(sources[0]) - 1
        return lambda index, value: inner[0](last - index, value)
    source = sources[0]

    def item(index: int, value: Any) -> shadow.Time:
        if how == "keys":
            return shadow.latest(time, locations.get(source, locations.LENGTH, "its keys", line))
        key = locations.key_of(source, value[0]) if how == "items" else locations.WHOLE
        if how == "values":
            return locations.everything(source, "its values", line)
        late = locations.get(source, key, "its values", line)
        T[PARTS] = (value, [time, late])
        return late

    return item


# Functions and generators of the program


def parameters(names: Tuple[str, ...]) -> List[shadow.Shadow]:
    """The shadows of a function's parameters, when it is entered."""
    handed = T[PENDING]
    T[PENDING] = None
    node = T[NODE]
    if shadow.WORK[0] > shadow.LIMIT[0]:
        raise shadow.StopError("more than %d steps of work" % shadow.LIMIT[0])
    if handed is None:
        return [(T[CALLED], node, 0, None)] * len(names)
    given, keywords, late = handed
    if not keywords and len(given) == len(names):
        if len(given) == 1:
            return [(given[0], node, 0, None)]
        return [(time, node, 0, None) for time in given]
    shadows = [(time, node, 0, None) for time in given[: len(names)]]
    for name in names[len(shadows) :]:
        shadows.append((keywords.get(name, late), node, 0, None))
    return shadows


def resumed(value: Any, run: Optional[shadow.LoopRun]) -> Any:
    """A generator goes on: its loops lie in the iteration that asked for its next value."""
    if run is not None:
        _moved(run)
    return value


def _moved(run: shadow.LoopRun) -> None:
    if run.outer is not None:
        _moved(run.outer)
    run.lies_in(T[NODE])
    T[NODE] = (run, run.index, run.depth, run.above)


def parts(value: Any, time: shadow.Time, number: int, line: int) -> List[shadow.Time]:
    """The times of what a value is unpacked into; one for all of it where `number` is 0."""
    if number == 0:
        return [shadow.latest(time, locations.everything(value, "what is unpacked", line))]
    last = T[PARTS]
    if last[0] is value and len(last[1]) == number:
        return list(last[1])
    if type(value) in (list, tuple):
        name = "what is unpacked"
        return [shadow.latest(time, locations.get(value, i, name, line)) for i in range(number)]
    if locations.is_array(value):
        time = shadow.latest(time, locations.read_array(value, "what is unpacked", line))
    return [time] * number
