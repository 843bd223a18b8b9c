"""What an instruction mix is dominated by, and the most executed opcode, as sentences say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _clauses, _percent, _whose
from workbench.extractors._clauses import Named
from workbench.extractors._percent import THING
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import OPCODE, pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_HOW = r"(?:(?:clearly|heavily|strongly|by\s+far|thus|therefore)\s+)?"
_DOMINATED = pattern(rf"\s(?:is|are)\s+{_HOW}(?P<quote>dominated\s+by\s+{THING})")
_MIX = pattern(
    r"(?P<mix>(?:(?P<ran>executed|dynamic)\s+|(?P<static>static)\s+)?"
    r"(?:instructions?(?:\s+(?:mix|stream))?|opcodes?(?:\s+mix)?|byte-?code|disassembly|instruction\s+mix))\b"
    r"(?:\s+(?P<ran2>executed))?"
)
_OF = pattern(r"\s+(?:of|in|for)\s+(?P<of>.{1,80})\Z")
_OWN = pattern(r"(?P<own>.{1,80}?)(?:['’]s)?\s+\Z")
_MOST = (
    r"(?:by\s+far\s+)?the\s+most\s+(?:frequently\s+|often\s+)?executed\s+"
    r"(?:byte-?code\s+)?(?:opcode|instruction)"
)
_DOMINANT = pattern(
    r"the\s+dominant\s+(?:byte-?code\s+)?(?:opcode|instruction)"
    rf"(?:\s+(?:in|of|by)\s+(?P<of>[^.;:,\n]{{1,80}}?))?\s+is\s+{OPCODE}"
)
_EXECUTED = (
    pattern(rf"{_MOST}(?:\s+(?:in|of|by)\s+(?P<of>[^.;:,\n]{{1,80}}?))?\s+is\s+{OPCODE}"),
    pattern(
        rf"{OPCODE}\s+is\s+{_MOST}"
        r"(?:\s+(?:in|of|by)\s+(?P<of>[^.;:,\n]{1,80}?(?=\Z|[.;:,]\s|[.;:,]\Z)))?"
    ),
)
_ABOUT = pattern(r"dominated|dominant|executed")
_PLAIN = pattern(r"\W*(?:overall|here|so|thus)?,?\s*(?:the\s+)?\Z")
_LEADING = pattern(r"\W*(?:in|for|inside|within)\s+(?P<label>[^,\n]{1,80}),\s*(?:the\s+)?\Z")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `dominated_by` claim for each sentence that names what is the most frequent."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT):
        for found in _DOMINATED.finditer(text):
            yield from _dominated(document, sentence, text, found)
        for form in (*_EXECUTED, _DOMINANT):
            for found in form.finditer(text):
                counted = None if form is _DOMINANT else "executed"
                yield from _most(document, sentence, text, found, counted)


def _dominated(
    document: Document, sentence: Sentence, text: str, found: re.Match[str]
) -> Iterator[Claim]:
    """ "The bytecode of `f` is dominated by LOAD_FAST": what else may dominate a program, its
    time or its memory, is no matter of instructions."""
    by, words = _percent.meant(found), _whose.clause(text[: found.start()])
    mix = _MIX.search(words)
    if by is None or (mix is None and found.group("opcode") is None):
        return
    whose = _of_mix(sentence, text, words, mix, found)
    counted = _percent.how(mix) if mix else None
    yield from _claim(document, sentence, text, found, whose, by, counted)


def _of_mix(
    sentence: Sentence, text: str, words: str, mix: re.Match[str] | None, found: re.Match[str]
) -> Named | None:
    span = found.span()
    if mix is None:
        return _whose.owner(sentence, text, words, span) if words.strip() else None
    after, before = _OF.match(words, mix.end()), words[: mix.start()]
    if after is not None:
        return _whose.owner(sentence, text, after.group("of"), span)
    if words[mix.end() :].strip():
        return None
    own = _OWN.match(before)
    if own is None or _PLAIN.match(before):
        leading = _LEADING.match(text[: len(text[: found.start()]) - len(words)])
        if leading:
            return _whose.owner(sentence, text, leading.group("label"), span)
        return _whose.it(sentence, text, span)
    return _whose.owner(sentence, text, own.group("own"), span)


def _most(
    document: Document,
    sentence: Sentence,
    text: str,
    found: re.Match[str],
    counted: str | None,
) -> Iterator[Claim]:
    by, before, span = _percent.opcode(found), text[: found.start()], found.span()
    leading = _LEADING.match(before)
    if by is None or not (leading or _PLAIN.match(before)):
        return
    if found.group("of"):
        whose = _whose.owner(sentence, text, found.group("of"), span)
    elif leading:
        whose = _whose.owner(sentence, text, leading.group("label"), span)
    else:
        whose = _whose.it(sentence, text, span)
    yield from _claim(document, sentence, text, found, whose, by, counted)


def _claim(
    document: Document,
    sentence: Sentence,
    text: str,
    found: re.Match[str],
    whose: Named | None,
    by: str,
    counted: str | None,
) -> Iterator[Claim]:
    start, end = found.span("quote") if "quote" in found.re.groupindex else found.span()
    if whose is None or not _percent.ENDS.match(text, end):
        return
    if _clauses.is_refused(_clauses.without_code(text[end:]), dynamic=True):
        return
    if not _whose.is_of_one(text, start, end):
        return
    args: dict[str, Any] = {"function": whose.label, "by": by, "counted": counted}
    args |= {"call": _whose.call(document, whose)}
    yield claim(
        document,
        sentence.block,
        sentence.place(start, end),
        extractor="leaders",
        kind="dominated_by",
        args=args,
        claimed=by,
    )
