"""Sentences of a document's words, with their places: what extractors of statements read.

Nothing is understood here beyond where a sentence begins and ends, what label stands before it,
and whether it states something at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from workbench.extractors.base import MAX_QUOTE, Places
from workbench.records import Block, Document, Location

_MAX_SENTENCES = 20_000
_MAX_BLOCK = 200_000
_MAX_MARK = 300
_BREAK = re.compile(
    r"(?<=[.!?;])[)\"'`*_”]{0,3}\s+(?=[\"'`(*_“]{0,3}[A-ZÀ-ÞА-Я0-9])|\n\s*\n|\n(?=\s*[-*+•]\s)"
)
_NEXT = re.compile(
    r"(?<=[.!?;])\s+(?=`)|"
    r"(?<=[\w)%²³`]{2}[.!])\s+(?=[a-z]\w{0,60}(?:\([^()\n]{0,40}\))?\s+(?:has|contains|uses|executes|"
    r"takes|runs|compiles|performs|returns|prints|needs|makes|calls|spends|is)\b)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|etc|resp|incl|ca|Dr|Fig|No|al)|\b[A-Z])\.\Z"
)
_LABEL = re.compile(
    r"[-+•\s]{0,8}(?:\d{1,2}[.)]\s+)?"
    r"(?:\*\*([^*\n]{1,60}?):?\*\*:?|__([^_\n]{1,60}?):?__:?|([A-Z][\w /-]{0,40}):(?=\s))\s*"
)
_SEES = r" (?:also |clearly )?(?:see|notice|observe|find) (?:that |\d|`|the |[a-z]+ [`A-Z])"
"""What somebody can see is so."""
_ASKED = re.compile(
    r"\A\W{0,6}(?:let['’]?s|let us|use|try|run|ask|make sure|note that you|repeat|compare|track|"
    r"observe|consider|remember|please|see|check|install|save|copy|create|write|visuali[sz]e|"
    rf"imagine|suppose|assume|if you|you (?:can(?!{_SEES})|could|may|might|should|need|"
    rf"will(?!{_SEES}))|we (?:can(?!{_SEES})|could|should|will|'ll|’ll)|"
    r"to (?:see|get|run|check|find|measure))\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:would|should|could|might|perhaps|maybe|hypothetical(?:ly)?|for example, if|suppose|"
    r"expected to|i (?:think|guess|believe|expect))\b",
    re.IGNORECASE,
)
_IMAGINED = re.compile(
    r"\b(?:would|could|might)\b(?!\s+(?:be\s+)?(?:expect|think|guess|say|assume|believe|look|seem|wonder|"
    r"ask|see|find|notice|prefer|like))",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:It|This|That|Then|There|Its|They|The\s+(?:result|resulting|new|latter))\b"
)
"""How a sentence begins that goes on about what the one before it imagined."""
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|without|hardly|isn['’]t|aren['’]t|doesn['’]t|"
    r"don['’]t|didn['’]t|won['’]t|can['’]t|wasn['’]t|hasn['’]t|false|wrong|incorrect)\b",
    re.IGNORECASE,
)


_NEWLINE = re.compile(r"\r\n?|\n")
_STRUCK = re.compile(r"~~(?=\S)[^~]{1,2000}~~")
_MYTH = re.compile(
    r"\W{0,6}(?:myths?|misconceptions?|misunderstandings?|fiction|false|wrong|incorrect|"
    r"(?:false|wrong|incorrect|mistaken|common) "
    r"(?:claim|statement|belief|myth|misconception|answer))"
    r"\s*(?:#?\d{1,3})?\W{0,6}\Z",
    re.IGNORECASE,
)
_MYTH_FIRST = re.compile(
    r"\W{0,6}(?:myth|(?:common )?misconception)\s*(?:#?\d{1,3})?\s*[:–—-]", re.IGNORECASE
)
_REFUTED = re.compile(
    r"\W{0,6}(?:(?:but|no|well|of course)[,:]?\s+)?(?:that|this|which|(?:the|this|that)\s+"
    r"(?:(?:last|previous|above|first)\s+)?(?:claim|statement|sentence|assertion|belief|answer|number|"
    r"count))(?:\s+(?:claim|statement|one|above))?(?:\s+(?:is|was|are|were)|['’]s)\s+"
    r"(?:(?:of course|simply|plainly|just|actually|clearly|however|also|completely)\s+){0,2}"
    r"(?:wrong|false|incorrect|untrue|mistaken|a myth|not\s+(?:true|correct|right|so|the case))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\W{0,6}(?:(?:false|no|nope|wrong|incorrect|nein|falsch|non|faux)\s*(?:[,.:;!–—]|\W*\Z)|"
    r"(?:\w{1,12}[\s'’]+){0,4}(?:stimmt\s+(?:\w{2,8}\s+)?nicht|falsch|faux|incorrecto|falso|"
    r"неверно)\W*\Z)",
    re.IGNORECASE,
)
"""An answer that takes back the sentence before: "False, it is one."."""
_QUIZ = re.compile(
    r"\W{0,6}(?:(?:true|right|correct)\s*(?:or|/)\s*(?:false|wrong)|(?:wahr|richtig)\s+oder\s+falsch|"
    r"vrai\s+ou\s+faux)\b",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\((?:wrong|false|incorrect|falsch|faux)[.!]?\)[ \t]*$", re.I | re.M)
_CROSSED = ("❌", "✗", "✘", "✖")
_NO = re.compile(
    r"(?:no|false|wrong|incorrect|untrue|nein|non|falsch|faux|incorrecto|falso|неверно|нет|"
    r"not true)\Z",
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
    is_imagined: bool = False
    """Whether it goes on about what the sentence before it only supposes."""

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
        if self.is_imagined:
            return False
        return not (text.endswith("?") or _ASKED.match(text) or _SUPPOSED.search(text))

    @property
    def is_negated(self) -> bool:
        """Whether a word in it denies something, whatever it is."""
        return denies(self.text)


def denies(text: str) -> bool:
    """Whether a word of a sentence denies something."""
    return bool(_NEGATED.search(text[:MAX_QUOTE]))


_last: tuple[Document, tuple[Sentence, ...]] | None = None


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of all text blocks and of the cells of tables, in order.

    What the user of a chat said is left out: nobody is accused of a question. So is what the
    author quotes, strikes through or calls false. Those of the last document are kept, for every
    extractor asks for them.
    """
    global _last
    if _last is None or _last[0] is not document:
        found = [*islice(_all(document), _MAX_SENTENCES)]
        _last = document, tuple(_imagining(_meant(document, found)))
    return _last[1]


