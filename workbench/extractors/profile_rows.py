"""Rows of a pasted cProfile output: how often each function of the program was called.

Times are not judged. Rows of built-in functions, libraries and modules are about nobody's program.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from workbench.extractors.base import MAX_CLAIMS, Places, bounded, claim, is_program, unique
from workbench.records import Block, Claim, Document

_MAX_BLOCK = 200_000
_HEADER = re.compile(
    r"^[ \t>]*ncalls\s+tottime\s+percall\s+cumtime\s+percall\s+filename:lineno\(function\)[ \t]*$",
    re.MULTILINE,
)
_ROW = re.compile(
    r"^[ \t>]{0,40}(?P<quote>(?P<total>\d{1,12})(?:/\d{1,12})?(?:[ \t]+\d{1,9}\.\d{1,9}){4}"
    r"[ \t]+(?P<where>[^\n]{1,400}?))[ \t\r]*$",
    re.MULTILINE,
)
_OWN = re.compile(r"(?:[A-Za-z]:)?[^{}<>:\n]{1,300}:\d{1,7}\((?P<function>[A-Za-z_]\w{0,199})\)\Z")
_LIBRARY = re.compile(
    r"site-packages|dist-packages|[/\\]lib(?:64)?[/\\]python|[/\\]Lib[/\\]|frozen", re.IGNORECASE
)
_DEFINED = re.compile(r"^[ \t>]*(?:async[ \t]+)?def[ \t]+(\w{1,200})[ \t]*\(", re.MULTILINE)
_RUN = re.compile(
    r"\b(?:cProfile\.|profiler?\.)(?:run|runctx)\(\s*(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})')"
)
_CALL = re.compile(r"[A-Za-z_][\w.]*\([^\n]*\)\Z")
_SPECIAL = re.compile(
    r"\b[A-Za-z]\w*\s*=\s*[-+]?\d|\b(?:inputs?|sizes?|elements?|items)\s+(?:of\s+)?\d|"
    r"\b\d[\d,]*\s+(?:elements?|items|steps|numbers|values|iterations|times)\b|"
    r"\b(?:before|after|old(?:er)?|original\w*|previous\w*|optimi[sz]\w*|improved|larger|bigger|"
    r"smaller|instead|example|sample|typical\w*|might|would|could|hypothetical\w*)\b",
    re.IGNORECASE,
)
_ABOVE = 4
_MAX_WORDS = 300


def extract(document: Document) -> tuple[Claim, ...]:
    """One `call_count` claim for each row of a function which a program here defines."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    programs = (block.text[:_MAX_BLOCK] for block in document.blocks if is_program(block))
    defined = Counter(name for program in programs for name in _DEFINED.findall(program))
    for index, block in enumerate(document.blocks):
        if block.kind in ("table", "image") or block.speaker in ("user", "system"):
            continue
        text = block.text[:_MAX_BLOCK]
        for header in _HEADER.finditer(text):
            rows = list(_rows(text, header.end()))
            yield from _of_profile(document, index, header.start(), rows, defined)


def _rows(text: str, start: int) -> Iterator[re.Match[str]]:
    """The rows below a header, up to the first line that is something else."""
    for found in _ROW.finditer(text, start):
        if text[start : found.start()].strip(" \t\r\n>"):
            return
        start = found.end()
        yield found


def _of_profile(
    document: Document,
    index: int,
    start: int,
    rows: list[re.Match[str]],
    defined: Mapping[str, int],
) -> Iterator[Claim]:
    block = document.blocks[index]
    words = _words(document, index, start)
    call, problem = _call(document, index, start), None
    if call is None and (special := _SPECIAL.search(words)):
        problem = f"{special.group()!r} above it tells of another run"
    places = Places(block)
    named = [(row, own.group("function")) for row in rows if (own := _own(row))]
    times = Counter(function for _, function in named)
    for row, function in named:
        if times[function] == 1 and defined.get(function) == 1:
            yield _claim(document, block, places, row, function, call, problem)


def _claim(
    document: Document,
    block: Block,
    places: Places,
    row: re.Match[str],
    function: str,
    call: str | None,
    problem: str | None,
) -> Claim:
    count = int(row.group("total"))
    return claim(
        document,
        block,
        bounded(block, places, *row.span("quote")),
        extractor="profile_rows",
        kind="call_count",
        args={"function": function, "count": count, "call": call},
        claimed=count,
        problem=problem,
    )


def _own(row: re.Match[str]) -> re.Match[str] | None:
    """The file, line and function of a row that may be one of the author's own."""
    found = _OWN.match(row.group("where"))
    return None if found is None or _LIBRARY.search(found.group()) else found


def _words(document: Document, index: int, start: int) -> str:
    """What is said right above a profile, its own first lines left out."""
    block = document.blocks[index]
    if block.kind == "text":
        return block.text[:start][-_MAX_WORDS:]
    before = document.blocks[index - 1] if index else None
    return before.text[-_MAX_WORDS:] if before is not None and before.kind == "text" else ""


def _call(document: Document, index: int, start: int) -> str | None:
    """The call that was profiled, where a command right above the profile names it."""
    texts = [document.blocks[index].text[:start]]
    for before in document.blocks[max(0, index - _ABOVE) : index][::-1]:
        if is_program(before):
            break
        texts.append(before.text[-_MAX_WORDS:])
    for text in texts:
        found = list(_RUN.finditer(text))
        said = (found[-1].group(1) or found[-1].group(2)).strip() if found else ""
        if _CALL.match(said) and not said.startswith(("main(", "print(")):
            return said
    return None
