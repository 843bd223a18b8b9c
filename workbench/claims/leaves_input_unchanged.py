"""Claims of the form: the function does not change its arguments."""

from __future__ import annotations

from pydantic import Field

from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    observed,
    uncheckable,
)

NEEDS = ("repeat",)
DESCRIBES = Describes("The function does not change its arguments.", {"function": "f"})


class Args(ClaimArgs):
    """The function."""

    function: str = Field(max_length=200)


def judge(args: Args, evidence: Evidence) -> Finding:
    """The host compares what the arguments are after each call with its own copy."""
    if args.function != evidence.entry_point:
        return uncheckable(f"inputs are known for {evidence.entry_point} only")
    found = observed(evidence, "repeat")
    if isinstance(found, Finding):
        return found
    data = found.data or {}
    if data.get("state") != "value":
        outcome = found.run.outcome if found.run else "crash"
        return uncheckable(f"the function did not finish: {outcome}")
    if data["mutated"]:
        text = f"an argument is not what it was before the call, first for input {data['mutated']}"
        return contradicted(text, "WB405", measured=False)
    text = f"the arguments of all {data['calls']} calls are what they were before"
    return confirmed(text, measured=True)
