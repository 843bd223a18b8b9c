"""Figures as Markdown tables: machine, distributions, calls, resources, kept files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from workbench.exports._instructions import distribution, evidence
from workbench.exports._markdown import code, escape, table
from workbench.exports._tables import by_category, number, share
from workbench.figures import (
    DEFINITIONS,
    Executed,
    Figures,
    File,
    Machine,
    Missing,
    Mix,
    Profile,
    Scopes,
)
from workbench.records import Measurement

_MOST = 60
_FUNCTIONS = 20


def machine(figures: Figures) -> list[str]:
    """Which virtual machine, with the evidence, and the arithmetic instructions."""
    found = figures.machine
    if found is None:
        return []
    if isinstance(found, Missing):
        return [f"Which virtual machine: not known: {escape(found.why)}."]
    kind = "a stack machine" if found.kind == "stack machine" else "unclear"
    of = _of(figures)
    return [
        f"Which virtual machine: **{kind}**, by the bytecode of {of} on CPython "
        f"{escape(figures.python)}.",
        table(("evidence", "count"), evidence(found)),
        f"Arithmetic instructions ({_definition('arithmetic')}): {_arithmetic(figures, found)}.",
    ]


def _arithmetic(figures: Figures, found: Machine) -> str:
    each = ", ".join(f"{code(name)} {number(n)}" for name, n in found.arithmetic.items())
    static = f"{number(sum(found.arithmetic.values()))} static{f' ({each})' if each else ''}"
    ran = figures.executed
    if not isinstance(ran, Executed) or found.executed is None:
        return static
    return f"{static}; {number(found.executed)} of {number(ran.mix.total)} executed"


def static(figures: Figures) -> list[str]:
    """Static opcodes by category on every version they were compiled on."""
    if figures.static is None:
        return []
    scope = figures.scope("function")
    mixes = {v: s[scope] for v, s in figures.static.items() if not isinstance(s, Missing)}
    there = {version: mix for version, mix in mixes.items() if mix is not None}
    parts = [f"Static instructions of {_of(figures)} ({_definition(scope)}), by category:"]
    if there:
        head = ("instructions", *(f"CPython {escape(version)}" for version in there))
        parts.append(table(head, [*_bounded(_distribution(there)), *_sums(there)]))
    return [*parts, *_left_out(figures.static)]


def _distribution(mixes: Mapping[str, Mix]) -> Iterator[list[str]]:
    for name, is_category, cells in distribution(mixes):
        yield [f"**{name}**" if is_category else code(name, 60), *cells]


def _sums(mixes: Mapping[str, Mix]) -> Iterator[list[str]]:
    yield ["**all**", *(number(mix.total) for mix in mixes.values())]
    yield ["of these arithmetic", *(number(mix.arithmetic) for mix in mixes.values())]


def _left_out(static: Mapping[str, Scopes | Missing]) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for version, scopes in static.items():
        if isinstance(scopes, Missing):
            reasons.setdefault(escape(scopes.why), []).append(escape(version))
    return [f"CPython {', '.join(found)}: {why}." for why, found in reasons.items()]


def executed(figures: Figures) -> list[str]:
    """What one call executed: shares by category and opcode, and by function."""
    found = figures.executed
    if found is None:
        return []
    if isinstance(found, Missing):
        return [f"Executed instructions: not measured: {escape(found.why)}."]
    mix, total = found.mix, found.mix.total
    rows = []
    for category, below in by_category(mix.counts):
        rows.append(_shared(f"**{category}**", mix.categories[category], total))
        rows += [_shared(code(name, 60), mix.counts[name], total) for name in below]
    named = [_shared(code(name), n, total) for name, n in _top(found.functions)]
    return [
        f"Executed by {code(figures.call or 'the call', 300)} on CPython "
        f"{escape(figures.python)}: {number(total)} instructions ({_definition('executed')}).",
        table(("executed", "instructions", "share"), _bounded(rows)),
        table(("function", "instructions", "share"), named),
    ]


def calls(every: Iterable[Figures]) -> list[str]:
    """How often functions were called, for each call that was profiled."""
    rows = []
    for figures in every:
        found = figures.profile
        call = code(figures.call or "–", 200)
        if isinstance(found, Missing):
            rows.append([call, "not measured", escape(found.why)])
        elif isinstance(found, Profile):
            rows += [[call, code(name), number(n)] for name, n in _top(found.calls)]
            rows.append([call, "everything called", number(found.total)])
    if not rows:
        return []
    head = ("call", "function", "calls")
    return [f"Calls ({_definition('profile')}):", table(head, _bounded(rows))]


def resources(measurements: Sequence[Measurement]) -> list[str]:
    """Time and memory of every guest that ran the program."""
    rows = [
        [
            f"{escape(one.probe, 40)}{' of the reference' if one.subject == 'reference' else ''}",
            code(str(one.target.get("call") or "–"), 200)
            if one.probe != "outputs"
            else "all cases",
            escape(one.python, 20),
            one.run.outcome,
            f"{one.run.wall_seconds:.3f}",
            f"{one.run.cpu_seconds:.3f}",
            f"{one.run.max_rss_bytes / 2**20:.1f}",
        ]
        for one in measurements
        if one.run is not None and one.run.outcome != "not-run" and one.vantage != "static"
    ]
    if not rows:
        return []
    head = ("measured", "call", "CPython", "outcome", "wall s", "CPU s", "peak MiB")
    note = (
        "Time of each guest from loading the program to its end, with what measures it, and the "
        "most memory that was resident, the interpreter included:"
    )
    return [note, table(head, _bounded(rows))]


def files(found: Sequence[File]) -> list[str]:
    """Paths of what was kept: bytecode, disassemblies, profiles, printed output."""
    rows = [
        [
            code(one.path, 400),
            number(one.size_bytes),
            "–" if one.magic is None else str(one.magic),
        ]
        for one in found
    ]
    if not rows:
        return []
    return ["Kept with the run:", table(("file", "bytes", "magic number"), _bounded(rows))]


def _definition(what: str) -> str:
    return escape(DEFINITIONS[what])


def _of(figures: Figures) -> str:
    return code(figures.function) if figures.function else "the file"


def _shared(name: str, count: int, total: int) -> list[str]:
    return [name, number(count), share(count, total)]


def _top(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], len(item[0]), item[0]))[:_FUNCTIONS]


def _bounded(rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """At most so many rows, and a last one that says how many are left out."""
    every = list(rows)
    left = len(every) - _MOST
    if left <= 0:
        return every
    return [*every[:_MOST], [f"… {left} more", *[""] * (len(every[0]) - 1)]]
