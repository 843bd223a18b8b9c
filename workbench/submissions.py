"""From what was gathered to what is checked: the bytes of its files, and the documents in them.

In a submission the words are those of its documents, the programs those of its files and of the
code that its documents show; other text files lie beside the programs when these are run.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import checking, gathering, selection
from workbench.errors import StorageError
from workbench.gathering import Item
from workbench.handed import Given
from workbench.records import Document, Unread

_MOST_BESIDE = 64
_BESIDE_BYTES = 1 << 20
_PLAIN_NAME = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII)
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".heic")
_COMPILED = (".class", ".o", ".so", ".exe", ".dll", ".zip", ".gz")
_AUTHORED = (".pyc", ".prof", ".pstats")
_MOST_AUTHORED = 32


@dataclass(frozen=True)
class Part:
    """One file as it was read: where it lies, its name in what was handed in, its bytes."""

    path: Path
    name: str
    data: bytes


@dataclass(frozen=True)
class Loaded:
    """Everything that was handed in as one, read into memory once."""

    item: Item
    parts: tuple[Part, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the names and bytes of all parts, and of what is not read and why."""
        found = hashlib.sha256(str(self.item.files is None).encode())
        named = [(part.name, part.data) for part in self.parts]
        named += [(one.file, one.why.encode("utf-8", "surrogatepass")) for one in self.unread]
        for name, data in named:
            for each in (name.encode("utf-8", "surrogatepass"), data):
                found.update(len(each).to_bytes(8, "big") + each)
        return found.hexdigest()


def load(item: Item) -> Loaded:
    """Read the files of an item. Raises StorageError where nothing of it can be read."""
    problem = gathering.unreadable(item)
    if problem is not None:
        raise problem
    if item.files is None:
        data = selection.content(item.path, checking.MAX_BYTES)
        return Loaded(item, (Part(item.path, item.path.name, data),))
    parts: list[Part] = []
    unread = list(item.skipped)
    for path in item.files:
        why = _passed_over(path)
        if why is None:
            try:
                data = selection.content(path, checking.MAX_BYTES)
                name = path.relative_to(item.path).as_posix()
                parts.append(Part(path, name, data))
                continue
            except StorageError as error:
                why = error.message
        unread.append(Unread(file=str(path), why=why))
    return Loaded(item, tuple(parts), tuple(unread))


def opened(loaded: Loaded) -> Given:
    """What is checked. Raises StorageError when no document and no program can be read."""
    item = loaded.item
    if item.files is None:
        (part,) = loaded.parts
        why = checking.unread(part.data, item.path.name)
        if why is not None:
            raise StorageError(f"cannot read {item.path}: {why}")
        return checking.opened(part.data, item.path)
    documents: list[Document] = []
    unread = list(loaded.unread)
    cut: dict[str, str] = {}
    for part in loaded.parts:
        if gathering.is_document(part.path) or gathering.is_program(part.path):
            try:
                document, why = _document(part)
            except StorageError as error:
                unread.append(Unread(file=str(part.path), why=_bare(error, part.path)))
                continue
            documents.append(document)
            cut |= {document.path: why} if why else {}
    if not documents:
        raise StorageError(f"cannot read {item.path}: no document and no program in it can be read")
    files = dict(_beside(loaded.parts))
    authored = [one for one in loaded.parts if one.name.lower().endswith(_AUTHORED)]
    evidence = {str(one.path): one.data for one in authored[:_MOST_AUTHORED]}
    unread += [
        _unknown(part)
        for part in loaded.parts
        if _is_unknown(part, files) and str(part.path) not in evidence
    ]
    return Given(
        source=str(item.path),
        documents=tuple(documents),
        sort="submission",
        files=files,
        unread=tuple(unread),
        cut=cut,
        evidence=evidence,
    )


def beside(start: Mapping[str, Any]) -> dict[str, str]:
    """The text files of a submission as they lie there now, from the event that began its run;
    none for a document, and where they are gone."""
    if start.get("sort") != "submission":
        return {}
    (item,) = gathering.gather([Path(str(start.get("source")))], "submission").items
    try:
        return dict(_beside(load(item).parts))
    except StorageError:
        return {}


def _document(part: Part) -> tuple[Document, str | None]:
    why = checking.unread(part.data, part.path.name)
    if why is not None:
        raise StorageError(why)
    document, is_cut = checking.read_file(part.data, part.path, part.name)
    return document, document.why if is_cut else None


def _bare(error: StorageError, path: Path) -> str:
    return error.message.removeprefix(f"cannot read {path}: ")


def _passed_over(path: Path) -> str | None:
    """Why a file is not even looked at."""
    name = path.name.lower()
    if name.endswith(_IMAGES):
        return "it is an image"
    return "it is a compiled or binary file" if name.endswith(_COMPILED) else None


def _beside(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """Text files that programs may read or import by their names, as many as there is room for."""
    room, count = _BESIDE_BYTES, 0
    for part in parts:
        fits = len(part.data) <= room and count < _MOST_BESIDE
        if not fits or not _PLAIN_NAME.fullmatch(part.name) or b"\0" in part.data:
            continue
        try:
            text = part.data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        room, count = room - len(part.data), count + 1
        yield part.name, text


def _is_unknown(part: Part, beside: dict[str, str]) -> bool:
    known = gathering.is_document(part.path) or gathering.is_program(part.path)
    return not known and part.name not in beside


def _unknown(part: Part) -> Unread:
    why = "it is not text" if b"\0" in part.data[:8192] else "there is no room for it or its name"
    return Unread(file=str(part.path), why=why)
