"""Lists of names that are said to be all opcodes of a function, each on a line of its own.

Such a list without the word that it is all of them leaves others out without saying anything false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from workbench.extractors import _clauses
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors._wording import is_limited
from workbench.extractors.base import MAX_CLAIMS, MAX_QUOTE, NAME, claim, is_opcode, unique
from workbench.records import Block, Claim, Document

_CODE = (
    r"(?:(?:distinct|different|unique|bytecode)\s+)*(?:op-?codes?|(?:bytecode\s+)?instructions?)"
)
_WHOSE = r"(?P<function>`[^`\n]{1,100}`|[A-Za-z_][\w.]{0,80}\(\))"
_USED = r"(?:used\s+(?:in|by)|in|of|for|that\s+(?:appear|occur)s?\s+in)\s+(?:the\s+function\s+)?"
_LIST = r"(?:complete|full|exhaustive)\s+(?:list|set)\s+of\s+(?:the\s+|all\s+(?:the\s+)?)?"
_ALL = re.compile(
    rf"\A(?P<quote>(?:here|these|the\s+following|below)\s+(?:are|is)\s+(?:all\s+(?:of\s+)?"
    rf"(?:the\s+)?|every\s+|the\s+{_LIST}|the\s+only\s+){_CODE}\s+"
    rf"(?:(?:that\s+)?{_WHOSE}\s+(?:uses|has|contains|compiles\s+to)|"
    rf"{_USED}{_WHOSE.replace('function', 'owner')}))\s*:?\**\Z|"
    rf"\A(?P<quote2>(?:the\s+)?{_LIST}{_CODE}\s+{_USED}"
    rf"{_WHOSE.replace('function', 'owner2')})\s*:?\**\Z|"
    rf"\A(?P<quote3>{_WHOSE.replace('function', 'owner3')}\s+(?:uses|has|contains)\s+only\s+"
    rf"(?:the\s+following|these)\s+{_CODE})\s*:?\**\Z",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    rf"[ \t>]*(?:[-*+•]\s+|\d{{1,3}}[.)]\s+)?[`*]{{0,3}}(?P<label>{NAME})[`*]{{0,3}}[.,;]?"
    r"(?:\s*(?:[-–—:]\s|\()(?P<remark>[^\n]{0,200}))?\s*\Z"
)
_MAX_ENTRIES = 300
_LINE_BREAK = re.compile(r"\r\n?|\n")


def extract(document: Document) -> tuple[Claim, ...]:
    """One `table_complete` claim for each list which the words above it call all of them.

    The words name the function; a line which is no opcode, or dots, make it no such list.
    """
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    places = {id(block): index for index, block in enumerate(document.blocks)}
    for sentence in sentences(document):
        block = sentence.block
        found = _ALL.match(sentence.text[:MAX_QUOTE])
        if found is None or block.kind != "text" or not sentence.states or sentence.is_negated:
            continue
        quote = next(group for group in ("quote", "quote2", "quote3") if found.group(group))
        words = next(
            found.group(group)
            for group in ("function", "owner", "owner2", "owner3")
            if found.group(group)
        )
        owner = _clauses.named(words)
        listed = _listed(document.blocks, places[id(block)], sentence)
        if owner is None or not owner.label or is_limited(sentence.text) or len(listed) < 2:
            continue
        yield claim(
            document,
            block,
            sentence.place(*found.span(quote)),
            extractor="opcode_lists",
            kind="table_complete",
            args={"function": owner.label, "opcodes": listed},
            claimed="complete",
        )


def _listed(blocks: Sequence[Block], index: int, sentence: Sentence) -> list[str]:
    """The opcodes on the lines below a sentence; none where a line is something else."""
    lines = _LINE_BREAK.split(sentence.block.text[sentence.end :])
    names = [line for line in lines if line.strip()]
    line = sentence.block.location.end_line
    for block in blocks[index + 1 : index + 1 + _MAX_ENTRIES]:
        far = (
            block.location.line > line + 2 + (block.kind == "listing")
            or block.speaker != sentence.block.speaker
        )
        if far or block.kind not in ("text", "listing") or block.heading != sentence.block.heading:
            break
        own = [each for each in _LINE_BREAK.split(block.text[:20_000]) if each.strip()]
        if names and not any(map(_ENTRY.match, own)) and block.location.line == line + 2:
            break  # a paragraph behind the list
        names, line = [*names, *own], block.location.end_line
    return _opcodes(names)


def _opcodes(lines: Sequence[str]) -> list[str]:
    found = [_ENTRY.match(line[:400]) for line in lines[: _MAX_ENTRIES + 1]]
    labels = [one.group("label") for one in found if one is not None]
    counted = any(one and re.match(r"\s*\d", one.group("remark") or "") for one in found)
    if len(labels) < len(lines) or counted or not all(map(is_opcode, labels)):
        return []
    return list(dict.fromkeys(labels))
