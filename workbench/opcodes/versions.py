"""Opcode names and the versions of CPython that have them, from opcodes.json beside this file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from workbench.errors import did_you_mean

_TABLE = Path(__file__).with_name("opcodes.json")
_PLAIN = ("opcodes",)


@cache
def _versions() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = json.loads(_TABLE.read_text(encoding="utf-8"))["versions"]
    return table


@cache
def _names(version: str, kinds: tuple[str, ...]) -> frozenset[str]:
    entry = _versions().get(version, {})
    return frozenset(name for kind in kinds for name in entry.get(kind, ()))


def known_versions() -> tuple[str, ...]:
    """The versions the table knows, oldest first: "2.7", "3.6" to "3.14"."""
    return tuple(_versions())


def exists(name: str, version: str) -> bool:
    """Whether `dis.opmap` of that CPython ("3.11" or "3.11.7") holds the name.

    Names that only the compiler uses (`is_pseudo`) are in `opmap` since 3.12 and count.
    """
    return name in _names(minor_of(version), ("opcodes", "pseudo", "instrumented"))


def is_real(name: str, version: str) -> bool:
    """Whether the name can stand in a code object of that CPython, as the compiler makes it."""
    return name in _names(minor_of(version), _PLAIN)


def is_pseudo(name: str, version: str) -> bool:
    """Whether the name is in `opmap` there but can never stand in a code object."""
    return name in _names(minor_of(version), ("pseudo",))


def is_specialised(name: str) -> bool:
    """Whether the name is a form the interpreter rewrites to at run time, in some version."""
    return any(name in _names(version, ("specialised",)) for version in known_versions())


@cache
def beginning(start: str) -> tuple[str, ...]:
    """The opcodes of all known versions whose names begin so and go on, in alphabetical order."""
    every = {name for version in known_versions() for name in _names(version, _PLAIN)}
    return tuple(sorted(name for name in every if name.startswith(start) and name != start))


def numbered(version: str) -> tuple[str, ...]:
    """The names in the order of their numbers, "-" for a number without one; none if not known."""
    return tuple(_versions().get(minor_of(version), {}).get("numbered", "").split())


def first_with_argument(version: str) -> int:
    """The number from which on opcodes have an argument."""
    return int(_versions().get(minor_of(version), {}).get("first_with_argument", 0))


def is_opcode(name: str) -> bool:
    """Whether any known CPython has an opcode of that name."""
    return bool(versions_of(name))


def versions_of(name: str) -> tuple[str, ...]:
    """The known versions that have the opcode, oldest first."""
    return tuple(version for version in known_versions() if exists(name, version))


def ranges(versions: Iterable[str]) -> str:
    """Versions as ranges over the known ones: "2.7-3.10, 3.12-3.14"; "" for none."""
    wanted = {minor_of(version) for version in versions}
    known = known_versions()
    runs: list[list[str]] = []
    previous = -2
    for place, version in enumerate(known):
        if version not in wanted:
            continue
        if place == previous + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
        previous = place
    runs.extend([version] for version in sorted(wanted - set(known), key=by_number))
    texts = [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return ", ".join(texts)


def closest(name: str) -> str | None:
    """The opcode name nearest to a misspelt or cut-off one, or None."""
    every = sorted({name for version in known_versions() for name in _names(version, _PLAIN)})
    wanted = name.upper().replace(" ", "_")
    longer = [known for known in every if len(wanted) > 4 and known.startswith(wanted)]
    return min(longer, key=len) if longer else did_you_mean(wanted, every)


def minor_of(version: str) -> str:
    """The first two parts of a version: "3.11" of "3.11.7"."""
    return ".".join(version.split(".")[:2])


def by_number(version: str) -> tuple[int, ...]:
    """A version as numbers, which sort as versions do."""
    return tuple(int(part) for part in version.split("."))
