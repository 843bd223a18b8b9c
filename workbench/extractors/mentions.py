"""Sentences that name several opcodes as those that occur or are to be looked at."""

from __future__ import annotations

import re

from workbench.extractors._prose import Sentence, sentences
from workbench.extractors._wording import opcodes_in
from workbench.extractors.base import MAX_CLAIMS, MAX_QUOTE, claim, unique
from workbench.records import Claim, Document

_MAX_NAMES = 50
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|would|could|might|may|maybe|perhaps|depending|whether|either|or|example|e\.g|"
    r"unless|hypothetical(?:ly)?|such\s+an?)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|lack\w*|missing|absent|zero|"
    r"instead|rather|unlike|except|remov\w+|gone|drop\w*|disappear\w*|fake|invent\w+|"
    r"invalid|wrong|incorrect|\w+n['’]t)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:versions?|older|newer|earlier|later|formerly|previous(?:ly)?|since|until|modern|"
    r"recent|legacy|replac\w+|renam\w+|became|becomes?|introduc\w+|supersed\w+|merged?|"
    r"deprecat\w+|equivalents?|counterparts?|speciali[sz]\w+|superinstructions?|newly|"
    r"corresponds?|respectively|compiles?\s+(?:in)?to|vs|versus)\b|[→⇒]|->|=>",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"\b(?:push\w*|pop(?:s|ped|ping)?|load(?:s|ed|ing)|stor(?:es?|ed|ing)|call(?:s|ed|ing)|"
    r"add(?:s|ed|ing)|multipl(?:y|ies|ied)|compar(?:es|ed)|jump\w*|returns?|fetch\w*|mean(?:s|ing)?|"
    r"represents?|stands?\s+for|perform\w*|implement\w*|handles?|is\s+(?:used|responsible)|"
    r"are\s+(?:used|responsible)\s+(?:to|for)|indicat\w+|reflect\w*|correspond\w*|accounts?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\b(?!(?:and|etc|also|the)\b)[a-z]{2,}\b", re.IGNORECASE)


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each sentence that names two or more opcodes and nothing else about them.

    Requests count: who asks to look at opcodes says that they are there.
    """
    found: list[Claim] = []
    for sentence in sentences(document):
        if len(found) > MAX_CLAIMS:
            break
        names = _names(sentence) if sentence.block.kind == "text" else []
        if len(names) > 1:
            found.append(_claim(document, sentence, names))
    return unique(found)


def _names(sentence: Sentence) -> list[str]:
    text = sentence.text
    if len(text) > MAX_QUOTE or text.rstrip("*_ ").endswith("?"):
        return []
    known = opcodes_in(text)
    names = list(dict.fromkeys(name for name, _, _ in known))
    if len(names) < 2 or len(names) > _MAX_NAMES:
        return []
    rest = text
    for _, start, end in reversed(known):
        rest = f"{rest[:start]} {rest[end:]}"
    reasons = (_NUMBER, _SUPPOSED, _DENIED, _HISTORY, _MEANING)
    if any(reason.search(rest) for reason in reasons) or not _WORD.search(rest):
        return []
    return names


def _claim(document: Document, sentence: Sentence, names: list[str]) -> Claim:
    return claim(
        document,
        sentence.block,
        sentence.place(),
        extractor="mentions",
        kind="opcode_exists",
        args={"opcodes": names},
        claimed=", ".join(names),
    )
