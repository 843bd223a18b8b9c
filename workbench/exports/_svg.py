"""Bars as inline SVG: no script, no style of its own, every text escaped, colours by class.

Lengths are in user units of a drawing `WIDTH` wide. Numbers in drawings are rounded; the table
that stands beside each has them in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.exports._html import Html, Part, command, joined, tag
from workbench.safe_text import one_line

WIDTH = 680
LABEL = 150
_ROW, _BAR, _END = 24, 16, 96
_CHARACTER = 6.7
"""How wide a character of the small font is, roughly."""


@dataclass(frozen=True)
class Bar:
    """A named length; `low` and `high` are drawn as a whisker, `told` stands at its end."""

    name: str
    value: float
    told: str
    low: float | None = None
    high: float | None = None
    quiet: bool = False


def drawing(height: float, title: str, *parts: Part) -> Html:
    """The drawing as one image with a name, for those who do not see it."""
    return tag(
        "svg",
        tag("title", one_line(title, 300)),
        *parts,
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
        aria_label=one_line(title, 300),
    )


def figure(title: Part, drawn: Html, beside: Html, again: str) -> Html:
    """A drawing, the table with its numbers, and the command that gives them again."""
    heading = tag("figcaption", title)
    plot = tag("div", drawn, class_="plot", tabindex="0", role="group", aria_label="chart")
    both = tag("div", plot, beside, class_="beside")
    return tag("figure", heading, both, command(again))


def label(x: float, y: float, words: str, *, anchor: str = "start", kind: str = "t") -> Html:
    """Text at a place: its end, middle or start is there."""
    anchored = None if anchor == "start" else anchor
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchored, class_=kind)


def rectangle(x: float, y: float, width: float, height: float, kind: str, told: str) -> Html:
    """A box that tells what it is when one points at it."""
    return tag(
        "rect",
        tag("title", told),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        width=f"{max(width, 0):.1f}",
        height=f"{height:.1f}",
        class_=kind,
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    """A straight line."""
    places = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return tag("line", **{name: f"{at:.1f}" for name, at in places.items()}, class_=kind)


def fitting(words: str, width: float) -> str:
    """The words as one safe line, cut to about that width; "" where hardly one would stand."""
    room = int(width / _CHARACTER)
    safe = one_line(words, 300)
    if len(safe) <= room:
        return safe
    return f"{safe[: room - 1]}…" if room >= 4 else ""


def bars(title: str, rows: Sequence[Bar], *, most: float | None = None) -> Html:
    """Horizontal bars from 0, in their order; `most` is what the whole width stands for."""
    top = most or max((max(row.value, row.high or 0) for row in rows), default=0) or 1
    scale = (WIDTH - LABEL - _END) / top
    parts: list[Part] = []
    for number, row in enumerate(rows):
        y = number * _ROW + 4
        middle = y + _BAR / 2
        kind = "c7" if row.quiet else "c1"
        parts += [
            label(LABEL - 8, y + 12, fitting(row.name, LABEL - 8), anchor="end"),
            rectangle(LABEL, y, row.value * scale, _BAR, kind, f"{row.name}: {row.told}"),
        ]
        end = row.value
        if row.low is not None and row.high is not None and row.high > row.low:
            end = max(end, row.high)
            low, high = LABEL + row.low * scale, LABEL + row.high * scale
            parts.append(line(low, middle, high, middle, "whisker"))
            parts += [line(at, middle - 4, at, middle + 4, "whisker") for at in (low, high)]
        parts.append(label(LABEL + end * scale + 6, y + 12, row.told))
    return drawing(len(rows) * _ROW + 4, title, *parts)


def stacked(
    title: str, rows: Mapping[str, Mapping[str, int]], names: Sequence[str], last: str = ""
) -> Html:
    """A bar for each row, made of the counts by name; all have one scale, the sum at the end."""
    top = max((sum(row.values()) for row in rows.values()), default=0) or 1
    scale = (WIDTH - LABEL - _END) / top
    kinds = {name: f"c{place}" for place, name in enumerate(names, 1)}
    used = [name for name in names if any(row.get(name) for row in rows.values())]
    keys, height = legend([(name, kinds[name]) for name in used])
    parts: list[Part] = [keys]
    for number, (name, row) in enumerate(rows.items()):
        y, x = height + number * _ROW + 4, float(LABEL)
        shown = f"{name} {last}" if last and number == 0 else name
        parts.append(label(LABEL - 8, y + 12, fitting(shown, LABEL - 8), anchor="end"))
        for kind in used:
            width = row.get(kind, 0) * scale
            if width:
                parts.append(rectangle(x, y, width, _BAR, kinds[kind], f"{kind}: {row[kind]:,}"))
            x += width
        parts.append(label(x + 6, y + 12, f"{sum(row.values()):,}"))
    return drawing(height + len(rows) * _ROW + 4, title, *parts)


def legend(entries: Sequence[tuple[str, str]], left: float = LABEL) -> tuple[Html, float]:
    """What each colour stands for, in as many lines as it needs, and how high it is."""
    parts: list[Part] = []
    x, y = left, 2.0
    for name, kind in entries:
        width = 16 + len(name) * _CHARACTER + 16
        if x + width > WIDTH and x > left:
            x, y = left, y + 18
        parts += [rectangle(x, y, 11, 11, kind, name), label(x + 16, y + 10, name)]
        x += width
    return joined(parts), (y + 20 if entries else 0.0)
