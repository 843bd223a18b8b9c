"""Counts said in sentences: of opcodes, of instructions, of what is executed, of calls.

Tables, lists of counts and dicts are read elsewhere. What is a bound, a range, a comparison, a
condition, or the number of a part only, is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from workbench.extractors import _clauses, _stated
from workbench.extractors._clauses import Named
from workbench.extractors._numbers import Count
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors._stated import NUMBER, OPCODE, THING, TIMES, TOTAL, pattern
from workbench.extractors._whose import antecedent
from workbench.extractors.base import MAX_CLAIMS, MAX_QUOTE, NAME, claim, is_total, unique
from workbench.records import Claim, Document

_MAX_ITEMS = 40
_ITEM = pattern(rf"{NUMBER}\s+{THING}")
_BARE = pattern(NUMBER)
_NEXT = pattern(r"\s*(?:,\s*(?:and\s+)?|and\s+|plus\s+|&\s*)")
_CONTAINS = pattern(
    r"\b(?P<verb>contains|has|uses|consists\s+of|comprises|holds|counts|"
    r"(?:compiles|disassembles|is\s+compiled)\s+(?:down\s+)?(?:in)?to)\s+"
)
_THERE = pattern(r"\b(?:there\s+(?:are|is)|(?:we|I)\s+(?:count|counted|find|found))\s+")
_APPEARS = pattern(
    rf"{OPCODE}\s+(?:appears?|occurs?|shows\s+up|is\s+(?:present|found|counted|used)|was\s+counted)"
    rf"\s+{TIMES}"
)
_NUMBER_OF = pattern(rf"\bnumber\s+of\s+{THING}(?:\s+(?:in|of|for)\s+(?P<of>.{{1,80}}?))?\s+is\s+")
_EXECUTES = pattern(rf"\bexecutes\s+(?P<quote>{NUMBER}\s+{TOTAL})")
_EXECUTED = pattern(rf"{NUMBER}\s+{TOTAL}\s+(?:are|were|get)\s+executed\b")
_OPCODE_RUNS = pattern(rf"{OPCODE}\s+(?:is|was|gets)\s+executed\s+{NUMBER}\s+times\b")
_NAME = r"(?P<name>`[^`\n]{1,100}`|(?<![\w.`])[A-Za-z_]\w{0,60}(?:\(\))?)"
_IS_CALLED = pattern(rf"{_NAME}\s+(?:is|was|gets)\s+(?:called|invoked)\s+{NUMBER}\s+times\b")
_CALLS = pattern(rf"(?<=`\s)calls\s+{_NAME}\s+{NUMBER}\s+times\b")
_CALLS_OF = pattern(rf"{NUMBER}\s+calls\s+(?:of|to)\s+(?:the\s+function\s+)?{_NAME}(?![\w`(]|\.\w)")
_CALL_OF = pattern(r"\W*(?:a|one|this|the)\s+(?:single\s+)?call\s+(?:of|to)\s+(?P<label>.{1,80})\Z")
_ENDS = pattern(
    r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s|[—–]|-\s|(?:in\s+total|in\s+all|altogether|overall)\b|"
    r"(?:and|while|whereas|but|of\s+which)\s)"
)
_WHERE = pattern(
    r"\s+(?:in|of|inside|within)\s+(?P<label>(?!total\b|all\b|which\b).{1,80}?)"
    r"(?=\Z|[.,;:!)](?:\s|\Z)|\s+(?:and|while|whereas|but)\s)"
)
_LISTED = pattern(rf"\s*(?:and|,)\s+(?!(?:{_stated.WORDS})\b|\d|while\b|but\b|of\s|it\b|so\b)")
_SHARED = re.compile(rf"\s*(?:,\s*and\b|,|and\b|&)\s*[`*]{{0,3}}{NAME}(?!\w)")
_SHARED_BEFORE = re.compile(rf"{NAME}[`*]{{0,3}}\s*(?:,|and|or|&|/)\s*[`*]{{0,3}}\Z")
_LEADING = pattern(
    r"\W*(?:overall|altogether|here|thus|so|hence|therefore|(?:in|for|inside|within)\s+"
    r"(?P<label>.{1,80}?))?,?\s*\Z"
)
_OPCODES = pattern(r"(?:\A|\s)(?:the\s+)?(?:opcode\s+|instruction\s+)?\Z")
_BOUND = pattern(r"(?:\b(?:over|under|above|below|beyond)|[<>≤≥]=?)\s*\Z")
_LABEL = re.compile(rf"{NAME}\Z")


@dataclass(frozen=True)
class _Said:
    """A number in a sentence: what it counts, whose, and where the words for it stand.

    `span` is what is quoted, `around` all that says it, with its verb.
    """

    kind: str
    count: Count
    owner: Named
    span: tuple[int, int]
    around: tuple[int, int]
    opcode: str | None = None

    @property
    def is_dynamic(self) -> bool:
        return self.kind in ("executed_count", "call_count")

    @property
    def args(self) -> dict[str, Any]:
        """The arguments of the claim's kind."""
        args: dict[str, Any] = {"function": self.owner.label, "count": self.count.value}
        if self.kind in ("opcode_count", "executed_count"):
            args["opcode"] = self.opcode
        if self.is_dynamic and self.owner.call is not None:
            args["call"] = self.owner.call
        return args


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each number said of an opcode, of instructions or of calls."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence in sentences(document):
        if sentence.block.kind != "text" or not sentence.states or sentence.is_negated:
            continue
        label, text = sentence.label or "", sentence.text[:MAX_QUOTE]
        if _LABEL.match(label) or is_total(label) or _clauses.is_spread(text):
            continue
        seen: set[tuple[str, int]] = set()
        found = list(_said(text))
        rest = _without(text, [said.around for said in found])
        for said in found:
            whole = _placed(said, sentence, text, rest)
            if whole is not None and (said.kind, said.span[0]) not in seen:
                seen.add((said.kind, said.span[0]))
                yield _claim(document, sentence, whole)


