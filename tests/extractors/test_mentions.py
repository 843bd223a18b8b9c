"""Sentences that name several opcodes, and those that say something else about them."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import mentions


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Look out for `LOAD_FAST` and `CALL_FUNCTION` in the listing.",
            ["LOAD_FAST", "CALL_FUNCTION"],
        ),
        ("Watch `LOAD_FAST`, `STORE_FAST`, `CALL`, etc.", ["LOAD_FAST", "STORE_FAST", "CALL"]),
        ("Compare how often LOAD_CONST and BINARY_ADD occur.", ["LOAD_CONST", "BINARY_ADD"]),
        ("The bytecode is dominated by `LOAD_FAST` and `BINARY_OP`.", ["LOAD_FAST", "BINARY_OP"]),
        (
            "Typical opcodes here are LOAD_FAST, STORE_FAST and COMPARE_OP.",
            ["LOAD_FAST", "STORE_FAST", "COMPARE_OP"],
        ),
        ("- Count instructions like `FOR_ITER` and `CALL`", ["FOR_ITER", "CALL"]),
        (
            "It contains many `LOAD_FAST` and `LOAD_CONST` instructions.",
            ["LOAD_FAST", "LOAD_CONST"],
        ),
        ("**Common opcodes:** you see `LOAD_FAST` beside `POP_TOP`.", ["LOAD_FAST", "POP_TOP"]),
        ("We find LOAD_FAST again and again, and LOAD_GLOBAL.", ["LOAD_FAST", "LOAD_GLOBAL"]),
        ("The loop mixes `LOAD_FAST`, `LOAD_FAST` and `POP_TOP`.", ["LOAD_FAST", "POP_TOP"]),
    ],
)
def test_opcodes_named_together(text: str, names: list[str]) -> None:
    (found,) = said(mentions, text)
    assert found.kind == "opcode_exists"
    assert found.args == {"opcodes": names}


@pytest.mark.parametrize(
    "text",
    [
        "Look out for `LOAD_FAST` in the listing.",
        "Look out for `LOAD_FAST` and `LOAD_FAST` in it.",
        "Look out for `FETCH_MAGIC` and `STORE_MAGIC` in it.",
        "There are 14 `LOAD_FAST` and 4 `STORE_FAST` in it.",
        "There are two `LOAD_FAST` and `STORE_FAST` pairs.",
        "Are there `LOAD_FAST` and `STORE_FAST` in it?",
        "There is neither `LOAD_FAST` nor `BINARY_ADD` in it.",
        "It does not use `CALL_FUNCTION` and `BINARY_ADD` at all.",
        "`BINARY_ADD` was replaced by `BINARY_OP`.",
        "Older versions have `CALL_FUNCTION` and `CALL_METHOD`.",
        "It shows `CALL` instead of `CALL_FUNCTION` today.",
        "Since Python 3.11 there are `CALL` and `BINARY_OP`.",
        "`LOAD_FAST` and `STORE_FAST` push and take locals.",
        "`LOAD_FAST` loads a local and `LOAD_CONST` a constant.",
        "`LOAD_FAST` and `STORE_FAST` are used to move locals.",
        "It might contain `LOAD_FAST` and `STORE_FAST` somewhere.",
        "There is `CALL_FUNCTION` or `CALL` in it, depending on Python.",
        "LOAD_FAST STORE_FAST",
        "## LOAD_FAST and STORE_FAST",
        "LOAD_FAST: 3, STORE_FAST: 4",
        "| Opcode | Note |\n|-|-|\n| LOAD_FAST | seen beside `POP_TOP` and `CALL` there |",
        "```python\n# compare LOAD_FAST and STORE_FAST here\n```",
        "You can CALL or SEND the thing with CACHE.",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert said(mentions, text) == ()


def test_long_texts_end() -> None:
    assert said(mentions, "LOAD_FAST and STORE_FAST are there " * 20_000) == ()
    assert len(said(mentions, "Look for LOAD_FAST and CALL_KW. " * 3)) == 3
    said(mentions, "A" * 200_000)
