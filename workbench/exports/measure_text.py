"""Figures of one target for a terminal: tables, what each number counts, the command for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from workbench.exports import _architectures, _complexity, _cost, _dependences
from workbench.exports._instructions import there
from workbench.exports._profile import lines as shares_and_seconds
from workbench.exports._tables import INDENT, by_category, number, share, table
from workbench.figures import (
    DEFINITIONS,
    Executed,
    Figures,
    Machine,
    Missing,
    Mix,
    Profile,
    Scopes,
)
from workbench.safe_text import one_line, terminal

_FUNCTIONS = 20
_LINES = 10
_LONG = 600


def render(figures: Figures, *, family: bool = False, scope: str = "function") -> str:
    """The whole text, ending with a newline; its last line is the command that gives it again.

    `family` shows static opcodes by family, `scope` says of what (see figures.SCOPES).
    """
    blocks = [_head(figures)]
    if figures.static is not None:
        blocks.append(_static(figures, figures.static, family, figures.scope(scope)))
    if figures.compiled:
        blocks.append(_compiled(figures))
    if figures.executed is not None:
        blocks.append(_executed(figures, figures.executed, family))
    if figures.profile is not None:
        blocks.append(_profile(figures, figures.profile))
    if figures.resources:
        blocks.append(_resources(figures))
    blocks += [_analysis(name, part) for name, part in figures.analyses.items()]
    if figures.machine is not None:
        blocks.append(_machine(figures, figures.machine))
    if figures.kept:
        blocks.append(["kept:", *(f"{INDENT}{terminal(path)}" for path in figures.kept.values())])
    blocks.append([f"again: {terminal(figures.again)}"])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _head(figures: Figures) -> list[str]:
    function = f", function {one_line(figures.function)}" if figures.function else ""
    lines = [f"{one_line(figures.where, 300)}{function}, on CPython {figures.python}"]
    return [*lines, f"call: {one_line(figures.call, _LONG)}"] if figures.call else lines


def _counted(what: str) -> str:
    return f"{INDENT}counted: {DEFINITIONS[what]}"


_ANALYSES: Mapping[str, Callable[[Mapping[str, Any]], Iterable[str]]] = {
    "architectures": _architectures.lines,
    "complexity": _complexity.lines,
    "cost": _cost.lines,
    "dependences": _dependences.lines,
}


def _analysis(name: str, part: Mapping[str, Any] | Missing) -> list[str]:
    """A further part, by the module of this family that shows it."""
    if isinstance(part, Missing):
        return [f"{name}: not measured: {one_line(part.why, _LONG)}"]
    return list(_ANALYSES[name](part))


# --- static ---------------------------------------------------------------------------------------


def _static(
    figures: Figures, static: Mapping[str, Scopes | Missing], family: bool, scope: str
) -> list[str]:
    of = one_line(figures.function) if figures.function and scope != "file" else "the file"
    lines = [f"static {'families' if family else 'opcodes'} of {of} ({DEFINITIONS[scope]})"]
    mixes = {v: s[scope] for v, s in static.items() if not isinstance(s, Missing)}
    there = {version: mix for version, mix in mixes.items() if mix is not None}
    if there:
        rows = _family_rows(there) if family else _opcode_rows(there, figures.python)
        lines += table([["", *there], *rows, *_sums(there)])
    lines += _left_out(static, scope)
    if not there:
        return lines
    lines.append(_counted("static"))
    if family:
        lines.append(f"{INDENT}families: {DEFINITIONS['families']}")
    else:
        lines.append(f"{INDENT}-: that CPython has no such opcode")
    return [*lines, f"{INDENT}arithmetic: {DEFINITIONS['arithmetic']}"]


def _left_out(static: Mapping[str, Scopes | Missing], scope: str) -> list[str]:
    """Why some versions have no column, each reason once."""
    reasons: dict[str, list[str]] = {}
    for version, scopes in static.items():
        if isinstance(scopes, Missing):
            reasons.setdefault(one_line(scopes.why, _LONG), []).append(version)
        elif scopes[scope] is None:
            reasons.setdefault("no code object of that name there", []).append(version)
    return [f"{INDENT}CPython {', '.join(found)}: {why}" for why, found in reasons.items()]


def _opcode_rows(mixes: Mapping[str, Mix], target: str) -> Iterator[list[str]]:
    first = mixes.get(target) or next(iter(mixes.values()))
    names = {name: first.counts.get(name, 0) for mix in mixes.values() for name in mix.counts}
    for category, below in by_category(names):
        yield [category, *(number(mix.categories[category]) for mix in mixes.values())]
        for name in below:
            cells = [there(name, version, mix) for version, mix in mixes.items()]
            yield [INDENT + name, *cells]


def _family_rows(mixes: Mapping[str, Mix]) -> Iterator[list[str]]:
    every = sorted({name for mix in mixes.values() for name in mix.families or {}})
    for name in every:
        yield [name, *(number((mix.families or {}).get(name, 0)) for mix in mixes.values())]


def _sums(mixes: Mapping[str, Mix]) -> Iterator[list[str]]:
    yield ["instructions", *(number(mix.total) for mix in mixes.values())]
    yield ["of these arithmetic", *(number(mix.arithmetic) for mix in mixes.values())]
    if any(mix.extended_arg for mix in mixes.values()):
        yield ["EXTENDED_ARG beside", *(number(mix.extended_arg) for mix in mixes.values())]


def _compiled(figures: Figures) -> list[str]:
    kept = {name.rpartition(".cpython-")[2]: path for name, path in figures.kept.items()}
    rows = [["CPython", "magic number", "bytes", *(["file"] if kept else [])]]
    for version, one in figures.compiled.items():
        path = kept.get(f"{version}.pyc", "")
        rows.append([version, str(one.magic), number(len(one.pyc)), *([path] if kept else [])])
    more = [] if kept else [f"{INDENT}--keep DIR writes the .pyc and .dis.txt of each"]
    head = "compiled to bytecode (.pyc)"
    return [head, *table(rows, last_left=bool(kept)), *more, _counted("compiled")]


# --- executed and profile -------------------------------------------------------------------------


def _executed(figures: Figures, executed: Executed | Missing, by_family: bool) -> list[str]:
    if isinstance(executed, Missing):
        return [f"executed: not measured: {one_line(executed.why, _LONG)}"]
    mix, total = executed.mix, executed.mix.total
    head = f"executed by the call on CPython {figures.python}: {number(total)} instructions"
    if executed.in_call:
        head += f", {number(executed.in_call)} of them in functions written in the call"
    rows = [["", "instructions", "share"]]
    if by_family and mix.families is not None:
        rows += [_shared(name, count, total) for name, count in sorted(mix.families.items())]
    else:
        for category, below in by_category(mix.counts):
            rows.append(_shared(category, mix.categories[category], total))
            rows += [_shared(INDENT + name, mix.counts[name], total) for name in below]
    functions = _top(executed.functions, _FUNCTIONS)
    named = [["function", "instructions", "share"]]
    named += [_shared(name, count, total) for name, count in functions]
    lines = [head, *table(rows), "", *table(named), *_more(executed.functions, _FUNCTIONS)]
    if executed.lines:
        hot = [["line", "instructions", "share", "source"]]
        for line, count in _top(executed.lines, _LINES):
            hot.append([*_shared(line, count, total), figures.lines.get(line, "").strip()])
        lines += ["", *table(hot, last_left=True), *_more(executed.lines, _LINES)]
    if mix.extended_arg:
        lines.append(f"{INDENT}EXTENDED_ARG beside: {number(mix.extended_arg)}")
    return [*lines, _counted("executed")]


def _profile(figures: Figures, profile: Profile | Missing) -> list[str]:
    if isinstance(profile, Missing):
        return [f"profile: not measured: {one_line(profile.why, _LONG)}"]
    rows = [["function", "calls"]]
    rows += [[name, number(count)] for name, count in _top(profile.calls, _FUNCTIONS)]
    rows.append(["everything called", number(profile.total)])
    return [
        f"calls on CPython {figures.python}: {number(profile.total)}",
        *table(rows),
        *_more(profile.calls, _FUNCTIONS),
        _counted("profile"),
        *shares_and_seconds(profile),
    ]


def _resources(figures: Figures) -> list[str]:
    rows = [["", "wall seconds", "CPU seconds", "peak MiB"]]
    for part, one in figures.resources.items():
        seconds = [f"{one.wall_seconds:.3f}", f"{one.cpu_seconds:.3f}"]
        rows.append([part, *seconds, f"{one.max_rss_bytes / 2**20:.1f}"])
    return [f"resources on CPython {figures.python}", *table(rows), _counted("resources")]


def _shared(name: str, count: int, total: int) -> list[str]:
    return [name, number(count), share(count, total)]


def _top(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], len(item[0]), item[0]))[:most]


def _more(counts: Mapping[str, int], most: int) -> list[str]:
    left = len(counts) - most
    return [f"{INDENT}… {left} more (all of them: --format json)"] if left > 0 else []


# --- which virtual machine ------------------------------------------------------------------------


def _machine(figures: Figures, machine: Machine | Missing) -> list[str]:
    if isinstance(machine, Missing):
        return [f"which virtual machine: not measured: {one_line(machine.why, _LONG)}"]
    of = one_line(figures.function) if figures.function else "the file"
    kind = "a stack machine" if machine.kind == "stack machine" else "unclear"
    ran = figures.executed
    executed = ""
    if isinstance(ran, Executed) and machine.executed is not None:
        executed = f"; {number(machine.executed)} of {number(ran.mix.total)} executed"
    sources = "" if machine.naming else "; none names an operand: all take theirs from the stack"
    return [
        f"which virtual machine: {kind}, by the bytecode of {of} on CPython {figures.python}",
        f"{INDENT}{number(machine.counted)} of {number(machine.instructions)} instructions push "
        f"and pop a fixed number of values; pushes: {number(machine.pushes)}, pops: "
        f"{number(machine.pops)} (not in these numbers: calls, builders, loops and others whose "
        "argument or run decides)",
        f"{INDENT}the deepest stack it needs: {machine.stack_size} values (co_stacksize)",
        f"{INDENT}register operands: {machine.naming} of {number(machine.computing)} instructions "
        "that compute or compare name a variable; variables reach the stack and leave it by "
        f"{number(machine.moving)} loads and stores",
        f"{INDENT}arithmetic instructions: {number(sum(machine.arithmetic.values()))} static"
        f"{_each(machine.arithmetic)}{executed}{sources if machine.arithmetic else ''}",
    ]


def _each(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(_pairs(counts.items()))})" if counts else ""


def _pairs(items: Iterable[tuple[str, int]]) -> Iterator[str]:
    return (f"{one_line(name)}: {count}" for name, count in items)
