"""Foreign text inside Markdown: it stays text, whatever it holds, and is safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench import safe_text

# An underscore inside a word, as opcodes have, is no markup in any Markdown of today.
_SPECIAL = re.compile(
    r"[\\`*\[\]<>#~!$@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=[#\w])|:(?=//)|(?<=www)\."
)
_BACKTICKS = re.compile(r"`+")


def escape(text: str, limit: int = 400) -> str:
    """One safe line of prose: no markup, no HTML, no link or image, no end of a table cell.

    The pipe becomes an entity: a backslash before it is read differently from reader to reader.
    """
    line = _SPECIAL.sub(lambda found: "\\" + found.group(), safe_text.one_line(text, limit))
    return line.replace("|", "&#124;")


def code(text: str, limit: int = 120) -> str:
    """One safe line as a code span, also within a table; text that cannot be one is escaped."""
    line = safe_text.one_line(text, limit)
    if not line:
        return "*empty*"
    if "|" in line:
        return escape(text, limit)
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def block(text: str, language: str = "", *, lines: int | None = None) -> str:
    """A fenced block that nothing in the text can close; cut to `lines`, and said so."""
    rows = re.split(r"\r\n|\r|\n", text)
    if rows and not rows[-1]:
        rows.pop()
    cut = 0 if lines is None else max(len(rows) - lines, 0)
    shown = "\n".join(rows[: len(rows) - cut])
    safe = safe_text.terminal(shown, newlines=True)
    fence = "`" * max(_longest_run(safe) + 1, 3)
    more = f"\n\n*… and {cut} more lines: the transcript has them.*" if cut else ""
    return f"{fence}{language}\n{safe}\n{fence}{more}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A pipe table; the cells are Markdown that was made with `escape` and `code`."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in lines)


def _longest_run(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)
