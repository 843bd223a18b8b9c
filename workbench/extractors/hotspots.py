"""Where the time goes, as documents say it: bottlenecks, hot functions, shares in percent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _whose
from workbench.extractors._prose import Sentence, statements
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_TIME = (
    r"(?:of\s+(?:the\s+|its\s+|all\s+)?(?:total\s+|overall\s+|execution\s+|run\s?|cpu\s+|whole\s+)?"
    r"(?:execution\s+|run\s?|cpu\s+)?(?:time|runtime)|of\s+the\s+(?:profile|run))"
)
_PERCENT = (
    r"(?P<low>\d{1,3}(?:\.\d{1,3})?)(?:\s?%?\s?(?:-|–|to)\s?(?P<high>\d{1,3}(?:\.\d{1,3})?))?"
    r"\s?(?:%|percent|per cent)"
)
_SHARE = re.compile(
    r"\b(?:takes?(?:\s+up)?|took(?:\s+up)?|taking|consum\w{1,4}|accounts?\s+for|accounted\s+for|uses?|spends?|spent|"
    r"makes?\s+up|dominates?\s+with|responsible\s+for|represents?|contribut\w{1,4})\s+"
    rf"(?P<hedge>about|around|roughly|approximately|nearly|almost|over|more than|~|≈)?\s?{_PERCENT}"
    rf"\s+{_TIME}|"
    rf"(?P<hedge2>about|around|roughly|approximately|nearly|almost|over|more than|~|≈)?\s?"
    rf"{_PERCENT.replace('low', 'low2').replace('high', 'high2')}\s+{_TIME}\s+"
    r"(?:is|was|goes|went|are|were)\s+(?:spent|to|in|into|inside)\b",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:most|majority|bulk|(?:nearly|almost|virtually|practically|essentially) all)\s+"
    r"(?:of\s+)?(?:the\s+|its\s+)?"
    r"(?:total\s+|execution\s+|run\s?|cpu\s+|computation\w*\s+)?(?:time|runtime|work)\s+"
    r"(?:\((?:about|around|roughly|approximately|over|~)?\s?\d[\d.–-]*\s?%\)\s+)?"
    r"(?:is|was|goes|went|gets)\s+(?:spent\s+)?(?:in|inside|to|into|on|by)\s+(?P<what>(?:[^.;\n]|\.(?=\w)){2,160})",
    re.IGNORECASE,
)
_ALL = (
    r"(?:the\s+)?(?:vast\s+|large\s+|overwhelming\s+)?(?:most|majority|bulk|largest\s+share|"
    r"biggest\s+share|(?:nearly|almost|virtually|practically|essentially)\s+all)\s+(?:of\s+)?"
)
_OF_TIME = (
    r"(?:the\s+|its\s+)?(?:total\s+|execution\s+|cpu\s+|run\s?)?(?:time|runtime|run time|profile)\b"
)
_TAKES_MOST = re.compile(
    r"\A(?:The\s+(?:c?profil\w+|output|results?)\s+(?:shows?|reveals?)\s+that\s+)?"
    r"(?P<what>[^.;:\n]{2,120}?)\s+(?:(?:takes?(?:\s+up)?|took(?:\s+up)?|consumes?|accounts?\s+for|"
    rf"(?:is|are|was)\s+responsible\s+for|dominates?)\s+{_ALL}{_OF_TIME}|dominates?\s+{_OF_TIME}|"
    r"(?:is|was)\s+where\s+(?:most|the\s+(?:bulk|majority))\s+of\s+the\s+(?:run\s?|execution\s+)?"
    r"time\s+(?:goes|went|is\s+spent|was\s+spent)|"
    r"(?:is|was)\s+(?:by\s+far\s+)?the\s+most\s+time-consuming\s+(?:function|part|method)\b)",
    re.IGNORECASE,
)
_PROGRAM = r"(?:c?python|(?:the|this|our|my)\s+(?:whole\s+)?(?:program|script|code|interpreter))"
_SPENDS_MOST = re.compile(
    rf"\A\W*{_PROGRAM}\s+(?:spends|spent)\s+"
    rf"{_ALL}{_OF_TIME}\s+(?:in|inside)\s+(?P<what>(?:[^.;\n]|\.(?=\w)){{2,160}})",
    re.IGNORECASE,
)
_BY_PROGRAM = re.compile(rf"{_PROGRAM}\s*\Z", re.IGNORECASE)
_SPENT = re.compile(r"spen(?:ds?|t)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:\Z|[.,;:!)(–—]|(?:and|while|whereas|but|overall|according|in\s+(?:total|the\s+profile|"
    r"this|our|my)|for\s+this|during)\b)",
    re.IGNORECASE,
)
"""What follows a share of all the time; another word may make it the time of something else."""
_BOTTLENECK = re.compile(
    r"(?:\b(?:bottlenecks?|hot\s?spots?|hottest\s+(?:function|path|part))\s+"
    r"(?:(?:of|in|here|for)\s+[^.;,\n]{0,60}?\s)?(?:is|are|was|were|lies in|comes? from|remains)\s+"
    r"(?P<after>(?:[^.;\n]|\.(?=\w)){2,160})|"
    r"\A(?P<before>[^.;:\n]{2,120}?)\s+(?:is|are|was|were|remains?)\s+(?:the|a)\s+"
    r"(?:main\s+|primary\s+|biggest\s+|major\s+|only\s+|dominant\s+|real\s+|performance\s+){0,2}"
    r"(?:bottleneck|hot\s?spot|hottest function)\b|"
    r"\bbottlenecks?\s+in\s+(?P<within>(?:[^.;\n]|\.(?=\w)){2,100}))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:main |primary |key |likely |performance )?(?:bottlenecks?|hot\s?spots?)\Z", re.IGNORECASE
)
_HOT = re.compile(r"\b(?:bottleneck|hot\s?spot|hottest|time|runtime|%|percent)", re.IGNORECASE)
_NOTHING = re.compile(
    r"\A\W*(?:none|n/?a|unknown|tbd|see|yes|no|nothing|to be|identified|found|where|what|which|"
    r"how|that|if|when)\b",
    re.IGNORECASE,
)
_OF_A_LINE = re.compile(r"(?:the\s+)?line\s+(?:\d|`)", re.IGNORECASE)
"""What is said of a line of code is read elsewhere."""
_COMPARED = re.compile(
    r"\b(?:previous(?:ly)?|before|after|originally|optimi[sz]ed|compared|than|instead|if|unless|"
    r"no longer|would|in c\b|on (?:a|the) gpu)\b",
    re.IGNORECASE,
)


def extract(document: Document) -> tuple[Claim, ...]:
    """`time_share` claims for percentages, `hotspot` claims for what takes most, at these words."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence in statements(document):
        text = sentence.text[:1_000]
        labelled = bool(sentence.label and _LABEL.match(sentence.label))
        if not labelled and not _HOT.search(text):
            continue
        if not sentence.states or sentence.is_negated or _COMPARED.search(text):
            continue
        share = _SHARE.search(text)
        if share is not None:
            yield from _share(document, sentence, share)
        elif labelled:
            if not _NOTHING.match(text):
                yield _hotspot(document, sentence, 0, len(text.rstrip(" .")))
        else:
            yield from _words(document, sentence, text)


