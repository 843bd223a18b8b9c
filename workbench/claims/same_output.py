"""The claim nobody has to write: the artifact gives the outputs of the trusted reference."""

from __future__ import annotations

from pydantic import Field

from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ("outputs",)
IMPLICIT = True
DESCRIBES = Describes(
    "The function gives the outputs that the task demands. Implied by every answer.",
    {"function": "f"},
)
RULES = {
    "incorrect": "WB401",
    "wrong-type": "WB401",
    "timeout": "WB402",
    "memory": "WB402",
    "output-limit": "WB402",
}


class Args(ClaimArgs):
    """The entry point."""

    function: str = Field(max_length=200)


def judge(args: Args, evidence: Evidence) -> Finding:
    """The outcome of the comparison with the reference on fresh inputs, as a verdict."""
    result = evidence.result
    if result is None:
        return uncheckable("nothing was compared with a reference")
    if result.outcome == "not-run":
        return uncheckable(f"not run: {result.error}", reason="not-run")
    if result.outcome == "ok":
        return confirmed(f"{args.function} equals the reference on every input that was tried")
    rule = result.rule or RULES.get(result.outcome, "WB403")
    text = f"{args.function}: {result.error or result.outcome}"
    if result.failing_input:
        text += f"; smallest failing input: {result.failing_input}"
    return contradicted(text, rule, reason=result.outcome, measured=result.outcome)
