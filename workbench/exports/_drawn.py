"""How a diagnostic looks in a terminal: its head, the line it is about, underlines and notes."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from workbench import rules
from workbench.exports import _excerpt, _words
from workbench.records import Claim, Judged, Location, text_key
from workbench.safe_text import one_line

STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan", "ok": "bold green"}
_FRAME = "blue"


@dataclass(frozen=True)
class Diagnostic:
    """One thing to tell; every text in it is a safe line. `label` stands behind the underline."""

    severity: str
    rule: str | None
    otherwise: str
    location: Location
    claim: Claim | None
    label: str
    notes: tuple[tuple[str, str], ...]


def drawn(one: Diagnostic, judged: Judged, columns: int) -> Text:
    """A diagnostic as styled text, its source line cut to so many columns."""
    style = STYLES[one.severity]
    rule = rules.find(one.rule) if one.rule else None
    code = f"[{one_line(one.rule, 20)}]" if one.rule else ""
    words = f"{rule.name}: {rule.title}" if rule else one.otherwise
    pad = " " * (len(str(one.location.line)) + 1)
    text = Text.assemble((f"{one.severity}{code}", style), (f" {words}" if code else f": {words}"))
    text.append(f"\n{pad}--> ", _FRAME)
    text.append(_words.place(one.location))
    text.append_text(_source(one, judged, columns, pad))
    for name, note in one.notes:
        text.append(f"\n{pad}= ", _FRAME)
        text.append(f"{name}:", "bold")
        text.append(f" {note}")
    return text


def _source(one: Diagnostic, judged: Judged, columns: int, pad: str) -> Text:
    """The line of the document with its underlines; the quote alone where the text is not known."""
    whole = judged.texts.get(text_key(one.location))
    line = None if whole is None else _excerpt.line_of(whole, one.location.line)
    if line is None:
        quote = f' "{one_line(one.claim.quote, 120)}"' if one.claim and one.claim.quote else ""
        return Text.assemble((f"\n{pad}|", _FRAME), f"{quote} {one.label}")
    marks = _excerpt.marks_of(one.location, one.claim, line)
    room = columns - len(pad) - 2
    shown = _excerpt.excerpt(line, marks, room)
    text = Text.assemble((f"\n{pad}|\n{one.location.line} |", _FRAME))
    text.append(f" {shown.shown}".rstrip())
    text.append(f"\n{pad}|", _FRAME)
    for symbol, run in groupby(f" {shown.below}"):
        text.append("".join(run), STYLES[one.severity] if symbol == "^" else _FRAME)
    more = one.location.end_line - one.location.line
    label = f"{one.label} ({more + 1} lines)" if more else one.label
    if len(shown.below) + cell_len(label) >= room:  # it stands below its underline instead
        text.append(f"\n{pad}|", _FRAME)
        label = " " * max(min(shown.below.index("^"), room - cell_len(label)), 0) + label
    text.append(f" {label}")
    return text


def printed(text: Text, color: bool) -> str:
    """The text as characters; with `color` its styles as the 16 colours every terminal has."""
    out = StringIO()
    console = Console(
        file=out,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    console.print(text, soft_wrap=True)
    return out.getvalue()
