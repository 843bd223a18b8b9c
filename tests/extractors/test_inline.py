"""Counts in parentheses behind names of opcodes, and numbers there that are none."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import inline

BOTH = [("LOAD_FAST", 6), ("BINARY_OP", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "The bytecode of `f` consists mainly of LOAD_FAST (6), BINARY_OP (3) and a little rest.",
        "`f` contains `LOAD_FAST` (6) and `BINARY_OP` (3).",
        "The most frequent opcodes are LOAD_FAST (×6) and BINARY_OP (3 times).",
        "It uses **LOAD_FAST** (6x) and **BINARY_OP** (3x).",
        "It has LOAD_FAST × 6 and BINARY_OP × 3.",
    ],
)
def test_counts_in_a_sentence(text: str) -> None:
    claims = said(inline, text + "\n")
    counts = [(one.args["opcode"], one.claimed) for one in claims if one.kind == "opcode_count"]
    assert counts == BOTH
    assert next(one.kind for one in claims) == "opcode_table"


def test_the_quote_is_name_and_number() -> None:
    claims = said(inline, "`f` contains LOAD_FAST (6) and BINARY_OP (3).\n")
    assert [one.quote for one in claims][1:] == ["LOAD_FAST (6)", "BINARY_OP (3)"]


@pytest.mark.parametrize(
    "text",
    [
        "It executes LOAD_FAST (0), LOAD_FAST (1) and BINARY_OP (5).",
        "The opcode numbers used are LOAD_FAST (124) and STORE_FAST (125).",
        "`f` uses LOAD_FAST (6).",
        "First comes LOAD_FAST (6), then BINARY_OP (3).",
        "`f` has LOAD_FAST (6) and BINARY_OP (3) in each iteration.",
        "`f` has more LOAD_FAST (6) than BINARY_OP (3) instructions.",
        "`f` and `g` contain LOAD_FAST (6) and BINARY_OP (3).",
        "`f` would contain LOAD_FAST (6) and BINARY_OP (3).",
        "`f` does not contain LOAD_FAST (6) and BINARY_OP (3).",
        "In Python 3.8 it contains LOAD_FAST (6) and BINARY_ADD (3).",
        "`f` contains LOAD_FAST (6%) and BINARY_OP (3%).",
        "The report contains HTTP (6) and JSON (3).",
        "Does `f` contain LOAD_FAST (6) and BINARY_OP (3)?",
    ],
)
def test_no_counts(text: str) -> None:
    assert said(inline, text + "\n") == ()
