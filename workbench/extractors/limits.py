"""What limits a program, as sentences say it of one of theirs: memory-bound, compute-bound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from workbench.extractors import _percent, _whose
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_BOUND = pattern(
    r"\s(?:is|are)\s+(?:(?:clearly|strongly|therefore|thus|hence|heavily)\s+)?"
    r"(?P<quote>(?:(?P<memory>memory(?:[- ]bandwidth)?|bandwidth)|"
    r"(?P<compute>compute|computationally|arithmetic))[- ](?:bound|limited))\b"
)
_ABOUT = pattern(r"bound|limited")
_ALSO = pattern(
    r"\b(?:because|since|due|so|which|and|but|while|whereas|not|yet|i/?o|network|disk)\b"
)


def extract(document: Document) -> tuple[Claim, ...]:
    """One `bound_by` claim for each sentence that says it plainly of one function."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT):
        found = _BOUND.search(text)
        if found is None or not _percent.ENDS.match(text, found.end()):
            continue
        start, end = found.span()
        around = f"{text[:start]} {text[end:]}"
        if not _whose.is_of_one(text, start, end):
            continue
        if _ALSO.search(around) or _BOUND.search(text, end):
            continue
        whose = _whose.whom(sentence, text, start, end)
        if whose is None:
            continue
        what = "memory" if found.group("memory") else "compute"
        yield claim(
            document,
            sentence.block,
            sentence.place(*found.span("quote")),
            extractor="limits",
            kind="bound_by",
            args={"function": whose.label, "what": what, "call": _whose.call(document, whose)},
            claimed=what,
        )
