"""Memory in bytes that one function is said to use: about 8 MB, at most 2 GiB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _amounts, _clauses, _whose
from workbench.extractors._amounts import NUMBER
from workbench.extractors._clauses import Named
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_UNITS = {
    "b": 1,
    "byte": 1,
    "bytes": 1,
    "kb": 1_000,
    "kilobytes": 1_000,
    "kib": 1 << 10,
    "mb": 1_000_000,
    "megabytes": 1_000_000,
    "mib": 1 << 20,
    "gb": 1_000_000_000,
    "gigabytes": 1_000_000_000,
    "gib": 1 << 30,
}
_UNIT = r"\s?(?P<unit>bytes?|[KMG]i?B|kilobytes|megabytes|gigabytes)\b"
_MOST = r"(?:(?P<most>at\s+most|no\s+more\s+than|not\s+more\s+than|up\s+to)\s+)?"
_USES = pattern(
    rf"\s(?:uses|needs|requires|takes(?:\s+up)?|consumes)\s+(?P<quote>{_MOST}{NUMBER}{_UNIT}\s+of\s+"
    r"(?:peak\s+|main\s+|python\s+)?(?:memory|RAM))\b"
)
_PEAKS = pattern(rf"\speaks\s+at\s+(?P<quote>{NUMBER}{_UNIT}(?:\s+of\s+(?:memory|RAM))?)")
_PEAK = pattern(
    r"(?P<quote>\b(?:the\s+|its\s+)?peak\s+memory(?:\s+(?:usage|use|consumption|footprint))?"
    rf"(?:\s+of\s+(?P<of>(?!\d)[^.;:,\n]{{1,80}}?))?\s+is\s+{_MOST}{NUMBER}{_UNIT})"
)
_ENDS = pattern(r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s|[—–]|-\s|\()")
_ALSO = pattern(
    r"\b(?:saves?|smaller|larger|additional\w*|extra|each|per|list|array|object|process)\b"
)
_PLAIN = pattern(r"\W*(?:here|thus|so|overall)?,?\s*\Z")
_ABOUT = pattern(r"memory|\bRAM\b|\bpeaks\b")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `peak_memory` claim for each number of bytes of one call."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT, denies=True):
        bare, _ = _whose.given(text)
        for form in (_USES, _PEAKS, _PEAK):
            for found in form.finditer(bare):
                if not _is_plain(sentence, bare, found):
                    continue
                if _whose.is_shown(document, _whose.inputs(sentence)):
                    yield from _claim(document, sentence, bare, found)


def _is_plain(sentence: Sentence, text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    around = f"{text[:start]} {text[end:]}"
    if sentence.is_negated and re.search(r"\b(?:not|no|never|without)\b|n['’]t\b", around):
        return False
    return bool(
        _ENDS.match(text, end)
        and not _ALSO.search(_clauses.without_code(around))
        and not _clauses.is_refused(_clauses.without_code(around), dynamic=True)
        and _whose.is_of_one(text, start, end)
    )


def _claim(
    document: Document, sentence: Sentence, text: str, found: re.Match[str]
) -> Iterator[Claim]:
    number, whose = _amounts.amount(found), _owner(sentence, text, found)
    if number is None or whose is None:
        return
    size = round(number.value * _UNITS[found.group("unit").lower()])
    most = found.groupdict().get("most")
    args: dict[str, Any] = {"function": whose.label, "bytes": size}
    args |= {"order": "at_most" if most else "about", "call": _whose.call(document, whose)}
    start, end = found.span("quote")
    yield claim(
        document,
        sentence.block,
        sentence.place(start, start + len(text[start:end].rstrip())),
        extractor="footprints",
        kind="peak_memory",
        args=args,
        claimed=size,
        hedge=number.hedge,
    )


def _owner(sentence: Sentence, text: str, found: re.Match[str]) -> Named | None:
    if "of" not in found.re.groupindex:
        return _whose.whom(sentence, text, *found.span())
    if not _PLAIN.match(text[: found.start()]):
        return None
    if found.group("of"):
        return _whose.owner(sentence, text, found.group("of"), found.span())
    return _whose.it(sentence, text, found.span())
