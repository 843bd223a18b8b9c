"""Lines that sentences call hot: by the number the program's text gives them, or by their words.

Where most instructions are executed is one thing; "hot spot" and "most of the time" say it roughly,
which the hedge of a claim tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from workbench.extractors import _shown, _whose
from workbench.extractors._prose import Sentence
from workbench.extractors._stated import pattern
from workbench.extractors.base import MAX_CLAIMS, claim, is_program, unique
from workbench.records import Claim, Document

LINE = (
    r"(?:the\s+)?line\s+"
    r"(?:(?P<number>\d{1,5})\b(?:\s*\(`[^`\n]{1,200}`\))?|`(?P<code>[^`\n]{3,300})`)"
)
_HOT = r"(?:the\s+)?(?P<hot>hot\s?spot|hottest(?:\s+line)?|bottleneck)"
_MAIN = r"(?:(?:main|clear|primary|single)\s+)?"
_INSTRUCTIONS = r"most\s+(?:byte-?code\s+)?(?:instructions|opcodes)"
_MOST_TIME = r"most\s+of\s+the\s+(?:(?:run|execution|total|cpu)\s?)?time"
_FORMS = (
    pattern(rf"\A\W*{LINE}\s+executes\s+(?:by\s+far\s+)?the\s+{_INSTRUCTIONS}"),
    pattern(rf"\A\W*{_INSTRUCTIONS}\s+are\s+executed\s+(?:on|in|at|by)\s+{LINE}"),
    pattern(rf"\A\W*{LINE}\s+is\s+(?:the\s+)?{_MAIN}{_HOT}"),
    pattern(rf"\A\W*(?:the\s+)?{_MAIN}(?P<hot>hot\s?spot|hottest\s+line|bottleneck)\s+is\s+{LINE}"),
    pattern(rf"\A\W*(?P<hot>{_MOST_TIME})\s+(?:is|goes)\s+(?:spent\s+)?(?:on|in|at|to)\s+{LINE}"),
    pattern(rf"\A\W*{LINE}\s+takes\s+(?P<hot>{_MOST_TIME})"),
)
_ENDS = pattern(r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s|[—–]|-\s|\()")
_LATER = pattern(r"\b(?:file|listing|profile|profiler|output|log|traceback|cell)\b")
_NO_CODE = re.compile(r"\s*(?:#|\"\"\"|'''|\Z)")
_ABOUT = pattern(r"line")


class _Line(NamedTuple):
    """A line as it stands in a program, and the function that it stands in."""

    text: str
    source: str
    function: str | None


def extract(document: Document) -> tuple[Claim, ...]:
    """One `hot_line` claim for each line of the program right above that is called hot."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence, text in _whose.told(document, _ABOUT):
        for form in _FORMS:
            found = form.search(text)
            if found is None:
                continue
            start, end = found.span()
            around = text[end:]
            line = _line(document, sentence, found)
            if line is None or not _ENDS.match(text, end) or _LATER.search(around):
                break
            if _whose.is_quoted(text, start, end) or _whose.is_general(around, 0, 0):
                break
            yield _claim(document, sentence, (start, end), line, found.groupdict().get("hot"))
            break


def _claim(
    document: Document, sentence: Sentence, span: tuple[int, int], place: _Line, hot: str | None
) -> Claim:
    start, end = span
    start += len(sentence.text[start:end]) - len(sentence.text[start:end].lstrip(" *_-"))
    return claim(
        document,
        sentence.block,
        sentence.place(start, end),
        extractor="hot_lines",
        kind="hot_line",
        args={"line": place.text, "call": _shown.call([place.source], place.function)},
        claimed=place.text.strip(),
        hedge=hot.lower() if hot else None,
    )


def _line(document: Document, sentence: Sentence, found: re.Match[str]) -> _Line | None:
    """The line that is meant, in the program right above or the only one."""
    above = [
        block
        for block in document.blocks
        if is_program(block) and block.location.line < sentence.block.location.line
    ]
    programs = [block for block in document.blocks if is_program(block)]
    block = above[-1] if above else programs[0] if len(programs) == 1 else None
    if block is None:
        return None
    lines = block.text.splitlines()
    if found.group("code"):
        wanted = " ".join(found.group("code").split())
        same = [n for n, line in enumerate(lines, 1) if " ".join(line.split()) == wanted]
        number = same[0] if len(same) == 1 else 0
    else:
        number = int(found.group("number"))
    if not 0 < number <= len(lines) or _NO_CODE.match(lines[number - 1]):
        return None
    return _Line(lines[number - 1], block.text, _shown.function_at(block.text, number))
