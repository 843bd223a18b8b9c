"""What a guest reported of a call's dependences, checked: work, span and a verdict per loop.

A guest's report is hostile: what is not shaped like one is told as a reason.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, NonNegativeInt, PositiveInt, ValidationError, model_validator

from workbench.figures import Missing
from workbench.records import Measurement, Record

_LARGEST = 10**15

_Text = Annotated[str, Field(max_length=300)]


class _Span(Record):
    data: NonNegativeInt = Field(le=_LARGEST)
    control: NonNegativeInt = Field(le=_LARGEST)
    reductions: NonNegativeInt = Field(le=_LARGEST)


class Witness(Record):
    """An iteration that reads what an earlier one wrote."""

    variable: _Text
    from_line: PositiveInt
    to_line: PositiveInt
    iterations: list[NonNegativeInt] = Field(min_length=2, max_length=2)


class Loop(Record):
    """One loop that ran, with what its verdict rests on."""

    line: PositiveInt
    kind: _Text
    runs: PositiveInt
    iterations: NonNegativeInt
    verdict: Literal["serial", "reduction", "independent", "not analysed"]
    witness: Witness | None = None
    variable: _Text | None = None
    operator: _Text | None = None
    permuted: _Text | None = None
    why: _Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> Loop:
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


class Report(Record):
    """What the dependences probe reported."""

    work: NonNegativeInt | None = Field(le=_LARGEST)
    span: _Span | None
    not_followed: list[_NotFollowed] = Field(max_length=50)
    loops: list[Loop]
    raised: dict[str, Any] | None
    why: str | None = Field(max_length=1000)
    model: str
    compared: bool


def report(found: Measurement) -> Report | Missing:
    """The report on a call that was followed, or why there is none."""
    run = found.run
    if found.data is None:
        why = (run.error or run.outcome) if run is not None else (found.error or "no data")
        return Missing(f"not measured: {why}"[:500], "place" if found.error else "program")
    try:
        seen = Report.model_validate(found.data)
    except ValidationError:
        return Missing("the guest's report is not one of dependences", "program")
    if seen.why is not None:
        return Missing(f"not analysed: {seen.why}"[:500], "unasked")
    return seen


def consistent(seen: Report) -> tuple[int | None, dict[str, int] | None]:
    """Work and spans that can be true together; a call of no steps has none."""
    if seen.work is None or seen.span is None:
        return None, None
    spans = seen.span.model_dump()
    if seen.work == 0 or not all(0 < n <= seen.work for n in spans.values()):
        return None, None
    return seen.work, spans
