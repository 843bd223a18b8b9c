"""Headers of tables that fell together when they were copied, taken apart where that is sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, groupby, islice, pairwise

from workbench.extractors._known import Known
from workbench.extractors.base import Places, clean
from workbench.records import Block, Cell, Document

_WORD = re.compile(r"\S+")
_LAST = frozenset(
    {"justification", "reason", "reasons", "rationale", "explanation", "description", "why"}
    | {"notes", "note", "comment", "comments", "meaning", "purpose", "remarks"}
)
_MAX_WORDS = 12
_MAX_SPLITS = 500


def split(document: Document, known: Known) -> Document:
    """The document with such headers split: by the programs they name, or by a word of headers.

    A header that stands over several columns is one that lost its separators.
    """
    if not any(block.kind == "table" for block in document.blocks):
        return document
    blocks = tuple(
        _split(block, known) if block.kind == "table" else block for block in document.blocks
    )
    return document.model_copy(update={"blocks": blocks})


def _split(block: Block, known: Known) -> Block:
    if not block.rows:
        return block
    header: list[Cell] = []
    for _, group in groupby(block.rows[0], key=lambda cell: (cell.location, cell.text)):
        cells = list(group)
        parts = _parts(block, cells, known) if len(cells) > 1 and cells[0].text.strip() else None
        header += parts or cells
    return block.model_copy(update={"rows": (tuple(header), *block.rows[1:])})


def _parts(block: Block, cells: Sequence[Cell], known: Known) -> list[Cell] | None:
    text = cells[0].text
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    if not len(cells) <= len(words) <= _MAX_WORDS:
        return None
    line = block.location.line
    named: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    every = combinations(range(1, len(words)), len(cells) - 1)
    for cuts in islice(every, _MAX_SPLITS):
        spans = _spans(words, cuts)
        bound = [known.label(clean(text[a:b]), line) for a, b in spans]
        functions = tuple(f"{one.artifact.id}:{one.function}" for one in bound if one.artifact)
        problems = any(one.problem or not one.function for one in bound)
        if not problems and len(set(functions)) == len(cells):
            named.setdefault(functions, []).append(cuts)
    if len(named) == 1:
        cuts = min(next(iter(named.values())), key=lambda one: _unevenness(len(words), one))
        return _cells(block, cells[0], _spans(words, cuts))
    last = text[slice(*words[-1])].lower().strip("*_`:")
    if len(cells) == 2 and last in _LAST:
        return _cells(block, cells[0], _spans(words, (len(words) - 1,)))
    return None


def _spans(words: Sequence[tuple[int, int]], cuts: Sequence[int]) -> list[tuple[int, int]]:
    edges = [0, *cuts, len(words)]
    return [(words[a][0], words[b - 1][1]) for a, b in pairwise(edges)]


def _unevenness(words: int, cuts: Sequence[int]) -> int:
    edges = [0, *cuts, words]
    sizes = [b - a for a, b in pairwise(edges)]
    return max(sizes) - min(sizes)


def _cells(block: Block, whole: Cell, spans: Sequence[tuple[int, int]]) -> list[Cell]:
    places = Places(block)
    start = places.offset(whole.location)
    return [
        Cell(text=whole.text[a:b], location=places.location(start + a, start + b)) for a, b in spans
    ]
