"""Descriptions of opcodes in words, as the few plain meanings that can be judged.

A description that says more than one thing, or something else, is none of them.
"""

from __future__ import annotations

import re

from workbench.extractors.base import clean

_MAX_PHRASE = 200
_END = re.compile(r"[.;:(–—\n]|,\s|\s-\s")
_UNSURE = re.compile(
    r"\b(?:or|not|either|both|sometimes|usually|often|typically|may|might|can|could|e\.g|like|such|"
    r"depending|various|any|if any|instead|also|except|without|unless)\b|/|\?",
    re.IGNORECASE,
)
_ONTO = re.compile(
    r"\s*(?:,?\s*(?:and|then)\s+(?:\w+\s+)?(?:push|place|put|leav|load|return)\w*\s+(?:\w+\s+){0,4}?)?"
    r"(?:on(?:to)?|to|from|off)\s+(?:the\s+)?(?:top\s+of\s+(?:the\s+)?)?(?:\w+\s+)?stack\b",
    re.IGNORECASE,
)
_RESULT = re.compile(r"\s+(?:and|then)\s+(?:push|leav|put|plac)\w*\s.*\Z", re.IGNORECASE)
_TAKES = re.compile(
    r"\A(?:pop|tak|remov|consum|us)\w*\s+(?:\S+\s+){0,8}?(?:and|then)\s+", re.IGNORECASE
)
_LOADS = re.compile(r"(?:load|push|fetch|retriev)(?:s|es|ing)?\b|reads?\b|reading\b", re.IGNORECASE)
_STORES = re.compile(r"(?:stor|sav|assign|writ)(?:s|e|es|ing)?\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\A\s*(?:an?\s+|the\s+|its\s+)?(?:references?\s+to|values?\s+of|contents?\s+of|copy\s+of)\s+",
    re.IGNORECASE,
)
_INTO = re.compile(r"(?:\A|\s)(?:in|into|to|as|at|under)\s+", re.IGNORECASE)
_ORIGIN = re.compile(
    r"\s(?:from|of|in|into|by|for|on|onto|with|to|using|that|which|where|during|at|because)\s",
    re.IGNORECASE,
)
_OPERANDS = (
    r"(?:\s*\Z|\s+(?:operations?\b|of\b|on\b|between\b|two\b|both\b|them\b|top\w*\b|TOS\w*|values?\b|"
    r"operands?\b|numbers?\b|integers?\b|floats?\b|the\s+(?:top\w*|two|first|last|values|operands|"
    r"numbers|stack)\b))"
)
"""What follows a verb of arithmetic; "adds overhead" is about something else."""
_PLAIN = r"(?:(?:performs?|does|executes?|implements?|computes?|in-?place|binary|an?|the)\s+){0,3}"

# Kinds of variables and values, and what loads and stores of them are called.
_OBJECTS: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), load, store)
    for words, load, store in (
        (r"locals?|local variables?|fast locals?", "loads a local", "stores a local"),
        (r"constants?|consts?|literals?|co_consts", "loads a constant", None),
        (r"globals?", "loads a global", "stores a global"),
        (
            r"closures?|cells?|free|enclosing|non-?locals?",
            "loads a closure variable",
            "stores a closure variable",
        ),
        (r"attributes?|attr", "loads an attribute", "stores an attribute"),
        (r"methods?", "loads a method", None),
        (
            r"subscripts?|index(?:ed)?|elements?|items?|keys?|containers?",
            "reads a subscript",
            "stores a subscript",
        ),
        # These are mentioned beside others and mean something else.
        (r"null|iterators?|iterable|lists?|dicts?|sets?|tuples?|maps?|modules?|class\w*", "", ""),
        (r"names?|built-?ins?|arguments?|parameters?|next|return|calls?|exceptions?", "", ""),
    )
)
_BESIDE = frozenset({"name", "names", "built-in", "builtin", "argument", "arguments"})

