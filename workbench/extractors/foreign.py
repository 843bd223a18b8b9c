"""Counts in German, Spanish and French sentences: `f` hat 34 Instruktionen, aparece 6 veces.

The words around numbers are understood in English only. A sentence of another language is read
where all of it has one of a few forms, and where nothing before it can limit what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors import _clauses
from workbench.extractors._clauses import Named
from workbench.extractors._prose import Sentence, statements
from workbench.extractors._stated import pattern
from workbench.extractors._whose import antecedent
from workbench.extractors.base import MAX_CLAIMS, MAX_QUOTE, NAME, claim, is_opcode, unique
from workbench.records import Claim, Document

_NUMBERS = (
    "ein eine einen un una uno une",
    "zwei dos deux",
    "drei tres trois",
    "vier cuatro quatre",
    "fünf cinco cinq",
    "sechs seis six",
    "sieben siete sept",
    "acht ocho huit",
    "neun nueve neuf",
    "zehn diez dix",
    "elf once onze",
    "zwölf doce douze",
)
_VALUES = {word: value for value, words in enumerate(_NUMBERS, 1) for word in words.split()}
_WORD = "|".join(_VALUES)
_ONLY = (
    r"(?:(?:insgesamt|genau|nur|lediglich|exactamente|solo|sólo|solamente|en\s+total|un\s+total\s+de|"
    r"exactement|seulement|au\s+total|un\s+total\s+de)\s+)?"
)
_ROUGHLY = (
    r"(?:(?P<hedge>etwa|ungefähr|ca\.|circa|rund|unos|unas|alrededor\s+de|aproximadamente|environ|"
    r"près\s+de)\s+)?"
)
_NUMBER = rf"{_ONLY}{_ROUGHLY}\*{{0,2}}(?P<number>\d{{1,6}}|{_WORD})\*{{0,2}}(?![\d.,+%-])"
_NOUN = (
    r"(?:byte-?code-?)?(?:instruktion(?:en)?|befehle?n?|anweisung(?:en)?|instrucci(?:ón|ones)|"
    r"instructions?|opcodes?)(?:\s+(?:de\s+)?(?:del?\s+)?byte-?code)?"
)
_OPCODE = (
    rf"[`*]{{0,3}}(?P<opcode>(?-i:(?<!\w){NAME}))[`*]{{0,3}}s?(?:[- ](?:{_NOUN}))?(?![\w(=/`*])"
)
_COUNTED = rf"(?:(?:{_NOUN}\s+)?{_OPCODE}|(?P<total>{_NOUN})(?!\s+(?-i:[`A-Z])))"
_ITEM = pattern(rf"{_NUMBER}\s+{_COUNTED}")
_AND = pattern(
    r"\s*(?:,\s*(?:(?:und|y|et)\s+)?|(?:und|y|et)\s+)(?:es\s+gibt\s+|hay\s+|il\s+y\s+a\s+)?"
)
_OWNER = (
    r"(?:(?:die|der|das|la|el|le)\s+)?(?:(?:funktion|methode|función|fonction|byte-?code\s+(?:von|de|"
    r"der\s+funktion|de\s+la\s+(?:función|fonction)))\s+)?(?P<owner>`[^`\n]{1,80}`|[A-Za-z_]\w*\(\))"
)
_HAS = pattern(
    rf"\A(?:{_OWNER}|(?:sie|er|es|ella|elle|(?:die|la)\s+(?:funktion|función|fonction)))\s+"
    r"(?:hat|enthält|umfasst|verwendet|besteht\s+aus|tiene|contiene|usa|consta\s+de|a|contient|"
    r"utilise|comporte)\s+"
)
_THERE = pattern(r"\A(?:es\s+gibt|hay|il\s+y\s+a)\s+")
_OF_THESE = pattern(
    r"\A(?:davon|von\s+diesen|de\s+(?:ellas|ellos|estas|estos)|parmi\s+elles|parmi\s+ceux-ci)\s+"
    r"(?:sind|son|sont)\s+"
)
_TIMES = pattern(
    rf"{_OPCODE}\s+(?:kommt|tritt|erscheint|aparece|se\s+usa|apparaît)\s+{_ONLY}{_ROUGHLY}"
    rf"\*{{0,2}}(?P<number>\d{{1,6}}|{_WORD})\*{{0,2}}[- ]?(?:mal|veces|vez|fois)\b\*{{0,2}}"
)
_NEVER = pattern(
    rf"\A{_OPCODE}\s+(?:kommt\s+(?:gar\s+)?nicht\s+vor|no\s+aparece|n['’]apparaît\s+pas)"
)
_IN = pattern(rf"\s+(?:in|en|dans)\s+{_OWNER}")
_ENDS = pattern(r"(?:\s+(?:insgesamt|en\s+total|au\s+total))?\s*[.!]?\s*\Z")
_OFF = pattern(r"\s+(?:vor|auf)\b")
"""What belongs to a German verb and stands behind the rest."""
_LIMITS = pattern(
    r"\b(?:pro|je|jede\w*|schleife\w*|durchl[aä]uf\w*|iteration\w*|alte\w*|vorher|nachher|optimi\w+|"
    r"version\w*|wenn|falls|würde\w*|zeile\w*|modul\w*|cada|por|bucle\w*|iteraci\w+|versi[oó]n\w*|"
    r"antes|después|línea\w*|si|cuando|chaque|par|boucle\w*|itération\w*|avant|après|ligne\w*|quand|"
    r"python\s+[23]|[23]\.\d+|falsch|falso|faux|behauptet|dice|dit)\b"
)

_VERSION = pattern(r"\(\s*c?python\s*[23]\.[\d.]+\s*\)")
"""What a title tells in passing; what it says of the document is read elsewhere."""


def extract(document: Document) -> tuple[Claim, ...]:
    """`opcode_count` and `total_instructions` claims of such sentences."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    whole: tuple[Sentence, Named] | None = None
    before: Sentence | None = None
    for sentence in statements(document):
        last, before = before, sentence
        if sentence.block.kind != "text" or sentence.label or _is_limited(sentence, last):
            whole = None
            continue
        text = sentence.text[:MAX_QUOTE]
        if whole is not None and (found := _OF_THESE.match(text)) and last is whole[0]:
            yield from _listed(document, sentence, found.end(), whole[1])
            continue
        told = list(_told(document, sentence, text))
        yield from told
        totals = [one for one in told if one.kind == "total_instructions"]
        whole = (sentence, Named(totals[0].subject)) if totals else None


