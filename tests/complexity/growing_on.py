"""The series of one program, measured in guests of the Python that runs the tests."""

from __future__ import annotations

from typing import Any

import builders as b

from workbench import interpreters, measure
from workbench.guest import tiers
from workbench.measure.observers import OBSERVERS
from workbench.records import Limits, Measurement
from workbench.workloads import Workload


def measured(source: str, call: str | None, workload: Workload | None = None) -> Measurement:
    """What the observer sees of a source."""
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    limits = Limits(wall_seconds=60.0, cpu_seconds=60)
    bench = measure.Bench((here,), here, tier, tier, limits=limits)
    artifact = b.artifact(source=source)
    return OBSERVERS["complexity"](artifact, call, bench, workload)


def part(source: str, call: str | None, workload: Workload | None = None) -> dict[str, Any]:
    """Its data."""
    seen = measured(source, call, workload)
    assert seen.data is not None, (seen.run, seen.error)
    return seen.data