_OTHERS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning)
    for pattern, meaning in (
        (
            r"(?:iterat(?:es?|ing)\b|advances?\s+(?:the|an)\s+iterator|(?:gets?|fetch(?:es)?|"
            r"retrieves?|pushes)\s+the\s+next\s+(?:item|value|element))",
            "iterates",
        ),
        (
            r"(?:calls?|calling|invok(?:es?|ing))\s+(?:a|the|an|any)?\s*(?:\w+\s+){0,2}"
            r"(?:functions?|callables?|methods?)\b",
            "calls a function",
        ),
        (rf"{_PLAIN}(?:function|method)\s+calls?\b", "calls a function"),
        (rf"{_PLAIN}matrix\s+multiplication{_OPERANDS}", "multiplies matrices"),
        (rf"{_PLAIN}(?:floor|integer)\s+divi\w+", "floor divides"),
        (rf"{_PLAIN}(?:adds?|adding|addition){_OPERANDS}", "adds"),
        (rf"{_PLAIN}subtract(?:s|ing|ion)?{_OPERANDS}", "subtracts"),
        (rf"{_PLAIN}multipl(?:y|ies|ying|ication){_OPERANDS}", "multiplies"),
        (rf"{_PLAIN}(?:true\s+)?divi(?:de|des|ding|sion){_OPERANDS}", "divides"),
        (rf"{_PLAIN}(?:modul(?:o|us)|remainder)\b", "takes the remainder"),
        (rf"{_PLAIN}(?:exponentiation|power\b|raises?\s)", "raises to a power"),
        (rf"{_PLAIN}(?:compares?|comparing|comparison){_OPERANDS}", "compares"),
        (r"returns?\s.*?\b(?:to\s+(?:the|its)\s+caller|from\s+(?:the|a)\s+function)\b", "returns"),
        (r"yields?\s+(?:a|the)\s+value", "yields"),
    )
)
_ARITHMETIC = re.compile(
    r"\b(?:add(?:s|ition)?|subtract\w*|multipl\w+|divi\w+|modul\w+|power|compar\w+)\b",
    re.IGNORECASE,
)
_COLLECTIONS = re.compile(
    r"\b(?:lists?|sets?|dict\w*|maps?|append\w*|items?|elements?|keys?|offsets?|arguments?|strings?|"
    r"iter\w*|__\w+)\b",
    re.IGNORECASE,
)
_JUMP = re.compile(
    r"(?:(?:performs?|does)\s+(?:an?\s+)?)?(?P<plain>unconditional(?:ly)?\s+|conditional(?:ly)?\s+)?"
    r"(?:jump(?:s|ing)?|branch(?:es|ing)?)\b",
    re.IGNORECASE,
)


def meaning_of(text: str) -> str | None:
    """The one plain meaning of a description, None when it has none or more than one."""
    phrase = clean(text[: 2 * _MAX_PHRASE]).strip(" *_-–—:→=")
    end = _END.search(phrase)
    phrase = phrase[: end.start() if end else _MAX_PHRASE].strip()
    if not phrase or _UNSURE.search(phrase):
        return None
    phrase = _RESULT.sub("", _ONTO.sub("", _TAKES.sub("", phrase))).strip()
    if _LOADS.match(phrase) and "next" not in phrase:
        return _object(phrase, stored=False)
    if _STORES.match(phrase):
        return _object(phrase, stored=True)
    if found := _JUMP.match(phrase):
        return _jump(phrase, (found.group("plain") or "").strip().lower())
    return _other(phrase)


def _object(phrase: str, *, stored: bool) -> str | None:
    """What is loaded, or where it is stored: only the object itself, not where it comes from."""
    _, _, rest = phrase.partition(" ")
    rest = _REFERENCE.sub("", rest)
    if stored:
        place = _INTO.search(rest)
        rest = rest[place.end() :] if place else rest
    origin = _ORIGIN.search(rest)
    rest = rest[: origin.start()] if origin else rest
    found = set()
    for words, load, store in _OBJECTS:
        for one in words.findall(rest):
            if one.lower() not in _BESIDE:
                found.add(store if stored else load)
    return (found.pop() or None) if len(found) == 1 else None


def _jump(phrase: str, how: str) -> str | None:
    condition = {
        word.lower() for word in re.findall(r"\b(?:true|false|truthy|falsy)\b", phrase, re.I)
    }
    if re.search(r"\b(?:if|when|while)\b", phrase, re.IGNORECASE) is None:
        return None if how.startswith("cond") or condition else "jumps"
    if condition and condition <= {"true", "truthy"}:
        return "jumps if true"
    return "jumps if false" if condition and condition <= {"false", "falsy"} else None


def _other(phrase: str) -> str | None:
    for pattern, meaning in _OTHERS:
        if pattern.match(phrase) is None:
            continue
        if meaning in ("iterates", "returns", "yields", "calls a function"):
            calls_iter = meaning == "calls a function" and re.search(r"\biter|__", phrase)
            return None if calls_iter else meaning
        kinds = {word.lower()[:3] for word in _ARITHMETIC.findall(phrase)}
        return None if len(kinds) > 1 or _COLLECTIONS.search(phrase) else meaning
    return None
