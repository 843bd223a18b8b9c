"""What every extractor shares: exact places, opcode names as people write them, claim records.

An extractor is a file beside this one. It holds `extract(document) -> tuple[Claim, ...]` and knows
no artifact: function labels are kept as written, and bound to functions later.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from workbench import opcodes
from workbench.records import Block, Claim, Document, Location, TablePlace, short_hash

MAX_CLAIMS = 10_000
MAX_QUOTE = 1_000

# Possessive and bounded: a text of capitals only must not be tried from each of its letters.
NAME = r"[A-Z][A-Z0-9_]{1,60}+(?:\+\d)?"
_PYTHON = frozenset({"python", "py", "python3", "py3", "ipython"})
_NEWLINE = re.compile(r"\r\n?|\n")
_LABEL = re.compile(rf"({NAME})(?:\s*\(([^()]*)\))?(?:\s+\(?[^\w\s()]+\)?)?\Z")
_SEVERAL = re.compile(rf"{NAME}(?:\s*(?:/|,|\+|&|and|or)\s*{NAME})+\Z")
_GROUP = re.compile(r"(?<![A-Z0-9_])[A-Z][A-Z0-9_]*_(?:\*|X+\b|\.\.\.|…)")
_OPERAND = re.compile(
    r"['\"]?[\w.+-]+(?:\(\))?['\"]?(?:\s*(?:,|/|&|\band\b|\bor\b)\s*['\"]?[\w.]+['\"]?)*\Z"
)
_OPERATOR = re.compile(r"(?:BINARY|COMPARE|CONTAINS|IS|INPLACE|UNARY)_\w*|CALL_INTRINSIC_\d\Z")
DESCRIBED = frozenset(
    {"local", "locals", "global", "globals", "constant", "constants", "const", "consts", "literal"}
    | {
        "name",
        "names",
        "variable",
        "variables",
        "attribute",
        "attributes",
        "arithmetic",
        "operator",
    }
    | {"operators", "comparison", "comparisons", "return", "loop", "loops", "iterator", "iteration"}
    | {"jump", "jumps", "call", "calls", "cache", "prologue", "stack", "new", "total"}
    | {"read", "reads", "write", "writes", "load", "loads", "store", "stores", "argument"}
    | {"arguments", "function", "functions", "parameter", "parameters", "value", "values"}
    | {"3.11+", "3.12+", "3.13+", "pop", "push", "exact", "exactly", "static", "all", "count"}
)
"""Words in parentheses that describe an opcode or a number and do not narrow it."""
_TOTAL = re.compile(
    r"(?:grand\s+|overall\s+)?(?:total|sum)s?"
    r"(?:\s+(?:number|count)?\s*(?:of\s+)?(?:all\s+)?(?:bytecodes?|bytecode instructions|"
    r"instructions|opcodes|ops|instruction count|opcode count)?)?:?\Z",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?:(?:number|no\.?|#|count)\s+(?:of\s+)?)?(?:all\s+)?(?:static\s+)?(?:c?python\s+)?(?:bytecode\s+)?"
    r"(?:instructions|instruction\s+count):?\Z",
    re.IGNORECASE,
)


class Places:
    """Locations of parts of a block's text, by 0-based offsets in it."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._starts = [0, *(found.end() for found in _NEWLINE.finditer(block.text))]

    def location(self, start: int, end: int) -> Location:
        """The place of `block.text[start:end]`."""
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Location(
            file=self.block.location.file,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
        )

    def offset(self, location: Location) -> int:
        """The offset in the block's text at which a place in it begins."""
        index = location.line - self.block.location.line
        shift = self.block.location.column if index == 0 else 1
        return self._starts[index] + location.column - shift

    def _place(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self._starts, offset) - 1
        shift = self.block.location.column if index == 0 else 1
        return self.block.location.line + index, offset - self._starts[index] + shift


def claim(
    document: Document,
    block: Block,
    place: tuple[Location, str],
    *,
    extractor: str,
    kind: str,
    args: dict[str, Any],
    claimed: Any = None,
    hedge: str | None = None,
    table: TablePlace | None = None,
    defined: bool = False,
    problem: str | None = None,
    python: str | None = None,
) -> Claim:
    """A claim about a place (location and the text there), with its lasting id.

    The subject is the function the arguments name; the tolerance follows from the hedge.
    """
    location, quote = place
    subject = args.get("function")
    subject = subject if isinstance(subject, str) else None
    return Claim(
        id=claim_id(document, location, kind, subject),
        artifact=None,
        kind=kind,
        args=args,
        quote=quote,
        location=location,
        subject=subject,
        claimed=claimed,
        hedge=hedge,
        tolerance=tolerance(claimed) if hedge else 0,
        extractor=extractor,
        speaker=block.speaker,
        table=table,
        defined=defined,
        problem=problem,
        python=python,
    )


