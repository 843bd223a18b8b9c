"""Counts written as lists: lines such as `LOAD_FAST: 14`, and the reprs of dicts and Counters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors._counted import Item, of_runs
from workbench.extractors._numbers import read_count
from workbench.extractors._scan import answer
from workbench.extractors.base import MAX_CLAIMS, NAME, Places, unique
from workbench.records import Block, Claim, Document

_MAX_LINE = 300
_LINE = re.compile(
    r"[ \t>]*(?:[-*+•]\s+|\d{1,4}[.)]\s+)?[*_`'\"]*"
    rf"(?P<label>{NAME}(?:\s*\([^()]*\))?|[Tt]otal(?:\s+\w+){{0,3}}|[Ss]um)"
    r"[*_`'\"]*\s*(?::|=>?|->|→|×|x(?=\s*\d)|[-–—](?=\s)|\.{2,}|\t)(?P<rest>.+)\Z"
)
_REVERSED = re.compile(
    r"[ \t>]*(?:[-*+•]\s+|\d{1,4}[.)]\s+)?(?P<rest>[*`~]*\d[\d,]*[*`]*)\s*[×x]\s*[*`]*"
    rf"(?P<label>{NAME})[*`]*[.,;]?\s*\Z"
)
_ITEM = re.compile(rf"(?<!\w)(?P<quote>['\"]?)(?P<label>{NAME})(?P=quote)\s*:\s*(?P<rest>\d[\d_]*)")
_PAIR = re.compile(rf"\(\s*['\"](?P<label>{NAME})['\"]\s*,\s*(?P<rest>\d[\d_]*)\s*\)")
_NAMED = re.compile(r"(?P<name>[A-Za-z_][\w.]*(?:\(\))?)['\"`*]*\s*[:=]\s*(?:\w+\()?[{\[(\s]*\Z")
_NO_FUNCTION = frozenset(
    {"opcodes", "opcode", "counts", "count", "counter", "opcode_counts", "opcode_count", "result"}
    | {"results", "output", "total", "instructions", "bytecode", "static", "data", "stats"}
)
_BRACED = re.compile(r"(?:\w+\()?\s*[{\[]")
_LINE_BREAK = re.compile(r"\r\n?|\n")


def extract(document: Document) -> tuple[Claim, ...]:
    """For each run of two or more counts an `opcode_table` claim; one claim for each count."""
    found = of_runs(document, _runs(document), extractor="counter", prefix="l")
    return unique(islice(found, MAX_CLAIMS + 1))


def _runs(document: Document) -> Iterator[list[Item]]:
    """Counts that follow each other: in one repr, or on lines with at most a blank one between."""
    run: list[Item] = []
    for block in document.blocks:
        if block.kind not in ("text", "listing") or answer(document, block) is not None:
            if run:
                yield run
            run = []
            if block.kind == "code" and _BRACED.match(block.text.lstrip()[:40]):
                yield from _reprs(block, Places(block))
            continue
        places = Places(block)
        reprs = list(_reprs(block, places))
        yield from reprs
        spans = sorted((found[0].start, found[-1].end) for found in reprs)
        for item in _lines(block, places, spans):
            if run and (item is None or item.line > run[-1].line + 2 or len(run) >= MAX_CLAIMS):
                yield run
                run = []
            if item is not None:
                run.append(item)
    if run:
        yield run


def _lines(block: Block, places: Places, spans: list[tuple[int, int]]) -> Iterator[Item | None]:
    """The lines of a block as counts; None for a line that is something else."""
    start, span = 0, 0
    while start < len(block.text):
        found = _LINE_BREAK.search(block.text, start)
        end, following = found.span() if found else (len(block.text),) * 2
        while span < len(spans) and spans[span][1] <= start:
            span += 1
        line = block.text[start:end]
        if span < len(spans) and spans[span][0] < end:
            yield None
        elif line.strip():
            yield _line(block, places, line, start)
        start = following


def _line(block: Block, places: Places, line: str, start: int) -> Item | None:
    if len(line) > _MAX_LINE:
        return None
    found = _LINE.match(line) or _REVERSED.match(line)
    count = read_count(found.group("rest"), remarks=True) if found else None
    if found is None or count is None or count.problem == "more is said than a number":
        return None
    rest = start + found.start("rest")
    return Item(
        block=block,
        places=places,
        label=found.group("label"),
        count=count,
        start=start + len(line) - len(line.lstrip()),
        end=start + len(line.rstrip()),
        number=(rest + count.start, rest + count.end),
    )


def _reprs(block: Block, places: Places) -> Iterator[list[Item]]:
    """The counts of each dict, Counter or list of pairs printed in a block."""
    for pattern in (_ITEM, _PAIR):
        run: list[re.Match[str]] = []
        for found in pattern.finditer(block.text):
            if run and _continues(block.text, run[-1].end(), found.start()):
                run.append(found)
                continue
            if run:
                yield _repr(block, places, run)
            run = [found] if _opens(block.text, found.start()) else []
        if run:
            yield _repr(block, places, run)


def _continues(text: str, end: int, start: int) -> bool:
    return start - end < 200 and text[end:start].strip() == ","


def _opens(text: str, start: int) -> bool:
    return text[max(0, start - 80) : start].rstrip()[-1:] in ("{", "[", "(", ",")


def _repr(block: Block, places: Places, run: list[re.Match[str]]) -> list[Item]:
    before = block.text[max(0, run[0].start() - 80) : run[0].start()]
    named = _NAMED.search(before)
    function = named.group("name") if named else None
    if function and (function.lower() in _NO_FUNCTION or function.isupper()):
        function = None
    items = []
    for found in run:
        count = read_count(found.group("rest"))
        if count is not None:
            items.append(
                Item(
                    block=block,
                    places=places,
                    label=found.group("label"),
                    count=count,
                    start=found.start(),
                    end=found.end(),
                    number=found.span("rest"),
                    function=function,
                )
            )
    return items
