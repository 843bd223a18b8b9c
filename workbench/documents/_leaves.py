"""The leaves of a Markdown text (paragraphs, headings, tables, code) with their offsets.

markdown-it-py decides what is what. Its tokens know lines only and are many, so the rules are
wrapped: each leaf is noted at the moment its rule matches, when the parser's own marks still say
where the line's content begins inside quotes and lists, and no token is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Literal, cast

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, code, fence, heading, lheading, paragraph, table
from markdown_it.token import Token

MAX_LEAVES = 50_000
MAX_CELLS = 50_000
MAX_LINES = 500_000

Span = tuple[int, int]
_Rule = Callable[[StateBlock, int, int, bool], bool]
_KINDS: dict[str, Literal["paragraph", "heading", "fence", "indented"]] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "fence": "fence",
    "code_block": "indented",
}
_TERMINATED = ["paragraph", "reference", "blockquote", "list"]
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Leaf:
    """One leaf: its span, the words after a fence's marker, the spans of a table's cells.

    `pieces` are the spans of the fences that it was put together from, `marked` says that the word
    of a button announced it; a `marker` is such a word.
    """

    kind: Literal["paragraph", "heading", "fence", "indented", "table", "marker"]
    start: int
    end: int
    opening: int
    info: str = ""
    rows: tuple[tuple[Span, ...], ...] = ()
    pieces: tuple[Span, ...] = ()
    marked: bool = False


def leaves(text: str) -> tuple[list[Leaf], str | None]:
    """The leaves of a text without `\\r` and NUL, in order, and why some are missing, if so.

    Time and memory are linear in the text; at the limits above reading stops.
    """
    if not text:
        return [], None
    short = _first_lines(text)
    markdown = _parser()
    state = _State(short, markdown)
    try:
        markdown.block.tokenize(state, state.line, state.lineMax)
    except _EnoughError:
        line = text.count("\n", 0, state.leaves[-1].end) + 1
        return state.leaves, f"only its first {line:,} lines were read: it has too many parts"
    if len(short) < len(text):
        return state.leaves, f"only its first {MAX_LINES:,} lines were read"
    if state.deepest >= markdown.options["maxNesting"]:
        return state.leaves, "lists or quotes nested too deeply were not read"
    return state.leaves, None


def _first_lines(text: str) -> str:
    end = -1
    for _ in range(MAX_LINES):
        end = text.find("\n", end + 1)
        if end < 0:
            return text
    return text[: end + 1]


class _EnoughError(Exception):
    """The limits of this module are reached."""


class _State(StateBlock):
    """markdown-it's state, which notes leaves and keeps no tokens."""

    def __init__(self, text: str, markdown: MarkdownIt) -> None:
        super().__init__(text, markdown, {}, [])
        self.leaves: list[Leaf] = []
        self.cells = 0
        self.deepest = 0
        self.leaf: Token | None = None
        # Quotes move bMarks while their content is read; these stay.
        self.line_starts = list(self.bMarks)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        self.tokens.pop()
        self.deepest = max(self.deepest, self.level)
        if ttype in _KINDS:
            self.leaf = token
        return token

    def add(self, leaf: Leaf) -> None:
        """Note a leaf; raises _EnoughError when there are too many."""
        if len(self.leaves) >= MAX_LEAVES:
            raise _EnoughError
        self.leaves.append(leaf)

    def content(self, line: int) -> Span:
        """The span of a line's content, without indentation and quote marks."""
        return self.bMarks[line] + self.tShift[line], self.eMarks[line]

    def whole_lines(self, first: int, end: int) -> Span:
        """The span of lines as they stand in the file, with the last newline."""
        start = self.line_starts[min(first, self.lineMax)]
        return start, max(start, self.line_starts[min(end, self.lineMax)])

    def note(self) -> None:
        """Add the leaf whose rule has just matched."""
        token = self.leaf
        if token is None or token.map is None:
            return
        first, end = token.map
        kind = _KINDS[token.type]
        opening = self.content(first)[0]
        if kind == "fence":
            last = end - 1 if self._is_closed(token, first, end) else end
            start, stop = self.whole_lines(first + 1, last)
        elif kind == "indented":
            start, stop = self.whole_lines(first, end)
        else:
            if kind == "heading" and token.markup != "#" * len(token.markup):
                end -= 1
            start, stop = self._trimmed(opening, self.content(end - 1)[1], kind == "heading")
        self.add(Leaf(kind=kind, start=start, end=stop, opening=opening, info=token.info))

    def _is_closed(self, token: Token, first: int, end: int) -> bool:
        start, stop = self.content(end - 1)
        last = self.src[start:stop].rstrip(" \t")
        return (
            end - 1 > first
            and len(last) >= len(token.markup)
            and last == token.markup[0] * len(last)
            and self.sCount[end - 1] - self.blkIndent < 4
        )

    def _trimmed(self, start: int, end: int, is_heading: bool) -> Span:
        text = self.src[start:end].rstrip()
        if is_heading and text.startswith("#"):
            bare = text.rstrip("#")
            if bare != text and bare.endswith((" ", "\t")):
                text = bare.rstrip()
            words = text.lstrip("#").lstrip(" \t")
            start += len(text) - len(words)
            text = words
        return start, start + len(text)