def _claim(document: Document, sentence: Sentence, said: _Said) -> Claim:
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


# --- whose number it is, and whether it is the number of all of it --------------------------------


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The words around what was understood."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(at, start)])
        at = max(at, end)
    return " ".join([*kept, text[at:]])


def _placed(said: _Said, sentence: Sentence, text: str, rest: str) -> _Said | None:
    """The number with its owner as far as the sentence tells; None when it is no plain number.

    `rest` are the words around all numbers that the sentence says.
    """
    start, end = said.around
    end += len(text[end:]) - len(text[end:].lstrip("*")) if text[end : end + 2] == "**" else 0
    owner = said.owner
    where = None if said.kind == "call_count" else _WHERE.match(text, end)
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
    if _clauses.is_refused(rest, dynamic=said.is_dynamic):
        return None
    found = owner if owner.label or owner.call else antecedent(sentence, text, said.around)
    return replace(said, owner=found) if found is not None else None


def _leading(before: str) -> Named | None:
    """Whom "In `f`, " before a statement names; None for other words."""
    found = _LEADING.match(before)
    if found is None:
        return None
    return _clauses.named(found.group("label")) if found.group("label") else Named(None)


# --- the forms ------------------------------------------------------------------------------------


def _said(text: str) -> Iterator[_Said]:
    if any(character.isdigit() for character in text) or _clauses.has_number(text):
        yield from _contained(text)
        yield from _appearing(text)
        yield from _numbers_of(text)
        yield from _executed(text)
        yield from _called(text)


