"""Recommended machines: a judgement, whose reasons are held against the syntax tree."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find, probe

from workbench.claims.base import Finding


def loop(verdict: str, function: str = "heat", **more: Any) -> dict[str, Any]:
    return {"function": function, "line": 3, "verdict": verdict, "sure": True} | more


def call(name: str, *, in_loop: bool = False, function: str = "heat") -> dict[str, Any]:
    return {"function": function, "name": name, "line": 4, "in_loop": in_loop}


def recommended(premises: list[str], **data: Any) -> Finding:
    fields: dict[str, Any] = {"imports": [], "functions": [], "loops": [], "calls": []}
    args = {"function": "heat", "machines": ["GPU"], "premises": premises}
    return find("architecture", args, observed=probe("structure", fields | data))


def test_a_recommendation_is_a_judgement() -> None:
    found = recommended([])
    assert (found.label, found.rule, found.reason) == ("uncheckable", "WB503", "judgement")


def test_data_parallel_where_every_loop_is_serial() -> None:
    found = recommended(["highly data-parallel"], loops=[loop("serial")])
    assert (found.label, found.rule) == ("contradicted", "WB302")
    assert "1 loop: serial" in found.explanation


@pytest.mark.parametrize(
    "data",
    [
        {"loops": [loop("serial"), loop("independent")]},
        {"loops": [loop("serial"), loop("not analysed")]},
        {"loops": [loop("serial", sure=False)]},
        {"loops": [loop("serial"), loop("independent", "helper")]},
        {"loops": [loop("serial")], "imports": [{"module": "numpy"}]},
        {"loops": [loop("serial")], "truncated": True},
        {"loops": [loop("serial", "helper")]},
        {},
    ],
)
def test_where_something_may_be_parallel_nobody_is_accused(data: dict[str, Any]) -> None:
    assert recommended(["data-parallel work"], **data).label == "uncheckable"


@pytest.mark.parametrize(
    ("premise", "data", "state"),
    [
        ("serial loop", {"loops": [loop("serial")]}, "holds"),
        ("sequential dependence", {"loops": [loop("independent")]}, "not measured"),
        ("data-parallel", {"loops": [loop("independent")]}, "holds"),
        ("data parallel", {"loops": [loop("reduction")]}, "holds"),
        ("Dense linear algebra", {"calls": [call("numpy.dot")]}, "holds"),
        ("dense products", {"calls": [call("@")]}, "holds"),
        ("dense products", {"calls": [call("print")]}, "not measured"),
        ("many small calls", {"calls": [call("f", in_loop=True)]}, "holds"),
        ("many function calls", {"calls": [call("f")]}, "not measured"),
        ("parallel work", {"loops": [loop("serial")]}, "not measured"),
        ("low parallelism", {"loops": [loop("independent")]}, "not measured"),
        ("high throughput", {"loops": [loop("serial")]}, "not measured"),
    ],
)
def test_reasons(premise: str, data: dict[str, Any], state: str) -> None:
    found = recommended([premise], **data)
    assert found.label == "uncheckable"
    assert f"{premise!r} {state}" in found.explanation


@pytest.mark.parametrize("data", [{"error": "SyntaxError"}, {"loops": 3, "calls": None}])
def test_a_report_of_another_form_is_no_evidence(data: dict[str, Any]) -> None:
    assert recommended(["data-parallel"], **data).label == "uncheckable"


def test_without_a_syntax_tree_it_is_still_a_judgement() -> None:
    args = {"function": None, "machines": ["VLIW"], "premises": ["serial"]}
    found = find("architecture", args)
    assert (found.label, found.rule) == ("uncheckable", "WB503")
    assert "not measured" in found.explanation
