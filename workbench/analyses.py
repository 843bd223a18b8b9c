"""The parts of figures that analyse a call: how it grows, what it costs, what waits for what.

Each is a probe, or several, and a pure function that makes the part of their measurements.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench import architectures, cost, counting, dependences
from workbench.figures import Missing
from workbench.measure import Measured
from workbench.measure.series import NO_SIZE
from workbench.records import Measurement


@dataclass(frozen=True)
class Analysis:
    """A part: the probe it cannot do without, others that add to it, and what makes it of them."""

    probe: str
    of: Callable[[Mapping[str, Measurement]], Mapping[str, Any] | Missing]
    others: tuple[str, ...] = ()

    @property
    def probes(self) -> tuple[str, ...]:
        """All probes that are run for it."""
        return (self.probe, *self.others)


def _whole(probe: str) -> Callable[[Mapping[str, Measurement]], Mapping[str, Any]]:
    """A part that is what one probe reports, as the host put it together."""

    def of(measurements: Mapping[str, Measurement]) -> Mapping[str, Any]:
        return measurements[probe].data or {}

    return of


def _dependences(measurements: Mapping[str, Measurement]) -> Mapping[str, Any] | Missing:
    return dependences.of(measurements["dependences"])


def _architectures(measurements: Mapping[str, Measurement]) -> Mapping[str, Any] | Missing:
    return architectures.of(measurements.get("traits"), measurements.get("dependences"))


ANALYSES: Mapping[str, Analysis] = {
    "complexity": Analysis("complexity", _whole("complexity")),
    "cost": Analysis("cost", cost.of, ("executed",)),
    "dependences": Analysis("dependences", _dependences),
    "architectures": Analysis("traits", _architectures, ("dependences",)),
}


def probes(names: Iterable[str]) -> list[str]:
    """The probes of these parts."""
    return [probe for name in names if name in ANALYSES for probe in ANALYSES[name].probes]


def part(
    name: str, measured: Measured, call: str | None, *, ran: bool
) -> Mapping[str, Any] | Missing:
    """One part, or why there is none; `ran` is False where nothing was to be run."""
    analysis = ANALYSES[name]
    found = {
        probe: one
        for probe in analysis.probes
        if (one := measured.observed.get((probe, call))) is not None
    }
    missing = counting.problem(found[analysis.probe])
    if missing is not None:
        asked = ran and NO_SIZE not in missing.why
        return missing if asked else dataclasses.replace(missing, cause="unasked")
    made = analysis.of(found)
    if isinstance(made, Missing) or "error" not in made:
        return made
    return Missing(str(made["error"]), "program")
