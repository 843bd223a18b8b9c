"""Numbers that a sentence goes on with: of these 12 are LOAD_FAST; 3 times in `f` and 5 in `g`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.extractors import _stated
from workbench.extractors._clauses import Named
from workbench.extractors._forms import Said
from workbench.extractors._numbers import Count
from workbench.extractors._stated import NUMBER, OPCODE, TIMES, pattern

_LABELLED = (
    r"(?P<label>(?!total\b|all\b|which\b).{1,80}?)"
    r"(?=\s*\Z|[.,;:!)](?:\s|\Z)|\s+(?:and|while|whereas|but)\s)"
)
_WHERE = pattern(rf"\s+(?:in|of|inside|within)\s+{_LABELLED}")
_FOR = pattern(rf"\s+for\s+(?=`|the\s+function\s){_LABELLED}")
_ALSO = r"\s*,?\s*(?:(?:and|but|while|whereas|versus)\s+)?"
_IN = r"(?=\s+(?:in|inside|within)\s+(?!total\b|all\b|the\s+(?:loop|body)))"
_AGAIN = (pattern(rf"{_ALSO}(?:(?P<never>never)|{TIMES}){_IN}"), pattern(rf"{_ALSO}{NUMBER}{_IN}"))
_ARE = rf"{NUMBER}\s+(?:are|is|being)\s+(?:an?\s+)?{OPCODE}"
_FIRST = (
    pattern(rf",?\s*\bof\s+(?:these|those|them|which),?\s+{_ARE}"),
    pattern(
        rf",?\s*{NUMBER}\s+of\s+(?:these|those|them|which)\s+(?:are|is|being)\s+(?:an?\s+)?{OPCODE}"
    ),
)
_NEXT = pattern(rf"\s*(?:,\s*(?:and\s+)?|and\s+){NUMBER}\s+(?:(?:are|is)\s+)?(?:an?\s+)?{OPCODE}")
_MAX = 40


def where(said: Said, text: str, end: int) -> re.Match[str] | None:
    """The words behind a number that say in which function."""
    found = _WHERE.match(text, end)
    if found is None and said.kind == "total_instructions":
        found = _FOR.match(text, end)
    return found


def elsewhere(text: str, found: Sequence[Said]) -> list[Said]:
    """The numbers of other functions: 3 times in `f` and 5 times in `g`, never in `h`."""
    return [more for said in found if not said.is_dynamic for more in _elsewhere(text, said)]


def _elsewhere(text: str, said: Said) -> Iterator[Said]:
    place = _WHERE.match(text, said.around[1])
    for _ in range(_MAX):
        again = _again(text, place.end()) if place else None
        if again is None:
            return
        count = Count(0) if again.groupdict().get("never") else _stated.count(again)
        place = _WHERE.match(text, again.end())
        if count is None or place is None:
            return
        start = again.end() - len(again.group().lstrip(" ,"))
        around = (start, again.end())
        yield Said(said.kind, count, Named(None), (start, place.end()), around, said.opcode)


def _again(text: str, start: int) -> re.Match[str] | None:
    return next((found for form in _AGAIN if (found := form.match(text, start))), None)


def parts(text: str) -> list[tuple[int, int]]:
    """Where a sentence speaks of some of those that were counted before."""
    return [part.span() for one in _firsts(text) for part in _runs(text, one)]


def of_these(text: str, told: Sequence[Said], before: Named | None) -> Iterator[Said]:
    """Of these, 12 are LOAD_FAST and 3 are CALL: of the instructions that were counted last.

    That is what the sentence has told before, else, where it begins so, the one right before it.
    """
    for first in _firsts(text):
        whose = _whole(text, told, first.start(), before)
        for part in _runs(text, first) if whose else ():
            kind, count = _stated.kind(part), _stated.count(part)
            if kind is not None and count is not None and whose is not None:
                span = (part.start("number"), part.end())
                yield Said(kind[0], count, whose, span, part.span(), kind[1])


def _firsts(text: str) -> Iterator[re.Match[str]]:
    for form in _FIRST:
        yield from form.finditer(text)


def _runs(text: str, first: re.Match[str]) -> Iterator[re.Match[str]]:
    part: re.Match[str] | None = first
    for _ in range(_MAX):
        if part is None:
            return
        yield part
        part = _NEXT.match(text, part.end())


def _whole(text: str, told: Sequence[Said], start: int, before: Named | None) -> Named | None:
    """Whose instructions "these" are."""
    ended = [said for said in told if said.around[1] <= start]
    if not ended:
        return None if re.search(r"\w", text[:start]) else before
    last = max(ended, key=lambda said: said.around[1])
    return last.owner if last.kind == "total_instructions" else None
