"""Claims of the form: this call returns (or prints) that value."""

from __future__ import annotations

from pydantic import Field

from workbench.claims._literals import Literal, NotALiteralError, parse, same
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

NEEDS = ("value",)
DESCRIBES = Describes(
    "The call returns a value, given as the text of a Python literal; a float counts as right "
    "when it agrees to the last digit that is written.",
    {"call": "f([3, 1, 2])", "value": "[1, 2, 3]"},
)


class Args(ClaimArgs):
    """The call, and the text of the value."""

    call: str | None = Field(default=None, max_length=2000)
    value: str = Field(max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Exact for everything but floats, which agree within half a unit of the last digit."""
    try:
        claimed = parse(args.value)
    except NotALiteralError as error:
        return uncheckable(f"the value is not a Python literal: {error}")
    found = observed(evidence, "value")
    if isinstance(found, Finding):
        return found
    data, run = found.data or {}, found.run
    if data.get("state") == "raised":
        text = f"the call raised {data.get('exception')}: {data.get('message')}"
        return contradicted(text, "WB403", reason="raised", measured=data.get("exception"))
    if data.get("state") != "value":
        why = run.outcome if run else "crash"
        return contradicted(f"the call gave no value: {why}", "WB403", reason=why)
    return _compare(claimed, data)


def _compare(claimed: Literal, data: dict[str, object]) -> Finding:
    shown = str(data.get("shown"))
    try:
        measured = parse(str(data.get("literal")), limit=200_000)
    except NotALiteralError:
        return uncheckable(f"the call returned {shown}, which no literal can be compared with")
    if same(claimed, measured):
        return confirmed(f"the call returned {shown}", measured=shown)
    return contradicted(
        f"the call returned {shown}, claimed {claimed.text[:200]}",
        "WB407",
        measured=shown,
        fix=f"the value is {shown}",
    )
