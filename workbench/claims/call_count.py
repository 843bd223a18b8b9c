"""Claims of the form: function F is called N times during this call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from workbench.claims._decide import Comparison, decide
from workbench.claims._facts import StaticFacts
from workbench.claims._inputs import open_input
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

NEEDS = ("calls",)
DESCRIBES = Describes(
    "During one call of the expression, a function of the program (or `<lambda>`) is called "
    "exactly `count` times, recursive calls included.",
    {"function": "f", "count": 7, "call": "f([3, 1, 2])"},
)


class Args(ClaimArgs):
    """Which function, how often, during which call."""

    function: str = Field(max_length=200)
    count: int = Field(ge=0, le=10**12)
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Exact, by cProfile in the guest on the target."""
    found = observed(evidence, "calls")
    if isinstance(found, Finding):
        return found
    if unfinished := did_not_finish(found):
        return unfinished
    data, facts = found.data or {}, evidence.target_facts
    value = _calls(args.function, data, facts)
    if value is None:
        return uncheckable(
            f"the program has no function {args.function!r}", reason="no-such-function"
        )
    if value != args.count and (
        why := _unclear(args, value, data, facts) or open_input(args.function, evidence)
    ):
        return uncheckable(why, reason="not-countable")
    comparison = Comparison(
        claimed=args.count,
        what=f"calls of {args.function}",
        rule="WB201",
        versions={evidence.target: VersionState(state="value", value=value)},
        readings=_readings(args, data, evidence),
        tolerance=evidence.claim.tolerance,
    )
    return decide(comparison, evidence)


def _calls(name: str, data: Mapping[str, Any], facts: StaticFacts | None) -> int | None:
    """Calls of a function by its plain or qualified name; None when there is no such function."""
    if name in data["calls"]:
        return int(data["calls"][name])
    code = facts.function(name) if facts else None
    if code is None:
        return None
    entry = data.get("functions", {}).get(code.name)
    return int(entry["total"]) if entry and code.line in entry["first_lines"] else 0


def _unclear(
    args: Args, value: int, data: Mapping[str, Any], facts: StaticFacts | None
) -> str | None:
    """Why the number that the profiler gives need not be the number of calls that is meant."""
    namesakes = facts.namesakes(args.function) if facts else ()
    if any(code.is_generator for code in namesakes):
        return f"a profiler counts each entry of the generator {args.function}: {value}"
    if any(code.kind == "class" for code in namesakes):
        return f"{args.function} is a class; only calls of functions are counted"
    plain = args.function.rpartition(".")[2]
    lines = set(data.get("functions", {}).get(plain, {}).get("first_lines", ()))
    if plain == args.function and facts:  # which of them is meant is open, though one alone ran
        lines |= {code.line for code in facts.namesakes(plain)}
    if len(lines) > 1 and args.count < data["calls"].get(plain, 0):
        return f"several functions are called {plain}; together they are called {value} times"
    return None


def _readings(args: Args, data: Mapping[str, Any], evidence: Evidence) -> list[Reading]:
    """Functions of that name in the call itself; without recursion where the words allow it."""
    own = data.get("functions", {}).get(args.function, {})
    hosts = data.get("host_functions", {}).get(args.function, {})
    open_ones = {}
    if own and hosts:
        open_ones["that of the call itself"] = hosts["total"]
        open_ones["those of the program and of the call"] = own["total"] + hosts["total"]
    if own and not evidence.claim.defined and evidence.claim.table is None:
        open_ones["calls that are not recursive"] = own["primitive"]
    return [
        Reading(
            version=evidence.target,
            scope=scope,
            naming="strict",
            measured=value,
            holds=value == args.count,
        )
        for scope, value in open_ones.items()
    ]
