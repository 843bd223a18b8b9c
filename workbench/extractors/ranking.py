"""Sentences that rank: which program has the most of something, which opcode is the commonest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors._clauses import leads_elsewhere
from workbench.extractors._prose import Sentence, statements
from workbench.extractors._wording import SUBJECT, WORD, is_limited, subject
from workbench.extractors.base import MAX_CLAIMS, MAX_QUOTE, NAME, claim, is_opcode, unique
from workbench.records import Claim, Document

_CODE_NOUN = (
    r"(?:(?:byte[- ]?code\s+)?(?:instructions?|opcodes?)|byte[- ]?codes?\s+op(?:eration)?s?|"
    r"byte[- ]?codes?)"
)
_MANY = r"(?:most|(?:highest|largest|greatest|biggest)(?:\s+(?:total|overall))?)"
_FEW = r"(?:fewest|least|(?:lowest|smallest)(?:\s+(?:total|overall))?)"
_NUMBER = r"(?:(?:(?:total\s+)?number|count|amount|quantity)\s+of\s+)?"
_HAS = (
    r"(?:has|have|had|uses?|used|contains?|contained|shows?|showed|exhibits?|exhibited|"
    r"(?:is|was)\s+(?:the\s+one\s+)?with|needs?|needed|generates?|generated|produces?|produced|"
    r"compiles?\s+to|compiled\s+to|requires?|required)"
)
_RAN = r"(?:executes?|executed|runs?|ran|performs?|performed)"
_OWN_VERB = re.compile(rf"\s(?:{_HAS}|{_RAN}|is|are|was|were|will|does|did|that|which)\s", re.I)
_OPENING = r"(?:\A|(?<=[,;:.!])\s+|\bthat\s+|\band\s+(?=the\s))"
_SCALE = (
    rf"(?P<scale>the\s+(?P<many>{_MANY})|the\s+{_FEW}|"
    r"(?P<bare>highest|largest|greatest)|(?:lowest|smallest))\s+"
)
_FAR = r"(?:(?:far|much|significantly|many|slightly)\s+)?"
_MORE = (
    rf"(?P<scale>(?P<many>{_FAR}more|a\s+(?:higher|larger|greater)\s+number\s+of)|"
    rf"{_FAR}(?:fewer|less)|a\s+(?:lower|smaller)\s+number\s+of)\s+"
)
_WHAT = rf"(?P<what>(?:{WORD}\s+){{0,5}}?{WORD})"
_GROUP = r"(?:two|three|four|five|six|\d)"
_REST = re.compile(
    rf"\s*(?:,?\s*(?:of|among|amongst|across|out\s+of)\s+(?:all|any|the|these|those|our)?\s*(?:of\s+)?"
    rf"(?:the\s+|these\s+|them\b)?{_GROUP}?\s*(?:programs?|workloads?|functions?|scripts?|examples?|"
    r"implementations?|algorithms?|others)?\s*)?(?:overall\s*)?(?:\(~?\d[\d,]*[^()]{0,40}\)\s*)?"
    r"(?:[.!;,:*_)]|\Z|\s[-–—]\s|\s(?:because|since|due|as|while|whereas|followed|reflecting|and\s+the)\b)",
    re.IGNORECASE,
)
_THAN_ALL = re.compile(
    rf"(?:(?:any|either|both|all)\s+(?:of\s+)?)?(?:the\s+)?(?:other\s+)?{_GROUP}?\s*"
    r"(?:others?|programs?|workloads?|functions?)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    rf"{_OPENING}{SUBJECT}\s+(?:(?P<has>{_HAS})|(?P<ran>{_RAN}))\s+{_SCALE}", re.IGNORECASE
)
_COMPARATIVE = re.compile(
    rf"{_OPENING}{SUBJECT}\s+(?:(?P<has>{_HAS})|(?P<ran>{_RAN}))\s+{_MORE}{_WHAT}\s+than\s+"
    rf"(?:the\s+)?(?P<other>`[^`\n]{{1,60}}`|(?:{WORD}\s+){{0,4}}?{WORD})(?=[.!;,(]|\Z|\s(?:because|since|due)\b)",
    re.IGNORECASE,
)
_OPCODE = rf"`?(?P<opcode>{NAME})`?"
_COMMON = (
    r"the\s+(?:single\s+)?(?:(?P<most>most)|least)\s+(?:common|frequent|used|"
    r"(?:frequently|commonly|often)[- ]used|prevalent|frequently\s+occurring)"
)
_IS = r"(?:is|was)\s+(?:by\s+far\s+)?"
_ONE = r"(?:byte[- ]?code\s+)?(?:opcode|instruction|op|byte[- ]?code)"
_RANKED = (
    re.compile(
        rf"{_OPENING}(?i:the\s+)?{_OPCODE}\s+(?i:(?:instruction\s+|opcode\s+)?{_IS}"
        rf"{_COMMON}\s+{_ONE})(?P<rest>.{{0,80}})",
        re.DOTALL,
    ),
    re.compile(
        rf"{_OPENING}(?i:{_COMMON}\s+{_ONE}"
        rf"(?P<where>\s+(?:in|of|for)\s+(?:the\s+)?`?[\w. ]{{1,40}}?(?:\(\))?`?)?\s+{_IS}){_OPCODE}"
        r"(?P<rest>.{0,80})",
        re.DOTALL,
    ),
    re.compile(
        rf"{_OPENING}(?i:the\s+)?{_OPCODE}\s+(?i:(?:occurs|occurred|appears|appeared|(?:is|was)\s+used)\s+"
        r"(?:the\s+)?(?:(?P<most>most)|least)\s+(?:often|frequently|times))(?P<rest>.{0,80})",
        re.DOTALL,
    ),
)
_INSIDE = re.compile(
    r"\s*(?:in|of|for|within)\s+(?:the\s+)?(?P<function>`[^`\n]{1,60}`|[\w.]+(?:\s+[\w.]+){0,3}?)"
    r"(?:\(\))?(?:\s+function)?\s*(?:\(~?\d[\d,]*[^()]{0,40}\)\s*)?(?:[.!;,:*_]|\Z)",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\s*(?:\(~?\d[\d,]*[^()]{0,40}\)\s*)?(?:[.!;,:*_]|\Z|with\s+\d|\s(?:at|because|since)\b)", re.I
)
_GENERAL = frozenset(
    {"all", "any", "both", "each", "every", "most", "python", "cpython", "bytecode", "general"}
    | {"three", "two", "these", "code", "programs", "functions", "workloads", "it", "this", "them"}
)

# What is ranked, in words: the first that fits the whole phrase decides.
_MEASURES: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (re.compile(pattern + r"\Z", re.IGNORECASE), measure, opcode)
    for pattern, measure, opcode in (
        (rf"{_NUMBER}{_CODE_NOUN}", "instructions", None),
        (r"(?:instruction|opcode|byte[- ]?code)\s+counts?", "instructions", None),
        (
            rf"{_NUMBER}(?:diverse|varied|distinct|unique|different)(?:\s+(?:set|mix|range)\s+of)?\s+"
            rf"{_CODE_NOUN}",
            "distinct_opcodes",
            None,
        ),
        (
            rf"(?:(?:variety|diversity|range)\s+of\s+{_CODE_NOUN}|(?:opcode|instruction)\s+"
            r"(?:diversity|variety))",
            "distinct_opcodes",
            None,
        ),
        (rf"(?:frequent|numerous)\s+{_CODE_NOUN}", "instructions", None),
        (rf"{_NUMBER}(?:arithmetic|math(?:ematical)?)\s+{_CODE_NOUN}", "arithmetic", None),
        (
            r"(?:math(?:ematical)?|arithmetic|compute|computational)\s+(?:intensity|density)",
            "intensity",
            None,
        ),
        (rf"{_NUMBER}(?:FLOPs?|floating[- ]point\s+(?:operations|arithmetic))", "flops", None),
        (rf"{_NUMBER}comparisons?(?:\s+{_CODE_NOUN})?", "family", "compare"),
        (rf"{_NUMBER}function\s+calls|{_NUMBER}call\s+{_CODE_NOUN}", "calls", None),
    )
)
_OF_OPCODE = re.compile(rf"{_NUMBER}`?({NAME})`?(?:s|\s+(?:instructions?|opcodes?))?\Z")
_DIVERSE = re.compile(
    rf"(?P<first>diverse|varied)\s+and\s+(?P<second>frequent|numerous)\s+(?P<noun>{_CODE_NOUN})",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    rf"(?P<first>frequent|numerous)\s+and\s+(?P<second>diverse|varied)\s+(?P<noun>{_CODE_NOUN})",
    re.IGNORECASE,
)


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each ranking; "most diverse and frequent" makes two."""
    found: list[Claim] = []
    for sentence in statements(document):
        if len(found) > MAX_CLAIMS:
            break
        text = sentence.text[:MAX_QUOTE]
        if sentence.states and not sentence.is_negated and not is_limited(text):
            found += islice(_claims(document, sentence, text), 5)
    return unique(found)


