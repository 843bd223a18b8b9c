"""What is handed in to be checked: one document, or the files of a submission as one whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from workbench import artifacts, read
from workbench import offers as offering
from workbench.offers import Offer
from workbench.read import Program
from workbench.records import Claim, Document, Location, Unread
from workbench.trying import Tried

_MOST_PROGRAMS = 100


@dataclass(frozen=True)
class Given:
    """What is checked: one document, or the documents and programs of a submission.

    `source` is where it lies, `files` lie beside its programs (relative name to text), `unread` are
    the parts that are not read, `cut` says by path why only the beginning of a document was,
    `evidence` are compiled files and profiles by path.
    """

    source: str
    documents: tuple[Document, ...]
    sort: Literal["document", "submission"] = "document"
    files: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    cut: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, bytes] = field(default_factory=dict)

    def short(self, path: str) -> str:
        """The name of a file in what was handed in."""
        return path.removeprefix(self.source).lstrip("/") or path

    def of(self, location: Location) -> Document:
        """The document that a place is in."""
        return next((d for d in self.documents if d.path == location.file), self.documents[0])


def programs(given: Given) -> tuple[tuple[Program, ...], tuple[str, ...]]:
    """The programs of all documents, numbered through, and in words what code was left out."""
    found: list[Program] = []
    notes: list[str] = []
    for document in given.documents:
        shown, left_out = read.programs(document, first=len(found) + 1)
        if document.path in given.cut and shown:
            shown = (*shown[:-1], replace(shown[-1], excuse=given.cut[document.path]))
        found += shown
        notes += left_out
    if len(found) > _MOST_PROGRAMS:
        notes.append(f"only the first {_MOST_PROGRAMS} programs were run")
    return tuple(found[:_MOST_PROGRAMS]), tuple(dict.fromkeys(notes))


def claims(
    given: Given,
    tried: Sequence[Tried],
    offers: Mapping[str, Sequence[Offer]] | None = None,
    dropped: Counter[str] | None = None,
) -> tuple[Claim, ...]:
    """What the documents say and what their programs stand for, document by document.

    `offers` are what a model found in them, by path; why some of these are none is counted in
    `dropped`.
    """
    standing = [one.stands.artifact for one in tried]
    found: list[Claim] = []
    for document in given.documents:
        seen = artifacts.seen_from(document.path, standing)
        said = read.claims(document, seen)
        if offers and document.path in offers:
            more, why = offering.claims(document, seen, offers[document.path], said)
            said = (*said, *more)
            if dropped is not None:
                dropped += why
        own = [one for one in tried if one.literal.artifact.location.file == document.path]
        runs = (artifacts.program_runs(one.literal.artifact, document) for one in own)
        found += read.in_order([*said, *runs])
    return tuple(found)
