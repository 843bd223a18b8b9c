"""Seconds of functions: all runs have them, under the names that cProfile prints."""

from __future__ import annotations

import builders as b
import pytest
from probe_driver import EULER, MINORS, RIGHT_HAND_SIDE, interpreter_of, measure

from workbench import interpreters, sampled
from workbench import measure as measuring
from workbench.guest import tiers
from workbench.measure.observers import OBSERVERS

CALL = "euler(f, 0.5, 0, 2, 0.01)"


@pytest.mark.parametrize("minor", MINORS)
def test_a_call_is_timed_three_times(minor: tuple[int, int]) -> None:
    data = measure(
        interpreter_of(minor), "calls", EULER, setup=RIGHT_HAND_SIDE, call=CALL, times=True
    )
    assert len(data["seconds"]) == 3
    for run in data["seconds"]:
        euler, right = run["functions"]["euler"], run["functions"]["<lambda>"]
        assert run["total"] >= euler["cumulative"] >= euler["self"] > 0
        assert euler["cumulative"] >= right["cumulative"] > 0
    assert data["calls"] == {"euler": 1, "<lambda>": 200}


def test_a_call_that_raises_is_timed_once() -> None:
    source = "def f():\n    raise ValueError('no')\n"
    data = measure(interpreter_of((3, 11)), "calls", source, call="f()", times=True)
    assert len(data["seconds"]) == 1


def test_a_script_is_run_three_times() -> None:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    bench = measuring.Bench((here,), here, tier, tier)
    source = "def f():\n    return sum([n for n in range(1000)])\n\n\nprint(f() + f())\n"
    found = OBSERVERS["shares"](b.artifact(name="sums.py", source=source), None, bench, None)
    assert found.data is not None
    assert [sorted(run["functions"]) for run in found.data["seconds"]] == [["<module>", "f"]] * 3
    samples = sampled.read(found.data["sampled"])
    assert samples is not None
    assert {"<module>", "f"} <= set(samples.with_calls())
    assert found.run is not None
    assert found.run.stdout == "999000\n" * 3
