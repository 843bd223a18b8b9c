"""Hot spots and shares of time, decided by what several profiles show."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import TARGET, find, probe

from workbench.claims import hotspot
from workbench.claims.base import Evidence, Finding
from workbench.records import Measurement


def run(total: float, **functions: tuple[float, float]) -> dict[str, Any]:
    rows = {name: {"self": own, "cumulative": whole} for name, (own, whole) in functions.items()}
    return {"total": total, "functions": rows}


def shares(
    *runs: Any, outcome: str = "ok", error: str | None = None, samples: Any = None
) -> Measurement:
    data = {"seconds": list(runs), "sampled": samples} if runs else None
    return probe("shares", data, outcome, error=error)


def sampled(*, main: int = 0, **leaves: int) -> dict[str, Any]:
    """So many samples of a millisecond with each function innermost, all called by `main`."""
    names = ["main", *leaves]
    frames = [{"name": name, "file": "w.py", "line": 1, "own": True} for name in names]
    stacks = [[0], *([0, place] for place in range(1, len(names)))]
    counts = [main, *leaves.values()]
    samples = [[place, 0.001] for place, count in enumerate(counts) for _ in range(count)]
    return {"frames": frames, "stacks": stacks, "samples": samples, "tampered": False}


def hot(function: str | None, *runs: Any, what: str | None = None, **more: Any) -> Finding:
    args = {"function": function, "what": what, "call": None}
    return find("hotspot", args, observed=shares(*runs, **more))


def share(function: str | None, *runs: Any, samples: Any = None, **given: Any) -> Finding:
    args = {"function": function, "percent": None, "low": None, "high": None, "call": None}
    return find("time_share", args | given, observed=shares(*runs, samples=samples))


CLEAR = [run(1.0, heat=(0.7, 0.9), step=(0.2, 0.2)) for _ in range(3)]
CLOSE = [run(1.0, heat=(0.5, 0.9), step=(0.4, 0.4)) for _ in range(3)]
LITTLE = [run(1.0, heat=(0.01, 0.02), step=(0.9, 0.9)) for _ in range(3)]
SEEN_CLEAR = sampled(heat=140, step=40, main=20)
SEEN_LITTLE = sampled(heat=1, step=190, main=9)


def test_a_clear_lead_in_every_run() -> None:
    assert hot("heat", *CLEAR, samples=SEEN_CLEAR).label == "confirmed"
    assert hot("Solver.heat", *CLEAR, samples=SEEN_CLEAR).label == "confirmed"
    assert hot("heat", *CLEAR[:2], *CLOSE[:1], samples=SEEN_CLEAR).label == "undecided"
    assert hot("heat", run(1.0, heat=(0.8, 0.8)), samples=SEEN_CLEAR).label == "confirmed"


def test_one_method_alone_decides_nothing() -> None:
    for runs in (CLEAR, LITTLE):
        found = hot("heat", *runs)
        assert (found.label, found.reason) == ("undecided", "tracing")
    few = sampled(heat=40, step=5)
    assert hot("heat", *CLEAR, samples=few).reason == "tracing"


def test_methods_that_differ_decide_nothing() -> None:
    for runs, samples in ((CLEAR, SEEN_LITTLE), (LITTLE, SEEN_CLEAR), (CLOSE, SEEN_CLEAR)):
        found = hot("heat", *runs, samples=samples)
        assert (found.label, found.reason) == ("undecided", "views-differ")


def test_samples_that_leave_it_open() -> None:
    """110 of 200 with what it calls has a Wilson interval from 48 to 62 %."""
    straddling = sampled(heat=110, step=40, main=50)
    assert hot("heat", *CLEAR, samples=straddling).label == "undecided"
    """None of 60 may still be 6 %, none of 200 is at most 2 %."""
    assert hot("heat", *LITTLE, samples=sampled(step=60)).label == "undecided"
    assert hot("heat", *LITTLE, samples=sampled(step=200)).label == "contradicted"


def called(load: float, executed: dict[str, int], samples: Any) -> Finding:
    data = {"load": load, "cores": 2, "executed": executed, "sampled": samples, "raised": None}
    both = {
        "calls": probe("calls", {"raised": None, "seconds": CLEAR}),
        "sampling": probe("sampling", data),
    }
    evidence = Evidence(target=TARGET, claim=b.claim(), artifact=b.artifact(), observed=both)
    return hotspot.judge(hotspot.Args(function="heat"), evidence)


def test_executed_instructions_are_the_third_method() -> None:
    """A busy machine's wall clock is left out, so that the other two have to agree."""
    most, few = {"Solver.heat": 90, "step": 10}, {"Solver.heat": 10, "step": 90}
    assert called(0.5, few, SEEN_CLEAR).label == "confirmed"
    assert called(0.5, most, None).label == "confirmed"
    assert called(3.0, most, SEEN_CLEAR).label == "confirmed"
    assert called(3.0, few, SEEN_CLEAR).label == "undecided"
    assert called(3.0, most, None).label == "undecided"


