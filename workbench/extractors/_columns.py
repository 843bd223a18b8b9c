"""What the columns of an opcode table are about, judged by their headers and cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from workbench.extractors._numbers import hedge_in, read_count
from workbench.extractors.base import clean
from workbench.records import Cell

_TOKEN = re.compile(r"[^\W\d_][\w.]*|[#№]")
_STRONG = frozenset(
    {"count", "counts", "occurrence", "occurrences", "freq", "frequency", "times", "instances"}
    | {"quantity", "qty", "uses", "usage", "amount", "appearances", "occurs", "many", "static"}
    | {"anzahl", "häufigkeit", "vorkommen", "nombre", "fréquence", "cuenta", "conteo", "recuento"}
    | {"cantidad", "frecuencia", "conteggio", "quantità", "frequenza", "aantal", "antal", "liczba"}
    | {"contagem", "quantidade", "ocorrências", "количество", "число", "počet", "数量", "次数"}
    | {"回数", "個数"}
)
_SUMS = frozenset({"total", "totals", "sum", "overall", "combined", "both", "all", "gesamt"})
_NUMBERS = frozenset({"number", "num", "no", "nr", "n", "#", "№", "instruction", "instructions"})
"""Words of counts that may as well announce the number by which a thing is known."""
_FILLERS = frozenset(
    {"of", "the", "in", "for", "by", "how", "opcode", "opcodes", "bytecode", "a", "it", "is"}
    | {"function", "func", "approx", "approximate", "approximately", "estimated", "est", "about"}
    | {"statically", "claimed", "exact", "found", "seen", "used", "code", "roughly", "note"}
    | {"notes", "de", "des", "d", "del", "di", "do", "da", "der", "von", "op", "ops"}
)
_UNITS = frozenset(
    {"description", "descriptions", "meaning", "purpose", "explanation", "type", "category"}
    | {"role", "comment", "comments", "example", "argument", "arguments", "arg", "args", "operand"}
    | {"operands", "oparg", "percent", "percentage", "pct", "share", "proportion", "fraction"}
    | {"offset", "offsets", "line", "lines", "effect", "effects", "cost", "costs", "rank"}
    | {"remark", "remarks", "detail", "details", "ratio", "why", "where", "source", "byte"}
    | {"bytes", "bit", "bits", "size", "cycle", "cycles", "clock", "clocks", "latency", "time"}
    | {"timing", "seconds", "sec", "ms", "ns", "µs", "us", "duration", "address", "average", "avg"}
    | {"median", "difference", "diff", "delta", "hex", "decimal", "prozent", "anteil", "zeile"}
    | {"zeilen", "ligne", "lignes", "zeit", "temps", "tiempo", "since"}
)
"""A column of these holds no counts, unless its header is the very name of a function."""
_MEASURES = _UNITS | frozenset(
    {"index", "idx", "length", "width", "weight", "weights", "score", "depth", "stack", "position"}
    | {"pos", "id", "value", "values", "change", "mean", "minimum", "min", "maximum", "max", "std"}
    | {"level", "nesting", "complexity", "cumulative", "target", "label", "step", "memory", "hash"}
    | {"version", "per"}
)
"""These may be part of a function's name in words, but are none alone."""
_QUALIFIERS = re.compile(
    r"\b(?:before|after|old|new|original|optimi[sz]ed|unoptimi[sz]ed|without|unrolled|inner|outer|"
    r"body|refactored|improved|baseline|previous|expected|predicted|ideal|loops?|iterations?|"
    r"per|each|passe?s?|hits?|excluding|including|extra|additional|unique|distinct|different|"
    r"vorher|nachher|avant|après|antes|después|settrace|trac(?:e[ds]?|ing)|profil(?:ed|er|ing)|"
    r"laufzeit|ausgeführt\w*|ausführung\w*|exécut\w+|dynamique\w*|ejecut\w+|ejecuci\w+|"
    r"выполн\w+|динамич\w+)\b|执行|実行|[a-z_]\w*\(\s*[\d'\"\[{][^()]*\)",
    re.IGNORECASE,
)
_EXECUTED = re.compile(
    r"\b(?:(?:times\s+)?execut\w*|dynamic\w*|run[- ]?time|at run|times\s+run)\b", re.IGNORECASE
)
_VERSION = re.compile(
    r"(?:\bC?Python[\s-]*|\bpy\s*|\bv|\b)[23]\.\d{1,2}(?:\.\d+)?\b|\b(?:c?python|c?py)-?[23]\d{0,2}\b",
    re.IGNORECASE,
)
_MINOR = re.compile(r"([23])\.?(\d{1,2})(\.\d+)?\Z")
_SEVERAL = re.compile(
    r"[<>≤≥–—→]|\d\s*-\s*\d|\b(?:to|vs|versus|than|since|before|until|after|prior|from|added|"
    r"removed|new|changed?|changes|diff\w*|earlier|older|below|pre)\b",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\(\s+\)|^\s*(?:on|in|under|with|for|using)\b|\b(?:on|in|under|with|for|using)\s*$",
    re.IGNORECASE,
)
_IN_CODE = re.compile(r"`([A-Za-z_][\w.]*(?:\(\))?)`|\b([A-Za-z_][\w.]*\(\))")
_AS_CODE = re.compile(r"`[^`]+`\Z|[A-Za-z_][\w.]*\(\)\Z|(?=\w*[A-Za-z])\w+_\w+\Z")


