"""Words with code and tables between them, as Markdown writes them: blocks with exact places.

Nothing is rendered. Every block and cell keeps its exact place.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.documents import _residue, _speakers
from workbench.documents._leaves import MAX_CELLS, MAX_LEAVES, Leaf, leaves
from workbench.documents.base import NEWLINE, PYTHON, Source, finish
from workbench.records import Block, Cell, Document, Speaker

_OUTPUT = frozenset(
    {"text", "txt", "plain", "plaintext", "output", "console", "terminal", "stdout", "log", "none"}
    | {"json", "jsonc", "json5", "csv", "tsv", "yaml", "table", "ascii", "markdown", "md", "diff"}
    | {"pycon", "dis", "disassembly", "bytecode", "asm", "assembly"}
)
_MARKDOWN = frozenset({"markdown", "md"})
_EXTENSIONS = "py|pyw|txt|json|md|c|h|cpp|rs|go|js|ts|java|sh|ipynb|csv|yaml|toml"
_FILE_NAME = re.compile(rf"(?<![\w/.])[\w./\\-]{{0,120}}\w\.(?:{_EXTENSIONS})\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#-]+")
_DOCSTRING = re.compile(r'"""[^"]{0,10000}"""|\'\'\'[^\']{0,10000}\'\'\'')
_DIS_LINE = re.compile(
    r"\s*(?:(?:\d+|>>|-->|--|L\d+:)\s+)*[A-Z][A-Z_]{2,}[A-Z](?:\s+[\d(]|\s*:\s*\d|\s*\Z)"
)
_PYTHON_LINE = re.compile(r"(?:async\s+def|def|class|import|from|@\w)\b|@\w")
_NUMBERED = re.compile(
    r"\W{0,4}(?:(?:Step|Task|Part|Section|Chapter|Exercise)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.:)]?|[A-Za-z][.)])\s+[^\W\d_][^\n]{1,90}\Z",
    re.IGNORECASE,
)
_BOLD_LINE = re.compile(r"(?:\*\*|__)[^*\n]{1,200}(?:\*\*|__):?\Z")
_JSON_LINE = re.compile(r"^[ \t]*(?=[{\[])", re.MULTILINE)
_MAX_BROKEN_JSON = 50
_SAMPLE_LINES = 200
_BLANKS = re.compile(r"\A(?:[ \t]*\r?\n)+|\s+\Z")


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """Text as blocks; `why` says when it is too long to be read to its end."""
    source = Source(text, path, first_line)
    plain = source.plain()
    found, why = leaves(plain)
    turns: list[_speakers.Turn] = []
    if speaker is None:
        found, turns = _speakers.turns(plain, found)
    reading = _Reading(source, speaker, [(source.offset(start), who) for start, who in turns])
    parts, cut = _residue.bounded(_residue.undo(plain, found))
    if cut and why is None:
        why = f"only the first {MAX_CELLS:,} cells of its tables were read"
    blocks = reading.blocks(parts)
    return finish(source, name=name, blocks=blocks, speaker=speaker, why=why)


