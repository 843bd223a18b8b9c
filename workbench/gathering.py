"""What a command line names: files, folders and patterns, as documents and submissions.

A folder is one submission (a report with its programs and listings) or a collection of documents
and submissions. Only names and kinds of files are looked at here; no content is read, and no link
is followed, since a folder from elsewhere may hold one to the user's own files.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench.errors import StorageError
from workbench.records import Unread

Sort = Literal["submission", "collection"]
SORTS: tuple[Sort, ...] = ("submission", "collection")
MOST_FILES = 5_000
MOST_OF_ONE = 300
"""Files taken out of a folder, and of them for one submission."""
_DEPTH = 8
_NOISE = frozenset({"node_modules", "venv", "env", "site-packages", "__MACOSX", "Thumbs.db"})
_CACHE = "__pycache__"
_PROGRAMS = (".py", ".pyw")
_DOCUMENTS = (".md", ".markdown", ".txt", ".rst", ".ipynb", ".docx", ".pdf", ".html", ".htm")
_REPORT = re.compile(r"(read.?me|report|bericht|abgabe|answer|write.?up|solution|essay)", re.I)
_LISTING = re.compile(
    r"(?:^|[\W_])(dis|disassembl\w*|bytecode|listings?|opcodes?|counts?|counter|profile|c?prof\w*|"
    r"pstats|outputs?|stdout|trace|requirements|licen[sc]e)(?:[\W_]|$)",
    re.I,
)
_PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class Item:
    """One thing to check: a file, or a submission with its files, reports first.

    `skipped` are the parts of a submission that are not read, `why` says why nothing of it can be.
    """

    path: Path
    files: tuple[Path, ...] | None = None
    skipped: tuple[Unread, ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class Gathered:
    """Everything to check in its order; `many` says whether that is a batch, also one of one.

    `told` are the guesses about folders, a sentence each.
    """

    items: tuple[Item, ...]
    many: bool
    told: tuple[str, ...] = ()


@dataclass
class _Folder:
    """What stands in a folder: files and folders by name, and what is passed over."""

    path: Path
    files: list[Path]
    folders: list[_Folder]
    skipped: list[Unread]

    def every(self) -> Iterator[Path]:
        """All files in it, those of its own first."""
        yield from self.files
        for one in self.folders:
            yield from one.every()

    def passed_over(self) -> Iterator[Unread]:
        """All that is not read."""
        yield from self.skipped
        for one in self.folders:
            yield from one.passed_over()


def gather(
    names: Sequence[Path], wish: Sort | None = None, leave: Collection[Path] = ()
) -> Gathered:
    """What these names mean, each file once. `wish` says what the named folders are (None: guess),
    `leave` are files and folders that are our own."""
    ours = frozenset(os.path.realpath(one) for one in leave)
    items: dict[str, Item] = {}
    told: list[str] = []
    many = len(names) > 1
    for name in names:
        found = _matches(name)
        many = many or list(found) != [name]
        for path, why in found.items():
            for item in [Item(path, why=why)] if why else _meant(path, wish, ours, told):
                items.setdefault(os.path.abspath(item.path), item)
            many = many or (path.is_dir() and items.get(os.path.abspath(path)) is None)
    return Gathered(tuple(items.values()), many, tuple(told))


def is_program(path: Path) -> bool:
    """Whether a file is named as a Python program."""
    return path.name.lower().endswith(_PROGRAMS)


def is_document(path: Path) -> bool:
    """Whether a file of a submission is named as something that people or tools write for people;
    a file without an extension is when it is named as a report."""
    name = path.name.lower()
    return name.endswith(_DOCUMENTS) or ("." not in name and bool(_REPORT.match(name)))


def _matches(name: Path) -> dict[Path, str | None]:
    """The files of a pattern that the shell has left alone, in order, else the name itself; with
    each why it is not taken: a link is followed only before the first wildcard."""
    if not _PATTERN.search(str(name)) or os.path.lexists(name):
        return {name: None}
    fixed = next(number for number, part in enumerate(name.parts) if _PATTERN.search(part))
    found: dict[Path, str | None] = {}
    open_, seen = [(Path(*name.parts[:fixed]), fixed)], set()
    while open_:
        base, at = step = open_.pop()
        if step in seen:
            continue
        seen.add(step)
        for place, further in _steps(base, name.parts, at):
            is_link = place != base and os.path.islink(place)
            if further < len(name.parts) and not (is_link and os.path.isdir(place)):
                open_ += [] if is_link else [(place, further)]
            elif place not in found and len(found) >= MOST_FILES:
                found[name] = f"only the first {MOST_FILES:,} files were taken"
                open_.clear()
                break
            elif os.path.lexists(place):
                found[place] = "it is a link" if is_link else None
    return dict(sorted(found.items(), key=lambda one: os.fsencode(one[0]))) or {name: None}


def _steps(base: Path, parts: Sequence[str], at: int) -> Iterator[tuple[Path, int]]:
    """Where a part of a pattern leads from a folder, and which part comes next there."""
    part = parts[at]
    if not _PATTERN.search(part):
        yield base / part, at + 1
        return
    try:
        with os.scandir(base) as listed:
            entries = sorted(listed, key=lambda one: os.fsencode(one.name), reverse=True)
    except OSError:
        return
    everywhere = part == "**"
    if everywhere and at + 1 < len(parts):
        yield base, at + 1
    for entry in entries:
        if entry.name.startswith(".") and not part.startswith("."):
            continue
        if everywhere and os.path.isdir(base / entry.name):
            yield base / entry.name, at
        elif at + 1 == len(parts) if everywhere else fnmatch.fnmatch(entry.name, part):
            yield base / entry.name, at + 1


def _meant(path: Path, wish: Sort | None, ours: frozenset[str], told: list[str]) -> Iterator[Item]:
    if not path.is_dir():
        yield Item(path)
        return
    try:
        folder = _look(path, ours, [MOST_FILES])
    except OSError as error:
        yield Item(path, why=error.strerror or str(error))
        return
    sort, why = _sort(folder)
    items = [_submission(folder)] if (wish or sort) == "submission" else list(_each(folder))
    if not items:
        yield Item(path, why="there is no file in it that could be checked")
        return
    what = "one submission" if (wish or sort) == "submission" else f"{len(items)} to check"
    other = "collection" if sort == "submission" else "submission"
    if wish is None:
        told.append(f"{path}: taken for a {sort}, {what}: {why} (--as {other} takes it otherwise)")
    else:
        told.append(f"{path}: a {wish}, {what}")
    yield from items


def _look(path: Path, ours: frozenset[str], room: list[int], depth: int = 0) -> _Folder:
    """A folder with its folders, sorted by name. Raises OSError for one that cannot be listed."""
    found = _Folder(path, [], [], [])
    with os.scandir(path) as listed:
        entries = sorted(listed, key=lambda one: os.fsencode(one.name))
    for entry in entries:
        place = path / entry.name
        if entry.name.startswith(".") or entry.name in _NOISE or os.path.realpath(place) in ours:
            continue
        if path.name == _CACHE and not entry.name.endswith(".pyc"):
            continue
        why = None if entry.is_dir(follow_symlinks=False) else _odd(entry, room)
        if why is None and not entry.is_dir(follow_symlinks=False):
            room[0] -= 1
            found.files.append(place)
            continue
        if why is None and depth >= _DEPTH:
            why = f"it lies more than {_DEPTH} folders deep"
        if why is None:
            try:
                found.folders.append(_look(place, ours, room, depth + 1))
                continue
            except OSError as error:
                why = error.strerror or str(error)
        found.skipped.append(Unread(file=str(place), why=why))
    return found


def _odd(entry: os.DirEntry[str], room: list[int]) -> str | None:
    """Why an entry is not taken for a file."""
    if entry.is_symlink():
        return "it is a link"
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return "it is no regular file"
    return None if room[0] > 0 else f"only the first {MOST_FILES:,} files were taken"


def _sort(folder: _Folder) -> tuple[Sort, str]:
    """What a folder is, and by what that is guessed."""
    written = [one for one in folder.files if is_document(one) and not _is_listing(one)]
    reports = [one for one in written if _REPORT.match(one.name)]
    programs = [one for one in folder.files if is_program(one)]
    filled = [one for one in folder.folders if _has_report(one)]
    if filled and not programs and (len(filled) > 1 or not written):
        return "collection", f"{len(filled)} folders in it have documents of their own"
    if len(reports) == 1 or len(written) == 1:
        name = (reports or written)[0].name
        return "submission", f"{name} is the one report in it"
    if not written and filled:
        return "submission", "its document lies in a folder beside its programs"
    return "collection", f"{len(written)} documents in it and no one report"


def _has_report(folder: _Folder) -> bool:
    return any(is_document(one) and not _is_listing(one) for one in folder.every())


def _is_listing(path: Path) -> bool:
    """Whether a text file is named as what a tool printed."""
    return path.suffix.lower() == ".txt" and bool(_LISTING.search(path.stem))


def _each(folder: _Folder) -> Iterator[Item]:
    """The documents and submissions of a collection; a folder of folders is a collection, too."""
    for skipped in folder.skipped:
        yield Item(Path(skipped.file), why=skipped.why)
    for file in folder.files:
        yield Item(file)
    for one in folder.folders:
        nested = one.folders and not one.files
        if nested and _sort(one)[0] == "collection":
            yield from _each(one)
        elif any(one.every()) or any(one.passed_over()):
            yield _submission(one)


def _submission(folder: _Folder) -> Item:
    files = sorted(folder.every(), key=lambda one: _rank(one, folder.path))
    skipped = list(folder.passed_over())
    why = f"only the first {MOST_OF_ONE} files of a submission are read"
    skipped += [Unread(file=str(one), why=why) for one in files[MOST_OF_ONE:]]
    return Item(folder.path, tuple(files[:MOST_OF_ONE]), tuple(skipped))


def _rank(path: Path, folder: Path) -> tuple[int, int, bytes]:
    """Reports first, then other documents, what tools printed, programs, and the rest."""
    order = 4
    if is_document(path):
        order = 2 if _is_listing(path) else 0 if _REPORT.match(path.name) else 1
    elif is_program(path):
        order = 3
    relative = path.relative_to(folder)
    return order, len(relative.parts), os.fsencode(relative)


def unreadable(item: Item) -> StorageError | None:
    """The error for an item of which nothing can be read."""
    return StorageError(f"cannot read {item.path}: {item.why}") if item.why else None
