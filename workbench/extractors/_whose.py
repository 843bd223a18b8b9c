"""Whom a statement is about, and whether it plainly states something of that one thing.

What is said of such programs in general, of machines, of other inputs or by others is no statement
about a program of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.extractors import _clauses, _shown
from workbench.extractors._clauses import Named
from workbench.extractors._prose import Sentence, statements
from workbench.extractors._wording import is_limited
from workbench.extractors.base import MAX_QUOTE, is_program
from workbench.records import Document

_POINTED = re.compile(
    r"\W*(?:(?:here|thus|so|therefore|hence|overall),?\s+)?"
    r"(?:`|(?:the|this|our|my|its|it)\b|[A-Za-z_][\w.]*\()",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\W*(?:in|on|with|under|using|via|for|at|from|by|as|since|because|like)\s", re.IGNORECASE
)
"""What leads a sentence elsewhere: "In NumPy, ..."."""
_KIND = re.compile(
    r"\b(?:function|method|solver|kernel|routine|implementation|workload)\b", re.IGNORECASE
)
"""What words without code have to say, for a list or a matrix may have a function's name."""
_GENERAL = re.compile(
    r"\b(?:usually|typical(?:ly)?|general(?:ly)?|often|normally|commonly|sometimes|rarely|tends?|"
    r"likely|probabl[ey]|possibl[ey]|presumably|apparently|seem(?:s|ed)?|appears?\s+to|can|may|"
    r"might|could|would|should|will|shall|must|in\s+(?:practice|theory|principle|most|many|some|c)|"
    r"theoretical\w*|ideal(?:ly)?|potential(?:ly)?|suppos\w+|estimat\w+|predict\w*|expect\w*|"
    r"claim\w*|says?|said|saying|according|reports?|reported|alleg\w+|imagin\w+|assum\w+|"
    r"hypothetical\w*|examples?|e\.g|such|similar|real[- ]world|production|large[rs]?|bigger|huge|"
    r"small(?:er)?|scal(?:es|ing)|asymptotic\w*|gpus?|cpus?|tpus?|hardware|machines?|laptops?|"
    r"servers?|processors?|cores?|threads?|workers?|devices?|accelerators?|c\+\+|rust|java|pypy|"
    r"numba|cython|jit|algorithms|programs|workloads|implementations|functions|both|either|each|"
    r"every|any|many|all\s+of|most\s+of|if|when|whenever|unless|once|until|provided|depend\w*|"
    r"whether|before|after|previous\w*|original\w*|optimi\w+|instead|rather|version|versions|"
    r"compared|versus|vs|than|as\s+(?:long|far|if|though)|other\w*|mostly|mainly|partly|partially|"
    r"largely|somewhat|roughly\s+speaking|almost|nearly|hardly|barely|myth|wrong\w*|false\w*|"
    r"mistaken\w*|incorrect\w*|question|ask\w*|quiz|exercise|becomes?|became|remains?|used\s+to|was|"
    r"were|been|no\s+longer|still|or|lines?|loop|iterations?|steps?|elements?|items?)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"[,(]?\s*(?:\b(?:for|with|at|where|here)\s+)?`?\b(?P<name>[a-zA-Z])\s*=\s*"
    r"(?P<value>\d{1,3}(?:[,_]\d{3})+|\d{1,15})`?(?!\d|\.\d)\)?,?"
    r"(?:\s*(?:,|and)?\s*`?\b[a-zA-Z]\s*=\s*(?:\d{1,3}(?:[,_]\d{3})+|\d{1,15})`?(?!\d|\.\d)\)?)*",
    re.IGNORECASE,
)
_ONE = re.compile(r"\b([a-zA-Z])\s*=\s*(\d{1,3}(?:[,_]\d{3})+|\d{1,15})(?!\d|\.\d)")
_NUMERAL = re.compile(r"(?<![\w.])\d[\d_]{0,20}(?![\w.])")
_QUOTED = re.compile(r"\"[^\"\n]{0,600}\"|“[^”\n]{0,600}”|«[^»\n]{0,600}»|'[^'\n]{3,600}'(?!\w)")
_CODE = re.compile(r"`[^`\n]{1,200}`|(?<![\w.`])[A-Za-z_][\w.]{0,80}\([^()\n]{0,200}\)")
_MARKED = re.compile(r"`([A-Za-z_][\w.]{0,80})(?:\([^`\n]{0,60}\))?`|([A-Za-z_][\w.]{0,80})\(\)")
_SHARED = re.compile(r"`[^`\n]{1,200}`\s*(?:,|\band\b|\bor\b|&)\s*(?:and\s|or\s)?\Z")
_BEFORE = 1_000
_NAMED_BEFORE = 4_000
_MAX_SOURCE = 200_000


def stated(sentence: Sentence, *, denies: bool = False) -> str | None:
    """The text of a sentence that states something itself; None for questions, requests, denials
    (unless it is a denial that is looked for), ranges and what stands in cells of tables."""
    if sentence.block.kind != "text" or not sentence.states:
        return None
    if sentence.is_negated and not denies:
        return None
    return sentence.text[:MAX_QUOTE]


