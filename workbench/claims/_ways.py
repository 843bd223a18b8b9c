"""Ways to count that give other numbers than the right one: other code, or a listing misread.

Each says what it would count of one function on one CPython. They name failures, never excuse them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench import opcodes
from workbench.claims import _printout
from workbench.claims._facts import MODULE, WHOLE_FILE, Code, StaticFacts
from workbench.claims._printout import Line, Printout

_MOST_FUNCTIONS = 50
_PLACES = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Way:
    """One way to count: `name` is for programs, `words` say what is counted; by opcode a number.

    `is_odd` says that small numbers fit it by luck too easily.
    """

    name: str
    words: str
    count: Callable[[str], int | None]
    is_odd: bool = False


@dataclass(frozen=True)
class Total:
    """One number that somebody may take for that of all instructions."""

    name: str
    words: str
    value: int


def of_opcodes(function: str, facts: StaticFacts) -> Sequence[Way]:
    """How else the opcodes of a function may have been counted there, the plainest first."""
    known: dict[str, tuple[Way, ...]] = facts.worked_out.setdefault("ways", {})
    if function not in known:
        known[function] = tuple(_of_opcodes(function, facts))
    return known[function]


def of_totals(function: str, facts: StaticFacts) -> Sequence[Total]:
    """What else the number of its instructions may be, the plainest first."""
    known: dict[str, tuple[Total, ...]] = facts.worked_out.setdefault("totals", {})
    if function not in known:
        known[function] = tuple(_of_totals(function, facts))
    return known[function]


def _of_opcodes(function: str, facts: StaticFacts) -> Iterator[Way]:
    code = facts.function(function)
    if code is None or function == WHOLE_FILE:
        return
    for name, words, other in _other_code(code, facts):
        yield Way(name, words, _among(other.counts, facts))
    printed = _printout.of(code, facts)
    if printed is not None:
        yield from _of_text(printed)
    data = _bytes(code, facts.version)
    if data:
        walked = _walk(data, facts.version)
        words = "each byte of its code taken for an opcode, arguments too"
        yield Way("byte-walk", words, _among(walked, facts), is_odd=True)
        walked = _walk(data, facts.version, old=True)
        words = "its code read as before 3.6, three bytes for an instruction with an argument"
        yield Way("old-stride", words, _among(walked, facts), is_odd=True)


def _other_code(code: Code, facts: StaticFacts) -> Iterator[tuple[str, str, Code]]:
    """The module's own code, then the other functions."""
    module = facts.function(MODULE)
    if module is not None and module is not code and code.kind != "module":
        yield "module-only", "the module's own code, without that of its functions", module
    others = [one for one in facts.codes if one.kind == "function" and one is not code]
    if len(others) <= _MOST_FUNCTIONS:
        for one in others:
            if one.name != code.name:
                yield "other-function", one.qualname, one


def _among(counts: Mapping[str, int], facts: StaticFacts) -> Callable[[str], int | None]:
    return lambda opcode: counts.get(opcode, 0) if facts.exists(opcode) else None


def _of_text(printed: Printout) -> Iterator[Way]:
    """What is counted in the text that `dis.dis` prints."""
    text = "\n".join(" ".join(line.words) for line in printed.own)
    every = "\n".join(" ".join(line.words) for line in printed.all)
    words = "each time that it stands in the text of dis, within longer names and operands too"
    for shown in dict.fromkeys((text, every)):
        yield Way("substring", words, shown.count)
        yield Way("substring", words, _lines_with(shown))
    shows = [line.shows for line in printed.own if line.shows]
    counts = Counter(name for name, _ in {(one.opcode, one.argrepr or one.arg) for one in shows})
    words = "each different line of its listing counted once"
    yield Way("distinct-lines", words, lambda name: counts[name], is_odd=True)
    for place, which in enumerate(_PLACES):
        words = f"the {which} word of each line of its listing, which is not always the opcode"
        yield Way("word-of-line", words, _words_at(printed.own, place), is_odd=True)


def _lines_with(text: str) -> Callable[[str], int]:
    lines = text.split("\n")
    return lambda name: sum(name in one for one in lines)


def _words_at(lines: Sequence[Line], place: int) -> Callable[[str], int | None]:
    counts = Counter(line.words[place] for line in lines if len(line.words) > place)
    return lambda name: counts[name]


def _of_totals(function: str, facts: StaticFacts) -> Iterator[Total]:
    code = facts.function(function)
    if code is None or function == WHOLE_FILE:
        return
    if code.units is not None:
        yield Total("bytes", "the length of its code in bytes", 2 * code.units)
        yield Total("code-units", "its code units, CACHE and EXTENDED_ARG included", code.units)
    for name, words, other in _other_code(code, facts):
        yield Total(name, words, other.total)
    if code.instructions:
        yield Total("last-offset", "the last offset of its listing", code.instructions[-1].offset)
    yield Total("distinct-opcodes", "its different opcodes, each counted once", _distinct(code))
    printed = _printout.of(code, facts)
    if printed is None:
        return
    for lines in (printed.own, printed.all):
        parts = sum(len(line.words) for line in lines)
        yield Total("listing-words", "the words of its listing, operands included", parts)
        yield Total("listing-lines", "the lines of its listing, blank ones too", len(lines))
        shown = sum(bool(line.words) for line in lines)
        yield Total("listing-lines", "the lines of its listing that are not blank", shown)


def _distinct(code: Code) -> int:
    return sum(1 for name, count in code.counts.items() if count and name != "EXTENDED_ARG")


def _bytes(code: Code, version: str) -> bytes:
    """`co_code`, rebuilt from its instructions; empty where no numbers of opcodes are known."""
    numbers = {name: number for number, name in enumerate(opcodes.numbered(version))}
    if code.instructions is None or code.units is None or not numbers:
        return b""
    data = bytearray(2 * code.units)
    for one in code.instructions:
        if one.opcode not in numbers or one.offset + 1 >= len(data):
            return b""
        data[one.offset : one.offset + 2] = numbers[one.opcode], (one.arg or 0) & 255
    return bytes(data)


def _walk(data: bytes, version: str, *, old: bool = False) -> Counter[str]:
    """The opcodes met when each byte is one; `old`: three bytes where there is an argument."""
    names, first = opcodes.numbered(version), opcodes.first_with_argument(version)
    found: Counter[str] = Counter()
    place = 0
    while place < len(data):
        number = data[place]
        found[names[number] if number < len(names) else "-"] += 1
        place += 3 if old and number >= first else 1
    return found
