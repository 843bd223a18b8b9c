"""What a call costs and how long it takes, with what the host saw of memory and this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from workbench.measure.bench import Bench
from workbench.records import Artifact, Measurement
from workbench.workloads import Workload

GUESTS = 5
SHORT_SECONDS = 3.0
_PHASES = ("import_seconds", "first_seconds")
Observer = Callable[[Artifact, str | None, Bench, Workload | None], Measurement]
_ALONE = "[\n{}\n] and None"
"""A call whose value stays in the guest: sending it would take memory too."""


def observer(cost: Observer, value: Observer) -> Observer:
    """Observes a call's cost by the probe `cost`, and its memory in guests that `value` starts.

    Beside what the probe reports, the data have `resident_bytes`, the peak of a guest that only
    runs the call, `baseline_bytes`, that of one that calls nothing (None where it did not come to
    its end), `load`, how many programs waited to run in the last minute, and `cores`.
    """

    def observe(
        subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
    ) -> Measurement:
        found = cost(subject, call, bench, workload)
        if found.data is None or found.data.get("raised"):
            return found
        seen = {
            "load": os.getloadavg()[0],
            "cores": os.cpu_count() or 1,
            "resident_bytes": _resident(value(subject, _ALONE.format(call), bench, workload)),
            "baseline_bytes": _resident(value(subject, _ALONE.format(None), bench, workload)),
        }
        return found.model_copy(update={"data": {**found.data, **seen}})

    return observe


def repeated(full: Observer, brief: Observer) -> Observer:
    """Observes the phases of a call in one guest and, where that was quick, in more of them.

    The data are those of the first, whose `import_seconds`, `first_seconds` and `steady_seconds`
    are lists of all guests' numbers, with `load` and `cores` as above.
    """

    def observe(
        subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
    ) -> Measurement:
        found = full(subject, call, bench, workload)
        if found.data is None or found.data.get("raised"):
            return found
        reports = [found.data]
        while len(reports) < GUESTS and _short(reports[-1]):
            again = brief(subject, call, bench, workload)
            if again.data is None or again.data.get("raised"):
                break
            reports.append(again.data)
        pooled = {name: [one.get(name) for one in reports] for name in _PHASES}
        steady = [one for report in reports for one in _listed(report.get("steady_seconds"))]
        load, cores = os.getloadavg()[0], os.cpu_count() or 1
        seen = {**pooled, "steady_seconds": steady, "load": load, "cores": cores}
        return found.model_copy(update={"data": {**found.data, **seen}})

    return observe


def _short(report: Mapping[str, Any]) -> bool:
    """Whether import and calls were over so soon that they can be repeated."""
    values = [report.get(name) for name in _PHASES] + _listed(report.get("steady_seconds"))
    seconds = [one for one in values if isinstance(one, float)]
    return len(seconds) == len(values) and 0 <= sum(seconds) < SHORT_SECONDS


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _resident(found: Measurement) -> int | None:
    ended = found.data is not None and found.data.get("state") == "value"
    return found.run.max_rss_bytes if ended and found.run is not None else None
