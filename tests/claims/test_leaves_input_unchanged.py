"""Whether a function leaves its arguments alone."""

from __future__ import annotations

from typing import Any

from claiming import find, probe

from workbench.claims.base import Finding

SAME = {"state": "value", "processes": 5, "calls": 50, "different": "x", "mutated": None}


def said(data: dict[str, Any] | None, outcome: str = "ok", function: str = "f") -> Finding:
    observed = probe("repeat", data, outcome)
    return find("leaves_input_unchanged", {"function": function}, observed=observed)


def test_one_change_refutes() -> None:
    assert said(SAME).label == "confirmed"
    found = said(SAME | {"mutated": "12 numbers"})
    assert (found.label, found.rule) == ("contradicted", "WB405")
    assert "12 numbers" in found.explanation


def test_nothing_is_said_without_outputs() -> None:
    assert said(None, "crash").label == "uncheckable"
    assert said(SAME, function="g").label == "uncheckable"
    assert find("leaves_input_unchanged", {"function": "f"}).label == "uncheckable"
