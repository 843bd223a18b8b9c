"""How statements about programs are worded: names of subjects, limits, opcodes in words."""

from __future__ import annotations

import re

from workbench.extractors.base import NAME, clean, is_opcode

WORD = r"[^\s,;:.!?()]{1,40}"
_NAMING = rf"(?!(?:that|which|who)\b){WORD}"
SUBJECT = rf"(?:the\s+)?(?P<subject>`[^`\n]{{1,60}}`|(?:{_NAMING}\s+){{0,4}}?{_NAMING})"
"""A name of up to five words, or one marked as code."""

_LIMITED = re.compile(
    r"\b(?:before|after|previous(?:ly)?|old(?:er)?|original(?:ly)?|optimi[sz]\w*|unroll\w*|"
    r"refactor\w*|earlier|former(?:ly)?|instead|if|when|unless|once|whether|per|versions?)\b|"
    r"\b(?:in|inside|within|of)\s+(?:the|its|each|every)\s+(?:\w+\s+)?(?:loop|body|iteration)\b|"
    r"\bC?Python\s*[23]\b|\b[23]\.\d{1,2}\b",
    re.IGNORECASE,
)
_NOT_A_NAME = frozenset(
    {"it", "this", "that", "they", "these", "those", "which", "what", "who", "he", "she", "we"}
    | {"i", "you", "one", "each", "both", "all", "none", "neither", "either", "nobody", "there"}
    | {"everything", "nothing", "any", "every", "some", "most", "python", "cpython", "bytecode"}
    | {"here", "programs", "workloads", "functions", "and", "or", "but"}
)
_OPCODE = re.compile(rf"`?(?<![\w.])({NAME})(?![\w(=])`?")


def is_limited(text: str) -> bool:
    """Whether words narrow a statement to a version, a loop, a condition or a state of before."""
    return bool(_LIMITED.search(text))


def subject(text: str) -> str | None:
    """The name that a subject's words are; None for pronouns, lists and words of all kinds."""
    label = clean(text).strip("\"'“”‘’* ")
    words = re.findall(r"[\w.]+", label.lower())
    if not words or _NOT_A_NAME & set(words) or is_opcode(label):
        return None
    return label if any(character.isalpha() for character in label) else None


def opcodes_in(text: str) -> list[tuple[str, int, int]]:
    """Known opcodes named in a text, each with its place: names of two parts or marked as code."""
    found = []
    for one in _OPCODE.finditer(text):
        marked = one.group().startswith("`") and one.group().endswith("`")
        if (marked or "_" in one.group(1)) and is_opcode(one.group(1)):
            found.append((one.group(1), one.start(), one.end()))
    return found
