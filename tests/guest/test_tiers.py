"""A tier is what its self-test proves, and nothing runs where nothing isolates."""

from __future__ import annotations

import pytest

from workbench.errors import ENVIRONMENT, IsolationError, UsageError
from workbench.guest import escapes, jail, pool, run, tiers

SEEN = [
    "write a file outside",
    "write to shared memory",
    "connect to this machine",
    "send to this machine",
    "connect to a socket without a file",
]
"""Escapes that leave something for the host to see."""


def test_a_detected_tier_withstood_its_self_test() -> None:
    found = tiers.detect()
    assert found.tier in ("strong", "filtered")
    assert tiers.problem_of(found.tier) is None


def test_the_best_tier_is_taken_and_what_is_missing_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        tiers, "_tested", {"strong": "bubblewrap is not installed", "filtered": None}
    )
    found = tiers.detect()
    assert found.tier == "filtered"
    assert len(found.missing) == 1
    assert "apt install bubblewrap" in found.missing[0]


def test_a_demand_that_cannot_be_met_is_refused_with_a_hint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        tiers, "_tested", {"strong": "bubblewrap is not installed", "filtered": None}
    )
    with pytest.raises(IsolationError) as caught:
        tiers.detect(require="strong")
    assert caught.value.exit_code == ENVIRONMENT
    assert caught.value.hint is not None
    assert tiers.detect(require="filtered").tier == "filtered"


def test_where_nothing_isolates_nothing_runs_unless_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tiers, "_tested", dict.fromkeys(tiers.TIERS, "no"))
    with pytest.raises(IsolationError) as caught:
        tiers.detect()
    assert caught.value.hint is not None
    found = tiers.detect(allow_none=True)
    assert found.tier == "none"
    assert [why.split(":")[0] for why in found.missing] == ["strong", "filtered", "namespaces"]


def test_no_isolation_can_be_forced_only_when_allowed() -> None:
    with pytest.raises(IsolationError):
        tiers.detect(force="none")
    assert tiers.detect(force="none", allow_none=True).tier == "none"
    with pytest.raises(IsolationError):
        tiers.detect(force="none", allow_none=True, require="filtered")


def test_an_unknown_tier_is_a_mistake_of_the_user() -> None:
    with pytest.raises(UsageError):
        tiers.detect(require="perfect")


def test_the_self_test_notices_that_nothing_isolates() -> None:
    """The same program, without a sandbox: every escape must work, or the test proves nothing."""
    job = run.Job("outputs", tiers._own_interpreter(), escapes.PROGRAM, entry_point="attempt")
    with escapes.bait() as bait:
        calls = run.call(job, [(bait.arguments(),)], tiers._LIMITS, tiers.Isolation("none"))
        attempts = list(bait.arguments())
        touched = bait.touched()
    assert touched == SEEN
    assert len(calls.results) == 1
    assert isinstance(calls.results[0], run.Returned)
    assert calls.results[0].value == (attempts, [])
    assert set(SEEN) < set(attempts)
    assert tiers._judge(calls.results[0], len(attempts)) is not None


def test_bubblewrap_comes_from_the_systems_folders_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    before = jail.bubblewrap()
    fake = f"{tmp_path}/bwrap"
    with open(fake, "w") as file:
        file.write("#!/bin/sh\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert jail.bubblewrap() == before


def test_zygotes_that_do_not_hold_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to start a guest are put to the test, and only the one that holds is taken."""
    asked: list[bool] = []

    def attempted(job: run.Job, tier: str) -> str | None:
        asked.append(job.fresh)
        return None if job.fresh else "a program inside managed to start a process"

    forbidden: set[str] = set()
    monkeypatch.setattr(pool, "_forbidden", forbidden)
    monkeypatch.setattr(tiers, "_attempted", attempted)
    assert tiers._self_test("filtered") is None
    assert (asked, forbidden) == ([True, False], {"filtered"})
