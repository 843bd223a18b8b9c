"""Claims of the form: function F has N arithmetic instructions."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from workbench.claims import _counts
from workbench.claims._decide import decide
from workbench.claims._facts import Code, StaticFacts
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

    def count(_: StaticFacts, codes: Sequence[Code], naming: str) -> int | None:
        known = naming == _counts.STRICT
        return sum(code.arithmetic for code in codes) if known else None

    what = "arithmetic instructions"
    compared = _counts.compare(evidence, args.function, args.count, count, what=what)
    return decide(compared, evidence)