_FUNCTIONS = frozenset(
    {"function", "functions", "func", "method", "callable", "scope", "program", "algorithm"}
    | {"module", "file", "workload", "implementation", "funktion", "fonction", "función"}
)
_VERSIONS = frozenset({"version", "versions", "python", "cpython", "interpreter"})
_OF_VERSIONS = _VERSIONS | frozenset({"the", "of", "used", "tested", "target", "release", "minor"})
_HARMLESS = frozenset(
    {"#", "№", "line", "lines", "no", "nr", "category", "type", "family", "group"}
)


@dataclass(frozen=True)
class Column:
    """A column of numbers: `function` as the header writes it, None when it names none."""

    index: int
    label: str
    kind: Literal["opcode_count", "executed_count"] = "opcode_count"
    function: str | None = None
    hedge: str | None = None
    problem: str | None = None
    python: str | None = None


def number_columns(
    rows: Sequence[Sequence[Cell]], label_column: int, functions: Collection[str] = ()
) -> tuple[Column, ...]:
    """The columns that say how often: counts by their header, or headed by a name.

    Whether a name is that of a function is decided where functions are known. Descriptions,
    shares, row numbers and other measures are left out, but for a measure's word that is the very
    name of one of the `functions`, where no other column holds plain counts.
    """
    found = _number_columns(rows, label_column, functions)
    if any(column.function is None and not _adds_up(column) for column in found):
        found = _number_columns(rows, label_column, ())
    return _without_sums(found)


def _number_columns(
    rows: Sequence[Sequence[Cell]], label_column: int, functions: Collection[str]
) -> list[Column]:
    header, body = rows[0], rows[1:]
    found = []
    for index, cell in enumerate(header):
        if index == label_column or not _is_numeric(
            [r[index].text for r in body if index < len(r)]
        ):
            continue
        column = _column(index, cell.text, functions, leftmost=index < label_column)
        if column is not None:
            found.append(column)
    return found


def row_names(
    rows: Sequence[Sequence[Cell]], label_column: int
) -> tuple[tuple[str | None, str | None, str | None], ...]:
    """For each row below the header: the function that a column of its own names, a problem, and
    the CPython.

    Columns of words before the opcode say what the row is about: a function, a version, anything.
    """
    header = [set(_tokens(clean(cell.text[:300]))) for cell in rows[0]]
    result: list[tuple[str | None, str | None, str | None]] = []
    last: dict[int, str] = {}
    for row in rows[1:]:
        function, problem, python = None, None, None
        for index, words in enumerate(header[: len(row)]):
            if index == label_column:
                continue
            said = clean(row[index].text[:300]) or last.get(index, "")
            last[index] = said
            if words & _FUNCTIONS and not _is_number(said):
                function = said or None
            elif (
                words & _VERSIONS
                and words <= _OF_VERSIONS
                and said
                and _names_a_column(rows[0][index].text)
            ):
                python = _python(said)
                problem = None if python else f"the row is about {said}, not one CPython"
            elif index < label_column and not words & _HARMLESS and said and not _is_number(said):
                problem = f"the row is about {said!r}, not about a function"
        result.append((function, problem, python))
    return tuple(result)