def claim_id(document: Document, where: Location, kind: str, subject: str | None) -> str:
    """12 hex digits that depend on what is said where, not on when or by which run."""
    place = (where.line, where.column, where.end_line, where.end_column)
    return short_hash(document.name, *place, kind, subject)


def unique(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims with ids made unique: the second of two equal ones is counted."""
    seen: dict[str, int] = {}
    result = []
    for one in claims:
        count = seen[one.id] = seen.get(one.id, 0) + 1
        again = {"id": short_hash(one.id, count)}
        result.append(one if count == 1 else one.model_copy(update=again))
    return tuple(result)


def tolerance(value: Any) -> float:
    """How far off a hedged number may be: one, or a tenth of it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return max(1.0, abs(value) * 0.1) if is_number else 0.0


def clean(text: str) -> str:
    """Words without Markdown's marks: emphasis, backticks, escaped underscores."""
    text = text.replace("\\_", "_").replace("\\*", "*").replace("`", "").strip()
    bare = text.strip("*").strip()
    if bare.startswith("_") and bare.endswith("_"):
        bare = bare.strip("_")
    return bare


@lru_cache(maxsize=4096)
def is_opcode(name: str) -> bool:
    """Whether any known CPython has the opcode."""
    return opcodes.is_opcode(name)


def opcode_label(text: str) -> tuple[str, str | None] | None:
    """The opcode a label names, and why that is no single opcode, if so; None for other labels."""
    if len(text) > MAX_QUOTE:
        return None
    bare = clean(text)
    if _GROUP.search(text.replace("\\", "").replace("`", "")):
        return bare, "the label names a group of opcodes, not one"
    if _SEVERAL.match(bare):
        return bare, "the label names several opcodes, not one"
    found = _LABEL.match(bare)
    if found is None:
        return None
    name, note = found.group(1), found.group(2)
    operand = bare[len(name) :].strip(" ()") if note is None else note
    if operand and not any(character.isalpha() for character in operand):
        return name, f"the label names {name} with the operand {operand!r}, not {name} as such"
    return name, None


def named_opcodes(labels: Sequence[str]) -> dict[int, tuple[str, str | None]]:
    """Which labels are opcodes, by index.

    Known names always are. Where most labels are known, any other word in capitals is one, too:
    an invented opcode stands among real ones.
    """
    found = {index: opcode_label(label) for index, label in enumerate(labels) if label.strip()}
    names = {index: label for index, label in found.items() if label is not None}
    known = {index: label for index, label in names.items() if _is_known(label[0])}
    others = sum(1 for i in found if i not in names and not is_total(labels[i]))
    kept = names if 2 * len(known) >= len(names) + others else known
    return {
        index: (name, problem or _operand_problem(labels[index]))
        for index, (name, problem) in kept.items()
    }


def _operand_problem(label: str) -> str | None:
    """Why a label such as `LOAD_FAST (x)` names less than the opcode, if so."""
    found = _LABEL.match(clean(label))
    operand = (found.group(2) or "").strip() if found else ""
    words = re.findall(r"[\w.+]+", operand.lower())
    if found is None or not operand or set(words) <= DESCRIBED:
        return None
    name = found.group(1)
    is_operator = bool(_OPERATOR.match(name)) and not DESCRIBED & set(words)
    if _OPERAND.match(operand) or is_operator:
        return f"the label names {name} with the operand {operand!r}, not {name} as such"
    return None


def _is_known(label: str) -> bool:
    return any(is_opcode(name) for name in re.findall(NAME, label)) or bool(_GROUP.search(label))


def is_total(text: str) -> bool:
    """Whether a label or key (`total_instructions`) announces the sum of a column or list."""
    return len(text) < 80 and bool(_TOTAL.match(clean(text).replace("_", " ").strip()))


def is_size(text: str) -> bool:
    """Whether a label beside opcodes announces how many instructions there are, as a total does.

    Nobody says by it that the counts beside it add up to that.
    """
    return is_total(text) or (len(text) < 80 and bool(_SIZE.match(clean(text))))


def is_program(block: Block) -> bool:
    """Whether a block is code that may be Python."""
    return block.kind == "code" and (block.language is None or block.language in _PYTHON)


def bounded(block: Block, places: Places, start: int, end: int) -> tuple[Location, str]:
    """A part of a block and its place, cut to MAX_QUOTE characters."""
    end = min(end, start + MAX_QUOTE)
    return places.location(start, end), block.text[start:end]
