"""The forms in which sentences say numbers of opcodes, of instructions, of what runs, of calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.extractors import _clauses, _stated
from workbench.extractors._clauses import Named
from workbench.extractors._numbers import Count
from workbench.extractors._stated import NUMBER, OPCODE, THING, TIMES, TOTAL, pattern
from workbench.extractors.base import NAME

_MAX_ITEMS = 40
_ITEM = pattern(rf"{NUMBER}\s+{THING}")
_NONE = pattern(rf"(?:no|not\s+a\s+single)\s+{OPCODE}(?:\s+(?:at\s+all|whatsoever))?")
_BARE = pattern(NUMBER)
_NEXT = pattern(r"\s*(?:,\s*(?:and\s+|but\s+)?|and\s+|plus\s+|&\s*|as\s+well\s+as\s+)")
_CONTAINS = pattern(
    r"\b(?P<verb>contains|contained|has|uses|consist(?:s|ed)\s+of|compris(?:es|ed)|holds|counts|"
    r"includes|needs|requires|produces|produced|generates|generated|yields|emits|lists|shows|reveals|"
    r"is\s+(?:made\s+up|composed)\s+of|translates\s+(?:in)?to|"
    r"(?:compiles|compiled|disassembles|is\s+compiled)\s+(?:down\s+)?(?:in)?to)\s+"
)
_WITHOUT_TOTAL = frozenset({"uses", "needs", "requires"})
"""What needs 30 instructions may run as many."""
_THERE = pattern(
    r"\b(?:there\s+(?:are|is|were|was)|(?:we|I|you|one)\s+(?:(?:can|will)\s+|['’]ll\s+)?(?:also\s+)?"
    r"(?:counts?|counted|finds?|found|sees?|saw|notices?|observes?|gets?))\s+"
)
_COMPILER = pattern(r"\bthe\s+(?:c?python\s+)?compiler\s+(?:emits|generates|produces|creates)\s+")
_FOLLOWS = pattern(
    r"\b(?:breakdown|mix|opcodes|instructions|byte-?code|disassembly)\s+(?:for|of|in)\s+"
    r"(?P<of>`[^`\n]{1,80}`|\w+\(\))\s+(?:is|are|looks)(?:\s+as\s+follows|\s+like\s+this)?:\s+"
)
_USES = pattern(
    rf"\b(?:uses|contains|includes)\s+(?P<each>{OPCODE}\s+{TIMES}"
    rf"(?:(?:,\s*(?:and\s+)?|\s+and\s+)[`*]{{0,3}}(?-i:{NAME})[`*]{{0,3}}\s+[^\s,;.:]+(?:\s+times)?){{0,9}})"
)
_EACH = pattern(rf"{OPCODE}\s+{TIMES}")
_PASSIVE = pattern(
    r"\s+(?:are|is|were|was)\s+(?:emitted|generated|used|present|produced|created|found)\b"
)
_DONE = r"(?:appears?|occurs?|shows\s+up|is\s+(?:present|found|counted|used)|was\s+counted)"
_APPEARS = pattern(rf"{OPCODE}(?:\s+(?:instruction|opcode))?\s+{_DONE}\s+{TIMES}")
_APPEARING = pattern(
    rf",?\s+with\s+{OPCODE}\s+(?:appearing|occurring|showing\s+up|being\s+used|used)\s+{TIMES}"
)
_LEADS = pattern(
    rf"{OPCODE}\s+(?:dominates|leads|is\s+(?:by\s+far\s+)?the\s+(?:most\s+)?(?:common|frequent|"
    r"dominant|frequently\s+used|used)(?:\s+(?:byte-?code\s+)?(?:instruction|opcode))?)\s+with\s+"
    rf"{NUMBER}\s+(?:occurrences|instances|appearances|uses)\b"
)
_OF_ALL = pattern(
    rf"{OPCODE}\s+(?:accounts?\s+for|makes?\s+up|represents?)\s+{NUMBER}\s+of\s+(?:the|its)\s+"
    rf"(?P<all>{NUMBER.replace('?P<hedge>', '?P<hedge2>').replace('?P<number>', '?P<number2>')}"
    r"\s+(?:byte-?code\s+)?instructions\b)"
)
_NUMBER_OF = pattern(rf"\bnumber\s+of\s+{THING}(?:\s+(?:in|of|for)\s+(?P<of>.{{1,80}}?))?\s+is\s+")
_SIZE = pattern(
    r"\b(?:total\s+)?(?P<total>(?:byte-?code\s+)?instruction\s+count)"
    r"(?:\s+(?:in|of|for)\s+(?P<of>.{1,80}?))?\s+is\s+"
)
_EXECUTES = pattern(rf"\bexecutes\s+(?P<quote>{NUMBER}\s+{TOTAL})")
_EXECUTED = pattern(rf"{NUMBER}\s+{TOTAL}\s+(?:are|were|get)\s+executed\b")
_OPCODE_RUNS = pattern(rf"{OPCODE}\s+(?:is|was|gets)\s+executed\s+{NUMBER}\s+times\b")
_NAME = r"(?P<name>`[^`\n]{1,100}`|(?<![\w.`])[A-Za-z_]\w{0,60}(?:\(\))?)"
_IS_CALLED = pattern(
    rf"{_NAME}\s+(?:is|was|gets|got)\s+(?:called|invoked|evaluated)\s+{NUMBER}\s+times\b"
)
_CALLS = pattern(rf"(?<=`\s)calls\s+{_NAME}\s+{NUMBER}\s+times\b")
_CALLS_OF = pattern(rf"{NUMBER}\s+calls\s+(?:of|to)\s+(?:the\s+function\s+)?{_NAME}(?![\w`(]|\.\w)")
_CALL_OF = pattern(r"\W*(?:a|one|this|the)\s+(?:single\s+)?call\s+(?:of|to)\s+(?P<label>.{1,80})\Z")
_SHARED = re.compile(rf"\s*(?:,\s*and\b|,|and\b|&)\s*[`*]{{0,3}}{NAME}(?!\w)")
_SHARED_BEFORE = re.compile(rf"{NAME}[`*]{{0,3}}\s*(?:,|and|or|&|/)\s*[`*]{{0,3}}\Z")
_LEADING = pattern(
    r"\W*(?:overall|altogether|here|thus|so|hence|therefore|(?:in|for|inside|within)\s+"
    r"(?P<label>.{1,80}?))?,?\s*\Z"
)
_OPCODES = pattern(r"(?:\A|\s)(?:the\s+)?(?:opcode\s+|instruction\s+)?\Z")
_PLAIN_CALL = re.compile(r"\w+\((?:[\w.'\"]*(?:\s*,\s*[\w.'\"]+)*)\)\Z")


@dataclass(frozen=True)
class Said:
    """A number in a sentence: what it counts, whose, and where the words for it stand.

    `span` is what is quoted, `around` all that says it, with its verb.
    """

    kind: str
    count: Count
    owner: Named
    span: tuple[int, int]
    around: tuple[int, int]
    opcode: str | None = None

    @property
    def is_dynamic(self) -> bool:
        return self.kind in ("executed_count", "call_count")

    @property
    def is_of_an_expression(self) -> bool:
        """Whether what has so many instructions is a call such as `f(n - 1)`, not a function."""
        call = self.owner.call
        return not self.is_dynamic and call is not None and not _PLAIN_CALL.match(call)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments of the claim's kind."""
        args: dict[str, Any] = {"function": self.owner.label, "count": self.count.value}
        if self.kind in ("opcode_count", "executed_count"):
            args["opcode"] = self.opcode
        if self.is_dynamic and self.owner.call is not None:
            args["call"] = self.owner.call
        return args


