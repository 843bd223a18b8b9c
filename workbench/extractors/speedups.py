"""How much faster one function of a program is than another, where the program shows both calls.

Both have to be defined in one program and timed there on the same literal input, or the sentence
gives it; what caches, sleeps or reads anything has no one time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _shown, _whose
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_NAME = (
    r"(?:`(?P<{0}>[A-Za-z_]\w{{0,80}}(?:\([^`\n]{{0,200}}\))?)`|"
    r"(?P<{0}2>(?<![\w.`])[A-Za-z_]\w{{1,80}}\([^()\n]{{0,200}}\)))"
)
_FIRST, _SECOND = _NAME.format("first"), _NAME.format("second")
_TIMES = (
    r"(?:(?:about|around|roughly|approximately|nearly|almost|~)\s*)?[*_]{0,2}"
    r"(?P<factor>\d{1,6}(?:\.\d{1,3})?)\s?(?:[x×]|[- ]?times|-fold)[*_]{0,2}\s+"
)
_FORMS: tuple[tuple[re.Pattern[str], bool, float | None], ...] = (
    (pattern(rf"{_FIRST}\s+(?:is|runs)\s+(?:{_TIMES})?faster\s+than\s+{_SECOND}"), False, None),
    (pattern(rf"{_FIRST}\s+(?:is|runs)\s+{_TIMES}as\s+fast\s+as\s+{_SECOND}"), False, None),
    (pattern(rf"{_FIRST}\s+(?:is|runs)\s+twice\s+as\s+fast\s+as\s+{_SECOND}"), False, 2.0),
    (
        pattern(
            rf"{_FIRST}\s+halves\s+the\s+(?:run(?:ning)?\s?|execution\s)?time\s+of\s+{_SECOND}"
        ),
        False,
        2.0,
    ),
    (
        pattern(
            rf"{_FIRST}\s+takes\s+half\s+(?:of\s+)?(?:the\s+time\s+of|as\s+long\s+as)\s+{_SECOND}"
        ),
        False,
        2.0,
    ),
    (pattern(rf"{_FIRST}\s+(?:is|runs)\s+(?:{_TIMES})?slower\s+than\s+{_SECOND}"), True, None),
    (
        pattern(rf"{_FIRST}\s+takes\s+twice\s+(?:as\s+long\s+as|the\s+time\s+of)\s+{_SECOND}"),
        True,
        2.0,
    ),
)
"""Forms, whether the second is the faster one, and the factor that the words mean."""
_ENDS = pattern(r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s|[—–]|-\s)")
_STATEFUL = re.compile(
    r"cache|memo|\bglobal\b|\bnonlocal\b|random|sleep|\bopen\(|input\(|socket|requests|subprocess|"
    r"threading|asyncio|\btime\.time\b.*\bif\b|=\s*\{\}\s*[,)]|=\s*\[\]\s*[,)]"
)
_TIMED = re.compile(r"\b(?:timeit|perf_counter|process_time|monotonic)\b")
"""A program that times them compares them on the input it shows; another may show a small one."""
_ABOUT = pattern(r"fast|slow|time|long")
_OTHER = pattern(r"\b(?:in\s+c|on\s+(?:a|an|my|the|our)\b|about\s+as|because\s+it\s+is\s+cached)")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `speed_up` claim for each pair of functions that the text compares."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT):
        for form, is_slower, meant in _FORMS:
            for found in form.finditer(text):
                if _is_plain(text, found):
                    yield from _claim(document, sentence, found, is_slower, meant)


def _is_plain(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    around = f"{text[:start]} {text[end:]}"
    return bool(
        _ENDS.match(text, end)
        and not re.search(r"\w", text[:start])
        and _whose.is_of_one(text, start, end)
        and not _OTHER.search(around)
        and not _whose.given(around)[1]
    )


def _claim(
    document: Document,
    sentence: Sentence,
    found: re.Match[str],
    is_slower: bool,
    meant: float | None,
) -> Iterator[Claim]:
    groups = found.groupdict()
    first, second = (groups[name] or groups[f"{name}2"] for name in ("first", "second"))
    calls = _calls(document, str(first), str(second))
    if calls is None:
        return
    fast, slow = calls[::-1] if is_slower else calls
    factor = float(groups["factor"]) if groups.get("factor") else meant
    if factor is not None and not 1 < factor <= 1e6:
        return
    args: dict[str, Any] = {"call": fast, "than": slow, "factor": factor}
    yield claim(
        document,
        sentence.block,
        sentence.place(*found.span()),
        extractor="speedups",
        kind="speed_up",
        args=args,
        claimed=factor if factor is not None else "faster",
    )


def _calls(document: Document, first: str, second: str) -> tuple[str, str] | None:
    """The calls that are compared: as they are written out, else the one input both are shown on.

    None unless one program defines both, and nothing in it makes a repeated call another one. Of
    calls that are shown as examples only nobody said how fast they are.
    """
    names = [one.partition("(")[0] for one in (first, second)]
    if names[0] == names[1]:
        return None
    homes = [
        one for one in _whose.sources(document) if all(_shown.defines(one, name) for name in names)
    ]
    if len(homes) != 1 or _STATEFUL.search(homes[0]):
        return None
    written = [_arguments(one) for one in (first, second)]
    if all(written):
        return f"{names[0]}({written[0]})", f"{names[1]}({written[1]})"
    if any(written):
        return None
    if not _TIMED.search(homes[0]):
        return None
    shown = [set(_shown.arguments(homes[0], name) or ()) for name in names]
    if shown[0] != shown[1] or len(shown[0]) != 1:
        return None
    (given,) = shown[0]
    return f"{names[0]}({given})", f"{names[1]}({given})"


def _arguments(written: str) -> str | None:
    """The literal arguments of a call as a sentence writes it."""
    given = written.partition("(")[2].removesuffix(")")
    return given if _shown.is_literal(given) else None
