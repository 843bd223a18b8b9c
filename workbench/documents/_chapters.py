"""Conversations of one document that know nothing of each other: each with its own parts."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from workbench.records import Artifact, Block, Cell, Claim, Document

_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++\Z")
_Placed = TypeVar("_Placed", Artifact, Block, Cell, Claim)


def blocks(document: Document) -> Iterator[tuple[range, tuple[Block, ...]]]:
    """The lines of each conversation of a document, or of all of it, and the blocks on them."""
    starts = [block.location.line for block in document.blocks]
    for first, end in pairwise([*(document.chapters or (1,)), sys.maxsize]):
        whole = len(document.chapters) < 2
        chosen = (
            slice(None) if whole else slice(bisect_left(starts, first), bisect_left(starts, end))
        )
        yield range(first, end), document.blocks[chosen]


def alone(document: Document) -> Iterator[tuple[Document, int]]:
    """The document, or each of several conversations as one of its own, and how many lines stand
    before it. Costs are linear in the text, however many there are."""
    if len(document.chapters) < 2:
        yield document, 0
        return
    lines = [one.group() for one in _LINE.finditer(document.text)]
    for lines_of, found in blocks(document):
        shift = lines_of.start - 1
        update = {
            "name": f"{document.name}#{lines_of.start}",
            "text": "".join(lines[shift : lines_of.stop - 1]),
            "blocks": tuple(_back(block, shift) for block in found),
            "chapters": (),
        }
        yield document.model_copy(update=update), shift


def own(artifacts: Sequence[Artifact], chapter: Document, shift: int) -> list[Artifact]:
    """The programs of a conversation, their places counted in it."""
    last = shift + len(_LINE.findall(chapter.text))
    mine = (one for one in artifacts if shift < one.location.line <= last)
    return [shifted(one, -shift) for one in mine] if shift else list(mine)


def _back(block: Block, shift: int) -> Block:
    rows = tuple(tuple(shifted(cell, -shift) for cell in row) for row in block.rows)
    return shifted(block, -shift).model_copy(update={"rows": rows})


def shifted(placed: _Placed, lines: int) -> _Placed:
    """The same so many lines further down."""
    where = placed.location
    moved = {"line": where.line + lines, "end_line": where.end_line + lines}
    return placed.model_copy(update={"location": where.model_copy(update=moved)})
