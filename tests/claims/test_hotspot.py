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


def shares(*runs: Any, outcome: str = "ok", error: str | None = None) -> Measurement:
    data = {"seconds": list(runs)} if runs else None
    return probe("shares", data, outcome, error=error)


def hot(function: str | None, *runs: Any, what: str | None = None, **more: Any) -> Finding:
    args = {"function": function, "what": what, "call": None}
    return find("hotspot", args, observed=shares(*runs, **more))


def share(function: str | None, *runs: Any, **given: Any) -> Finding:
    args = {"function": function, "percent": None, "low": None, "high": None, "call": None}
    return find("time_share", args | given, observed=shares(*runs))


CLEAR = [run(1.0, heat=(0.7, 0.9), step=(0.2, 0.2)) for _ in range(3)]
CLOSE = [run(1.0, heat=(0.5, 0.9), step=(0.4, 0.4)) for _ in range(3)]
LITTLE = [run(1.0, heat=(0.01, 0.02), step=(0.9, 0.9)) for _ in range(3)]


def test_a_clear_lead_in_every_run() -> None:
    assert hot("heat", *CLEAR).label == "confirmed"
    assert hot("Solver.heat", *CLEAR).label == "confirmed"
    assert hot("heat", *CLEAR[:2], *CLOSE[:1]).label == "undecided"
    assert hot("heat", run(1.0, heat=(0.8, 0.8))).label == "confirmed"


def test_a_lead_among_functions_while_the_time_goes_elsewhere() -> None:
    imports = [run(100.0, heat=(0.7, 0.9), step=(0.2, 0.2)) for _ in range(3)]
    assert hot("heat", *imports).label == "undecided"


def test_next_to_nothing_in_every_run() -> None:
    found = hot("heat", *LITTLE)
    assert (found.label, found.rule, found.measured) == ("contradicted", "WB202", "step")
    assert hot("heat", *LITTLE[:2], *CLOSE[:1]).label == "undecided"
    # The module's own time is no other function's.
    idle = [run(100.0, heat=(0.7, 0.9), step=(0.9, 0.9)) for _ in range(3)]
    assert hot("heat", *idle).label == "undecided"


def test_what_lies_between_is_left_open_with_its_numbers() -> None:
    found = hot("step", *CLOSE)
    assert (found.label, found.reason) == ("undecided", "tracing")
    assert "40 %, 40 %, 40 % of the time by itself" in found.explanation


@pytest.mark.parametrize(
    ("function", "what"), [(None, "memory access"), (None, None), ("heat", "the inner loop")]
)
def test_a_cause_is_not_measured(function: str | None, what: str | None) -> None:
    found = hot(function, *CLEAR, what=what)
    assert (found.label, found.reason) == ("uncheckable", "needs-ablation")


def test_words_that_name_the_function_are_about_it() -> None:
    assert hot("heat", *CLEAR, what="the `heat` function").label == "confirmed"


def test_the_profile_of_the_call_comes_first() -> None:
    calls = probe("calls", {"raised": None, "seconds": CLEAR})
    both = {"calls": calls, "shares": shares(*LITTLE)}
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


def test_a_share_is_never_proven_and_refuted_only_from_afar() -> None:
    near = share("heat", *CLEAR, percent=88.0)
    assert (near.label, near.reason) == ("undecided", "one-method")
    far = share("heat", *LITTLE, percent=76.0)
    assert (far.label, far.rule) == ("contradicted", "WB203")
    assert share("heat", *LITTLE[:2], *CLEAR[:1], percent=76.0).label == "undecided"
    assert share("heat", *LITTLE, low=50.0, high=100.0).label == "contradicted"
    assert share("heat", *LITTLE, low=10.0, high=30.0).label == "undecided"


def test_a_share_that_gives_nothing_to_compare() -> None:
    assert share("heat", *CLEAR).label == "uncheckable"
    assert share(None, *CLEAR, percent=50.0).label == "uncheckable"
    assert share(None, *CLEAR, percent=150.0).label == "contradicted"
