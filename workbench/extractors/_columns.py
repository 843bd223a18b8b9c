"""What the columns of an opcode table are about, judged by their headers and cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.extractors._numbers import hedge_in, read_count
from workbench.extractors.base import clean
from workbench.records import Cell

_TOKEN = re.compile(r"[^\W\d_][\w.]*|[#%№]")
_COUNT_WORDS = frozenset(
    {"count", "counts", "occurrence", "occurrences", "number", "num", "no", "n", "#", "№", "freq"}
    | {"frequency", "times", "total", "totals", "instances", "quantity", "qty", "uses", "usage"}
    | {"value", "amount", "appearances", "occurs", "many", "instruction", "instructions"}
)
_FILLERS = frozenset(
    {"of", "the", "in", "for", "by", "per", "how", "static", "opcode", "opcodes", "bytecode", "a"}
    | {"function", "func", "approx", "approximate", "approximately", "estimated", "est", "about"}
    | {"statically", "claimed", "exact", "found", "seen", "used", "it", "is", "code", "roughly"}
)
_IGNORED = frozenset(
    {"description", "descriptions", "meaning", "purpose", "note", "notes", "explanation", "type"}
    | {"category", "role", "comment", "comments", "example", "argument", "arg", "operand", "%"}
    | {"percent", "percentage", "share", "offset", "line", "lines", "effect", "cost", "index"}
    | {"rank", "remark", "remarks", "detail", "details", "ratio", "why", "where", "source"}
)
_EXECUTED = re.compile(r"\b(?:execut\w*|dynamic\w*|run[- ]?time|at run)\b", re.IGNORECASE)
_VERSION = re.compile(r"(?:\bC?Python\s*|\bpy\s*|\bv)?\b[23]\.\d{1,2}(?:\.\d+)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column of numbers: `function` as the header writes it, None when it names none."""

    index: int
    label: str
    kind: Literal["opcode_count", "executed_count"] = "opcode_count"
    function: str | None = None
    hedge: str | None = None
    problem: str | None = None


def number_columns(rows: Sequence[Sequence[Cell]], label_column: int) -> tuple[Column, ...]:
    """The columns that say how often, without descriptions, shares and row numbers."""
    header, body = rows[0], rows[1:]
    found = []
    for index, cell in enumerate(header):
        if index == label_column or not _is_numeric(
            [r[index].text for r in body if index < len(r)]
        ):
            continue
        column = _column(index, cell.text, leftmost=index < label_column)
        if column is not None:
            found.append(column)
    return tuple(found)


def _column(index: int, text: str, *, leftmost: bool) -> Column | None:
    label = clean(text[:300])
    words = [word.lower() for word in _TOKEN.findall(label)]
    counts = [word for word in words if word in _COUNT_WORDS]
    if any(word in _IGNORED for word in words) and not (counts and "%" not in words):
        return None
    if leftmost and (not words or words[0] in ("#", "№", "no", "n")):
        return None
    executed = _EXECUTED.search(label)
    version = _VERSION.search(label)
    return Column(
        index=index,
        label=label,
        kind="executed_count" if executed else "opcode_count",
        function=_function(label, counted=bool(counts or executed)),
        hedge=hedge_in(label) or _approximate(label),
        problem=f"the column is about {version.group()}, not the target" if version else None,
    )


def _function(label: str, *, counted: bool) -> str | None:
    """The words of a header that name what is counted in."""
    label = _VERSION.sub(" ", label)
    if not counted:
        return label.strip() if _TOKEN.search(label) else None
    label = _EXECUTED.sub(" ", label)
    skipped = _COUNT_WORDS | _FILLERS
    kept = [word for word in label.split() if _bare(word) and _bare(word) not in skipped]
    words = " ".join(kept).strip(" []:,-–—")
    # "Count (area)" names area; "area() count" keeps its parentheses.
    return (words if words.endswith("()") else words.strip("()")) or None


def _bare(word: str) -> str:
    return word.strip("()[]:,.~≈*-–—?").lower()


def _approximate(label: str) -> str | None:
    found = re.search(r"\b(?:approximate|est|estimated?|rough)\b", label, re.IGNORECASE)
    return found.group() if found else None


def _is_numeric(cells: Sequence[str]) -> bool:
    """Whether at least half of what stands in a column are counts."""
    filled = [cell for cell in cells if cell.strip()]
    counts = [read_count(cell) for cell in filled]
    numbers = [count for count in counts if count is not None]
    return any(count.value is not None for count in numbers) and 2 * len(numbers) >= len(filled)
