"""Claims of the form: this call executes N instructions (of one opcode, of one function)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field

from workbench import opcodes
from workbench.claims._decide import Comparison, decide
from workbench.claims._facts import StaticFacts
from workbench.claims._inputs import open_input
from workbench.claims._names import OpcodeName, no_count_of
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
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
    opcode: OpcodeName | None = None
    count: int = Field(ge=0, le=10**15)
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Logical instructions on the target, exact; measured in the guest."""
    if args.opcode is not None and (
        nothing := no_count_of(args.opcode, args.count, defined=evidence.claim.defined)
    ):
        return nothing
    found = observed(evidence, "executed")
    if isinstance(found, Finding):
        return found
    if unfinished := did_not_finish(found):
        return unfinished
    data = found.data or {}
    parts = _parts(args.function, data)
    state = _state(args, parts, evidence.target, evidence)
    if state is None:
        return uncheckable(f"the call ran no function {args.function!r}", reason="no-such-function")
    if state.value != args.count and (why := open_input(args.function, evidence)):
        return uncheckable(why, reason="not-countable")
    what = f"executed {args.opcode or 'instructions'}"
    comparison = Comparison(
        claimed=args.count,
        what=f"{what} in {args.function}" if args.function else what,
        rule="WB106",
        versions=_in_order({evidence.target: state, **_elsewhere(args, evidence)}, evidence),
        readings=_readings(args, parts, data, evidence),
        tolerance=evidence.claim.tolerance,
    )
    finding = decide(comparison, evidence)
    heir = opcodes.replaced_by(args.opcode, evidence.target) if args.opcode else None
    if finding.label != "contradicted" or heir is None:
        return finding
    line = f"CPython {evidence.target} has {heir} in place of {args.opcode}"
    return replace(finding, help=(*finding.help, line))


def _in_order(states: Mapping[str, VersionState], evidence: Evidence) -> dict[str, VersionState]:
    """The states in the order of the versions that were tested."""
    order = [*evidence.static, *states]
    return {version: states[version] for version in order if version in states}


def _elsewhere(args: Args, evidence: Evidence) -> dict[str, VersionState]:
    """The same number on the other versions; why not, where it could not be counted."""
    states = {}
    for version, found in evidence.elsewhere.get("executed", {}).items():
        unfinished = did_not_finish(found)
        run = found.run
        if found.error is not None:
            states[version] = VersionState(state="not-run", why=found.error)
        elif run is not None and run.outcome == "not-run":
            states[version] = VersionState(state="not-run", why=run.error)
        elif unfinished is not None:
            states[version] = VersionState(state="not-run", why=unfinished.explanation)
        else:
            parts = _parts(args.function, found.data or {})
            state = _state(args, parts, version, evidence)
            nothing = VersionState(state="not-run", why=f"no function {args.function!r} ran there")
            states[version] = state or nothing
    return states


Part = Mapping[str, Any]


def _parts(function: str | None, data: Mapping[str, Any]) -> list[Part]:
    """What was counted for the functions that the name may mean, its very bearer first.

    With no function: for all functions of the program and of the call.
    """
    pairs = [*data["functions"].items(), *data["host_functions"].items()]
    if function is None:
        return [part for _, part in pairs]
    exact = [part for name, part in pairs if name == function]
    return exact or [part for name, part in pairs if name.rpartition(".")[2] == function]


def _state(
    args: Args, parts: Sequence[Part], version: str, evidence: Evidence
) -> VersionState | None:
    if args.opcode is not None and not opcodes.exists(args.opcode, version):
        return VersionState(state="absent")
    if args.function is None:
        return VersionState(state="value", value=sum(_number(args.opcode, p) for p in parts))
    if not parts:
        facts = evidence.static.get(version)
        code = facts.function(args.function) if isinstance(facts, StaticFacts) else None
        known = code is not None and code.kind != "class"
        return VersionState(state="value", value=0) if known else None
    return VersionState(state="value", value=_number(args.opcode, parts[0]))


def _number(opcode: str | None, part: Part) -> int:
    if opcode is None:
        return int(part["total"])
    if opcode == "EXTENDED_ARG":
        return int(part.get("extended_arg", 0))
    return int(part["opcodes"].get(opcode, 0))


def _readings(
    args: Args, parts: Sequence[Part], data: Mapping[str, Any], evidence: Evidence
) -> list[Reading]:
    """Others of the same name; where the words allow it what is called, and without RESUME."""
    numbers = [_number(args.opcode, part) for part in parts]
    found: list[tuple[str, int]] = []
    if args.function is not None and len(parts) > 1:
        found += [("another function of that name", number) for number in numbers[1:]]
        found.append(("all functions of that name", sum(numbers)))
    if not evidence.claim.defined and evidence.claim.table is None:
        everything = _parts(None, data)
        total = sum(_number(args.opcode, part) for part in everything)
        if args.function is not None:
            found.append(("callees", total))
        if args.opcode is None:
            counted = parts[:1] if args.function is not None else everything
            resumed = sum(int(part["opcodes"].get("RESUME", 0)) for part in counted)
            number = sum(_number(None, part) for part in counted)
            found.append(("instructions without RESUME", number - resumed))
    return [
        Reading(
            version=evidence.target,
            scope=scope,
            naming="strict",
            measured=number,
            holds=number == args.count,
        )
        for scope, number in found
    ]
