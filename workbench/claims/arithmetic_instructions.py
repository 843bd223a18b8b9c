"""Claims of the form: function F has N arithmetic instructions."""

from __future__ import annotations

from pydantic import Field

from workbench import opcodes
from workbench.claims import _counts
from workbench.claims._decide import Comparison, decide
from workbench.claims._facts import StaticFacts
from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding

NEEDS = ("bytecode",)
DESCRIBES = Describes(
    "The code object of one function has exactly `count` arithmetic instructions: BINARY_*, "
    "INPLACE_* and UNARY_* operators or BINARY_OP; subscripts and comparisons are none.",
    {"function": "f", "count": 4},
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
        if not codes or naming != _counts.STRICT:
            return None
        return sum(
            number
            for code in codes
            for opcode, number in code.counts.items()
            if opcodes.is_arithmetic(opcode)
        )

    comparison = Comparison(
        claimed=args.count,
        what=f"arithmetic instructions in {args.function}",
        rule="WB101",
        versions=_counts.versions(evidence, count, args.function),
        readings=_counts.readings(evidence, count, args.count),
        tolerance=evidence.claim.tolerance,
    )
    return decide(comparison, evidence)