def said(text: str) -> Iterator[Said]:
    """All numbers that a sentence says, in no order; some are said by two forms."""
    if any(character.isdigit() for character in text) or _clauses.has_number(text):
        contained = [*_contained(text), *_passive(text), *_using(text)]
        yield from contained
        yield from _appearing(text)
        yield from _appearing_in(text, contained)
        yield from _of_all(text)
        yield from _numbers_of(text)
        yield from _executed(text)
        yield from _called(text)


def leading(before: str) -> Named | None:
    """Whom "In `f`, " before a statement names; None for other words."""
    found = _LEADING.match(before)
    if found is None:
        return None
    return _clauses.named(found.group("label")) if found.group("label") else Named(None)


def _contained(text: str) -> Iterator[Said]:
    """`f` contains 14 LOAD_FAST and 4 STORE_FAST instructions; there are two CALLs in it."""
    for form in (_CONTAINS, _THERE, _COMPILER, _FOLLOWS):
        for verb in form.finditer(text):
            items = _items(text, verb.end())
            name = verb.groupdict().get("verb")
            before = text[: verb.start()]
            owner = _clauses.named(_clauses.clause(before)) if name else leading(before)
            owner = _clauses.named(verb.group("of")) if form is _FOLLOWS else owner
            if not items or owner is None:
                continue
            around = (verb.start(), items[-1].end())
            for item in items:
                yield from _item(item, owner, text, around, name not in _WITHOUT_TOTAL)


def _item(
    item: re.Match[str], owner: Named, text: str, around: tuple[int, int], total: bool = True
) -> Iterator[Said]:
    kind = _stated.kind(item)
    count = _stated.count(item) if "number" in item.re.groupindex else Count(0)
    if kind is not None and count is not None and (total or kind[0] != "total_instructions"):
        yield Said(kind[0], count, owner, _quoted(item, text), around, kind[1])


def _passive(text: str) -> Iterator[Said]:
    """26 instructions are generated for `f`; five CALL instructions are emitted."""
    for verb in _PASSIVE.finditer(text):
        for item in _ITEM.finditer(text, 0, verb.start()):
            owner = leading(text[: item.start()])
            if item.end() == verb.start() and owner is not None:
                yield from _item(item, owner, text, (item.start(), verb.end()))


