"""What a guest may read: the standard library, the system's libraries, its flavour's packages.

Never the installed workbench with its references, nor whatever else lies in site-packages.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench import families
from workbench.records import Interpreter

PROBE = str(families.PACKAGE / "probe")
_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64")
_SINGLE = ("/etc/ld.so.cache", "/usr/share/zoneinfo")
_DEVICES = ("/dev/null", "/dev/urandom")
_PACKAGES = {
    "base": (),
    "numpy": ("numpy", "numpy.libs"),
    "torch": (
        *("numpy", "numpy.libs", "torch", "torch.libs", "torchgen", "functorch"),
        "typing_extensions.py",
    ),
}


@dataclass(frozen=True)
class Reach:
    """Paths of a guest. `binds`, `masks` and `over` build the jail, in this order; `read` and
    `folders` (listing only) are the rules within it.
    """

    executable: str
    links: tuple[tuple[str, str], ...]
    binds: tuple[str, ...]
    masks: tuple[str, ...]
    over: tuple[str, ...]
    devices: tuple[str, ...]
    read: tuple[str, ...]
    folders: tuple[str, ...]


@functools.lru_cache(maxsize=64)
def of(interpreter: Interpreter, flavour: str) -> Reach:
    """What guests of this interpreter and flavour may reach."""
    executable = os.path.realpath(interpreter.executable)
    stdlib = os.path.realpath(interpreter.stdlib)
    libraries = _existing([*_SYSTEM, *_libraries(interpreter.prefix), stdlib])
    hidden = _hidden(interpreter, stdlib)
    over = [os.path.realpath(PROBE)]
    if interpreter.packages is not None:
        packages = os.path.realpath(interpreter.packages)
        over += _existing(os.path.join(packages, name) for name in _PACKAGES[flavour])
    binds = _topmost([*libraries, *_existing(_SINGLE), executable])
    read = [part for root in binds for part in _without(root, hidden)]
    return Reach(
        executable=executable,
        links=tuple((os.readlink(path), path) for path in _SYSTEM if os.path.islink(path)),
        binds=tuple(binds),
        masks=tuple(path for path in sorted(hidden) if any(_is_below(path, b) for b in binds)),
        over=tuple(over),
        devices=_DEVICES,
        read=tuple(dict.fromkeys([*read, *over, *_DEVICES])),
        folders=(stdlib,),
    )


def _libraries(prefix: str) -> list[str]:
    """Where an interpreter's own shared libraries lie, unless that is the system's place."""
    return [os.path.join(prefix, name) for name in ("lib", "lib64")]


def _hidden(interpreter: Interpreter, stdlib: str) -> set[str]:
    """Folders with other people's packages, and our own code and references."""
    found = [
        os.path.join(stdlib, "site-packages"),
        os.path.join(stdlib, "dist-packages"),
        os.path.join(interpreter.prefix, "lib", "python3", "dist-packages"),
        "/usr/lib/python3/dist-packages",
        str(families.PACKAGE),
        str(families.shipped("workloads")),
    ]
    if interpreter.packages is not None:
        found.append(interpreter.packages)
    return {os.path.realpath(path) for path in found if os.path.isdir(path)}


def _existing(paths: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(os.path.realpath(path) for path in paths if os.path.exists(path)))


def _topmost(paths: list[str]) -> list[str]:
    return [path for path in paths if not any(path != p and _is_below(path, p) for p in paths)]


def _is_below(path: str, root: str) -> bool:
    return Path(path).is_relative_to(root)


def _without(root: str, hidden: set[str]) -> list[str]:
    """`root`, or if something hidden lies below it, the parts of it that are not hidden."""
    if root in hidden:
        return []
    if not any(_is_below(path, root) for path in hidden):
        return [root]
    found: list[str] = []
    for entry in sorted(os.scandir(root), key=lambda entry: entry.name):
        if entry.is_symlink():
            continue
        found += _without(entry.path, hidden)
    return found
