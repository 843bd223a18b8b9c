"""Ctrl-C at a moment that a pool of threads does not survive: no guest runs on unseen."""

from __future__ import annotations

import sys
import sysconfig
import threading
from typing import Any

import pytest

from workbench import artifacts, measure, workloads
from workbench.guest import tiers
from workbench.records import Interpreter, Limits

PYTHON = Interpreter(
    executable=sys.executable,
    version=".".join(map(str, sys.version_info[:3])),
    prefix=sys.base_prefix,
    stdlib=sysconfig.get_path("stdlib"),
    packages=sysconfig.get_path("purelib"),
)
ENDLESS = b"def quicksort(xs):\n    while True: pass\n"


def _workers() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("guests-")]


def test_ctrl_c_while_the_first_worker_starts_ends_its_guest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[threading.Thread] = []
    start = threading.Thread.start

    def interrupted(thread: threading.Thread, *rest: Any) -> None:
        start(thread, *rest)
        if thread.name.startswith("guests-"):
            started.append(thread)
            raise KeyboardInterrupt

    task = workloads.load("quicksort")
    program = artifacts.program(
        ENDLESS, "workload.py", workload="quicksort", entry_point="quicksort"
    )
    isolation = tiers.detect()
    bench = measure.Bench(
        (PYTHON,), PYTHON, isolation, isolation, limits=Limits(wall_seconds=60.0), seed=3
    )
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        measure.artifact(program, (), bench, task)
    assert len(started) == 1
    assert not _workers()
