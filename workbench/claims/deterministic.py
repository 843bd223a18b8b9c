"""Claims of the form: the function gives the same output for the same input every time."""

from __future__ import annotations

from workbench.claims._repeats import PROBE, FunctionArgs, seen
from workbench.claims.base import Describes, Evidence, Finding, confirmed, contradicted

NEEDS = (PROBE,)
DESCRIBES = Describes(
    "The same input always gives the same output, in every process.", {"function": "f"}
)
Args = FunctionArgs


def judge(args: FunctionArgs, evidence: Evidence) -> Finding:
    """One difference refutes; equality over a few processes supports, and is said to be that."""
    data = seen(args, evidence)
    if isinstance(data, Finding):
        return data
    if data["different"]:
        text = f"outputs differ between processes, first for input {data['different']}"
        return contradicted(text, "WB404", measured=False)
    text = f"{data['processes']} processes with hash seeds of their own gave the same outputs"
    return confirmed(text, measured=True)
