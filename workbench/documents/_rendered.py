"""Documents without lines of their own, rendered as Markdown that is then read like any other.

Each page, paragraph or table begins a part, so that places can be counted as readers see them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.documents import _words
from workbench.records import Block, Document, Part, Speaker

PICTURE = "[picture]"
MAX_TEXT = 16 << 20
MAX_PARTS = 50_000
_MAX_COLUMNS = 500
_TICKS = re.compile("`{3,}")
_UNSEEN = re.compile("[\0\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_CODE_LINE = re.compile(r"\s*(?:(?:\d+|>>|-->|--|L\d+:)\s+)*[A-Z][A-Z_]{2,}[A-Z]\b")


@dataclass
class Rendering:
    """A document in the making."""

    part: Part
    line: int = 1
    size: int = 0
    full: bool = False
    texts: list[str] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    pictures: set[int] = field(default_factory=set)
    turns: list[tuple[int, Speaker | None]] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)

    def begin(self) -> None:
        """A new part begins here."""
        if len(self.parts) >= MAX_PARTS:
            self._enough()
        elif not self.full:
            self.parts.append(self.line)

    def speak(self, speaker: Speaker | None) -> None:
        """From here on somebody else speaks."""
        self.turns.append((self.line, speaker))

    def words(self, text: str, level: int = 0) -> None:
        """A paragraph as it stands, or a heading."""
        text = self._clean(text)
        if level:
            text = f"{'#' * min(level, 6)} {' '.join(text.split())}"
        self._add(f"{text.rstrip()}\n\n")

    def line_of(self, text: str) -> None:
        """One line as it stands."""
        self._add(f"{self._clean(text)}\n")

    def lines(self, texts: Sequence[str]) -> None:
        """Lines that belong together, as a part each but the first, which is begun."""
        for number, text in enumerate(texts):
            if number:
                self.begin()
            self._add(f"{self._clean(text).rstrip()}\n")
        self._add("\n")

    def code(self, texts: Sequence[str], language: str = "") -> None:
        """Text of one width in a fence, as a part each but the first, which is begun."""
        cleaned = [self._clean(text).rstrip() for text in texts]
        longest = max((len(one) for text in cleaned for one in _TICKS.findall(text)), default=2)
        fence = "`" * max(3, longest + 1)
        for number, text in enumerate(cleaned):
            if number:
                self.begin()
            self._add(f"{'' if number else fence + language + chr(10)}{text}\n")
        self._add(f"{fence}\n\n")

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A table; its first row is the head."""
        width = min(max(map(len, rows), default=0), _MAX_COLUMNS)
        if not width:
            return
        for number, row in enumerate(rows):
            wide = width if number == 0 else min(len(row), width)
            cells = [self._cell(row[i]) if i < len(row) else "" for i in range(wide)]
            self._add(f"| {' | '.join(cells)} |\n")
            if number == 0:
                self._add(f"|{'---|' * width}\n")
        self._add("\n")

    def picture(self) -> None:
        """A picture, which is told and not read."""
        self.notes["pictures in it were not read"] = None
        self.pictures.add(self.line)
        self._add(f"{PICTURE}\n\n")

    def document(self, name: str, path: str, speaker: Speaker | None) -> Document:
        """What was rendered, read; places in it are those of the rendering."""
        first = self.line - sum(text.count("\n") for text in self.texts)
        text = "".join(self.texts)
        if _ends_in_fence(text):
            self.notes["a fence in it has no end: all that follows it was read as code"] = None
        read = _words.read(text, name, path, first, speaker)
        why = "; ".join([*filter(None, [read.why if read.status == "ok" else None]), *self.notes])
        blocks = tuple(self._block(one) for one in read.blocks)
        empty = None if read.status == "ok" else read.why
        own = {"blocks": blocks, "parts": tuple(self.parts), "part": self.part}
        return read.model_copy(update={**own, "why": why or empty})

    def _block(self, block: Block) -> Block:
        line = block.location.line
        turn = bisect_right(self.turns, line, key=lambda one: one[0])
        if turn and self.turns[turn - 1][1] is not None:
            block = block.model_copy(update={"speaker": self.turns[turn - 1][1]})
        if line in self.pictures and block.text == PICTURE:
            block = block.model_copy(update={"kind": "image"})
        return block

    def _cell(self, text: str) -> str:
        return " ".join(self._clean(text).split()).replace("|", "\\|")

    def _clean(self, text: str) -> str:
        return _UNSEEN.sub("\ufffd", _NEWLINE.sub("\n", text))

    def _add(self, text: str) -> None:
        if self.size + len(text) > MAX_TEXT:
            self._enough()
        if not self.full:
            self.texts.append(text)
            self.size += len(text)
            self.line += text.count("\n")

    def _enough(self) -> None:
        if not self.full:
            self.notes[f"only its first {len(self.parts):,} {self.part}s were read"] = None
        self.full = True


def _ends_in_fence(text: str) -> bool:
    """Whether a fence of Markdown is open at the end of a text."""
    opened = ""
    for found in _FENCE.finditer(text):
        mark, info = found.groups()
        if opened:
            opened = "" if mark.startswith(opened) and not info.strip() else opened
        elif mark[0] == "~" or "`" not in info:
            opened = mark
    return bool(opened)


def is_line(text: str) -> bool:
    """Whether a paragraph reads like a line of a listing, as it looks when one is pasted."""
    return "\n" not in text and bool(_CODE_LINE.match(text[:200]))
