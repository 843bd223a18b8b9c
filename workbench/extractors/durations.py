"""How long something is said to take: took 0.35 s, runs in 2 ms, an execution time of 3.4 seconds.

Ratios and shares of the time are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors import _whose
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_UNITS = (
    ("ms", r"ms|milli-?seconds?|msecs?"),
    ("us", r"[µμu]s|micro-?seconds?"),
    ("ns", r"ns|nano-?seconds?"),
    ("s", r"s|secs?|seconds?"),
)
_UNIT = "|".join(rf"(?P<{name}>{words})" for name, words in _UNITS)
_HEDGE = r"(?:(?P<hedge>[~≈]|about|around|roughly|approximately|nearly|almost|under|over)\s*)?"
_TIME = (
    rf"(?:(?:only|just|exactly|merely|a\s+total\s+of)\s+)?{_HEDGE}\*{{0,2}}"
    rf"(?<![\w.,<>-])(?P<number>\d{{1,9}}(?:\.\d{{1,9}})?(?:e-?\d{{1,2}})?)\s?(?:{_UNIT})(?![\w/^²-])"
)
_TAKES = pattern(
    r"\b(?:takes?|took|taking|needs?|needed|requires?|required|lasts?|lasted|"
    r"(?:runs?|ran|finish(?:es|ed)?|completes?|completed|executes?|executed|terminates?|terminated|"
    r"returns?|returned|prints?|printed|sorts?|sorted|computes?|computed)"
    r"(?:\s+(?:[`\w()\[\],.]+\s+){0,6}?(?:in|for|within|after)))\s+"
    rf"(?P<quote>{_TIME})"
)
_WAS = pattern(
    r"\b(?P<quote>(?:execution|run(?:ning)?|elapsed|wall(?:[- ]clock)?|cpu|processing|computation)"
    rf"[- ]?(?:time|runtime)|runtime)(?:\s+(?:of|for)\s+[^.;:,\n]{{1,60}}?)?"
    rf"\s+(?:is|was|of)\s+{_TIME}"
)
_CALLS = pattern(rf"\b(?P<quote>function\s+calls(?:\s+\([^()\n]{{1,60}}\))?\s+in\s+{_TIME})")
_LABEL = re.compile(r"(?:\w+ ){0,3}(?:time|runtime|duration|elapsed)\b", re.IGNORECASE)
_BARE = pattern(rf"(?P<quote>{_TIME})")
_ABOUT = re.compile(r"\d\*{0,2}\s?(?:[mnuµμ]?s\b|[a-z]*-?sec)", re.IGNORECASE)


def extract(document: Document) -> tuple[Claim, ...]:
    """One `run_time` claim for each time that a sentence states."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT):
        seen: set[int] = set()
        for found in _found(sentence, text):
            if found.start("number") in seen or _whose.is_quoted(text, *found.span()):
                continue
            seen.add(found.start("number"))
            yield _claim(document, sentence, text, found)


def _found(sentence: Sentence, text: str) -> Iterator[re.Match[str]]:
    for form in (_TAKES, _WAS, _CALLS):
        yield from form.finditer(text)
    if sentence.label and _LABEL.match(sentence.label):
        one = _BARE.match(text)
        yield from [one] if one else []


def _claim(document: Document, sentence: Sentence, text: str, found: re.Match[str]) -> Claim:
    unit = next(name for name, _ in _UNITS if found.group(name))
    seconds = float(found.group("number")) / _PER_SECOND[unit]
    return claim(
        document,
        sentence.block,
        sentence.place(found.start("quote"), found.end()),
        extractor="durations",
        kind="run_time",
        args={"function": _whose.function(text), "seconds": seconds},
        claimed=seconds,
        hedge=found.group("hedge"),
    )