def test_a_lead_among_functions_while_the_time_goes_elsewhere() -> None:
    imports = [run(100.0, heat=(0.7, 0.9), step=(0.2, 0.2)) for _ in range(3)]
    assert hot("heat", *imports).label == "undecided"


def test_next_to_nothing_in_every_run() -> None:
    found = hot("heat", *LITTLE, samples=SEEN_LITTLE)
    assert (found.label, found.rule, found.measured) == ("contradicted", "WB202", "step")
    assert hot("heat", *LITTLE[:2], *CLOSE[:1], samples=SEEN_LITTLE).label == "undecided"
    # The module's own time is no other function's.
    idle = [run(100.0, heat=(0.7, 0.9), step=(0.9, 0.9)) for _ in range(3)]
    assert hot("heat", *idle).label == "undecided"


def test_what_lies_between_is_left_open_with_its_numbers() -> None:
    found = hot("step", *CLOSE, samples=sampled(heat=100, step=80, main=20))
    assert (found.label, found.reason) == ("undecided", "views-differ")
    assert "40 %, 40 %, 40 % of the time by itself" in found.explanation


@pytest.mark.parametrize(
    ("function", "what"), [(None, "memory access"), (None, None), ("heat", "the inner loop")]
)
def test_a_cause_is_not_measured(function: str | None, what: str | None) -> None:
    found = hot(function, *CLEAR, what=what)
    assert (found.label, found.reason) == ("uncheckable", "needs-ablation")


def test_words_that_name_the_function_are_about_it() -> None:
    found = hot("heat", *CLEAR, what="the `heat` function", samples=SEEN_CLEAR)
    assert found.label == "confirmed"


def test_the_profile_of_the_call_comes_first() -> None:
    calls = probe("calls", {"raised": None, "seconds": CLEAR})
    sampling = probe("sampling", {"sampled": SEEN_CLEAR, "load": 0.1, "cores": 2})
    both = {"calls": calls, "sampling": sampling, "shares": shares(*LITTLE)}
    evidence = Evidence(target=TARGET, claim=b.claim(), artifact=b.artifact(), observed=both)
    assert hotspot.judge(hotspot.Args(function="heat"), evidence).label == "confirmed"


@pytest.mark.parametrize("outcome", ["crash", "timeout", "not-run", "rejected-source"])
def test_a_program_that_did_not_run(outcome: str) -> None:
    assert hot("heat", outcome=outcome, error="no").label == "uncheckable"


@pytest.mark.parametrize("bad", [run(0.0), {}, 3, {"total": "x", "functions": {"heat": 3}}])
def test_a_report_of_another_form_is_no_evidence(bad: Any) -> None:
    assert hot("heat", bad).label == "uncheckable"


def test_a_function_that_was_never_called() -> None:
    assert hot("wave", *CLEAR).reason == "not-called"
    assert share("wave", *CLEAR, percent=50.0).reason == "not-called"


def test_a_share_is_refuted_only_from_afar_and_by_both() -> None:
    near = share("heat", *CLEAR, percent=88.0)
    assert (near.label, near.reason) == ("undecided", "one-method")
    far = share("heat", *LITTLE, percent=76.0, samples=SEEN_LITTLE)
    assert (far.label, far.rule) == ("contradicted", "WB203")
    assert share("heat", *LITTLE, percent=76.0).label == "undecided"
    assert share("heat", *LITTLE, percent=76.0, samples=SEEN_CLEAR).label == "undecided"
    mixed = [*LITTLE[:2], *CLEAR[:1]]
    assert share("heat", *mixed, percent=76.0, samples=SEEN_LITTLE).label == "undecided"
    wide = share("heat", *LITTLE, low=50.0, high=100.0, samples=SEEN_LITTLE)
    assert wide.label == "contradicted"
    assert share("heat", *LITTLE, low=10.0, high=30.0, samples=SEEN_LITTLE).label == "undecided"


def test_a_share_is_confirmed_when_both_lie_within_its_bounds() -> None:
    """700 of 1,000 samples have a Wilson interval from 67 to 73 %."""
    seen = sampled(heat=700, step=200, main=100)
    assert share("heat", *CLEAR, percent=70.0, samples=seen).label == "confirmed"
    assert share("heat", *CLEAR, low=60.0, high=80.0, samples=seen).label == "confirmed"
    assert share("heat", *CLEAR, percent=80.0, samples=seen).label == "undecided"


def test_a_share_that_gives_nothing_to_compare() -> None:
    assert share("heat", *CLEAR).label == "uncheckable"
    assert share(None, *CLEAR, percent=50.0).label == "uncheckable"
    assert share(None, *CLEAR, percent=150.0).label == "contradicted"