def _contained(text: str) -> Iterator[_Said]:
    """`f` contains 14 LOAD_FAST and 4 STORE_FAST instructions; there are two CALLs in it."""
    for verb in (*_CONTAINS.finditer(text), *_THERE.finditer(text)):
        items = _items(text, verb.end())
        name = verb.groupdict().get("verb")
        before = text[: verb.start()]
        owner = _clauses.named(_clauses.clause(before)) if name else _leading(before)
        if not items or owner is None:
            continue
        around = (verb.start(), items[-1].end())
        for item in items:
            kind, count = _stated.kind(item), _stated.count(item)
            if kind is None or count is None or (name == "uses" and item.group("total")):
                continue
            yield _Said(kind[0], count, owner, _quoted(item, text), around, kind[1])


def _items(text: str, start: int) -> list[re.Match[str]]:
    """The counts that follow each other; none when the last is one of several things."""
    found: list[re.Match[str]] = []
    item = _ITEM.match(text, start)
    while item is not None and len(found) < _MAX_ITEMS:
        found.append(item)
        link = _NEXT.match(text, item.end())
        item = _ITEM.match(text, link.end()) if link else None
    return [] if found and _SHARED.match(text, found[-1].end()) else found


def _quoted(item: re.Match[str], text: str) -> tuple[int, int]:
    start = item.start("hedge") if item.group("hedge") else item.start("number")
    return len(text[:start].rstrip("*_")), item.end()


def _appearing(text: str) -> Iterator[_Said]:
    """LOAD_FAST appears 14 times."""
    for found in _APPEARS.finditer(text):
        before = _OPCODES.sub("", text[: found.start()])
        kind, count = _stated.kind(found), _stated.count(found)
        if _SHARED_BEFORE.search(before[-100:]) or kind is None or count is None:
            continue
        owner = _leading(before) or _leading(_clauses.clause(before))
        if owner is not None:
            yield _Said(kind[0], count, owner, found.span(), found.span(), kind[1])


def _numbers_of(text: str) -> Iterator[_Said]:
    """The number of LOAD_FAST instructions in `f` is 14."""
    for found in _NUMBER_OF.finditer(text):
        number = _BARE.match(text, found.end())
        owner = _clauses.named(found.group("of")) if found.group("of") else Named(None)
        kind = _stated.kind(found)
        count = _stated.count(number) if number else None
        if number is not None and owner is not None and kind is not None and count is not None:
            span = (found.start(), number.end())
            yield _Said(kind[0], count, owner, span, span, kind[1])


def _executed(text: str) -> Iterator[_Said]:
    """`f(3)` executes 3,811 instructions; LOAD_FAST is executed 2,205 times."""
    kind = "executed_count"
    for found in _EXECUTES.finditer(text):
        before, count = text[: found.start()], _stated.count(found)
        call = _CALL_OF.match(before.strip())
        words = call.group("label") if call else _clauses.clause(before)
        owner = _clauses.named(words)
        if owner is not None and count is not None:
            owner = Named(None, owner.call) if call and owner.call else owner
            yield _Said(kind, count, owner, found.span("quote"), found.span())
    for found in _EXECUTED.finditer(text):
        owner, count = _leading(text[: found.start()]), _stated.count(found)
        if owner is not None and count is not None:
            yield _Said(kind, count, owner, found.span(), found.span())
    for found in _OPCODE_RUNS.finditer(text):
        before = _OPCODES.sub("", text[: found.start()])
        owner, count = _leading(before), _stated.count(found)
        named = _stated.kind(found)
        if owner is not None and count is not None and named is not None:
            yield _Said(kind, count, owner, found.span(), found.span(), named[1])


def _called(text: str) -> Iterator[_Said]:
    """`rhs` is called 200 times; 1,303 calls of quicksort."""
    for form in (_IS_CALLED, _CALLS, _CALLS_OF):
        for found in form.finditer(text):
            owner, count = _clauses.named(found.group("name")), _stated.count(found)
            if owner is not None and owner.label and count is not None:
                yield _Said("call_count", count, owner, found.span(), found.span())
