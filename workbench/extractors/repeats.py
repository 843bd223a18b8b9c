"""Sentences that ask for a step to be repeated for other programs: they say it works there."""

from __future__ import annotations

import re

from workbench.extractors._prose import sentences
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_REPEATED = re.compile(
    r"\b(?:repeat(?:\s+(?:this|it|the\s+(?:same|above|steps?|process|command)))?|"
    r"do\s+the\s+same|(?:and\s+)?likewise|proceed\s+likewise)\s+(?:\w+\s+){0,2}?(?:for|with)\s+"
    r"(?P<what>[^.;:!?\n]{1,120}(?:\.\w[^;:!?\n]{0,100})?)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:the\s+|all\s+|each\s+|both\s+|every\s+)*(?:of\s+the\s+)?(?:other|remaining|rest)\b.{0,40}"
    r"(?:programs?|scripts?|workloads?|files?|functions?|codes?|modules?|examples?)?",
    re.IGNORECASE,
)
_NAME = re.compile(r"`([A-Za-z_][\w.]{0,100})(?:\(\))?`")


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each such sentence, located on its words."""
    found: list[Claim] = []
    for sentence in sentences(document):
        match = _REPEATED.search(sentence.text[:1000])
        if match is None or sentence.is_negated or len(found) > MAX_CLAIMS:
            continue
        names = _NAME.findall(match.group("what"))
        if not names and not _OTHERS.match(match.group("what")):
            continue
        found.append(
            claim(
                document,
                sentence.block,
                sentence.place(match.start(), match.start() + len(match.group().rstrip())),
                extractor="repeats",
                kind="repeat_for_all",
                args={"names": names},
            )
        )
    return unique(found)
