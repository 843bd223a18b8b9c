"""Claims of the form: the instructions are dominated by loads (or by LOAD_FAST)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench import opcodes
from workbench.claims._inputs import open_input
from workbench.claims._mix import PARTS, Mix, MixName, is_group, mixes
from workbench.claims._names import no_count_of
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ("bytecode", "executed")
DESCRIBES = Describes(
    "Of one function's instructions no other opcode (or no other category: "
    f'{", ".join(opcodes.CATEGORIES)}) is as frequent: in its code (counted = "static") or among '
    'what one call executes (counted = "executed").',
    {"function": "f", "by": "load/store", "counted": "executed", "call": "f([3, 1, 2])"},
)


class Args(ClaimArgs):
    """What is said to be the most frequent, in what."""

    function: str | None = Field(default=None, max_length=200)
    by: MixName
    counted: Literal["static", "executed"] | None = None
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Most frequent under every reading is confirmed, under none is contradicted."""
    category = is_group(args.by)
    if not category and (nothing := no_count_of(args.by, 1, defined=evidence.claim.defined)):
        return nothing
    if not category and not opcodes.exists(args.by, evidence.target):
        text = f"CPython {evidence.target} has no {args.by}; mixes are not compared across versions"
        return uncheckable(text, reason="absent")
    found = mixes(args.function, args.counted, evidence)
    if isinstance(found, Finding):
        return found
    readings = found[:1] if evidence.claim.defined else found
    leading = [_leads(mix, args.by) for mix in readings]
    text = "; ".join(_told(mix, args.by) for mix in readings)
    top = _order(readings[0], args.by)[0][0]
    if all(leading):
        return confirmed(text, measured=top)
    expanded = () if evidence.claim.defined else [mix.expanded() for mix in readings]
    if any(leading) or any(_leads(mix, args.by) for mix in expanded):
        return Finding("ambiguous", "reading-bound", text, "WB502", top)
    if readings[0].counted == "executed" and (why := open_input(args.function, evidence)):
        return uncheckable(why, reason="not-countable")
    return contradicted(f"{text}; claimed {args.by}", "WB112", measured=top)


def _order(mix: Mix, name: str) -> list[tuple[str, int]]:
    """What `name` is compared with, the most frequent first."""
    counts = mix.categories(halves=name in PARTS) if is_group(name) else mix.counts
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _leads(mix: Mix, name: str) -> bool:
    """Whether nothing is more frequent; two that are level both lead."""
    counts = dict(_order(mix, name))
    return counts.get(name, 0) == max(counts.values(), default=0) > 0


def _told(mix: Mix, name: str) -> str:
    how = "executed" if mix.counted == "executed" else "in the code"
    first = _order(mix, name)[:3]
    shares = ", ".join(f"{one} {100 * count / mix.total:.1f} %" for one, count in first)
    return f"{how} ({mix.scope}): {shares}"
