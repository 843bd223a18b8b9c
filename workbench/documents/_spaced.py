"""Tables of opcodes without bars: columns kept apart by blanks, or one cell on each line.

The rows are what is sure: an opcode and numbers. The line above them is their header only when it
reads as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from workbench import opcodes
from workbench.documents._grids import (
    TOTAL,
    Found,
    Row,
    fitting,
    is_rule,
    name_in,
    speaks_of_opcodes,
)
from workbench.documents._leaves import Span

_PART = re.compile(r"\S+(?:[ \u00a0]\S+)*")
_WORD = re.compile(r"\S+")
_GROUP = re.compile(r"[-=─━═]+")
_LABEL = re.compile(
    r"[*_`]*(?:op[- ]?codes?|ops?|(?:bytecode )?instructions?|bytecodes?|mnemonics?|operations?|"
    r"befehle?|instrucci[óo]n(?:es)?|istruzion[ei]|指令|命令)(?:[- ]?name)?[*_`]*\Z",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:of|for|in|from|by|listings?|lists?|sequences?)\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[*~≈]*\d[\d,]*[*]*\Z|[-–—]\Z")
_ENDS = (":", ".", "!", "?", ";", ",")
_MAX_LINE = 400
_MAX_WORDS = 14


def spaced(text: str, lines: Sequence[Span]) -> Iterator[Found]:
    """The tables in some lines of a text, in order. Linear in the lines."""
    index = reached = 0
    while index < len(lines):
        found = None
        if _is_row(text, lines[index]):
            found = _below_header(text, lines, index, reached)
        elif name_in(text[slice(*lines[index])][:_MAX_LINE]):
            found = _stacked(text, lines, index, reached)
        else:
            found = _across(text, lines, index)
        if found is not None and found.rows and speaks_of_opcodes(text, found.rows):
            yield found
            reached = found.end
        index = max(found.end if found else index + 1, index + 1)


# --- an opcode and its numbers on each line -------------------------------------------------------


def _is_row(text: str, line: Span) -> bool:
    """Whether a line is an opcode (or a total) and, behind it, a number."""
    words = text[slice(*line)]
    if (
        len(words) > _MAX_LINE
        or "\t" in words
        or not (name_in(words.lstrip()) or TOTAL.match(words))
    ):
        return False
    return any(_NUMBER.match(word) for word in words.split()[1:])


def _below_header(text: str, lines: Sequence[Span], first: int, reached: int) -> Found | None:
    """The rows from a line on with the header above them, behind a rule or without."""
    end = first
    while end < len(lines) and (_is_row(text, lines[end]) or is_rule(text, lines[end])):
        end += 1
    body = [line for line in lines[first:end] if not is_rule(text, line)]
    ruled = first - 1 >= reached and is_rule(text, lines[first - 1])
    above = first - 2 if ruled else first - 1
    end_only = Found(first, end, ())
    if above < reached or not _may_head(text, lines[above]):
        return end_only
    if not ruled and _is_listing(text, body, lines[end : end + 1]):
        return end_only
    rule = lines[first - 1] if ruled else None
    table = _by_blanks(text, lines[above], body, rule) or _by_words(text, lines[above], body)
    top = above - 1 >= reached and is_rule(text, lines[above - 1])
    return Found(above - top, end, table) if table else end_only


def _is_listing(text: str, body: Sequence[Span], following: Sequence[Span]) -> bool:
    """Whether lines are instructions with their operands: one comes again, or has no number."""
    names = [name for line in body if (name := name_in(text[slice(*line)].lstrip()))]
    goes_on = any(name_in(text[slice(*line)].lstrip()[:_MAX_LINE]) for line in following)
    return goes_on or len(set(names)) < len(names)


def _may_head(text: str, line: Span) -> bool:
    words = text[slice(*line)].strip()
    return len(words) <= _MAX_LINE and not words.endswith(_ENDS) and "\t" not in words


def _by_blanks(text: str, header: Span, body: Sequence[Span], rule: Span | None) -> tuple[Row, ...]:
    """Cells with two blanks or more between them, as many in each row as in the header.

    Below a rule in pieces the cells may as well be those that stand under its pieces.
    """
    head = _parts(text, header)
    pieces = [found.span() for found in _GROUP.finditer(text, *rule)] if rule else []
    if len(pieces) > 1:
        windows = [(a - rule[0], b - rule[0]) for a, b in pieces] if rule else []
        head = _under(text, header, windows) or head
        under = [_under(text, line, windows) or _parts(text, line) for line in body]
    else:
        under = [_parts(text, line) for line in body]
    widths = {len(row) for row in under}
    if len(head) == 2 and len(widths) == 1 and max(widths) > 2:
        head = (head[0], *[head[1]] * (max(widths) - 1))
    label = text[slice(*head[0])] if head else ""
    if len(head) < 2 or not (rule or _LABEL.match(label)):
        return ()
    told = [
        row if len(row) == len(head) else _words(text, line)[:1]
        for row, line in zip(under, body, strict=True)
    ]
    rows = fitting(text, told, len(head))
    return (head, *rows) if rows else ()


def _parts(text: str, line: Span) -> Row:
    return tuple(found.span() for found in _PART.finditer(text, *line))


def _under(text: str, line: Span, windows: Sequence[Span]) -> Row:
    """The cells of a line below the pieces of a rule; none where words stand between two."""
    start, end = line
    edges = [first for first, _ in windows[1:]]
    if any(text[start + a : min(end, start + b)].strip() for (_, a), (b, _) in pairwise(windows)):
        return ()
    cells: list[Span] = []
    for left, right in pairwise([0, *edges, end - start]):
        left, right = min(start + left, end), min(start + max(right, left), end)
        words = text[left:right]
        begun = left + (len(words) - len(words.lstrip()) if words.strip() else 0)
        cells.append((begun, begun + len(words.strip())))
    return tuple(cells)


def _by_words(text: str, header: Span, body: Sequence[Span]) -> tuple[Row, ...]:
    """Rows of an opcode and numbers with a blank between, below words that begin as a header."""
    head = _words(text, header)
    rows = [_words(text, line) for line in body]
    widths = {len(row) for row in rows}
    if len(body) < 2 or len(widths) != 1 or not 2 <= len(head) <= _MAX_WORDS:
        return ()
    width = widths.pop()
    if _TITLE.match(text[slice(*head[1])]):
        return ()
    numeric = all(_NUMBER.match(text[slice(*cell)]) for row in rows for cell in row[1:])
    if not numeric or not _LABEL.match(text[slice(*head[0])]) or len(head) < width:
        return ()
    if len(head) == width:
        return (head, *rows)
    rest = (head[1][0], head[-1][1])
    return ((head[0], *[rest] * (width - 1)), *rows)


def _words(text: str, line: Span) -> Row:
    return tuple(found.span() for found in _WORD.finditer(text, *line))


# --- opcodes side by side, functions below them ---------------------------------------------------


def _across(text: str, lines: Sequence[Span], first: int) -> Found | None:
    """The rows of numbers below a line that names opcodes side by side."""
    if lines[first][1] - lines[first][0] > _MAX_LINE or "_" not in text[slice(*lines[first])]:
        return None
    for split in (_parts, _words):
        head = split(text, lines[first])
        names = [name_in(text[slice(*cell)]) for cell in head[1:]]
        known = sum(1 for name in names if name and opcodes.is_opcode(name))
        if len(head) < 3 or known < 2 or 2 * known < len(names):
            continue
        rows, end = [], first + 1
        while end < len(lines):
            row = split(text, lines[end])
            if not is_rule(text, lines[end]):
                if len(row) != len(head) or not _are_numbers(text, row[1:]):
                    break
                rows.append(row)
            end += 1
        if rows:
            return Found(first, end, (head, *rows))
    return None


def _are_numbers(text: str, cells: Sequence[Span]) -> bool:
    return all(_NUMBER.match(text[slice(*cell)]) for cell in cells)


# --- one cell on each line ------------------------------------------------------------------------


def _stacked(text: str, lines: Sequence[Span], first: int, reached: int) -> Found | None:
    """A table whose cells stand on lines of their own: an opcode, its numbers, the next opcode.

    Lines that were gone through and are none are not gone through again: they have no rows.
    """
    width = 1
    while first + width < len(lines) and _is_number(text, lines[first + width]):
        width += 1
    if width < 2 or first - width < reached:
        return None
    head = lines[first - width : first]
    if not _LABEL.match(text[slice(*head[0])].strip()):
        return None
    rows, end = [tuple(_bare(text, line) for line in head)], first
    while end + width <= len(lines):
        chunk = lines[end : end + width]
        label = text[slice(*chunk[0])].strip()
        is_label = _is_name(label) or TOTAL.match(label)
        if not is_label or not all(_is_number(text, line) for line in chunk[1:]):
            break
        rows.append(tuple(_bare(text, line) for line in chunk))
        end += width
    # A number too many: which of them belongs to which opcode is not known.
    beyond = end < len(lines) and _is_number(text, lines[end])
    if (
        beyond
        or len(rows) < 3
        or _is_listing(text, [row[0] for row in rows[1:]], lines[end : end + 1])
    ):
        return Found(first, end, ())
    return Found(first - width, end, tuple(rows))


def _is_name(label: str) -> bool:
    return name_in(label) == label.strip("*_`")


def _is_number(text: str, line: Span) -> bool:
    return line[1] - line[0] < 40 and bool(_NUMBER.match(text[slice(*line)].strip()))


def _bare(text: str, line: Span) -> Span:
    words = text[slice(*line)]
    begun = line[0] + (len(words) - len(words.lstrip()) if words.strip() else 0)
    return begun, begun + len(words.strip())
