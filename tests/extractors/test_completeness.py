"""Tables that are said to be complete, rows of dots, and tables that say neither."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import completeness

ROWS = "| LOAD_FAST | 14 |\n| RETURN_VALUE | 1 |\n"
TABLE = "| Opcode | Count |\n|-|-|\n" + ROWS
LISTED = ["LOAD_FAST", "RETURN_VALUE"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            f"Here is the complete list of opcodes:\n\n{TABLE}",
            "Here is the complete list of opcodes:",
        ),
        (f"## Full breakdown\n\n{TABLE}", "Full breakdown"),
        (f"All opcodes of the function:\n\n{TABLE}", "All opcodes of the function:"),
        (
            f"The table shows every instruction in `area`.\n\n{TABLE}",
            "The table shows every instruction in `area`.",
        ),
        (f"{TABLE}\nThese are all the instructions.", "These are all the instructions."),
        (f"An exhaustive opcode table follows.\n\n{TABLE}", "An exhaustive opcode table follows."),
        (
            f"Below are all distinct opcodes.\n\n{TABLE}| Total | 15 |\n",
            "Below are all distinct opcodes.",
        ),
        (f"These are the only opcodes here:\n\n{TABLE}", "These are the only opcodes here:"),
    ],
)
def test_words_that_say_so(text: str, quote: str) -> None:
    (found,) = said(completeness, text)
    assert found.args == {"function": None, "opcodes": LISTED}
    assert (found.quote, found.problem) == (quote, None)


def test_each_function_of_a_table_is_a_claim() -> None:
    text = "All opcodes:\n\n| Opcode | area | `rim()` |\n|-|-|-|\n| LOAD_FAST | 4 | 3 |\n"
    first, second = said(completeness, text)
    assert [c.args["function"] for c in (first, second)] == ["area", "rim()"]
    assert [c.quote for c in (first, second)] == ["area", "`rim()`"]


@pytest.mark.parametrize(
    "text",
    [
        "The only opcodes used are `LOAD_FAST` and `RETURN_VALUE`.",
        "Here the only instructions are LOAD_FAST and RETURN_VALUE.",
        "The only opcodes in `area` are `LOAD_FAST` and `RETURN_VALUE`.",
    ],
)
def test_sentences_that_say_so(text: str) -> None:
    (found,) = said(completeness, text)
    assert found.args["opcodes"] == LISTED


@pytest.mark.parametrize("dots", ["| ... | ... |", "| … | |", "| etc. | |", "| `...` | 3 |"])
def test_a_row_of_dots_names_nothing(dots: str) -> None:
    (found,) = said(completeness, f"All opcodes:\n\n{TABLE}{dots}\n")
    assert found.problem == "a row of dots names nothing"
    assert found.location.line == 7
    assert found.quote.strip("`") in ("...", "…", "etc.")


def test_dots_right_below_a_table_are_its_last_row() -> None:
    table = "| Opcode | Count |\n|-|-|\n| LOAD_FAST | 14 |\n"
    assert len(said(completeness, f"{table}| ... |\n")) == 1
    assert said(completeness, f"{table}\nAnd so on.\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        f"Selected opcodes:\n\n{TABLE}",
        f"The main opcodes of the full listing:\n\n{TABLE}",
        f"The most common of all opcodes:\n\n{TABLE}",
        f"This is not a complete list of opcodes.\n\n{TABLE}",
        f"Almost all opcodes:\n\n{TABLE}",
        f"Is this the complete list of opcodes?\n\n{TABLE}",
        f"The script counts all opcodes and prints this.\n\n{TABLE}",
        f"Execution counts for all instructions:\n\n{TABLE}",
        f"Opcode counts:\n\n{TABLE}",
        f"Tracing every opcode of it with sys.settrace gives this histogram.\n\n{TABLE}",
        f"All programs were fast.\n\n{TABLE}",
        f"All opcodes:\n\n{TABLE}| Others | 4 |\n",
        f"All opcodes:\n\n{TABLE}| BINARY_* | 4 |\n",
        f"All opcodes:\n\n{TABLE}\nOnly the key ones are shown here.",
        f"{TABLE}\n## Full breakdown\n\nWords.\n",
        f"{TABLE}\nThe complete list of opcodes:\n\nWords.\n",
        "All opcodes:\n\n| Part | Count |\n|-|-|\n| CPU | 1 |\n",
        "All opcodes:\n\nWords.\n\nMore words.\n\nEven more of them.\n\n" + TABLE,
        "The share of all instructions:\n\n" + TABLE,
        "The only opcodes of interest are `LOAD_FAST` and `CALL`.",
        "The only opcodes are not `LOAD_FAST` and `CALL`.",
        "The only common opcodes are `LOAD_FAST` and `CALL`.",
        "The only opcodes that differ are `LOAD_FAST` and `CALL`.",
        "Perhaps the only opcodes are `LOAD_FAST` and `CALL`.",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert said(completeness, text) == ()


def test_long_texts_end() -> None:
    said(
        completeness, "All opcodes:\n\n| Opcode | Count |\n|-|-|\n" + "| LOAD_FAST | 1 |\n" * 3_000
    )
    said(completeness, "the complete full " * 30_000)
    said(completeness, (f"All opcodes:\n\n{TABLE}\n") * 300)
