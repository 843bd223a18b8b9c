"""Which sentences give the share of an instruction mix, of what, of whom, and at which place."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import mix_shares

FENCE = "```python\ndef heat(u):\n    return u\n\n\nheat([1, 2])\n```\n\n"


@pytest.mark.parametrize(
    ("text", "of", "percent", "counted", "function"),
    [
        ("About 40 % of the instructions in `heat` are loads.", "load", 40.0, None, "heat"),
        ("40% of the instructions of `heat` are LOAD_FAST.", "LOAD_FAST", 40.0, None, "heat"),
        ("In `heat`, 12.5 % of the executed instructions are calls.",
         "call", 12.5, "executed", "heat"),
        ("`LOAD_FAST` accounts for 30 percent of the instructions.", "LOAD_FAST", 30.0, None, None),
        ("Loads make up about 40 % of its instructions.", "load", 40.0, None, None),
        ("Loads and stores are 55 % of the static instructions.",
         "load/store", 55.0, "static", None),
        ("Arithmetic instructions make up 20 % of the bytecode instructions in the heat function.",
         "arithmetic", 20.0, None, "heat function"),
        ("9% of the opcodes executed are comparisons.", "compare", 9.0, "executed", None),
        ("5 % of all instructions are jumps.", "branch", 5.0, None, None),
        ("Stores make up 12 % of the instructions; the loop is short.", None, 0, None, None),
    ],
)  # fmt: skip
def test_shares(
    text: str, of: str | None, percent: float, counted: str | None, function: str | None
) -> None:
    found = said(mix_shares, text + "\n")
    if of is None:  # the rest of the sentence speaks of a loop
        assert found == ()
        return
    (one,) = found
    assert one.kind == "mix_share"
    args = {"function": function, "of": of, "percent": percent, "counted": counted, "call": None}
    assert one.args == args


def test_a_hedge_widens_it_and_the_call_that_is_shown_is_meant() -> None:
    (one,) = said(mix_shares, FENCE + "About 40 % of the instructions in `heat` are loads.\n")
    assert (one.hedge, one.tolerance, one.args["call"]) == ("About", 4.0, "heat([1, 2])")


@pytest.mark.parametrize(
    "text",
    [
        "Are 40 % of the instructions loads?",
        "40 % of the time is spent in loads.",
        "Up to 40 % of the instructions are loads.",
        "More than 40 % of the instructions are loads.",
        "30-40 % of the instructions are loads.",
        "Usually 40 % of the instructions are loads.",
        "In typical programs 40 % of the instructions are loads.",
        "40 % of the instructions of most programs are loads.",
        "40 % of the instructions would be loads.",
        "40 % of the instructions are not loads.",
        "40 % of the instructions in the loop are loads.",
        "On Python 3.8, 40 % of the instructions are loads.",
        "Before the change 40 % of the instructions were loads.",
        "If n is large, 40 % of the instructions are loads.",
        "The report says that \"40 % of the instructions are loads\".",
        "You said that 40 % of the instructions are loads.",
        "40 % of the instructions are loads and stores are 10 %.",
        "40 % of the instructions are loads, and 10 % are calls.",
        "40 % of the x86 instructions are loads.",
        "40 % of the instructions are fast.",
        "40 % of the CPU instructions are loads.",
        "It is compiled to assembly. 40 % of the instructions of `heat` are loads.",
        "Loads make up 40 % of their instructions.",
        "40 % of the instructions in `heat` and `wave` are loads.",
        "40 % of the instructions in Quicksort are loads.",
        "The remaining 40 % of the instructions are loads.",
        "Suppose 40 % of the instructions are loads.",
        "40 % of the instructions are `x`.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(mix_shares, text + "\n")] == []


@pytest.mark.parametrize("part", ["5 % of the ", "loads are ", "instructions are loads ", "`a` "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(mix_shares, part * 20_000)
    said(mix_shares, (part + "x. A") * 10_000)


@pytest.mark.parametrize(("percent", "hedge"), [("40", "rounded"), ("38", None), ("40.0", None)])
def test_a_round_number_may_be_a_rounded_one(percent: str, hedge: str | None) -> None:
    (one,) = said(mix_shares, f"{percent} % of the instructions in `heat` are loads.")
    assert one.hedge == hedge
