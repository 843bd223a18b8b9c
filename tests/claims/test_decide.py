"""The rules that turn a number into a label, in their order."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import NEW, OLD, TARGET, find

from workbench.claims._decide import Comparison, decide, within_hedge
from workbench.claims.base import Evidence, Finding
from workbench.records import Reading, VersionState

MIDDLE = "3.10.13"


def states(**found: int | None) -> dict[str, VersionState]:
    return {
        name.removeprefix("v").replace("_", "."): b.absent() if n is None else b.value(n)
        for name, n in found.items()
    }


def reading(measured: int, claimed: int = 7) -> Reading:
    holds = measured == claimed
    return Reading(version=TARGET, scope="file", naming="strict", measured=measured, holds=holds)


def decided(claimed: int, versions: dict[str, VersionState], **more: Any) -> Finding:
    comparison = Comparison(claimed, "LOAD_FAST in f", "WB101", versions, **more)
    return decide(comparison, Evidence(target=TARGET, claim=b.claim()))


def test_true_on_the_target_wins_over_everything() -> None:
    found = decided(7, states(v3_8_18=7, v3_11_7=7), readings=[reading(7)], tolerance=9)
    assert (found.label, found.rule, found.measured) == ("confirmed", None, 7)


def test_true_on_another_version_wins_over_readings_and_hedges() -> None:
    found = decided(7, states(v3_8_18=7, v3_11_7=8), readings=[reading(7)], tolerance=9)
    assert (found.label, found.rule, found.measured) == ("other-version", "WB103", 8)
    assert OLD in found.explanation


def test_another_reading_wins_over_a_hedge() -> None:
    found = decided(7, states(v3_11_7=8), readings=[reading(3), reading(7)], tolerance=9)
    assert (found.label, found.reason) == ("ambiguous", "reading-bound")
    assert [each.measured for each in found.readings if isinstance(each, Reading)] == [7]


def test_within_the_hedge() -> None:
    found = decided(7, states(v3_11_7=8), readings=[reading(3)], tolerance=1)
    assert (found.label, found.reason, found.rule) == ("ambiguous", "within-hedge", "WB502")


def test_else_it_is_contradicted_and_names_the_versions_tested() -> None:
    found = decided(7, states(v3_8_18=9, v3_11_7=8), readings=[reading(3)], tolerance=0.5)
    assert (found.label, found.reason, found.rule) == ("contradicted", "differs", "WB101")
    assert "false on every version tested" in found.explanation
    assert found.fix == "LOAD_FAST in f: 8"


def test_a_hedge_is_compared_on_the_target_only() -> None:
    found = decided(8, states(v3_8_18=8, v3_11_7=20), tolerance=1)
    assert found.label == "other-version"
    found = decided(8, states(v3_8_18=9, v3_11_7=20), tolerance=1)
    assert found.label == "contradicted"
    assert decided(8, states(v3_8_18=9, v3_11_7=None), tolerance=1).label == "contradicted"


@pytest.mark.parametrize(
    ("claimed", "measured", "tolerance", "excused"),
    [
        (13, 14, 1.3, True),
        (4000, 3811, 400, True),
        (20, 14, 2, False),
        (2, 1, 1, True),
        (1, 0, 1, False),
        (100, 9, 200, False),
        (13, 14, 0, False),
    ],
)
def test_what_a_hedge_excuses(claimed: int, measured: int, tolerance: float, excused: bool) -> None:
    """Never another order of magnitude, never something for a true zero."""
    assert within_hedge(claimed, measured, tolerance) is excused


def test_zero_of_what_exists_elsewhere_is_true_there() -> None:
    found = decided(0, states(v3_8_18=0, v3_11_7=None))
    assert (found.label, found.measured) == ("other-version", None)


def test_zero_of_what_no_tested_version_counts_is_vacuous() -> None:
    for versions in (states(v3_11_7=None), states(v3_8_18=1, v3_11_7=None)):
        found = decided(0, versions)
        assert (found.label, found.reason, found.rule) == ("uncheckable", "vacuous", "WB501")


def test_a_number_of_what_does_not_exist_on_the_target_is_contradicted_by_that() -> None:
    found = decided(3, states(v3_8_18=1, v3_11_7=None))
    assert (found.label, found.reason, found.rule) == ("contradicted", "absent", "WB102")
    assert "not an opcode" in found.explanation


def test_a_failing_tool_is_no_label() -> None:
    failed = VersionState(state="error", why="the analyser gave crash: no data")
    found = decided(7, {OLD: b.value(7), TARGET: failed})
    assert (found.label, found.reason, found.rule) == (None, "tool-error", None)


def test_what_was_not_measured_on_the_target() -> None:
    lacking = VersionState(state="not-run", why="it does not compile there: SyntaxError")
    assert decided(7, {TARGET: lacking}).label == "uncheckable"
    assert decided(7, {}).label == "uncheckable"
    elsewhere = decided(7, {TARGET: lacking, NEW: b.value(7)})
    assert elsewhere.label == "other-version"
    assert "it does not compile there" in elsewhere.explanation
    assert decided(7, {MIDDLE: b.value(6), TARGET: lacking}).label == "uncheckable"


def test_a_failing_analyser_reaches_every_static_kind_as_a_tool_failure() -> None:
    from workbench.claims._facts import facts_from

    crashed = b.measurement(probe="bytecode", data=None, run=b.measurement().run)
    static = {TARGET: facts_from(crashed)}
    rows = [{"opcode": "LOAD_FAST", "count": 2}]
    for kind, args in (
        ("opcode_count", {"function": "f", "opcode": "LOAD_FAST", "count": 2}),
        ("total_instructions", {"function": "f", "count": 2}),
        ("arithmetic_instructions", {"function": "f", "count": 2}),
        ("opcode_table", {"function": "f", "rows": rows}),
    ):
        assert find(kind, args, static).label is None
