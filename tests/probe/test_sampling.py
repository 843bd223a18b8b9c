"""Phases are timed apart, and samples name the functions that ran."""

from __future__ import annotations

import json
from typing import Any

import builders as b
import pytest
from probe_driver import MINORS, PROBES, interpreter_of, measure, run

from workbench import interpreters, profiles, sampled
from workbench import measure as measuring
from workbench.guest import tiers
from workbench.measure.observers import OBSERVERS
from workbench.records import Measurement

SOURCE = """\
def hot(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def cold():
    return 1


def f(n):
    return hot(n) + cold()
"""


def seen(data: dict[str, Any]) -> sampled.Samples:
    found = sampled.read(data["sampled"])
    assert found is not None
    return found


@pytest.mark.parametrize("minor", MINORS)
def test_the_function_that_computes_is_seen(minor: tuple[int, int]) -> None:
    data = measure(interpreter_of(minor), "sampling", SOURCE, call="f(20000)")
    assert data["raised"] is None
    assert 1 <= len(data["steady_seconds"]) <= 15
    assert data["import_seconds"] > 0 < data["first_seconds"]
    assert data["runs"] > 1
    samples = seen(data)
    own, whole = samples.own(), samples.with_calls()
    assert max(own, key=lambda name: own[name]) == "hot"
    assert own["hot"] > 0.9
    assert whole["f"] >= whole["hot"] >= own["hot"]
    assert set(whole) <= {"f", "hot", "cold"}
    assert sum(own.values()) <= 1.0 + 1e-9


def test_instructions_of_a_short_call_are_counted_too() -> None:
    data = measure(interpreter_of((3, 11)), "sampling", SOURCE, call="f(10)")
    again = measure(interpreter_of((3, 11)), "executed", SOURCE, call="f(10)")
    expected = {name: one["total"] for name, one in again["functions"].items()}
    assert data["executed"] == expected
    assert set(expected) == {"f", "hot", "cold"}


def test_without_samples_there_are_times_only() -> None:
    data = measure(interpreter_of((3, 11)), "sampling", SOURCE, call="f(10)", samples=False)
    assert data["sampled"] is None
    assert data["executed"] is None
    assert len(data["steady_seconds"]) == 15


def test_what_ends_the_call_is_told() -> None:
    source = "def f():\n    raise ValueError('no')\n"
    data = measure(interpreter_of((3, 11)), "sampling", source, call="f()")
    assert data["raised"]["types"][0] == "ValueError"
    assert data["sampled"] is None


def test_a_program_that_takes_the_signal_away_is_told() -> None:
    source = (
        "import signal\n"
        "def f():\n"
        "    signal.signal(signal.SIGPROF, signal.SIG_IGN)\n"
        "    return sum(range(100000))\n"
    )
    data = measure(interpreter_of((3, 11)), "sampling", source, call="f()")
    assert data["sampled"]["tampered"] is True
    assert sampled.read(data["sampled"]) is None


def observed(call: str) -> Measurement:
    here, tier = interpreters.running(), tiers.detect(allow_none=True)
    bench = measuring.Bench((here,), here, tier, tier)
    return OBSERVERS["sampling"](b.artifact(name="w.py", source=SOURCE), call, bench, None)


def test_phases_are_repeated_in_several_guests() -> None:
    """A guest may be sampled: its timer and its handler are allowed."""
    found = observed("f(20000)")
    assert found.run is not None
    assert found.run.outcome == "ok"
    assert found.run.suspicions == ()
    data = found.data
    assert data is not None
    assert len(data["import_seconds"]) == len(data["first_seconds"]) == 5
    assert len(data["steady_seconds"]) == 75
    assert data["cores"] >= 1
    assert seen(data).own()["hot"] > 0.9


def test_a_speedscope_file_keeps_its_invariants() -> None:
    """Of a sampled profile: as many weights as stacks, frames that exist, an end that is their sum,
    nothing below 0."""
    data = observed("f(20000)").data
    assert data is not None
    document = json.loads(profiles.speedscope(seen(data), "f(20000)"))
    assert document["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    frames = document["shared"]["frames"]
    (profile,) = document["profiles"]
    assert document["activeProfileIndex"] == 0
    assert (profile["type"], profile["unit"]) == ("sampled", "seconds")
    assert len(profile["samples"]) == len(profile["weights"]) > 0
    assert all(0 <= place < len(frames) for stack in profile["samples"] for place in stack)
    assert all(weight >= 0 for weight in profile["weights"])
    assert profile["startValue"] == 0
    assert profile["endValue"] == pytest.approx(sum(profile["weights"]))
    assert {"f", "hot"} <= {frame["name"] for frame in frames}
    assert all(isinstance(frame["line"], int) and frame["line"] >= 0 for frame in frames)


_NESTED = """
import json, sys
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import sampler
watching = sampler.Sampler(["<string>"])
note = watching._note

def interrupted(frame):
    watching._look(0, frame)
    note(frame)

watching._note = interrupted
def body():
    for _ in range(3):
        watching._look(0, sys._getframe())
body()
sys.__stdout__.write("\\n" + json.dumps(watching.report()))
"""


def test_a_signal_during_a_look_is_passed_over() -> None:
    report = run(interpreter_of((3, 11)), _NESTED, {"folder": str(PROBES)})
    assert len(report["samples"]) == 3
    assert sampled.read(report) is not None
