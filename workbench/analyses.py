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
from workbench.measure import Measured, series
from workbench.records import Measurement

NO_VALUE = (
    "only complexity gives n its values: give a call without it, as f(list(range(10))), "
    "or ask for --only complexity"
)
_NO_N = "the call raised NameError: name 'n' is not defined"


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


def _complexity(measurements: Mapping[str, Measurement]) -> Mapping[str, Any] | Missing:
    data = measurements["complexity"].data or {}
    families = list(data.get("families", {}).values())
    if families and not any(one["points"] for one in families):
        return Missing(f"no size could be measured: {families[0]['ends']}", "program")
    return data


def _dependences(measurements: Mapping[str, Measurement]) -> Mapping[str, Any] | Missing:
    return dependences.of(measurements["dependences"])


def _architectures(measurements: Mapping[str, Measurement]) -> Mapping[str, Any] | Missing:
    return architectures.of(measurements.get("traits"), measurements.get("dependences"))


ANALYSES: Mapping[str, Analysis] = {
    "complexity": Analysis("complexity", _complexity),
    "cost": Analysis("cost", cost.of, ("executed",)),
    "dependences": Analysis("dependences", _dependences),
    "architectures": Analysis("traits", _architectures, ("dependences",)),
}


def probes(names: Iterable[str]) -> list[str]:
    """The probes of these parts."""
    return [probe for name in names if name in ANALYSES for probe in ANALYSES[name].probes]


def valued(missing: Missing, call: str | None) -> Missing:
    """Why a part is missing; for a call with a free n, which only complexity gives values, that."""
    if missing.why.startswith(_NO_N) and series.has_size(call):
        return Missing(NO_VALUE, "unasked")
    return missing


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
    first = found[analysis.probe]
    if first.run is not None and first.run.error == series.NO_SIZE:
        return Missing(series.NO_SIZE, "unasked")
    missing = counting.problem(first)
    if missing is not None:
        return valued(missing, call) if ran else dataclasses.replace(missing, cause="unasked")
    made = analysis.of(found)
    if isinstance(made, Missing) or "error" not in made:
        return made
    return Missing(str(made["error"]), "program")
