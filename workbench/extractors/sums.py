"""Numbers that must add up: columns with a total, columns of shares, sums written out in prose."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import (
    MAX_CLAIMS,
    MAX_QUOTE,
    claim,
    clean,
    is_total,
    named_opcodes,
    unique,
)
from workbench.records import Block, Cell, Claim, Document, Location

_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}(?![\d,])|\d{1,15})(?:\.\d{1,9})?"
_CELL = re.compile(rf"({_DIGITS})\s*(%)?\Z")
_SUM = re.compile(
    rf"(?<![\w.,/*^×·%+=-])(?P<parts>{_DIGITS}\s?%?(?:\s*\+\s*{_DIGITS}\s?%?){{1,40}})\s*=\s*"
    rf"[*_`]{{0,3}}(?P<total>{_DIGITS})\s?(?P<percent>%)?[*_`]{{0,3}}(?![\w,/^×·%+=-]|\.\d|\s*[-+*/^×·=%(]|\s*mod\b)"
)
_OPERATOR = re.compile(
    r"(?:[-+*/^×·=<>≈~,]|\w\(|\b(?:x|hex|binary|mod|modulo|xor|GF))\s*[*_`]{0,3}\Z"
)
_OTHER_SYSTEM = re.compile(
    r"\b(?:binary|hex\w*|mod|modulo?|modul\w+|octal|GF|xor|base|clocks?|u?int\d+|carry|carries|"
    r"overflow\w*|wrap\w*|saturat\w+|strings?|text|concatenat\w+|bytes?|bits?|float\w*|round\w*|"
    r"Z_?\d+|congruent|o'clock|hours?|weekdays?)\b",
    re.IGNORECASE,
)
_SCALED = re.compile(
    r"\s*(?:thousand|million|billion|hundred|dozens?|k|[kKMG]i?B|°)(?![A-Za-z])", re.IGNORECASE
)
"""What makes another number of a total, or another unit."""
_DOTS = re.compile(r"(?:\.{2,}|…+|⋮|⋯|etc\.?|others?|and so on)\Z", re.IGNORECASE)
_OF_THE_ROWS = re.compile(
    r"(?:sum|total)s?\s+(?:of|for|over)\s+(?:these|those|the\s+above|(?:all\s+)?the\s+rows|"
    r"(?:the\s+)?(?:listed|selected|shown))(?:\s+(?:above|rows|ones|instructions|opcodes))?:?\Z",
    re.IGNORECASE,
)
_PART_OF_ANOTHER = re.compile(
    r"\b(?:sub-?totals?|totals?|sum|of which|thereof|including|incl\.?|average|mean|all)\b",
    re.IGNORECASE,
)
_NO_SUM = re.compile(
    r"\b(?:avg|average|mean|median|ratio|rate|rank|line|lineno|offset|index|id|max\w*|min\w*|"
    r"cum\w*|per|percall|speed\w*|version|factor|std|score|depth|stack|size|python|unique|"
    r"distinct|different|time|seconds?|ms|s|µs|us|ns|#|no\.?|accuracy|change|growth|coverage|"
    r"utili[sz]ation|peak\w*|highest|lowest|largest|smallest|longest|deepest|best|worst|typical|"
    r"throughput|latency|bandwidth|frequency|rates?|rss|memory|temperature|hits?|faster|slower|reduction|improvement|complexity|order|step|year)\b|\bn\b",
    re.IGNORECASE,
)
_OVERLAPS = re.compile(
    r"\b(?:inclusive(?:ly)?|incl\.?|including|with (?:what|all|everything) (?:they|it|each) calls?|"
    r"callees|sub-?calls|(?:percentage|share|fraction|proportion) of (?:the )?(?:calls|functions|"
    r"programs|files|runs|iterations|answers|correct|right|wrong|tests|versions|lines|callers|users)|"
    r"(?:%|percent) of (?:the )?(?:calls|functions|programs|files|runs|tests)|"
    r"that (?:contain|have|use)|contain(?:s|ing)? it|correct answers)(?!\w)",
    re.IGNORECASE,
)
"""What makes parts that share something, so that they need not add up."""
_OF_ONE_WHOLE = re.compile(
    r"\bof\s+(?:\w+\s+){0,2}(?:instructions|op-?codes|byte-?code|total|all|whole)\b", re.IGNORECASE
)
_MAX_SHARES = 105
"""Shares that make more are no partition, if their header does not say of what they are."""
_SHARE = re.compile(
    r"\b(?:share|proportion|distribution|fraction|percentage|percent|pct)\b|%", re.IGNORECASE
)
_MAX_ROWS = 2000


@dataclass(frozen=True)
class _Column:
    """Numbers of one column, top to bottom, and whether they are percentages."""

    parts: tuple[float, ...]
    percent: bool


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each column or sentence whose numbers are said to add up."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for index, block in enumerate(document.blocks):
        if block.kind == "table" and block.speaker not in ("user", "system"):
            before = document.blocks[index - 1] if index else block
            announced = before.text[-MAX_QUOTE:].rstrip() if before.kind == "text" else ""
            if not _OVERLAPS.search(announced.splitlines()[-1] if announced else ""):
                yield from _of_table(document, block)
    for sentence in sentences(document):
        if sentence.block.kind == "text" and sentence.states and not sentence.is_negated:
            yield from _of_sentence(document, sentence)


def _of_table(document: Document, block: Block) -> Iterator[Claim]:
    rows = [row for row in block.rows[1:] if any(cell.text.strip() for cell in row)]
    if not 2 <= len(rows) <= _MAX_ROWS or not block.rows[0]:
        return
    last, labels = rows[-1], [row[0].text if row else "" for row in rows]
    place = next((i for i, cell in enumerate(last[:3]) if _adds_up(cell.text)), None)
    if place is not None:
        labels = [row[place].text if place < len(row) else "" for row in rows]
    parts = rows[:-1] if place is not None else rows
    if any(not _is_part(label) for label in labels[: len(parts)]):
        return
    has_opcodes = bool(named_opcodes(labels[: len(parts)]))
    for index, header in enumerate(block.rows[0]):
        if index == (place or 0):
            continue
        column = _column(parts, index)
        words = clean(header.text[:200])
        if column is None or _NO_SUM.search(words) or _OVERLAPS.search(words):
            continue
        if place is not None:
            yield from _with_total(document, block, column, last, index, has_opcodes)
        else:
            yield from _shares(document, block, column, header, has_opcodes)


def _adds_up(label: str) -> bool:
    return is_total(label) or bool(_OF_THE_ROWS.match(clean(label[:80])))


def _is_part(label: str) -> bool:
    """Whether a row's label is one part among others: named, no sum itself, no row of dots."""
    plain = clean(label[:200]).strip()
    return bool(plain) and not _DOTS.match(plain) and not _PART_OF_ANOTHER.search(plain)


