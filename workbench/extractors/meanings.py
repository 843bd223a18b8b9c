"""What opcodes are said to do: in tables, in lists, in sentences that begin with an opcode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench import opcodes
from workbench.extractors._labels import label_column, labels
from workbench.extractors._phrases import meaning_of
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors._wording import opcodes_in
from workbench.extractors.base import (
    MAX_CLAIMS,
    MAX_QUOTE,
    NAME,
    claim,
    clean,
    is_opcode,
    named_opcodes,
    unique,
)
from workbench.records import Block, Claim, Document, Location

_HEADER = re.compile(
    r"\W*(?:meaning|description|purpose|explanation|semantics|action|what (?:it|this) does|"
    r"what does it do|does|role)\W*\Z",
    re.IGNORECASE,
)
_EFFECT_HEADER = re.compile(r"\W*(?:net )?stack effect\W*\Z", re.IGNORECASE)
_SIGNED = re.compile(r"([-−–+]\s?\d{1,2}|0)\Z")
_EFFECT = re.compile(
    r"\bstack effect\b\s*(?:is|of|:|=)?\s*`?(?P<effect>[-−–+]\s?\d{1,2}|0)(?!\d|\.\d|%)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    rf"(?:the\s+)?[*_]{{0,3}}`?(?P<opcode>{NAME})`?[*_]{{0,3}}(?:\s+(?:instruction|opcode))?\s*"
    r"(?:[-–—:→=]+|\bis\s+(?:used|responsible)\s+(?:to|for)\b|\b(?:simply|just|then)\b)?\s*(?=[A-Za-z])",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    rf"`?(?P<new>{NAME})`?\s+(?:(?:has\s+)?replace[sd]|supersede[sd]|took\s+the\s+place\s+of)\s+"
    rf"(?:the\s+)?(?:old(?:er)?\s+)?`?(?P<old>{NAME})`?|"
    rf"`?(?P<old2>{NAME})`?\s+(?:was|is|has\s+been|got)\s+(?:replaced\s+(?:by|with)|superseded\s+by|"
    rf"renamed\s+(?:to\s+)?)\s*(?:the\s+)?(?:new(?:er)?\s+)?`?(?P<new2>{NAME})`?"
)
_SEVERAL = re.compile(r"\s*(?:,|/|\+|and\b|or\b|&)\s*(?:the\s+)?`?[A-Z][A-Z_]{2,}")
_VERSION = re.compile(r"(?<![\d.])([23]\.\d{1,2})(?!\d)")
_DENIED = re.compile(
    r"\b(?:not|never|no|none|neither|nor|cannot|without|wrong(?:ly)?|incorrect(?:ly)?|"
    r"mistaken(?:ly)?|\w+n['’]t)\b",
    re.IGNORECASE,
)
"""What denies a meaning; "false" does not, since jumps have it in theirs."""
_MAX_LABEL = 100


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each meaning, stack effect or replacement that our vocabulary has."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for block in document.blocks:
        if block.kind == "table" and block.speaker not in ("user", "system"):
            yield from _of_table(document, block)
    for sentence in sentences(document):
        if sentence.block.kind == "text" and sentence.states:
            yield from _of_sentence(document, sentence)


def _of_table(document: Document, block: Block) -> Iterator[Claim]:
    column = label_column(block)
    if column is None:
        return
    named = named_opcodes(labels(block, column))
    for index, header in enumerate(block.rows[0]):
        words = clean(header.text[:_MAX_LABEL])
        is_effect = bool(_EFFECT_HEADER.match(words))
        if index == column or not (is_effect or _HEADER.match(words)):
            continue
        for row, (opcode, problem) in named.items():
            cells = block.rows[row + 1]
            if problem is not None or index >= len(cells) or not is_opcode(opcode):
                continue
            cell = cells[index]
            said = _effect(cell.text) if is_effect else _meaning(opcode, cell.text)
            if said:
                yield _claim(document, block, (cell.location, cell.text), opcode, said)


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Claim]:
    text = sentence.text[:MAX_QUOTE]
    if _DENIED.search(text):
        return
    replaced = _REPLACED.search(text)
    if replaced is not None:
        yield from _replacement(document, sentence, text, replaced)
        return
    label = clean((sentence.label or "")[:_MAX_LABEL])
    if is_opcode(label) and "_" in label:
        opcode, phrase = label, text
    else:
        head = _HEAD.match(text)
        if head is None or not is_opcode(head.group("opcode")):
            return
        opcode, phrase = head.group("opcode"), text[head.end() :]
    effect = _EFFECT.search(text)
    others = {name for name, _, _ in opcodes_in(text)} - {opcode}
    said = _meaning(opcode, phrase) if not others else {}
    if effect is not None and not others:
        said |= _effect(effect.group("effect"))
    if said:
        yield _claim(document, sentence.block, sentence.place(), opcode, said)


def _meaning(opcode: str, phrase: str) -> dict[str, Any]:
    meaning = meaning_of(phrase)
    known = opcodes.families(opcode) or opcode == "BINARY_OP"
    if meaning == "iterates" and opcode != "FOR_ITER":
        return {}  # a loop iterates, whatever instruction of it is meant
    return {"meaning": meaning} if meaning is not None and known else {}


def _effect(text: str) -> dict[str, Any]:
    """A stack effect; a number other than 0 without a sign may be something else."""
    found = _SIGNED.match(clean(text[:20]))
    if found is None:
        return {}
    digits = found.group(1).replace(" ", "").replace("−", "-").replace("–", "-")
    return {"stack_effect": int(digits)}


def _replacement(
    document: Document, sentence: Sentence, text: str, found: re.Match[str]
) -> Iterator[Claim]:
    new = found.group("new") or found.group("new2")
    old = found.group("old") or found.group("old2")
    if not (is_opcode(new) and is_opcode(old)) or new == old:
        return
    if _SEVERAL.match(text, found.end()) or _is_one_of_several(text, found.start()):
        return
    versions = _VERSION.findall(text)
    # What a version that is named did is another statement than what became of the opcode.
    if any(opcodes.exists(old, v) or not opcodes.exists(new, v) for v in versions):
        return
    place = sentence.place(found.start(), found.end())
    yield _claim(document, sentence.block, place, new, {"replaces": old})


def _is_one_of_several(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip()
    return before.endswith((",", "/", "+", "&", " and", " or")) and bool(
        re.search(r"[A-Z][A-Z_]{2,}`?\s*(?:,|/|\+|&|and|or)\Z", before)
    )


def _claim(
    document: Document,
    block: Block,
    place: tuple[Location, str],
    opcode: str,
    said: dict[str, Any],
) -> Claim:
    words = said.get("meaning") or said.get("stack_effect", said.get("replaces"))
    return claim(
        document,
        block,
        place,
        extractor="meanings",
        kind="opcode_meaning",
        args={"opcode": opcode, **said},
        claimed=words,
    )