def _python(text: str) -> str | None:
    """The one CPython (3.8, 3.8.18) that a header or cell names, as numbers with dots."""
    named = [found.group() for found in _VERSION.finditer(text)]
    if not named and re.fullmatch(r"[23]\.\d{1,2}(?:\.\d+)?\+?", text):
        named = [text.rstrip("+")]
    found = _MINOR.search(named[0]) if len(named) == 1 and not _SEVERAL.search(text) else None
    return f"{found.group(1)}.{found.group(2)}{found.group(3) or ''}" if found else None


def _names_a_column(header: str) -> bool:
    """Whether a header is "Python", not "Python 2"."""
    return not any(character.isdigit() for character in header)


def _is_number(text: str) -> bool:
    return not any(character.isalpha() for character in text)


def label_function(text: str) -> str | None:
    """The function that the header of the column of opcodes names, written as code."""
    found = _IN_CODE.search(text[:300])
    return next((name for name in found.groups() if name), None) if found else None


def _without_sums(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Beside columns with names of their own a total adds these up and is about no function."""
    if not any(column.function or column.problem or column.python for column in columns):
        return tuple(columns)
    problem = "the column adds up others"
    return tuple(
        replace(column, problem=problem)
        if column.function is None and _adds_up(column) and not column.problem
        else column
        for column in columns
    )


def _adds_up(column: Column) -> bool:
    return bool(_SUMS & set(_tokens(column.label)))


def _column(index: int, text: str, functions: Collection[str], *, leftmost: bool) -> Column | None:
    label = clean(text[:300])
    words = _tokens(label)
    executed, version = _EXECUTED.search(label), _VERSION.search(label)
    counted = _is_counted(words)
    python = _python(label) if version else None
    problem = f"the column is about {label!r}, not one CPython" if version and not python else None
    is_name = label in functions and not (counted or executed)
    if not is_name and not _AS_CODE.match(text[:300].strip(" *")):
        others = set(words) - _STRONG - _SUMS - _NUMBERS - _FILLERS
        if _UNITS & others or "%" in label or (others and others <= _MEASURES):
            return None
        if leftmost and not (_STRONG & set(words) or executed):
            return None
        if not (counted or executed or version) and set(words) <= _NUMBERS | _FILLERS:
            return None
        limited = _QUALIFIERS.search(label)
        if limited and not problem:
            problem = f"{limited.group()!r} in the header limits what is counted"
    return Column(
        index=index,
        label=label,
        kind="executed_count" if executed else "opcode_count",
        function=_function(label, counted=bool(counted or executed)),
        hedge=hedge_in(label) or _approximate(label),
        problem=problem,
        python=python,
    )


def _is_counted(words: Sequence[str]) -> bool:
    """Whether a header says that its column holds counts; "Number" alone may be an opcode's."""
    if (_STRONG | _SUMS) & set(words) or words in (["#"], ["n"], ["instructions"]):
        return True
    following = pairwise(words)
    return any(one in _NUMBERS and other in ("of", "d", "de") for one, other in following)


def _tokens(label: str) -> list[str]:
    return [word.lower().rstrip(".") for word in _TOKEN.findall(label)]


def _function(label: str, *, counted: bool) -> str | None:
    """The words of a header that name what is counted in."""
    if _VERSION.search(label):
        label = _AROUND.sub(" ", _VERSION.sub(" ", label)).strip(" +:")
        counted = counted or set(_tokens(label)) <= _STRONG | _NUMBERS | _FILLERS
    if not counted:
        return label.strip() if _TOKEN.search(label) else None
    label = _EXECUTED.sub(" ", label)
    skipped = _STRONG | _SUMS | _NUMBERS | _FILLERS
    kept = [word for word in re.split(r"[\s'’]+", label) if _bare(word)]
    words = " ".join(word for word in kept if _bare(word) not in skipped).strip(" []:,-–—/")
    # "Count (area)" names area; "area() count" keeps its parentheses.
    return (words if words.endswith("()") else words.strip("()")) or None


def _bare(word: str) -> str:
    return word.strip("()[]:,.~≈*-–—?/").lower()


def _approximate(label: str) -> str | None:
    found = re.search(r"\b(?:approximate|est|estimated?|rough)\b", label, re.IGNORECASE)
    return found.group() if found else None


def _is_numeric(cells: Sequence[str]) -> bool:
    """Whether at least half of what stands in a column are counts."""
    filled = [cell for cell in cells if cell.strip()]
    counts = [read_count(cell) for cell in filled]
    numbers = [count for count in counts if count is not None]
    return any(count.value is not None for count in numbers) and 2 * len(numbers) >= len(filled)