def _column(rows: Sequence[Sequence[Cell]], index: int) -> _Column | None:
    """The numbers of a column; None when one of its cells is no plain number."""
    found = [_number(row[index].text) if index < len(row) else None for row in rows]
    if len(found) < 2 or any(each is None for each in found):
        return None
    known = [each for each in found if each is not None]
    percents = {percent for _, percent in known}
    if len(percents) > 1:
        return None
    return _Column(tuple(value for value, _ in known), percents.pop())


def _number(text: str) -> tuple[float, bool] | None:
    found = _CELL.match(clean(text[:60]))
    if found is None:
        return None
    return float(found.group(1).replace(",", "")), found.group(2) is not None


def _with_total(
    document: Document,
    block: Block,
    column: _Column,
    last: Sequence[Cell],
    index: int,
    has_opcodes: bool,
) -> Iterator[Claim]:
    cell = last[index] if index < len(last) else None
    total = _number(cell.text) if cell is not None else None
    if cell is None or total is None or total[1] != column.percent:
        return
    # A table of some opcodes may well end with the number of all instructions.
    if has_opcodes and sum(column.parts) < total[0] and not column.percent:
        return
    place = (cell.location, cell.text)
    yield _claim(document, block, place, column, total[0], complete=False)


def _shares(
    document: Document, block: Block, column: _Column, header: Cell, has_opcodes: bool
) -> Iterator[Claim]:
    """Shares of one whole. What adds up to less is a list of the largest, say."""
    words = clean(header.text[:200])
    is_share = bool(_SHARE.search(words))
    if not (column.percent or is_share) or not (has_opcodes or is_share):
        return
    rounding = 0.5 * len(column.parts)
    most = math.inf if _OF_ONE_WHOLE.search(words) else _MAX_SHARES
    if not 100 - rounding <= sum(column.parts) <= most:
        return
    shares = _Column(column.parts, True)
    place = (header.location, header.text)
    if header.text:
        yield _claim(document, block, place, shares, 100.0, complete=False)


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Claim]:
    text = sentence.text[:MAX_QUOTE]
    if _OTHER_SYSTEM.search(text):
        return
    for found in islice(_SUM.finditer(text), 20):
        if _SCALED.match(text, found.end()):
            continue
        if _OPERATOR.search(text, 0, found.start()) or text.count("`", 0, found.start()) % 2:
            continue
        parts = [_number(part.strip()) for part in found.group("parts").split("+")]
        total = float(found.group("total").replace(",", ""))
        percent = found.group("percent") is not None
        known = [part for part in parts if part is not None]
        if len(known) != len(parts) or {mark for _, mark in known} != {percent}:
            continue
        column = _Column(tuple(value for value, _ in known), percent)
        place = sentence.place(found.start(), found.end())
        yield _claim(document, sentence.block, place, column, total, complete=True)


def _claim(
    document: Document,
    block: Block,
    place: tuple[Location, str],
    column: _Column,
    total: float,
    *,
    complete: bool,
) -> Claim:
    return claim(
        document,
        block,
        place,
        extractor="sums",
        kind="internal_sum",
        args={
            "parts": list(column.parts),
            "total": total,
            "unit": "percent" if column.percent else "count",
            "complete": complete,
        },
        claimed=int(total) if total == int(total) else total,
    )
