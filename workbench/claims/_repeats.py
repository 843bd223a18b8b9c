"""Claims about repeated calls with the same inputs: their argument and what was seen."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from workbench.claims.base import ClaimArgs, Evidence, Finding, observed, uncheckable

PROBE = "repeat"


class FunctionArgs(ClaimArgs):
    """The function."""

    function: str = Field(max_length=200)


def seen(args: FunctionArgs, evidence: Evidence) -> dict[str, Any] | Finding:
    """What the repeated calls showed, or the finding that says why there is nothing to see."""
    if args.function != evidence.entry_point:
        return uncheckable(f"inputs are known for {evidence.entry_point} only")
    found = observed(evidence, PROBE)
    if isinstance(found, Finding):
        return found
    data = found.data or {}
    if data.get("state") != "value":
        outcome = found.run.outcome if found.run else "crash"
        return uncheckable(f"the function did not finish: {outcome}")
    return data
