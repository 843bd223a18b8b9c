"""Judging small programs as implementations of a shipped workload, in real guests."""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from collections.abc import Callable
from typing import Any

import pytest

from workbench import artifacts, families, measure, outcomes, workloads
from workbench.guest import tiers
from workbench.records import ArtifactResult, Interpreter, Limits, Measurement
from workbench.workloads import Workload

PYTHON = Interpreter(
    executable=sys.executable,
    version=".".join(map(str, sys.version_info[:3])),
    prefix=sys.base_prefix,
    stdlib=sysconfig.get_path("stdlib"),
    packages=sysconfig.get_path("purelib"),
)
needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None,
    reason="torch is not installed, so no network is run: `make torch` adds it",
)


def bench(seed: int = 5) -> measure.Bench:
    """This Python alone, in the best isolation there is."""
    isolation = tiers.detect()
    limits = Limits(wall_seconds=60.0)
    return measure.Bench((PYTHON,), PYTHON, isolation, isolation, limits=limits, seed=seed)


def judged(name: str, source: str, workload: Workload | None = None) -> ArtifactResult:
    """What comes of a program that is compared with the reference."""
    task = workload or workloads.load(name)
    program = artifacts.program(
        source.encode(), "workload.py", workload=name, entry_point=task.entry_point
    )
    found = measure.outputs(program, bench(), task)
    assert found is not None
    return outcomes.outputs(found.cases, found.expected, found.got, task, program.id)


def observed(name: str, source: str, probe: str) -> Measurement:
    """What one probe says about a program, with the workload's example call."""
    task = workloads.load(name)
    program = artifacts.program(
        source.encode(), "workload.py", workload=name, entry_point=task.entry_point
    )
    call = None if probe == "repeat" else task.call
    measured = measure.artifact(program, {(probe, call)}, bench(), task, compare=False)
    return measured.observed[probe, call]


def reference(name: str) -> Callable[..., Any]:
    """The trusted solution of a shipped workload."""
    path = workloads.load(name).path
    function: Callable[..., Any] = families.load_file(path.parent, name, noun="workloads").reference
    return function
