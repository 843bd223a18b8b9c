"""Findings as GitHub annotations: workflow commands on stdout, and a step's summary in Markdown.

GitHub shows ten annotations of a step and drops the rest without a word, so at most nine are
written, and a tenth says how many more there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.exports import _sentences, _words
from workbench.exports._items import Item, items
from workbench.exports._markdown import code, escape, table
from workbench.records import LABELS, Judged
from workbench.safe_text import one_line, terminal

EXTENSIONS: tuple[str, ...] = ()
MOST = 9
_ROWS = 200
_COMMANDS = ("error", "warning")
_LONG = 1000


def render(judged: Judged) -> str:
    """A line for each finding of one document, the worst first; "" where there is none."""
    return render_many([judged])


def render_many(judged: Sequence[Judged]) -> str:
    """The same of several documents, at most nine for all of them together."""
    found = [(name, _annotation(item)) for name, item in _findings(judged)]
    found = [("error", line) for one in judged for line in _unread(one)] + found
    lines = [line for _, line in found[:MOST]]
    left = len(found) - MOST
    if left > 0:
        more = f"{left} more finding{'s' if left > 1 else ''}: see the summary of this step"
        lines.append(_command(found[MOST][0], {"title": "workbench"}, more))
    return "".join(f"{line}\n" for line in lines)


def summary(judged: Sequence[Judged]) -> str:
    """Markdown for the step's summary: the sentences, counts by document, and the findings."""
    parts = ["## workbench"]
    parts += [
        f"**{escape(one.workload or one.source)}**: {escape(_sentences.summary(one), _LONG)}"
        for one in judged[:_ROWS]
    ]
    if len(judged) > 1:
        parts.append(table(("document", *LABELS), [_counts(one) for one in judged[:_ROWS]]))
    found = _findings(judged)
    if found:
        rows = [
            [
                item.counts,
                escape(item.rule or "", 20),
                code(_words.place(item.location), 320),
                escape(item.title, _LONG),
                escape("; ".join(item.lines), _LONG),
            ]
            for _, item in found[:_ROWS]
        ]
        parts.append(table(("", "rule", "where", "what", "why"), rows))
        if len(found) > _ROWS:
            parts.append(f"… and {len(found) - _ROWS} more.")
    return "\n\n".join(parts) + "\n"


def _findings(judged: Sequence[Judged]) -> list[tuple[str, Item]]:
    """Errors, then warnings, each in the order of the documents; notes are no annotations."""
    found = [(item.counts, item) for one in judged for item in items(one)]
    return [(name, item) for worst in _COMMANDS for name, item in found if name == worst]


def _counts(judged: Judged) -> list[str]:
    labels = [item.state for item in items(judged) if item.what == "claim"]
    name = code(judged.workload or judged.source, 300)
    return [name, *(str(labels.count(label)) for label in LABELS)]


def _unread(judged: Judged) -> list[str]:
    """An annotation for a document that was not judged, or not to its end."""
    if judged.status not in ("unread", "error"):
        return []
    where: dict[str, str | int] = {"file": judged.source, "title": "workbench"}
    return [_command("error", where, _sentences.summary(judged))]


def _annotation(item: Item) -> str:
    at = item.location
    place: dict[str, str | int] = {"file": at.file}
    message = "; ".join(item.lines) or item.title
    if at.part is not None:  # its lines are counted in the cell or page, not in the file
        message = f"{_words.part(at)}, line {at.line}: {message}"
    else:
        place["line"] = at.line
        if at.end_line == at.line:  # columns may only be given within one line
            place |= {"col": at.column, "endColumn": at.end_column}
        else:
            place["endLine"] = at.end_line
    rule = f"{item.rule} " if item.rule else ""
    place["title"] = f"{rule}{item.title}"
    return _command(item.counts, place, message)


def _command(name: str, properties: dict[str, str | int], message: str) -> str:
    """One workflow command; nothing in a property or in the message can end it or begin another."""
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {shown}::{_data(one_line(message, 4 * _LONG))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(terminal(text, limit=_LONG)).replace(":", "%3A").replace(",", "%2C")