def _claims(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    for found in _SUPERLATIVE.finditer(text):
        yield from _superlative(document, sentence, text, found)
    for found in _COMPARATIVE.finditer(text):
        yield from _comparative(document, sentence, found)
    yield from _opcode(document, sentence, text)


def _superlative(
    document: Document, sentence: Sentence, text: str, found: re.Match[str]
) -> Iterator[Claim]:
    label = _subject(found)
    if label is None:
        return
    order = "most" if found.group("many") or found.group("bare") else "fewest"
    rest = text[found.end() : found.end() + 200]
    args: dict[str, Any] = {"order": order, "function": label}
    both = _DIVERSE.match(rest) or _REVERSED.match(rest)
    if both is not None and order == "most" and _REST.match(rest, both.end()):
        for group, end in (("first", both.end("first")), ("second", both.end())):
            measure, _ = _measure(f"{both.group(group)} {both.group('noun')}") or ("", None)
            given = {**args, **_executed(measure, found)}
            yield _claim(document, sentence, (found.start("subject"), found.end() + end), given)
        return
    for end in _ends(rest):
        measured = _measure(rest[:end])
        if measured is not None and _REST.match(rest, end):
            given = {**args, **_executed(measured[0], found), **_named(measured[1])}
            yield _claim(document, sentence, (found.start("subject"), found.end() + end), given)
            return


def _comparative(document: Document, sentence: Sentence, found: re.Match[str]) -> Iterator[Claim]:
    label, measured = _subject(found), _measure(found.group("what"))
    if label is None or measured is None or measured[0] == "intensity":
        return
    many = found.group("many") is not None
    args: dict[str, Any] = {"function": label, **_executed(measured[0], found)}
    args |= _named(measured[1])
    if _THAN_ALL.fullmatch(found.group("other").strip("`")):
        args["order"] = "most" if many else "fewest"
    else:
        other = subject(found.group("other"))
        if other is None or other == label:
            return
        args |= {"order": "more_than" if many else "fewer_than", "other": other}
    yield _claim(document, sentence, (found.start("subject"), found.end()), args)


def _opcode(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    for pattern in _RANKED:
        found = pattern.search(text)
        if found is None or not is_opcode(found.group("opcode")):
            continue
        if leads_elsewhere(text[: found.start("opcode")], None):
            return
        function, rest = None, found.group("rest")
        where = found.groupdict().get("where") or ""
        inside = _INSIDE.match(where.strip() or rest)
        if inside is not None:
            words = set(re.findall(r"\w+", inside.group("function").lower()))
            function = subject(inside.group("function"))
            if function is None or words & _GENERAL:
                return
        elif where or not _FREE.match(rest):
            return
        order = "most" if found.group("most") else "fewest"
        args = {"order": order, "measure": "opcode", "opcode": found.group("opcode")}
        end = found.start("rest") + (inside.end() if inside and not where else 0)
        place = (found.start("opcode"), end) if not where else (found.start(), end)
        yield _claim(document, sentence, place, {**args, "function": function})
        return


def _subject(found: re.Match[str]) -> str | None:
    """The label of the subject, when it is a name and nothing with a verb of its own."""
    text = found.group("subject")
    if re.match(r"(?:the\s+)?line\s+\d", text, re.IGNORECASE):
        return None
    return None if _OWN_VERB.search(f" {text} ") else subject(text)


def _ends(rest: str) -> Iterator[int]:
    """Where the phrase after "the most" may end: after each of the first seven words."""
    words = islice(re.finditer(rf"{WORD}", rest), 7)
    yield from (word.end() for word in words)


def _measure(phrase: str) -> tuple[str, str | None] | None:
    for pattern, measure, opcode in _MEASURES:
        if pattern.match(phrase):
            return measure, opcode
    found = _OF_OPCODE.match(phrase)
    if found is not None and is_opcode(found.group(1)):
        return "instructions", found.group(1)
    return None


def _executed(measure: str, found: re.Match[str]) -> dict[str, str]:
    """What is run, when the verb says so."""
    ran = found.group("ran") is not None and measure == "instructions"
    return {"measure": "executed" if ran else measure}


def _named(opcode: str | None) -> dict[str, str]:
    return {} if opcode is None else {"opcode": opcode}


def _claim(
    document: Document, sentence: Sentence, span: tuple[int, int], args: dict[str, Any]
) -> Claim:
    start, end = span
    end = start + len(sentence.text[start:end].rstrip(" \t\r\n.,;:!"))
    words = f"{args['order'].removesuffix('_than')} {args.get('opcode') or args['measure']}"
    return claim(
        document,
        sentence.block,
        sentence.place(start, end),
        extractor="ranking",
        kind="ranking",
        args=args,
        claimed=words.replace("_", " ") if "opcode" not in args else words,
    )