def statements(document: Document) -> Iterator[Sentence]:
    """The same, told apart also where a name in small letters begins the next."""
    for whole in sentences(document):
        start, label = 0, whole.label
        ends = [
            found.span()
            for found in _NEXT.finditer(whole.text)
            if not _ABBREVIATED.search(whole.text, max(0, found.start() - 12), found.start())
        ]
        for end, following in [*ends, (len(whole.text), 0)]:
            text, begun = whole.text[start:end], whole.start + start
            yield replace(whole, text=text, start=begun, end=begun + len(text), label=label)
            start, label = following, None


def _all(document: Document) -> Iterator[Sentence]:
    for block in document.blocks:
        if block.speaker not in ("user", "system"):
            yield from _of_block(block)


def _meant(document: Document, found: list[Sentence]) -> Iterator[Sentence]:
    """Those that the author stands for."""
    lines = _NEWLINE.split(document.text) if _has_own_words(document) else []
    struck: dict[int, list[tuple[int, int]]] = {}
    for one, following in zip(found, [*found[1:], None], strict=False):
        if id(one.block) not in struck:
            text = one.block.text[:_MAX_BLOCK]
            struck[id(one.block)] = [each.span() for each in _STRUCK.finditer(text)]
        if any(start < one.end and one.start < end for start, end in struck[id(one.block)]):
            continue
        if (one.label and _MYTH.match(one.label)) or _MYTH_FIRST.match(one.text):
            continue
        if _QUIZ.match(one.label or one.text) or one.text.startswith(_CROSSED):
            continue
        if _MARKED.search(one.text[-_MAX_MARK:]):
            continue
        if following and following.label is None and _is_refuting(one, following):
            continue
        if lines and _is_quoted(lines, one):
            continue
        yield one


def _imagining(found: Iterable[Sentence]) -> Iterator[Sentence]:
    """The same; "A vectorised f would be faster. It has 9 instructions" says nothing of f."""
    before: Sentence | None = None
    for one in found:
        if before is not None and one.block is before.block and one.block.kind == "text":
            supposes = before.is_imagined or _IMAGINED.search(before.text[:MAX_QUOTE])
            between = one.block.text[before.end : one.start]
            if supposes and between.count("\n") < 2 and _GOES_ON.match(one.text):
                one = replace(one, is_imagined=True)
        yield one
        before = one


def _is_refuting(one: Sentence, following: Sentence) -> bool:
    text = following.text[:MAX_QUOTE]
    if _REFUTED.match(text):
        return True
    return one.block is following.block and one.block.kind == "text" and bool(_DENIED.match(text))


def _has_own_words(document: Document) -> bool:
    """Whether there are sentences outside block quotes; chats are pasted as quotes as a whole."""
    lines = _NEWLINE.split(document.text)
    return any(
        block.kind == "text"
        and block.location.line <= len(lines)
        and not lines[block.location.line - 1].lstrip().startswith((">", "#"))
        and any(character.isalpha() for character in block.text)
        for block in document.blocks
    )


def _is_quoted(lines: list[str], sentence: Sentence) -> bool:
    line = sentence.place(0, 1)[0].line
    return line <= len(lines) and lines[line - 1].lstrip(" -*+").startswith(">")


def _of_block(block: Block) -> Iterator[Sentence]:
    if block.kind == "text":
        yield from _split(Places(block), 0, min(len(block.text), _MAX_BLOCK))
    elif block.kind == "table":
        places = Places(block)
        for row in block.rows[1:]:
            if len(row) > 1 and any(_is_no(cell.text) for cell in row):
                continue
            for cell in row:
                if any(character.isalpha() for character in cell.text):
                    start = places.offset(cell.location)
                    yield from _split(places, start, start + len(cell.text))


def _is_no(text: str) -> bool:
    """Whether a cell says that its row is not so."""
    bare = text[:40].strip(" *_`.!()")
    return bare.startswith(_CROSSED) or bool(_NO.match(bare.strip()))


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
