"""Which sentences name what dominates the instructions of a function, and at which place."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import leaders


@pytest.mark.parametrize(
    ("text", "by", "counted", "function"),
    [
        ("`heat` is dominated by LOAD_FAST.", "LOAD_FAST", None, "heat"),
        ("The bytecode of `heat` is dominated by LOAD_FAST instructions.",
         "LOAD_FAST", None, "heat"),
        ("The bytecode is clearly dominated by `LOAD_FAST`.", "LOAD_FAST", None, None),
        ("The executed instructions are dominated by loads.", "load", "executed", None),
        ("The instruction mix of the heat solver is dominated by loads and stores.",
         "load/store", None, "heat solver"),
        ("The most executed opcode is LOAD_FAST.", "LOAD_FAST", "executed", None),
        ("In `heat`, the most frequently executed instruction is `BINARY_OP`.",
         "BINARY_OP", "executed", "heat"),
        ("The most executed opcode in `heat` is LOAD_FAST.", "LOAD_FAST", "executed", "heat"),
        ("The dominant opcode in `heat` is LOAD_FAST.", "LOAD_FAST", None, "heat"),
        ("LOAD_FAST is the most often executed opcode in `heat`.", "LOAD_FAST", "executed", "heat"),
    ],
)  # fmt: skip
def test_leaders(text: str, by: str, counted: str | None, function: str | None) -> None:
    (one,) = said(leaders, text + "\n")
    assert one.kind == "dominated_by"
    assert one.args == {"function": function, "by": by, "counted": counted, "call": None}


@pytest.mark.parametrize(
    "text",
    [
        "Is `heat` dominated by LOAD_FAST?",
        "`heat` is not dominated by LOAD_FAST.",
        "`heat` is dominated by arithmetic.",
        "The run time is dominated by loads.",
        "The cost is dominated by function calls.",
        "The profile is dominated by `step`.",
        "`heat` is dominated by memory loads.",
        "Interpreted programs are usually dominated by LOAD_FAST.",
        "Python bytecode is typically dominated by LOAD_FAST.",
        "`heat` would be dominated by LOAD_FAST.",
        "`heat` is dominated by LOAD_FAST and BINARY_OP.",
        "`heat` is dominated by LOAD_FAST if n is large.",
        "On a GPU it is dominated by LOAD_FAST.",
        "The loop of `heat` is dominated by LOAD_FAST.",
        "`heat` was dominated by LOAD_FAST before the change.",
        "In Python 3.8 `heat` is dominated by LOAD_FAST.",
        "He claims that `heat` is dominated by LOAD_FAST.",
        "\"`heat` is dominated by LOAD_FAST\" is a myth.",
        "The most executed opcode is probably LOAD_FAST.",
        "The most executed opcode is often LOAD_FAST.",
        "LOAD_FAST is one of the most executed opcodes.",
        "The most executed opcode in most programs is LOAD_FAST.",
        "The most executed line is 7.",
        "`heat` and `wave` are dominated by LOAD_FAST.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(leaders, text + "\n")] == []


@pytest.mark.parametrize("part", ["is dominated by ", "the most executed opcode ", "`a` is "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(leaders, part * 20_000)
    said(leaders, (part + "x. A") * 10_000)
