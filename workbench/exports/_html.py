"""HTML in which foreign text stays text: what is no `Html` is made safe, then escaped.

Nothing here can load anything: there is no function for an address but that of a place on the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

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
        f' {key.rstrip("_").replace("_", "-")}="{_safe(str(value))}"'
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


def table(head: Row, rows: Iterable[Row], *, caption: Part = None, numbers: bool = True) -> Html:
    """A table whose first column names its rows; with `numbers` the others are set to the right.

    A row with fewer cells than the head has its last cell over the rest of the columns.
    """
    kind = "n" if numbers else None
    first, *others = head
    heads = [tag("th", first, scope="col")]
    heads += [tag("th", one, scope="col", class_=kind) for one in others]
    body = [_row(row, len(head), kind) for row in rows]
    told = tag("caption", caption) if caption else None
    filled = tag("table", told, tag("thead", tag("tr", *heads)), tag("tbody", *body))
    return tag("div", filled, class_="scroll", tabindex="0", role="group", aria_label="table")


def _row(row: Row, width: int, kind: str | None) -> Html:
    name, *cells = row
    deep = "category" if isinstance(name, Html) and name.startswith("<b>") else None
    made = [tag("th", name, scope="row")]
    for place, cell in enumerate(cells, 2):
        last = place == len(row) < width
        span = width - place + 1 if last else None
        made.append(tag("td", cell or "–", class_=None if span else kind, colspan=span))
    return tag("tr", *made, class_=deep)


def facts(pairs: Iterable[tuple[str, Part]]) -> Html:
    """Names with what is said of each; what is empty is left out."""
    return tag("dl", *(tag("div", tag("dt", n), tag("dd", told)) for n, told in pairs if told))
