"""References against themselves: every case of every workload passes through a guest."""

from __future__ import annotations

import needing
import pytest
from running import PYTHON

from workbench import artifacts, families, measure, outcomes, workloads
from workbench.errors import IsolationError
from workbench.guest import tiers
from workbench.guest.tiers import Isolation
from workbench.records import Limits

NAMES = tuple(families.members(families.shipped("workloads")))
TIERS = ("strong", "filtered", "namespaces", "none")
SEEDS = (0, 7, 20261122)
SAMPLE = ("quicksort", "matmul")
# The task of the network asks for a module, which its reference is not.
NETWORK = """\
import torch
from torch import nn

def build():
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.ReLU(), nn.Flatten(), nn.Linear(5760, 10), nn.LogSoftmax(dim=1)
    )
"""


def _isolation(tier: str) -> Isolation:
    try:
        return tiers.detect(force=tier, allow_none=tier == "none")
    except IsolationError as error:  # the kernel and its settings decide which tiers there are
        pytest.skip(f"this machine does not offer the tier {tier}: {error.hint}")


def _passes(name: str, tier: str, seed: int) -> None:
    task = workloads.load(name)
    if task.flavour == "torch":
        needing.torch()
    isolation = _isolation(tier)
    source = NETWORK if name == "cnn" else f"{task.source}\n\n{task.entry_point} = reference\n"
    program = artifacts.program(
        source.encode(), "workload.py", workload=name, entry_point=task.entry_point
    )
    limits = Limits(wall_seconds=120.0, cpu_seconds=120)
    bench = measure.Bench((PYTHON,), PYTHON, isolation, isolation, limits=limits, seed=seed)
    found = measure.outputs(program, bench, task)
    assert found is not None
    assert found.expected.run.isolation == found.got.run.isolation == tier
    assert len(found.got.results) == len(workloads.cases(task, seed)) > 1
    result = outcomes.outputs(found.cases, found.expected, found.got, task, program.id)
    assert (result.outcome, result.error, result.failing_input) == ("ok", None, None)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", SAMPLE)
def test_a_reference_passes(name: str, tier: str) -> None:
    _passes(name, tier, SEEDS[0])


@pytest.mark.proof
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_reference_passes(name: str, tier: str, seed: int) -> None:
    _passes(name, tier, seed)
