"""Whether a program shows one call only: else it is open which run a number is about."""

from __future__ import annotations

import re

from workbench.claims.base import Evidence

_MAX_SOURCE = 200_000
_MAX_CALLS = 50
_MAX_LINE = 2_000
_WORD = re.compile(r"\w+")
_LOOP = re.compile(r"[ \t]*(?:async[ \t]+)?(?:for|while)\b")
_EACH = re.compile(r"\A[^(]{0,400}\bfor\b|\)\s*for\b")
_DEFINED = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def|class)\b")


def open_input(function: str | None, evidence: Evidence) -> str | None:
    """Why a number that was counted during one call may be meant of other calls, too.

    None where our own prompt says which call, where the claim names its own, and where the
    program calls its function once.
    """
    claim, artifact, entry = evidence.claim, evidence.artifact, evidence.entry_point
    if claim.defined or claim.args.get("call") or artifact is None or entry is None:
        return None
    lines = artifact.source[:_MAX_SOURCE].splitlines()
    shown = _calls(lines, entry)
    if len(shown) > 1 or any(_is_repeated(lines, number) for number in shown):
        return f"the program calls {entry} more than once; which call is meant is open"
    apart = _calls(lines, function) if function and function != entry else []
    if any(_outermost(lines, number) is None for number in apart[:_MAX_CALLS]):
        return f"the program calls {function} by itself, too; whether that is counted is open"
    return None


def of_another(function: str | None, evidence: Evidence) -> str | None:
    """Why what was measured of a whole call is not about a function: the call is not one of it."""
    called = str(evidence.claim.args.get("call") or evidence.entry_point or "")
    if function is None or function.rpartition(".")[2] in _WORD.findall(called[:_MAX_LINE]):
        return None
    return f"the call that was measured is not one of {function}, and this is of whole calls"


def _calls(lines: list[str], function: str) -> list[int]:
    """The lines that call a function, one for each call, its own body left out."""
    name = function.rpartition(".")[2]
    call = re.compile(rf"(?<!\w){re.escape(name)}\(")
    own = re.compile(rf"[ \t]*(?:async[ \t]+)?def[ \t]+{re.escape(name)}\b")
    found, body = [], -1
    for number, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        depth = _depth(line)
        if body >= 0 and depth <= body:
            body = -1
        if own.match(line):
            body = depth
        elif body < 0:
            found += [number] * len(call.findall(line.partition("#")[0]))
    return found


def _is_repeated(lines: list[str], number: int) -> bool:
    """Whether a call stands in a loop, or beside a `for` on its line."""
    beside = _EACH.search(lines[number][:_MAX_LINE])
    return bool(beside or any(_LOOP.match(line) for line in _enclosing(lines, number)))


def _outermost(lines: list[str], number: int) -> str | None:
    """The line that begins the function or class in which a line stands."""
    return next((line for line in _enclosing(lines, number) if _DEFINED.match(line)), None)


def _enclosing(lines: list[str], number: int) -> list[str]:
    """The lines that a line is indented under, the nearest first."""
    found, depth = [], _depth(lines[number])
    for line in reversed(lines[:number]):
        if depth == 0:
            break
        if line.strip() and _depth(line) < depth:
            found.append(line)
            depth = _depth(line)
    return found


def _depth(line: str) -> int:
    text = line.expandtabs()
    return len(text) - len(text.lstrip())
