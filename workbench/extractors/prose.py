"""Counts said in sentences: of opcodes, of instructions, of what is executed, of calls.

Tables, lists of counts and dicts are read elsewhere. What is a bound, a range, a comparison, a
condition, or the number of a part only, is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from workbench.extractors import _asides, _clauses, _forms, _further, _shown, _stated, _whose
from workbench.extractors._clauses import Named
from workbench.extractors._forms import Said
from workbench.extractors._prose import Sentence, denies, statements
from workbench.extractors._stated import pattern
from workbench.extractors.base import (
    MAX_CLAIMS,
    MAX_QUOTE,
    NAME,
    claim,
    is_opcode,
    is_total,
    unique,
)
from workbench.records import Block, Claim, Document

_ENDS = pattern(
    r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s|[—–]|-\s|(?:in\s+total|in\s+all|altogether|overall)\b|"
    r"(?:and|while|whereas|but|of\s+which)\s)"
)
_LISTED = pattern(
    rf"\s*(?>,\s+and|,\s+but|and|,)\s+"
    rf"(?!(?:{_stated.WORDS})\b|\d|while\b|but\b|of\s|it\b|so\b|only\b|never\b)"
)
_BOUND = pattern(r"(?:\b(?:over|under|above|below|beyond)|[<>≤≥]=?)\s*\Z")
_ONCE = pattern(r"\b(?:now|new|newer|later|then|initially|at\s+first|used\s+to)\b")
"""What was so once, and may be so no longer."""
_STEP = pattern(
    r"\A\W*(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|next|finally|lastly|after(?:wards|\s+that)|"
    r"subsequently)\b|\bthen\b"
)
"""What tells instructions one after the other counts those of one step."""
_PAST = pattern(r"\b(?:were|was|contained|consisted|comprised|produced|generated|compiled)\b")

_TIMES_OVER = pattern(
    rf"(?P<quote>(?:appears?|occurs?|shows\s+up|(?:is\s+)?used)\s+{_stated.TIMES})[*_]{{0,2}}\W*\Z"
)
_LABEL = re.compile(rf"{NAME}\Z")
_OPCODE = re.compile(r"\b[A-Z]{3,}_[A-Z]")
_DEFINED = re.compile(r"\b(?:def|class|lambda)\b")
_MAX_PIECE = 300
_CALL = re.compile(r"(?<![\w.])([A-Za-z_]\w{0,60})\(((?=[^()\n]{0,199}[\d\[\"'])[^()\n]{1,200})\)")
_PLACES = pattern(
    r"\b(?:contains?|ha(?:s|ve)|includes?|source|lines?|statements?|body|expression|definition|"
    r"(?:base|recursive)\s+case|frame|lea(?:f|ves))\b"
)
_BEFORE = 1_000


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each number said of an opcode, of instructions or of calls."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    whole: tuple[Sentence, Named] | None = None
    behind = {id(after) for block, after in pairwise(document.blocks) if _is_piece(block)}
    for sentence in statements(document):
        if sentence.block.kind != "text" or not sentence.states:
            continue
        label, text = sentence.label or "", _asides.blanked(sentence.text[:MAX_QUOTE])
        if _LABEL.match(label):
            yield from _labelled(document, sentence, label)
        if _LABEL.match(label) or is_total(label) or _clauses.is_spread(text):
            continue
        before = whole[1] if whole is not None and _follows(sentence, whole[0]) else None
        whole = None
        for said in _told(sentence, text, before):
            if said.owner == Named(None) and id(sentence.block) in behind:
                continue
            meant = _of_its_input(document, sentence, said) if said.is_dynamic else said
            if meant is None:
                continue
            if meant.kind == "total_instructions":
                whole = sentence, meant.owner
            yield _claim(document, sentence, meant)


def _of_its_input(document: Document, sentence: Sentence, said: Said) -> Said | None:
    """A number of a run with the call that the sentence writes out; None for one of another input
    than the programs show, and for calls that are places in the source."""
    text = sentence.text[:MAX_QUOTE]
    if said.kind == "call_count" and _PLACES.search(_clauses.without_code(text)):
        return None
    given = {f"{name}({inside})" for name, inside in _CALL.findall(text)}
    if said.owner.call is not None:
        return said if given <= {said.owner.call} else None
    if given:
        call = given.pop()
        literal = not given and _shown.is_literal(call.partition("(")[2][:-1])
        return replace(said, owner=Named(said.owner.label, call)) if literal else None
    before = sentence.block.text[: sentence.start].rpartition("\n\n")[2][-_BEFORE:]
    sources = " ".join(_whose.sources(document))
    if any(f"{name}({inside})" not in sources for name, inside in _CALL.findall(before)):
        return None
    return said if _whose.is_shown(document, _whose.inputs(sentence)) else None


def _is_piece(block: Block) -> bool:
    """Whether a block shows a few lines of a function or of its disassembly, which what follows
    may be about."""
    if block.kind == "listing":
        return "RETURN_" not in block.text and bool(_OPCODE.search(block.text))
    if block.kind != "code" or len(block.text) > _MAX_PIECE or _OPCODE.search(block.text):
        return False
    return not _DEFINED.search(block.text)


def _labelled(document: Document, sentence: Sentence, name: str) -> Iterator[Claim]:
    """**LOAD_FAST:** appears 7 times."""
    found = None if sentence.is_negated else _TIMES_OVER.match(sentence.text)
    count = _stated.count(found) if found else None
    if found is not None and count is not None and is_opcode(name):
        start, end = found.span("quote")
        said = Said("opcode_count", count, Named(None), (start, end), (start, end), name)
        yield _claim(document, sentence, said)


def _follows(sentence: Sentence, before: Sentence) -> bool:
    between = sentence.block.text[before.end : sentence.start]
    return sentence.block is before.block and between.strip(" *_.") == "" and "\n\n" not in between


def _told(sentence: Sentence, text: str, before: Named | None) -> Iterator[Said]:
    """What a sentence says, each number once; `before` is whose instructions the last counted."""
    found = list(_forms.said(text))
    found += _further.elsewhere(text, found)
    rest = _without(text, [*(said.around for said in found), *_further.parts(text)])
    if denies(rest):
        return
    placed = {
        (said.kind, said.span[0]): whole
        for said in reversed(found)
        if (whole := _placed(said, sentence, text, rest)) is not None
    }
    told = list(placed.values())[::-1]
    yield from told
    for said in _further.of_these(text, told, before):
        whole = _placed(said, sentence, text, rest)
        if whole is not None and (said.kind, said.span[0]) not in placed:
            yield whole


def _claim(document: Document, sentence: Sentence, said: Said) -> Claim:
    return claim(
        document,
        sentence.block,
        sentence.place(*said.span),
        extractor="prose",
        kind=said.kind,
        args=said.args,
        claimed=said.count.value,
        hedge=said.count.hedge,
    )


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The words around what was understood."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(at, start)])
        at = max(at, end)
    return " ".join([*kept, text[at:]])


def _placed(said: Said, sentence: Sentence, text: str, rest: str) -> Said | None:
    """The number with its owner as far as the sentence tells; None when it is no plain number.

    `rest` are the words around all numbers that the sentence says.
    """
    start, end = said.around
    end += len(text[end:]) - len(text[end:].lstrip("*")) if text[end : end + 2] == "**" else 0
    owner = said.owner
    where = None if said.kind == "call_count" else _further.where(said, text, end)
    if where is not None:
        other = _clauses.named(where.group("label"))
        if other is None or (owner.label and other.label and owner.label != other.label):
            return None
        owner = other if other.label else owner
        end = where.end()
        if _LISTED.match(text, end):
            return None
    aside = said.kind == "call_count" and text[end : end + 2] == " ("
    if not (aside or _ENDS.match(text, end)) or _BOUND.search(text[max(0, start - 20) : start]):
        return None
    if _clauses.is_refused(rest, dynamic=said.is_dynamic) or said.is_of_an_expression:
        return None
    if not said.is_dynamic and _STEP.search(rest):
        return None
    if not said.is_dynamic and _clauses.leads_elsewhere(text[:start], owner.label):
        return None
    if _PAST.search(text[slice(*said.around)]) and _ONCE.search(rest):
        return None
    found = owner if owner.label or owner.call else _whose.antecedent(sentence, text, said.around)
    return replace(said, owner=found) if found is not None else None
