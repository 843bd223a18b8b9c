"""Expressions of several parts in the twin: chains and f-strings are there when all parts are."""

from __future__ import annotations

from typing import Any

import shadow
import steps
from shadow import NOW, TOP, T


def begin() -> None:
    """Begin an expression whose parts are joined."""
    T[TOP].append(shadow.ZERO)


def opened(value: Any, time: shadow.Time) -> Any:
    """The first part of such an expression, begun with it."""
    T[6].append(time)
    return value


def closed(value: Any) -> Any:
    """The end of an expression that `opened` began."""
    T[0] = T[6].pop()
    return value


def decided(value: Any) -> Any:
    """The end of such a test: what is done under it waits for it."""
    T[0] = time = T[6].pop()
    return steps.branch(value, time)


def joined(value: Any, time: shadow.Time) -> Any:
    """A part of such an expression."""
    top = T[TOP]
    top[-1] = shadow.later(top[-1], time)
    return value


def compared(value: Any, time: shadow.Time) -> Any:
    """A further operand of a chain of comparisons."""
    T[TOP][-1] = shadow.step(shadow.later(T[TOP][-1], time))
    return value


def end(_: None, value: Any) -> Any:
    """The end of such an expression."""
    T[NOW] = T[TOP].pop()
    return value
