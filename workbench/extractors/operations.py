"""Numbers of floating-point operations in sentences, and products such as 2n³ for a given n."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _amounts, _clauses, _whose
from workbench.extractors._amounts import FORMULA, NUMBER, Amount
from workbench.extractors._clauses import Named
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_NOUN = (
    r"(?:floating[- ]point\s+(?:arithmetic\s+)?operations?|fp\s+operations|flops?)"
    r"(?!\s*(?:/|per\b|s\b|\^|of\s+(?:peak|throughput|performance)))\b"
    r"(?:\s+(?:in\s+(?:total|all)|altogether|overall))?"
)
_VERB = r"\s(?:performs|does|executes|needs|requires|takes|costs|uses)\s+"
_SO_MANY = pattern(rf"{_VERB}(?P<quote>(?:{FORMULA}\s*=\s*)?{NUMBER}\s*{_NOUN})")
_PRODUCT = pattern(rf"{_VERB}(?P<quote>(?:exactly\s+)?{FORMULA}\s+{_NOUN})")
_DONE = pattern(
    rf"\A\W*(?:in\s+total,?\s+|overall,?\s+)?(?P<quote>{NUMBER}\s*{_NOUN}\s+are\s+"
    r"(?:performed|executed|done|needed|required))(?:\s+by\s+(?P<by>[^.;:,\n]{1,80}?(?=\Z|[.;:,])))?"
)
_NUMBER_OF = pattern(
    r"\A\W*the\s+(?:total\s+)?(?:number|count)\s+of\s+(?:floating[- ]point\s+operations|flops)"
    rf"(?:\s+(?:of|in|for|performed\s+by)\s+(?P<by>(?!\d)[^.;:,\n]{{1,80}}?))?\s+is\s+"
    rf"(?P<quote>(?:{FORMULA}\s*=\s*)?{NUMBER})"
)
_CALL_OF = pattern(r"\W*(?:a|one|this|the)\s+(?:single\s+)?call\s+(?:of|to)\s+(?P<label>.{1,80})\Z")
_ENDS = pattern(r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s|[—–]|-\s|\()")
_ABOUT = pattern(r"flop|floating|\bfp\b")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `flops` claim for each number of operations of one call."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT):
        bare, values = _whose.given(text)
        for form in (_SO_MANY, _DONE, _NUMBER_OF, _PRODUCT):
            for found in form.finditer(bare):
                number = _number(found, values)
                if number is None or not _is_plain(bare, found):
                    continue
                if _whose.is_shown(document, _whose.inputs(sentence)):
                    yield from _claim(document, sentence, (text, bare), found, number)


def _number(found: re.Match[str], values: dict[str, int]) -> Amount | None:
    """A number that is given; else that of a product, whose lower terms are left out."""
    if "number" in found.re.groupindex:
        return _amounts.amount(found)
    value = _amounts.product(found.group("formula"), values)
    return None if value is None else Amount(value, "leading term")


def _is_plain(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    around = f"{text[:start]} {text[end:]}"
    return bool(
        _ENDS.match(text, end)
        and not _clauses.is_spread(around)
        and not _clauses.is_refused(_clauses.without_code(around), dynamic=True)
        and _whose.is_of_one(text, start, end)
    )


def _claim(
    document: Document,
    sentence: Sentence,
    texts: tuple[str, str],
    found: re.Match[str],
    number: Amount,
) -> Iterator[Claim]:
    text, bare = texts
    whose = _owner(sentence, bare, found)
    if whose is None:
        return
    args: dict[str, Any] = {"function": whose.label, "count": round(number.value)}
    args |= {"call": _whose.call(document, whose)}
    start, end = found.span("quote")
    yield claim(
        document,
        sentence.block,
        sentence.place(start, start + len(text[start:end].rstrip())),
        extractor="operations",
        kind="flops",
        args=args,
        claimed=round(number.value),
        hedge=number.hedge,
    )


def _owner(sentence: Sentence, text: str, found: re.Match[str]) -> Named | None:
    if "by" in found.re.groupindex:
        if found.group("by"):
            return _whose.owner(sentence, text, found.group("by"), found.span())
        return _whose.it(sentence, text, found.span())
    words = _whose.clause(text[: found.start()])
    call = _CALL_OF.match(words)
    if call is not None:
        return _whose.owner(sentence, text, call.group("label"), found.span())
    return _whose.whom(sentence, text, *found.span())
