"""Code cells of a notebook as text: what of them is Python, and what else may print in them."""

from __future__ import annotations

import re
from bisect import bisect_right

from workbench.documents.base import NEWLINE

STRINGS = re.compile(
    r"(?:\b[rbfuRBFU]{1,2})?(?:\"\"\"[\s\S]{0,5000}?\"\"\"|'''[\s\S]{0,5000}?'''|"
    r"\"[^\"\n]{0,500}\"|'[^'\n]{0,500}')|#[^\n]*"
)
"""Strings and comments of a Python text."""
_CELL = re.compile(r"\s*+%%([A-Za-z_]\w{0,40})")
_BODY_RUNS = frozenset({"time", "timeit", "capture", "prun"})
_TIMED = re.compile(r"%time[ \t]++([^\s-].*)")
_MAGIC = re.compile(
    r"^([ \t]*+)(%{1,2}[A-Za-z_][^\n]*|!(?!=)[^\n]*|\?{1,2}[\w.*%][^\n]*|[\w.*%]++\?{1,2}[ \t]*$|"
    r"[\w.][\w., \t]{0,200}=[ \t]*+(?:!(?!=)|%[A-Za-z_])[^\n]*)",
    re.M,
)
_SILENT = re.compile(
    r"%{1,2}(?:matplotlib|load_ext|reload_ext|autoreload|config|capture)\b|\?|[\w.*%]+\?"
)
_WAITS = re.compile(r"\bawait\b|\basync[ \t]+(?:with|for)\b")
_WAITING = re.compile(r"[ \t]*async[ \t]+def\b")


def plain(text: str) -> str:
    """The Python of a cell, its lines where they were: what only IPython knows is a comment.

    The statement behind `%time` stays, and so does what stands below `%%time` and its like.
    """
    text = NEWLINE.sub("\n", text)
    if foreign(text) is not None:
        return re.sub(r"^(?=.)", "# ", text, flags=re.M)
    if not _MAGIC.search(text):
        return text
    strings = [one.span() for one in STRINGS.finditer(text) if "\n" in one.group()]

    def commented(found: re.Match[str]) -> str:
        index = bisect_right(strings, (found.start(2), len(text))) - 1
        if index >= 0 and found.start(2) < strings[index][1]:
            return found.group()
        indent, magic = found.groups()
        timed = _TIMED.match(magic)
        # What stands for a line inside of a block may be the only one in it.
        return indent + (timed.group(1) if timed else f"{'pass  ' * bool(indent)}# {magic.strip()}")

    return _MAGIC.sub(commented, text)


def foreign(text: str) -> str | None:
    """The magic that makes a whole cell something else than Python: bash, html, writefile."""
    found = _CELL.match(text)
    return found.group(1) if found and found.group(1) not in _BODY_RUNS else None


def only_python_prints(text: str) -> bool:
    """Whether all that a cell prints is printed by its Python, and not by a magic or a shell."""
    return all(_SILENT.match(found.group(2)) for found in _MAGIC.finditer(text))


def waits(text: str) -> bool:
    """Whether a cell awaits something outside of a function, which only a notebook can."""
    inside: int | None = None
    for line in STRINGS.sub("''", text).split("\n"):
        depth = len(line) - len(line.lstrip())
        if inside is not None and line.strip() and depth <= inside:
            inside = None
        if inside is None and _WAITING.match(line):
            inside = depth
        elif inside is None and _WAITS.search(line):
            return True
    return False
