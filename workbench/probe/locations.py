"""Shadows of what lies in containers, objects and arrays: when each element was written, and where.

An element that was never seen written has the shadow of its whole container, if that has one. An
object is held here from its first shadow on, so that no other gets its identity.
"""

from __future__ import annotations

import sys
import weakref
from typing import Any, Dict, List, Optional, Tuple

import shadow
from shadow import NODE, T

# Keys that no element has.
WHOLE: Any = object()
LENGTH: Any = object()
MOST_OBJECTS = 2000000

_BASIC = frozenset([int, float, bool, complex, str, bytes, type(None)])

Elements = Dict[Any, shadow.Shadow]

MEMORY: Dict[int, Tuple[Any, Elements]] = {}
# What a container was called where it was changed last, for witnesses.
NAMES: Dict[int, str] = {}
_arrays: Dict[int, "_Array"] = {}
_writes: List[shadow.Shadow] = []
_numpy: List[Any] = [None]
_torch: List[Any] = [None]


def reset() -> None:
    """Forget everything."""
    MEMORY.clear()
    NAMES.clear()
    _arrays.clear()
    _writes[:] = [(shadow.ZERO, shadow.ROOT, 0, None)]
    libraries()


def libraries() -> None:
    """Notice the libraries that are loaded."""
    _numpy[0] = getattr(sys.modules.get("numpy"), "ndarray", None)
    _torch[0] = getattr(sys.modules.get("torch"), "Tensor", None)


def is_array(value: Any) -> bool:
    """Whether it is an array of NumPy."""
    return _numpy[0] is not None and isinstance(value, _numpy[0])


def is_tensor(value: Any) -> bool:
    """Whether it is a tensor of PyTorch."""
    return _torch[0] is not None and isinstance(value, _torch[0])


def elements(value: Any) -> Elements:
    """The shadows of what lies in it, to be changed."""
    found = MEMORY.get(id(value))
    if found is None:
        if len(MEMORY) >= MOST_OBJECTS:
            raise shadow.StopError("more than %d objects" % MOST_OBJECTS)
        found = MEMORY[id(value)] = (value, {})
    return found[1]


def known(value: Any) -> Optional[Elements]:
    """The shadows of what lies in it, if it has any."""
    found = MEMORY.get(id(value))
    return found[1] if found is not None else None


def key_of(container: Any, index: Any) -> Any:
    """What names an element: a list's from the left; None where it cannot be told."""
    kind = type(index)
    if kind is int:
        if index < 0 and isinstance(container, (list, tuple, bytearray, bytes, str)):
            return index + len(container)
        return index
    if kind in _BASIC:
        return index
    if kind is tuple and all(type(one) in _BASIC or type(one) is tuple for one in index):
        return index
    if hasattr(index, "__index__") and isinstance(container, (list, tuple)):
        return key_of(container, int(index.__index__()))
    return None


def get(value: Any, key: Any, name: str, line: int, operator: Optional[str] = None) -> shadow.Time:
    """When that element was written; notes the loop that carries this."""
    found = MEMORY.get(id(value))
    if found is None:
        return shadow.ZERO
    old = found[1].get(key)
    if old is None:
        old = found[1].get(WHOLE)
        if old is None:
            return shadow.ZERO
    if T[8] and (old[3] is not None or not shadow.is_around(old[1])):
        shadow.depends(old, name, line, operator)
    return old[0]


def everything(value: Any, name: str, line: int) -> shadow.Time:
    """When all that lies in it was written."""
    if is_array(value):
        return read_array(value, NAMES.get(id(owner_of(value)), name), line)
    if is_tensor(value):
        return get(value, WHOLE, name, line)
    found = known(value)
    if found is None:
        return shadow.ZERO
    late = shadow.ZERO
    name = NAMES.get(id(value), name)
    for old in list(found.values()):
        if old[1] is not T[NODE] or old[3] is not None:
            shadow.depends(old, name, line, None)
        late = shadow.latest(late, old[0])
    return late


