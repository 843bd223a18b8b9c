"""Claims of the form: this is what `dis` prints for function F, compared line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import Field

from workbench import opcodes
from workbench.claims._facts import MODULE, Code, StaticFacts, ToolFailure
from workbench.claims._listed import Comparison, Pair, Shown
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    tool_failed,
    uncheckable,
)
from workbench.records import VersionState

NEEDS = ("bytecode",)
IMPLICIT = True
DESCRIBES = Describes(
    "The disassembly of one code object, line by line.",
    {
        "function": "f",
        "instructions": [
            {"opcode": "RESUME", "arg": 0},
            {"opcode": "LOAD_FAST", "arg": 0, "argrepr": "x"},
            {"opcode": "RETURN_VALUE"},
        ],
    },
)
_ALIKE = 0.6
"""Below this share of lines that fit a listing is taken for that of other code."""
_MOST_CODES, _MOST_COMPARED = 2_000, 6
_UNTESTED = "version-untested"


class Args(ClaimArgs):
    """What is shown; `code` names a code object that is no function (`<listcomp>`, `<module>`).

    `cut`: it goes on beyond the last line. `versions` are the CPythons (3.11) whose `dis` prints
    lines of that form, `stated` the one that the document says its numbers are for.
    """

    function: str | None = Field(default=None, max_length=200)
    code: str | None = Field(default=None, max_length=200)
    instructions: list[Shown] = Field(min_length=1, max_length=2_000)
    cut: bool = False
    versions: list[str] | None = Field(default=None, max_length=40)
    stated: str | None = Field(default=None, max_length=20)


@dataclass(frozen=True)
class Best:
    """The code object on one CPython that comes nearest to what is shown."""

    version: str
    code: Code
    found: Comparison


def judge(args: Args, evidence: Evidence) -> Finding:
    """True when the target gives these lines; addresses and lines of source do not count."""
    if isinstance(evidence.static.get(evidence.target), ToolFailure):
        return tool_failed(f"no bytecode to look at: {evidence.static[evidence.target]}")
    best = _all_best(args, evidence)
    if not best:
        return uncheckable("nothing here has the instructions of that code")
    if specialised := [row.opcode for row in args.instructions if _is_specialised(row.opcode)]:
        text = f"it shows {specialised[0]}, which specialising leaves behind in code that has run"
        return uncheckable(text, reason="specialised")
    here = next((one for one in best if one.version == evidence.target), None)
    whole = [one for one in best if one.found.holds]
    if here is not None and here.found.holds:
        return _true(args, here, whole)
    if whole:
        return _elsewhere(here, whole, evidence)
    return _false(args, best, here, evidence)


def _all_best(args: Args, evidence: Evidence) -> list[Best]:
    """For each tested CPython the code object that comes nearest, the nearest CPython first."""
    rows = [row for row in args.instructions if row.opcode != "CACHE"]
    names = Counter(row.opcode for row in rows)
    name = args.function or evidence.entry_point
    found = []
    for version, facts in evidence.facts().items():
        likely = sorted(_codes(args, facts), key=lambda code: _unlike(code, names))[:_MOST_COMPARED]
        if each := [Best(version, code, _compared(rows, code, args)) for code in likely]:
            found.append(max(each, key=lambda one: _rank(one, name)))
    return sorted(found, key=lambda one: (-one.found.likeness, one.version != evidence.target))


def _unlike(code: Code, names: Counter[str]) -> tuple[int, int]:
    """Where code stands among others that may be meant: first what shares most of the names."""
    shared = sum(min(count, code.counts.get(name, 0)) for name, count in names.items())
    return -shared, abs(code.total - names.total())


def _rank(one: Best, name: str | None) -> tuple[bool, bool, float]:
    """What holds is better than what bears the name, and that than what comes nearer."""
    is_named = name in (one.code.name, one.code.qualname)
    return one.found.holds, is_named and one.found.likeness >= _ALIKE, one.found.likeness


def _codes(args: Args, facts: StaticFacts) -> Sequence[Code]:
    """The code objects that may be meant: those of the name, then, where none is said, all."""
    every = [code for code in facts.codes if code.instructions is not None][:_MOST_CODES]
    if args.code:
        return [code for code in every if args.code in (code.name, code.qualname)]
    if args.function and facts.function(args.function):
        inner = f"{args.function}.<locals>."
        return [
            code
            for code in every
            if args.function in (code.name, code.qualname)
            or code.qualname.startswith(inner)
            or code.qualname == MODULE
        ]
    return every


def _compared(rows: Sequence[Shown], code: Code, args: Args) -> Comparison:
    real = [one for one in code.instructions or () if one.opcode != "CACHE"]
    if not any(row.opcode == "EXTENDED_ARG" for row in rows):
        real = [one for one in real if one.opcode != "EXTENDED_ARG"]
    return Pair(rows, real).compared(cut=args.cut)


def _true(args: Args, here: Best, whole: Iterable[Best]) -> Finding:
    lines = len(args.instructions)
    odd = next(
        (row for row in args.instructions if row.offset is not None and row.offset % 2), None
    )
    if odd is not None:
        text = (
            f"the instructions are those of {here.code.qualname} on CPython {here.version}, but "
            f"`{odd}` stands at offset {odd.offset}; since 3.6 all offsets are even"
        )
        return contradicted(text, "WB113", reason="invented-offsets", measured=lines)
    if here.found.part and not args.cut and not any(row.gap for row in args.instructions):
        text = (
            f"its {lines} lines stand in what CPython {here.version} gives for "
            f"{here.code.qualname}, which has others, and nothing says that some are left out"
        )
        return Finding("ambiguous", "reading-bound", text, "WB502", lines)
    others = [one.version for one in whole if one.version != here.version]
    text = f"{'part of' if here.found.part else 'line by line,'} what CPython {here.version} gives"
    text = f"its {lines} lines are {text} for {here.code.qualname}"
    if others:
        text += f"; {', '.join(others)} would give the same"
    if here.found.shifted:
        text += "; the offsets are others"
    return confirmed(text, measured=lines)


def _elsewhere(here: Best | None, whole: Sequence[Best], evidence: Evidence) -> Finding:
    versions = [one.version for one in whole]
    text = f"it is what CPython {', '.join(versions)} gives for {whole[0].code.qualname}"
    if here is not None:
        text += f"; on {evidence.target} {_first(here.found)}"
    states = {v: VersionState(state="value", value=True) for v in versions}
    return Finding("other-version", "version-bound", text, "WB103", versions[0], states)


def _false(args: Args, best: Sequence[Best], here: Best | None, evidence: Evidence) -> Finding:
    nearest = best[0]
    if untested := _untested(args, best, evidence):
        return untested
    if nearest.found.likeness < _ALIKE:
        text = f"it is not like any code of the document; nearest is {nearest.code.qualname}"
        return uncheckable(text, reason="no-code")
    text = (
        f"{nearest.found.differing} of {nearest.found.lines} lines are not what CPython "
        f"{nearest.version}, the nearest, gives for {nearest.code.qualname}: "
        f"{_first(nearest.found)}"
    )
    if evidence.claim.hedge:
        text += f"; the words above it say {evidence.claim.hedge!r}"
        return Finding("ambiguous", "within-hedge", text, "WB502")
    if any(row.gap for row in args.instructions) or nearest.code.kind == "module":
        text += "; lines of it are left out, or code of the file that it is of"
        return uncheckable(text, reason="partial")
    if args.versions == []:
        text += f"; {_mixed(args.instructions)}"
    reason, told = _class(args, nearest, evidence)
    states = evidence.missing() | {
        one.version: VersionState(state="value", value=one.found.differing) for one in best
    }
    differing = here.found.differing if here else None
    return contradicted(text + told, "WB113", reason=reason, measured=differing, versions=states)


def _class(args: Args, nearest: Best, evidence: Evidence) -> tuple[str, str]:
    """The class of failure that the lines show, and its words; "differs" for none."""
    rows = [row for row in args.instructions if row.opcode != "CACHE"]
    for version, facts in evidence.facts().items():
        for code in _codes(Args(instructions=rows), facts):
            same = code.total == len(rows) and code.name != nearest.code.name
            if same and _compared(rows, code, args).holds:
                text = f"; line by line it is what CPython {version} gives for {code.qualname}"
                return "other-function", text
    real = [one.opcode for one in nearest.code.instructions or () if one.opcode != "CACHE"]
    if real == [row.opcode for row in rows]:
        return "other-arguments", "; its opcodes are right, what stands behind them is not"
    return "differs", ""


def _untested(args: Args, best: Sequence[Best], evidence: Evidence) -> Finding | None:
    """The finding when the listing may be one of a CPython that is not here."""
    tested = {_minor(one.version) for one in best}
    possible = args.versions or []
    away = [version for version in possible if version not in tested]
    if not away or (args.stated and _minor(args.stated) in tested):
        return None
    if len(away) < len(possible) and best[0].found.by_meaning:
        return None
    known = opcodes.ranges(away)
    text = f"it may come from CPython {known}, and none of these is here"
    if len(away) == len(possible):
        text = f"its lines are those of CPython {known}, which is not here"
    return uncheckable(text, rule="WB103", reason=_UNTESTED)


def _mixed(rows: Sequence[Shown]) -> str:
    """Why no CPython prints such lines."""
    names = sorted({row.opcode for row in rows} - {"CACHE"})
    for name in names:
        if not opcodes.versions_of(name):
            return f"no known CPython has {name}"
    for name in names:
        for other in names:
            if not set(opcodes.versions_of(name)) & set(opcodes.versions_of(other)):
                return f"no CPython has both {name} and {other}"
    return "no known CPython prints lines of that form"


def _first(found: Comparison) -> str:
    first = found.first
    if first is None:
        return "some lines differ"
    return f"line {first.place} shows `{first.shown}`, and dis gives `{first.real}`"


def _is_specialised(name: str) -> bool:
    return opcodes.is_specialised(name) or "__" in name


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