def told(
    document: Document, about: re.Pattern[str] | None = None, *, denies: bool = False
) -> Iterator[tuple[Sentence, str]]:
    """The sentences that state something themselves, with their texts, where words of what they
    are about stand in them: where extractors of statements begin."""
    for sentence in statements(document):
        text = stated(sentence, denies=denies)
        if text is not None and (about is None or about.search(text)):
            yield sentence, text


def is_of_one(text: str, start: int, end: int) -> bool:
    """Whether a part of a sentence is said in its own words, and of the one thing it is about."""
    return not is_quoted(text, start, end) and not is_general(text, start, end)


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a part of a sentence touches what stands in quotation marks."""
    return any(one.start() < end and start < one.end() for one in _QUOTED.finditer(text))


def is_general(text: str, start: int, end: int) -> bool:
    """Whether the words around a statement make it one of others, of a class or of a condition."""
    around = _clauses.without_code(f"{text[:start]} {text[end:]}")
    return bool(_GENERAL.search(around)) or is_limited(around)


def whom(sentence: Sentence, text: str, start: int, end: int) -> Named | None:
    """Whom the clause before `start` is about: by a name, or without a label as "it" is.

    None where that cannot be told, and for a bare name of a method such as "Quicksort", which is
    about the method in general.
    """
    words = clause(text[:start])
    led = text[: start - len(words)]
    if not words.strip(" \t*_") or (_ELSEWHERE.match(led) and not _CODE.search(led)):
        return None
    return owner(sentence, text, words, (start, end))


def clause(before: str) -> str:
    """The last clause of the words before a verb, with all names that share it; commas in code
    part nothing."""
    masked = _CODE.sub(lambda found: "x" * len(found.group()), before)
    start = len(before) - len(_clauses.clause(masked))
    shared = _SHARED.search(before, 0, start)
    return before[shared.start() if shared else start :]


def owner(sentence: Sentence, text: str, words: str, span: tuple[int, int]) -> Named | None:
    """Whom words mean that are not the clause before, as `whom`."""
    found = _clauses.named(words)
    if found is None or not _POINTED.match(words):
        return None
    if found.label is None:
        return it(sentence, text, span)
    return _called(found) if _CODE.search(words) or _KIND.search(words) else None


def _called(found: Named) -> Named:
    """The name, with its call only if that is written out: `f(n)` shows how f is called."""
    call = found.call
    return found if call and re.search(r"\d|\[|range\(", call) else Named(found.label)


def it(sentence: Sentence, text: str, span: tuple[int, int]) -> Named | None:
    """Whom a statement without a name is about: the one name before it in its paragraph, or what
    stands above the paragraph that it begins.

    Behind words that name nobody in code it may be about any of them.
    """
    found = antecedent(sentence, text, span)
    begins = not re.search(r"\w", sentence.block.text[: sentence.start][:_BEFORE])
    return found if found is None or found.label is not None or begins else None


def antecedent(sentence: Sentence, text: str, span: tuple[int, int]) -> Named | None:
    """Whom "it" means: the one name before; None when that cannot be told."""
    start, _ = span
    if sentence.label and not text[:start].strip():
        return _clauses.named(sentence.label)
    block = sentence.block.text
    before = block[max(0, sentence.start - _NAMED_BEFORE) : sentence.start]
    found = _clauses.antecedents(f"{before} {text[:start]} {text[span[1] :]}")
    if _clauses.is_of_a_part(before[before.rfind("\n\n") + 1 :]):
        return None
    if found:
        return Named(found[0]) if len(found) == 1 else None
    if _clauses.is_part(sentence.block.heading or ""):
        return None
    return None if block.find("\n", 0, sentence.start) >= 0 else Named(None)


def function(text: str) -> str | None:
    """The function that a text names as code, when it is exactly one."""
    found = names(text)
    return found.pop() if len(found) == 1 else None


def names(text: str) -> set[str]:
    """The functions that a text names as code."""
    return {one.group(1) or one.group(2) for one in _MARKED.finditer(text)}


def given(text: str) -> tuple[str, dict[str, int]]:
    """A text with "for n = 100" blanked, and the values of the single letters that were given.

    The text keeps its length.
    """
    if "=" not in text:
        return text, {}
    values: dict[str, int] = {}
    for found in _GIVEN.finditer(text):
        for name, value in _ONE.findall(found.group()):
            values[name] = int(re.sub(r"[,_]", "", value))
    return _GIVEN.sub(lambda found: " " * len(found.group()), text), values


def sources(document: Document) -> Iterator[str]:
    """The blocks of a document that may be programs."""
    for block in document.blocks:
        if is_program(block):
            yield block.text[:_MAX_SOURCE]


def call(document: Document, whose: Named) -> str | None:
    """The call that a statement about a run is about: written out, or the one that is shown."""
    return whose.call or _shown.call(sources(document), whose.label)


def inputs(sentence: Sentence) -> set[int]:
    """The inputs that a sentence and what stands before it in its paragraph speak of."""
    start = max(0, sentence.start - _BEFORE)
    return set(given(sentence.block.text[start : sentence.end])[1].values())


def is_shown(document: Document, wanted: set[int]) -> bool:
    """Whether one block of code has all these values as numbers: the input that it is called on."""
    return not wanted or any(
        wanted <= {int(one.replace("_", "")) for one in _NUMERAL.findall(source)}
        for source in sources(document)
    )
