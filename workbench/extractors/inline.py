"""Counts behind names in a sentence: `f` consists mainly of LOAD_FAST (6) and BINARY_OP (3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors import _clauses
from workbench.extractors._counted import Item, of_runs
from workbench.extractors._numbers import Count
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors._wording import is_limited
from workbench.extractors.base import MAX_CLAIMS, MAX_QUOTE, NAME, Places, is_opcode, unique
from workbench.records import Claim, Document

_ITEM = re.compile(
    rf"(?<![\w.])[`*]{{0,3}}(?P<label>{NAME})[`*]{{0,3}}\s*"
    r"(?:\(\s*(?:[×x]\s*)?(?P<inside>\d{1,6})(?:\s*(?:[×x]|times|occurrences|instructions|uses))?"
    r"\s*\)|×\s*(?P<behind>\d{1,6})(?![\w%]|\.\d))"
)
_COUNTS = re.compile(
    r"\b(?:consists?|contains?|comprises?|uses|has|counts?|counted|made\s+up|instructions|opcodes|"
    r"occurrences|frequent|common|dominated|compiles)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:opcode\s+(?:numbers?|values?|codes?)|opmap|arguments?|opargs?|operands?|index(?:es)?|"
    r"indices|offsets?|bytes?|cycles?|stack|effects?|execut\w+|dynamic\w*|traced?|run-?time|per|"
    r"each|every|iterations?|more|fewer|less|than|extra|additional\w*|compared?|versus|vs|average|"
    r"combined|together|both|would|could|might|module|files?|scripts?|versions?|instead|before|"
    r"after|loops?|body|line|lines|ranks?|percent\w*|example|respectively|former|latter)\b|%|"
    r"\bat\s+(?:least|most)\b|\bup\s+to\b",
    re.IGNORECASE,
)


def extract(document: Document) -> tuple[Claim, ...]:
    """For each sentence with two or more such counts an `opcode_table` claim and one for each.

    A number in parentheses is a count only where the sentence says so: it may as well be an
    operand, or the number of the opcode itself.
    """
    found = of_runs(document, _runs(document), extractor="inline", prefix="i")
    return unique(islice(found, MAX_CLAIMS + 1))


def _runs(document: Document) -> Iterator[list[Item]]:
    for sentence in sentences(document):
        if sentence.block.kind != "text" or not sentence.states or sentence.is_negated:
            continue
        found = list(_ITEM.finditer(sentence.text[:MAX_QUOTE]))
        if len(found) > 1 and _says_counts(sentence.text[:MAX_QUOTE], found):
            yield _items(sentence, found)


def _says_counts(text: str, found: list[re.Match[str]]) -> bool:
    """Whether these are counts of one function."""
    names = [one.group("label") for one in found]
    numbers = [int(one.group("inside") or one.group("behind")) for one in found]
    if len(set(names)) < len(names) or 0 in numbers or not all(map(is_opcode, names)):
        return False
    rest = _ITEM.sub(" ", text)
    if _OTHER.search(rest) or is_limited(rest) or re.search(r"\d", rest):
        return False
    return bool(_COUNTS.search(rest)) and len(_clauses.antecedents(rest)) < 2


def _items(sentence: Sentence, found: list[re.Match[str]]) -> list[Item]:
    places = sentence.places or Places(sentence.block)
    items = []
    for one in found:
        group = "inside" if one.group("inside") else "behind"
        start, end = (sentence.start + offset for offset in one.span())
        items.append(
            Item(
                block=sentence.block,
                places=places,
                label=one.group("label"),
                count=Count(int(one.group(group))),
                start=start,
                end=end,
                number=(start, end),
            )
        )
    return items
