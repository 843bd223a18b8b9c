"""Whether the same input gives the same output."""

from __future__ import annotations

from typing import Any

from claiming import find, probe

from workbench.claims.base import Finding

SAME = {"state": "value", "processes": 5, "calls": 50, "different": None, "mutated": None}


def said(data: dict[str, Any] | None, outcome: str = "ok", function: str = "f") -> Finding:
    return find("deterministic", {"function": function}, observed=probe("repeat", data, outcome))


def test_one_difference_refutes() -> None:
    assert said(SAME).label == "confirmed"
    assert "5 processes" in said(SAME).explanation
    found = said(SAME | {"different": "3 of 4"})
    assert (found.label, found.rule) == ("contradicted", "WB404")
    assert "3 of 4" in found.explanation


def test_nothing_is_said_without_outputs() -> None:
    assert said(None, "timeout").label == "uncheckable"
    assert said(SAME, function="g").label == "uncheckable"
    assert find("deterministic", {"function": "f"}).label == "uncheckable"