@dataclass
class _Reading:
    """One pass over the leaves of a text, which remembers the heading and the line above."""

    source: Source
    speaker: Speaker | None
    turns: Sequence[_speakers.Turn] = ()
    nested: bool = False
    heading: str | None = None
    above: Leaf | None = None

    def blocks(self, found: list[Leaf]) -> list[Block]:
        """The blocks of the leaves, with bare JSON as listings of its own, in order."""
        objects = list(self._bare_json(found))
        starts = [start for start, _ in objects]
        blocks = [self._listing(start, end) for start, end in objects]
        for leaf in found:
            start, end = self.source.offset(leaf.start), self.source.offset(leaf.end)
            before = bisect_right(starts, max(start, end - 1)) - 1
            if before >= 0 and objects[before][1] > start:
                continue
            blocks += self._block(leaf, start, end)
            self.above = leaf
        blocks.sort(key=lambda block: (block.location.line, block.location.column))
        return blocks

    def _speaker(self, start: int) -> Speaker | None:
        """Who speaks at an offset of the text."""
        turn = bisect_right(self.turns, start, key=lambda one: one[0])
        return self.turns[turn - 1][1] if turn else self.speaker

    def _block(self, leaf: Leaf, start: int, end: int) -> list[Block]:
        if leaf.kind in ("fence", "indented"):
            return self._code(leaf, start, end)
        numbered = self._numbered(start, end) if leaf.kind == "paragraph" else None
        start = start if numbered is None else numbered
        block = Block(
            kind="table" if leaf.kind == "table" else "text",
            text=self.source.text[start:end],
            location=self.source.location(start, end),
            label=self._line_above(leaf) if leaf.kind == "table" else None,
            heading=self.heading,
            speaker=self._speaker(start),
            rows=tuple(tuple(self._cell(*span) for span in row) for row in leaf.rows),
        )
        is_bold = leaf.kind == "paragraph" and _BOLD_LINE.match(block.text)
        if leaf.kind == "heading" or is_bold or numbered is not None:
            self.heading = block.text
        return [block]

    def _numbered(self, start: int, end: int) -> int | None:
        """Where a line begins that is a heading by its number and by standing alone, if it is."""
        text = self.source.text
        begun = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        if end - begun > 120 or text[begun:end].rstrip()[-1:] in (".", "!", "?", ":", ";", ","):
            return None
        begun += len(text[begun:start]) - len(text[begun:start].lstrip())
        before, after = text[max(0, begun - 40) : begun], text[end : end + 40]
        alone = not before.strip(" \t") or before.rstrip(" \t").endswith(("\n\n", "\r\n\r\n"))
        ends = not after.strip() or re.match(r"[ \t]*(?:\r?\n){2}", after)
        return begun if alone and ends and _NUMBERED.match(text[begun:end]) else None

    def _cell(self, start: int, end: int) -> Cell:
        start, end = self.source.offset(start), self.source.offset(end)
        return Cell(text=self.source.text[start:end], location=self.source.location(start, end))

    def _code(self, leaf: Leaf, start: int, end: int) -> list[Block]:
        text = self.source.text[start:end]
        info = leaf.info[:200]
        language, label = _language(info), _file_name(info)
        if not self.nested and _holds_markdown(text, language):
            return self._nested(text, start)
        above = self._line_above(leaf) or ""
        pieces = tuple(self._piece(*span) for span in leaf.pieces)
        program = "\n".join(pieces) if pieces else text
        comment = program.lstrip()[:200].splitlines()[:1]
        if comment and comment[0].startswith(("#", "//")):
            label = label or _file_name(comment[0])
        block = Block(
            kind="code" if _is_code(program, language, leaf.kind) else "listing",
            text=text,
            location=self.source.location(start, end),
            language=language,
            label=label or _file_name(above),
            heading=self.heading,
            speaker=self._speaker(start),
            pieces=pieces,
        )
        return [block]

    def _piece(self, start: int, end: int) -> str:
        """The program text of one of several fences, without the blank lines around it."""
        text = self.source.text[self.source.offset(start) : self.source.offset(end)]
        return _BLANKS.sub("", NEWLINE.sub("\n", text))

    def _nested(self, text: str, start: int) -> list[Block]:
        """The blocks of a fence that holds Markdown, as whole replies sometimes are."""
        first_line = self.source.location(start, start).line
        inner = Source(text, self.source.file, first_line)
        speaker = self._speaker(start)
        reading = _Reading(inner, speaker, nested=True, heading=self.heading)
        return reading.blocks(leaves(inner.plain())[0])

    def _listing(self, start: int, end: int) -> Block:
        return Block(
            kind="listing",
            text=self.source.text[start:end],
            location=self.source.location(start, end),
            language="json",
            speaker=self._speaker(start),
        )

    def _line_above(self, leaf: Leaf) -> str | None:
        """The short line right above a leaf, with at most one blank line between."""
        above = self.above
        if above is None or above.kind not in ("paragraph", "heading"):
            return None
        end = self.source.offset(above.end)
        between = self.source.text[end : self.source.offset(leaf.opening)]
        if len(between) > 200 or between.replace("\r\n", "\n").count("\n") > 2:
            return None
        start = max(self.source.offset(above.start), end - 200)
        lines = self.source.text[start:end].splitlines()
        return lines[-1].strip() if lines else None

    def _bare_json(self, found: list[Leaf]) -> Iterator[tuple[int, int]]:
        """Spans of JSON objects and lists of objects that stand outside of code."""
        text, decoder = self.source.text, json.JSONDecoder()
        code = [
            (self.source.offset(leaf.start), self.source.offset(leaf.end))
            for leaf in found
            if leaf.kind in ("fence", "indented", "table")
        ]
        code_starts = [start for start, _ in code]
        reached, broken, objects = 0, 0, 0
        for line in _JSON_LINE.finditer(text):
            start = line.end()
            before = bisect_right(code_starts, start) - 1
            if start < reached or (before >= 0 and code[before][1] > start):
                continue
            try:
                value, end = decoder.raw_decode(text, start)
            except (ValueError, RecursionError):
                broken += 1
                if broken >= _MAX_BROKEN_JSON:
                    return
                continue
            if value and isinstance(value[0] if isinstance(value, list) else value, dict):
                reached, objects = end, objects + 1
                yield start, end
                if objects >= MAX_LEAVES:
                    return


def _language(info: str) -> str | None:
    found = _LANGUAGE.search(info)
    if found is None or "." in info[found.end() : found.end() + 1]:
        return None
    return found.group().lower()


def _file_name(words: str) -> str | None:
    if len(words) > 200:
        return None
    names = set(_FILE_NAME.findall(words))
    return names.pop() if len(names) == 1 else None


def _is_code(text: str, language: str | None, kind: str) -> bool:
    """Whether a fence is a program rather than what a program or tool printed."""
    if kind == "indented" or language in _OUTPUT:
        return False
    if language is not None and language not in PYTHON:
        return True
    outside = _DOCSTRING.sub("", text[:20_000])  # a docstring may hold a listing
    lines = [line for line in outside.splitlines()[:_SAMPLE_LINES] if line.strip()]
    listed = sum(1 for line in lines if _DIS_LINE.match(line))
    if lines and 2 * listed >= len(lines):
        return False
    return language is not None or any(_PYTHON_LINE.match(line.strip()) for line in lines)


def _holds_markdown(text: str, language: str | None) -> bool:
    if language in _MARKDOWN:
        return True
    return language in (None, "text", "table") and text.lstrip()[:1] == "|"
