"""Document → what a model may look through, and its offers → claims that stand in the document.

The model is asked elsewhere. What it offers is validated here, looked for word for word, and bound
to programs as other claims are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from workbench import kinds
from workbench.documents import _chapters
from workbench.documents._programs import functions
from workbench.extractors import _offered
from workbench.extractors._binding import Binder
from workbench.extractors._offered import LLM, Offer, Piece
from workbench.records import Artifact, Claim, Document

__all__ = ["LLM", "Offer", "Piece", "claims", "offer", "offerable", "prose"]


def offerable() -> tuple[str, ...]:
    """The kinds of claims that a model is asked to find in prose."""
    return tuple(name for name in _offered.kinds() if name in kinds.names())


def prose(document: Document) -> Iterator[Piece]:
    """The sentences of a document that claim something, in pieces for a model to look through."""
    for number, (chapter, _) in enumerate(_chapters.alone(document)):
        yield from _offered.pieces(chapter, number)


def offer(entry: Any, piece: Piece) -> Offer | None:
    """One entry of a model's answer; None where it is no claim of a kind that was asked for."""
    if not isinstance(entry, dict):
        return None
    kind, quote = entry.get("kind"), entry.get("quote")
    if not isinstance(kind, str) or not isinstance(quote, str) or kind not in offerable():
        return None
    rest = {name: value for name, value in entry.items() if name not in ("kind", "quote")}
    try:
        args = kinds.load(kind).Args.model_validate(rest)
    except ValidationError:
        return None
    return Offer(kind, quote, args.model_dump(), piece)


def claims(
    document: Document,
    artifacts: Sequence[Artifact],
    offers: Sequence[Offer],
    said: Sequence[Claim],
) -> tuple[list[Claim], Counter[str]]:
    """What a model found in the prose of a document and what of it stands there, bound like other
    claims; and how many others do not, by why. `said` are the claims that need no model."""
    kept: list[Claim] = []
    dropped: Counter[str] = Counter()
    for number, (chapter, shift) in enumerate(_chapters.alone(document)):
        mine = [one for one in offers if one.piece.chapter == number]
        own = _chapters.own(artifacts, chapter, shift) if document.chapters else artifacts
        named = {artifact.id: functions(artifact.source) for artifact in own}
        known = [name for names in named.values() for name in names]
        found, why = _offered.found(chapter, mine, known)
        dropped += why
        binder = Binder(chapter, own, named, kinds.of_no_program())
        bound = binder.bind_all(sorted(found, key=_place))
        shifted = (_chapters.shifted(one, shift) if shift else one for one in bound)
        kept += _offered.untaken(shifted, said, dropped)
    return kept, dropped


def _place(claim: Claim) -> tuple[int, int]:
    return claim.location.line, claim.location.column
