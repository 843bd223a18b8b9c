"""Models that `models pull` has kept: GGUF files in one folder, each with a small JSON beside it.

Nothing is contacted here. A GGUF file that somebody put there has no JSON and is a model as well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.errors import StorageError

SCHEMA = "workbench/model/1"
SUFFIX = ".gguf"
MAGIC = b"GGUF"
_LONGEST_NOTE = 1 << 16


@dataclass(frozen=True)
class Origin:
    """Where a kept model came from, as the hub told it. `date` is a UTC time in ISO 8601."""

    repo: str
    file: str
    revision: str
    licence: str
    size_bytes: int
    sha256: str
    date: str


@dataclass(frozen=True)
class Kept:
    """A model in the folder. `origin` is None when nobody noted it."""

    path: Path
    size_bytes: int
    origin: Origin | None

    @property
    def name(self) -> str:
        """What follows `local:` to ask it."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Step:
    """How far a model is on its way here; `total_bytes` is None while nobody knows."""

    stage: str
    done_bytes: int = 0
    total_bytes: int | None = None


def listed(folder: Path) -> tuple[Kept, ...]:
    """The models of a folder by name. A folder that is not there, or not readable, has none."""
    return tuple(_found(folder))


def _found(folder: Path) -> Iterator[Kept]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError:
        return
    for path in paths:
        try:
            if path.is_file():
                yield Kept(path, path.stat().st_size, origin(path))
        except OSError:
            continue  # on its way out


def size_text(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1e9:.1f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"


def find(name: str, folder: Path) -> Path | None:
    """The kept model of that name, with or without its suffix; None when there is none."""
    for each in listed(folder):
        if name in (each.path.name, each.path.stem):
            return each.path
    return None


def origin(path: Path) -> Origin | None:
    """What is noted beside a model; None for no note, and for one that cannot be read."""
    try:
        with note_of(path).open("rb") as file:
            data = json.loads(file.read(_LONGEST_NOTE))
    except (OSError, ValueError, RecursionError):
        return None
    return _origin(data) if isinstance(data, dict) else None


def _origin(data: dict[str, Any]) -> Origin | None:
    named = {name: data.get(name) for name in Origin.__dataclass_fields__}
    size = named.pop("size_bytes")
    if not isinstance(size, int) or not all(isinstance(one, str) for one in named.values()):
        return None
    return Origin(size_bytes=size, **{name: str(value) for name, value in named.items()})


def note_of(path: Path) -> Path:
    """The JSON beside a model."""
    return path.with_name(f"{path.name}.json")


def keep(partial: Path, path: Path, told: Origin) -> None:
    """Give a checked download its name, the note first. Raises StorageError."""
    note = note_of(path)
    half = note.with_name(f"{note.name}.partial")
    try:
        half.write_text(
            json.dumps({"schema": SCHEMA, **asdict(told)}, indent=2) + "\n", encoding="utf-8"
        )
        half.replace(note)
        os.replace(partial, path)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror or error}") from error
