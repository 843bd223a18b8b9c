"""Work, span and their ratio as numbers in sentences, and that nothing can run in parallel.

A degree of parallelism counts only where the words say that it is work over span: it may as well be
a number of threads, of results or of iterations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _amounts, _whose
from workbench.extractors._amounts import NUMBER
from workbench.extractors._clauses import Named
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_OF = r"(?:\s+(?:of|in|for)\s+(?P<of>(?!\d|about\b|around\b)[^.;:,\n]{1,80}?))?"
_IS = r"\s+(?:is|equals|=|of)\s+"
_UNIT = r"(?:\s+(?:steps|operations))?"
_FORMS = {
    "work": pattern(rf"\b(?:the\s+|its\s+)?(?:total\s+)?work{_OF}{_IS}{NUMBER}{_UNIT}"),
    "span": pattern(
        rf"\b(?:the\s+|its\s+)?(?:span|critical[- ]path(?:\s+length)?|length\s+of\s+the\s+critical"
        rf"\s+path|depth\s+of\s+the\s+computation){_OF}{_IS}{NUMBER}{_UNIT}"
    ),
    "degree": pattern(
        r"\b(?:the\s+|its\s+)?(?:(?:maximum|average|available)\s+)?(?:degree\s+of\s+)?parallelism"
        rf"(?:\s+\(?(?:work\s*/\s*span|work\s+(?:over|divided\s+by)\s+span)\)?)?{_OF}{_IS}{NUMBER}"
    ),
}
_NOTHING = pattern(
    r"\b(?:nothing|no\s+(?:part|step|two\s+steps))(?:\s+(?:in|of)\s+(?P<of>[^.;:,\n]{1,60}?))?\s+"
    r"can\s+(?:be\s+)?(?:run|done|executed|computed)\s+(?:in\s+parallel|concurrently)"
)
_BEFORE = 600
_MODEL = pattern(r"\bspan\b|\bcritical[- ]path\b")
_WORK = pattern(r"\bwork\b")
_TOLD = pattern(r"\b(?:work|span|parallelism|critical[- ]path)\b")
_ENDS = pattern(r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s|[—–]|-\s|\(|and\s+(?:the|its|a)\b)")
_ALSO = pattern(
    r"\b(?:each|per|threads?|cores?|workers?|process\w*|nodes?|hours?|days?|seconds?|lines?|pages?|"
    r"bytes|pointers?|html|tags?|std|budgets?|levels?|iterations?|at\s+(?:least|most)|up\s+to|"
    r"more|less|over|under|if|when|unless)\b"
)
_PLAIN = pattern(
    r"(?:.*[,;]\s*|.*\b(?:and|so)\s+|\W*)(?:here|thus|so|therefore|with)?,?\s*(?:an?\s+)?\Z"
)


def extract(document: Document) -> tuple[Claim, ...]:
    """`parallelism` claims at the words that give work, span or their ratio."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, denies=True):
        if sentence.is_negated or text.lower().startswith("nothing"):
            yield from _none(document, sentence, text)
        elif _TOLD.search(text) and _is_of_work_and_span(sentence):
            yield from _numbers(document, sentence, text)


def _is_of_work_and_span(sentence: Sentence) -> bool:
    """Whether the paragraph up to the end of the sentence speaks of both."""
    text = sentence.block.text[max(0, sentence.start - _BEFORE) : sentence.end]
    return bool(_MODEL.search(text) and _WORK.search(text))


def _numbers(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    bare, _ = _whose.given(text)
    found = [(what, one) for what, form in _FORMS.items() for one in form.finditer(bare)]
    if not found:
        return
    rest = _without(bare, [one.span() for _, one in found])
    if (
        _ALSO.search(rest)
        or _TOLD.search(rest)
        or _whose.is_general(rest, 0, 0)
        or not _whose.is_shown(document, _whose.inputs(sentence))
    ):
        return
    for what, one in found:
        number = _amounts.amount(one)
        if number is None or not _ENDS.match(bare, one.end()):
            continue
        if _whose.is_quoted(bare, *one.span()) or not _PLAIN.match(bare[: one.start()]):
            continue
        whose = _owner(sentence, bare, one)
        if whose is not None:
            yield _claim(document, sentence, one.span(), whose, what, number.value, number.hedge)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _none(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    """ "Nothing in `f` can run in parallel." """
    found = _NOTHING.search(text)
    if found is None or text[: found.start()].strip(" *_"):
        return
    rest = text[found.end() :]
    if not _ENDS.match(rest) or re.search(r"\w", rest) or _whose.is_quoted(text, *found.span()):
        return
    whose = _owner(sentence, text, found)
    if whose is not None:
        yield _claim(document, sentence, found.span(), whose, "none", None, None)


def _owner(sentence: Sentence, text: str, found: re.Match[str]) -> Named | None:
    if found.group("of"):
        return _whose.owner(sentence, text, found.group("of"), found.span())
    return _whose.it(sentence, text, found.span())


def _claim(
    document: Document,
    sentence: Sentence,
    span: tuple[int, int],
    whose: Named,
    what: str,
    value: float | None,
    hedge: str | None,
) -> Claim:
    args: dict[str, Any] = {"function": whose.label, "what": what, "value": value}
    start, end = span
    return claim(
        document,
        sentence.block,
        sentence.place(start, start + len(sentence.text[start:end].rstrip())),
        extractor="degrees",
        kind="parallelism",
        args=args | {"call": _whose.call(document, whose)},
        claimed=value if value is not None else what,
        hedge=hedge,
    )
