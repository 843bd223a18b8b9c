"""Families of files that have the same shape: find the members of a folder, import one by name.

A member is a file and its name is its name everywhere; there is no list to extend. Two kinds of
folder exist: packages of workbench (claims, providers, …) and folders of loose files (workloads).
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

from workbench.errors import UsageError, did_you_mean

PACKAGE = Path(__file__).resolve().parent
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")


def shipped(folder: str) -> Path:
    """The folder `prompts` or `workloads` that comes with this installation.

    In a wheel it lies in the package, in a checkout or an editable install beside it. The current
    folder is never looked at: it may be somebody's submission.
    """
    inside = PACKAGE / "shipped" / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def members(folder: Path) -> tuple[str, ...]:
    """Names of the members in a folder, sorted; `base` and private files are none."""
    if not folder.is_dir():
        return ()
    names = (path.stem for path in folder.glob("*.py"))
    return tuple(sorted(name for name in names if _NAME.match(name) and name != "base"))


def package_members(family: str) -> tuple[str, ...]:
    """Names of the members of `workbench.<family>`."""
    return members(PACKAGE / family)


def load(family: str, name: str, *, noun: str | None = None) -> ModuleType:
    """Import the member `name` of `workbench.<family>`, and only that one file.

    Raises UsageError with the closest known name when there is no such member.
    """
    _known(name, package_members(family), noun or family)
    return importlib.import_module(f"workbench.{family}.{name}")


def load_file(folder: Path, name: str, *, noun: str) -> ModuleType:
    """Execute the loose file `<folder>/<name>.py` as a module of its own.

    Raises UsageError with the closest known name when there is no such member.
    """
    _known(name, members(folder), noun)
    path = folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"workbench_{noun}_{name}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"cannot read {path} as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _known(name: str, known: tuple[str, ...], noun: str) -> None:
    if name in known:
        return
    close = did_you_mean(name, known)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(known) or 'none'}"
    raise UsageError(f"no {noun.rstrip('s')} is called {name!r}", hint=hint)
