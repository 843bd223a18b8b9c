"""Judging claims: what cannot be judged as it stands, what is needed, what decided it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import builders as b

from workbench import judge, outcomes, workloads
from workbench.claims import _aim
from workbench.guest.run import Calls, Raised, Returned
from workbench.judge import Subject
from workbench.records import Claim, Measurement, Run, Verdict
from workbench.workloads import load as workload

SOURCE = {"code_objects": []}
CALL = "euler(1)"


def of(claim: Claim, subject: Subject | None = None) -> Verdict:
    """The verdict on one claim about artifact a1."""
    found = {"a1": subject or Subject(b.artifact(), call=CALL, entry_point="euler")}
    (verdict,) = judge.claims([claim], found, b.PYTHON)
    return verdict


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"function": "euler", "opcode": "LOAD_FAST"},
        {"function": "euler", "opcode": "LOAD_FAST", "count": "two"},
        {"function": "euler", "opcode": "LOAD_FAST", "count": 2.0},
        {"function": "euler", "opcode": "LOAD_FAST", "count": True},
        {"function": "euler", "opcode": "LOAD_FAST", "count": None},
        {"function": "euler", "opcode": "LOAD_FAST", "count": -1},
        {"function": "euler", "opcode": "LOAD_FAST", "count": 10**40},
        {"function": None, "opcode": "LOAD_FAST", "count": 2},
        {"function": "euler", "opcode": ["LOAD_FAST"], "count": 2},
        {"function": "euler", "opcode": "L" * 101, "count": 2},
        {"function": "euler", "opcode": "LOAD_FAST", "count": 2, "python": "3.11"},
    ],
)
def test_malformed_arguments_accuse_nobody(args: dict[str, Any]) -> None:
    verdict = of(b.claim(args=args))
    assert (verdict.label, verdict.reason, verdict.rule) == ("uncheckable", "malformed", "WB501")


@pytest.mark.parametrize("kind", ["fastest_library", "", "base", "_decide", "../judge", "Runs"])
def test_unknown_kinds(kind: str) -> None:
    verdict = of(b.claim(kind=kind))
    assert (verdict.label, verdict.reason) == ("uncheckable", "unknown-kind")


def test_a_problem_that_reading_found_is_the_reason() -> None:
    verdict = of(b.claim(problem="a range, not a number"))
    assert (verdict.label, verdict.explanation) == ("uncheckable", "a range, not a number")


def test_a_claim_about_no_program() -> None:
    assert of(b.claim(artifact=None)).reason == "no-code"
    assert of(b.claim(artifact="gone")).reason == "no-code"
    exists = b.claim(artifact=None, kind="opcode_exists", args={"opcode": "BINARY_OP"})
    assert of(exists).label == "confirmed"


def test_what_is_needed_for_claims() -> None:
    found = judge.needs(
        [
            b.claim(),
            b.claim(kind="runs", args={"call": None}),
            b.claim(kind="returns_value", args={"call": "euler(2)", "value": "3"}),
            b.claim(kind="call_count", args={"function": "euler", "count": 1, "call": " "}),
            b.claim(kind="deterministic", args={"function": "euler"}),
            b.claim(kind="runs", args={"call": "euler(3)"}, problem="it is half a claim"),
            b.claim(kind="unknown", args={"call": "euler(4)"}),
        ],
        CALL,
    )
    assert found == {
        ("value", CALL),
        ("value", "euler(2)"),
        ("calls", CALL),
        ("repeat", None),
    }


def test_each_claim_is_judged_by_the_measurement_of_its_own_call() -> None:
    def value(literal: str, name: str) -> Measurement:
        data = {"state": "value", "shown": literal, "literal": literal}
        return b.measurement(id=name, data=data)

    observed = {("value", CALL): value("1", "m1"), ("value", "euler(2)"): value("2", "m2")}
    subject = Subject(b.artifact(), observed=observed, call=CALL, entry_point="euler")
    for call, literal, used in ((None, "1", "m1"), ("euler(2)", "2", "m2")):
        args = {"call": call, "value": literal}
        verdict = of(b.claim(kind="returns_value", args=args), subject)
        assert (verdict.label, verdict.evidence) == ("confirmed", (used,))


def test_the_evidence_of_a_static_claim_is_that_of_the_target_first() -> None:
    def static(version: str) -> Measurement:
        return b.measurement(id=version, probe="bytecode", python=version, data=SOURCE)

    subject = Subject(b.artifact(), {version: static(version) for version in b.VERSIONS})
    verdict = of(b.claim(), subject)
    assert verdict.evidence == ("3.11.7", "3.8.18", "3.13.0")


def test_verdicts_come_in_the_order_of_the_claims() -> None:
    table = b.claim(id="t", kind="opcode_table", args={"function": "f", "rows": []})
    claims = [b.claim(id="1"), table, b.claim(id="2")]
    assert [v.claim for v in judge.claims(claims, {}, b.PYTHON)] == ["1", "t", "2"]


# --- outputs ------------------------------------------------------------------------------------

SORT = workload("quicksort")
CASES = tuple(case for case in workloads.cases(SORT, 0) if case.args != ([],))[:3]
RIGHT = Calls(
    Run(outcome="ok"), tuple(Returned(sorted(case.args[0]), case.args, 0.0) for case in CASES)
)


def compared(*results: Returned | Raised, run: Run = RIGHT.run) -> tuple[str, str | None]:
    found = outcomes.outputs(CASES, RIGHT, Calls(run, results), SORT, "a1")
    return found.outcome, found.rule


def test_outputs_that_are_right() -> None:
    assert compared(*RIGHT.results) == ("ok", None)


def test_the_first_wrong_output_decides() -> None:
    first = RIGHT.results[0]
    assert compared(first, Returned([None], CASES[1].args, 0.0))[0] in ("incorrect", "wrong-type")
    assert compared(first, Returned((1,), CASES[1].args, 0.0)) == ("wrong-type", "WB401")
    assert compared(first, Raised(("KeyError", "Exception"), "")) == ("crash", "WB403")
    assert compared(first, Raised(("MemoryError",), "")) == ("memory", "WB402")
    assert compared(first, Raised(("PermissionError",), "")) == ("blocked", "WB403")


def test_fewer_answers_than_inputs() -> None:
    assert compared(*RIGHT.results[:2]) == ("protocol", "WB403")
    assert compared(*RIGHT.results[:2], run=Run(outcome="timeout")) == ("timeout", "WB402")
    assert compared(run=Run(outcome="not-run", error="--no-run"))[0] == "not-run"


def test_an_expected_exception_may_be_a_subclass_and_nothing_else() -> None:
    wanted = Calls(RIGHT.run, (Raised(("ValueError", "Exception"), "no"),))

    def got(result: Returned | Raised) -> str:
        calls = Calls(RIGHT.run, (result,))
        return outcomes.outputs(CASES[:1], wanted, calls, SORT, "a1").outcome

    assert got(Raised(("ShapeError", "ValueError", "Exception"), "other words")) == "ok"
    assert got(Raised(("TypeError", "Exception"), "no")) == "incorrect"
    assert got(Returned([], CASES[0].args, 0.0)) == "incorrect"


# --- claims about a CPython of their own ----------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("3.8", "3.8.18"),
        ("3.8.2", "3.8.18"),
        ("3.11", "3.11.7"),
        ("3.11.2", "3.11.2"),
        ("3.11.9", "3.11.7"),
        ("3.12", "3.12.10"),
        ("3.14", None),
        ("2.7", None),
    ],
)
def test_the_tested_version_that_is_meant(named: str, found: str | None) -> None:
    here = ["3.8.18", "3.11.2", "3.12.9", "3.12.10", "3.11.8"]
    assert _aim.tested(named, here, "3.11.7") == found


def test_what_was_run_on_one_version_says_nothing_about_another() -> None:
    claim = b.claim(
        kind="executed_count", args={"function": "euler", "opcode": None, "count": 1, "call": CALL}
    )
    other = {"3.8.18": b.measurement(id="o", probe="bytecode", python="3.8.18", data=SOURCE)}
    counted = b.measurement(
        probe="executed",
        data={"functions": {"euler": {"total": 9, "opcodes": {}}}, "host_functions": {}},
        run=Run(outcome="ok"),
    )
    subject = Subject(b.artifact(), static=other, observed={("executed", CALL): counted}, call=CALL)
    assert of(claim, subject).label == "contradicted"
    for python in ("3.8", "3.4"):
        verdict = of(claim.model_copy(update={"python": python}), subject)
        assert verdict.label == "uncheckable"
        assert f"it is about CPython {python}, " in verdict.explanation
    own = claim.model_copy(update={"python": b.PYTHON.rpartition(".")[0]})
    assert of(own, subject).label == "contradicted"


def test_opcodes_are_looked_up_for_the_version_that_is_named() -> None:
    claim = b.claim(kind="opcode_exists", args={"opcode": "LOAD_FAST_BORROW"})
    assert of(claim).label == "other-version"
    assert of(claim.model_copy(update={"python": "3.14"})).label == "confirmed"


def test_a_document_about_a_version_leaves_claims_alone_that_name_another() -> None:
    rows = [{"opcode": "LOAD_FAST", "count": 1, "python": "3.8"}]
    found = judge.about(
        [
            b.claim(),
            b.claim().model_copy(update={"python": "3.8"}),
            b.claim(kind="opcode_table", args={"function": "euler", "rows": rows}),
            b.claim(kind="internal_sum", args={}),
        ],
        "3.14",
    )
    assert [claim.python for claim in found] == ["3.14", "3.8", None, None]
