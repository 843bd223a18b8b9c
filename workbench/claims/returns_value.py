"""Claims of the form: this call returns (or prints) that value."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from workbench.claims._literals import Literal, NotALiteralError, parse, same
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    named_by_the_call,
    observed,
    uncheckable,
)

NEEDS = ("value",)
DESCRIBES = Describes(
    "The call returns a value, given as the text of a Python literal; a float counts as right "
    "when it agrees to the last digit that is written.",
    {"call": "f([3, 1, 2])", "value": "[1, 2, 3]"},
)


STOPPED = ("timeout", "memory", "output-limit", "blocked", "protocol")
"""Ends that say nothing about the value: limits of ours, and answers that did not arrive."""

LACKING = (
    "ModuleNotFoundError",
    "ImportError",
    "FileNotFoundError",
    "PermissionError",
    "EOFError",
)
"""What a call raises for want of a package, a file or a person, and not of its own accord."""
_DEEP = re.compile(r"\b(?:9\d\d|10\d\d)\b")
"""How deep a recursion just fits in or does not, by how many calls are below it."""


class Args(ClaimArgs):
    """The call, and the text of the value."""

    call: str | None = Field(default=None, max_length=2000)
    value: str = Field(max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Exact for everything but floats, which agree within half a unit of the last digit."""
    try:
        claimed = parse(args.value)
    except NotALiteralError as error:
        return uncheckable(f"the value is not a Python literal: {error}")
    found = observed(evidence, "value")
    if isinstance(found, Finding):
        return found
    data, run = found.data or {}, found.run
    if data.get("state") == "raised":
        if nobody := named_by_the_call(data, args.call):
            return nobody
        deep = data.get("exception") == "RecursionError" and _DEEP.search(args.call or "")
        if data.get("exception") in LACKING or deep:
            text = f"the call wants what is not here: {data.get('exception')}"
            return uncheckable(text, reason="did-not-finish")
        text = f"the call raised {data.get('exception')}: {data.get('message')}"
        return contradicted(text, "WB403", reason="raised", measured=data.get("exception"))
    if data.get("state") != "value":
        why = run.outcome if run else "crash"
        if why in STOPPED:
            return uncheckable(f"the call did not finish: {why}", reason="did-not-finish")
        result = evidence.result
        if result is not None and result.outcome != "ok":
            text = f"the program of the call does not run to its end: {result.outcome}"
            return uncheckable(text, reason="did-not-finish")
        return contradicted(f"the call gave no value: {why}", "WB403", reason=why)
    return _compare(claimed, data, run.stdout if run else "")


def _compare(claimed: Literal, data: Mapping[str, Any], printed: str) -> Finding:
    shown, literal = str(data.get("shown")), data.get("literal")
    try:
        measured = parse(literal, limit=200_000) if isinstance(literal, str) else None
    except NotALiteralError:
        measured = None
    if measured is None:
        return uncheckable(
            f"the call returned {shown[:200]}, which no literal can be compared with"
        )
    if same(claimed, measured):
        return confirmed(f"the call returned {shown}", measured=shown)
    if literal == "None" and printed.strip():
        return _printed(claimed, printed)
    return contradicted(
        f"the call returned {shown}, claimed {claimed.text[:200]}",
        "WB407",
        measured=shown,
        fix=f"the value is {shown}",
    )


def _printed(claimed: Literal, printed: str) -> Finding:
    """A call that returns nothing and prints: what it prints is its value in common words."""
    lines = [printed.strip(), printed.strip().splitlines()[-1].strip()]
    shown = lines[1][:300]
    for text in lines:
        try:
            measured = parse(text)
        except NotALiteralError:
            if text != _plain(claimed):
                continue
        else:
            if not same(claimed, measured):
                continue
        return confirmed(f"the call printed {shown}", measured=shown)
    text = f"the call returned None and printed {shown}, claimed {claimed.text[:200]}"
    return contradicted(text, "WB407", measured=shown)


def _plain(claimed: Literal) -> str | None:
    """The text of a claimed string, which is printed without its quotes."""
    tree = claimed.tree
    return tree.value if isinstance(tree, ast.Constant) and isinstance(tree.value, str) else None
