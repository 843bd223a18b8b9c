"""Which of several functions of one name words mean: that of a class, or of an earlier version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_THING = (
    r"(?:version|code|implementation|function|program|solution|approach|attempt|draft|one|variant)"
)
_PLACES: tuple[tuple[int, str], ...] = (
    (0, rf"original|initial|unoptimi[sz]ed|naive|first\s+{_THING}|(?:version|v)\s?1"),
    (1, rf"second\s+{_THING}|(?:version|v)\s?2"),
    (2, rf"third\s+{_THING}|(?:version|v)\s?3"),
    (-1, rf"improved|optimi[sz]ed|updated|revised|refactored|(?:new|final|last|latest)\s+{_THING}"),
)
_TOLD = [
    (place, re.compile(rf"\b(?:{words})\b(?!\.\d)", re.IGNORECASE)) for place, words in _PLACES
]
_LABELS = [
    (
        place,
        re.compile(rf"(?:the\s+)?(?:{words}|(?:{words})\s+{_THING})\Z", re.IGNORECASE),
    )
    for place, words in (*_PLACES, (0, "before|old"), (-1, "after|new|final|latest"))
]
_TECHNICAL = re.compile(
    r"\bstack[- ](?:effects?|depth|size|usage|machine|frames?|pointer|trace|based)\b", re.IGNORECASE
)
_MOST = 300


def version(text: str, count: int) -> int | None:
    """Which of `count` versions of a program a text speaks of; None for none or several."""
    found = {place for place, words in _TOLD if words.search(text[:_MOST])}
    return _among(found.pop(), count) if len(found) == 1 else None


def version_label(label: str, count: int) -> int | None:
    """The same for a label that says nothing else, such as "Original" or "Version 2"."""
    found = [place for place, words in _LABELS if words.match(label.strip())]
    return _among(found[0], count) if found else None


def is_version(label: str) -> bool:
    """Whether a label tells a version of a program and says nothing else."""
    return any(words.match(label.strip()) for _, words in _LABELS)


def file(text: str, names: Sequence[str]) -> str | None:
    """The one of some file names that a text names, or is: primes.py, Task 2 for task2.py."""
    if len(text) > _MOST:
        return None
    found = {one for one in names if re.search(rf"(?<![\w/.-]){re.escape(one)}(?!\w)", text)}
    bare = squeezed(text)
    found = found or {one for one in names if bare == squeezed(one.rpartition("/")[2][:-3])}
    return found.pop() if len(found) == 1 else None


def squeezed(text: str) -> str:
    """A text without what parts its words: quick sort, quick_sort and QuickSort are alike."""
    return re.sub(r"[\W_]+", "", text.lower())


def _among(place: int, count: int) -> int | None:
    """The place of a version; of more than two nobody knows which one is the improved one."""
    if place < 0:
        return 1 if count == 2 else None
    return place if place < count else None


def of_class(bearers: Sequence[str], texts: Iterable[str]) -> str | None:
    """The method whose class the first text names that names any; None where it names several."""
    for text in texts:
        bare = _TECHNICAL.sub(" ", text[:_MOST])
        named = [one for one in bearers if _is_named(one.rpartition(".")[0], bare)]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _is_named(scope: str, text: str) -> bool:
    name = scope.rpartition(".")[2]
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
