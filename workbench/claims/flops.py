"""Claims of the form: this call does N floating-point operations."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from workbench.claims import _cost
from workbench.claims._decide import Comparison, decide
from workbench.claims._inputs import open_input
from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding, uncheckable
from workbench.records import Reading, VersionState

NEEDS = ("cost",)
DESCRIBES = Describes(
    "One call does exactly `count` floating-point operations, with everything that it calls; an "
    "addition or a multiplication is one, a multiply-add two, comparisons and copies none.",
    {"function": "f", "count": 6, "call": "f([3.0, 1.0, 2.0])"},
)
_WORDS = "operations"
"""The extractor of sentences, which say "floating-point" of whole numbers, too."""
_PRODUCTS = frozenset(
    [
        "matmul",
        "dot",
        "inner",
        "vdot",
        "tensordot",
        "einsum",
        "convolve",
        "correlate",
        "mm",
        "bmm",
        "addmm",
        "baddbmm",
        "mv",
        "addmv",
        "linear",
        "convolution",
        "_convolution",
        "convolution_overrideable",
    ]
)
"""Operations that numpy's and torch's formulas count as multiply-adds, two each."""


class Args(ClaimArgs):
    """How many operations during which call."""

    function: str | None = Field(default=None, max_length=200)
    count: int = Field(ge=0, le=10**18)
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the operations the guest counted; open where some that ran have no formula."""
    seen = _cost.of_claim(args.function, evidence)
    if isinstance(seen, Finding):
        return seen
    total = sum(seen.flops.values())
    if seen.left_out:
        names = ", ".join(sorted(seen.left_out)[:3])
        text = f"at least {total:,} operations; what {names} computes has no formula here"
        return Finding("undecided", "not-exact", text, "WB304", total)
    if total != args.count and (why := open_input(args.function, evidence)):
        return uncheckable(why, reason="not-countable")
    if not total and args.count and evidence.claim.extractor == _WORDS:
        text = "no floating-point number is computed with; operations on integers may be meant"
        return Finding("undecided", "no-floats", text, "WB304", total)
    comparison = Comparison(
        claimed=args.count,
        what="floating-point operations",
        rule="WB304",
        versions={evidence.target: VersionState(state="value", value=total)},
        readings=[] if evidence.claim.defined else _readings(args.count, seen.flops, evidence),
        tolerance=evidence.claim.tolerance,
    )
    return decide(comparison, evidence)


def _readings(claimed: int, flops: Mapping[str, int], evidence: Evidence) -> list[Reading]:
    """A multiply-add as one operation; and, beside it, what arrays alone compute."""
    arrays = sum(n for name, n in flops.items() if not name.startswith(_cost.SCALAR))
    numbers = {
        "multiply-add as one operation": _fused(flops),
        "operations of arrays alone": arrays,
    }
    return [
        Reading(
            version=evidence.target,
            scope=scope,
            naming="strict",
            measured=number,
            holds=number == claimed,
        )
        for scope, number in numbers.items()
        if number != sum(flops.values())
    ]


def _fused(flops: Mapping[str, int]) -> int:
    """The number when each multiplication with an addition to go with it is one operation."""
    total = sum(flops.values())
    total -= sum(n // 2 for name, n in flops.items() if name.rpartition(" ")[2] in _PRODUCTS)
    for kind in ("float", "complex"):
        total -= min(flops.get(f"{kind} *", 0), flops.get(f"{kind} +", 0))
    for kind in ("numpy", "torch"):
        factors = flops.get(f"{kind} multiply", 0) + flops.get(f"{kind} mul", 0)
        total -= min(factors, flops.get(f"{kind} add", 0))
    return total
