"""Claims of the form: function F is called N times during this call."""

from __future__ import annotations

from pydantic import Field

from workbench.claims._decide import Comparison, decide
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    did_not_finish,
    observed,
    uncheckable,
)
from workbench.records import VersionState

NEEDS = ("calls",)
DESCRIBES = Describes(
    "During one call of the expression, a function of the program (or `<lambda>`) is called "
    "exactly `count` times, recursive calls included.",
    {"function": "f", "count": 7, "call": "f([3, 1, 2])"},
)


class Args(ClaimArgs):
    """Which function, how often, during which call."""

    function: str = Field(max_length=200)
    count: int = Field(ge=0, le=10**12)
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Exact, by cProfile in the guest on the target."""
    found = observed(evidence, "calls")
    if isinstance(found, Finding):
        return found
    if unfinished := did_not_finish(found):
        return unfinished
    calls = (found.data or {})["calls"]
    facts = evidence.target_facts
    if args.function not in calls and not (facts and facts.function(args.function)):
        return uncheckable(
            f"the program has no function {args.function!r}", reason="no-such-function"
        )
    value = calls.get(args.function, 0)
    comparison = Comparison(
        claimed=args.count,
        what=f"calls of {args.function}",
        rule="WB201",
        versions={evidence.target: VersionState(state="value", value=value)},
        tolerance=evidence.claim.tolerance,
    )
    return decide(comparison, evidence)