def _noting(rule: _Rule) -> _Rule:
    def noted(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not rule(state, start_line, end_line, silent):
            return False
        if not silent:
            cast(_State, state).note()
        return True

    return noted


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """GFM tables: markdown-it says whether one begins here, the cells are split with places."""
    if not table(state, start_line, end_line, True):
        return False
    if silent:
        return True
    noting = cast(_State, state)
    terminators = state.md.block.ruler.getRules("blockquote")
    old_parent, state.parentType = state.parentType, "table"
    rows = [_cells(noting, start_line)]
    line = start_line + 2
    while line < end_line and not (
        noting.cells > MAX_CELLS
        or state.sCount[line] < state.blkIndent
        or state.isEmpty(line)
        or state.is_code_block(line)
        or any(rule(state, line, end_line, True) for rule in terminators)
    ):
        rows.append(_cells(noting, line)[: len(rows[0])])
        line += 1
    state.parentType = old_parent
    state.line = line
    opening = noting.content(start_line)[0]
    start, end = noting._trimmed(opening, noting.content(line - 1)[1], False)
    noting.add(Leaf(kind="table", start=start, end=end, opening=opening, rows=tuple(rows)))
    if noting.cells > MAX_CELLS:
        raise _EnoughError
    return True


def _cells(state: _State, line: int) -> tuple[Span, ...]:
    start, end = state.content(line)
    end = start + len(state.src[start:end].rstrip())
    found = islice(_PIPE.finditer(state.src, start, end), MAX_CELLS)
    pipes = [pipe.start() for pipe in found]
    state.cells += len(pipes) + 1
    edges = [start - 1, *pipes, end]
    spans = [(left + 1, right) for left, right in pairwise(edges)]
    if spans and spans[0][0] == spans[0][1]:
        spans.pop(0)
    if spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    return tuple(_stripped(state.src, *span) for span in spans)


def _stripped(text: str, start: int, end: int) -> Span:
    cell = text[start:end]
    words = cell.strip()
    if not words:
        return start, start
    start += len(cell) - len(cell.lstrip())
    return start, start + len(words)


@lru_cache(maxsize=1)  # an export has thousands of messages, and each is read with it
def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # A line like `[x]: y` is a statement to us, not a definition to be swallowed.
    markdown.disable(["reference", "html_block"])
    ruler = markdown.block.ruler
    ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    ruler.at("code", _noting(code), {"alt": []})
    ruler.at("fence", _noting(fence), {"alt": _TERMINATED})
    ruler.at("heading", _noting(heading), {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("lheading", _noting(lheading), {"alt": []})
    ruler.at("paragraph", _noting(paragraph), {"alt": []})
    return markdown
