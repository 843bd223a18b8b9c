"""The guest's report on dependences to figures: work, span, bounds on P units, a verdict per loop.

A guest's report is hostile: what is not shaped like one gives no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.claims._dependences import consistent, report
from workbench.figures import Missing
from workbench.records import Measurement

MODEL = (
    "work T1: steps, one for each operator, comparison, subscript and call of a built-in function; "
    "span Tinf: the longest chain of steps that wait for each other, on unlimited units and with "
    "every variable renamed: by data alone; with control, where what is written inside an if or a "
    "loop waits for its tests; with reductions, control kept, where m operands take log2 m; NumPy "
    "and PyTorch calls are single steps with the work and span of their elements"
)
UNITS = (2, 4, 8, 16, 64, 1024)
MOST_LOOPS = 500


def of(found: Measurement) -> Mapping[str, Any] | Missing:
    """The dependences of the call that a measurement is about, as plain data.

    {"work": T1, "span": {"data", "control", "reductions"}, "parallelism": T1 / Tinf of each span,
    "bounds": for each span a row {"units": P, "least", "most"} by
    T1 / ((T1 - Tinf) / P + Tinf) <= S <= min(P, T1 / Tinf), "loops": [{"line", "verdict", ...}],
    "not_followed", "model"}. Work and span are None where something ran that is not followed.
    """
    seen = report(found)
    if isinstance(seen, Missing):
        return seen
    work, spans = consistent(seen)
    return {
        "work": work,
        "span": spans,
        "parallelism": {k: work / n for k, n in spans.items()} if work and spans else None,
        "bounds": {k: bounds(work, n) for k, n in spans.items()} if work and spans else {},
        "loops": [one.model_dump(exclude_none=True) for one in seen.loops[:MOST_LOOPS]],
        "not_followed": [one.model_dump() for one in seen.not_followed],
        "model": MODEL,
    }


def bounds(work: int, span: int) -> list[dict[str, float]]:
    """The speed-up S that P units allow: at least what a greedy schedule has (Brent), at most
    what work and span admit."""
    return [
        {"units": p, "least": work / ((work - span) / p + span), "most": min(float(p), work / span)}
        for p in UNITS
    ]
