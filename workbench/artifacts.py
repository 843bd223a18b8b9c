"""Artifacts and claims that no reader finds: a file handed in, an answer without code, an edited
program, and the claim that nobody has to write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from workbench.records import (
    Artifact,
    Claim,
    Document,
    Location,
    Provenance,
    sha256_of,
    short_hash,
)

_MAIN = re.compile(r"if\s+__name__\s*==")
_MAX_QUOTE = 1_000
_REPAIRED = "-repaired"
_FAR = 1 << 50


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


def whole(path: str) -> Artifact:
    """A document as that what a command of it runs in: it has no code itself, and no name."""
    place = Location(file=path, line=1, column=1, end_line=1, end_column=1)
    return Artifact(
        id="",
        name="document.py",
        kind="analysis",
        source="",
        sha256=sha256_of(path),
        location=place,
        provenance="document",
    )


def standing(artifacts: Sequence[Artifact]) -> dict[str, Artifact]:
    """Which text stands for each printed program, by the id of the printed one: the last mended."""
    found: dict[str, Artifact] = {}
    for one in artifacts:
        found[printed(one.id)] = one
    return found


def printed(artifact: str) -> str:
    """The id of the text as it is printed, from that of any text of a program."""
    return artifact.partition(_REPAIRED)[0]


def files(artifacts: Sequence[Artifact], *, printed: bool) -> dict[str, str]:
    """The files that a document shows, by name: as they are printed, or as they stand."""
    if printed:
        return {one.name: one.source for one in artifacts if one.named and not is_twin(one)}
    return {one.name: one.source for one in standing(artifacts).values() if one.named}


def seen_from(path: str, artifacts: Sequence[Artifact]) -> list[Artifact]:
    """The programs as a document sees them: those of other files stand below all that it says."""
    far = {"line": _FAR, "end_line": _FAR, "column": 1, "end_column": 1}
    return [
        one
        if one.location.file == path
        else one.model_copy(update={"location": one.location.model_copy(update=far)})
        for one in artifacts
    ]


def is_twin(artifact: Artifact) -> bool:
    """Whether it is the repaired text of a program that a document prints."""
    return _REPAIRED in artifact.id


def mending(artifact: Artifact) -> str:
    """Which repaired text of its program it is, as a word: repaired, repaired2, ..."""
    return artifact.id.partition("-")[2]


def program_runs(artifact: Artifact, document: Document) -> Claim:
    """The implicit claim of a printed program: that it runs, placed where it is started.

    That is what stands under `if __name__ == "__main__":`, or else the whole program; of a
    notebook it is the first cell of the program.
    """
    lines = _lines(document.text)[0]
    whole = _first_cell(artifact, document)
    first, last = whole.line, min(whole.end_line, len(lines))
    if whole.end_column == 1 and last > first:
        last -= 1  # of a line that it ends before, nothing is in it
    numbers = [n for n in range(first, last + 1) if _is_code(lines[n - 1])] or [first]
    mains = [n for n in numbers if _MAIN.match(lines[n - 1])]
    if mains and mains[-1] < numbers[-1]:
        numbers = [n for n in numbers if n > mains[-1]]
    place, quote = _span(document, lines, numbers[0], numbers[-1])
    return Claim(
        id=short_hash(document.name, place.line, place.column, place.end_line, "program_runs"),
        artifact=artifact.id,
        kind="program_runs",
        args={},
        quote=quote,
        location=place,
        subject=None,
        extractor="implicit",
        defined=True,
    )


def _first_cell(artifact: Artifact, document: Document) -> Location:
    """Where a program stands, that of a notebook without its later cells and their outputs."""
    start = artifact.location.line
    blocks = document.blocks if document.cells else ()
    own = (one.location for one in blocks if one.kind == "code" and one.location.line == start)
    return next(own, artifact.location)


@lru_cache(maxsize=1)
def _lines(text: str) -> tuple[list[str], list[int]]:
    """The lines of a text and where they begin, once for all programs of a document."""
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    return re.split(r"\r\n|\r|\n", text), starts


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(("```", "~~~"))


def _span(document: Document, lines: Sequence[str], first: int, last: int) -> tuple[Location, str]:
    """Whole lines and their place, as many as a quote may have."""
    line = lines[first - 1]
    column = len(line) - len(line.lstrip()) + 1
    size = len(line)
    reached = first
    total = len(line) + 1
    while reached < last and total + len(lines[reached]) + 1 <= _MAX_QUOTE:
        total += len(lines[reached]) + 1
        reached += 1
    last = reached
    size = min(len(lines[last - 1].rstrip()), _MAX_QUOTE)
    place = Location(
        file=document.path, line=first, column=column, end_line=last, end_column=size + 1
    )
    starts = _lines(document.text)[1]
    return place, document.text[starts[first - 1] + column - 1 : starts[last - 1] + size]


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
