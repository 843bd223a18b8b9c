"""The guests that run now, so that Ctrl-C can end them all from the thread that waits for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from workbench.guest.channel import EndedError


class Interruptible(Protocol):
    """A guest, or a zygote that starts."""

    def interrupt(self) -> None:
        """Kill it, from whichever thread; its own one notices."""


_lock = threading.Lock()
_guests: set[Interruptible] = set()
_stopping = threading.Event()


@contextmanager
def counted(guest: Interruptible) -> Iterator[None]:
    """Count a guest among those that run, from before its start until it is gone."""
    with _lock:
        _guests.add(guest)
    try:
        yield
    finally:
        with _lock:
            _guests.discard(guest)


def check() -> None:
    """To be called before and after a start; raises EndedError while guests are being ended."""
    if _stopping.is_set():
        raise EndedError("not-run", "it was cancelled")


def is_stopping() -> bool:
    """Whether guests are being ended now."""
    return _stopping.is_set()


@contextmanager
def stopped() -> Iterator[None]:
    """End every guest, and let none start until the block is left."""
    _stopping.set()
    try:
        with _lock:
            for guest in _guests:
                guest.interrupt()
        yield
    finally:
        _stopping.clear()
