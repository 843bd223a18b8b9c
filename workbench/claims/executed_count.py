"""Claims of the form: this call executes N instructions (of one opcode, of one function)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from workbench import opcodes
from workbench.claims._decide import Comparison, decide
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    contradicted,
    did_not_finish,
    observed,
    uncheckable,
)
from workbench.records import Reading, VersionState

NEEDS = ("executed",)
DESCRIBES = Describes(
    "One call executes exactly `count` bytecode instructions: of one function or, with function = "
    "null, of all Python functions that run during the call, lambdas of the call included; of one "
    "opcode or, with opcode = null, of all.",
    {"function": "f", "opcode": None, "count": 120, "call": "f([3, 1, 2])"},
)


class Args(ClaimArgs):
    """What is counted during which call."""

    function: str | None = Field(default=None, max_length=200)
    opcode: str | None = Field(default=None, max_length=100)
    count: int = Field(ge=0, le=10**15)
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Logical instructions on the target, exact; measured in the guest."""
    if args.opcode is not None and not opcodes.is_opcode(args.opcode):
        return contradicted(f"{args.opcode} is not an opcode of any CPython", "WB102")
    found = observed(evidence, "executed")
    if isinstance(found, Finding):
        return found
    if unfinished := did_not_finish(found):
        return unfinished
    data = found.data or {}
    state = _state(args, data, evidence.target)
    if state is None:
        return uncheckable(f"the call ran no function {args.function!r}", reason="no-such-function")
    total = _everything(args.opcode, data)
    open_readings = [
        Reading(
            version=evidence.target,
            scope="callees",
            naming="strict",
            measured=total,
            holds=total == args.count,
        )
    ]
    what = f"executed {args.opcode or 'instructions'}"
    comparison = Comparison(
        claimed=args.count,
        what=f"{what} in {args.function}" if args.function else what,
        rule="WB106",
        versions={evidence.target: state},
        readings=[] if evidence.claim.defined or args.function is None else open_readings,
        tolerance=evidence.claim.tolerance,
    )
    return decide(comparison, evidence)


def _state(args: Args, data: Mapping[str, Any], target: str) -> VersionState | None:
    if args.opcode is not None and not opcodes.exists(args.opcode, target):
        return VersionState(state="absent")
    if args.function is None:
        return VersionState(state="value", value=_everything(args.opcode, data))
    part = data["functions"].get(args.function) or data["host_functions"].get(args.function)
    if part is None:
        return None
    value = part["total"] if args.opcode is None else part["opcodes"].get(args.opcode, 0)
    return VersionState(state="value", value=value)


def _everything(opcode: str | None, data: Mapping[str, Any]) -> int:
    """Instructions of the program's functions and of those that the call itself defines."""
    if opcode is None:
        return int(data["total"]) + int(data["host_total"])
    hosts = data["host_functions"].values()
    return int(data["opcodes"].get(opcode, 0) + sum(h["opcodes"].get(opcode, 0) for h in hosts))
