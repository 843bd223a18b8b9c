"""What every format of document shares: exact places in a text, and the finished record.

A format is a file beside this one. It holds `sniff(data, name)`, how sure it is (0 or False: not
mine; the highest number reads), and `read(text, name, path, first_line, speaker) -> Document`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from workbench.records import Block, Document, Location, Speaker, sha256_of

PYTHON = frozenset({"python", "py", "python3", "py3", "python2", "ipython", "ipython3", "pyw"})
"""Languages of a fence that mean Python."""
NEWLINE = re.compile(r"\r\n?|\n")


class Source:
    """A text and where its lines begin. Offsets are 0-based, lines and columns 1-based."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text = text
        self.file = file
        self.first_line = first_line
        self.starts = [0, *(found.end() for found in NEWLINE.finditer(text))]
        self._plain_starts = self.starts
        if "\r" in text:
            lengths = (found.end() - found.start() - 1 for found in NEWLINE.finditer(text))
            self._plain_starts = [
                start - longer
                for start, longer in zip(self.starts, accumulate(lengths, initial=0), strict=True)
            ]

    def plain(self) -> str:
        """The text with `\\n` as its only newline and no NUL; the lines stay the same."""
        return NEWLINE.sub("\n", self.text).replace("\0", "\ufffd")

    def offset(self, plain_offset: int) -> int:
        """The offset in the text of an offset in `plain()`."""
        line = bisect_right(self._plain_starts, plain_offset) - 1
        return self.starts[line] + plain_offset - self._plain_starts[line]

    def location(self, start: int, end: int) -> Location:
        """The place of `text[start:end]`."""
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Location(
            file=self.file, line=line, column=column, end_line=end_line, end_column=end_column
        )

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset) - 1
        return line + self.first_line, offset - self.starts[line] + 1


def finish(
    source: Source,
    *,
    name: str,
    blocks: Iterable[Block],
    speaker: Speaker | None,
    why: str | None = None,
) -> Document:
    """The record of a text that was read; a text of blanks only has the status `empty`."""
    empty = not source.text.strip()
    return Document(
        name=name,
        path=source.file,
        text=source.text,
        sha256=sha256_of(source.text),
        status="empty" if empty else "ok",
        why="there is no text in it" if empty else why,
        speaker=speaker,
        blocks=() if empty else tuple(blocks),
    )
