"""Interactive sessions as text: what was typed behind the prompts, and what was shown for it.

`>>> ` with its `... ` lines, and IPython's `In [1]: ` with `Out[1]: `. Text only: nothing is parsed
or run here, and a session is hostile like any other code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_MAX_LINES = 20_000
_MAX_SHOWN = 200
_PROMPT = re.compile(
    r"(?P<margin>[ \t]{0,60}(?:>[ \t]){0,3}[ \t]{0,60})"
    r"(?:(?P<plain>>>>)|In \[(?P<number>\d{1,5})\]:)(?:[ \t](?P<code>.*))?\Z"
)
_GOES_ON = re.compile(r"[ \t>]{0,60}+\.\.\.(?P<colon>:)?(?:[ \t](?P<code>.*))?\Z")
_OUT = re.compile(r"[ \t]{0,60}+Out\[(?P<number>\d{1,5})\]:(?:[ \t](?P<value>.*))?\Z")
_NEWLINE = re.compile(r"\r\n?|\n|\Z")
_CLOSING = re.compile(r"\"\"\"|'''")
_BANNER = re.compile(
    r"\s*(?:Python \d|\[GCC|\[Clang|\[MSC|Type [\"'(]|IPython \d|Jupyter|\$ |C:\\[^>]*>|"
    r"(?:\$ |% )?python3?(?:\.\d+)?(?: -i\b.*)?\s*\Z)"
)
_DEFINING = re.compile(
    r"(?:(?:async[ \t]+)?def|class)[ \t]+\w|@[\w.]|import[ \t]|from[ \t]+[\w.]+[ \t]"
)
_HOLDS_CODE = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+\w", re.M)
_PLAIN_VALUE = re.compile(
    r"[^\W\d]\w{0,80}[ \t]*+=[ \t]*+"
    r"(?:[-+\d\s.,\[\](){}:eE_]|True|False|None|'[^'\\\n]*'|\"[^\"\\\n]*\"){1,2000}+\Z"
)
"""An assignment of numbers, texts and lists of them: it needs nothing, and does nothing else."""


@dataclass(frozen=True)
class Line:
    """A line of a text and the offset at which it begins."""

    text: str
    start: int


@dataclass(frozen=True)
class Entry:
    """One input and what was shown for it, up to the next prompt or an empty line.

    It begins at the offset `start`. `lines` are the numbers of its lines in the text; `shown` are
    lines with their offsets, without the margin of the prompt. `is_value` says that the session
    itself marks what was shown as the value (`Out[1]:`), `goes_on` that more stands below the
    empty line, `is_quoted` that the lines bear the marks of a quotation.
    """

    start: int
    typed: tuple[str, ...]
    lines: tuple[int, ...]
    shown: tuple[Line, ...] = ()
    is_value: bool = False
    goes_on: bool = False
    is_quoted: bool = False

    @property
    def source(self) -> str:
        """What was typed, without its prompts."""
        return "\n".join(self.typed)

    @property
    def text(self) -> str:
        """What was shown."""
        return "\n".join(line.text for line in self.shown)


def is_session(text: str) -> bool:
    """Whether a text begins with a prompt; an interpreter's banner may stand above it."""
    for line in text[:4_000].splitlines():
        if line.strip() and not _BANNER.match(line):
            return bool(_PROMPT.match(line))
    return False


def entries(text: str) -> Iterator[Entry]:
    """The inputs of a text, in order; what stands between them and no prompt announces is none."""
    lines = list(_lines(text))
    number = 0
    while number < len(lines):
        found = _PROMPT.match(lines[number].text)
        if found is None:
            number += 1
            continue
        entry, number = _entry(lines, number, found)
        yield entry


def definitions(text: str) -> str:
    """What a session defines and imports, and the plain values that it gives to names: a program.

    Each line stands where it stood; prompts and everything else are taken away. Empty where nothing
    is defined.
    """
    kept: dict[int, str] = {}
    for entry in entries(text):
        plain = _PLAIN_VALUE.match(entry.source.split("  #")[0].rstrip())
        if (plain or _DEFINING.match(entry.typed[0])) and not _failed(entry):
            kept |= dict(zip(entry.lines, entry.typed, strict=True))
    source = "\n".join(kept.get(number, "") for number in range(max(kept, default=-1) + 1))
    return source + "\n" if _HOLDS_CODE.search(source) else ""


def _failed(entry: Entry) -> bool:
    return any(line.text.startswith(("Traceback (", "  File ")) for line in entry.shown)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for found in islice(_NEWLINE.finditer(text), _MAX_LINES):
        yield Line(text[start : found.start()], start)
        start = found.end()


def _entry(lines: list[Line], number: int, found: re.Match[str]) -> tuple[Entry, int]:
    """The input that begins at a line, and the number of the line behind all that belongs to it."""
    margin, typed, places = found["margin"], [found["code"] or ""], [number]
    start = lines[number].start
    number += 1
    while number < len(lines) and (more := _GOES_ON.match(lines[number].text)):
        if (more["colon"] is None) != (found["plain"] is not None):
            break
        typed.append(more["code"] or "")
        places.append(number)
        number += 1
    while len(typed) > 1 and not typed[-1].strip():
        typed.pop()
        places.pop()
    if found["plain"] is None:
        while number < len(lines) and not lines[number].text.strip():
            number += 1  # IPython leaves a line free above a value
    shown, number, is_value = _shown(lines, number, margin, found["number"])
    goes_on = _goes_on(lines, number, margin)
    entry = Entry(start, tuple(typed), tuple(places), shown, is_value, goes_on, ">" in margin)
    return entry, number


def _shown(
    lines: list[Line], number: int, margin: str, prompt: str | None
) -> tuple[tuple[Line, ...], int, bool]:
    shown: list[Line] = []
    is_value = False
    while number < len(lines):
        text = lines[number].text
        inside = text.startswith(margin) and not _PROMPT.match(text) and not _CLOSING.search(text)
        if not text.strip() or not inside or len(shown) >= _MAX_SHOWN:
            break
        line = Line(text[len(margin) :].rstrip(), lines[number].start + len(margin))
        out = _OUT.match(text) if prompt is not None else None
        if out is not None:
            # What was printed above the value is no part of it.
            shown, is_value = [], out["number"] == prompt
            if not is_value:
                break
            value = out["value"] or ""
            line = Line(value.rstrip(), lines[number].start + len(text) - len(value))
        if line.text:
            shown.append(line)
        number += 1
    return tuple(shown), number, is_value


def _goes_on(lines: list[Line], number: int, margin: str) -> bool:
    """Whether below an empty line more stands before the next prompt."""
    for line in lines[number : number + 3]:
        if line.text.strip():
            ends = _PROMPT.match(line.text) or _CLOSING.search(line.text)
            return not ends and line.text.startswith(margin)
    return False
