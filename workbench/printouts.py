"""What an author's tools print into files: listings of code, and counts of opcodes.

They are read as nobody's words: whoever holds them against a program decides what they are worth.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench import opcodes
from workbench.extractors import listings as _listings
from workbench.records import Block, Claim, Document, Location, sha256_of

LARGEST = 400_000
_MOST_ROWS, _FEWEST_ROWS, _DEEPEST = 500, 2, 4
_COUNT = 10**9
_LINE = re.compile(
    r"[ \t]*[-*]?[ \t]*'?([A-Z][A-Z0-9_]{2,60})'?[ \t]*[:=,\t ][ \t]*(\d{1,9}),?[ \t]*"
)
_REVERSED = re.compile(r"[ \t]*(\d{1,9})[ \t]+([A-Z][A-Z0-9_]{2,60})[ \t]*")
_LONGEST_LINE = 200
_OPCODE_KEYS = ("opcode", "opname", "instruction", "name", "op")
_COUNT_KEYS = ("count", "n", "number", "total", "occurrences", "frequency")
_FUNCTION_KEYS = ("function", "func", "code", "name", "method")


@dataclass(frozen=True)
class Tally:
    """Counts of opcodes, each once; `function` is None where the file does not say of what."""

    function: str | None
    counts: Mapping[str, int]


def listings(text: str, name: str) -> tuple[Claim, ...]:
    """A claim for each code object, where a file holds hardly anything but their listings."""
    if len(text) > LARGEST or "\0" in text:
        return ()
    lines = text.split("\n")
    place = Location(file=name, line=1, column=1, end_line=len(lines), end_column=1)
    block = Block(kind="listing", text=text, location=place)
    document = Document(name=name, path=name, text=text, sha256=sha256_of(text), blocks=(block,))
    found = _listings.extract(document)
    rows = sum(len(one.args["instructions"]) for one in found)
    return found if 2 * rows >= sum(bool(line.strip()) for line in lines) else ()


def tallies(text: str, name: str) -> tuple[Tally, ...]:
    """The counts in a file of them: JSON, columns, or a line for each opcode."""
    if len(text) > LARGEST or "\0" in text:
        return ()
    if text.lstrip()[:1] in ("{", "["):
        try:
            found = list(_of_json(json.loads(text), None, 0))
        except (ValueError, RecursionError):
            return ()
    elif name.lower().endswith((".csv", ".tsv")):
        found = list(_of_columns(text))
    else:
        found = list(_of_lines(text))
    return tuple(one for one in found if _is_one(one.counts))


def _is_one(counts: Mapping[str, int]) -> bool:
    known = sum(map(opcodes.is_opcode, counts))
    return _FEWEST_ROWS <= len(counts) <= _MOST_ROWS and 3 * known >= 2 * len(counts)


def _of_json(value: Any, function: str | None, depth: int) -> Iterator[Tally]:
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return
    if isinstance(value, list):
        rows = [one for one in value if isinstance(one, dict)]
        pairs = [(_first(one, _OPCODE_KEYS), _first(one, _COUNT_KEYS)) for one in rows]
        if rows and all(isinstance(a, str) and _is_count(b) for a, b in pairs):
            yield from _tally(function, pairs)
            return
        for one in value:
            yield from _of_json(one, function, depth + 1)
        return
    named = _first(value, _FUNCTION_KEYS)
    function = named if isinstance(named, str) else function
    counts = [(key, number) for key, number in value.items() if _is_count(number)]
    if sum(opcodes.is_opcode(key) for key, _ in counts) >= _FEWEST_ROWS:
        yield from _tally(function, counts)
    for key, inner in value.items():
        plain = key in ("counts", "opcodes", "instructions", "opcode_counts", "functions", "rows")
        yield from _of_json(inner, function if plain else key, depth + 1)


def _tally(function: str | None, pairs: Sequence[tuple[Any, Any]]) -> Iterator[Tally]:
    """One tally; none where an opcode comes twice, for then it is told apart by something else."""
    counts = {str(name): int(number) for name, number in pairs}
    named = {name: n for name, n in counts.items() if name.isupper() and name.lower() != "total"}
    if len(counts) == len(pairs):
        yield Tally(function, named)


def _first(row: Mapping[str, Any], keys: Sequence[str]) -> Any:
    low = {key.lower(): value for key, value in row.items()}
    return next((low[key] for key in keys if key in low), None)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _COUNT


def _of_columns(text: str) -> Iterator[Tally]:
    """A column of opcodes, and columns of numbers with the functions, or `count`, above them."""
    mark = max("\t;,", key=text.split("\n", 1)[0].count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark) if any(row)]
    except csv.Error:
        return
    head, body = [cell.strip() for cell in rows[0]] if rows else [], rows[1:]
    if not body or any(len(row) != len(head) for row in body) or len(set(head)) < len(head):
        return
    columns = [[row[place].strip() for row in body] for place in range(len(head))]
    names = next((p for p, cells in enumerate(columns) if _are_opcodes(cells)), None)
    of = next((p for p, title in enumerate(head) if title.lower() in _FUNCTION_KEYS[:3]), None)
    if names is None:
        return
    for place, title in enumerate(head):
        numbers = columns[place]
        if place in (names, of) or not all(re.fullmatch(r"\d{1,9}", one) for one in numbers):
            continue
        plain = title.lower() in _COUNT_KEYS
        groups = columns[of] if of is not None else [None if plain else title] * len(body)
        for function in dict.fromkeys(groups):
            chosen = [i for i, one in enumerate(groups) if one == function]
            yield from _tally(function, [(columns[names][i], numbers[i]) for i in chosen])


def _are_opcodes(cells: Sequence[str]) -> bool:
    return 3 * sum(map(opcodes.is_opcode, cells)) >= 2 * len(cells) > 0


def _of_lines(text: str) -> Iterator[Tally]:
    lines = [line.strip()[:_LONGEST_LINE] for line in text.split("\n") if line.strip()]
    plain = [(each.group(1), each.group(2)) for each in map(_LINE.fullmatch, lines) if each]
    turned = [(each.group(2), each.group(1)) for each in map(_REVERSED.fullmatch, lines) if each]
    pairs = max(plain, turned, key=len)
    if 3 * len(pairs) >= 2 * len(lines):
        yield from _tally(None, pairs)
