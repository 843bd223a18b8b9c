"""Claims of the form: the function does not change its arguments."""

from __future__ import annotations

from workbench.claims._repeats import PROBE, FunctionArgs, seen
from workbench.claims.base import Describes, Evidence, Finding, confirmed, contradicted

NEEDS = (PROBE,)
DESCRIBES = Describes("The function does not change its arguments.", {"function": "f"})
Args = FunctionArgs


def judge(args: FunctionArgs, evidence: Evidence) -> Finding:
    """The host compares what the arguments are after each call with its own copy."""
    data = seen(args, evidence)
    if isinstance(data, Finding):
        return data
    if data["mutated"]:
        text = f"an argument is not what it was before the call, first for input {data['mutated']}"
        return contradicted(text, "WB405", measured=False)
    text = f"the arguments of all {data['calls']} calls are what they were before"
    return confirmed(text, measured=True)
