"""The functions of a source that stand in classes and in other functions, as text only."""

from __future__ import annotations

import re
from itertools import takewhile

_SCOPE = re.compile(
    r"^(?P<margin>[ \t]*)(?:async[ \t]+)?(?P<kind>def|class)[ \t]+(?P<name>[^\W\d]\w{0,200})", re.M
)
_MAX_SCOPES = 8


def qualified(source: str) -> tuple[str, ...]:
    """Names of functions in classes and functions as CPython has them: `A.run`, `f.<locals>.g`.

    By indentation; what is nested deeper than 8 levels is left out.
    """
    found: dict[str, None] = {}
    around: list[tuple[int, str]] = []
    for one in _SCOPE.finditer(source):
        depth = len(one.group("margin").expandtabs())
        while around and around[-1][0] >= depth:
            around.pop()
        name = "".join(f"{outer}." for _, outer in around) + one.group("name")
        is_class = one.group("kind") == "class"
        if not is_class and around and len(around) <= _MAX_SCOPES:
            found[name] = None
        if len(around) <= _MAX_SCOPES:
            around.append((depth, one.group("name") + ("" if is_class else ".<locals>")))
    return tuple(found)


def definition(source: str, name: str) -> str:
    """The text of the last function of that name, to the next line that stands as far left."""
    found = ""
    for one in _SCOPE.finditer(source):
        if one.group("name") == name and one.group("kind") == "def":
            found = source[one.start() :]
    lines = found.split("\n")
    depth = len(found) - len(found.lstrip(" \t"))
    inside = (
        not line.strip()
        or len(line) - len(line.lstrip(" \t")) > depth
        or line.lstrip()[:1] in ")]}"
        for line in lines[1:]
    )
    kept = [lines[0], *(line for line, _ in zip(lines[1:], takewhile(bool, inside), strict=False))]
    return "\n".join(kept).rstrip()
