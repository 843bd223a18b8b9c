"""Analyses of a call in HTML: growth, work and span, machine models; what nobody measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from workbench.exports import _charts, _html_cost, _svg
from workbench.exports._charts import Series
from workbench.exports._complexity import _class
from workbench.exports._dependences import _SPANS, _verdict
from workbench.exports._html import Html, Part, Row, code, command, facts, table, tag, text
from workbench.exports._html_counts import again, defined, missing
from workbench.exports._tables import number
from workbench.figures import Figures, Missing, Profile

_ODD = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
_MOST, _FAMILIES, _POINTS, _ROWS = 25, 6, 200, 30
_LOOPS = 40
_GROWTH: Mapping[str, Callable[[float], float]] = {
    "1": lambda n: 1.0,
    "log n": lambda n: math.log2(n) if n > 1 else 0.5,
    "sqrt n": math.sqrt,
    "n": lambda n: n,
    "n log n": lambda n: n * math.log2(n) if n > 1 else n / 2,
    "n sqrt n": lambda n: n**1.5,
    "n^2": lambda n: n**2,
    "n^2 log n": lambda n: n**2 * (math.log2(n) if n > 1 else 0.5),
    "n^3": lambda n: n**3,
    "n^4": lambda n: n**4,
}
"""Curves of the classes; of those beyond, where every base is another curve, none is drawn."""


def sections(figures: Figures) -> list[Part]:
    """The parts that there are, each with its heading, and the commands for those there are not."""
    parts: list[Part] = []
    for name, (title, made) in _PARTS.items():
        found = figures.analyses.get(name)
        if found is None:
            continue
        parts.append(
            tag("h4", title, " of ", code(figures.call)) if figures.call else tag("h4", title)
        )
        if isinstance(found, Missing):
            parts += [missing(title, found), command(again(figures, name))]
            continue
        try:
            parts += made(figures, found)
        except _ODD:  # a transcript of another version, or one that somebody wrote
            parts.append(missing(title, Missing("what is stored cannot be read", "program")))
    return parts


def absent(figures: Figures, whole: str) -> list[Part]:
    """What nobody measured for this run, with the commands that do, and the one that does all."""
    left = [name for name in _PARTS if name not in figures.analyses]
    profile = figures.profile
    if figures.profile is None or (isinstance(profile, Profile) and not profile.views):
        left.insert(0, "profile")
    left = [name for name in left if name in figures.commands]
    if not left or figures.call is None:
        return []
    names = {"profile": "shares of time", **{name: title for name, (title, _) in _PARTS.items()}}
    commands: list[tuple[str, Part]] = [
        (names[name], tag("code", text(figures.commands[name], 1000))) for name in left
    ]
    measure = [("all of it, in this report", tag("code", text(f"{whole} --measure", 1000)))]
    return [
        tag("h4", "Not measured in this run"),
        tag("p", "No claim needed it, so it was not measured. These commands do:"),
        facts([*commands, *(measure if whole else [])]),
    ]


# --- growth ---------------------------------------------------------------------------------------


def _complexity(figures: Figures, part: Mapping[str, Any]) -> list[Part]:
    words = again(figures, "complexity")
    time, space = (_class(part[what]) for what in ("time", "space"))
    parts: list[Part] = [tag("p", "Time ", tag("b", time), ", space ", tag("b", space), ".")]
    every = [(name, one) for name, one in part["families"].items() if one["points"]]
    families = dict(every[:_FAMILIES])
    for place, what, unit in ((1, "time", "steps"), (2, "space", "bytes")):
        title = f"Growth of {what}: {unit} against n"
        drawn = _growth(title, families, place, what, unit)
        parts.append(_svg.figure(title, drawn, _points(families, what, place, unit), words))
    rows: list[Row] = [
        (name or "the call", _class(one["time"]), _class(one["space"]), one.get("ends") or "")
        for name, one in list(part["families"].items())[:_MOST]
    ]
    parts.append(table(("inputs", "time", "space", "sizes end at"), rows, numbers=False))
    parts.append(command(words))
    undecided = {
        one[what]["undecided"]
        for one in part["families"].values()
        for what in ("time", "space")
        if one[what]["undecided"]
    }
    parts += [defined(f"undecided: {why}") for why in sorted(undecided)]
    if part.get("unmodelled"):
        parts.append(defined(f"not counted: work in {', '.join(map(str, part['unmodelled'][:6]))}"))
    told = part.get("definition", {})
    return [*parts, defined("; ".join(f"{what}: {words}" for what, words in told.items()))]


def _growth(
    title: str, families: Mapping[str, Mapping[str, Any]], place: int, what: str, unit: str
) -> Html:
    """Points of every family, and in their colour the curve of its class through the last."""
    series: list[Series] = []
    curves: list[Series] = []
    for name, one in families.items():
        points = [(float(p[0]), float(p[place])) for p in one["points"][:_POINTS] if p[place] > 0]
        told = f"{name or 'measured'}: {_class(one[what]).partition(' (next')[0]}"
        series.append(Series(told, points))
        grown = _GROWTH.get(one[what]["class"] or "")
        if grown is not None and points:
            n, last = points[-1]
            line = [(x, last * grown(x) / grown(n)) for x, _ in points]
            curves.append(Series("", line, "solid", colour=len(series)))
    every = [p for one in series for p in one.points]
    x, y = _charts.axis("n", [p[0] for p in every]), _charts.axis(unit, [p[1] for p in every])
    return _charts.plot(title, x, y, [*curves, *series])


def _points(families: Mapping[str, Mapping[str, Any]], what: str, place: int, unit: str) -> Html:
    """A row for each size, a column for each family of inputs."""
    points = {
        name: {point[0]: point[place] for point in one["points"][:_POINTS]}
        for name, one in families.items()
    }
    sizes = sorted({n for one in points.values() for n in one})
    classes = (_class(one[what]) for one in families.values())
    rows: list[Row] = [(tag("b", what), *classes)]
    for n in sizes[:: max(1, math.ceil(len(sizes) / _ROWS))]:
        seen = (one.get(n) for one in points.values())
        rows.append((f"n = {n:,}", *("-" if y is None else f"{y:,.0f}" for y in seen)))
    return table((unit, *(text(name or "the call", 60) for name in families)), rows)


# --- dependences ----------------------------------------------------------------------------------


def _dependences(figures: Figures, part: Mapping[str, Any]) -> list[Part]:
    words = again(figures, "dependences")
    parts: list[Part] = []
    if part["work"] is None or not part["bounds"]:
        parts.append(tag("p", "Work and span: not analysed."))
    else:
        title = "Speed-up that is possible, by units"
        said = f"Work {number(part['work'])} steps; the longest chain of them with control: "
        parts.append(tag("p", said, tag("b", number(part["span"]["control"])), "."))
        parts.append(_svg.figure(title, _speedups(title, part), _spans(part), words))
    for one in part["not_followed"]:
        parts.append(defined(f"not followed: line {one['line']}: {one['why']}"))
    loops = part["loops"]
    if loops:
        rows: list[Row] = [
            (f"line {one['line']} {one['kind']}", number(one["iterations"]), _verdict(one))
            for one in loops[:_LOOPS]
        ]
        if len(loops) > _LOOPS:
            rows.append((f"… {len(loops) - _LOOPS} more",))
        parts.append(table(("loop", "iterations", "verdict"), rows, numbers=False))
    return [*parts, command(words), defined(part["model"])]


def _speedups(title: str, part: Mapping[str, Any]) -> Html:
    """Between these two lines lies what so many units can gain."""
    series = []
    for name in ("control", "reductions"):
        for end in ("most", "least"):
            points = [(float(row["units"]), float(row[end])) for row in part["bounds"][name]]
            told = f"{_SPANS[name]}, at {end}"
            series.append(Series(told, points, "solid" if end == "most" else "dashed"))
    if part["bounds"]["control"] == part["bounds"]["reductions"]:
        series = series[:2]
    values = [p for one in series for p in one.points]
    x = _charts.axis("units", [p[0] for p in values])
    return _charts.plot(title, x, _charts.axis("speed-up", [1.0, *(p[1] for p in values)]), series)


def _spans(part: Mapping[str, Any]) -> Html:
    units = [row["units"] for row in part["bounds"]["data"]]
    rows: list[Row] = []
    for name, label in _SPANS.items():
        each = [f"{row['least']:.1f}–{row['most']:.1f}" for row in part["bounds"][name]]
        parallelism = f"{part['parallelism'][name]:.1f}"
        rows.append((label, number(part["span"][name]), parallelism, *each))
    return table(("span", "steps", "parallelism", *(f"{n} units" for n in units)), rows)


# --- machine models -------------------------------------------------------------------------------


def _architectures(figures: Figures, part: Mapping[str, Any]) -> list[Part]:
    ranking: Sequence[Mapping[str, Any]] = part["ranking"]
    first = ranking[0]["cycles"]
    words = again(figures, "architectures")
    title = "Predicted cycles by machine model (less is better)"
    tied = set(part["tied"]) if part["winner"] is None else {part["winner"]}
    bars = [
        _svg.Bar(
            one["machine"], one["cycles"], number(one["cycles"]), quiet=one["machine"] not in tied
        )
        for one in ranking
    ]
    rows = [
        (one["machine"], number(one["cycles"]), f"{one['cycles'] / first:,.2f}×" if first else "–")
        for one in ranking
    ]
    beside = table(("machine", "cycles", "of the first"), rows)
    return [
        tag("p", "Predicted, not measured: ", tag("b", text(_ranked(part))), "."),
        _svg.figure(title, _svg.bars(title, bars), beside, words),
        *_premises(part),
        defined(part["definition"]),
    ]


def _ranked(part: Mapping[str, Any]) -> str:
    """The winner and how often it wins, or a tie."""
    stable = f"{100 * part['stability']:.0f} % of the draws of uncertain parameters"
    if part["winner"] is not None:
        return f"{part['winner']}, first in {stable}"
    first = part["ranking"][0]["machine"]
    if len(part["tied"]) > 1:
        names = part["tied"]
        return f"a tie of {', '.join(names[:-1])} and {names[-1]} ({first} is first in {stable})"
    return f"a tie: {first} is first in only {stable}"


def _premises(part: Mapping[str, Any]) -> Iterator[Part]:
    yield tag("p", "It rests on:")
    yield tag("ul", *(tag("li", text(str(one))) for one in part["premises"][:_MOST]))
    rows = [
        (text(str(one["name"])), f"{one['value']} {one['unit']}", text(str(one["source"])))
        for one in part["parameters"][: 2 * _MOST]
    ]
    listed = table(("parameter", "value", "from"), rows, numbers=False)
    yield tag("details", tag("summary", f"{len(rows)} parameters, approximate"), listed)


_PARTS: Mapping[str, tuple[str, Callable[[Figures, Mapping[str, Any]], list[Part]]]] = {
    "complexity": ("Complexity", _complexity),
    "cost": ("Cost and roofline", _html_cost.sections),
    "dependences": ("Work, span and loops", _dependences),
    "architectures": ("Architectures", _architectures),
}
