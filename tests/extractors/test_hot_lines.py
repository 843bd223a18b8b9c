"""Which sentences call a line hot, and which line of which program is meant."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import hot_lines, hotspots, ranking

SOURCE = (
    "def heat(u):\n    total = 0\n    for x in u:\n        total += x * x\n    return total\n\n\n"
    "print(heat([1, 2, 3]))\n"
)
FENCE = f"```python\n{SOURCE}```\n\n"


@pytest.mark.parametrize(
    ("text", "line", "hedge"),
    [
        ("Line 4 executes the most instructions.", "        total += x * x", None),
        ("Most bytecode instructions are executed on line 4.", "        total += x * x", None),
        ("Most instructions are executed by the line `total += x * x`.",
         "        total += x * x", None),
        ("Line 4 is the hot spot.", "        total += x * x", "hot spot"),
        ("The main hotspot is line 3.", "    for x in u:", "hotspot"),
        ("The bottleneck is the line `total += x * x`.", "        total += x * x", "bottleneck"),
        ("Most of the time is spent on line 4.", "        total += x * x", "most of the time"),
        ("Line 4 takes most of the run time.", "        total += x * x", "most of the run time"),
    ],
)  # fmt: skip
def test_hot_lines(text: str, line: str, hedge: str | None) -> None:
    (one,) = said(hot_lines, FENCE + text + "\n")
    assert one.kind == "hot_line"
    assert one.args == {"line": line, "call": "heat([1, 2, 3])"}
    assert (one.hedge, one.tolerance) == (hedge, 0)
    assert one.quote == text.rstrip(".")
    assert said(hotspots, FENCE + text + "\n") == ()
    assert said(ranking, FENCE + text + "\n") == ()


def test_the_program_right_above_is_meant() -> None:
    other = "```python\ndef wave(u):\n    return u[0]\n\n\nwave([7])\n```\n\n"
    (one,) = said(hot_lines, FENCE + other + "Line 2 is the hot spot.\n")
    assert one.args == {"line": "    return u[0]", "call": "wave([7])"}


@pytest.mark.parametrize(
    "text",
    [
        "Is line 4 the hot spot?",
        "Line 4 is not the hot spot.",
        "Line 4 is probably the hot spot.",
        "Line 4 is the hot spot if u is long.",
        "Line 4 would be the hot spot.",
        "Line 4 may be the bottleneck.",
        "Line 400 is the hot spot.",
        "Line 6 is the hot spot.",
        "Line 4 of the listing is the hot spot.",
        "Line 4 is the hot spot in the file `other.py`.",
        "Lines 3 to 4 are the hot spot.",
        "Line 4 is the hot spot or line 3.",
        "Line 4 is executed most often.",
        "Line 4 is the longest line.",
        "The hot spot is the line `x = 1`.",
        "The hot spot is the loop.",
        "\"Line 4 is the hot spot\" is wrong.",
        "The report says that line 4 is the hot spot.",
        "Line 4 takes some of the time.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(hot_lines, FENCE + text + "\n")] == []


def test_without_a_program_there_is_none() -> None:
    assert said(hot_lines, "Line 4 is the hot spot.\n") == ()


@pytest.mark.parametrize("part", ["line 5 is the ", "most of the time is ", "line `a` "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(hot_lines, part * 20_000)
    said(hot_lines, FENCE + (part + "x. A") * 10_000)
