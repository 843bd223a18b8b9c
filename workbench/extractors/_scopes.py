"""The functions of a source that stand in classes and in other functions, as text only."""

from __future__ import annotations

import re

_SCOPE = re.compile(
    r"^(?P<margin>[ \t]*)(?:async[ \t]+)?(?P<kind>def|class)[ \t]+(?P<name>[^\W\d]\w{0,200})", re.M
)
_MAX_SCOPES = 8
_MAX_TEXT = 5_000


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


def definitions(source: str) -> dict[str, str]:
    """The text of each function, to the next line that stands as far left; the last of a name."""
    found: dict[str, str] = {}
    for one in _SCOPE.finditer(source):
        if one.group("kind") == "def":
            text = source[one.start() : one.start() + _MAX_TEXT]
            margin = len(one.group("margin"))
            end = re.search(rf"\n[ \t]{{0,{min(margin, 200)}}}(?=[^\s)\]}}])", text)
            found[one.group("name")] = text[: end.start() if end else None].strip()
    return found
