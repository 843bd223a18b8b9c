"""Dependences seen in the real guest, on the shipped workloads."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import builders as b
import pytest

from workbench import dependences, families, interpreters, measure, workloads
from workbench.figures import Missing
from workbench.guest import tiers
from workbench.measure.observers import OBSERVERS
from workbench.records import Limits, Measurement
from workbench.workloads import Workload

RECORDINGS = Path(__file__).parents[1] / "recordings"
_TORCH = importlib.util.find_spec("torch") is not None
REFERENCES = ("aes", "euler", "matmul", "quicksort", "tsp")
ANSWERS = (*REFERENCES, "cnn")


def observed(source: str, call: str, workload: Workload | None) -> Measurement:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    limits = Limits(wall_seconds=120.0, cpu_seconds=120)
    bench = measure.Bench((here,), here, tier, tier, limits=limits)
    return OBSERVERS["dependences"](b.artifact(name="w.py", source=source), call, bench, workload)


def recorded(name: str) -> str:
    text = (RECORDINGS / name / "workload.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return str(source)


@pytest.mark.parametrize("name", REFERENCES)
def test_the_twin_of_a_reference_computes_what_the_reference_does(name: str) -> None:
    workload = workloads.load(name)
    source = (families.shipped("workloads") / f"{name}.py").read_text(encoding="utf-8")
    assert workload.call is not None
    call = workload.call.replace(workload.entry_point, "reference")
    found = observed(source, call, workload)
    assert found.data is not None, found.run
    assert found.data["compared"] is True, found.data["why"]
    part = dependences.of(found)
    assert not isinstance(part, Missing)
    assert part["work"] >= part["span"]["data"] >= 1


@pytest.mark.parametrize("name", ANSWERS)
def test_the_twin_of_a_recorded_answer_computes_what_the_answer_does(name: str) -> None:
    if name == "cnn" and not _TORCH:
        # It is an extra of hundreds of megabytes; CI always has it.
        pytest.skip("torch is not installed: `make torch` adds it")
    workload = workloads.load(name)
    # The recorded network has a layer of the wrong size and raises.
    source = recorded(name).replace("1440", "5760")
    assert workload.call is not None
    found = observed(source, workload.call, workload)
    assert found.data is not None, found.run
    assert found.data["compared"] is True, found.data["why"]
    assert not isinstance(dependences.of(found), Missing)


def test_the_loop_of_the_recorded_euler_is_serial_by_the_time() -> None:
    workload = workloads.load("euler")
    assert workload.call is not None
    part = dependences.of(observed(recorded("euler"), workload.call, workload))
    assert not isinstance(part, Missing)
    (loop,) = part["loops"]
    assert loop["verdict"] == "serial"
    assert loop["witness"]["variable"] in ("t", "y")


def test_rows_of_an_array_are_told_apart() -> None:
    source = (
        "import numpy as np\n\n\ndef f(n):\n    a = np.zeros((n, n))\n    for i in range(n):\n"
        "        for j in range(1, n):\n            a[i, j] = a[i, j - 1] + 1.0\n"
        "    return a.sum()\n"
    )
    part = dependences.of(observed(source, "f(4)", None))
    assert not isinstance(part, Missing)
    verdicts = {loop["line"]: loop["verdict"] for loop in part["loops"]}
    assert verdicts == {6: "independent", 7: "serial"}


def test_a_loop_over_whole_arrays_names_the_array_and_its_line() -> None:
    source = (
        "import numpy as np\n\n\ndef f(u):\n    for _ in range(3):\n"
        "        u[1:-1] = 0.5 * (u[:-2] + u[2:])\n    return u\n"
    )
    part = dependences.of(observed(source + "\n\nU = np.arange(9.0)\n", "f(U)", None))
    assert not isinstance(part, Missing)
    (loop,) = part["loops"]
    assert loop["witness"] == {
        "variable": "u[]",
        "from_line": 6,
        "to_line": 6,
        "iterations": [0, 1],
    }


def test_bulk_operations_have_the_work_and_span_of_their_elements() -> None:
    # A product of (4, 8) and (8, 4): 16 elements of 8 products and 7 sums, 1 + log2 8 deep; the
    # sum of 16 elements: 16 and log2 16.
    source = "import numpy as np\n\n\ndef f(a, b):\n    return (a @ b).sum()\n"
    found = observed(source + "\n\nA = np.ones((4, 8))\nB = np.ones((8, 4))\n", "f(A, B)", None)
    part = dependences.of(found)
    assert not isinstance(part, Missing)
    assert part["work"] == 16 * 15 + 16
    assert part["span"] == {"data": 8, "control": 8, "reductions": 8}


# PyTorch is an extra of hundreds of megabytes; CI always has it.
@pytest.mark.skipif(not _TORCH, reason="torch is not installed: `make torch` adds it")
def test_layers_have_the_work_of_their_weights() -> None:
    # 2 images, 10 filters of 5 x 5, 24 x 24 places: 11,520 sums of 25 products and a bias, 50
    # steps each; as many by ReLU; then 20 sums of 5,760 products and a bias. reshape is a call of
    # a library like others: a step per element. Depth: 1 + 5 + 1, 1, 1, 1 + 13 + 1.
    source = (
        "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n"
        "        self.a = nn.Conv2d(1, 10, 5)\n        self.b = nn.Linear(5760, 10)\n\n"
        "    def forward(self, x):\n        y = torch.relu(self.a(x))\n"
        "        return self.b(y.reshape(2, 5760))\n\n\n"
        "NET = Net()\nX = torch.zeros(2, 1, 28, 28)\n"
    )
    found = observed(source, "NET.forward(X)", None)
    part = dependences.of(found)
    assert not isinstance(part, Missing), part
    assert part["not_followed"] == []
    assert part["work"] == 11520 * 50 + 11520 + 11520 + 20 * (2 * 5760)
    assert part["span"]["data"] == 7 + 1 + 1 + 15
