"""Lines as a PDF shows them, made into text again: code and listings in fences, tables by tabs.

Spaces in a PDF are a guess of whoever reads it, so only shapes that are plain are made out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.documents import _page_columns
from workbench.documents._programs import is_statement, looks_like_python
from workbench.documents._rendered import Rendering

Line = tuple[int, str]
"""The page, counted from 0, and what stands on the line."""

_HEAD = re.compile(
    r"(?:async\s+)?def\s+\w+\s*\(|class\s+\w+\s*[(:]|import\s+\w|from\s+[\w.]+\s+imp|@\w"
)
_LISTED = re.compile(
    r"(?:(?:\d+|>>|-->|--|L\d+:)\s+)*[A-Z][A-Z_]{2,}[A-Z](?:\s+[\d(]|\s*:\s*\d|\s*\Z)"
)
_GAP = re.compile(r"\s{3,}|\t")
_NUMBER = re.compile(r"[~≈]?[\d.,]+\s?%?\Z|[-–—]\Z")
_FOOTER = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*\Z", re.IGNORECASE)
_FAR = 40
_MOST = 20_000


@dataclass(frozen=True)
class _Run:
    """Lines of one kind; `words` end where there is a blank line."""

    kind: str
    lines: Sequence[Line]


def page(plain: str, layout: str) -> list[str]:
    """The lines of a page: as they are laid out, where no word of the plain text is lost."""
    words, shown = plain.split("\n"), layout.split("\n")
    if 10 * _size(layout) < 9 * _size(plain):
        return _without_numbers(words)
    columns = _page_columns.in_order(_without_numbers(shown))
    if columns is not None:
        return columns
    known = {"".join(line.split()): line for line in words}
    lines = []
    for number, line in enumerate(shown):
        near = [
            one for one in shown[max(0, number - 3) : number + 4] if one.strip() and one != line
        ]
        least = min(map(_indent, near), default=0)
        other = known.get("".join(line.split()))
        lines.append(other if other and _indent(line) > least + _FAR > _indent(other) else line)
    return _without_numbers(lines)


def render(out: Rendering, pages: Sequence[Sequence[str]]) -> None:
    """All pages, each a part; what goes on over the end of a page stays in one piece."""
    lines = [(number, line.rstrip()) for number, page in enumerate(pages) for line in page]
    reached = 0
    for number, line in _written(_runs(lines)):
        while reached <= number:
            out.begin()
            reached += 1
        out.line_of(line)
    for _ in range(reached, len(pages)):
        out.begin()
        out.line_of("")


def _written(runs: Iterator[_Run]) -> Iterator[Line]:
    """The lines of the runs as Markdown, a blank line behind each run."""
    for run in runs:
        first, last = run.lines[0][0], run.lines[-1][0]
        if run.kind in ("code", "listing"):
            margin = min((_indent(line) for _, line in run.lines if line), default=0)
            yield first, "```python" if run.kind == "code" else "```"
            steps = _steps([line[margin:] for _, line in run.lines], run.kind)
            yield from ((n, line) for (n, _), line in zip(run.lines, steps, strict=True))
            yield last, "```"
        elif run.kind == "table":
            for number, line in run.lines:
                yield number, "\t".join(_GAP.split(line.strip()))
        else:
            yield from _sentences(run.lines)
        yield last, ""


def _sentences(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of words; over the end of a page only a sentence that is not at its end goes on."""
    page, before = lines[0][0], ""
    for number, line in lines:
        text = line.strip()
        if number != page and not (before[-1:] not in (".", "!", "?", ":") and text[:1].islower()):
            yield page, ""
        yield number, text
        page, before = number, text or before


def _steps(lines: Sequence[str], kind: str) -> Sequence[str]:
    """A program in steps of four, where all its steps are of one other width on the page."""
    indents = {_indent(line) for line in lines if line}
    unit = min(indents - {0}, default=0)
    if kind != "code" or not 2 <= unit <= 12 or any(indent % unit for indent in indents):
        return lines
    return [" " * (_indent(line) // unit * 4) + line.lstrip() for line in lines]


def _runs(lines: Sequence[Line]) -> Iterator[_Run]:
    """The lines in runs of one kind, without the blank ones between them."""
    index, words = 0, 0
    while index < len(lines):
        kind, end = _kind(lines, index)
        if kind == "words" and lines[index][1]:
            index += 1
            continue
        if words < index:
            yield _Run("words", lines[words:index])
        if kind != "words":
            yield _Run(kind, [one for one in lines[index:end] if one[1] or kind == "code"])
        index = words = max(end, index + 1)
    if words < len(lines):
        yield _Run("words", lines[words:])


def _kind(lines: Sequence[Line], index: int) -> tuple[str, int]:
    """What begins at a line, and the index behind it."""
    text = lines[index][1]
    for kind, end in (
        ("code", _code_end(lines, index) if _HEAD.match(text.lstrip()) else index),
        ("listing", _listing_end(lines, index) if _LISTED.match(text.lstrip()) else index),
        ("table", _table_end(lines, index) if _GAP.search(text.strip()) else index),
    ):
        if end > index + 1:
            return kind, end
    return "words", index + 1


def _code_end(lines: Sequence[Line], first: int) -> int:
    margin = _indent(lines[first][1])
    end = first
    for index in range(first, min(len(lines), first + _MOST)):
        text = lines[index][1]
        if text and (_indent(text) < margin or not is_statement(text[margin:])):
            break
        end = index + 1 if text else end
    body = "\n".join(line[margin:] for _, line in lines[first:end])
    return end if looks_like_python(body) else first


def _listing_end(lines: Sequence[Line], first: int) -> int:
    end = first
    for index in range(first, min(len(lines), first + _MOST)):
        text = lines[index][1]
        if text and not _LISTED.match(text.lstrip()):
            break
        end = index + 1 if text else end
    return end


def _table_end(lines: Sequence[Line], first: int) -> int:
    """Rows of the same number of cells: the head, and then a label and numbers each."""
    width = len(_GAP.split(lines[first][1].strip()))
    end = first + 1
    for index in range(first + 1, min(len(lines), first + _MOST)):
        cells = _GAP.split(lines[index][1].strip())
        if cells == [""]:
            if index > end + 1:
                break
            continue
        if len(cells) != width or _NUMBER.match(cells[0]) or not all(map(_NUMBER.match, cells[1:])):
            break
        end = index + 1
    return end if end > first + 1 else first


def _without_numbers(lines: Sequence[str]) -> list[str]:
    """The lines of a page without the number that stands above or below all others."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    edges = {filled[0], filled[-1]} if len(filled) > 1 else set()
    return [
        "" if index in edges and _FOOTER.match(line) else line for index, line in enumerate(lines)
    ]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _size(text: str) -> int:
    return sum(map(len, text.split()))
