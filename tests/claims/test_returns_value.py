"""What a call returns."""

from __future__ import annotations

import pytest
from claiming import find, probe, raised, value

from workbench.claims.base import Finding
from workbench.records import Measurement


def returns(said: str, observed: Measurement | None, call: str | None = "f(1)") -> Finding:
    return find("returns_value", {"call": call, "value": said}, observed=observed)


def test_right_and_wrong() -> None:
    assert returns("5.2788", value("5.278830895566722")).label == "confirmed"
    wrong = returns("5.27", value("5.278830895566722"))
    assert (wrong.label, wrong.rule, wrong.measured) == (
        "contradicted",
        "WB407",
        "5.278830895566722",
    )
    assert returns("[1, 2, 3]", value("[1, 2, 3]")).label == "confirmed"
    assert returns("None", value("None")).label == "confirmed"


@pytest.mark.parametrize("said", ["None", "[1, 2]", "'Thing'", "3"])
def test_a_value_without_a_literal_is_compared_with_nothing(said: str) -> None:
    assert returns(said, value(None)).label == "uncheckable"


@pytest.mark.parametrize("said", ["10**10**10", "sorted list", "", "array([1])", "(" * 1999])
def test_what_is_no_literal(said: str) -> None:
    assert returns(said, value("3")).label == "uncheckable"


def test_an_exception() -> None:
    found = returns("3", raised("ValueError", "shapes"))
    assert (found.label, found.rule, found.measured) == ("contradicted", "WB403", "ValueError")


def test_a_name_that_only_the_call_uses_is_no_fault_of_the_program() -> None:
    missing = raised("NameError", "name 'data' is not defined")
    assert returns("3", missing, "f(data)").reason == "no-such-name"
    assert returns("3", missing, "f(1)").label == "contradicted"
    assert returns("3", missing, None).label == "contradicted"


@pytest.mark.parametrize("call", ["print(f(1))", "show(1)"])
def test_printed_values(call: str) -> None:
    printed = value("None", stdout="steps: 200\n5.278830895566722\n")
    assert returns("5.2788", printed, call).label == "confirmed"
    assert returns("5.3788", printed, call).label == "contradicted"
    assert returns("'done'", value("None", stdout="done\n"), call).label == "confirmed"
    assert returns("3", value("None", stdout="\n"), call).label == "contradicted"


def test_what_is_printed_beside_a_value_is_not_the_value() -> None:
    assert returns("3", value("4", stdout="3\n")).label == "contradicted"


@pytest.mark.parametrize("outcome", ["timeout", "memory", "output-limit", "blocked", "protocol"])
def test_a_limit_of_ours_says_nothing_about_the_value(outcome: str) -> None:
    assert returns("3", probe("value", None, outcome)).label == "uncheckable"


@pytest.mark.parametrize("outcome", ["crash", "rejected-source"])
def test_a_program_that_ends_itself(outcome: str) -> None:
    assert returns("3", probe("value", None, outcome)).label == "contradicted"


def test_nothing_was_run() -> None:
    assert returns("3", None).label == "uncheckable"
    assert returns("3", probe("value", None, "not-run", error="--no-run")).label == "uncheckable"
    failed = probe("value", None).model_copy(update={"error": "it broke"})
    assert returns("3", failed).label is None
