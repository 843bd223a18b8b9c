"""Which blocks of a generated reply are the program that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.documents._programs import (
    Names,
    defines,
    functions,
    looks_like_python,
    text_of,
    unindented,
    without_prose,
)
from workbench.documents.base import PYTHON, Source
from workbench.records import Block, Document, Location

_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)", re.M)
_MAX_BLOCKS = 500


@dataclass(frozen=True)
class Program:
    """A program found in a reply, where it stands, and what was done to get it."""

    source: str
    location: Location
    repairs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def choose(document: Document, entry_point: str | None) -> Program | None:
    """The last block that defines the entry point, else the longest; None without code.

    A reply without fences that is Python as a whole is the program.
    """
    if not _FENCE.search(document.text):
        program = _unfenced(document)
        if program is not None:
            return program
    blocks = [block for block in document.blocks if is_python(block)][-_MAX_BLOCKS:]
    if not blocks:
        return None
    sources = [text_of(block) for block in blocks]
    chosen = _chosen(sources, entry_point)
    notes = _notes(blocks, sources, chosen, entry_point)
    earlier = before([Names.of(source) for source in sources[: chosen + 1]], chosen)
    repairs = tuple(
        f"the block of line {blocks[index].location.line} is put before it: "
        f"it defines {', '.join(names)}"
        for index, names in earlier
    )
    source = "\n\n".join(sources[index] for index in (*(index for index, _ in earlier), chosen))
    return Program(source, blocks[chosen].location, repairs, notes)


def is_python(block: Block) -> bool:
    """Whether a block is Python, by its fence's language or by how it reads."""
    if block.kind == "listing":
        return block.language is None and looks_like_python(unindented(block.text))
    is_python = block.language is None or block.language in PYTHON
    return block.kind == "code" and is_python and bool(block.text.strip())


def _chosen(sources: list[str], entry_point: str | None) -> int:
    if entry_point is not None:
        at_top = [i for i, text in enumerate(sources) if defines(text, entry_point)]
        inside = [i for i, text in enumerate(sources) if entry_point in functions(text)]
        if at_top or inside:
            return (at_top or inside)[-1]
    return max(range(len(sources)), key=lambda index: len(sources[index]))


def before(names: Sequence[Names], chosen: int) -> list[tuple[int, tuple[str, ...]]]:
    """Earlier blocks that the chosen one cannot do without, in order, and the names they give."""
    taken: list[tuple[int, tuple[str, ...]]] = []
    together = names[chosen]
    # From the last to the first: of two versions of a helper the later one counts, and a block
    # that is taken may itself need what stands before it.
    for index in range(chosen - 1, -1, -1):
        earlier = names[index]
        lacking = together.lacking(earlier)
        if lacking:
            taken.append((index, tuple(sorted(lacking))))
            together = together.joined(earlier)
    return taken[::-1]


def _notes(
    blocks: list[Block], sources: list[str], chosen: int, entry_point: str | None
) -> tuple[str, ...]:
    notes = []
    line = blocks[chosen].location.line
    if len(blocks) > 1:
        notes.append(f"the reply has {len(blocks)} Python blocks; the one of line {line} is taken")
    if entry_point is not None:
        same = [i for i, text in enumerate(sources) if i != chosen and defines(text, entry_point)]
        if same:
            lines = ", ".join(str(blocks[index].location.line) for index in same)
            notes.append(f"{entry_point} is also defined in line {lines}; the last one counts")
        if entry_point not in functions(sources[chosen]) and not defines(
            sources[chosen], entry_point
        ):
            notes.append(f"no block defines {entry_point}; the longest one is taken")
    return tuple(notes)


def _unfenced(document: Document) -> Program | None:
    """The program in a reply without a fence: the whole of it, or between a few words."""
    start, end = without_prose(document.text)
    text = document.text[start:end]
    if not looks_like_python(text):
        return None
    repair = "the reply has no fence and is taken as Python"
    if text.strip() != document.text.strip():
        repair = "the reply has no fence; the words around the code are left out"
    return _part(document, start, end, repair)


def _part(document: Document, start: int, end: int, repair: str) -> Program:
    first = min((block.location.line for block in document.blocks), default=1)
    # Blank lines before the first block are the only lines that stand before it in such a text.
    text = document.text
    blank = len(text) - len(text.lstrip())
    first -= Source(text[:blank], document.path, 0).location(blank, blank).line
    source = Source(text, document.path, first)
    return Program(unindented(text[start:end]), source.location(start, end), (repair,))
