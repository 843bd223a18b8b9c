"""Drawings that are no bars: points on two axes, a profile as an icicle, shares with intervals."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.exports._html import Html, Part, tag
from workbench.exports._svg import WIDTH, drawing, fitting, label, legend, line, rectangle

_LEFT, _RIGHT, _HIGH, _BOTTOM = 70, 16, 270, 42
_DEEPEST, _STEP = 16, 22
_THINNEST = 0.004


@dataclass(frozen=True)
class Series:
    """Points with a name, drawn as dots, as a solid line or dashed.

    Without a `colour` (from 1) it has the next one, without a name it is not in the legend.
    """

    name: str
    points: Sequence[tuple[float, float]]
    form: str = "dots"
    colour: int = 0


@dataclass(frozen=True)
class Axis:
    """A scale of logarithms from low to high, each above 0, with what stands beside it."""

    name: str
    low: float
    high: float

    def at(self, value: float) -> float:
        """Where a value lies, 0 to 1."""
        low, high = math.log10(self.low), math.log10(self.high)
        return (math.log10(value) - low) / (high - low)

    def ticks(self) -> list[float]:
        """Powers of ten, thinned to at most seven; powers of two where there are hardly any."""
        low, high = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        if high - low < 1:
            first, last = math.ceil(math.log2(self.low)), math.floor(math.log2(self.high))
            return [2.0**power for power in range(first, last + 1)]
        step = max(1, math.ceil((high - low) / 6))
        return [10.0**power for power in range(low, high + 1, step)]


def axis(name: str, values: Iterable[float]) -> Axis:
    """A scale that shows all these values that are above 0, with some room around them."""
    known = [value for value in values if value > 0 and math.isfinite(value)] or [1.0]
    low, high = min(known), max(known)
    return Axis(name, low / 1.3, high * 1.3 if high > low else low * 3)


def plot(title: str, x: Axis, y: Axis, series: Sequence[Series]) -> Html:
    """Series of points on two logarithmic axes, what lies outside left out."""
    named = [one for one in series if one.name]
    colours = {id(one): place for place, one in enumerate(named, 1)}
    keys, head = legend([(one.name, f"c{colours[id(one)]}") for one in named], left=_LEFT)
    end, base = WIDTH - _RIGHT, head + _HIGH

    def place(px: float, py: float) -> tuple[float, float]:
        return _LEFT + x.at(px) * (end - _LEFT), base - y.at(py) * (_HIGH - 10)

    parts: list[Part] = [keys]
    for value in x.ticks():
        at, _ = place(value, y.low)
        parts += [
            line(at, head, at, base, "g"),
            label(at, base + 16, _short(value), anchor="middle"),
        ]
    for value in y.ticks():
        _, at = place(x.low, value)
        parts += [
            line(_LEFT, at, end, at, "g"),
            label(_LEFT - 6, at + 4, _short(value), anchor="end"),
        ]
    parts += [line(_LEFT, base, end, base, "axis"), line(_LEFT, head, _LEFT, base, "axis")]
    parts.append(label((_LEFT + end) / 2, base + 36, x.name, anchor="middle"))
    turn = f"rotate(-90 14 {(head + base) / 2:.0f})"
    middle = {"x": 14, "y": f"{(head + base) / 2:.0f}", "transform": turn}
    parts.append(tag("text", y.name, text_anchor="middle", class_="t", **middle))
    for one in series:
        number = one.colour or colours[id(one)]
        inside = [p for p in one.points if x.low <= p[0] <= x.high and y.low <= p[1] <= y.high]
        parts += _marks(one, [place(*p) for p in inside], inside, number)
    return drawing(base + _BOTTOM, title, *parts)


def _marks(
    one: Series,
    places: Sequence[tuple[float, float]],
    values: Sequence[tuple[float, float]],
    number: int,
) -> list[Html]:
    if one.form != "dots":
        path = " ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(places))
        return [tag("path", d=path or "M0 0", class_=f"path {one.form} s{number}")]
    return [
        _dot(x, y, number, f"{one.name}: {_short(px)}, {_short(py)}")
        for (x, y), (px, py) in zip(places, values, strict=True)
    ]


def _dot(x: float, y: float, number: int, told: str) -> Html:
    """Another form and size for each series: told apart without colours, and where they meet."""
    inner, kind = tag("title", told), f"c{number}"
    if number % 3 == 2:
        corner = {"x": f"{x - 3.5:.1f}", "y": f"{y - 3.5:.1f}"}
        return tag("rect", inner, width=7, height=7, class_=kind, **corner)
    if number % 3 == 0:
        return tag("path", inner, d=f"M{x:.1f} {y - 3:.1f}l3 5.5h-6z", class_=kind)
    return tag("circle", inner, cx=f"{x:.1f}", cy=f"{y:.1f}", r="5.5", class_=kind)


def _short(value: float) -> str:
    """A number in few characters: 1,000, 10k, 10M."""
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if unit == 'k' else size):.3g}{unit}"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


# --- icicle ---------------------------------------------------------------------------------------


@dataclass
class Node:
    """A function on the stack, the seconds it and all below it took, and what it called."""

    name: str
    seconds: float = 0.0
    below: dict[str, Node] = field(default_factory=dict)


def tree(speedscope: bytes) -> Node | None:
    """The samples of our own speedscope file as a tree; None where there are none in it."""
    try:
        document = json.loads(speedscope)
        profile = document["profiles"][0]
        names = [str(frame["name"]) for frame in document["shared"]["frames"]]
        root = Node("everything")
        for stack, weight in zip(profile["samples"], profile["weights"], strict=True):
            root.seconds += weight
            here = root
            for place in stack[:_DEEPEST]:
                here = here.below.setdefault(names[place], Node(names[place]))
                here.seconds += weight
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return root if root.seconds > 0 and root.below else None


def icicle(title: str, root: Node) -> Html:
    """Callers above what they call, as wide as the time they took."""
    parts: list[Html] = []
    deepest = _hang(root, 0.0, 0, root.seconds, parts)
    return drawing((deepest + 1) * _STEP + 4, title, *parts)


def _hang(node: Node, x: float, depth: int, whole: float, parts: list[Html]) -> int:
    width = node.seconds / whole * WIDTH
    told = f"{node.name}: {100 * node.seconds / whole:.1f} %"
    kind = "all" if depth == 0 else f"h{(depth - 1) % 3 + 1}"
    parts.append(rectangle(x, depth * _STEP, width - 1, _STEP - 1, kind, told))
    words = fitting(told, width - 8) or fitting(node.name, width - 8)
    if words:
        parts.append(label(x + 4, depth * _STEP + 15, words, kind="in"))
    deepest = depth
    for one in sorted(node.below.values(), key=lambda one: -one.seconds):
        if one.seconds / whole >= _THINNEST:
            deepest = max(deepest, _hang(one, x, depth + 1, whole, parts))
        x += one.seconds / whole * WIDTH
    return deepest


def paths(root: Node, most: int) -> list[tuple[str, float, float]]:
    """The widest boxes as (path, share with calls, share of its own), widest first."""
    found: list[tuple[str, float, float]] = []

    def walk(node: Node, above: tuple[str, ...]) -> None:
        for one in node.below.values():
            own = one.seconds - sum(deeper.seconds for deeper in one.below.values())
            path = (*above, one.name)
            found.append((" › ".join(path), one.seconds / root.seconds, own / root.seconds))
            walk(one, path)

    walk(root, ())
    return sorted(found, key=lambda row: -row[1])[:most]


# --- shares with intervals ------------------------------------------------------------------------


def forest(title: str, rows: Mapping[str, tuple[float, float | None, float | None, str]]) -> Html:
    """A point between 0 and 1 for each row (share, low, high, told), with its interval."""
    left, end = 190, WIDTH - 96
    high = 24 * len(rows) + 26
    parts: list[Part] = []
    for percent in range(0, 101, 25):
        at = left + percent / 100 * (end - left)
        parts += [line(at, 20, at, high, "g"), label(at, 13, f"{percent} %", anchor="middle")]
    for number, (name, (share, low, top, told)) in enumerate(rows.items()):
        y = 24 * number + 36
        parts.append(label(left - 10, y + 4, fitting(name, left - 14), anchor="end"))
        if low is not None and top is not None:
            ends = [left + one * (end - left) for one in (low, top)]
            parts.append(line(ends[0], y, ends[1], y, "whisker"))
            parts += [line(at, y - 4, at, y + 4, "whisker") for at in ends]
        parts.append(_dot(left + share * (end - left), y, 1, f"{name}: {told}"))
        parts.append(label(WIDTH, y + 4, told, anchor="end"))
    return drawing(high + 4, title, *parts)
