"""Claims of the form: this program runs without an error."""

from __future__ import annotations

from pydantic import Field

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
    "The program loads and the call ends without an exception; call = null means the example call.",
    {"call": "f([3, 1, 2])"},
)
LIMITS = ("timeout", "memory", "output-limit")


class Args(ClaimArgs):
    """The call, as a Python expression."""

    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """What became of the call; stopping it at a limit of ours shows nothing."""
    found = observed(evidence, "value")
    if isinstance(found, Finding):
        return found
    data, run = found.data or {}, found.run
    if data.get("state") == "value":
        return confirmed("the call ended without an exception")
    if data.get("state") == "raised":
        if nobody := named_by_the_call(data, args.call):
            return nobody
        text = f"the call raised {data.get('exception')}: {data.get('message')}"
        if data.get("exception") == "PermissionError":
            return uncheckable(f"{text}; it wants what is forbidden here", reason="blocked")
        return contradicted(text, "WB403", reason="raised", measured=data.get("exception"))
    outcome = run.outcome if run else "crash"
    text = f"the program did not get that far: {outcome}"
    if run and run.error:
        text += f" ({run.error})"
    if outcome == "blocked":
        return uncheckable(text, reason=outcome)
    if outcome in LIMITS:
        return Finding("undecided", outcome, text, "WB402", outcome)
    return contradicted(text, "WB403", reason=outcome, measured=outcome)
