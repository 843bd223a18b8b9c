"""The zygotes of this process, and which guests they are to fork."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator

from workbench.guest import jail, layers, live
from workbench.guest.forked import Forked
from workbench.guest.zygote import Zygote
from workbench.records import Interpreter

Guest = jail.Guest | Forked

WORTH = {"base": 1, "numpy": 1, "torch": 0}
"""How many guests of a flavour get a process of their own before a zygote is started.

A zygote costs one start and what it saves is a start for each further guest, so the second pays
for it; importing torch takes so long that the few milliseconds it costs more never matter.
"""
_FAILURES = 5


class _Kind:
    """One flavour of one interpreter in one tier: its zygote, or that it does without."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.guests = 0
        self.failures = 0
        self.zygote: Zygote | None = None


_Key = tuple[Interpreter, str, str]
_lock = threading.Lock()
_kinds: dict[_Key, _Kind] = {}
_forbidden: set[str] = set()


def attempts(
    interpreter: Interpreter, flavour: str, tier: str, *, fresh: bool, writes: bool = True
) -> Iterator[Guest]:
    """Guests to try, in this order: the next one when the zygote of the one before failed.

    `fresh` asks for an interpreter of its own; without `writes` a guest needs no folder that it
    may change. Each guest has to be closed.
    """
    if not fresh and layers.OF[tier].forks and tier not in _forbidden:
        child = _child((interpreter, flavour, tier))
        if child is not None:
            yield child
    yield jail.Guest(interpreter, flavour, tier, writes=writes)


def _child(key: _Key) -> Forked | None:
    with _lock:
        kind = _kinds.setdefault(key, _Kind())
    with kind.lock:
        kind.guests += 1
        if kind.guests <= WORTH[key[1]]:
            return None
        zygote = kind.zygote
        if zygote is None or not zygote.is_open:
            zygote = kind.zygote = _replaced(kind, key)
        folder = zygote.take() if zygote is not None else None
    return Forked(zygote, folder) if zygote is not None and folder is not None else None


def _replaced(kind: _Kind, key: _Key) -> Zygote | None:
    """A new zygote; None when it does not start, or failed too often."""
    if kind.zygote is not None and kind.zygote.is_broken:
        kind.failures += 1
    if kind.failures >= _FAILURES or live.is_stopping():
        return None
    zygote = Zygote(*key)
    try:
        with live.counted(zygote):
            zygote.start()
    except OSError:
        if not live.is_stopping():
            kind.failures = _FAILURES
        return None
    return zygote


def expect(interpreter: Interpreter, flavour: str, tier: str) -> None:
    """More guests of a kind will come, so that the first of them is worth a zygote already."""
    with _lock:
        kind = _kinds.setdefault((interpreter, flavour, tier), _Kind())
    kind.guests = max(kind.guests, WORTH[flavour])


def forbid(tier: str) -> None:
    """Start no zygote of a tier: its self-test did not hold."""
    _forbidden.add(tier)


def end() -> None:
    """End every zygote. Guests that are needed afterwards start anew."""
    with _lock:
        kinds = list(_kinds.values())
        _kinds.clear()
    for kind in kinds:
        with kind.lock:
            if kind.zygote is not None:
                kind.zygote.end()


def _after_fork() -> None:
    """A forked copy of the host starts zygotes of its own when it needs some."""
    global _lock
    _lock = threading.Lock()
    for kind in _kinds.values():
        if kind.zygote is not None:
            kind.zygote.forget()
    _kinds.clear()


atexit.register(end)
os.register_at_fork(after_in_child=_after_fork)
