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
        pytest.skip("torch is not installed")
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


def test_bulk_operations_have_the_work_and_span_of_their_elements() -> None:
    # A product of (4, 8) and (8, 4): 16 elements of 8 products and 7 sums, 1 + log2 8 deep; the
    # sum of 16 elements: 16 and log2 16.
    source = "import numpy as np\n\n\ndef f(a, b):\n    return (a @ b).sum()\n"
    found = observed(source + "\n\nA = np.ones((4, 8))\nB = np.ones((8, 4))\n", "f(A, B)", None)
    part = dependences.of(found)
    assert not isinstance(part, Missing)
    assert part["work"] == 16 * 15 + 16
    assert part["span"] == {"data": 8, "control": 8, "reductions": 8}