def _words(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    for pattern in (_MOST, _TAKES_MOST, _SPENDS_MOST, _BOTTLENECK):
        found = pattern.search(text)
        if found is None or (pattern is _TAKES_MOST and not _ENDS.match(text, found.end())):
            continue
        group = next(name for name, value in found.groupdict().items() if value is not None)
        words = found.group(group)
        if not _NOTHING.match(words) and not _OF_A_LINE.match(words):
            yield _hotspot(document, sentence, *found.span(group))
        return


def _hotspot(document: Document, sentence: Sentence, start: int, end: int) -> Claim:
    """A claim about the words between; a single function marked as code is its subject."""
    words = sentence.text[start:end].rstrip()
    function = _whose.function(words)
    args: dict[str, Any] = {"function": function, "what": words[:1_000], "call": None}
    return _claim(document, sentence, start, start + len(words), "hotspot", args)


def _share(document: Document, sentence: Sentence, found: re.Match[str]) -> Iterator[Claim]:
    """A claim about a percentage, when its sentence names one function as code."""
    given = {name: value for name, value in found.groupdict().items() if value is not None}
    low = float(given.get("low") or given["low2"])
    high = given.get("high") or given.get("high2")
    if low > 100 or (high is not None and float(high) > 100):
        return
    hedge = given.get("hedge") or given.get("hedge2")
    more = hedge is not None and hedge.lower() in ("over", "more than")
    args: dict[str, Any] = {"function": _of_share(sentence.text[:1_000], found), "percent": low}
    args |= {"low": None, "high": None, "call": None}
    if high is not None or more:
        top = 100.0 if high is None else float(high)
        args |= {"percent": None, "low": low, "high": top}
    if args["function"] is None:
        return
    start, end = found.span()
    yield _claim(document, sentence, start, end, "time_share", args, low, hedge)


def _of_share(text: str, found: re.Match[str]) -> str | None:
    """Whose share it is: what spends most of its time somewhere has no share by that."""
    before, after = text[: found.start()], text[found.end() :]
    if _SPENT.match(found.group()):
        return _whose.function(after) if _BY_PROGRAM.search(before) else None
    is_plain = found.group("low2") is not None or _ENDS.match(after)
    return _whose.function(text) if is_plain else None


def _claim(
    document: Document,
    sentence: Sentence,
    start: int,
    end: int,
    kind: str,
    args: dict[str, Any],
    claimed: float | None = None,
    hedge: str | None = None,
) -> Claim:
    return claim(
        document,
        sentence.block,
        sentence.place(start, end),
        extractor="hotspots",
        kind=kind,
        args=args,
        claimed=claimed,
        hedge=hedge,
    )
