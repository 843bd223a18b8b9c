"""Claims of the form: this call needs N bytes of memory, or at most as many."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.claims import _cost
from workbench.claims._inputs import open_input
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)
from workbench.records import Reading

NEEDS = ("cost",)
IMPLICIT = True
DESCRIBES = Describes(
    "The most memory that one call has at a time: about, or at most, that many bytes.",
    {"function": "f", "bytes": 8_000_000, "order": "about", "call": "f(1_000_000)"},
)
_RULE = "WB307"
_SLACK = 0.1
_FAR = 2.0
_NOISE = 1 << 16
"""Bytes that the measurement itself takes, and the allocator: less than that is no difference."""


class Args(ClaimArgs):
    """How many bytes, as an estimate or a limit, during which call."""

    function: str | None = Field(default=None, max_length=200)
    bytes: int = Field(ge=0, le=10**15)
    order: Literal["about", "at_most"] = "about"
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Within 10 % or the hedge; false only where every reading is twice away from it."""
    seen = _cost.of_claim(args.function, evidence)
    if isinstance(seen, Finding):
        return seen
    slack = max(_SLACK * args.bytes, evidence.claim.tolerance)
    numbers = _numbers(seen)
    python = seen.python_peak_bytes
    holding = [scope for scope, number in numbers.items() if _holds(args, number, slack)]
    text = "; ".join(f"{number:,} bytes of {scope}" for scope, number in numbers.items())
    text += f"; claimed {args.order.replace('_', ' ')} {args.bytes:,}"
    # A limit is kept when nothing that the words may mean goes over it.
    kept = args.order == "about" or len(holding) == len(numbers)
    if "Python's objects" in holding and kept:
        return confirmed(text, measured=python)
    if holding:
        readings = [_reading(scope, numbers[scope], evidence) for scope in holding]
        return Finding("ambiguous", "reading-bound", text, "WB502", python, readings=readings)
    if why := open_input(args.function, evidence):
        return uncheckable(why, reason="not-countable")
    if len(numbers) == 1 or any(not _is_far(args, number) for number in numbers.values()):
        return Finding("undecided", "close", f"{text}: too close to call", _RULE, python)
    return contradicted(text, _RULE, measured=python)


def _numbers(seen: _cost.Report) -> dict[str, int]:
    """The bytes by what the words may mean, the plainest first."""
    found = {"Python's objects": seen.python_peak_bytes}
    if seen.resident_bytes is not None and seen.baseline_bytes is not None:
        found["the process beyond a run without the call"] = max(
            0, seen.resident_bytes - seen.baseline_bytes
        )
        found["the whole process"] = seen.resident_bytes
    return found


def _holds(args: Args, number: int, slack: float) -> bool:
    if args.order == "at_most":
        return number <= args.bytes
    return abs(number - args.bytes) <= slack


def _is_far(args: Args, number: int) -> bool:
    """Whether it is another order of size, and not only what measuring adds."""
    apart = abs(number - args.bytes) > _NOISE
    low, high = sorted((number, args.bytes))
    return apart and high > _FAR * low


def _reading(scope: str, number: int, evidence: Evidence) -> Reading:
    return Reading(
        version=evidence.target, scope=scope, naming="strict", measured=number, holds=True
    )
