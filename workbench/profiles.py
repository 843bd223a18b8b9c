"""Profiles out of a guest, read without trust and written anew for the viewers of this machine.

A `.prof` file is marshalled data, and marshal is not safe for data from elsewhere; viewers write
names into web pages. So it is taken apart here, value by value, and only calls, times and names
that are safe to show are kept. As a new file it also fits the CPython that runs the viewer.
"""

from __future__ import annotations

import json
import marshal
import math
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workbench.safe_text import one_line
from workbench.sampled import Samples

SPEEDSCOPE = "https://www.speedscope.app/file-format-schema.json"

Function = tuple[str, int, str]
"""File, line and name of a function, as cProfile has them."""

_MOST_CALLERS = 200_000
_DEEPEST = 6
_LONGEST_NAME = 200
_LARGEST = 2**53
_REF = 0x80
# What Python itself puts into angle brackets; no web page takes it for more than an odd word.
_BRACKETED = re.compile(r"<[\w .'-]+>")


def rewritten(data: bytes) -> bytes:
    """The profile as this CPython writes it, with safe names. Raises ValueError if it is none."""
    try:
        found = _Reader(data).profile()
    except (struct.error, IndexError, UnicodeDecodeError, TypeError, OverflowError) as error:
        raise ValueError(f"it is no profile: {error}") from error
    names = _names(found)
    kept = {
        names[function]: (*_numbers(entry[:4]), _callers(entry[4], names))
        for function, entry in found.items()
    }
    return marshal.dumps(kept)


def speedscope(samples: Samples, name: str) -> bytes:
    """The samples as a file that speedscope.app opens, with safe names; weights are seconds."""
    frames = [
        {"name": _safe(one.name), "file": _safe(one.file), "line": one.line}
        for one in samples.frames
    ]
    weights = [seconds for _, seconds in samples.samples]
    profile = {
        "type": "sampled",
        "name": _safe(name),
        "unit": "seconds",
        "startValue": 0,
        "endValue": sum(weights),
        "samples": [samples.stacks[int(place)] for place, _ in samples.samples],
        "weights": weights,
    }
    document = {
        "$schema": SPEEDSCOPE,
        "exporter": "workbench",
        "name": _safe(name),
        "activeProfileIndex": 0,
        "shared": {"frames": frames},
        "profiles": [profile],
    }
    return (json.dumps(document) + "\n").encode("ascii")


def _names(found: Mapping[Function, Any]) -> dict[Function, Function]:
    """A safe name for each function, and two names for two functions."""
    names: dict[Function, Function] = {}
    taken: set[Function] = set()
    for file, line, name in found:
        safe = (_safe(file), min(max(line, 0), 2**31 - 1), _safe(name))
        number = 1
        while safe in taken:
            number += 1
            safe = (safe[0], safe[1], f"{_safe(name)} ({len(taken)}.{number})")
        taken.add(safe)
        names[file, line, name] = safe
    return names


def _safe(text: str) -> str:
    line = one_line(text, _LONGEST_NAME)
    if _BRACKETED.fullmatch(line):
        return line
    return line.replace("<", "‹").replace(">", "›")


def _numbers(entry: tuple[Any, ...]) -> tuple[int, int, float, float]:
    """Primitive calls, all calls, own and cumulative seconds."""
    primitive, total, own, cumulative = entry
    return _count(primitive), _count(total), _seconds(own), _seconds(cumulative)


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise ValueError("it is no profile: a number of calls is none")
    return value


def _seconds(value: Any) -> float:
    if type(value) not in (int, float):
        raise ValueError("it is no profile: a time is none")
    return float(value) if math.isfinite(value) and 0 <= value < 1e9 else 0.0


def _callers(found: Mapping[Function, Any], names: Mapping[Function, Function]) -> dict[Any, Any]:
    return {names[caller]: _numbers(entry) for caller, entry in found.items() if caller in names}


class _Reader:
    """Reads the part of marshal's format that profiles are written in, whatever CPython wrote it.

    Every dictionary has functions as keys, which are checked before they are hashed.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.depth = 0
        self.callers = 0
        self.known: list[Any] = []

    def profile(self) -> dict[Function, tuple[Any, ...]]:
        found = self._value()
        if type(found) is not dict:
            raise ValueError("it is no profile: no dictionary")
        for entry in found.values():
            if type(entry) is not tuple or len(entry) != 5 or type(entry[4]) is not dict:
                raise ValueError("it is no profile: an entry has not five parts")
            self.callers += len(entry[4])
            if self.callers > _MOST_CALLERS:
                raise ValueError("it is too large a profile")
            for caller in entry[4].values():
                if type(caller) is not tuple or len(caller) != 4:
                    raise ValueError("it is no profile: a caller has not four numbers")
        return found

    def _take(self, count: int) -> bytes:
        if not 0 <= count <= len(self.data) - self.at:
            raise ValueError("it is no profile: it ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def _number(self, form: str) -> Any:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _value(self) -> Any:
        first = self._take(1)[0]
        kind = chr(first & ~_REF)
        place = None
        if first & _REF and kind != "r":
            place = len(self.known)
            self.known.append(_Reader)  # what is not yet whole must not be referred to
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("it is no profile: too deep")
        found = self._of(kind)
        self.depth -= 1
        if place is not None:
            self.known[place] = found
        return found

    def _of(self, kind: str) -> Any:
        read = _KINDS.get(kind)
        if read is None:
            raise ValueError(f"it is no profile: it holds a value of kind {kind!r}")
        return read(self)

    def _long(self) -> int:
        size = self._number("<i")
        if abs(size) > 8:
            raise ValueError("it is no profile: too large a number")
        digits = [self._number("<H") for _ in range(abs(size))]
        value: int = sum(digit << 15 * place for place, digit in enumerate(digits))
        return value if size >= 0 else -value

    def _again(self) -> Any:
        found = self.known[self._number("<I")]
        if found is _Reader:
            raise ValueError("it is no profile: it holds itself")
        return found

    def _tuple(self, size: int) -> tuple[Any, ...]:
        if size > 5:
            raise ValueError("it is no profile: too long a tuple")
        return tuple(self._value() for _ in range(size))

    def _dict(self) -> dict[Function, Any]:
        return dict(self._items())

    def _items(self) -> Iterator[tuple[Function, Any]]:
        while self.data[self.at] != ord("0"):
            key = self._value()
            if type(key) is not tuple or tuple(map(type, key)) != (str, int, str):
                raise ValueError("it is no profile: a key is no function")
            yield key, self._value()
        self.at += 1

    def _text(self, form: str) -> str:
        return self._take(self._number(form)).decode("utf-8", "surrogatepass")


_KINDS: dict[str, Callable[[_Reader], Any]] = {
    "i": lambda one: one._number("<i"),
    "l": _Reader._long,
    "g": lambda one: one._number("<d"),
    "r": _Reader._again,
    "(": lambda one: one._tuple(one._number("<I")),
    ")": lambda one: one._tuple(one._number("<B")),
    "{": _Reader._dict,
    **dict.fromkeys("utaA", lambda one: one._text("<I")),
    **dict.fromkeys("zZ", lambda one: one._text("<B")),
}
