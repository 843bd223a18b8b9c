"""Pasted output of `dis` in every layout from 2.7 to 3.14, read into rows.

The column of lines, `>>` and `-->` marks, labels (`L1:`), offsets, CACHE lines, exception tables,
remarks behind the lines and what copying does to blanks are known; so are dots for lines left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workbench.extractors.base import is_opcode

MAX_ROWS = 2_000
MAX_TEXT = 400_000
_FEWEST = 3
_MAX_LINE = 600
_MAX_TEXT_OF_ARGUMENT = 300
_ROW = re.compile(
    r"[ \t>|]{0,200}+(?:(?P<line>\d{1,6}+|--)(?=[ \t]))?[ \t]*+(?:-->)?[ \t]*+(?:>>)?[ \t]*+"
    r"(?:(?P<label>L\d{1,5}):)?[ \t]*+(?:(?P<offset>\d{1,7}+)[ \t]++)?"
    r"(?P<opcode>[A-Z][A-Z0-9_]{1,60}+(?:\+\d)?)(?![\w:.'=`*|])(?P<rest>[^\n]*)\Z"
)
_ARGUMENT = re.compile(r"[ \t]+(?P<arg>-?\d{1,10})(?![\w.%:×])")
_REMARK = re.compile(r"[ \t]*+(?:(?:#|//|;|<-|←|→|->|--|—|–|\\\\)[^\n]*)?\Z")
_DOTS = re.compile(
    r"[ \t]*+(?:[#;][ \t]*+)?[\[(<]?[ \t]*+(?:\.[ \t]?\.[ \t]?\.+|…+|⋮|⋯)[^\n]{0,80}\Z"
)
_COMMENT = re.compile(r"[ \t]*+(?:#|;|//)[^\n]*\Z")
_HEADER = re.compile(r"[ \t]*+(?:#[ \t]*+)?Disassembly of (?P<what>[^\n]{1,300}?):?[ \t]*+\Z")
_CODE_OBJECT = re.compile(r"<code object (?P<name><\w{1,60}>|[^\s,<>]{1,200})(?: at 0x\w+)?[ ,>]")
_TABLE = re.compile(r"[ \t]*+Exception[ \t]?Table:?[ \t]*+\Z", re.IGNORECASE)
_ENTRY = re.compile(r"[ \t]*+(?:\d+|L\d+) to (?:\d+|L\d+) -> (?:\d+|L\d+)\b[^\n]*\Z")
_CALLED = re.compile(
    r"\bdis(?:\.dis|\.disassemble|\.disco)?\([ \t]*(?P<name>[A-Za-z_][\w.]{0,100})[^()\n]{0,60}\)"
)
_STRINGS = {"'", '"'}
_ENDS = frozenset({"RETURN_VALUE", "RETURN_CONST", "RERAISE", "RAISE_VARARGS", "JUMP_BACKWARD"})


@dataclass(frozen=True)
class Row:
    """One instruction as it is shown; `gap` says that dots stand before it."""

    opcode: str
    arg: int | None = None
    argrepr: str | None = None
    line: int | None = None
    offset: int | None = None
    gap: bool = False


@dataclass
class Listing:
    """The rows of one code object and its place in the text, by offsets.

    `code` is what a header calls it; `called` what a call of `dis` above it names. `cut` says that
    it goes on where dots or our own limit end it.
    """

    start: int
    end: int
    rows: list[Row] = field(default_factory=list)
    code: str | None = None
    called: str | None = None
    cut: bool = False
    labels: bool = False


@dataclass
class _Raw:
    """A row before it is known what its one number is."""

    numbers: tuple[str | None, str | None]
    label: str | None
    row: Row


def listings(text: str) -> list[Listing]:
    """Every disassembly in a text, in order; counts and prose with opcodes in them are none."""
    found = []
    for listing, raws in _groups(text[:MAX_TEXT]):
        listing.rows = _numbered(raws)
        listing.labels = any(raw.label for raw in raws)
        if _is_one(listing):
            found.append(listing)
    return found


def _groups(text: str) -> Iterator[tuple[Listing, list[_Raw]]]:
    """Rows that stand together: blank lines, remarks and dots do not part them."""
    current: Listing | None = None
    raws: list[_Raw] = []
    code = called = None
    gap = in_table = False
    for start, line in _lines(text):
        line = line[:_MAX_LINE]
        raw = _row(line)
        if raw is not None and not in_table:
            if current is None:
                current = Listing(start, start, code=code, called=called)
                code = called = None
            if len(raws) < MAX_ROWS:
                raws.append(_marked(raw, gap))
            else:
                current.cut = True
            gap = False
            current.end = start + len(line.rstrip())
            continue
        if current is not None and _belongs(line, in_table):
            in_table = in_table or _TABLE.match(line) is not None
            if _DOTS.match(line):
                gap = True
            if in_table and line.strip():
                current.end = start + len(line.rstrip())
            continue
        if current is not None:
            current.cut = current.cut or gap
            yield current, raws
            current, raws, in_table = None, [], False
        gap = _DOTS.match(line) is not None
        if line.strip() and not gap:
            code, called = _named(line)
    if current is not None:
        current.cut = current.cut or gap
        yield current, raws


def _marked(raw: _Raw, gap: bool) -> _Raw:
    row = raw.row
    marked = Row(row.opcode, row.arg, row.argrepr, gap=gap)
    return _Raw(raw.numbers, raw.label, marked)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line.removesuffix("\r")
        start += len(line) + 1


def _belongs(line: str, in_table: bool) -> bool:
    """Whether a line that is no row may stand within a listing."""
    if _HEADER.match(line):
        return False
    if not line.strip() or _TABLE.match(line):
        return True
    if in_table:
        return _ENTRY.match(line) is not None
    return _DOTS.match(line) is not None or _COMMENT.match(line) is not None


def _named(line: str) -> tuple[str | None, str | None]:
    """What a line right above a listing says it is of: its code object, or what `dis` was given."""
    header = _HEADER.match(line)
    if header is not None:
        what = header.group("what").strip()
        code = _CODE_OBJECT.match(what)
        name = code.group("name") if code else what.strip("`'\"() ")
        return (name if re.fullmatch(r"[\w.<>]{1,200}", name) else None), None
    calls = _CALLED.findall(line[:_MAX_LINE])
    return None, calls[-1] if len(calls) == 1 else None


def _row(line: str) -> _Raw | None:
    """A line as an instruction; None where it is none."""
    found = _ROW.match(line)
    if found is None:
        return None
    rest = found.group("rest")
    arg, text, after = _operands(rest)
    if not _REMARK.match(rest, after) or (arg is None and text is not None):
        return None
    row = Row(found.group("opcode"), arg, text)
    return _Raw((found.group("line"), found.group("offset")), found.group("label"), row)


def _operands(rest: str) -> tuple[int | None, str | None, int]:
    """The argument, its text in parentheses (None where that was cut), and where they end."""
    found = _ARGUMENT.match(rest)
    if found is None:
        return None, None, 0
    start = found.end()
    while start < len(rest) and rest[start] in " \t":
        start += 1
    if rest[start : start + 1] != "(":
        return int(found.group("arg")), None, found.end()
    end = _closed(rest, start)
    if end is None:
        return int(found.group("arg")), None, len(rest)
    text = rest[start + 1 : end].strip()
    kept = text if len(text) <= _MAX_TEXT_OF_ARGUMENT else None
    return int(found.group("arg")), kept, end + 1


def _closed(text: str, start: int) -> int | None:
    """Where the parenthesis at `start` is closed, quotes considered; None where it is not."""
    depth, quote, place = 0, "", start
    while place < len(text):
        character = text[place]
        if quote:
            if character == "\\":
                place += 1
            elif character == quote:
                quote = ""
        elif character in _STRINGS:
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                return place
        place += 1
    return None


def _numbered(raws: Sequence[_Raw]) -> list[Row]:
    """The rows with their numbers told apart: one alone is an offset where most rows have one."""
    alone = [raw for raw in raws if raw.numbers[0] != "--" and sum(map(bool, raw.numbers)) == 1]
    both = any(all(raw.numbers) and raw.numbers[0] != "--" for raw in raws)
    are_offsets = both or 2 * len(alone) > len(raws)
    result = []
    for raw in raws:
        first, second = raw.numbers
        if first == "--":
            first = None
        elif second is None or first is None:
            number = first or second
            first, second = (None, number) if are_offsets else (number, None)
        row = raw.row
        result.append(Row(row.opcode, row.arg, row.argrepr, _int(first), _int(second), row.gap))
    return result


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _is_one(listing: Listing) -> bool:
    """Whether the rows are a disassembly and no list of counts."""
    rows = listing.rows
    known = sum(1 for row in rows if is_opcode(row.opcode))
    if len(rows) < _FEWEST or 3 * known < 2 * len(rows):
        return False
    repeated = len({row.opcode for row in rows}) < len(rows)
    offsets = [row.offset for row in rows if row.offset is not None]
    if offsets:
        falls = sum(a >= b for a, b in pairwise(offsets))
        steps = [b - a for a, b in pairwise(offsets)]
        regular = falls <= max(len(rows) > _FEWEST, len(rows) // 10) and max(steps, default=0) > 1
        shows = repeated or any(row.arg is not None for row in rows)
        return regular and shows and 2 * len(offsets) > len(rows)
    texts = sum(1 for row in rows if row.argrepr is not None)
    ends = rows[-1].opcode in _ENDS
    resumes = any(row.opcode == "RESUME" and row.arg == 0 for row in rows[:4])
    whole = (ends and (repeated or bool(listing.code))) or (resumes and (ends or repeated))
    return listing.labels or (texts >= 2 and whole)
