"""Sentences of a document's words, with their places: what extractors of statements read.

Nothing is understood here beyond where a sentence begins and ends, what label stands before it,
and whether it states something at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from workbench.extractors.base import MAX_QUOTE, Places
from workbench.records import Block, Document, Location

_MAX_SENTENCES = 20_000
_MAX_BLOCK = 200_000
_BREAK = re.compile(
    r"(?<=[.!?;])[)\"'`*_”]{0,3}\s+(?=[\"'`(*_“]{0,3}[A-Z0-9])|\n\s*\n|\n(?=\s*[-*+•]\s)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|etc|resp|incl|ca|Dr|Fig|No|al)|\b[A-Z])\.\Z"
)
_LABEL = re.compile(
    r"[-+•\s]{0,8}(?:\d{1,2}[.)]\s+)?"
    r"(?:\*\*([^*\n]{1,60}?):?\*\*:?|__([^_\n]{1,60}?):?__:?|([A-Z][\w /-]{0,40}):(?=\s))\s*"
)
_ASKED = re.compile(
    r"\A\W{0,6}(?:let['’]?s|let us|use|try|run|ask|make sure|note that you|repeat|compare|track|"
    r"observe|consider|remember|please|see|check|install|save|copy|create|write|visuali[sz]e|"
    r"imagine|suppose|assume|if you|you (?:can|could|may|might|should|need|will)|we (?:can|could|"
    r"should|will|'ll|’ll)|to (?:see|get|run|check|find|measure))\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:would|should|could|might|perhaps|maybe|hypothetical(?:ly)?|for example, if|suppose|"
    r"expected to|i (?:think|guess|believe|expect))\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|without|hardly|isn['’]t|aren['’]t|doesn['’]t|"
    r"don['’]t|didn['’]t|won['’]t|can['’]t|wasn['’]t|hasn['’]t|false|wrong|incorrect)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, verbatim: `text` is `block.text[start:end]`; `label` what stands before it.

    In "**Bottleneck:** The loop." the label is "Bottleneck" and the sentence "The loop.".
    """

    block: Block
    text: str
    start: int
    end: int
    label: str | None = None
    places: Places | None = field(default=None, repr=False, compare=False)
    """Those of the block, made once for all of its sentences."""

    def place(self, start: int = 0, end: int | None = None) -> tuple[Location, str]:
        """The location and the quote of a part of the sentence (of all of it), for a claim."""
        end = len(self.text) if end is None else end
        end = min(end, start + MAX_QUOTE)
        places = self.places or Places(self.block)
        location = places.location(self.start + start, self.start + end)
        return location, self.text[start:end]

    @property
    def states(self) -> bool:
        """Whether it states something: no question, no request, nothing merely supposed."""
        text = self.text[:MAX_QUOTE].rstrip()
        return not (text.endswith("?") or _ASKED.match(text) or _SUPPOSED.search(text))

    @property
    def is_negated(self) -> bool:
        """Whether a word in it denies something, whatever it is."""
        return bool(_NEGATED.search(self.text[:MAX_QUOTE]))


_last: tuple[Document, tuple[Sentence, ...]] | None = None


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of all text blocks and of the cells of tables, in order.

    What the user of a chat said is left out: nobody is accused of a question. Those of the last
    document are kept, for every extractor asks for them.
    """
    global _last
    if _last is None or _last[0] is not document:
        _last = document, tuple(islice(_all(document), _MAX_SENTENCES))
    return _last[1]


def _all(document: Document) -> Iterator[Sentence]:
    for block in document.blocks:
        if block.speaker not in ("user", "system"):
            yield from _of_block(block)


def _of_block(block: Block) -> Iterator[Sentence]:
    if block.kind == "text":
        yield from _split(Places(block), 0, min(len(block.text), _MAX_BLOCK))
    elif block.kind == "table":
        places = Places(block)
        for row in block.rows[1:]:
            for cell in row:
                if any(character.isalpha() for character in cell.text):
                    start = places.offset(cell.location)
                    yield from _split(places, start, start + len(cell.text))


def _split(places: Places, start: int, end: int) -> Iterator[Sentence]:
    begun, text = start, places.block.text
    for found in _BREAK.finditer(text, start, end):
        if _ABBREVIATED.search(text, max(begun, found.start() - 12), found.start()):
            continue
        yield from _sentence(places, begun, found.start())
        begun = found.end()
    yield from _sentence(places, begun, end)


def _sentence(places: Places, start: int, end: int) -> Iterator[Sentence]:
    label, block = None, places.block
    found = _LABEL.match(block.text, start, end)
    if found is not None:
        label = next(group for group in found.groups() if group).strip()
        start = found.end()
    text = block.text[start:end]
    bare = text.strip(" \t\r\n-+•")
    if not any(character.isalpha() for character in bare):
        return
    start += text.index(bare)
    yield Sentence(block, bare, start, start + len(bare), label, places)
