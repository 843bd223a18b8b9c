"""The guest's report on dependences to figures: work, span, bounds on P units, a verdict per loop.

A guest's report is hostile: what is not shaped like one gives no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

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

Text = Field(max_length=300)


class _Span(Record):
    data: NonNegativeInt = Field(le=_LARGEST)
    control: NonNegativeInt = Field(le=_LARGEST)
    reductions: NonNegativeInt = Field(le=_LARGEST)


class _Witness(Record):
    variable: str = Text
    from_line: PositiveInt
    to_line: PositiveInt
    iterations: tuple[NonNegativeInt, NonNegativeInt]


class _Loop(Record):
    line: PositiveInt
    kind: str = Text
    runs: PositiveInt
    iterations: NonNegativeInt
    verdict: Literal["serial", "reduction", "independent", "not analysed"]
    witness: _Witness | None = None
    variable: str | None = Text
    operator: str | None = Text
    permuted: str | None = Text
    why: str | None = Text

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
    why: str = Text


class _Report(Record):
    work: NonNegativeInt | None = Field(le=_LARGEST)
    span: _Span | None
    not_followed: tuple[_NotFollowed, ...] = Field(max_length=50)
    loops: tuple[_Loop, ...]
    raised: dict[str, Any] | None
    why: str | None = Field(max_length=1000)
    model: str


def of(found: Measurement) -> Mapping[str, Any] | Missing:
    """The dependences of the call that a measurement is about, as plain data.

    {"work": T1, "span": {"data", "control", "reductions"}, "parallelism": T1 / Tinf of each span,
    "bounds": for each span a row {"units": P, "least", "most"} by T1 / (T1 / P + Tinf) <= S <=
    min(P, T1 / Tinf), "loops": [{"line", "verdict", ...}], "not_followed", "model"}. Work and span
    are None where something ran that is not followed.
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
        return Missing(f"not analysed: {report.why}"[:500], "program")
    spans = report.span.model_dump() if report.span is not None else None
    work = report.work if spans is not None else None
    if work is None or spans is None or not work or not all(spans.values()):
        work, spans = (work, spans) if work == 0 else (None, None)
    sound = work is not None and spans is not None and all(0 < n <= work for n in spans.values())
    return {
        "work": work,
        "span": spans,
        "parallelism": {k: work / n for k, n in spans.items()}
        if sound and spans and work
        else None,
        "bounds": {k: bounds(work, n) for k, n in spans.items()}
        if sound and spans and work
        else {},
        "loops": [_loop(one) for one in report.loops[:MOST_LOOPS]],
        "not_followed": [one.model_dump() for one in report.not_followed],
        "model": MODEL,
    }


def bounds(work: int, span: int) -> list[dict[str, float]]:
    """The speed-up S that P units allow: at least what a greedy schedule has (Brent), at most
    what work and span admit."""
    return [
        {"units": p, "least": work / (work / p + span), "most": min(float(p), work / span)}
        for p in UNITS
    ]


def _loop(loop: _Loop) -> dict[str, Any]:
    plain = loop.model_dump(exclude_none=True)
    if loop.witness is not None:
        plain["witness"]["iterations"] = list(loop.witness.iterations)
    return plain
