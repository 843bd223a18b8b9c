"""Counts as `sort | uniq -c` prints them: lines such as `     14 LOAD_FAST`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from workbench.extractors._counted import Item, of_runs
from workbench.extractors._numbers import Count
from workbench.extractors._scan import answer
from workbench.extractors.base import MAX_CLAIMS, NAME, Places, is_opcode, unique
from workbench.records import Block, Claim, Document

_MAX_BLOCK = 200_000
_LINE = re.compile(
    rf"^[ \t>]{{0,40}}(?P<number>\d{{1,9}})[ \t]+(?P<label>{NAME})[ \t]*$", re.MULTILINE
)
_RUN = re.compile(r"[ \t]*\r?\n?[ \t>]*")
_DEFINED = re.compile(r"^[ \t>]*(?:async[ \t]+)?def[ \t]+(\w{1,200})", re.MULTILINE)
_OTHER = re.compile(
    r"\b(?:numbers?\s+of\s+the\s+opcodes?|opcode\s+(?:numbers?|values?|codes?)|opmap|opname|"
    r"offsets?|bytes|cycles|stack\s+effects?|executed|dynamic\w*|traced?|runtime|run[- ]time|"
    r"lines?\s+numbers?)\b",
    re.IGNORECASE,
)
_MAX_ABOVE = 300
_UNSAID = "it does not say which function was counted"


def extract(document: Document) -> tuple[Claim, ...]:
    """For each such list an `opcode_table` claim; one `opcode_count` claim for each line.

    A list is only about a function that the words right above it name: the tools that print these
    lines count whole files as readily. A list of numbered lines or of offsets is none.
    """
    found = of_runs(document, _runs(document), extractor="tallies", prefix="u")
    return unique(islice(found, MAX_CLAIMS + 1))


def _runs(document: Document) -> Iterator[list[Item]]:
    defined = {
        name
        for block in document.blocks
        if block.kind == "code"
        for name in _DEFINED.findall(block.text[:_MAX_BLOCK])
    }
    for index, block in enumerate(document.blocks):
        if block.kind not in ("text", "listing") or answer(document, block) is not None:
            continue
        if block.speaker in ("user", "system"):
            continue
        for run in _lines(block):
            if _counts(run):
                yield _items(document, index, run, defined)


def _lines(block: Block) -> Iterator[list[re.Match[str]]]:
    """Lines of that form which follow each other."""
    run: list[re.Match[str]] = []
    for found in _LINE.finditer(block.text[:_MAX_BLOCK]):
        if run and _RUN.fullmatch(block.text, run[-1].end(), found.start("number")) is None:
            yield run
            run = []
        run.append(found)
    if run:
        yield run


def _counts(run: Sequence[re.Match[str]]) -> bool:
    """Whether the lines are counts: each opcode once, and neither numbered nor at offsets."""
    names = [found.group("label") for found in run]
    numbers = [int(found.group("number")) for found in run]
    known = sum(map(is_opcode, names))
    rises = all(first < second for first, second in pairwise(numbers))
    unlike = len(set(names)) == len(names) and 0 not in numbers and not rises
    return len(run) > 1 and unlike and 2 * known > len(names)


def _items(
    document: Document, index: int, run: Sequence[re.Match[str]], defined: set[str]
) -> list[Item]:
    block = document.blocks[index]
    above = _above(document, index, run[0].start())
    named = sorted({name for name in re.findall(r"\w+", above) if name in defined})
    function = named[0] if len(named) == 1 else None
    other = _OTHER.search(above)
    problem = f"{other.group()!r} above it is about other numbers" if other else None
    if function is None or re.search(rf"\b{function}\.py\b", above):
        problem = problem or _UNSAID
    places = Places(block)
    return [
        Item(
            block=block,
            places=places,
            label=found.group("label"),
            count=Count(int(found.group("number"))),
            start=found.start("number"),
            end=found.end("label"),
            number=(found.start("number"), found.end("label")),
            function=function,
            problem=problem,
        )
        for found in run
    ]


def _above(document: Document, index: int, start: int) -> str:
    """The last paragraph before a list: in its own block, else the words before that."""
    block = document.blocks[index]
    own = block.text[:start].strip()
    if own:
        return re.split(r"\n[ \t]*\n", own)[-1][-_MAX_ABOVE:]
    before = document.blocks[index - 1] if index else None
    if before is None or before.kind != "text" or before.speaker != block.speaker:
        return ""
    return re.split(r"\n[ \t]*\n", before.text.strip())[-1][-_MAX_ABOVE:]
