"""Calls that the programs of a document show, as text: what a sentence about a run is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

_LITERAL = re.compile(
    r"(?:[\d\s,.\[\]()+*/-]|(?<![\w.])(?:range|list|tuple)\(|(?<=\d)[e_](?=\d)){1,300}\Z"
)
_DEFINITION = re.compile(r"\s*(?:async\s+)?(?:def|class)\s|[^\"']*#")
_SCOPE = re.compile(r"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w{1,80})", re.M)
_MAX_CALLS = 50
_MAX_LENGTH = 400


def defines(source: str, name: str) -> bool:
    """Whether a source has a function of that name, outside of classes and functions."""
    return bool(re.search(rf"^def[ \t]+{re.escape(name)}\(", source, re.M))


def is_literal(arguments: str) -> bool:
    """Whether arguments are made of numbers, lists of them and ranges only."""
    return bool(arguments.strip() and _LITERAL.match(arguments))


def arguments(source: str, name: str) -> list[str] | None:
    """What a source calls a function on, once for each call; None where one is no literal."""
    found = []
    for one in islice(re.finditer(rf"(?<![\w.]){re.escape(name)}\(", source), _MAX_CALLS):
        line = source[source.rfind("\n", 0, one.start()) + 1 : one.start()]
        if _DEFINITION.match(line):
            continue
        end = _closing(source, one.end())
        given = source[one.end() : end] if end is not None else ""
        if not is_literal(given):
            return None
        found.append(" ".join(given.split()))
    return found


def call(sources: Iterable[str], name: str | None) -> str | None:
    """The one call of a function that the programs show, on literals; None for none or several."""
    if name is None or not name.isidentifier():
        return None
    homes = [source for source in sources if defines(source, name)]
    given = arguments(homes[0], name) if len(homes) == 1 else None
    return f"{name}({given[0]})" if given and len(given) == 1 else None


def function_at(source: str, number: int) -> str | None:
    """The function outside of others in whose body a line stands, by indentation."""
    found = None
    lines = source.splitlines()
    for line in lines[:number]:
        head = _SCOPE.match(line)
        if head is not None and not head.group(1):
            found = head.group(2)
        elif line.strip() and not line[0].isspace() and line[0] not in "#)]}":
            found = None
    return found


def _closing(source: str, start: int) -> int | None:
    depth = 1
    for position in range(start, min(len(source), start + _MAX_LENGTH)):
        depth += {"(": 1, ")": -1}.get(source[position], 0)
        if depth == 0:
            return position
    return None
