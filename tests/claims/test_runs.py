"""Whether a program runs."""

from __future__ import annotations

import pytest
from claiming import find, probe, raised, value

from workbench.records import Measurement


@pytest.mark.parametrize(
    ("observed", "label", "rule"),
    [
        (value("3"), "confirmed", None),
        (value(None), "confirmed", None),
        (raised("ValueError", "no"), "contradicted", "WB403"),
        (raised("PermissionError", "no sockets"), "uncheckable", "WB501"),
        (probe("value", None, "crash", error="SIGSEGV"), "contradicted", "WB403"),
        (probe("value", None, "rejected-source"), "contradicted", "WB403"),
        (probe("value", None, "timeout"), "undecided", "WB402"),
        (probe("value", None, "memory"), "undecided", "WB402"),
        (probe("value", None, "blocked"), "uncheckable", "WB501"),
        (probe("value", None, "not-run", error="--no-run"), "uncheckable", "WB501"),
        (None, "uncheckable", "WB501"),
        (probe("value", None).model_copy(update={"error": "it broke"}), None, None),
    ],
)
def test_labels(observed: Measurement | None, label: str | None, rule: str | None) -> None:
    found = find("runs", {"call": None}, observed=observed)
    assert (found.label, found.rule) == (label, rule)


def test_a_name_that_only_the_call_uses_is_no_fault_of_the_program() -> None:
    missing = raised("NameError", "name 'data' is not defined")
    assert find("runs", {"call": "f(data)"}, observed=missing).label == "uncheckable"
    assert find("runs", {"call": "f()"}, observed=missing).label == "contradicted"
