"""Bounds on a speed-up, and a guest's report that is no report."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest

from workbench import dependences
from workbench.exports import _dependences
from workbench.figures import Missing

WITNESS: dict[str, Any] = {"variable": "x", "from_line": 10, "to_line": 6, "iterations": [0, 1]}
SERIAL: dict[str, Any] = {
    "line": 6,
    "kind": "for",
    "runs": 1,
    "iterations": 2000,
    "verdict": "serial",
    "witness": WITNESS,
}


def report(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "work": 34002,
        "span": {"data": 9001, "control": 9001, "reductions": 9001},
        "not_followed": [],
        "loops": [SERIAL],
        "raised": None,
        "why": None,
        "model": "",
        "compared": True,
    }
    return fields | changes


def part(**changes: Any) -> Any:
    return dependences.of(b.measurement(probe="dependences", data=report(**changes)))


def test_the_part_of_a_report() -> None:
    found = part()
    assert found["work"] == 34002
    assert found["span"] == {"data": 9001, "control": 9001, "reductions": 9001}
    assert found["loops"] == [SERIAL]
    assert found["parallelism"]["data"] == pytest.approx(34002 / 9001)


def test_bounds_by_hand() -> None:
    # T1 = 100, Tinf = 10: two units take at most 90 / 2 + 10 steps and at least 50.
    rows = {row["units"]: row for row in dependences.bounds(100, 10)}
    assert rows[2]["least"] == pytest.approx(100 / 55)
    assert all(row["least"] >= 1 for row in dependences.bounds(100, 99))
    assert rows[2]["most"] == 2
    assert rows[1024]["most"] == 10
    assert all(row["least"] <= row["most"] for row in rows.values())


@pytest.mark.parametrize(
    "changes",
    [
        {"work": -1},
        {"work": "34002"},
        {"work": True},
        {"span": {"data": 1, "control": 2}},
        {"loops": [SERIAL | {"verdict": "parallel"}]},
        {"loops": [SERIAL | {"witness": None}]},
        {"loops": [SERIAL | {"verdict": "independent"}]},
        {"loops": [SERIAL | {"verdict": "reduction"}]},
        {"loops": [SERIAL | {"line": 0}]},
        {"loops": [SERIAL | {"kind": "x" * 301}]},
        {"loops": {}},
        {"why": 5},
    ],
)
def test_what_is_no_report_gives_no_figure(changes: dict[str, Any]) -> None:
    found = part(**changes)
    assert isinstance(found, Missing)
    assert found.cause == "program"


def test_a_span_longer_than_the_work_gives_no_bounds() -> None:
    found = part(work=5)
    assert found["bounds"] == {}
    assert found["parallelism"] is None
    assert found["work"] is None


def test_why_nothing_is_known_is_handed_on() -> None:
    found = part(why="line 3 uses locals()", work=None, span=None, loops=[])
    assert found == Missing("not analysed: line 3 uses locals()", "unasked")


def test_what_is_not_followed_leaves_no_work_and_keeps_the_loops() -> None:
    found = part(work=None, span=None, not_followed=[{"line": 4, "why": "it calls f"}])
    assert found["work"] is None
    assert found["loops"] == [SERIAL]
    shown = "\n".join(_dependences.lines(found))
    assert "work and span: not analysed" in shown
    assert "line 4: it calls f" in shown


def test_the_chapter_for_a_terminal_is_safe() -> None:
    evil = SERIAL | {"witness": {**WITNESS, "variable": "x\x1b[2J"}}
    shown = _dependences.lines(part(loops=[evil]))
    assert "\x1b" not in "\n".join(shown)
    assert any("34,002" in line for line in shown)
    assert any("serial: x\\x1b[2J, 10 -> 6, iterations 0 -> 1" in line for line in shown)
