"""The claim that nobody writes: outputs are those of the reference."""

from __future__ import annotations

import builders as b
import pytest
from claiming import find


@pytest.mark.parametrize(
    ("outcome", "label", "rule"),
    [
        ("ok", "confirmed", None),
        ("incorrect", "contradicted", "WB401"),
        ("wrong-type", "contradicted", "WB401"),
        ("timeout", "contradicted", "WB402"),
        ("memory", "contradicted", "WB402"),
        ("crash", "contradicted", "WB403"),
        ("no-entry-point", "contradicted", "WB403"),
        ("rejected-source", "contradicted", "WB403"),
        ("not-run", "uncheckable", "WB501"),
    ],
)
def test_labels(outcome: str, label: str, rule: str | None) -> None:
    found = find("same_output", {"function": "f"}, result=b.result(outcome))
    assert (found.label, found.rule) == (label, rule)


def test_the_smallest_failing_input_is_shown_and_the_results_own_rule_wins() -> None:
    result = b.result("incorrect", rule="WB405", error="it changes it", failing_input="f([2, 1])")
    found = find("same_output", {"function": "f"}, result=result)
    assert found.rule == "WB405"
    assert "f([2, 1])" in found.explanation


def test_nothing_was_compared() -> None:
    assert find("same_output", {"function": "f"}).label == "uncheckable"
