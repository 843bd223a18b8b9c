"""Shares and seconds of a profile, from what the probes report."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest

from workbench import views
from workbench.exports import _profile
from workbench.figures import Executed, Missing, Mix, Profile
from workbench.records import Measurement, Run

PLAIN = Profile({"f": 1}, 1)
RUNS = [
    {"total": 2.0, "functions": {"f": {"self": 1.0, "cumulative": 2.0}}},
    {"total": 4.0, "functions": {"f": {"self": 1.0, "cumulative": 4.0}}},
    {"total": 4.0, "functions": {"f": {"self": 3.0, "cumulative": 4.0}}},
]
FRAMES = [{"name": "f", "file": "w.py", "line": 1, "own": True}]
SAMPLED = {"frames": FRAMES, "stacks": [[0]], "samples": [[0, 0.001]] * 10, "tampered": False}


def measurement(probe: str, data: dict[str, Any]) -> Measurement:
    return b.measurement(probe=probe, vantage="guest", data=data, run=Run(outcome="ok"))


def timed(**more: Any) -> Measurement:
    data = {
        "import_seconds": [0.5] * 5,
        "first_seconds": [1.0, 2.0, 3.0],
        "steady_seconds": [0.25] * 15,
        "sampled": SAMPLED,
        "load": 0.5,
        "cores": 2,
        "raised": None,
        **more,
    }
    return measurement("sampling", data)


def profile(sampling: Measurement | None = None, executed: Executed | None = None) -> Profile:
    calls = measurement("calls", {"seconds": RUNS, "raised": None})
    found = views.added(PLAIN, calls, sampling or timed(), executed)
    assert isinstance(found, Profile)
    return found


def test_shares_by_each_method() -> None:
    mix = Mix(counts={}, categories={}, total=40, arithmetic=0)
    traced, seen, counted = profile(executed=Executed(mix, {"f": 30, "g": 10}, {}, 0)).views
    own = traced.own["f"]
    assert (traced.method, traced.count) == ("cprofile", 3)
    assert (own.low, own.middle, own.high) == (0.25, 0.5, 0.75)
    assert traced.with_calls["f"].middle == 1.0
    assert (seen.method, seen.count) == ("sampling", 10)
    # Wilson's lower bound of 10 in 10 with z = 1.96.
    assert seen.own["f"].low == pytest.approx(10 / (10 + 1.959964**2))
    assert seen.own["f"].high == 1.0
    assert (counted.method, counted.count, counted.with_calls) == ("executed", 40, {})
    assert counted.own["f"].middle == counted.own["f"].low == 0.75


def test_seconds_by_phase() -> None:
    found = profile()
    assert found.repeats == {"import": 5, "first": 3, "steady": 15}
    assert found.seconds["import"].middle == 0.5
    assert not found.seconds["steady"].wide
    assert found.seconds["first"].middle == 2.0
    assert found.seconds["first"].wide
    assert not found.busy
    assert profile(timed(load=2.5)).busy


def test_what_is_missing_or_no_report_is_left_out() -> None:
    bare = views.added(PLAIN, None, None, None)
    assert bare == PLAIN
    missing = Missing("no", "program")
    assert views.added(missing, None, timed(), None) is missing
    found = profile(timed(sampled={"frames": 3}, steady_seconds="x", first_seconds=[-1.0, True]))
    assert [view.method for view in found.views] == ["cprofile"]
    assert set(found.seconds) == {"import"}
    assert found.speedscope is None


def test_lines_for_people() -> None:
    text = "\n".join(_profile.lines(profile(timed(load=9.0))))
    assert "50.0 % [25.0, 75.0]" in text
    assert "too wide" in text
    assert "the machine was busy" in text
    assert _profile.lines(PLAIN) == []
