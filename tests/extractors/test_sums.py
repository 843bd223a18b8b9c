"""Columns with a total, shares of a whole and written sums, and numbers that need not add up."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import sums

HEAD = "| Category | Count |\n|-|-|\n"


def added(text: str) -> list[tuple[list[float], float, str]]:
    return [(c.args["parts"], c.args["total"], c.args["unit"]) for c in said(sums, text)]


@pytest.mark.parametrize(
    ("text", "parts", "total", "unit"),
    [
        (HEAD + "| loads | 14 |\n| stores | 4 |\n| **Total** | **18** |\n", [14, 4], 18, "count"),
        (HEAD + "| loads | 14 |\n| stores | 4 |\n| Sum of these | 18 |\n", [14, 4], 18, "count"),
        (HEAD + "| loads | 1,400 |\n| stores | 4 |\n| Sum | 1,404 |\n", [1400, 4], 1404, "count"),
        (
            "| Opcode | Count |\n|-|-|\n| LOAD_FAST | 14 |\n| POP_TOP | 4 |\n| Total | 17 |\n",
            [14, 4],
            17,
            "count",
        ),
        (
            "| Kind | Share |\n|-|-|\n| a | 40% |\n| b | 35% |\n| c | 25% |\n",
            [40, 35, 25],
            100,
            "percent",
        ),
        (
            "| Opcode | % of instructions |\n|-|-|\n| LOAD_FAST | 60.5 |\n| POP_TOP | 49.5 |\n",
            [60.5, 49.5],
            100,
            "percent",
        ),
        (
            "| Kind | Part |\n|-|-|\n| a | 40% |\n| b | 30% |\n| Total | 100% |\n",
            [40, 30],
            100,
            "percent",
        ),
        ("Together that makes 5 + 3 + 2 = 11 loads.", [5, 3, 2], 11, "count"),
        ("The shares are 60% + 30% + 10% = 100%.", [60, 30, 10], 100, "percent"),
        ("There are 1,200 + 34 = **1,234** of them.", [1200, 34], 1234, "count"),
        ("All in all (12+4+3+1 = 20), which is little.", [12, 4, 3, 1], 20, "count"),
        ("It takes 1.5 + 2.25 = 3.75 in all.", [1.5, 2.25], 3.75, "count"),
        ("- Loads and stores: 12 + 4 = 16 in all", [12, 4], 16, "count"),
    ],
)
def test_what_is_said_to_add_up(text: str, parts: list[float], total: float, unit: str) -> None:
    assert added(text) == [(parts, total, unit)]


@pytest.mark.parametrize(
    "rows",
    [
        "| loads | 14 |\n| ... | ... |\n| Total | 30 |\n",
        "| loads | 14 |\n| others | 4 |\n| Total | 30 |\n",
        "| loads | 14 |\n| stores | ~4 |\n| Total | 30 |\n",
        "| loads | 14 |\n| stores | |\n| Total | 30 |\n",
        "| loads | 14 |\n| Subtotal | 14 |\n| stores | 2 |\n| Total | 30 |\n",
        "| loads | 14 |\n| of which locals | 4 |\n| Total | 14 |\n",
        "| loads | 14 |\n| Total | 30 |\n",
        "| loads | 14 |\n| stores | 4 |\n",
        "| loads | 14 (46%) |\n| stores | 4 (10%) |\n| Total | 18 (60%) |\n",
        "| Total | 18 |\n| loads | 14 |\n| stores | 5 |\n",
    ],
)
def test_tables_that_need_not_add_up(rows: str) -> None:
    assert added(HEAD + rows) == []


@pytest.mark.parametrize(
    "text",
    [
        "| Opcode | Count |\n|-|-|\n| LOAD_FAST | 14 |\n| POP_TOP | 4 |\n| Total | 30 |\n",
        "| Function | Cumulative time |\n|-|-|\n| f | 4 |\n| g | 3 |\n| Total | 4 |\n",
        "| Function | Time share |\n|-|-|\n| f | 100% |\n| g | 60% |\n",
        "| Hotspot | Share |\n|-|-|\n| f | 40% |\n| g | 20% |\n",
        "| Model | Accuracy % |\n|-|-|\n| a | 99% |\n| b | 98% |\n",
        "| Program | Distinct opcodes |\n|-|-|\n| a | 9 |\n| b | 8 |\n| Total | 12 |\n",
        "| Program | Average |\n|-|-|\n| a | 9 |\n| b | 8 |\n| Total | 8 |\n",
        "| Stage | Peak MiB |\n|-|-|\n| a | 9 |\n| b | 8 |\n| Total | 9 |\n",
        "| Stage | Maximum |\n|-|-|\n| a | 9 |\n| b | 8 |\n| Total | 9 |\n",
        "| Stage | Items per second |\n|-|-|\n| a | 9 |\n| b | 8 |\n| Total | 4 |\n",
        "On a clock 9 + 5 = 2.",
        "In all 1500 + 500 = 2 thousand.",
        "As a uint8, 200 + 100 = 44.",
        "Without the carry 7 + 5 = 2.",
        "As text, 1 + 2 = 12.",
        "The loop computes x + 2 = 5.",
        "With 2 * 3 + 4 = 10 the product comes first.",
        "Modulo 12, 7 + 8 = 3.",
        "In binary 1 + 1 = 10.",
        "Then 7 + 8 = 3 (mod 12).",
        "It is not true that 5 + 3 = 9.",
        "Is 5 + 3 = 9?",
        "In the field 57 + 83 = d4 holds.",
        "So 1/2 + 1/3 = 5/6.",
        "Here 5 + 3 = 9 - 1.",
        "And 5 + 3 = 8 = 4 + 4 as well.",
        "In code `a = 5 + 3 = 9` is wrong.",
        "As h**2 + 3 = 5 shows.",
        "So f(2, 3 + 4 = 9) fails.",
        "It is 60% + 3 = 63.",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert added(text) == []


def test_code_and_long_texts() -> None:
    assert added("```python\nx = 1 + 2 == 4\n```\n") == []
    said(sums, "1 + " * 50_000 + "= 3")
    said(sums, "1 + 1 = 3 " * 20_000)
    said(sums, "9" * 200_000)
    said(sums, "| Kind | Share |\n|-|-|\n" + "| a | 1% |\n" * 3_000)


@pytest.mark.parametrize(
    "text",
    [
        "Counts of functions with what they call:\n\n" + HEAD
        + "| a | 5 |\n| b | 4 |\n| Total | 7 |\n",
        "| Code | instructions incl. callees |\n|-|-|\n| a | 56 |\n| b | 38 |\n| total | 91 |\n",
        "| Function | Inclusive instructions |\n|-|-|\n| a | 10 |\n| b | 9 |\n| total | 10 |\n",
        "| Opcode | Share of calls (%) |\n|-|-|\n| LOAD_FAST | 100 |\n| CALL | 33 |\n",
        "| Opcode | Percentage of functions that contain it |\n|-|-|\n"
        "| LOAD_FAST | 60 |\n| CALL | 42 |\n",
        "| Group | Share of correct answers (%) |\n|-|-|\n| a | 60 |\n| b | 42 |\n",
        "| Opcode | Share |\n|-|-|\n| LOAD_FAST | 70% |\n| CALL | 60% |\n",
    ],
)  # fmt: skip
def test_parts_that_overlap_need_not_add_up(text: str) -> None:
    assert added(text) == []


def test_shares_that_are_a_little_too_many_are_still_added_up() -> None:
    text = "| Opcode | Share |\n|-|-|\n| LOAD_FAST | 70% |\n| CALL | 34% |\n"
    assert added(text) == [([70, 34], 100, "percent")]
