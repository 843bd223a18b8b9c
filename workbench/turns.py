"""The conversation as it was, with the places of its claims marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.records import Claim, Judged, Location, Verdict, text_key
from workbench.transcripts import Transcript

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_RANK = (None, "contradicted", "other-version", "ambiguous", "undecided", "uncheckable")


@dataclass(frozen=True)
class Piece:
    """A stretch of a turn; the claims that stand exactly there, the worst first."""

    text: str
    claims: tuple[tuple[Claim, Verdict | None], ...] = ()


@dataclass(frozen=True)
class Turn:
    """What one side said: a prompt, a reply, or a whole document that was checked."""

    speaker: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    claim: Claim
    verdict: Verdict | None


def turns(found: Transcript, judged: Judged | None) -> list[Turn]:
    """The prompts and replies in their order; of a checked document its text."""
    spans = _spans(judged) if judged is not None else {}
    if not found.responses:
        return [_document(judged, key, spans) for key in sorted(spans)] if judged else []
    told: list[Turn] = []
    prompts = dict(enumerate(found.prompts)) if len(found.prompts) == len(found.responses) else {}
    for number, response in enumerate(found.responses):
        if prompt := prompts.get(number):
            told.append(Turn("user", prompt.name, (Piece(prompt.text),)))
        pieces: tuple[Piece, ...] = (Piece(response.text),)
        if judged is not None:
            pieces = _marked_reply(response.text, judged, spans)
        told.append(Turn("assistant", f"{response.prompt}, {response.model}", pieces))
    return told


def _document(judged: Judged, key: str, spans: dict[str, list[_Span]]) -> Turn:
    text = judged.texts[key]
    return Turn("document", Path(key).name, tuple(_pieces(text, 0, len(text), spans[key])))


def _marked_reply(text: str, judged: Judged, spans: dict[str, list[_Span]]) -> tuple[Piece, ...]:
    """The reply with marks, by the file it was written into word for word."""
    for key, mine in spans.items():
        at = judged.texts[key].find(text) if text else -1
        if at >= 0:
            return tuple(_pieces(judged.texts[key], at, at + len(text), mine))
    return (Piece(text),)


def _spans(judged: Judged) -> dict[str, list[_Span]]:
    """The claims that somebody wrote, by text, in the order in which they stand there."""
    found: dict[str, list[_Span]] = {key: [] for key in judged.texts}
    starts = {key: _starts(text) for key, text in judged.texts.items()}
    for claim in judged.verification.claims:
        key = text_key(claim.location)
        if key not in found or claim.extractor == "implicit":
            continue
        span = _offsets(claim.location, starts[key], len(judged.texts[key]))
        if span is not None:
            found[key].append(_Span(*span, claim, judged.verification.verdict(claim.id)))
    for spans in found.values():
        spans.sort(key=lambda one: (one.start, one.end))
    return found


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_ENDS.finditer(text))]


def _offsets(place: Location, starts: Sequence[int], length: int) -> tuple[int, int] | None:
    if not (0 < place.line <= len(starts) and 0 < place.end_line <= len(starts)):
        return None
    start = starts[place.line - 1] + place.column - 1
    end = starts[place.end_line - 1] + place.end_column - 1
    return (start, end) if 0 <= start < end <= length else None


def _pieces(text: str, start: int, end: int, spans: Sequence[_Span]) -> Iterator[Piece]:
    """The text cut at its marks, left to right."""
    at = start
    for group in _groups([one for one in spans if start <= one.start and one.end <= end]):
        yield from _mark(text, at, group)
        at = group[0].end
    if at < end:
        yield Piece(text[at:end])


def _groups(spans: Sequence[_Span]) -> list[list[_Span]]:
    """Marks that do not overlap: short ones first, so that the cells of a table keep theirs.

    What overlaps a shorter one is told with the first of those.
    """
    starts: list[int] = []
    groups: dict[int, list[_Span]] = {}
    for span in sorted(spans, key=lambda one: (one.end - one.start, one.start)):
        at = bisect_left(starts, span.start)
        if at and groups[starts[at - 1]][0].end > span.start:
            groups[starts[at - 1]].append(span)
        elif at < len(starts) and starts[at] < span.end:
            groups[starts[at]].append(span)
        else:
            starts.insert(at, span.start)
            groups[span.start] = [span]
    return [groups[start] for start in starts]


def _mark(text: str, at: int, group: Sequence[_Span]) -> Iterator[Piece]:
    if at < group[0].start:
        yield Piece(text[at : group[0].start])
    claims = [(one.claim, one.verdict) for one in group]
    claims.sort(key=lambda pair: _badness(pair[1]))
    yield Piece(text[group[0].start : group[0].end], tuple(claims))


def _badness(verdict: Verdict | None) -> int:
    label = verdict.label if verdict else None
    return _RANK.index(label) if label in _RANK else len(_RANK)
