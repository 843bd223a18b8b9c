"""What a list of runs shows of each transcript, read without its measurements and replies.

Heads are remembered by size and time of change, so that a long folder is read once.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.records import DISCREPANCIES, LABELS, short_hash
from workbench.safe_text import one_line

FORMAT = 1
_EVENT = re.compile(rb'"event": "([a-z_.]+)"')
_HEADER_BYTES = 400  # schema, time and event stand first in what Writer writes
_READ = frozenset(
    (b"start", b"demonstration", b"verification", b"gen_ai.evaluation.result", b"review", b"end")
)
_UNSAVED = 1000
_LARGEST_MEMORY = 64 << 20
_ODD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Head:
    """One run in a list, its texts safe lines.

    `counts` has the labels of the newest verification ("failed": a tool did), `waiting` how many of
    its discrepancies have no review of the verdict as it is now, `rounds` how often it was judged.
    """

    run: str
    kind: str
    workload: str
    model: str
    status: str
    time: str
    demonstration: bool
    counts: dict[str, int]
    kinds: tuple[str, ...]
    waiting: int
    rounds: int = 0

    @property
    def wrong(self) -> int:
        """How many verdicts are discrepancies."""
        return sum(self.counts.get(label, 0) for label in DISCREPANCIES)


@dataclass(frozen=True)
class Listing:
    """The heads, newest first, and how many transcripts there was no time for."""

    heads: tuple[Head, ...]
    unread: int


def read(path: Path) -> Head:
    """The head of one transcript; damaged lines are left out. Raises OSError."""
    reader = _Reader()
    with path.open("rb") as file:
        for line in file:
            event = _EVENT.search(line[:_HEADER_BYTES])
            if event is None or event.group(1) in _READ:
                with contextlib.suppress(*_ODD):
                    reader.take(json.loads(line))
    return reader.head(path.stem)


class _Reader:
    """Folds the few events that a head is made of."""

    def __init__(self) -> None:
        self.start: dict[str, Any] = {}
        self.status = "incomplete"
        self.newest = ""
        self.verifications = 0
        self.kinds: set[str] = set()
        self.verdicts: dict[str, tuple[str | None, str]] = {}
        self.reviewed: set[tuple[str, str]] = set()

    def take(self, event: dict[str, Any]) -> None:
        name = event["event"]
        if name in ("start", "demonstration"):
            self.start = event
        elif name == "verification":
            self.newest = event["verification"]
            self.verifications += 1
            self.kinds, self.verdicts = set(), {}
        elif name == "gen_ai.evaluation.result" and event["verification"] == self.newest:
            one = event["verdict"]
            label = one["label"] if one["label"] in LABELS else None
            # The same parts as transcripts.verdict_hash, of a verdict not made a record.
            names = short_hash(one["claim"], label, one.get("rule"), one.get("measured"))
            self.verdicts[str(one["claim"])] = label, names
            if (kind := event.get("gen_ai.evaluation.name")) is not None:
                self.kinds.add(one_line(str(kind)))
        elif name == "review" and event["opinion"] != "note":
            self.reviewed.add((str(event["claim"]), str(event["verdict_hash"])))
        elif name == "end":
            self.status = str(event["status"])

    def head(self, run: str) -> Head:
        start = self.start
        wrong = [(c, h) for c, (label, h) in self.verdicts.items() if label in DISCREPANCIES]
        return Head(
            run=run,
            kind=one_line(str(start.get("kind", "unknown"))),
            workload=one_line(str(start.get("workload") or start.get("source") or "-")),
            model=one_line(str(start.get("model") or "-")),
            status=one_line(self.status),
            time=one_line(str(start.get("time") or "")),
            demonstration=bool(start.get("demonstration")),
            counts=dict(Counter(label or "failed" for label, _ in self.verdicts.values())),
            kinds=tuple(sorted(self.kinds)),
            waiting=sum(1 for each in wrong if each not in self.reviewed),
            rounds=self.verifications,
        )


class Index:
    """The heads of one folder. `memory` is a file of ours in which they outlive the process."""

    def __init__(self, folder: Path, memory: Path | None = None) -> None:
        self.folder = folder
        self.memory = memory
        self.known: dict[str, tuple[int, int, Head]] = _remembered(memory, folder)
        self.unsaved = 0

    def listing(self, seconds: float = 1.0) -> Listing:
        """All heads; after `seconds` of reading, what is left is counted instead."""
        end = time.monotonic() + seconds
        found: list[Head] = []
        unread = 0
        for name, path, size, changed in sorted(_files(self.folder), reverse=True):
            known = self.known.get(name)
            if known is not None and known[:2] == (size, changed):
                found.append(known[2])
            elif time.monotonic() > end:
                unread += 1
            else:
                with contextlib.suppress(OSError):
                    head = read(path)
                    self.known[name] = size, changed, head
                    self.unsaved += 1
                    found.append(head)
        if not unread or self.unsaved > _UNSAVED:
            self._remember()
        return Listing(tuple(found), unread)

    def _remember(self) -> None:
        """Keep what was read; a memory that cannot be written is only slower."""
        if self.memory is None or not self.unsaved:
            return
        rows = {n: [size, changed, asdict(h)] for n, (size, changed, h) in self.known.items()}
        data = {"format": FORMAT, "folder": str(self.folder.resolve()), "heads": rows}
        partial = self.memory.with_name(f".{self.memory.name}.{os.getpid()}.partial")
        with contextlib.suppress(OSError):
            self.memory.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(data), encoding="ascii")
            partial.replace(self.memory)
            self.unsaved = 0


def memory_of(cache: Path, folder: Path) -> Path:
    """Where the heads of a folder are remembered inside the user's cache folder."""
    return cache / "heads" / f"{short_hash(folder.resolve())}.json"


def _files(folder: Path) -> list[tuple[str, Path, int, int]]:
    """Name, path, size and time of change of every transcript, those that vanish left out."""
    from workbench import transcripts

    found = []
    for path in transcripts.paths(folder):
        with contextlib.suppress(OSError):
            state = path.stat()
            found.append((path.stem, path, state.st_size, state.st_mtime_ns))
    return found


def _remembered(memory: Path | None, folder: Path) -> dict[str, tuple[int, int, Head]]:
    """What was kept; nothing where the file is missing, of another folder or no file of ours."""
    found: dict[str, tuple[int, int, Head]] = {}
    if memory is None:
        return found
    with contextlib.suppress(OSError, *_ODD):
        if memory.stat().st_size > _LARGEST_MEMORY:
            return found
        data = json.loads(memory.read_bytes())
        if data["format"] != FORMAT or data["folder"] != str(folder.resolve()):
            return found
        for name, (size, changed, head) in data["heads"].items():
            found[name] = int(size), int(changed), _head(head)
    return found


def _head(data: Mapping[str, Any]) -> Head:
    return Head(**{**data, "kinds": tuple(data["kinds"])})
