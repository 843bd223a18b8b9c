"""Words that say that a list of opcodes is complete, and rows of dots that say it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from workbench.extractors._columns import Column, number_columns, row_names
from workbench.extractors._labels import label_column, labels
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors._wording import opcodes_in
from workbench.extractors.base import (
    MAX_CLAIMS,
    MAX_QUOTE,
    Places,
    claim,
    clean,
    is_opcode,
    is_total,
    named_opcodes,
    unique,
)
from workbench.records import Block, Claim, Document, Location

_LISTS = r"(?:list|listing|table|breakdown|set|inventory|overview|counts?|distribution|summary)"
_CODE = r"(?:op-?codes?|byte-?codes?|(?:bytecode\s+)?instructions?)"
_COMPLETE = re.compile(
    rf"\b(?:complete|full|exhaustive)\s+(?:[\w-]+\s+){{0,3}}{_LISTS}\b|"
    rf"\b(?:all|every)\s+(?:of\s+)?(?:the\s+|its\s+)?(?:(?:distinct|different|unique)\s+)?{_CODE}\b|"
    rf"\bonly\s+{_CODE}\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"\b(?:{_CODE}|{_LISTS}|following|below|above|here|these)\b", re.IGNORECASE)
_PARTIAL = re.compile(
    r"\b(?:selected|selection|main|key|some|most|mostly|common\w*|top|important|relevant|partial\w*|"
    r"excerpt|notable|typical|examples?|first|almost|nearly|approx\w*|simplified|abbreviated|"
    r"several|various|interesting|essential|core|almost|frequent\w*|dominant|major|etc|e\.g)\b|"
    r"\b(?:sum|total|share|percentage|percent|fraction|proportion|number|%)\s+(?:of|over)\s+(?:the\s+)?all\b|"
    r"\b(?:times?|seconds|execut\w+|trac(?:ed|ing)|settrace|histograms?|dynamic\w*|profil\w+|script|counter|counts\s+all|prints?)\b|%\s+of",
    re.IGNORECASE,
)
_ONLY = re.compile(
    rf"\b(?:the\s+)?only\s+{_CODE}\s+(?:(?:that\s+(?:are|is)\s+|it\s+)?(?:used|uses|present|needed|"
    rf"emitted|generated|here|there)\s+)?(?:in\s+[\w`()]{{1,60}}\s+)?(?:are|were)\b",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?:\.{2,}|…+|⋮|⋯|etc\.?|and so on|\(\.{3}\))\Z", re.IGNORECASE)
_REST = re.compile(r"(?:others?|rest|remaining|misc\w*|everything else)\b", re.IGNORECASE)
_NEAR_LINES = 3
_MAX_OPCODES = 500
_NOTHING = "a row of dots names nothing"


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each function of a table that is said to be complete; one for dots in it."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    told: dict[int, list[Sentence]] = {}
    for sentence in sentences(document):
        if sentence.block.kind == "text":
            told.setdefault(id(sentence.block), []).append(sentence)
    for index, block in enumerate(document.blocks):
        if block.kind == "table" and block.speaker not in ("user", "system"):
            yield from _of_table(document, index, told)
    for sentence in (each for group in told.values() for each in group):
        yield from _of_sentence(document, sentence)


def _of_table(
    document: Document, index: int, told: Mapping[int, list[Sentence]]
) -> Iterator[Claim]:
    block = document.blocks[index]
    column = label_column(block)
    if column is None:
        return
    dots = _dots(document, index, column)
    if dots is not None:
        yield _claim(document, block, dots, None, [], _NOTHING)
        return
    listed = _listed(labels(block, column))
    near = list(_near(document, index, told))
    saying = next((s for s in near if _says_so(s)), None)
    if saying is None or not listed or any(_PARTIAL.search(s.text[:MAX_QUOTE]) for s in near):
        return
    if any(function for function, *_ in row_names(block.rows, column)):
        return
    columns = [each for each in number_columns(block.rows, column) if each.problem is None]
    functions = {each.function for each in columns}
    versions = {each.python for each in columns}
    if len(functions) < 2:
        function = functions.pop() if functions else None
        whole = _claim(document, saying.block, saying.place(), function, listed)
        only = versions.pop() if len(versions) == 1 else None
        yield whole.model_copy(update={"python": only})
        return
    for each in columns:
        yield from _of_column(document, block, each, listed)


def _of_column(
    document: Document, block: Block, column: Column, listed: list[str]
) -> Iterator[Claim]:
    header = block.rows[0][column.index]
    if header.text and column.function:
        said = _claim(document, block, (header.location, header.text), column.function, listed)
        yield said.model_copy(update={"python": column.python})


def _listed(texts: list[str]) -> list[str]:
    """The opcodes that the labels name; none where one label is a group or the rest."""
    found = named_opcodes(texts)
    names = [name for name, _ in found.values()]
    others = [clean(texts[i]) for i in range(len(texts)) if i not in found and texts[i].strip()]
    if any(_REST.match(other) or not is_total(other) for other in others):
        return []
    return list(dict.fromkeys(names))[:_MAX_OPCODES] if all(map(is_opcode, names)) else []


def _dots(document: Document, index: int, column: int) -> tuple[Location, str] | None:
    """The row of dots in a table, or the line of dots that ends it."""
    block = document.blocks[index]
    for row in block.rows[1:]:
        filled = [cell for cell in row if cell.text.strip()]
        label = row[column] if column < len(row) else None
        if label is not None and filled and _DOTS.match(clean(label.text[:40])):
            return label.location, label.text
    after = document.blocks[index + 1] if index + 1 < len(document.blocks) else None
    if after is None or after.kind != "text" or len(after.text) > 40:
        return None
    follows = after.location.line <= block.location.end_line + 1
    if follows and _DOTS.match(clean(after.text)):
        return Places(after).location(0, len(after.text)), after.text
    return None


def _near(document: Document, index: int, told: Mapping[int, list[Sentence]]) -> Iterator[Sentence]:
    """What is said right above and below a table, and its heading."""
    table = document.blocks[index]
    for neighbour in document.blocks[max(0, index - 1) : index + 2]:
        before = table.location.line - neighbour.location.end_line
        after = neighbour.location.line - table.location.end_line
        if neighbour.kind != "text" or max(before, after) > _NEAR_LINES:
            continue
        if before > 0 or not _announces(document, index + 1):
            found = told.get(id(neighbour), [])
            yield from found[-2:] if before > 0 else found[:2]
    for above in document.blocks[max(0, index - 4) : max(0, index - 1)]:
        if above.kind == "text" and above.text == table.heading:
            yield from told.get(id(above), [])


def _announces(document: Document, index: int) -> bool:
    """Whether a block is a heading or otherwise about what follows it."""
    block = document.blocks[index]
    after = document.blocks[index + 1] if index + 1 < len(document.blocks) else None
    is_heading = after is not None and after.heading == block.text
    return is_heading or block.text.rstrip("*_ \n").endswith(":")


def _says_so(sentence: Sentence) -> bool:
    text = sentence.text[:MAX_QUOTE]
    if sentence.is_negated or text.rstrip("*_ ").endswith("?") or not _ABOUT.search(text):
        return False
    return bool(_COMPLETE.search(text)) and not _PARTIAL.search(text)


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Claim]:
    """A sentence that names the only opcodes there are."""
    text = sentence.text[:MAX_QUOTE]
    found = _ONLY.search(text)
    if found is None or not sentence.states or sentence.is_negated or _PARTIAL.search(text):
        return
    names = list(dict.fromkeys(name for name, start, _ in opcodes_in(text) if start > found.end()))
    if names and not re.search(r"\d", "".join(re.split(r"[A-Z_0-9]{3,}", text))):
        yield _claim(document, sentence.block, sentence.place(), None, names[:_MAX_OPCODES])


def _claim(
    document: Document,
    block: Block,
    place: tuple[Location, str],
    function: str | None,
    opcodes: list[str],
    problem: str | None = None,
) -> Claim:
    args: dict[str, Any] = {"function": function, "opcodes": opcodes}
    return claim(
        document,
        block,
        place,
        extractor="completeness",
        kind="table_complete",
        args=args,
        claimed=None if problem else "complete",
        problem=problem,
    )
