"""Traits to the part "architectures": which machine the models rank first, and on what it rests.

The ranking is computed, never asserted: five simple models predict cycles from measured traits and
published parameters, every parameter is varied, and a machine is named only when it wins anyway.
It says nothing about hardware that was not measured.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from workbench.claims._traits import Seen, depends, seen, together
from workbench.figures import Missing
from workbench.machine_models import DRAWS, FACTOR, MARGIN, NEEDED, PARAMETERS, Traits, rank
from workbench.records import Measurement

__all__ = ["DEFINITION", "UNITS", "of", "part", "premises"]

UNITS = {
    "work": "operations",
    "span": "operations",
    "free_share": "of the work",
    "width": "iterations",
    "regions": "entries",
    "gemm_share": "of the work",
    "branch_entropy": "0 to 1",
    "branch_rate": "branches an operation",
    "access_rate": "accesses an operation",
    "regular_share": "of the accesses",
    "miss_bytes": "bytes",
    "compulsory_bytes": "bytes",
    "operations": "operations",
}
DEFINITION = (
    "cycles that simple models of five machines predict from measured traits of one call, in units "
    "of a core of 3.2 GHz that does one operation a cycle; every parameter is multiplied by "
    f"{1 / FACTOR:g} to {FACTOR:g} in {DRAWS:,} draws; stability is the share of draws in which "
    f"the first machine is more than {MARGIN:.0%} faster than every other; it is the winner when "
    f"that share is at least {NEEDED:.0%} and no other is within {MARGIN:.0%} of it, else it is a "
    "tie; scalar issues one operation a cycle in order, so a superscalar core would gain some of "
    "what VLIW gains; no such machine was run"
)


def of(traits: Measurement | None, dependences: Measurement | None) -> dict[str, Any] | Missing:
    """The part for measurements of the probes `traits` and `dependences`, or why there is none."""
    found = seen(traits)
    if isinstance(found, str):
        return Missing(found, _cause(traits))
    free = depends(dependences)
    if isinstance(free, str):
        return Missing(free, _cause(dependences))
    whole = part(together(found, free))
    by_data = free.work / max(1, free.span.data)
    whole["premises"].insert(1, f"parallelism by data alone {_short(by_data)}")
    whole["premises"] += _notes(found)
    return whole


def _cause(found: Measurement | None) -> Any:
    """Whose fault it is that there is nothing: see `Missing`."""
    if found is None:
        return "unasked"
    outcome = found.run.outcome if found.run is not None else None
    if found.error is not None or outcome == "not-run":
        return "place"
    beyond = found.probe == "dependences" and (found.data or {}).get("why")
    return "unasked" if beyond else "program"


def part(traits: Traits) -> dict[str, Any]:
    """The ranking as plain data, with the traits, parameters and premises it rests on.

    {"winner": a machine or None for a tie, "stability": 0 to 1, "ranking": [{"machine",
    "cycles"}], the fewest first, "tied": [machines], "traits": {name: {"value", "unit"}},
    "parameters": [{"name", "value", "unit", "source"}], "premises": [sentences], "definition"}.
    """
    found = rank(traits)
    return {
        "winner": found.winner,
        "stability": found.stability,
        "ranking": [{"machine": name, "cycles": round(cycles)} for name, cycles in found.cycles],
        "tied": list(found.tied),
        "traits": {
            one.name: {"value": _rounded(getattr(traits, one.name)), "unit": UNITS[one.name]}
            for one in fields(traits)
        },
        "parameters": [asdict(one) for one in PARAMETERS],
        "premises": premises(traits),
        "definition": DEFINITION,
    }


def _rounded(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 4)


def premises(traits: Traits) -> list[str]:
    """What the ranking rests on, in sentences with their numbers."""
    t = traits
    found = [
        f"parallelism {_short(t.parallelism)}: {_short(t.work)} operations, the longest chain of "
        f"them {_short(t.span)} (with control, reductions reassociated)",
        f"{_percent(t.free_share)} of the work is in loops or array calls without a carried "
        f"dependence, {_short(t.width)} wide, entered {_short(t.regions)} times",
        f"{_percent(t.gemm_share)} of the work is in products of matrices",
    ]
    if t.branch_rate:
        found.append(
            f"{_percent(1 - t.branch_entropy / 2)} of the branches are predictable from their last "
            f"8 outcomes, {_short(t.branch_rate)} branches an operation"
        )
    if t.access_rate:
        found.append(
            f"{_percent(t.regular_share)} of the element accesses are at the same element as "
            f"before or the next, {_short(t.access_rate)} accesses an operation"
        )
        found.append(_intensity(t))
    return found


def _intensity(t: Traits) -> str:
    by_miss = t.operations / max(1.0, t.miss_bytes)
    by_compulsory = t.operations / max(1.0, t.compulsory_bytes)
    return (
        f"{_short(by_miss)} operations for each byte fetched into a cache of 32 KiB, "
        f"{_short(by_compulsory)} for each byte touched"
    )


def _notes(found: Seen) -> list[str]:
    notes = []
    if found.truncated:
        notes.append(
            "only the first two million branches and accesses were looked at: bytes are too few"
        )
    if found.unfollowed:
        notes.append(
            "calls of functions that are not the program's were not looked into: "
            f"{_short(found.unfollowed)}"
        )
    return notes


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
