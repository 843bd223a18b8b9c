"""Growth as documents state it: O(…), Θ(…) and words like "linear time", of time or of memory.

Only classes in one size n are taken. What is said of a part (each look-up, the merge step), of
other programs or of both sides of a comparison is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench import complexity
from workbench.extractors import _subjects
from workbench.extractors._prose import Sentence, statements
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_MAX = 600
_INSIDE = r"(?:[^()\n]|\([^()\n]{0,20}\)){1,40}"
_BIG = re.compile(
    rf"(?<![\w\\])(?P<sign>\\mathcal\{{O\}}|\\mathrm\{{O\}}|\\Theta|[OΘ])\s?(?:\\left)?"
    rf"\({_INSIDE}?(?:\\right)?\)"
)
_WORDS = re.compile(
    r"\b(?P<word>constant|logarithmic|linear|linearithmic|quadratic|cubic|exponential|factorial)"
    r"(?:\s+(?:extra\s+|additional\s+|auxiliary\s+)?"
    r"(?P<what>time|space|memory|running time|runtime)\b"
    r"(?!\s*-|\s+(?:series|step|steps|scale|frame))"
    r"(?:\s+complexity)?|\s+complexity\b)",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\b(?:runs?|works?|sorts?|operates?|executes?|finishes|is|has|with|takes?|needs?|uses?|"
    r"requires?|costs?|complexity|runtime|time|space|memory)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b(?:time|run-?time|runs? in|running|steps|operations)\b", re.IGNORECASE)
_SPACE = re.compile(r"\b(?:space|memory)\b", re.IGNORECASE)
_BOTH = re.compile(r"\bcomplexity\b", re.IGNORECASE)
_CASE = re.compile(r"\b(?P<case>worst|average|best)(?:[- ]cases?\b|\b)", re.IGNORECASE)
_ON_AVERAGE = re.compile(r"\bon average\b|\btypical(?:ly)?\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;]\s|\s(?:and|but|while|whereas|with)\s|\.\s|\s[–—-]\s|[()](?=\s|\Z)|\n")
_LEFT_OUT = re.compile(
    r"\b(?:amorti[sz]ed|expected|instead|compared?|comparison|than|naive|brute[- ]force|"
    r"optimi[sz]ed?|improves?|improved|reduc\w+|originally|previous\w*|before|after|each|every|per|look-?ups?|"
    r"insertions?|inserts?|append\w*|pops?|access\w*|steps?|partition\w*|merging|merge step|inner|"
    r"outer|loops?|level|recursion depth|element|append|lower bound|alternativ\w*|other|another|"
    r"theoretical\w*|in theory|if|unless|could|would|should|might|may|assum\w+|known|library|"
    r"built-?in|heap ?sort's|algorithms|class|approximat\w+|roughly|about|multi\w*|parallel|gpu|"
    r"hash|dictionar\w+|sorted\(\)|timsort|up to|beats?|versus|vs|when|whenever|where|provided|"
    r"already|(?:pre|un)?-?sorted|reversed?|descending|ascending|identical|duplicates?|distinct|"
    r"balanced|unbalanced|degenerate|lucky|unlucky|special|certain)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:overall |asymptotic )?(?P<case>worst|average|best)?(?:[- ]case)?\s?"
    r"(?P<what>time|space|memory|auxiliary space|running time|runtime)?\s?"
    r"(?:complexity|complexities)?\Z",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"`(?P<quoted>[A-Za-z_][\w.]{0,80})(?:\([^`\n]{0,60}\))?`|(?<![\w.])(?P<called>[A-Za-z_]\w{1,60})\(\)"
)
_PART = re.compile(
    r"\b(?:copy\w*|slic\w+|sum\(|range\(|len\(|sort\(|membership|search in|comparisons? of)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|has|have|runs?|works?|sorts|operates?|executes?|finishes|takes?|needs?|uses?|"
    r"requires?|costs?|achieves?|makes?|does|performs?|computes?|returns?|finds?|goes|iterates?|"
    r"scans?|with)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\W*its?\b", re.IGNORECASE)
_PARTS = re.compile(r"[.,;:]\s|\s(?:and|but|while|whereas)\s|[()](?=\s|\Z)")
_ASIDE = re.compile(
    r"\W*(?:since|because|as|for|on|in|with|at|thus|so|hence|therefore|overall)\b", re.IGNORECASE
)
_ABOUT = frozenset(
    {"time", "space", "memory", "complexity", "complexities", "runtime", "running", "run", "worst"}
    | {"average", "best", "case", "cases", "asymptotic", "auxiliary", "additional", "extra", "cost"}
    | {"computational", "growth", "analysis", "performance", "summary", "big", "notation", "usage"}
    | {"linear", "constant", "quadratic", "cubic", "logarithmic", "note", "result", "conclusion"}
    | {"o", "is", "mean", "typical", "expected", "requirement", "requirements", "efficiency"}
)
"""Words of what is measured, that name nobody."""


def extract(document: Document) -> tuple[Claim, ...]:
    """One `complexity` claim for each class that is stated, at its place."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence in statements(document):
        text = sentence.text[:_MAX]
        if not sentence.states or sentence.is_negated:
            continue
        if _LEFT_OUT.search(text) or _PART.search(text):
            continue
        found = list(islice(_found(text), 7))
        if len(found) < 7:  # more than that is a table of classes
            for one in found:
                yield from _one(document, sentence, text, one, len(found))


