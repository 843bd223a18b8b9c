"""Reasons for a machine against measured traits: clear distances decide, the rest stays open."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import TARGET, probe
from traiting import dependences, loop, traits

from workbench import kinds
from workbench.claims.base import Evidence, Finding
from workbench.records import Measurement

EMPTY: dict[str, Any] = {"imports": [], "functions": [], "loops": [], "calls": []}
MANY = 100_000


def judged(
    reason: str, *measured: Measurement, function: str | None = "f", **structure: Any
) -> Finding:
    observed = {one.probe: one for one in (probe("structure", EMPTY | structure), *measured)}
    args = {"function": function, "machines": ["GPU"], "premises": [reason]}
    member = kinds.load("architecture")
    stated = b.claim(kind="architecture", args=args, extractor="architectures")
    found = member.judge(
        member.Args.model_validate(args),
        Evidence(
            target=TARGET, claim=stated, artifact=b.artifact(), entry_point="f", observed=observed
        ),
    )
    assert isinstance(found, Finding)
    return found


def state(found: Finding, reason: str) -> str:
    """What is said of the reason: holds, does not hold, undecided, not measured."""
    told = found.explanation.partition(f"{reason!r} ")[2]
    return told.partition(" (")[0]


def ran(**changes: Any) -> Measurement:
    return traits(**({"operations": MANY, "arithmetic": MANY} | changes))


PARALLEL = dependences(work=MANY, span=MANY // 200)
SOME = dependences(work=MANY, span=MANY // 20)
SERIAL = dependences(work=MANY, span=MANY // 2)
SMALL = dependences(work=100, span=50)


@pytest.mark.parametrize(
    ("reason", "free", "expected"),
    [
        ("highly parallel", PARALLEL, "holds"),
        ("massive parallelism", PARALLEL, "holds"),
        ("highly parallel", SOME, "undecided"),
        ("highly parallel", SMALL, "undecided"),
        ("embarrassingly parallel", SERIAL, "does not hold"),
        ("data-parallel work", PARALLEL, "holds"),
        ("data-parallel work", SERIAL, "does not hold"),
        ("parallel work", SERIAL, "not measured"),
        ("serial", SERIAL, "holds"),
        ("serial", SOME, "undecided"),
        ("inherently sequential", PARALLEL, "does not hold"),
        ("low parallelism", SERIAL, "holds"),
        ("limited data parallelism", PARALLEL, "does not hold"),
        ("little parallelism", SOME, "undecided"),
    ],
)
def test_degrees_of_parallelism(reason: str, free: Measurement, expected: str) -> None:
    found = judged(reason, ran(), free)
    assert state(found, reason) == expected
    label = "contradicted" if expected == "does not hold" else "uncheckable"
    assert (found.label, found.rule) == (label, "WB302" if label == "contradicted" else "WB503")


def test_a_parallel_reading_by_data_alone_accuses_nobody() -> None:
    """Parallelism 2 with control and 50 by data: not serial by every reading."""
    free = dependences(work=MANY, span=MANY // 2, data=MANY // 50)
    assert state(judged("highly parallel", ran(), free), "highly parallel") == "undecided"


def test_a_loop_that_may_carry_a_dependence_keeps_serial_open() -> None:
    free = dependences(work=MANY, span=MANY // 200, loops={3: "serial", 5: "independent"})
    assert state(judged("serial loop", ran(), free), "serial loop") == "undecided"


def test_a_free_loop_in_the_text_keeps_parallel_open() -> None:
    row = {"function": "f", "line": 3, "verdict": "independent", "sure": True}
    found = judged("highly parallel", ran(), SERIAL, loops=[row])
    assert state(found, "highly parallel") == "holds"


@pytest.mark.parametrize(
    ("reason", "changes", "expected"),
    [
        ("branch-heavy control flow", {"decisions": 20_000}, "holds"),
        ("branch-heavy code", {"decisions": 10_000}, "undecided"),
        ("many branches", {"decisions": 1_000}, "does not hold"),
        ("many branches", {"decisions": 1_000, "truncated": True}, "undecided"),
        ("many branches", {"decisions": 1_000, "unfollowed": 1}, "undecided"),
        ("many branches", {"decisions": 1_000, "outside": 20_000}, "undecided"),
        ("few branches", {"decisions": 20_000}, "does not hold"),
        ("branch-free", {"decisions": 0}, "holds"),
        (
            "unpredictable branches",
            {"decisions": 5_000, "branches": 5_000, "decision_entropy": 0.5},
            "holds",
        ),
        ("unpredictable branches", {"decisions": 5_000, "decision_entropy": 0.1}, "undecided"),
        ("unpredictable branches", {"decisions": 5_000, "branches": 5_000}, "does not hold"),
        ("unpredictable branches", {"decisions": 5, "branches": 5}, "undecided"),
        ("predictable control flow", {"decisions": 5_000, "branches": 5_000}, "holds"),
        ("predictable control flow", {"branches": 5_000}, "holds"),
        ("predictable control flow", {"branches": 5_000, "branch_entropy": 0.1}, "undecided"),
        ("thread divergence", {"decisions": 5_000, "decision_entropy": 0.4}, "holds"),
        ("compute-bound", {"miss_bytes": MANY // 16, "compulsory_bytes": MANY // 16}, "holds"),
        ("compute-bound", {"miss_bytes": MANY // 8, "compulsory_bytes": MANY // 8}, "undecided"),
        (
            "compute-bound",
            {"miss_bytes": 2_000_000, "compulsory_bytes": 2_000_000},
            "does not hold",
        ),
        ("memory-bound", {"miss_bytes": 2_000_000, "compulsory_bytes": 2_000_000}, "holds"),
        ("memory-bound", {"miss_bytes": 2_000_000, "compulsory_bytes": 900_000}, "undecided"),
        ("memory bandwidth bound", {"miss_bytes": 64, "compulsory_bytes": 64}, "does not hold"),
        ("memory-bound", {"miss_bytes": 64, "unfollowed": 3}, "undecided"),
        ("dominated by matrix multiplication", {"gemm_operations": MANY // 2}, "holds"),
        (
            "dominated by matrix multiplication",
            {"gemm_operations": 10, "multiplications": 5},
            "undecided",
        ),
        ("dominated by matrix products", {"multiplications": 5}, "undecided"),
        ("dense linear algebra", {}, "does not hold"),
        ("dense linear algebra", {"unfollowed": 1}, "undecided"),
        ("regular memory access", {"compared": 10_000, "regular": 9_000}, "holds"),
        ("regular memory access", {"compared": 10_000, "regular": 7_000}, "undecided"),
        ("contiguous accesses", {"compared": 10_000, "regular": 4_000}, "does not hold"),
        ("sequential memory access", {"compared": 10_000, "regular": 9_500}, "holds"),
        ("regular memory access", {"compared": 10, "regular": 10}, "undecided"),
        ("irregular memory access", {"compared": 10_000, "regular": 4_000}, "holds"),
        ("irregular memory access", {"compared": 10_000, "regular": 9_999}, "undecided"),
        ("regular memory access", {}, "not measured"),
    ],
)
def test_reasons_with_traits(reason: str, changes: dict[str, Any], expected: str) -> None:
    found = judged(reason, ran(**changes))
    assert state(found, reason) == expected
    assert (found.label == "contradicted") == (expected == "does not hold")


@pytest.mark.parametrize("function", ["other", "f2"])
def test_traits_are_of_the_entry_point_alone(function: str) -> None:
    found = judged("many branches", ran(), function=function)
    assert state(found, "many branches") == "not measured"


def test_a_report_of_another_form_decides_nothing() -> None:
    lying = ran(branch_entropy=7.0, decisions=50_000)
    assert state(judged("branch-heavy", lying), "branch-heavy") == "not measured"


def test_the_ranking_is_shown_and_decides_nothing() -> None:
    found = judged("vibes", ran(loops=[loop(3, 1, 5_000, MANY)]), PARALLEL)
    assert (found.label, found.rule) == ("uncheckable", "WB503")
    assert len(found.help) == 1
    assert "not about hardware, which was not measured" in found.help[0]
    assert all(name in found.help[0] for name in ("scalar", "VLIW", "SIMD", "GPU", "systolic"))


def test_without_both_probes_there_is_no_ranking() -> None:
    assert judged("vibes", ran()).help == ()
    assert judged("vibes", PARALLEL).help == ()