def _is_limited(sentence: Sentence, before: Sentence | None) -> bool:
    """Whether what stands right before, or above, may say that only a part is counted."""
    block = sentence.block
    near = before.text if before is not None else ""
    if before is not None and before.block is not block and not near.rstrip("*_ ").endswith(":"):
        near = ""
    around = f"{near[-300:]} {(block.heading or '')[:300]}"
    return bool(_LIMITS.search(_VERSION.sub(" ", around)))


def _told(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    has, there = _HAS.match(text), _THERE.match(text)
    begun = has or there
    if begun is not None:
        named = _named(begun.groupdict().get("owner"))
        if named is not None:
            yield from _listed(document, sentence, begun.end(), named)
        return
    never = _NEVER.match(text)
    if never is not None:
        place = _IN.match(text, never.end())
        whose = _named(place.group("owner") if place else None)
        if whose is not None and _ENDS.match(text, (place or never).end()):
            yield from _claim(document, sentence, never, whose, 0)
        return
    yield from _times(document, sentence, text)


def _named(owner: str | None) -> Named | None:
    return _clauses.named(owner) if owner else Named(None)


def _listed(document: Document, sentence: Sentence, start: int, whose: Named) -> Iterator[Claim]:
    """Counts that follow each other to the end of the sentence; else none."""
    found, text = [], sentence.text[:MAX_QUOTE]
    item = _ITEM.match(text, start)
    while item is not None:
        found.append(item)
        link = _AND.match(text, item.end())
        item = _ITEM.match(text, link.end()) if link else None
    place = _IN.match(text, found[-1].end()) if found and whose.label is None else None
    other = _named(place.group("owner")) if place else whose
    if found and other is not None and _ENDS.match(text, (place or found[-1]).end()):
        for item in found:
            yield from _claim(document, sentence, item, other, _value(item))


def _times(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    """LOAD_FAST kommt 4 mal vor; LOAD_FAST aparece 6 veces y STORE_FAST aparece 2 veces."""
    found, one, end = [], _TIMES.match(text), 0
    while one is not None:
        found.append(one)
        end = _behind(_OFF, text, one.end())
        link = _AND.match(text, end)
        one = _TIMES.match(text, link.end()) if link else None
    place = _IN.match(text, end) if len(found) == 1 else None
    whose = _named(place.group("owner") if place else None)
    if found and whose is not None:
        end = _behind(_OFF, text, place.end()) if place else end
        for one in found if _ENDS.match(text, end) else ():
            yield from _claim(document, sentence, one, whose, _value(one))


def _behind(form: re.Pattern[str], text: str, end: int) -> int:
    found = form.match(text, end)
    return found.end() if found else end


def _value(found: re.Match[str]) -> int:
    number = found.group("number").lower()
    return int(number) if number.isdigit() else _VALUES[number]


def _claim(
    document: Document, sentence: Sentence, found: re.Match[str], whose: Named, value: int
) -> Iterator[Claim]:
    name = found.group("opcode")
    owner = whose if whose.label else antecedent(sentence, sentence.text[:MAX_QUOTE], found.span())
    if owner is None or (name is not None and not is_opcode(name)):
        return
    args = {"function": owner.label, "count": value}
    yield claim(
        document,
        sentence.block,
        sentence.place(*found.span()),
        extractor="foreign",
        kind="opcode_count" if name else "total_instructions",
        args={**args, "opcode": name} if name else args,
        claimed=value,
        hedge=found.groupdict().get("hedge"),
    )
