"""Every outcome there is, reached by a program of its own, judged as a whole."""

from __future__ import annotations

import typing

import pytest
from running import PYTHON

from workbench import artifacts, measure, outcomes, workloads
from workbench.guest import tiers
from workbench.records import Limits, Outcome

FORGE = """\
import os
for fd in range(3, 64):
    try:
        os.write(fd, b"done")
    except OSError:
        pass
"""
ENDS = {
    "ok": "def quicksort(xs):\n    return sorted(xs)\n",
    "incorrect": "def quicksort(xs):\n    return sorted(xs)[::-1]\n",
    "wrong-type": "def quicksort(xs):\n    return tuple(sorted(xs))\n",
    "crash": "import os\ndef quicksort(xs):\n    os._exit(0)\n",
    "timeout": "def quicksort(xs):\n    while True:\n        pass\n",
    "memory": "def quicksort(xs):\n    return list(bytearray(1 << 40))\n",
    "output-limit": "def quicksort(xs):\n    while True:\n        print('x' * 9999)\n",
    "protocol": FORGE + "def quicksort(xs):\n    return sorted(xs)\n",
    "rejected-source": "def quicksort(xs:\n",
    "no-entry-point": "def quick_sort(xs):\n    return sorted(xs)\n",
    "blocked": "import socket\ndef quicksort(xs):\n    socket.socket()\n",
    "not-run": "import numpy as np\ndef quicksort(xs):\n    return sorted(xs)\n",
}


def test_there_is_a_program_for_every_outcome() -> None:
    assert list(ENDS) == list(typing.get_args(Outcome))


@pytest.mark.parametrize("outcome", ENDS)
def test_a_program_comes_out_as_it_should(outcome: str) -> None:
    task = workloads.load("quicksort")
    program = artifacts.program(
        ENDS[outcome].encode(), "workload.py", workload="quicksort", entry_point="quicksort"
    )
    isolation = tiers.detect()
    limits = Limits(wall_seconds=2.0 if outcome == "timeout" else 30.0)
    # The reference of this workload needs no library: only the program's import is not to be had.
    python = PYTHON.model_copy(update={"packages": None}) if outcome == "not-run" else PYTHON
    bench = measure.Bench((python,), python, isolation, isolation, limits=limits, seed=3)
    found = measure.outputs(program, bench, task)
    assert found is not None
    result = outcomes.outputs(found.cases, found.expected, found.got, task, program.id)
    assert result.outcome == outcome
    assert result.fails == (outcome not in ("ok", "not-run"))
    assert (result.error is None) == (outcome == "ok")