def _found(text: str) -> Iterator[re.Match[str]]:
    yield from _BIG.finditer(text)
    yield from _WORDS.finditer(text)


def _one(
    document: Document, sentence: Sentence, text: str, found: re.Match[str], several: int
) -> Iterator[Claim]:
    given = found.groupdict()
    written = given.get("word") or found.group()
    growth = complexity.normalised(written)
    clause = _clause(text, found)
    label = _LABELLED.match((sentence.label or "").strip(" *:`"))
    what = _what(given.get("what") or "", clause, label, text)
    if growth is None or what is None:
        return
    if not label and not _STATED.search(text[: found.start()]) and not _STATED.search(clause):
        return
    case = _case(clause, label, text if several == 1 else "")
    names = _named(document, text)
    if len(names) > 1 or case == "several" or not _is_of_own(document, sentence, text, found):
        return
    args: dict[str, Any] = {
        "function": names.pop() if names else None,
        "growth": growth,
        "what": what,
        "case": case,
        "bound": "tight" if given.get("sign") in ("Θ", "\\Theta") else "upper",
        "call": None,
    }
    yield claim(
        document,
        sentence.block,
        sentence.place(*found.span()),
        extractor="complexities",
        kind="complexity",
        args=args,
        claimed=growth,
    )


def _named(document: Document, text: str) -> set[str]:
    """The functions that a sentence marks as code; a flag or a variable is none."""
    found = {one.group("quoted") or one.group("called") for one in _MARKED.finditer(text)}
    known = _subjects.written(document)
    if known:
        return {name for name in found if name.rpartition(".")[2] in known or name in known}
    return found - {"n"}


def _is_of_own(document: Document, sentence: Sentence, text: str, found: re.Match[str]) -> bool:
    """Whether what comes before a class is about a program of the document, or about nobody."""
    label = (sentence.label or _subjects.label(sentence) or "").strip(" *:`")
    if not _LABELLED.match(label) and not _subjects.is_own(document, label, _ABOUT):
        return False
    before = _BIG.sub(" ", text[: found.start()])
    if _IT.match(before):
        said = _subjects.sentence_before(sentence)
        if _BIG.search(said) and not _are_own(document, said[: _first(said)]):
            return False
    return _are_own(document, before)


def _first(said: str) -> int:
    return next((one.start() for one in _BIG.finditer(said)), 0)


def _are_own(document: Document, before: str) -> bool:
    """Whether the subjects of all clauses before a class are; what leads them in says nothing."""
    parts = _PARTS.split(before)
    return all(
        _subjects.is_own(document, _VERB.split(part, maxsplit=1)[0], _ABOUT)
        for part in parts
        if not _ASIDE.match(part) or part is parts[-1]
    )


def _clause(text: str, found: re.Match[str]) -> str:
    """The words around a class, up to the next comma or conjunction on either side."""
    before = 0
    for one in _CLAUSE.finditer(text, 0, found.start()):
        before = one.end()
    after = _CLAUSE.search(text, found.end())
    return text[before : after.start() if after else len(text)]


def _what(own: str, clause: str, label: re.Match[str] | None, whole: str) -> str | None:
    """Time or space; None where neither or both are named."""
    named = label.group("what") if label else None
    if label and (named or _BOTH.search(label.group())):
        return "space" if named and _SPACE.search(named) else "time"
    for text in (own, clause, whole):
        time, space = bool(_TIME.search(text)), bool(_SPACE.search(text))
        if time != space:
            return "space" if space else "time"
        if time and space:
            return None
    return "time" if _BOTH.search(clause) or _BOTH.search(whole) else None


def _case(clause: str, label: re.Match[str] | None, whole: str) -> str | None:
    if label and label.group("case"):
        return str(label.group("case")).lower()
    for text in (clause, whole):
        cases = {one.group("case").lower() for one in _CASE.finditer(text)}
        if _ON_AVERAGE.search(text):
            cases.add("average")
        if len(cases) > 1:
            return "several"
        if cases:
            return cases.pop()
    return None
