"""Lets tests of statements read a text as a document, and holds every quote to its place."""

from __future__ import annotations

from types import ModuleType

from standing_at import hold_quotes

from workbench.documents import markdown
from workbench.records import Claim, Document


def document(text: str) -> Document:
    """The text as Markdown."""
    return markdown.read(text, "doc", "doc.md", 1, None)


def said(extractor: ModuleType, text: str) -> tuple[Claim, ...]:
    """The claims that one extractor finds in a text."""
    read = document(text)
    claims: tuple[Claim, ...] = extractor.extract(read)
    hold_quotes(read, claims)
    places = [(claim.location, claim.kind) for claim in claims]
    assert len(set(places)) == len(places)
    return claims
