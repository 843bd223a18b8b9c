"""Numbers and what they count, as sentences have them: `about 14 LOAD_FAST instructions`."""

from __future__ import annotations

import re

from workbench.extractors._numbers import NUMERALS, Count, hedge_in, read_count
from workbench.extractors.base import NAME, is_opcode

WORDS = rf"a single|zero|{NUMERALS}"
_HEDGE = r"[~≈≃∼]\s*|(?:about|around|approximately|approx\.?|roughly|circa|nearly|almost|some)\s+"
NUMBER = (
    r"(?:(?:only|exactly|just|precisely|a\s+total\s+of)\s+)?[*_]{0,3}"
    rf"(?P<hedge>{_HEDGE})?[*_]{{0,3}}"
    rf"(?<![\w.,+<>=≤≥/-])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,15}}|\b(?:{WORDS})\b(?!-\w))"
    r"(?![\d.,/+]*\d|\+|\s*%)[*_]{0,3}"
)
_KIND = r"(?:(?:static|python|cpython|byte-?code|vm|virtual[ -]machine)\s+){0,2}"
TOTAL = rf"(?P<total>{_KIND}instructions?\b)"
OPCODE = (
    rf"[`*]{{0,3}}(?P<opcode>(?-i:(?<!\w){NAME}))(?-i:s\b)?[`*]{{0,3}}(?-i:s\b)?(?![\w(=/`*])"
    r"(?:\s+(?:byte-?code\s+)?(?P<noun>instructions?|opcodes?|ops?)\b)?"
)
THING = (
    r"(?:(?P<arithmetic>arithmetic\s+(?:byte-?code\s+)?(?:instructions?|opcodes?)\b)|"
    rf"{TOTAL}|(?:static\s+)?{OPCODE})"
)
TIMES = (
    rf"(?:{NUMBER}\s+times\b|(?:(?:only|exactly|just)\s+)?[*_]{{0,3}}(?P<once>once|twice|thrice)\b"
    r"[*_]{0,3})"
)
_TWICE = {"once": 1, "twice": 2, "thrice": 3}


def pattern(text: str) -> re.Pattern[str]:
    """A pattern of these parts; names of opcodes stay in capitals."""
    return re.compile(text, re.IGNORECASE)


def count(found: re.Match[str]) -> Count | None:
    """The number of a match; None when there is none that could be compared."""
    groups = found.groupdict()
    once = (groups.get("once") or "").lower()
    if once:
        return Count(_TWICE[once])
    read = read_count(found.group("number").lower())
    if read is None or read.value is None:
        return None
    return Count(read.value, hedge=hedge_in(found.group("hedge") or ""))


def kind(found: re.Match[str]) -> tuple[str, str | None] | None:
    """The kind of claim that THING makes, and the opcode; None for a word that is none.

    A name that no CPython has is an opcode where the text calls it one.
    """
    groups = found.groupdict()
    if groups.get("arithmetic"):
        return "arithmetic_instructions", None
    if groups.get("total"):
        return "total_instructions", None
    name = found.group("opcode")
    if is_opcode(name) or ("_" in name and groups["noun"]):
        return "opcode_count", name
    return None
