"""What is found in a text: blocks, programs, and claims, each with its place."""

from __future__ import annotations

from typing import Any, Literal

from workbench.records.base import Provenance, Record, Speaker


class Location(Record):
    """A place in a file: 1-based lines and columns in characters, end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    page: int | None = None
    cell: int | None = None


class Cell(Record):
    """One cell of a table; its text stands verbatim at its location."""

    text: str
    location: Location


class Block(Record):
    """A part of a document. `location` covers `text` exactly (a code block: without its fence).

    `label` is a file name or title found with the block, `heading` the nearest heading above,
    `rows` the cells of a table, the header row first. `pieces` are the texts that make up a program
    whose fence was split by copying; empty where the text is the program.
    """

    kind: Literal["text", "table", "code", "listing", "image"]
    text: str
    location: Location
    language: str | None = None
    label: str | None = None
    heading: str | None = None
    speaker: Speaker | None = None
    rows: tuple[tuple[Cell, ...], ...] = ()
    pieces: tuple[str, ...] = ()


class Document(Record):
    """A text and its blocks. `name` is its lasting identity, `path` where it lies.

    `cells` are the lines on which the cells of a notebook begin in the text, `python` the CPython
    that ran it, `excuse` why a failure of its program accuses nobody.
    """

    name: str
    path: str
    text: str
    sha256: str
    status: Literal["ok", "empty", "unread", "error"] = "ok"
    why: str | None = None
    speaker: Speaker | None = None
    blocks: tuple[Block, ...] = ()
    cells: tuple[int, ...] = ()
    python: str | None = None
    excuse: str | None = None


class Artifact(Record):
    """One program found or generated. `entry_point` is the function a workload is judged by.

    `named` says that the document it stands in gives it its file name.
    """

    id: str
    name: str
    kind: Literal["workload", "analysis"]
    source: str
    sha256: str
    variant: Literal["literal", "repaired"] = "literal"
    repairs: tuple[str, ...] = ()
    location: Location
    provenance: Provenance
    workload: str | None = None
    entry_point: str | None = None
    notes: tuple[str, ...] = ()
    named: bool = False


class TablePlace(Record):
    """Where in a table a claim's cell stands."""

    id: str
    row: int
    column: int
    row_label: str
    column_label: str

    @property
    def is_list(self) -> bool:
        """Whether it is a list of counts, judged jointly like a table: its id begins with an l."""
        return self.id.startswith("l")


class Claim(Record):
    """One statement, with its quote and its place; kept even when malformed or of unknown kind.

    `args` are the arguments of the claim's kind, `claimed` the value the words give. `defined`
    says that our own prompt fixed scope and naming, so that no other reading is open. `problem`
    says why the claim cannot be judged as it stands. `alternates` are other programs of the
    document that have a function of the subject's name. `python` is the CPython (3.8, 3.8.18) that
    its own words or those above it are about; None is the target.
    """

    id: str
    artifact: str | None
    kind: str
    args: dict[str, Any]
    quote: str
    location: Location
    subject: str | None
    scope: str = "function"
    claimed: Any = None
    hedge: str | None = None
    tolerance: float = 0
    extractor: str
    speaker: Speaker | None = None
    table: TablePlace | None = None
    defined: bool = False
    problem: str | None = None
    alternates: tuple[str, ...] = ()
    python: str | None = None


def text_key(location: Location) -> str:
    """Under which key of `Judged.texts` the text stands that a location's lines are counted in."""
    return location.file if location.cell is None else f"{location.file}#{location.cell}"
