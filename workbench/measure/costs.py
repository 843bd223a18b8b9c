"""What a call costs, and what the host saw of its memory and of this machine meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable

from workbench.measure.bench import Bench
from workbench.records import Artifact, Measurement
from workbench.workloads import Workload

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


def _resident(found: Measurement) -> int | None:
    ended = found.data is not None and found.data.get("state") == "value"
    return found.run.max_rss_bytes if ended and found.run is not None else None
