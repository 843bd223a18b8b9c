"""Instructions in HTML: which virtual machine, static and executed distributions by version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workbench.exports import _svg
from workbench.exports._html import Html, Part, Row, code, command, facts, table, tag, text
from workbench.exports._instructions import distribution, evidence
from workbench.exports._tables import by_category, number, share
from workbench.figures import DEFINITIONS, Executed, Figures, Machine, Missing, Mix
from workbench.opcodes import CATEGORIES

_MOST = 70


def again(figures: Figures, part: str) -> str:
    """The command that gives this part again."""
    return figures.commands.get(part, figures.again)


def missing(what: str, found: Missing) -> Html:
    """Why there is no figure."""
    return tag("p", tag("b", f"{what}: "), "not measured: ", text(found.why), ".")


def defined(words: str) -> Html:
    """What a number counts, in small."""
    return tag("p", text(words, 1500), class_="small")


def of(figures: Figures) -> Html:
    """The function, or the program where it has none of that name."""
    return code(figures.function or figures.target)


# --- which virtual machine ------------------------------------------------------------------------


def machine(figures: Figures) -> list[Part]:
    """Which virtual machine, with the evidence, and the arithmetic instructions."""
    found = figures.machine
    if found is None:
        return []
    heading = tag("h4", "Which virtual machine, and how many arithmetic instructions")
    if isinstance(found, Missing):
        return [heading, missing("Which virtual machine", found)]
    kind = "a stack machine" if found.kind == "stack machine" else "unclear"
    rows: list[Row] = [
        # With the apostrophe of a page that is set in type.
        *((what.replace("'", "’"), count) for what, count in evidence(found)),
        *_arithmetic(figures, found),
    ]
    said = ("CPython ", text(figures.python, 40), " is ", tag("b", kind), ", by the bytecode of ")
    return [
        heading,
        tag("p", *said, of(figures), "."),
        table(("evidence", "count"), rows),
        defined(f"arithmetic: {DEFINITIONS['arithmetic']}"),
        command(figures.again),
    ]


def _arithmetic(figures: Figures, found: Machine) -> Iterator[Row]:
    yield tag("b", "arithmetic instructions, static"), number(sum(found.arithmetic.values()))
    for name, count in sorted(found.arithmetic.items(), key=lambda item: (-item[1], item[0])):
        yield code(name, 60), number(count)
    ran = figures.executed
    if found.executed is not None and isinstance(ran, Executed):
        told = f"{number(found.executed)} of {number(ran.mix.total)}"
        yield tag("b", "arithmetic instructions, executed"), told


# --- static ---------------------------------------------------------------------------------------


def static(figures: Figures) -> list[Part]:
    """Static instructions by category and opcode on every version they were compiled on."""
    if figures.static is None:
        return []
    scope = figures.scope("function")
    mixes = {
        version: mix
        for version, scopes in figures.static.items()
        if not isinstance(scopes, Missing) and (mix := scopes[scope]) is not None
    }
    parts: list[Part] = [tag("h4", "Static instructions of ", of(figures))]
    if mixes:
        title = "Static instructions by category and CPython"
        parts.append(_distribution(title, mixes, figures.python, figures.again))
        parts.append(defined(f"{DEFINITIONS[scope]}; {DEFINITIONS['static']}"))
    why: dict[str, list[str]] = {}
    for version, scopes in figures.static.items():
        if isinstance(scopes, Missing):
            why.setdefault(scopes.why, []).append(version)
    parts += [
        tag("p", text(f"CPython {', '.join(v)}: {one}."), class_="small") for one, v in why.items()
    ]
    return parts


def _distribution(title: str, mixes: Mapping[str, Mix], target: str, words: str) -> Html:
    """A bar for each version, the counts of each opcode in a table."""
    shown = {f"CPython {version}": mix.categories for version, mix in mixes.items()}
    drawn = _svg.stacked(title, shown, CATEGORIES)
    head: list[Part] = ["instructions"]
    for version in mixes:
        name = text(version, 40)
        head.append(tag("b", name) if version == target and len(mixes) > 1 else name)
    rows = _bounded([*_opcodes(mixes), *_sums(mixes)], keep=2)
    return _svg.figure(title, drawn, table(head, rows), words)


def _opcodes(mixes: Mapping[str, Mix]) -> Iterator[Row]:
    for name, is_category, cells in distribution(mixes):
        yield tag("b", name) if is_category else code(name, 60), *cells


def _sums(mixes: Mapping[str, Mix]) -> Iterator[Row]:
    yield tag("b", "all"), *(number(mix.total) for mix in mixes.values())
    yield "of these arithmetic", *(number(mix.arithmetic) for mix in mixes.values())


def _bounded(rows: list[Row], keep: int = 0) -> list[Row]:
    """At most so many rows, the last ones kept, and one that says how many are left out."""
    left = len(rows) - _MOST
    if left <= 0:
        return rows
    at = len(rows) - keep
    return [*rows[: at - left], (f"… {left} more",), *rows[at:]]


# --- executed -------------------------------------------------------------------------------------


def executed(figures: Figures) -> list[Part]:
    """What one call executed: by category and opcode on each version, and its shares."""
    found = figures.executed
    if found is None:
        return []
    call = code(figures.call or "the call")
    heading = tag("h4", "Executed instructions of ", call)
    if isinstance(found, Missing):
        return [
            heading,
            missing("Executed instructions", found),
            command(again(figures, "executed")),
        ]
    every = {figures.python: found, **figures.elsewhere}
    mixes = {version: every[version].mix for version in sorted(every, key=_order)}
    words = again(figures, "executed")
    parts: list[Part] = [
        heading,
        _shares(found.mix, figures.python, words),
        defined(DEFINITIONS["executed"]),
    ]
    if len(mixes) > 1:
        title = "Executed instructions by category and CPython"
        parts.insert(2, _distribution(title, mixes, figures.python, words))
    return parts


def _shares(mix: Mix, python: str, words: str) -> Html:
    """The distribution of one call on the target."""
    counted = [(name, mix.categories[name]) for name in CATEGORIES if mix.categories[name]]
    rows = [_svg.Bar(name, n, f"{number(n)} ({share(n, mix.total)})") for name, n in counted]
    title = f"{number(mix.total)} instructions on CPython {python}, by category"
    listed: list[Row] = []
    for category, below in by_category(mix.counts):
        count = mix.categories[category]
        listed.append((tag("b", category), number(count), share(count, mix.total)))
        for name in below:
            count = mix.counts[name]
            listed.append((code(name, 60), number(count), share(count, mix.total)))
    beside = table(("executed", "instructions", "share"), _bounded(listed))
    return _svg.figure(text(title), _svg.bars(title, rows), beside, words)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def summary(figures: Iterable[Figures]) -> Html | None:
    """The answers in short for a chapter's beginning."""
    for one in figures:
        found, ran = one.machine, one.executed
        if not isinstance(found, Machine):
            continue
        static_sum = number(sum(found.arithmetic.values()))
        told: list[tuple[str, Part]] = [
            ("virtual machine", found.kind),
            ("arithmetic instructions, static", f"{static_sum} of {number(found.instructions)}"),
        ]
        if isinstance(ran, Executed) and found.executed is not None:
            count = f"{number(found.executed)} of {number(ran.mix.total)}"
            told.append(("arithmetic instructions, executed", count))
        return facts(told)
    return None
