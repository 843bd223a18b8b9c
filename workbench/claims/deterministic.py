"""Claims of the form: the function gives the same output for the same input every time."""

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
DESCRIBES = Describes(
    "The same input always gives the same output, in every process.", {"function": "f"}
)


class Args(ClaimArgs):
    """The function."""

    function: str = Field(max_length=200)


def judge(args: Args, evidence: Evidence) -> Finding:
    """One difference refutes; equality over a few processes supports, and is said to be that."""
    if args.function != evidence.entry_point:
        return uncheckable(f"inputs are known for {evidence.entry_point} only")
    found = observed(evidence, "repeat")
    if isinstance(found, Finding):
        return found
    data = found.data or {}
    if data.get("state") != "value":
        outcome = found.run.outcome if found.run else "crash"
        return uncheckable(f"the function did not finish: {outcome}")
    if data["different"]:
        text = f"outputs differ between processes, first for input {data['different']}"
        return contradicted(text, "WB404", measured=False)
    text = f"{data['processes']} processes with hash seeds of their own gave the same outputs"
    return confirmed(text, measured=True)
