"""What calls are said to return: sentences, and remarks behind calls.

Only calls with plain arguments of functions that one program of the document defines, once. Where
a document draws random numbers or keeps state, the same call may return something else each time.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from workbench.extractors import _subjects
from workbench.extractors._keeping import keeping
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import MAX_CLAIMS, Places, bounded, claim, is_program, unique
from workbench.records import Block, Claim, Document

_MAX = 600
_NUMBER = r"[-+]?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?"
_VALUE = (
    rf"`(?P<marked>[^`\n]{{1,200}})`|(?P<bare>{_NUMBER}|\[[^\[\]\n`]{{0,200}}\]|True|False|None)"
)
_NAME = r"(?<![\w.])(?P<name>[A-Za-z_]\w{0,60})\("
_SAID = re.compile(
    rf"{_NAME}(?P<arguments>[^`\n]{{1,200}}?)\)`?\s+(?:returns|gives|yields|evaluates\s+to)\s+"
    rf"(?:the\s+(?:value|number|list|string)\s+)?(?:{_VALUE})"
    r"(?=\s*\Z|\s*[.;!)](?:\s|\Z)|,\s+(?![-+\d`\[]))"
)
_CONDITIONAL = re.compile(
    r"\b(?:if|when|unless|instead|before|after|then|previous\w*|old|originally|about|approx\w*|"
    r"roughly|around|e\.g|wrong\w*|incorrect\w*|once|first|second|sometimes|usually|often|until|"
    r"would|should|bug\w*|buggy|fix\w*|expected|supposed|modulo|up to|rounded)\b|[~≈…?]",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:wrong\w*|incorrect\w*|false|bug\w*|variants?|assum\w+|suppos\w+|imagin\w+|exercises?|"
    r"tasks?|quiz|questions?|show\s+that|prove\s+that|mistaken\w*|hypothetical\w*|"
    r"python\s*\d[\d.]*|java|javascript|c\+\+|rust)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\W*there\b|\bon\s+its\s+own\b|\bcalled\s+alone\b|\bwith\s+(?:a\s+fresh|`)|\b(?:in|under)\s+C\b",
    re.IGNORECASE,
)
_REMARK = re.compile(
    rf"^{_NAME}(?P<arguments>[^#\n]{{1,200}})\)[ \t]*\#[ \t]*"
    r"(?:(?:returns?|result)[ \t]*:?|->|=>|→|==?)?[ \t]*(?P<value>[^\n#]{1,200}?)[ \t]*$",
    re.MULTILINE,
)
_DEFINED = re.compile(r"^def[ \t]+(\w{1,60})[ \t]*\(", re.MULTILINE)
_CHANGES = re.compile(
    r"\b(?:random\w*|randint|randn?|seed|shuffle|choices?|global|nonlocal|time|datetime|input|open|"
    r"uuid\d?|secrets|environ|getenv|hash|id|async)\b"
)


class _Returned(NamedTuple):
    """A call, its value as written, and where the value stands in the block."""

    block: Block
    start: int
    end: int
    call: str


def extract(document: Document) -> tuple[Claim, ...]:
    """One `returns_value` claim for each value, at its place."""
    programs = [one for one in document.blocks if is_program(one) and one.speaker != "user"]
    texts = [one.text[:100_000] for one in programs]
    if any(_CHANGES.search(text) for text in texts):
        return ()
    defined = Counter(name for text in texts for name in _DEFINED.findall(text))
    kept = {name for text in texts for name in keeping(text)}
    known = {name for name, count in defined.items() if count == 1} - kept
    found = list(islice(_returned(document, programs, known), MAX_CLAIMS + 1))
    values: dict[str, set[str]] = {}
    for one in found:
        values.setdefault(one.call, set()).add(one.block.text[one.start : one.end])
    # Two values for one call: it keeps state, or one of the two is said of something else.
    return unique(_claim(document, one) for one in found if len(values[one.call]) == 1)


def _returned(document: Document, programs: list[Block], known: set[str]) -> Iterator[_Returned]:
    if not known:
        return
    for sentence in sentences(document):
        text = sentence.text[:_MAX]
        if sentence.block.kind != "text" or not sentence.states:
            continue
        for found in islice(_SAID.finditer(text), 10):
            around = text[: found.start()] + text[found.end() :]
            # "returns False" denies nothing.
            negated = replace(sentence, text=around).is_negated
            if negated or _CONDITIONAL.search(around) or _is_of_others(sentence, around):
                continue
            group = "marked" if found.group("marked") else "bare"
            yield from _one(sentence.block, found, group, sentence.start, known)
    for block in programs:
        text = block.text[:100_000]
        if block.speaker == "system":
            continue
        for found in _REMARK.finditer(text):
            yield from _one(block, found, "value", 0, known)


def _is_of_others(sentence: Sentence, around: str) -> bool:
    """Whether a sentence, its labels or the one before tells of a variant, a language, a task."""
    labels = (sentence.label or "", _subjects.label(sentence) or "")
    told = (around, *labels, _subjects.sentence_before(sentence))
    return bool(_APART.search(around)) or any(_OTHERS.search(one) for one in told)


def _one(
    block: Block, found: re.Match[str], group: str, shift: int, known: set[str]
) -> Iterator[_Returned]:
    call = f"{found.group('name')}({found.group('arguments')})"
    if found.group("name") in known and _is_plain_call(call) and _is_literal(found.group(group)):
        start, end = found.span(group)
        yield _Returned(block, shift + start, shift + end, call)


def _is_plain_call(text: str) -> bool:
    """Whether it is one call whose arguments are literals, or functions written out."""
    tree = _parsed(text)
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        return False
    given = [*tree.args, *(each.value for each in tree.keywords)]
    return all(isinstance(one, ast.Lambda) or _is_value(one) for one in given)


def _is_literal(text: str) -> bool:
    tree = _parsed(text)
    return tree is not None and _is_value(tree)


def _is_value(tree: ast.expr) -> bool:
    try:
        value = ast.literal_eval(tree)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return value is not Ellipsis


def _parsed(text: str) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _claim(document: Document, one: _Returned) -> Claim:
    value = one.block.text[one.start : one.end]
    return claim(
        document,
        one.block,
        bounded(one.block, Places(one.block), one.start, one.end),
        extractor="returns",
        kind="returns_value",
        args={"call": one.call, "value": value},
        claimed=value[:300],
    )
