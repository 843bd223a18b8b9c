"""Artifacts and claims that no reader finds: a file handed in, an answer without code, an edited
program, and the claim that nobody has to write."""

from __future__ import annotations

import re

from workbench.records import (
    Artifact,
    Claim,
    Document,
    Location,
    Provenance,
    sha256_of,
    short_hash,
)


def program(data: bytes, path: str, *, workload: str, entry_point: str) -> Artifact:
    """A Python file as the artifact that a user hands in; its name is kept for messages.

    Bytes that are not UTF-8 become lone surrogates, which the guest's source gate rejects.
    """
    source = data.decode("utf-8", "surrogateescape")
    lines = source.split("\n")
    place = Location(
        file=path, line=1, column=1, end_line=len(lines), end_column=len(lines[-1]) + 1
    )
    return Artifact(
        id="a1",
        name=path.rpartition("/")[2] or "program.py",
        kind="workload",
        source=source,
        sha256=sha256_of(source),
        location=place,
        provenance="document",
        workload=workload,
        entry_point=entry_point,
    )


def nothing(document: Document, file_name: str, provenance: Provenance, kind: str) -> Artifact:
    """The artifact of an answer without code: empty, so that its outcome can be told."""
    first = min((block.location.line for block in document.blocks), default=1)
    return Artifact(
        id=short_hash(document.name, file_name, "nothing"),
        name=file_name,
        kind="workload" if kind == "workload" else "analysis",
        source="",
        sha256=sha256_of(""),
        location=Location(file=document.path, line=first, column=1, end_line=first, end_column=1),
        provenance=provenance,
        notes=("the answer has no code",),
    )


def edited(artifact: Artifact, source: str) -> Artifact:
    """The same program as somebody has changed it since it was generated."""
    note = "edited since it was generated"
    return artifact.model_copy(
        update={
            "source": source,
            "sha256": sha256_of(source),
            "notes": (*artifact.notes, note),
        }
    )


def same_output(
    artifact: Artifact, document: str, text: str, first_line: int, function: str
) -> Claim:
    """The implicit claim of correctness, placed at the definition of the entry point.

    `document` is the lasting name and `text` the text of what begins at `first_line` of the file.
    """
    place, quote = _definition(artifact, text, first_line, function)
    return Claim(
        id=short_hash(
            document,
            place.line,
            place.column,
            place.end_line,
            place.end_column,
            "same_output",
            function,
        ),
        artifact=artifact.id,
        kind="same_output",
        args={"function": function},
        quote=quote,
        location=place,
        subject=function,
        claimed=None,
        extractor="implicit",
        defined=True,
    )


def _definition(
    artifact: Artifact, text: str, first_line: int, function: str
) -> tuple[Location, str]:
    file = artifact.location.file
    pattern = re.compile(
        rf"\b(?:def|class)[ \t]+{re.escape(function)}\b|\b{re.escape(function)}[ \t]*="
    )
    lines = re.split(r"\r\n|\r|\n", text)
    start = max(artifact.location.line - first_line, 0)
    for number in (*range(start, len(lines)), *range(start)):
        if found := pattern.search(lines[number]):
            line = first_line + number
            place = Location(
                file=file,
                line=line,
                column=found.start() + 1,
                end_line=line,
                end_column=found.end() + 1,
            )
            return place, found.group()
    line = artifact.location.line
    return Location(file=file, line=line, column=1, end_line=line, end_column=1), ""
