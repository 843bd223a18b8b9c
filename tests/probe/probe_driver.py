"""Runs one probe in an interpreter of its own, without the guest around it: a tool for tests."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from workbench import interpreters
from workbench.records import Interpreter

PROBES = Path(__file__).resolve().parents[2] / "workbench" / "probe"
FOUND = interpreters.discover(environ=os.environ)
MINORS = tuple((3, minor) for minor in range(8, 14))

EULER = """\
def euler(f, y0, t0, t_end, h):
    t = t0
    y = y0
    while t < t_end:
        y = y + h * f(t, y)
        t += h
    return y
"""
RIGHT_HAND_SIDE = "f = lambda t, y: y - t**2 + 1"

_CHILD = """
import importlib, json, sys
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import target
subject = target.Target(job["source"], job["filename"], None, job["parameters"])
data = importlib.import_module(job["probe"]).measure(subject)
sys.__stdout__.write("\\n" + json.dumps(data))
"""


def interpreter_of(minor: tuple[int, int]) -> Interpreter:
    """The newest interpreter of that minor version; without one the test is skipped."""
    fitting = [found for found in FOUND if found.minor == minor]
    if not fitting:  # users have the versions they have; CI has them all
        pytest.skip(f"CPython {minor[0]}.{minor[1]} is not installed here")
    return fitting[-1]


def run(interpreter: Interpreter, script: str, job: object) -> Any:
    """Run a script isolated, the job as JSON on its stdin, JSON from the last line of stdout."""
    done = subprocess.run(
        [interpreter.executable, "-I", "-S", "-B", "-c", script],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.rpartition("\n")[2])


def measure(
    interpreter: Interpreter,
    probe: str,
    source: str,
    *,
    filename: str = "workload.py",
    **parameters: Any,
) -> dict[str, Any]:
    """What the probe reports about the source on that interpreter."""
    job = {
        "folder": str(PROBES),
        "probe": probe,
        "source": source,
        "filename": filename,
        "parameters": parameters,
    }
    data: dict[str, Any] = run(interpreter, _CHILD, job)
    return data
