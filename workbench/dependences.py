"""The guest's report on dependences to figures: work, span, bounds on P units, a verdict per loop.

A guest's report is hostile: what is not shaped like one gives no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, NonNegativeInt, PositiveInt, ValidationError, model_validator

from workbench.figures import Missing
from workbench.records import Measurement, Record

MODEL = (
    "work T1: steps, one for each operator, comparison, subscript and call of a built-in function; "
    "span Tinf: the longest chain of steps that wait for each other, on unlimited units and with "
    "every variable renamed: by data alone; with control, where what is written inside an if or a "
    "loop waits for its tests; with reductions, control kept, where m operands take log2 m; NumPy "
    "and PyTorch calls are single steps with the work and span of their elements"
)
UNITS = (2, 4, 8, 16, 64, 1024)
MOST_LOOPS = 500
_LARGEST = 10**15

_Text = Annotated[str, Field(max_length=300)]


class _Span(Record):
    data: NonNegativeInt = Field(le=_LARGEST)
    control: NonNegativeInt = Field(le=_LARGEST)
    reductions: NonNegativeInt = Field(le=_LARGEST)


class _Witness(Record):
    variable: _Text
    from_line: PositiveInt
    to_line: PositiveInt
    iterations: list[NonNegativeInt] = Field(min_length=2, max_length=2)


class _Loop(Record):
    line: PositiveInt
    kind: _Text
    runs: PositiveInt
    iterations: NonNegativeInt
    verdict: Literal["serial", "reduction", "independent", "not analysed"]
    witness: _Witness | None = None
    variable: _Text | None = None
    operator: _Text | None = None
    permuted: _Text | None = None
    why: _Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> _Loop:
        """Each verdict comes with what it rests on."""
        rests = {
            "serial": self.witness,
            "reduction": self.variable and self.operator,
            "independent": self.permuted,
            "not analysed": self.why,
        }
        if not rests[self.verdict]:
            raise ValueError(f"{self.verdict} without what it rests on")
        return self


class _NotFollowed(Record):
    line: NonNegativeInt
    why: _Text


class _Report(Record):
    work: NonNegativeInt | None = Field(le=_LARGEST)
    span: _Span | None
    not_followed: list[_NotFollowed] = Field(max_length=50)
    loops: list[_Loop]
    raised: dict[str, Any] | None
    why: str | None = Field(max_length=1000)
    model: str
    compared: bool


def of(found: Measurement) -> Mapping[str, Any] | Missing:
    """The dependences of the call that a measurement is about, as plain data.

    {"work": T1, "span": {"data", "control", "reductions"}, "parallelism": T1 / Tinf of each span,
    "bounds": for each span a row {"units": P, "least", "most"} by
    T1 / ((T1 - Tinf) / P + Tinf) <= S <= min(P, T1 / Tinf), "loops": [{"line", "verdict", ...}],
    "not_followed", "model"}. Work and span are None where something ran that is not followed.
    """
    run = found.run
    if found.data is None:
        why = (run.error or run.outcome) if run is not None else (found.error or "no data")
        return Missing(f"not measured: {why}"[:500], "place" if found.error else "program")
    try:
        report = _Report.model_validate(found.data)
    except ValidationError:
        return Missing("the guest's report is not one of dependences", "program")
    if report.why is not None:
        return Missing(f"not analysed: {report.why}"[:500], "unasked")
    work, spans = _consistent(report)
    return {
        "work": work,
        "span": spans,
        "parallelism": {k: work / n for k, n in spans.items()} if work and spans else None,
        "bounds": {k: bounds(work, n) for k, n in spans.items()} if work and spans else {},
        "loops": [one.model_dump(exclude_none=True) for one in report.loops[:MOST_LOOPS]],
        "not_followed": [one.model_dump() for one in report.not_followed],
        "model": MODEL,
    }


def _consistent(report: _Report) -> tuple[int | None, dict[str, int] | None]:
    """Work and spans that can be true together; a call of no steps has none."""
    if report.work is None or report.span is None:
        return None, None
    spans = report.span.model_dump()
    if report.work == 0 or not all(0 < n <= report.work for n in spans.values()):
        return None, None
    return report.work, spans


def bounds(work: int, span: int) -> list[dict[str, float]]:
    """The speed-up S that P units allow: at least what a greedy schedule has (Brent), at most
    what work and span admit."""
    return [
        {"units": p, "least": work / ((work - span) / p + span), "most": min(float(p), work / span)}
        for p in UNITS
    ]
