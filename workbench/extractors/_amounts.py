"""Numbers of operations and bytes in sentences, written out or as a product: 2n³, 1.5 million."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

NUMBER = (
    r"(?P<hedge>[~≈]\s*|(?:about|around|approximately|roughly|circa|nearly|almost|some)\s+)?"
    r"(?:(?:exactly|only|just|a\s+total\s+of)\s+)?[*_`]{0,3}"
    r"(?<![\w.,<>≤≥+/–—-])(?P<number>\d{1,3}(?:[,_ \u202f]\d{3})+|\d{1,18}(?:\.\d{1,6})?)"
    r"(?:\s?(?P<big>thousand|million|billion)\b|(?:e|\s?[×x·*]\s?10\^?)(?P<power>\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))?"
    r"(?![\d.,]*\d|\s*(?:%|–|—|-\s?\d|to\s+\d|or\s+\d))[*_`]{0,3}"
)
_FACTOR = r"(?:\d{1,6}|[a-zA-Z](?:\s?\^\s?\d|\s?\*\*\s?\d|[²³⁴])?)"
FORMULA = rf"[`$]?(?P<formula>{_FACTOR}(?:\s?[·×*⋅]?\s?{_FACTOR}){{0,6}})[`$]?"
_ONE = re.compile(r"(?P<n>\d{1,6})|(?P<v>[a-zA-Z])(?:\s?(?:\^|\*\*)\s?(?P<p>\d)|(?P<s>[²³⁴]))?")
_BIG = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MOST = 10**15


@dataclass(frozen=True)
class Amount:
    """A number and what makes it a rough one."""

    value: float
    hedge: str | None = None


def amount(found: re.Match[str]) -> Amount | None:
    """The number of a match of NUMBER; "2 million" is a rounded one. None for one too large."""
    digits, given = found.group("number"), found.groupdict()
    value = float(re.sub(r"[,_ \u202f]", "", digits))
    hedge = (given.get("hedge") or "").strip() or None
    if given.get("big"):
        value, hedge = value * _BIG[given["big"].lower()], hedge or given["big"]
    if given.get("power"):
        value *= 10.0 ** int(given["power"].translate(_RAISED))
        hedge = hedge or "rounded"
    return Amount(value, hedge) if value <= _MOST else None


def product(formula: str, values: Mapping[str, int]) -> int | None:
    """The value of a product such as 2·n·m·k or 2n³; None when a letter has no value.

    A formula without a letter is none.
    """
    result, letters = 1, 0
    for one in _ONE.finditer(formula):
        if one.group("n"):
            result *= int(one.group("n"))
            continue
        if one.group("v") not in values:
            return None
        letters += 1
        power = int(one.group("p") or {"²": 2, "³": 3, "⁴": 4}.get(one.group("s") or "", 1))
        result *= values[one.group("v")] ** min(power, 9)
        if result > _MOST:
            return None
    return result if letters else None
