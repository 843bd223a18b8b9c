"""The reader's own notes in a report: where they stand, and how a new report finds them again.

A note is what stands between `<!-- notes: KEY -->` and `<!-- end notes -->`, each alone on its
line, wherever in the file the reader moved them. Nothing foreign may look like such a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.records import short_hash

END = "<!-- end notes -->"
GONE = "Without a finding: "
_BEGIN = re.compile(r"\s*<!--\s*notes:\s*([A-Za-z0-9._-]{1,120})\s*-->\s*\Z")
_END = re.compile(r"\s*<!--\s*end notes\s*-->\s*\Z")
_HEAD = re.compile(r"\ufeff?<!-- workbench report; the rest of it: ([0-9a-f]{12}) -->\s*\Z")
_HEADING = re.compile(r"#{1,6} +(\S.*)")
_FENCE = re.compile(r"`{3,}")
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_KEY = 100


@dataclass(frozen=True)
class Note:
    """What a reader wrote, word for word with its line ends, and the heading it stood below."""

    text: str
    heading: str


@dataclass(frozen=True)
class Notes:
    """The notes of a report by their keys; `changed` says that text beside them was edited."""

    found: Mapping[str, Note] = field(default_factory=dict)
    changed: bool = False


def key(*parts: str) -> str:
    """The key of a place, safe within a mark whatever the parts hold."""
    return ".".join(_ODD.sub("_", part) for part in parts)[:_LONGEST_KEY]


def place(name: str, text: str = "\n") -> str:
    """A marked place with the note that is there; `name` is made by `key`."""
    return f"<!-- notes: {name} -->\n{text}{END}"


def is_mark(line: str) -> bool:
    """Whether a line would be read as one of our marks."""
    return bool(_BEGIN.match(line) or _END.match(line))


def is_ours(text: str) -> bool:
    """Whether a report of ours wrote the file: its first line says so, or it has marks."""
    lines = text.split("\n")
    return bool(_HEAD.match(lines[0])) or any(_BEGIN.match(line) for line in lines)


def headed(body: str) -> str:
    """The report with its first line, by which edits beside the notes are seen."""
    return f"<!-- workbench report; the rest of it: {_digest(_rest(body))} -->\n\n{body}"


def read(text: str) -> Notes:
    """The notes of a report. Raises ValueError that names the line when marks do not pair up."""
    lines = text.split("\n")
    head = _HEAD.match(lines[0])
    found: dict[str, Note] = {}
    opened: tuple[str, int] | None = None
    heading = fence = ""
    for number, line in enumerate(lines):
        if opened is None and (ticks := _FENCE.match(line)) and (not fence or _closes(line, fence)):
            fence = "" if fence else ticks.group()
        if begin := _BEGIN.match(line):
            if opened is not None:
                raise ValueError(f"the note of line {opened[1] + 1} has no end before another one")
            opened = begin.group(1), number
        elif _END.match(line):
            if opened is None:
                raise ValueError(f"line {number + 1} ends a note that nothing begins")
            written = "".join(f"{one}\n" for one in lines[opened[1] + 1 : number])
            found[opened[0]] = _joined(found.get(opened[0]), Note(written, heading))
            opened = None
        elif opened is None and not fence and (match := _HEADING.match(line)):
            heading = match.group(1).rstrip()
    if opened is not None:
        raise ValueError(f"the note of line {opened[1] + 1} has no end ({END})")
    same = head is not None and head.group(1) == _digest(_rest("\n".join(lines[1:])))
    return Notes(found, changed=not same)


def _closes(line: str, fence: str) -> bool:
    return line.rstrip().strip("`") == "" and len(line.rstrip()) >= len(fence)


def _joined(before: Note | None, now: Note) -> Note:
    """A place that was copied has all its texts; a copy that says the same is one."""
    if before is None or not before.text.strip():
        return now
    if not now.text.strip() or now.text.strip() == before.text.strip():
        return before
    return Note(before.text + now.text, before.heading)


def _rest(text: str) -> list[str]:
    """What is not note, mark or empty, in any order of moved notes: lines without their ends."""
    kept = []
    inside = False
    for line in text.split("\n"):
        if _BEGIN.match(line):
            inside = True
        elif _END.match(line):
            inside = False
        elif not inside and line.strip():
            kept.append(line.rstrip())
    return kept


def _digest(lines: list[str]) -> str:
    return short_hash(*lines)