def put(value: Any, key: Any, time: shadow.Time, line: int) -> None:
    """An element was written."""
    elements(value)[key] = (time, T[NODE], line, None)


def put_all(value: Any, times: Any, line: int) -> None:
    """All elements of a list or tuple were written."""
    node = T[NODE]
    shadows = elements(value)
    shadows.clear()
    shadows.update((i, (time, node, line, None)) for i, time in enumerate(times))


def put_whole(value: Any, time: shadow.Time, line: int) -> None:
    """All that lies in it was written at once."""
    if is_array(value):
        write_array(value, time, line)
    else:
        shadows = elements(value)
        shadows.clear()
        shadows[WHOLE] = (time, T[NODE], line, None)


class _Array:
    """The shadows of an array that owns its memory: one number for all, or one per element."""

    def __init__(self, owner: Any) -> None:
        mine = id(owner)
        # Not kept alive: arrays are large. Its identity may be another's when it is gone.
        self.there = weakref.ref(owner, lambda _: (_arrays.pop(mine, None), NAMES.pop(mine, None)))
        self.start = owner.__array_interface__["data"][0]
        self.whole = 0
        self.each: Any = None

    def of(self, owner: Any) -> Any:
        """The numbers of each element, in the order of memory."""
        if self.each is None:
            self.each = sys.modules["numpy"].full(max(owner.size, 1), self.whole, "i8")
        return self.each


def owner_of(array: Any) -> Any:
    """The array whose memory a view shows."""
    while is_array(array.base):
        array = array.base
    return array


def is_fresh(array: Any) -> bool:
    """Whether nothing was written to its memory as far as was seen."""
    return id(owner_of(array)) not in _arrays


def _part(array: Any) -> Any:
    """The numbers of the elements of a view; None where that is not followed."""
    owner = owner_of(array)
    size = owner.itemsize
    if not size or not (owner.flags.c_contiguous or owner.flags.f_contiguous):
        return None
    found = _arrays.get(id(owner))
    if found is None:
        found = _arrays[id(owner)] = _Array(owner)
    each = found.of(owner)
    start = array.__array_interface__["data"][0] - found.start
    if array.size == 0:
        return each[:0]
    if array.itemsize != size or start % size or any(one % size for one in array.strides):
        return None
    strides = tuple(one // size * 8 for one in array.strides)
    return type(each)(array.shape, "i8", each, start // size * 8, strides)


def read_array(
    array: Any, name: str, line: int, operator: Optional[str] = None, index: Any = ()
) -> shadow.Time:
    """When the elements of that part of an array were written."""
    found = _arrays.get(id(owner_of(array)))
    if found is None:
        return shadow.ZERO
    if found.each is None:
        numbers = [found.whole]
    else:
        written = _part(array)
        if written is None:
            shadow.opaque("a view of an array that is not followed", line)
            return shadow.ZERO
        part = written[index]
        several = hasattr(part, "ndim") and part.ndim > 0
        numbers = sys.modules["numpy"].unique(part).tolist() if several else [int(part)]
    late = shadow.ZERO
    for number in numbers:
        old = _writes[number]
        if number and old[1] is not T[NODE]:
            shadow.depends(old, name, line, operator)
        late = shadow.latest(late, old[0])
    return late


def write_array(array: Any, time: shadow.Time, line: int, index: Any = ()) -> None:
    """That part of an array was written."""
    _writes.append((time, T[NODE], line, None))
    if len(_writes) > MOST_OBJECTS:
        raise shadow.StopError("more than %d writes to arrays" % MOST_OBJECTS)
    if isinstance(index, tuple) and index == () and owner_of(array) is array:
        found = _arrays[id(array)] = _Array(array)
        found.whole = len(_writes) - 1
        return
    written = _part(array)
    if written is None:
        shadow.opaque("a view of an array that is not followed", line)
    else:
        written[index] = len(_writes) - 1
