"""Texts that give two numbers for one thing: the false one hears of the other."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest

from workbench import contradicting
from workbench.records import TablePlace


def said(number: int, line: int, **changes: Any) -> Any:
    args = {"function": "f", "opcode": "LOAD_FAST", "count": number}
    place = b.location(line=line)
    return b.claim(id=f"c{line}", args=args, claimed=number, location=place, **changes)


def told(*claims: Any) -> list[tuple[str, ...]]:
    """The help of each claim, of which the last is true and the others are false."""
    labels = ["contradicted"] * (len(claims) - 1) + ["confirmed"]
    pairs = zip(claims, labels, strict=True)
    verdicts = [b.verdict(label, claim=claim.id, help=()) for claim, label in pairs]
    return [one.help for one in contradicting.beside(claims, verdicts)]


def test_a_false_number_hears_of_the_other_one() -> None:
    line = "the text contradicts itself: line 7 says 5 of the same"
    assert told(said(4, 3), said(5, 7)) == [(line,), ()]


def test_the_cell_of_a_notebook_is_named() -> None:
    place = b.location(line=2, cell=4)
    other = said(5, 7).model_copy(update={"location": place})
    assert "line 2 of cell 4 says 5" in told(said(4, 3), other)[0][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"artifact": "a2"},
        {"speaker": "user"},
        {"python": "3.8"},
        {"hedge": "about"},
        {"scope": "file"},
        {"alternates": ("a2",)},
        {"kind": "call_count"},
        {"problem": "which function is meant is not clear"},
    ],
)
def test_what_is_of_something_else_contradicts_nothing(changes: dict[str, Any]) -> None:
    assert told(said(4, 3), said(5, 7, **changes)) == [(), ()]


def test_the_same_number_twice_is_none() -> None:
    assert told(said(4, 3), said(4, 7), said(4, 9)) == [(), (), ()]


def test_rows_of_one_table_are_parts() -> None:
    place = TablePlace(id="t1", row=1, column=2, row_label="LOAD_FAST (x)", column_label="f")
    assert told(said(4, 3, table=place), said(5, 4, table=place)) == [(), ()]
