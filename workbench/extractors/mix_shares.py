"""Shares of an instruction mix in sentences: about 40 % of the instructions are loads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _clauses, _percent, _whose
from workbench.extractors._clauses import Named
from workbench.extractors._percent import COUNTED, PERCENT, THING
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_IN = r"(?:\s+(?:in|of)\s+(?P<of>[^.;:,\n%]{1,80}?))?"
_OF_ALL = pattern(rf"{PERCENT}\s+of\s+{COUNTED}{_IN}\s+(?:are|is)\s+{THING}")
_MAKE_UP = pattern(
    rf"{THING}\s+(?:accounts?\s+for|makes?\s+up|constitutes?|is|are)\s+{PERCENT}\s+of\s+{COUNTED}"
    rf"(?:\s+(?:in|of)\s+(?P<of>[^.;:,\n%]{{1,80}}?(?=\Z|[.;:,]\s|[.;:,]\Z)))?"
)
_LEADING = pattern(r"\W*(?:in|for|inside|within)\s+(?P<label>[^,\n]{1,80}),\s*\Z")
_PLAIN = pattern(r"\W*(?:overall|altogether|in\s+total|here|so|thus)?,?\s*(?:the\s+)?\Z")
_BOUND = pattern(
    r"\b(?:over|under|above|below|at\s+(?:least|most)|more\s+than|less\s+than|up\s+to)\s*\Z"
)
_NATIVE = pattern(
    r"\b(?:perf|cachegrind|callgrind|valgrind|x86\S*|arm\S*|risc\S*|mips|assembl\w+|machine\s+code|"
    r"retired|processors?|llvm|native)\b"
)
"""Words of the instructions of a processor, of which a mix is another."""
_ABOUT = pattern(r"%|cent")
_MOVED = pattern(r"\b(?:while|whereas|and|but|remaining|rest|only|another|further)\b")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `mix_share` claim for each share of the instructions of one function."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT):
        if _NATIVE.search(sentence.block.text, max(0, sentence.start - 500), sentence.end):
            continue
        for form in (_OF_ALL, _MAKE_UP):
            for found in form.finditer(text):
                one = _share(document, sentence, text, found)
                if one is not None:
                    yield one


def _share(document: Document, sentence: Sentence, text: str, found: re.Match[str]) -> Claim | None:
    start, end = found.span()
    of = _percent.meant(found)
    if of is None or not _percent.ENDS.match(text, end) or _BOUND.search(text[:start][-20:]):
        return None
    around = f"{text[:start]} {text[end:]}"
    if _clauses.is_spread(around) or _MOVED.search(_clauses.without_code(around)):
        return None
    if _clauses.is_refused(_clauses.without_code(text[end:]), dynamic=True):
        return None
    if not _whose.is_of_one(text, start, end):
        return None
    whose = _owner(sentence, text, found)
    if whose is None:
        return None
    percent = float(found.group("percent"))
    args: dict[str, Any] = {"function": whose.label, "of": of, "percent": percent}
    args |= {"counted": _percent.how(found), "call": _whose.call(document, whose)}
    return claim(
        document,
        sentence.block,
        sentence.place(start, end),
        extractor="mix_shares",
        kind="mix_share",
        args=args,
        claimed=percent,
        hedge=(found.group("hedge") or "").strip() or _rounded(found.group("percent")),
    )


def _rounded(percent: str) -> str | None:
    """That 40 % may be a rounded number; 38 % and 40.0 % say their digits."""
    return "rounded" if percent.endswith(("0", "5")) and "." not in percent else None


def _owner(sentence: Sentence, text: str, found: re.Match[str]) -> Named | None:
    """Whose instructions they are: said behind them, before the statement, or known before."""
    span, before = found.span(), text[: found.start()]
    if found.group("of"):
        return (
            _whose.owner(sentence, text, found.group("of"), span) if _PLAIN.match(before) else None
        )
    if leading := _LEADING.match(before):
        return _whose.owner(sentence, text, leading.group("label"), span)
    if not _PLAIN.match(before) or (sentence.label and not sentence.label.startswith("`")):
        return None
    return _whose.it(sentence, text, span)
