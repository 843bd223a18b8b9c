"""HTML in which foreign text stays text: what is no `Html` is made safe, then escaped.

Nothing here can load anything: there is no function for an address but that of a place on the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence

from workbench.safe_text import one_line, terminal

LONG = 600
_VOID = frozenset({"meta", "br", "hr", "rect", "line", "path", "circle", "col"})


class Html(str):
    """Text that is markup of ours already."""

    __slots__ = ()


Part = str | Html | None


def text(value: str, limit: int = LONG) -> Html:
    """One safe line of foreign text."""
    return Html(html.escape(one_line(value, limit)))


def joined(parts: Iterable[Part], between: str = "") -> Html:
    """The parts one after the other, each made safe unless it is Html; None is left out."""
    return Html(between.join(_safe(part) for part in parts if part is not None))


def _safe(part: str | Html) -> str:
    return part if isinstance(part, Html) else html.escape(terminal(part, newlines=True))


def tag(name: str, /, *parts: Part, **attributes: object) -> Html:
    """An element; `class_` is class, `_` within a name a hyphen, an attribute of None left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(terminal(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID and not parts:
        return Html(f"<{name}{told}/>" if name not in ("meta", "br", "hr") else f"<{name}{told}>")
    return Html(f"<{name}{told}>{joined(parts)}</{name}>")


def code(value: str, limit: int = 300) -> Html:
    """A piece of code, or of what was said, on one line."""
    return tag("code", text(value, limit) or "empty")


def command(words: str) -> Html:
    """The command that gives a figure again."""
    return tag("p", "Again: ", tag("code", text(words, 1000), class_="command"), class_="again")


def block(value: str, lines: int) -> Html:
    """Lines of code as they are, cut to so many, and said so."""
    rows = re.split(r"\r\n|\r|\n", value)
    if rows and not rows[-1]:
        rows.pop()
    left = len(rows) - lines
    # A reader who uses the keyboard scrolls it by its focus.
    shown = tag("pre", tag("code", "\n".join(rows[:lines])), tabindex="0")
    more = tag("p", f"… and {left} more lines: the transcript has them.", class_="small")
    return joined([shown, more if left > 0 else None])


Row = Sequence[Part]


def table(
    head: Row, rows: Iterable[Row], *, numbers: bool = True, words: Collection[int] = ()
) -> Html:
    """A table whose first column names its rows; with `numbers` the others are set to the right.

    `words` are columns that are no numbers all the same, counted from 0. A row with fewer cells
    than the head leaves the last columns empty.
    """
    kinds = ["n" if numbers and place not in words else None for place in range(len(head))]
    heads = [
        tag("th", one, scope="col", class_=kinds[place] if place else None)
        for place, one in enumerate(head)
    ]
    body = [_row(row, kinds) for row in rows]
    filled = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *body))
    return tag("div", filled, class_="scroll", tabindex="0", role="group", aria_label="table")


def _row(row: Row, kinds: Sequence[str | None]) -> Html:
    name, *cells = row
    deep = "category" if isinstance(name, Html) and name.startswith("<b>") else None
    made = [tag("th", name, scope="row")]
    for kind, cell in zip(kinds[1:], cells, strict=False):
        made.append(tag("td", cell or "–", class_=kind))
    left = len(kinds) - len(row)
    return tag("tr", *made, tag("td", colspan=left) if left else None, class_=deep)


def facts(pairs: Iterable[tuple[str, Part]]) -> Html:
    """Names with what is said of each; what is empty is left out."""
    return tag("dl", *(tag("div", tag("dt", n), tag("dd", told)) for n, told in pairs if told))
