"""Figures of several targets side by side for a terminal, by category and opcode with shares."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.exports._beside import HEADS, rows_of
from workbench.exports._tables import INDENT, by_category, number, share, table
from workbench.figures import DEFINITIONS, Compared, Executed, Figures, Missing, Mix, Profile
from workbench.safe_text import one_line, terminal

_LONG = 600
_NAME = 28


def render(compared: Compared, *, scope: str = "function") -> str:
    """The whole text, ending with a newline; its last line is the command that gives it again."""
    figures = compared.figures
    blocks = [[_line(one) for one in figures]]
    if any(one.static is not None for one in figures):
        blocks.append(_static(figures, scope))
    if any(one.executed is not None for one in figures):
        blocks.append(_executed(figures))
    if any(one.profile is not None for one in figures):
        blocks.append(_profile(figures))
    if any(one.resources for one in figures):
        blocks.append(_resources(figures))
    blocks += [_analysis(name, figures) for name in HEADS if name in figures[0].analyses]
    blocks.append([f"again: {terminal(compared.again)}"])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _line(one: Figures) -> str:
    call = f": {one_line(one.call, 300)}" if one.call else ""
    function = f" ({one_line(one.function)})" if one.function else ""
    return f"{one_line(one.target)}{function}{call}"


def _static(figures: Sequence[Figures], scope: str) -> list[str]:
    mixes: list[Mix | None] = []
    notes = []
    for one in figures:
        scopes = one.static.get(one.python) if one.static is not None else None
        if scopes is None or isinstance(scopes, Missing):
            mixes.append(None)
            notes += [_note(one, scopes)] if scopes else []
            continue
        mixes.append(scopes[one.scope(scope)])
        if one.scope(scope) != scope:
            notes.append(f"{INDENT}{one_line(one.target)}: of the whole file, no function is named")
    return [
        f"static opcodes on CPython {figures[0].python}, of each: {DEFINITIONS[scope]}",
        *_mixes(figures, mixes),
        *notes,
        f"{INDENT}counted: {DEFINITIONS['static']}",
    ]


def _executed(figures: Sequence[Figures]) -> list[str]:
    found = [one.executed for one in figures]
    mixes = [one.mix if isinstance(one, Executed) else None for one in found]
    return [
        f"executed by the calls on CPython {figures[0].python}",
        *_mixes(figures, mixes),
        *_notes(figures, found),
        f"{INDENT}counted: {DEFINITIONS['executed']}",
    ]


def _profile(figures: Sequence[Figures]) -> list[str]:
    found = [one.profile for one in figures]
    totals = [number(one.total if isinstance(one, Profile) else None) for one in found]
    return [
        f"calls on CPython {figures[0].python}",
        *table([["", *(_name(one) for one in figures)], ["everything called", *totals]]),
        *_notes(figures, found),
        f"{INDENT}counted: {DEFINITIONS['profile']}",
    ]


def _resources(figures: Sequence[Figures]) -> list[str]:
    rows = [["", "wall seconds", "CPU seconds", "peak MiB"]]
    for one in figures:
        used = one.resources.get("plain")
        seconds = [f"{used.wall_seconds:.3f}", f"{used.cpu_seconds:.3f}"] if used else ["-", "-"]
        rows.append([_name(one), *seconds, f"{used.max_rss_bytes / 2**20:.1f}" if used else "-"])
    return [
        f"resources of the plain calls on CPython {figures[0].python}",
        *table(rows),
        f"{INDENT}counted: {DEFINITIONS['resources']}",
    ]


def _analysis(name: str, figures: Sequence[Figures]) -> list[str]:
    found = [one.analyses.get(name) for one in figures]
    parts = [None if isinstance(part, Missing) else part for part in found]
    return [
        HEADS[name],
        *table([["", *(_name(one) for one in figures)], *rows_of(name, parts)]),
        *_notes(figures, found),
    ]


def _mixes(figures: Sequence[Figures], mixes: Sequence[Mix | None]) -> list[str]:
    rows = [["", *(cell for one in figures for cell in (_name(one), "share"))]]
    every: dict[str, int] = {}
    for mix in mixes:
        for name, count in (mix.counts if mix else {}).items():
            every[name] = every.get(name, 0) + count
    for category, below in by_category(every):
        rows.append(_row(category, mixes, [m.categories[category] if m else None for m in mixes]))
        for name in below:
            counts = [m.counts.get(name, 0) if m else None for m in mixes]
            rows.append(_row(INDENT + name, mixes, counts))
    rows.append(_row("instructions", mixes, [m.total if m else None for m in mixes]))
    return table(rows)


def _row(name: str, mixes: Sequence[Mix | None], counts: Sequence[int | None]) -> list[str]:
    cells = [name]
    for mix, count in zip(mixes, counts, strict=True):
        cells += [number(count), share(count, mix.total if mix else None)]
    return cells


def _notes(figures: Sequence[Figures], found: Sequence[object]) -> list[str]:
    pairs = zip(figures, found, strict=True)
    return [_note(one, missing) for one, missing in pairs if isinstance(missing, Missing)]


def _note(one: Figures, missing: Missing) -> str:
    return f"{INDENT}{one_line(one.target)}: not measured: {one_line(missing.why, _LONG)}"


def _name(one: Figures) -> str:
    name = one.target.rpartition("/")[2]
    return name if len(name) <= _NAME else "…" + name[-_NAME + 1 :]
