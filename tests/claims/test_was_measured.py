"""Whether what is said to be measured can be reproduced."""

from __future__ import annotations

import builders as b
import ledger
import pytest
from claiming import TARGET, bytecode, entry, find, table, verdicts

from workbench.claims.base import Finding
from workbench.records import JointReading


def joint(hits: int, cells: int, large_hits: int, large: int) -> JointReading:
    return JointReading(
        version=TARGET,
        scope="function",
        naming="strict",
        hits=hits,
        cells=cells,
        hits_of_2_or_more=large_hits,
        cells_of_2_or_more=large,
    )


def counted(*tables: JointReading, what: str = "opcodes") -> Finding:
    args = {"what": what, "tool": None}
    return find("was_measured", args, artifact=None, tables=tables)


@pytest.mark.parametrize(
    ("tables", "label", "rule"),
    [
        ((joint(5, 5, 3, 3),), "confirmed", None),
        ((joint(3, 9, 0, 4), joint(3, 3, 0, 0)), "confirmed", None),
        ((joint(9, 18, 1, 10),), "contradicted", "WB406"),
        ((joint(9, 18, 1, 10), joint(3, 12, 0, 9)), "contradicted", "WB406"),
        ((joint(9, 18, 5, 10),), "ambiguous", "WB502"),
        ((joint(9, 18, 1, 10), joint(6, 7, 3, 4)), "ambiguous", "WB502"),
        ((joint(2, 4, 0, 0),), "ambiguous", "WB502"),
        ((joint(2, 2, 2, 2),), "uncheckable", "WB501"),
        ((), "uncheckable", "WB501"),
    ],
)
def test_labels(tables: tuple[JointReading, ...], label: str, rule: str | None) -> None:
    found = counted(*tables)
    assert (found.label, found.rule) == (label, rule)


def test_the_best_reading_is_told_and_nobody_is_accused_of_intent() -> None:
    found = counted(joint(3, 12, 0, 9), joint(9, 18, 1, 10))
    assert "none of the 2 tables is reproduced; best: 9 of 18 cells hold" in found.explanation
    assert "1 of 10 of value 2 or more" in found.explanation


@pytest.mark.parametrize("what", ["time", "profile", "output", "run"])
def test_what_cannot_be_seen_is_uncheckable(what: str) -> None:
    assert counted(joint(5, 5, 3, 3), what=what).label == "uncheckable"


def test_tables_are_judged_before_whatever_the_order() -> None:
    """18 cells that no reading of six versions explains: nothing reproduces what was counted."""
    said = b.claim(id="said", artifact=None, kind="was_measured", args={"what": "opcodes"})
    cells = table(ledger.ROWS)
    found = verdicts([said, *cells], *ledger.measured())["said"]
    assert (found.label, found.rule) == ("contradicted", "WB406")
    right = table([("f", "LOAD_FAST", 3), ("f", "POP_TOP", 2), ("f", "RETURN_VALUE", 1)])
    real = bytecode(TARGET, entry("f", {"LOAD_FAST": 3, "POP_TOP": 2, "RETURN_VALUE": 1}))
    assert verdicts([said, *right], real)["said"].label == "confirmed"
