"""What was measured as files in a folder of the user's: .pyc and .dis.txt of each CPython, .prof.

A list of what was written here lies beside it, so that a later run replaces its own files and
nobody else's.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from workbench import safe_text
from workbench.errors import StorageError, UsageError
from workbench.figures import Figures, Missing, Profile

LIST = ".workbench-kept.json"
_LONGEST_LIST = 1 << 20


def write(figures: Figures, folder: Path) -> Figures:
    """Write the files of these figures, all or none; the figures with their paths.

    Raises StorageError for a file that is there already and was not written, or was changed since.
    """
    files = dict(_files(figures))
    known = _known(folder)
    for name in files:
        _refuse_foreign(folder / name, known.get(name))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            _replace(folder / name, data)
        hashes = {name: sha256(data).hexdigest() for name, data in files.items()}
        _replace(folder / LIST, (json.dumps(known | hashes, indent=1) + "\n").encode())
    except OSError as error:
        raise StorageError(
            f"cannot write to {folder}: {error.strerror or error}",
            hint="choose another folder with --keep",
        ) from error
    return dataclasses.replace(figures, kept={name: str(folder / name) for name in files})


def write_prof(figures: Figures, path: Path) -> None:
    """Keep the profile as the file that pstats and snakeviz read.

    Raises UsageError when there is none, StorageError when it cannot be written.
    """
    profile = figures.profile
    if not isinstance(profile, Profile) or profile.prof is None:
        why = "it was not asked for or is too large"
        raise UsageError(f"there is no profile to write: {_why(profile, why)}")
    _save(path, profile.prof)


def write_speedscope(figures: Figures, path: Path) -> None:
    """Keep the sampling view as the file that speedscope.app opens.

    Raises UsageError when there is none, StorageError when it cannot be written.
    """
    profile = figures.profile
    if not isinstance(profile, Profile) or profile.speedscope is None:
        why = _why(profile, "nothing was sampled")
        raise UsageError(f"there are no samples to write: {why}")
    _save(path, profile.speedscope)


def _why(profile: Profile | Missing | None, otherwise: str) -> str:
    return profile.why if isinstance(profile, Missing) else otherwise


def _save(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror or error}") from error


def file_names(figures: Figures) -> dict[str, str]:
    """The names of the compiled files by CPython, as runs of `generate` have them too."""
    return {version: f"{_stem(figures)}.cpython-{version}.pyc" for version in figures.compiled}


def _files(figures: Figures) -> Iterator[tuple[str, bytes]]:
    for version, name in file_names(figures).items():
        compiled = figures.compiled[version]
        yield name, compiled.pyc
        shown = safe_text.terminal(compiled.listing, newlines=True)
        yield f"{name.removesuffix('.pyc')}.dis.txt", shown.encode("utf-8", "backslashreplace")
    profile = figures.profile
    if isinstance(profile, Profile) and profile.prof is not None:
        yield f"{_stem(figures)}.{profile.id[:6]}.prof", profile.prof


def _stem(figures: Figures) -> str:
    return Path(safe_text.file_name(figures.program)).stem


def _known(folder: Path) -> dict[str, str]:
    """The hashes of what was written here before; nothing where the list is no list of ours."""
    try:
        path = folder / LIST
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LONGEST_LIST:
            return {}
        found = json.loads(path.read_bytes())
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
    except (OSError, ValueError, RecursionError):
        return {}


def _refuse_foreign(path: Path, written: str | None) -> None:
    try:
        if not os.path.lexists(path):
            return
        ours = not path.is_symlink() and path.is_file() and written is not None
        if ours and sha256(path.read_bytes()).hexdigest() == written:
            return
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
    raise StorageError(
        f"{path} is there already and was not written by workbench, or was changed since",
        hint="choose another folder with --keep, or move that file away",
    )


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
