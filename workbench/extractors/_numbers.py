"""Counts as people write them: `1,204`, `~12`, `13 (approx.)`, `none`, `-`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.extractors.base import DESCRIBED, clean

_HEDGE = (
    r"~|≈|≃|∼|about|around|approximately|approx\.?|roughly|circa|ca\.|nearly|almost|some|"
    r"estimated|estimate|est\.|maybe|probably|likely|perhaps"
)
_BOUND = (
    r"<=?|>=?|≤|≥|at\s+least|at\s+most|more\s+than|less\s+than|fewer\s+than|over|up\s+to|under|"
    r"min\.?|max\.?"
)
_COUNT = re.compile(
    rf"(?P<lead>[×x=]\s*)?(?:(?P<hedge>{_HEDGE})\s*|(?P<bound>{_BOUND})\s*)?[*_`]*"
    r"(?P<number>[-−+]?(?:\d{1,3}(?:[,_ \u00a0\u2009\u202f']\d{3})+(?![\d])|\d+(?:\.\d+)?))"
    r"(?P<after>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_HEDGE_WORD = re.compile(rf"(?<!\w)(?:{_HEDGE}|\?)(?!\w)", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:[-–—/]|to|or|\.\.)\s*\d")
_UNIT = re.compile(
    r"\s*(?:[x×]|times?|instructions?|occurrences?|calls?|opcodes?|ops?|uses?|instances?)\b",
    re.IGNORECASE,
)
_OTHER = (
    r"(?:per|each|every|once|twice|executed|dynamic\w*|at run[- ]?time|excluding|including|without|"
    r"before|after|originally|previously|now|was|if|unless|when|depending|or|vs\.?)\b|"
    r"(?:in|inside|within)\s+(?:\w+\s+){0,2}(?:loops?|body|iterations?|branch|module)\b|"
    r"(?:on|in|for)?\s*(?:C?Python\s*|v)?[23]\.\d{1,2}\b(?!\s*(?:%|percent))|"
    r"(?<!\w\[)\d+(?![\d.]*\s*(?:%|percent))"
)
"""What, said behind a number, makes it the number of something else or not the only one."""
_LIMITED = re.compile(rf"(?<![\w.]){_OTHER}", re.IGNORECASE)
_LIMITED_AT_ONCE = re.compile(
    rf"[-–—#;,:./\s]*(?:{_OTHER}|[-–—=]*>|→)|.*?\w\)?\s*[:=]\s*\d", re.IGNORECASE | re.DOTALL
)
_FOOTNOTE = re.compile(r"\s*(?:\[\^?\w{1,8}\]|<sup>[^<]{1,8}</sup>|[¹²³⁴⁵⁶⁷⁸⁹⁰†‡§]+|\^\d\^?)\Z")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_NAMED = re.compile(r"\s*\((?:(?:in|for|from|of|by)\s+)?`?([A-Za-z_][\w.]*(?:\(\))?)`?\)\Z")
_DESCRIBING = frozenset(
    {"assignment", "assignments", "additions", "subtractions", "multiplications", "divisions"}
    | {"indexing", "subscripting", "subscripts", "lookups", "parameters", "operands", "jumps"}
)
"""Words that explain what an opcode does and do not narrow its number."""
_REMARK = re.compile(r"\s*(?:[-–—#;,:]|\.(?:\s|\Z)|//)")
_DASHES = frozenset({"-", "–", "—", "−", "--", "---", "n/a", "na", "n.a.", "?"})
_WORDS = {
    "none zero no nil nothing never": 0,
    "one once": 1,
    "two twice": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_BY_WORD = {word: value for words, value in _WORDS.items() for word in words.split()}
_BY_WORD["a single"] = 1
NUMERALS = "|".join(word for words in list(_WORDS)[1:] for word in words.split() if word != "once")
"""Whole numbers from one on that are written as a word."""
_MAX_DIGITS = 30
_MAX_LENGTH = 300


@dataclass(frozen=True)
class Count:
    """A count as written. `value` is None where `problem` says why there is none.

    `start` and `end` are the offsets of the hedge and number in the text that was read.
    """

    value: int | float | None
    hedge: str | None = None
    problem: str | None = None
    start: int = 0
    end: int = 0


def read_count(text: str, *, remarks: bool = False) -> Count | None:
    """The count a cell or the rest of a line says; None when it is about no number.

    With `remarks`, words may follow after a dash, comma or full stop.
    """
    start = len(text) - len(text.lstrip(" \t\u00a0*_`"))
    end = len(text.rstrip(" \t\u00a0*_`"))
    words = text[start:end]
    plain = clean(words).lower()
    if not words or len(words) > _MAX_LENGTH:
        return None
    if plain in _DASHES or not words.strip("-–—"):
        return Count(None, problem=f"{plain!r} gives no number", start=start, end=end)
    word = _BY_WORD.get(plain.removeprefix("only ").strip())
    if word is not None:
        return Count(word, start=start, end=end)
    found = _COUNT.match(words)
    if found is None:
        return None
    value, problem = _value(found.group("number"))
    hedge, strange = _after(found.group("after"), remarks=remarks)
    if strange == "percent":
        return None
    bound = (
        f"{found.group('bound')!r} gives a bound, not a number" if found.group("bound") else None
    )
    if found.group("number").startswith("+"):
        problem = "'+' gives a change, not a number"
    problem = bound or strange or problem
    return Count(
        None if problem else value,
        hedge=found.group("hedge") or hedge,
        problem=problem,
        start=start + (found.start("hedge") if found.group("hedge") else found.start("number")),
        end=start + found.end("number"),
    )


def hedge_in(text: str) -> str | None:
    """The first word of a short text that makes its number a rough one."""
    found = _HEDGE_WORD.search(text[:_MAX_LENGTH])
    return found.group() if found else None


def _value(digits: str) -> tuple[int | float | None, str | None]:
    if len(digits) > _MAX_DIGITS:
        return None, "the number is too long to be a count"
    plain = re.sub(r"[,_\s']", "", digits).replace("−", "-")
    if "." in plain:
        return float(plain), "a count is a whole number"
    value = int(plain)
    return value, "a count is not negative" if value < 0 else None


def _after(text: str, *, remarks: bool) -> tuple[str | None, str | None]:
    """The hedge behind a number, and why the number does not stand alone, if so."""
    text = _FOOTNOTE.sub("", text.strip(" \t*_`\u00a0"))
    if text.startswith("%"):
        return None, "percent"
    if _RANGE.match(text):
        return None, "a range, not a number"
    if text.startswith("+"):
        return None, "'+' gives a bound, not a number"
    unit = _UNIT.match(text)
    rest = text[unit.end() :] if unit else text
    aside = _ASIDE.match(rest)
    hedge = hedge_in(aside.group()) if aside else None
    limited = _LIMITED.search(aside.group()) if aside else None
    if limited:
        return hedge, f"{limited.group().strip()!r} behind the number limits what is counted"
    named = _NAMED.match(aside.group()) if aside and not hedge else None
    if named and named.group(1).lower() not in DESCRIBED | _DESCRIBING:
        return None, f"it is a number of {named.group(1)} only"
    rest = rest[aside.end() :].strip() if aside else rest.strip()
    if rest in ("", ".", ",", ";"):
        return hedge, None
    if rest == "?" or _HEDGE_WORD.fullmatch(rest):
        return rest, None
    if remarks and _REMARK.match(rest):
        if _LIMITED_AT_ONCE.match(rest):
            return hedge, "what follows the number limits what is counted"
        return hedge, None
    return hedge, "more is said than a number"
