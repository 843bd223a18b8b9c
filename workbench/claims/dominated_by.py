"""Claims of the form: the instructions are dominated by loads (or by LOAD_FAST)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench import opcodes
from workbench.claims._inputs import open_input
from workbench.claims._mix import Mix, MixName, mixes
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
    category = args.by in opcodes.CATEGORIES
    if not category and (nothing := no_count_of(args.by, 1, defined=evidence.claim.defined)):
        return nothing
    if not category and not opcodes.exists(args.by, evidence.target):
        text = f"CPython {evidence.target} has no {args.by}; mixes are not compared across versions"
        return uncheckable(text, reason="absent")
    found = mixes(args.function, args.counted, evidence)
    if isinstance(found, Finding):
        return found
    readings = found[:1] if evidence.claim.defined else found
    leading = [_leads(mix, args.by, category=category) for mix in readings]
    text = "; ".join(_told(mix, category=category) for mix in readings)
    top = _order(readings[0], category=category)[0][0]
    if all(leading):
        return confirmed(text, measured=top)
    if any(leading):
        return Finding("ambiguous", "reading-bound", text, "WB502", top)
    if readings[0].counted == "executed" and (why := open_input(args.function, evidence)):
        return uncheckable(why, reason="not-countable")
    return contradicted(f"{text}; claimed {args.by}", "WB112", measured=top)


def _order(mix: Mix, *, category: bool) -> list[tuple[str, int]]:
    counts = mix.categories() if category else mix.counts
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _leads(mix: Mix, name: str, *, category: bool) -> bool:
    """Whether nothing is more frequent; two that are level both lead."""
    counts = dict(_order(mix, category=category))
    return counts.get(name, 0) == max(counts.values(), default=0) > 0


def _told(mix: Mix, *, category: bool) -> str:
    how = "executed" if mix.counted == "executed" else "in the code"
    first = _order(mix, category=category)[:3]
    shares = ", ".join(f"{name} {100 * count / mix.total:.1f} %" for name, count in first)
    return f"{how} ({mix.scope}): {shares}"