def _using(text: str) -> Iterator[Said]:
    """`f` uses BINARY_SUBSCR six times and STORE_SUBSCR four times."""
    for uses in _USES.finditer(text):
        owner = _clauses.named(_clauses.clause(text[: uses.start()]))
        for item in _EACH.finditer(text, *uses.span("each")) if owner is not None else ():
            kind, count = _stated.kind(item), _stated.count(item)
            if kind is not None and count is not None and owner is not None:
                yield Said(kind[0], count, owner, item.span(), uses.span(), kind[1])


def _items(text: str, start: int) -> list[re.Match[str]]:
    """The counts that follow each other; none when the last is one of several things."""
    found: list[re.Match[str]] = []
    item = _ITEM.match(text, start)
    while item is not None and len(found) < _MAX_ITEMS:
        found.append(item)
        link = _NEXT.match(text, item.end())
        item = None
        if link:
            item = _ITEM.match(text, link.end()) or _NONE.match(text, link.end())
    return [] if found and _SHARED.match(text, found[-1].end()) else found


def _quoted(item: re.Match[str], text: str) -> tuple[int, int]:
    if "number" not in item.re.groupindex:
        return item.span()
    start = item.start("hedge") if item.group("hedge") else item.start("number")
    return len(text[:start].rstrip("*_")), item.end()


def _appearing(text: str) -> Iterator[Said]:
    """LOAD_FAST appears 14 times; LOAD_FAST dominates with 14 occurrences."""
    for form in (_APPEARS, _LEADS):
        for found in form.finditer(text):
            before = _OPCODES.sub("", text[: found.start()])
            kind, count = _stated.kind(found), _stated.count(found)
            if _SHARED_BEFORE.search(before[-100:]) or kind is None or count is None:
                continue
            owner = leading(before) or leading(_clauses.clause(before))
            if owner is not None:
                yield Said(kind[0], count, owner, found.span(), found.span(), kind[1])


def _appearing_in(text: str, contained: list[Said]) -> Iterator[Said]:
    """`f` has 30 instructions, with LOAD_FAST appearing 14 times."""
    for found in _APPEARING.finditer(text):
        whole = [one for one in contained if one.around[1] == found.start()]
        kind, count = _stated.kind(found), _stated.count(found)
        if whole and kind is not None and count is not None:
            start = found.start() + len(found.group()) - len(found.group().lstrip(" ,"))
            yield Said(kind[0], count, whole[-1].owner, (start, found.end()), found.span(), kind[1])


def _of_all(text: str) -> Iterator[Said]:
    """LOAD_FAST accounts for 5 of the 18 instructions in `f`."""
    for found in _OF_ALL.finditer(text):
        kind, count = _stated.kind(found), _stated.count(found)
        owner = leading(text[: found.start()])
        if kind is not None and count is not None and owner is not None:
            yield Said(kind[0], count, owner, found.span(), found.span(), kind[1])
            whole = _BARE.match(found.group("all"))
            total = _stated.count(whole) if whole else None
            if total is not None:
                yield Said("total_instructions", total, owner, found.span("all"), found.span())


def _numbers_of(text: str) -> Iterator[Said]:
    """The number of LOAD_FAST instructions in `f` is 14; its instruction count is 30."""
    for found in (*_NUMBER_OF.finditer(text), *_SIZE.finditer(text)):
        number = _BARE.match(text, found.end())
        owner = _clauses.named(found.group("of")) if found.group("of") else Named(None)
        kind = _stated.kind(found)
        count = _stated.count(number) if number else None
        if number is not None and owner is not None and kind is not None and count is not None:
            span = (found.start(), number.end())
            yield Said(kind[0], count, owner, span, span, kind[1])


def _executed(text: str) -> Iterator[Said]:
    """`f(3)` executes 3,811 instructions; LOAD_FAST is executed 2,205 times."""
    kind = "executed_count"
    for found in _EXECUTES.finditer(text):
        before, count = text[: found.start()], _stated.count(found)
        call = _CALL_OF.match(before.strip())
        words = call.group("label") if call else _clauses.clause(before)
        owner = _clauses.named(words)
        if owner is not None and count is not None:
            owner = Named(None, owner.call) if call and owner.call else owner
            yield Said(kind, count, owner, found.span("quote"), found.span())
    for found in _EXECUTED.finditer(text):
        owner, count = leading(text[: found.start()]), _stated.count(found)
        if owner is not None and count is not None:
            yield Said(kind, count, owner, found.span(), found.span())
    for found in _OPCODE_RUNS.finditer(text):
        before = _OPCODES.sub("", text[: found.start()])
        owner, count = leading(before), _stated.count(found)
        named = _stated.kind(found)
        if owner is not None and count is not None and named is not None:
            yield Said(kind, count, owner, found.span(), found.span(), named[1])


def _called(text: str) -> Iterator[Said]:
    """`rhs` is called 200 times; 1,303 calls of quicksort."""
    for form in (_IS_CALLED, _CALLS, _CALLS_OF):
        for found in form.finditer(text):
            owner, count = _clauses.named(found.group("name")), _stated.count(found)
            if owner is not None and owner.label and count is not None:
                yield Said("call_count", count, owner, found.span(), found.span())
