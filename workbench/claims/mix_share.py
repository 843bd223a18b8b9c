"""Claims of the form: that much percent of the instructions are loads (or LOAD_FAST)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench import opcodes
from workbench.claims._inputs import open_input
from workbench.claims._mix import Mix, MixName, is_group, mixes
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
    "This percentage of one function's instructions is of one opcode or of one category "
    f'({", ".join(opcodes.CATEGORIES)}): of its code (counted = "static"), or of what one call '
    'executes in it (counted = "executed"; function = null: in all Python functions that run).',
    {
        "function": "f",
        "of": "load/store",
        "percent": 40.0,
        "counted": "executed",
        "call": "f([3, 1, 2])",
    },
)
_ROUNDING = 0.5


class Args(ClaimArgs):
    """What is counted of what, and its percentage."""

    function: str | None = Field(default=None, max_length=200)
    of: MixName
    percent: float = Field(ge=0, le=1e6)
    counted: Literal["static", "executed"] | None = None
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """On the target: within the rounding of the number that is given, and the document's hedge."""
    if args.percent > 100:
        return contradicted(
            f"a share is at most 100 %, not {args.percent:g} %", "WB112", reason="impossible"
        )
    known = is_group(args.of)
    if not known and (
        nothing := no_count_of(args.of, round(args.percent), defined=evidence.claim.defined)
    ):
        return nothing
    found = mixes(args.function, args.counted, evidence)
    if isinstance(found, Finding):
        return found
    if not known and not opcodes.exists(args.of, evidence.target):
        text = (
            f"CPython {evidence.target} has no {args.of}; shares are not compared across versions"
        )
        return uncheckable(text, reason="absent")
    return _compared(args, found, evidence)


def _compared(args: Args, found: tuple[Mix, ...], evidence: Evidence) -> Finding:
    slack = max(_ROUNDING, evidence.claim.tolerance)
    readings = found[:1] if evidence.claim.defined else found
    holding = [mix for mix in readings if abs(mix.share(args.of) - args.percent) <= slack]
    text = "; ".join(_told(args.of, mix) for mix in readings)
    first = readings[0]
    measured = round(first.share(args.of), 1)
    # Which of the two was counted is open where it is not said; what else is counted with it, too.
    if first in holding and (args.counted is not None or len(holding) == len(readings)):
        return confirmed(text, measured=measured)
    open_words = () if evidence.claim.defined else readings
    meant = (share for mix in open_words for share in mix.other_shares(args.of))
    if holding or any(abs(share - args.percent) <= slack for share in meant):
        return Finding("ambiguous", "reading-bound", text, "WB502", measured)
    if first.counted == "executed" and (why := open_input(args.function, evidence)):
        return uncheckable(why, reason="not-countable")
    return contradicted(f"{text}; claimed {args.percent:g} %", "WB112", measured=measured)


def _told(name: str, mix: Mix) -> str:
    how = "executed" if mix.counted == "executed" else "in the code"
    return (
        f"{name}: {mix.number(name):,} of {mix.total:,} instructions {how} "
        f"({mix.scope}), {mix.share(name):.1f} %"
    )
