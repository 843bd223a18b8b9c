"""Opcodes that are said not to be there: `f` contains no LOAD_GLOBAL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors import _asides, _clauses, _percent, _whose
from workbench.extractors._clauses import Named
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import OPCODE, pattern
from workbench.extractors.base import MAX_CLAIMS, NAME, claim, is_opcode, unique
from workbench.records import Claim, Document

_AND_OPCODE = (
    r"[`*]{0,3}(?-i:[A-Z][A-Z0-9_]{1,60}+)[`*]{0,3}(?-i:s\b)?(?:\s+(?:instructions?|opcodes?))?"
)
_NOT = r"(?:does\s+not|doesn['’]t)"
_WHERE = r"(?:\s+(?:in|of|inside)\s+(?P<of>[^.;:,\n]{1,80}?(?=\s*\Z|[.;:,]\s|[.;:,]\Z)))?"
_ALL = r"(?:\s+(?:at\s+all|whatsoever|anywhere))?"
_AND = rf"(?P<more>(?:\s*,?\s*(?:and\s+no|nor)\s+{_AND_OPCODE}){{0,4}})"
_NO = r"(?:no|not\s+a\s+single)"
_ANY = r"(?:any|an?(?:\s+single)?)"
_HAS_NO = pattern(
    rf"\s(?P<quote>(?:(?:contains|has|uses|includes|needs|emits)\s+(?:{_NO}|neither)|"
    rf"{_NOT}\s+(?:contain|have|use|include|need)\s+{_ANY})\s+{OPCODE}{_AND}{_ALL})"
)
_THERE = pattern(
    rf"\bthere\s+(?:(?:are|is|were)\s+{_NO}|(?:isn['’]t|aren['’]t|is\s+not|are\s+not)\s+{_ANY})\s+"
    rf"{OPCODE}{_AND}{_ALL}{_WHERE}{_ALL}"
)
_APPEARS = pattern(
    rf"{OPCODE}\s+(?:{_NOT}\s+(?:appear|occur|show\s+up)|is\s+(?:not|never)\s+(?:present|used|found)|"
    rf"is\s+absent|never\s+(?:appears|occurs|shows\s+up)){_ALL}{_WHERE}"
)
_USED = pattern(
    rf"\bno\s+{OPCODE}{_AND}\s+(?:is|are)\s+(?:present|used|found|emitted|generated){_WHERE}"
)
_PLAIN = pattern(r"\W*(?:here|so|thus|therefore|hence)?,?\s*\Z")
_LEADING = pattern(r"\W*(?:in|for|inside|within)\s+(?P<label>[^,\n]{1,80}),\s*\Z")
_ABOUT = pattern(r"\b(?:no|not|never|neither|absent)\b|n['’]t\b")
_NEGATED = pattern(r"\b(?:not|no|never|none|neither|nor|without|cannot|more|longer)\b|n['’]t\b")
_OPCODES = re.compile(NAME)
_RUN = pattern(r"\b(?:execut\w+|run-?time|runs?|dynamic\w*)\b")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `opcode_count` claim, of 0, for each opcode that one function is said to lack."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT, denies=True):
        plain = _asides.blanked(text)
        for found in _HAS_NO.finditer(plain):
            whose = _whose.whom(sentence, plain, *found.span())
            yield from _claims_of(document, sentence, plain, found, whose)
        for form in (_THERE, _APPEARS, _USED):
            for found in form.finditer(plain):
                whose = _owner(sentence, plain, found)
                yield from _claims_of(document, sentence, plain, found, whose)


def _owner(sentence: Sentence, text: str, found: re.Match[str]) -> Named | None:
    before, span = text[: found.start()], found.span()
    leading = _LEADING.match(before)
    if found.group("of"):
        plain = _PLAIN.match(before)
        return _whose.owner(sentence, text, found.group("of"), span) if plain else None
    if leading:
        return _whose.owner(sentence, text, leading.group("label"), span)
    return _whose.it(sentence, text, span) if _PLAIN.match(before) else None


def _claims_of(
    document: Document,
    sentence: Sentence,
    text: str,
    found: re.Match[str],
    whose: Named | None,
) -> Iterator[Claim]:
    start, end = found.span("quote") if "quote" in found.re.groupindex else found.span()
    name, around = _percent.opcode(found), f"{text[:start]} {text[end:]}"
    if whose is None or name is None:
        return
    if not _percent.ENDS.match(text, end) or _NEGATED.search(_clauses.without_code(around)):
        return
    if _RUN.search(_clauses.without_code(around)) or _clauses.is_refused(
        _clauses.without_code(around), dynamic=True
    ):
        return
    if not _whose.is_of_one(text, start, end):
        return
    others = [(one, found.start("more") + at) for one, at in _others(found)]
    if not all(is_opcode(one) for one, _ in others):
        return
    first = found.start("more") if others else end
    yield _claim(document, sentence, whose, name, (start, first))
    for one, at in others:
        yield _claim(document, sentence, whose, one, (at, at + len(one)))


def _others(found: re.Match[str]) -> list[tuple[str, int]]:
    """The opcodes that are not there either, with their places in what lists them."""
    more = found.groupdict().get("more") or ""
    return [(one.group(), one.start()) for one in _OPCODES.finditer(more)]


def _claim(
    document: Document, sentence: Sentence, whose: Named, name: str, span: tuple[int, int]
) -> Claim:
    return claim(
        document,
        sentence.block,
        sentence.place(*span),
        extractor="absences",
        kind="opcode_count",
        args={"function": whose.label, "opcode": name, "count": 0},
        claimed=0,
    )
