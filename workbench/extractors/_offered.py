"""Claims that a model offers to have found in prose: kept where quote and arguments stand there.

Which pieces of a text it is shown, and what of its answer is believed. The model is asked
elsewhere; here its words are as hostile as any.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from workbench.extractors._numbers import hedge_in
from workbench.extractors._plain import is_plain
from workbench.extractors._prose import Sentence, statements
from workbench.extractors._support import Said, kinds, supports
from workbench.extractors.base import claim
from workbench.records import Block, Claim, Document, Location

__all__ = ["LLM", "MAX_OFFERED_QUOTE", "Offer", "Piece", "found", "kinds", "pieces", "untaken"]

LLM = "llm"
"""The extractor that such claims name."""
MAX_OFFERED_QUOTE = 300
_PIECE = 6_000
_LONGEST = 2_000
_NOT_PLAIN = "a model reads this in the words, which do not say it plainly enough to be judged"
_NOT_THERE = "the quote does not stand in the text word for word"
_UNSUPPORTED = "the words do not say that much, or only under a condition"
_TAKEN = "the place has a claim already"
_TWICE = "it was offered twice"
_COUNTS = ("opcode_count", "total_instructions", "arithmetic_instructions", "executed_count")
_SORTS = {
    **dict.fromkeys((*_COUNTS, "call_count", "opcode_table", "mix_share"), "counts"),
    **dict.fromkeys(("hotspot", "time_share", "hot_line"), "shares"),
}
"""Kinds of which one place makes only one claim: the number is that of the one or of the other."""


@dataclass(frozen=True)
class Piece:
    """Prose that a model is shown at once: its text, and the lines of the document it is from.

    `chapter` counts the conversations of the document, from 0; lines are counted in it.
    """

    text: str
    first: int
    last: int
    chapter: int = 0


@dataclass(frozen=True)
class Offer:
    """One claim as a model offers it; the arguments are those of the kind, its quote is not
    looked for yet."""

    kind: str
    quote: str
    args: dict[str, Any]
    piece: Piece


def pieces(document: Document, chapter: int = 0) -> Iterator[Piece]:
    """The prose of a document that accuses somebody, in pieces of at most so many characters."""
    lines: list[str] = []
    first = last = size = 0
    heading: str | None = None
    for one in _prose(document):
        text = one.text[:_PIECE]
        where = one.place()[0]
        if lines and size + len(text) > _PIECE:
            yield Piece("\n".join(lines), first, last, chapter)
            lines, size, heading = [], 0, None
        if not lines:
            first = where.line
        above = one.block.heading
        if above and above != heading:
            lines.append(f"\n# {above[:200]}")
            heading = above
        lines.append(text)
        last, size = where.end_line, size + len(text)
    if lines:
        yield Piece("\n".join(lines), first, last, chapter)


def found(
    document: Document, offers: Iterable[Offer], known: Collection[str]
) -> tuple[list[Claim], Counter[str]]:
    """The claims of those offers that stand in the document, and how many others do not, by why.

    `known` are the functions that the programs define.
    """
    prose = [(one.place(0, 1)[0].line, one) for one in _prose(document)]
    kept: dict[tuple[Location, str, str], Claim] = {}
    dropped: Counter[str] = Counter()
    for offer in offers:
        places = list(_places(prose, offer, known))
        said = next((one for one in places if supports(offer.kind, offer.args, one)), None)
        if said is None:
            dropped[_UNSUPPORTED if places else _NOT_THERE] += 1
            continue
        made = _claim(document, said.sentence.block, said, offer)
        key = (made.location, _SORTS.get(made.kind, made.kind), str(made.subject))
        if key in kept:
            dropped[_TWICE] += 1
        kept.setdefault(key, made)
    return list(kept.values()), dropped


def untaken(
    offered: Iterable[Claim], said: Collection[Claim], dropped: Counter[str]
) -> list[Claim]:
    """Those at whose place no other extractor found a claim of that sort; others are counted."""
    kept = []
    for one in offered:
        if any(_same_sort(one, other) and _overlap(one.location, other.location) for other in said):
            dropped[_TAKEN] += 1
        else:
            kept.append(one)
    return kept


def _prose(document: Document) -> Iterator[Sentence]:
    return (one for one in statements(document) if one.block.kind == "text")


def _places(
    prose: Collection[tuple[int, Sentence]], offer: Offer, known: Collection[str]
) -> Iterator[Said]:
    """Where a quote stands: within a sentence, at the borders of words."""
    quote = offer.quote.strip()
    if not 3 <= len(quote) <= MAX_OFFERED_QUOTE:
        return
    pattern = re.compile(rf"(?<!\w){re.escape(quote)}(?!\w)")
    for line, sentence in prose:
        is_near = offer.piece.first <= line <= offer.piece.last
        if not is_near or quote not in sentence.text or len(sentence.text) > _LONGEST:
            continue
        where = pattern.search(sentence.text)
        if where is not None:
            yield Said(sentence, where.start(), quote, known)


def _claim(document: Document, block: Block, said: Said, offer: Offer) -> Claim:
    args = {name: value for name, value in offer.args.items() if value is not None}
    claimed = next((args[key] for key in ("count", "percent", "value") if key in args), None)
    return claim(
        document,
        block,
        said.sentence.place(said.start, said.end),
        extractor=LLM,
        kind=offer.kind,
        args=args,
        claimed=claimed,
        hedge=hedge_in(said.sentence.text),
        problem=None if is_plain(offer.kind, offer.args, said) else _NOT_PLAIN,
    )


def _same_sort(one: Claim, other: Claim) -> bool:
    return _SORTS.get(one.kind, one.kind) == _SORTS.get(other.kind, other.kind)


def _overlap(one: Location, other: Location) -> bool:
    if one.file != other.file:
        return False
    return (one.line, one.column) < (other.end_line, other.end_column) and (
        other.line,
        other.column,
    ) < (one.end_line, one.end_column)
