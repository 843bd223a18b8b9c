"""Whether a sentence says what a model reads in it: every name and number has to stand in it.

Nothing is understood here, only looked for. What is not found is not supported; a sentence that is
read right and yet refused costs a claim, one that is read wrong accuses somebody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.extractors import _clauses, _numbers
from workbench.extractors._prose import Sentence
from workbench.extractors.base import NAME, is_opcode

_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,])\d{1,15}(?:\.\d{1,15})?(?!\w)"
)
_CODE = re.compile(r"`[^`\n]*[^\W\d][^`\n]*`|(?<![\w.])[^\W\d]\w*\([^()\n]{0,80}\)")
_WORD = re.compile(r"[^\W\d]\w*")
_OPCODE = re.compile(rf"(?<![\w.]){NAME}(?!\w)")
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|unless|once|until|while|usually|typically|generally|often|normally|"
    r"sometimes|mostly|in general|in theory|in practice|previous(?:ly)?|before|after|"
    r"per|million|billion|thousand|over|under|around \d+ to)\b|[<>≤≥±≠]",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?:\bPython\s*|\bv|\b)[23]\.\d{1,2}\b(?!\s*(?:%|percent))", re.IGNORECASE)
_INPUT = re.compile(r"\b[a-zA-Z]\w*\s*(?:=+|of)\s*\d")
_PERCENT = re.compile(r"\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_CASES = ("best", "average", "worst", "amortized", "amortised", "expected")
_IN_MEMORY = re.compile(r"\b(?:space|memory)\b", re.IGNORECASE)
_GROWTH = re.compile(r"(?<!\w)[OΘΟ]\(([^\n]{1,60}?)\)(?=$|[\s.,;:!*_`)])")
_OF_INPUTS = re.compile(
    r"\b(?:(?:un)?sorted|random|already|inputs?|given|small|large|empty|duplicates?)\b",
    re.IGNORECASE,
)
_TIGHT = re.compile(r"Θ|\b(?:exactly|tight)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """A quote in its sentence; `known` are the functions that the programs define."""

    sentence: Sentence
    start: int
    quote: str
    known: Collection[str]

    @property
    def end(self) -> int:
        """Where the quote ends in the sentence."""
        return self.start + len(self.quote)

    def numbers(self) -> list[tuple[float, int]]:
        """The numbers of the quote, each with the offset in the sentence at which it ends."""
        text = _CODE.sub(lambda found: " " * len(found.group()), self.sentence.text)
        found = [
            (float(one.group().replace(",", "")), one.end())
            for one in _NUMBER.finditer(text)
            if self.start <= one.start() and one.end() <= self.end
        ]
        words = _WORD.finditer(text, self.start, self.end)
        named = ((_numbers._BY_WORD.get(one.group().lower()), one.end()) for one in words)
        return found + [(float(value), end) for value, end in named if value is not None]

    @property
    def rest(self) -> str:
        """The sentence without numbers and names in code."""
        return _NUMBER.sub(" ", _clauses.without_code(self.sentence.text))


_Rule = Callable[[Said, Mapping[str, Any]], bool]


def supports(kind: str, args: Mapping[str, Any], said: Said) -> bool:
    """Whether the quote, its sentence and its heading say these arguments of the kind, and the
    sentence nothing that makes them true of something else only."""
    rule = _RULES.get(kind)
    if rule is None or not said.sentence.states:
        return False
    text = said.sentence.text
    if _CONDITION.search(_clauses.without_code(text)) or _VERSION.search(text):
        return False
    if said.sentence.is_negated or _clauses.is_spread(text) or not _is_call(said, args):
        return False
    named = kind in _OF_A_CALL or _is_named(said, args.get("function"))
    return named and rule(said, args)


def kinds() -> tuple[str, ...]:
    """The kinds for which it can be told what a sentence has to say."""
    return tuple(_RULES)


def _is_named(said: Said, function: Any) -> bool:
    """Whether the function is the only one that the words name, the quote's before the others'."""
    if function is None:
        return False
    name = str(function).rpartition(".")[2].lower()
    known = {one.rpartition(".")[2].lower() for one in said.known}
    block = said.sentence.block
    nearest = (said.quote, said.sentence.text, said.sentence.label or "", block.heading or "")
    for text in (*nearest, block.label or ""):
        words = {word.lower() for word in _WORD.findall(text)}
        if words & known:
            return words & known == {name}
        if name in words:
            return True
    return False


def _is_call(said: Said, args: Mapping[str, Any]) -> bool:
    call = args.get("call")
    return call is None or (len(str(call)) > 2 and str(call) in said.sentence.text)


def _is_count(said: Said, args: Mapping[str, Any], *, dynamic: bool) -> bool:
    """Whether the quote has one number, this one, and nothing makes it that of something else."""
    numbers = said.numbers()
    if len(numbers) != 1 or numbers[0][0] != args.get("count"):
        return False
    if _PERCENT.match(said.sentence.text, numbers[0][1]):
        return False
    return not _is_refused(said, said.rest, dynamic=dynamic)


def _is_refused(said: Said, rest: str, *, dynamic: bool) -> bool:
    """Whether the rest of the words makes it true of something else, or of some input only."""
    words = _clauses.without_code(said.sentence.text)
    of_an_input = dynamic and bool(_INPUT.search(words))
    return of_an_input or _clauses.is_refused(rest, dynamic=dynamic)


def _opcodes(said: Said) -> set[str]:
    return {one for one in _OPCODE.findall(said.quote) if "_" in one or is_opcode(one)}


def _opcode_count(said: Said, args: Mapping[str, Any]) -> bool:
    return _opcodes(said) == {args.get("opcode")} and _is_count(said, args, dynamic=False)


def _counted(words: str, *, dynamic: bool) -> _Rule:
    pattern = re.compile(words, re.IGNORECASE)

    def rule(said: Said, args: Mapping[str, Any]) -> bool:
        opcode = args.get("opcode")
        same = _opcodes(said) == ({opcode} if opcode else set())
        return same and bool(pattern.search(said.quote)) and _is_count(said, args, dynamic=dynamic)

    return rule


def _total(said: Said, args: Mapping[str, Any]) -> bool:
    """A total; "14 load instructions" counts some of them."""
    exact = re.search(r"\d\s+(?:(?:bytecode|total)\s+)?(?:instructions|opcodes)\b", said.quote)
    return bool(exact) and _counted("instructions|opcodes", dynamic=False)(said, args)


def _arithmetic(said: Said, args: Mapping[str, Any]) -> bool:
    exact = re.search(r"\barithmetic\s+(?:instructions?|opcodes?)\b", said.quote, re.IGNORECASE)
    return bool(exact) and _counted("arithmetic", dynamic=False)(said, args)


def _returned(said: Said, args: Mapping[str, Any]) -> bool:
    call, value = str(args.get("call") or ""), str(args.get("value") or "")
    head, found, tail = said.quote.partition(call)
    between = r"[`'\"*_]*\s+(?:returns|evaluates\s+to|gives)\s+[`*_]*"
    shown = re.match(between + re.escape(value) + r"[`*_.]*\s*\Z", tail)
    return bool(call and value and found and shown and not re.search(r"\w$", head))


def _hotspot(said: Said, args: Mapping[str, Any]) -> bool:
    words = r"\b(?:hot\s?-?spot|bottleneck|most (?:of the )?(?:run\s?-?)?time|slowest)\b"
    if args.get("what") is not None or _is_refused(said, _without_most(said), dynamic=True):
        return False
    return bool(re.search(words, said.quote, re.IGNORECASE))


def _without_most(said: Said) -> str:
    return re.sub(r"\bprograms?\b|\bscripts?\b|\bwhole\b|\bentire\b", " ", said.rest)


def _share(said: Said, args: Mapping[str, Any]) -> bool:
    if args.get("low") is not None or args.get("high") is not None:
        return False
    numbers = said.numbers()
    if len(numbers) != 1 or numbers[0][0] != args.get("percent"):
        return False
    is_share = _PERCENT.match(said.sentence.text, numbers[0][1])
    rest = re.sub(r"%|\bper\s?cent\b", " ", _without_most(said))
    return (
        bool(is_share)
        and bool(re.search(r"\btime\b", said.quote, re.IGNORECASE))
        and not _is_refused(said, rest, dynamic=True)
    )


def _bound(said: Said, args: Mapping[str, Any]) -> bool:
    memory = re.search(r"\b(?:memory|bandwidth)\b", said.quote, re.IGNORECASE)
    compute = re.search(r"\b(?:compute|cpu|arithmetic)\b", said.quote, re.IGNORECASE)
    if not re.search(r"\b(?:bound|limited)\b", said.quote, re.IGNORECASE):
        return False
    wanted = {"memory": (True, False), "compute": (False, True)}.get(str(args.get("what")))
    is_other = _is_refused(said, _without_most(said), dynamic=True)
    return (bool(memory), bool(compute)) == wanted and not is_other


def _grows(said: Said, args: Mapping[str, Any]) -> bool:
    """One class in the quote, of what the sentence says, for the inputs that it names."""
    found = _GROWTH.findall(said.quote)
    growth = _bare(str(args.get("growth"))).removeprefix("o(").removesuffix(")")
    growths = {_bare(one) for one in found}
    if len(found) != 1 or not growths & {growth, f"{growth})"}:
        return False
    text = said.sentence.text
    if _OF_INPUTS.search(text):
        return False
    named = [case for case in _CASES if re.search(rf"\b{case}\b", text, re.IGNORECASE)]
    case = args.get("case")
    if named != ([] if case is None else [str(case).lower().removesuffix(" case")]):
        return False
    if bool(_IN_MEMORY.search(text)) != (args.get("what", "time") == "space"):
        return False
    return args.get("bound", "upper") == "upper" and not _TIGHT.search(text)


def _bare(text: str) -> str:
    return re.sub(r"[\s*·`]+", "", text.lower()).replace("**", "^")


_OF_A_CALL = frozenset({"returns_value"})
"""Kinds whose call names the function."""
_RULES: Mapping[str, _Rule] = {
    "opcode_count": _opcode_count,
    "total_instructions": _total,
    "arithmetic_instructions": _arithmetic,
    "executed_count": _counted(r"\bexecut\w+", dynamic=True),
    "call_count": _counted(r"\bcall(?:ed|s)\b", dynamic=True),
    "returns_value": _returned,
    "hotspot": _hotspot,
    "time_share": _share,
    "bound_by": _bound,
    "complexity": _grows,
}
