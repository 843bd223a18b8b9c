"""Claims of the form: this call is memory-bound, or compute-bound."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.claims import _cost
from workbench.claims._inputs import open_input
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ("cost",)
IMPLICIT = True
DESCRIBES = Describes(
    "What limits one call on the machine it runs on: the bandwidth of memory, or arithmetic.",
    {"function": "f", "what": "memory", "call": "f([3.0, 1.0, 2.0])"},
)
_RULE = "WB305"


class Args(ClaimArgs):
    """What limits which call."""

    function: str | None = Field(default=None, max_length=200)
    what: Literal["memory", "compute"]
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the roofline of this machine where it is clear; open elsewhere, with the reason."""
    seen = _cost.of_claim(args.function, evidence)
    if isinstance(seen, Finding):
        return seen
    found = _cost.roofline(seen)
    if found.verdict == "undecided":
        return Finding("undecided", "not-clear", f"not clear here: {found.why}", _RULE)
    text = f"{found.verdict} on this machine: {found.why}"
    if found.verdict == f"{args.what}-bound":
        return confirmed(text, measured=found.verdict)
    if why := open_input(args.function, evidence):
        return uncheckable(why, reason="not-countable")
    if args.what == "compute" and not evidence.claim.defined:
        text += '; "compute-bound" may as well say that it waits for no input or output'
        return Finding("ambiguous", "reading-bound", text, "WB502", found.verdict)
    return contradicted(text, _RULE, measured=found.verdict)
