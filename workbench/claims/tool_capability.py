"""Claims of the form: this tool can do that (cProfile measures memory, dis shows opcodes)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.claims._tools import FACTS, WORDS, others, tool
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ()
ABOUT_PROGRAMS = False
IMPLICIT = True
DESCRIBES = Describes(
    "A tool that profiles programs or shows bytecode has a capability.",
    {"tool": "cProfile", "capability": "calls"},
)


class Args(ClaimArgs):
    """Which tool, and what it is said to do."""

    tool: str = Field(max_length=100)
    capability: Literal[
        "calls",
        "time",
        "cumulative_time",
        "self_time",
        "memory",
        "line_time",
        "line_memory",
        "native_detail",
        "instructions",
        "executed_instructions",
        "line_events",
        "bytecode_file",
        "profile_file",
        "icicle",
        "sunburst",
        "heat_map",
        "call_graph",
        "interactive",
        "cache_misses",
    ]


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the documentation of the tools; what it does not settle is left open."""
    name = tool(args.tool)
    if name is None:
        return uncheckable(f"nothing is known here of the tool {args.tool!r}", reason="not-known")
    words, fact = WORDS[args.capability], FACTS[name].get(args.capability)
    if fact is None:
        return uncheckable(f"whether {name} {words} is not known here", reason="not-known")
    if not fact.able:
        able = others(args.capability)
        return contradicted(
            f"{name} is no tool that {words} ({fact.source})",
            "WB204",
            reason="cannot",
            help=(f"a tool that {words}: {', '.join(able)}",) if able else (),
        )
    if fact.since is not None and _minor(evidence.target) < fact.since:
        since = ".".join(map(str, fact.since))
        text = f"{name} {words}, and exists since Python {since} only ({fact.source})"
        return Finding("other-version", "version-bound", text, "WB103")
    return confirmed(f"{name} {words} ({fact.source})")


def _minor(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])
