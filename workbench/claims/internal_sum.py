"""Claims of the form: these parts add up to that total, or are the shares of one whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
)

NEEDS = ()
ABOUT_PROGRAMS = False
IMPLICIT = True
DESCRIBES = Describes(
    "Numbers of the text add up: parts and their total, or shares that make 100 percent.",
    {"parts": [12, 4, 3], "total": 19, "unit": "count"},
)
_RULE = "WB110"
_MAX_SHOWN = 12

Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]


class Args(ClaimArgs):
    """The parts and their sum. `complete` is false where parts may have been left out."""

    parts: list[Number] = Field(min_length=2, max_length=2000)
    total: Number
    unit: Literal["count", "percent"] = "count"
    complete: bool = True


def judge(args: Args, evidence: Evidence) -> Finding:
    """Plain arithmetic; each rounded number may be off by half a unit of its last digit."""
    parts = [_exact(part) for part in args.parts]
    total, found = _exact(args.total), sum(map(_exact, args.parts), Decimal(0))
    rounded = args.unit == "percent" or any(_digits(n) for n in (*parts, total))
    slack = sum((_half(n) for n in (*parts, total)), Decimal(0)) if rounded else Decimal(0)
    shown = f"{_sum(parts)} = {_plain(found)}"
    measured = float(found) if _digits(found) else int(found)
    if found == total:
        return confirmed(shown, measured=measured)
    if abs(found - total) <= slack:
        text = f"{shown}, within rounding of {_plain(total)}"
        return confirmed(text, measured=measured)
    text = f"{shown}, claimed {_plain(total)}{'%' if args.unit == 'percent' else ''}"
    if not args.complete and found < total:
        text += "; it would be right if parts were left out"
        return Finding("ambiguous", "may-be-incomplete", text, "WB502", measured)
    return contradicted(text, _RULE, measured=measured, fix=f"the sum is {_plain(found)}")


def _exact(number: float) -> Decimal:
    """The number as it is written, without what binary fractions add."""
    return Decimal(repr(number))


def _digits(number: Decimal) -> int:
    """Digits behind the point, 0 for whole numbers."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _half(number: Decimal) -> Decimal:
    return Decimal(5).scaleb(-_digits(number) - 1)


def _sum(parts: Sequence[Decimal]) -> str:
    shown = " + ".join(map(_plain, parts[:_MAX_SHOWN]))
    return shown if len(parts) <= _MAX_SHOWN else f"{shown} + … ({len(parts)} parts)"


def _plain(number: Decimal) -> str:
    """The shortest way to write it, without an exponent."""
    return f"{number.normalize():f}"
