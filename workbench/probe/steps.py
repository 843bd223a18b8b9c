"""What the twin calls for an operator, a test and a place to come back to."""

from __future__ import annotations

from typing import Any, List, Tuple

import shadow
from shadow import CONTROL, NODE, NOW, SPAN, WORK, T


def binary(operator: Any, a: Any, ta: shadow.Time, b: Any, tb: shadow.Time) -> Any:
    """One operator on two values."""
    if type(a) not in shadow.SCALARS or type(b) not in shadow.SCALARS:
        return HEAVY[0](operator, a, ta, b, tb)
    result = operator(a, b)
    d, c, r = ta
    if tb[0] > d:
        d = tb[0]
    if tb[1] > c:
        c = tb[1]
    if tb[2] > r:
        r = tb[2]
    WORK[0] += 1
    control = T[2]
    if control[0] > c:
        c = control[0]
    if control[1] > r:
        r = control[1]
    T[0] = (d + 1, c + 1, r + 1)
    if d >= SPAN[0]:
        SPAN[0] = d + 1
    if c >= SPAN[1]:
        SPAN[1] = c + 1
    if r >= SPAN[2]:
        SPAN[2] = r + 1
    return result


HEAVY: List[Any] = [None]


def unary(operator: Any, a: Any, ta: shadow.Time) -> Any:
    """One operator on one value."""
    result = operator(a)
    shadow.step(shadow.latest(ta, T[NOW]) if type(a) not in shadow.SCALARS else ta)
    return result


def branch(value: Any, time: shadow.Time) -> Any:
    """The test of an `if` or a `while`: what follows inside waits for it."""
    c, r = T[CONTROL]
    if time[1] > c or time[2] > r:
        T[CONTROL] = (max(c, time[1]), max(r, time[2]))
    return value


def at(value: Any, time: shadow.Time) -> Any:
    """A value, with its time made known."""
    T[NOW] = time
    return value


def first(value: Any, _: Any) -> Any:
    """A value whose shadow was stored beside it."""
    return value


def saved() -> Tuple[Any, Any]:
    """Where the program stands, for `back`."""
    return (T[NODE], T[CONTROL])


def back(place: Tuple[Any, Any]) -> None:
    """Stand there again, in the handler of an exception."""
    T[NODE], T[CONTROL] = place
