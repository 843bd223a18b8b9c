"""Instructions in words, as sentences tell their mix: which opcode or category is meant."""

from __future__ import annotations

import re

from workbench.extractors._stated import OPCODE, pattern
from workbench.extractors.base import is_opcode

PERCENT = (
    r"(?P<hedge>[~≈]\s*|(?:about|around|approximately|roughly|circa|nearly|almost|some)\s+)?"
    r"[*_]{0,2}(?<![\d.,<>≤≥+–—-])(?P<percent>\d{1,3}(?:\.\d{1,3})?)\s?(?:%|percent\b|per\s+cent\b)"
    r"[*_]{0,2}"
)
COUNTED = (
    r"(?:(?:the|all|its)\s+){0,2}(?:(?P<ran>executed|dynamic)\s+|(?P<static>static)\s+)?"
    r"(?:(?:python\s+)?(?:byte-?code|vm)\s+)?(?:instructions?|opcodes)(?:\s+(?P<ran2>executed))?"
)
_NOUN = r"(?:\s+(?:byte-?code\s+)?(?:instructions?|opcodes?|ops|operations))"
_WORDS = {
    "load/store": rf"loads?\s+(?:and|or)\s+stores?{_NOUN}?|load[/-]stores?{_NOUN}?",
    "load": rf"loads{_NOUN}?|load{_NOUN}",
    "store": rf"stores{_NOUN}?|store{_NOUN}",
    "arithmetic": rf"arithmetic{_NOUN}?",
    "compare": rf"comparisons|(?:compare|comparison){_NOUN}",
    "branch": rf"(?:branches|jumps)|(?:branch|jump){_NOUN}",
    "call": rf"(?:function\s+)?calls|call{_NOUN}",
}
_NAMES = tuple(_WORDS)
THING = (
    "(?:(?:the|its)\\s+)?(?:"
    + "|".join(rf"(?P<c{number}>\b(?:{words})\b)" for number, words in enumerate(_WORDS.values()))
    + rf"|{OPCODE})"
)
ENDS = pattern(r"\s*(?:\Z|[.;:!)](?:\W|\Z)|,\s+(?!and\b|or\b)|[—–]|-\s)")
"""What follows a thing that stands alone, and not as the first of several."""


def meant(found: re.Match[str]) -> str | None:
    """The category or opcode that THING names; None for a word that is neither."""
    for number, name in enumerate(_NAMES):
        if found.group(f"c{number}"):
            return name
    return opcode(found)


def opcode(found: re.Match[str]) -> str | None:
    """The opcode of a match of OPCODE: a name of two parts, or one that is called or marked so."""
    name = found.group("opcode")
    if not name or not is_opcode(name):
        return None
    marked = found.string[: found.start("opcode")].endswith("`")
    return name if "_" in name or marked or found.group("noun") else None


def how(found: re.Match[str]) -> str | None:
    """Whether COUNTED says that the instructions are those that ran or those of the code."""
    groups = found.groupdict()
    if groups.get("ran") or groups.get("ran2"):
        return "executed"
    return "static" if groups.get("static") else None
