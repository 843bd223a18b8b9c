"""Claims of the form: function F has N instructions."""

from __future__ import annotations

from pydantic import Field

from workbench.claims import _counts
from workbench.claims._decide import Comparison, decide
from workbench.claims._facts import StaticFacts
from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding

NEEDS = ("bytecode",)
DESCRIBES = Describes(
    "The code object of one function has exactly `count` instructions in all: static, CACHE and "
    "EXTENDED_ARG not counted.",
    {"function": "f", "count": 24},
)


class Args(ClaimArgs):
    """Which function, how many."""

    function: str = Field(max_length=200)
    count: int = Field(ge=0, le=10**12)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Exact on the target; other versions and scopes as far as the words allow."""
    if missing := _counts.missing_function(args.function, evidence):
        return missing

    def count(facts: StaticFacts, scope: str, naming: str) -> int | None:
        codes = facts.scope(args.function, scope)
        return sum(code.total for code in codes) if codes and naming == _counts.STRICT else None

    comparison = Comparison(
        claimed=args.count,
        what=f"instructions in {args.function}",
        rule="WB101",
        versions=_counts.versions(evidence, count, args.function),
        readings=_counts.readings(evidence, count, args.count),
        tolerance=evidence.claim.tolerance,
    )
    return decide(comparison, evidence)
