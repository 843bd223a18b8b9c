"""Claims of the form: function F has N instructions."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from workbench.claims import _classes, _counts
from workbench.claims._decide import decide
from workbench.claims._facts import Code, StaticFacts
from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding
from workbench.records import Reading

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
    in_table = evidence.claim.table is not None

    def count(facts: StaticFacts, codes: Sequence[Code], naming: str) -> int | None:
        # How opcodes are named matters for a total only as the reading of its whole table.
        known = naming == _counts.STRICT or in_table
        return sum(code.total for code in codes) if known else None

    others = _other_totals(args, evidence)
    compared = _counts.compare(
        evidence, args.function, args.count, count, what="instructions", others=others
    )
    finding = decide(compared, evidence)
    if finding.label != "contradicted":
        return finding
    found = _classes.of_total(args.function, args.count, evidence)
    words = found.words if found else ""
    return _classes.named(finding, found, f"{args.count} is {words}")


def _other_totals(args: Args, evidence: Evidence) -> list[Reading]:
    """What else a total may be: all that `dis` lists, all code units, or the sum of the rows that
    its table lists."""
    facts = evidence.target_facts
    code = facts.function(args.function) if facts else None
    if facts is None or code is None or evidence.claim.defined:
        return []
    if evidence.claim.table is None:
        scope, value = "all code units, CACHE and EXTENDED_ARG included,", code.units
    else:
        scope, value = "the sum of the rows that are listed", evidence.listed
    # More than the whole function has is no sum of counts of it.
    possible = evidence.claim.table is None or args.count <= code.total
    listed = code.total + code.counts.get("EXTENDED_ARG", 0)
    each = [
        (scope, value, value == args.count and possible),
        ("all that dis lists, EXTENDED_ARG included,", listed, listed == args.count),
    ]
    return [
        Reading(version=facts.version, scope=scope, naming="strict", measured=value, holds=holds)
        for scope, value, holds in each
    ]
