"""Tables of opcodes that Markdown takes for something else, gathered before the words are read.

A line of dashes makes their header a heading, blank lines make their rows paragraphs, a fence makes
them a listing, and a row that was wrapped becomes two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.documents._grids import Found, grids
from workbench.documents._leaves import Leaf, Span
from workbench.documents._tables import drawn

_UNDERLINE = re.compile(r"\n[ \t]*(?:-{3}[- \t]*|={3}[= \t]*)\n[ \t]*\Z")
_PRINTED = re.compile(r"\b(?:outputs?|prints?|printed|shows?|gives?|stdout)\b[^\n]{0,60}\Z", re.I)
_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "table", "ascii"})
_MAX_BESIDE = 6
_MAX_SHOWN = 200_000
_LEAST_LOOSE = 4


def gathered(text: str, found: Sequence[Leaf]) -> Iterator[Leaf]:
    """The leaves, with such tables as tables, or as the paragraphs they would be found in."""
    leaves = list(_loose(text, list(_underlined(text, found))))
    for before, leaf in pairwise([None, *leaves]):
        if leaf is None:
            continue
        if leaf.kind == "table":
            yield _mended(text, leaf)
        elif _may_be_table(text, leaf, before):
            yield from _shown(text, leaf)
        else:
            yield leaf


def lines_of(text: str, start: int, end: int) -> Iterator[Span]:
    """The spans of the lines in a span, without their newlines."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1


def bare_end(text: str, start: int, end: int) -> int:
    """The end of a span without the blanks at its end."""
    return start + len(text[start:end].rstrip())


def table_leaf(text: str, leaf: Leaf, lines: Sequence[Span], found: Found) -> Leaf:
    """A table that was found in these lines of a leaf."""
    first, last = lines[0], lines[-1]
    start = first[0] + len(text[slice(*first)]) - len(text[slice(*first)].lstrip())
    end = max(bare_end(text, start, last[1]), start)
    return replace(
        leaf, kind="table", start=start, end=end, opening=start, info="", rows=found.rows
    )


def _underlined(text: str, found: Sequence[Leaf]) -> Iterator[Leaf]:
    """Leaves with only lines of dashes between them: one paragraph where that holds a table."""
    index = 0
    while index < len(found):
        end = index + 1
        while end < len(found) and _goes_on(text, found[end - 1], found[end]):
            end += 1
        run = found[index:end]
        if len(run) > 1 and drawn(text, list(lines_of(text, run[0].start, run[-1].end))):
            yield replace(run[0], kind="paragraph", end=run[-1].end)
        else:
            yield from run
        index = end


def _goes_on(text: str, before: Leaf, after: Leaf) -> bool:
    words = {before.kind, after.kind} <= {"heading", "paragraph"}
    gap = text[before.end : min(after.start, before.end + 400)]
    return words and bool(_UNDERLINE.match(gap))


def _loose(text: str, found: Sequence[Leaf]) -> Iterator[Leaf]:
    """Rows or cells with blank lines between them, put together."""
    index = 0
    while index < len(found):
        end = index + 1
        if _is_line(text, found[index]):
            while end < len(found) and _is_line(text, found[end]):
                if text[found[end - 1].end : found[end].start].strip():
                    break
                end += 1
        run = found[index:end]
        lines = [(leaf.start, leaf.end) for leaf in run]
        reached = 0
        for one in drawn(text, lines) if len(run) >= _LEAST_LOOSE else ():
            yield from run[reached : one.first]
            yield table_leaf(text, run[one.first], lines[one.first : one.end], one)
            reached = one.end
        yield from run[reached:]
        index = end


def _is_line(text: str, leaf: Leaf) -> bool:
    return leaf.kind == "paragraph" and text.find("\n", leaf.start, leaf.end) < 0


def _mended(text: str, leaf: Leaf) -> Leaf:
    """A table of Markdown; one with rows that were wrapped is read again, row by row."""
    lines = list(lines_of(text, leaf.start, leaf.end))
    ends = [text[slice(*line)].rstrip().endswith("|") for line in lines]
    if all(ends) or not all(ends[:2]):
        return leaf
    found = list(grids(text, lines))
    fits = len(found) == 1 and found[0].end - found[0].first == len(lines)
    return replace(leaf, rows=found[0].rows) if fits else leaf


def _may_be_table(text: str, leaf: Leaf, before: Leaf | None) -> bool:
    """Whether a fence may show a table and little else; what a program printed stays a listing."""
    if leaf.kind not in ("fence", "indented") or leaf.end - leaf.start > _MAX_SHOWN:
        return False
    if leaf.info.strip().lower() not in _PLAIN:
        return False
    told = before is not None and before.kind in ("paragraph", "heading")
    words = text[max(before.start, before.end - 200) : before.end] if before and told else ""
    return not _PRINTED.search(words)


def _shown(text: str, leaf: Leaf) -> Iterator[Leaf]:
    """The tables of a fence and the words around them; the fence where it shows more than that."""
    lines = list(lines_of(text, leaf.start, leaf.end))
    found = drawn(text, lines)
    filled = [bool(text[a:b].strip()) for a, b in lines]
    beside = sum(filled) - sum(sum(filled[one.first : one.end]) for one in found)
    if not found or beside > _MAX_BESIDE:
        yield leaf
        return
    reached = 0
    words = replace(leaf, kind="paragraph", info="")
    for one in found:
        yield from _between(text, words, lines[reached : one.first])
        yield table_leaf(text, leaf, lines[one.first : one.end], one)
        reached = one.end
    yield from _between(text, words, lines[reached:])


def _between(text: str, leaf: Leaf, lines: Sequence[Span]) -> Iterator[Leaf]:
    if lines and text[lines[0][0] : lines[-1][1]].strip():
        first, last = lines[0][0], lines[-1][1]
        start = first + len(text[first:last]) - len(text[first:last].lstrip())
        yield replace(leaf, start=start, end=bare_end(text, start, last), opening=start)
