"""Opcodes that are said not to be there: `f` contains no LOAD_GLOBAL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors import _clauses, _percent, _whose
from workbench.extractors._clauses import Named
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import OPCODE, pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_NOT = r"(?:does\s+not|doesn['’]t)"
_WHERE = r"(?:\s+(?:in|of|inside)\s+(?P<of>[^.;:,\n]{1,80}?(?=\Z|[.;:,]\s|[.;:,]\Z)))?"
_HAS_NO = pattern(
    rf"\s(?P<quote>(?:(?:contains|has|uses)\s+no|{_NOT}\s+(?:contain|have|use)\s+(?:any|an|a))\s+{OPCODE})"
)
_THERE = pattern(rf"\bthere\s+(?:are|is)\s+no\s+{OPCODE}{_WHERE}")
_APPEARS = pattern(
    rf"{OPCODE}\s+(?:{_NOT}\s+(?:appear|occur)|is\s+not\s+(?:present|used|found)|never\s+"
    rf"(?:appears|occurs)){_WHERE}"
)
_PLAIN = pattern(r"\W*(?:here|so|thus|therefore|hence)?,?\s*\Z")
_LEADING = pattern(r"\W*(?:in|for|inside|within)\s+(?P<label>[^,\n]{1,80}),\s*\Z")
_NEGATED = pattern(r"\b(?:not|no|never|none|neither|nor|without|cannot|more|longer)\b|n['’]t\b")
_RUN = pattern(r"\b(?:execut\w+|run-?time|runs?|dynamic\w*)\b")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `opcode_count` claim, of 0, for each opcode that one function is said to lack."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _NEGATED, denies=True):
        for found in _HAS_NO.finditer(text):
            whose = _whose.whom(sentence, text, *found.span())
            yield from _claim(document, sentence, text, found, whose)
        for form in (_THERE, _APPEARS):
            for found in form.finditer(text):
                whose = _owner(sentence, text, found)
                yield from _claim(document, sentence, text, found, whose)


def _owner(sentence: Sentence, text: str, found: re.Match[str]) -> Named | None:
    before, span = text[: found.start()], found.span()
    leading = _LEADING.match(before)
    if found.group("of"):
        plain = _PLAIN.match(before)
        return _whose.owner(sentence, text, found.group("of"), span) if plain else None
    if leading:
        return _whose.owner(sentence, text, leading.group("label"), span)
    return _whose.it(sentence, text, span) if _PLAIN.match(before) else None


def _claim(
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
    yield claim(
        document,
        sentence.block,
        sentence.place(start, end),
        extractor="absences",
        kind="opcode_count",
        args={"function": whose.label, "opcode": name, "count": 0},
        claimed=0,
    )
