"""Shapes that layers are given, seen in a guest with torch."""

from __future__ import annotations

import importlib.util

import builders as b
import pytest

from workbench import interpreters, judge, measure
from workbench.guest import tiers
from workbench.measure.observers import OBSERVERS
from workbench.records import Limits, Measurement

NETWORK = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 10, kernel_size=5)
        self.last = nn.Linear({size}, 10)

    def forward(self, image):
        seen = torch.relu(self.first(image))
        return self.last(seen.reshape(len(seen), -1))


print(Net()(torch.zeros(1, 1, 28, 28)).shape)
"""


def seen(source: str) -> Measurement:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    limits = Limits(wall_seconds=60.0, cpu_seconds=60)
    bench = measure.Bench((here,), here, tier, tier, limits=limits)
    return OBSERVERS["shapes"](b.artifact(name="net.py", source=source), None, bench, None)


def test_a_program_without_torch_is_not_run() -> None:
    found = seen("print(1)\n")
    assert found.run is not None
    assert found.run.outcome == "not-run"


# PyTorch is an extra of hundreds of megabytes; CI always has it.
_TORCH = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="torch is not installed: `make torch` adds it"
)


@_TORCH
def test_a_network_of_which_a_pooling_was_dropped() -> None:
    found = seen(NETWORK.format(size=1440))
    assert found.data is not None
    first, last = found.data["layers"]
    assert (first["name"], first["input"], first["output"]) == (
        "first",
        [1, 1, 28, 28],
        [1, 10, 24, 24],
    )
    assert (last["input"], last["output"], last["sizes"]["in_features"]) == ([1, 5760], None, 1440)
    assert found.data["exception"] == "RuntimeError"
    assert found.data["line"] == 13
    args = {"layer": "last", "what": "in_features", "value": 1440, "call": None}
    subject = judge.Subject(b.artifact(), observed={("shapes", None): found})
    claim = b.claim(kind="shape", args=args)
    (verdict,) = judge.claims([claim], {"a1": subject}, found.python)
    assert (verdict.label, verdict.rule) == ("contradicted", "WB409")
    assert "10*12*12 = 1440" in verdict.explanation


@_TORCH
def test_a_network_that_fits() -> None:
    found = seen(NETWORK.format(size=5760))
    assert found.data is not None
    assert found.data["exception"] is None
    assert [one["output"] for one in found.data["layers"]] == [[1, 10, 24, 24], [1, 10]]
