"""The call of a function that a program itself shows: what counts at run time are measured on."""

from __future__ import annotations

import re

_NAME = re.compile(r"[^\W\d]\w*")
_MAX_CALL = 500
_DRAWN = re.compile(r"rand|empty")
"""Arrays that are others each time: what such a call costs or gives is no fact about it."""
_TEXT = re.compile(r"(?<!\w)(?:\"[\w ,.:;!?+-]{0,80}\"|'[\w ,.:;!?+-]{0,80}')")
"""A string of letters, which holds nothing that could be taken for code."""


def call_of(source: str, function: str) -> str | None:
    """A call of the function that a program shows and that needs nothing but the program itself.

    By its text only, since the source is hostile: balanced brackets, no name that is assigned.
    """
    for found in list(re.finditer(rf"(?<![\w.]){re.escape(function)}\(", source))[:20]:
        line = source[source.rfind("\n", 0, found.start()) + 1 : found.start()]
        if re.match(r"\s*(?:async\s+)?(?:def|class)\b|.*#", line):
            continue
        end = _closing(source, found.end())
        text = source[found.start() : end]
        if end and _needs_nothing(text, source, function):
            return " ".join(text.split())
    return None


def _closing(source: str, start: int) -> int:
    depth = 1
    for position in range(start, min(len(source), start + _MAX_CALL)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(source[position], 0)
        if depth == 0:
            return position + 1
    return 0


def _needs_nothing(call: str, source: str, function: str) -> bool:
    call = _TEXT.sub("0", call)
    if any(mark in call for mark in "\"'#"):
        return False
    parameters = {
        word for part in re.findall(r"lambda([^:]{0,200}):", call) for word in _NAME.findall(part)
    }
    known = set(re.findall(r"^(?:def|class|import)\s+(\w+)", source, re.M)) | parameters
    if not _DRAWN.search(call):
        known |= set(re.findall(r"^import\s+[\w.]+\s+as\s+(\w+)", source, re.M))
    known |= {"lambda", "for", "in", "if", "else", "not", "and", "or", "None", "True", "False"}
    known |= {"range", "list", "tuple", "abs", "min", "max", "sum", "len", "int", "float", function}
    known |= set(re.findall(r"\bfor\s+(\w+)\s+in\b", call))
    words = set(re.findall(r"(?<![\w.])[^\W\d]\w*(?!\w*\s*=(?!=))", call))
    return words <= known
