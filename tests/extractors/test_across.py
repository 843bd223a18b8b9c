"""Tables with opcodes side by side, and columns headed by words that are functions."""

from __future__ import annotations

import pytest
from standing_at import hold_quotes

from workbench.documents import markdown
from workbench.extractors import table
from workbench.records import Claim


def extract(text: str) -> tuple[Claim, ...]:
    document = markdown.read(text, "doc", "doc.md", 1, None)
    claims = table.extract(document)
    hold_quotes(document, claims)
    return claims


def said(text: str) -> list[tuple[str | None, str | None, int | float | None]]:
    cells = [claim for claim in extract(text) if claim.kind != "opcode_table"]
    return [(c.args["function"], c.args.get("opcode"), c.claimed) for c in cells]


ACROSS = (
    "| function | LOAD_FAST | POP_TOP | Total |\n|---|---|---|---|\n"
    "| `area` | 6 | 3 | 11 |\n| rim | 4 | 0 | 5 |\n"
)


def test_each_row_is_a_function_and_each_column_an_opcode() -> None:
    assert said(ACROSS) == [
        ("area", "LOAD_FAST", 6),
        ("rim", "LOAD_FAST", 4),
        ("area", "POP_TOP", 3),
        ("rim", "POP_TOP", 0),
        ("area", None, 11),
        ("rim", None, 5),
    ]


def test_the_table_as_a_whole_names_its_functions() -> None:
    whole = extract(ACROSS)[0]
    assert whole.kind == "opcode_table"
    assert [(row["function"], row["count"]) for row in whole.args["rows"]] == [
        ("area", 6),
        ("rim", 4),
        ("area", 3),
        ("rim", 0),
    ]


def test_numbers_of_rows_and_words_beside_the_opcodes_say_nothing() -> None:
    text = (
        "| # | method | LOAD_FAST | POP_TOP | Remark |\n|-|-|-|-|-|\n"
        "| 1 | push | 2 | 1 | 3 reads |\n| 2 | pop | 1 | | |\n"
    )
    assert said(text) == [("push", "LOAD_FAST", 2), ("pop", "LOAD_FAST", 1), ("push", "POP_TOP", 1)]


def test_a_single_row_of_counts_is_about_no_named_function() -> None:
    text = "| Opcode | LOAD_FAST | POP_TOP |\n|-|-|-|\n| Count | 6 | 3 |\n"
    assert said(text) == [(None, "LOAD_FAST", 6), (None, "POP_TOP", 3)]


def test_rows_of_versions_are_about_these() -> None:
    text = "| Python | LOAD_FAST | POP_TOP |\n|-|-|-|\n| 3.8 | 6 | 3 |\n| 3.12 | 7 | 2 |\n"
    whole, *cells = extract(text)
    assert whole.python is None
    assert [claim.python for claim in cells] == ["3.8", "3.12", "3.8", "3.12"]


def test_the_sum_over_the_functions_is_no_count_of_one() -> None:
    text = ACROSS + "| Total | 10 | 3 | 16 |\n"
    problems = [claim.problem for claim in extract(text) if claim.claimed in (10, 16)]
    assert problems == ["the column adds up others"] * 2


@pytest.mark.parametrize(
    "row",
    [
        "stack effect | 1 | -1",
        "Offset | 0 | 2",
        "opcode number | 124 | 1",
        "bytes | 2 | 2",
        "time (ns) | 3 | 4",
        "share | 60% | 40%",
        "meaning | push | drop",
    ],
)
def test_what_else_is_said_of_opcodes_side_by_side_is_no_count(row: str) -> None:
    assert said(f"| | LOAD_FAST | POP_TOP |\n|-|-|-|\n| {row} |\n") == []


@pytest.mark.parametrize(
    "header",
    ["| a | b | LOAD_FAST | POP_TOP |", "| version | function | LOAD_FAST | POP_TOP |"],
)
def test_rows_named_by_several_columns_are_not_read(header: str) -> None:
    assert said(f"{header}\n|-|-|-|-|\n| 3.8 | area | 6 | 3 |\n") == []


def test_one_opcode_in_a_header_does_not_turn_a_table() -> None:
    assert said("| loop | LOAD_FAST | time |\n|-|-|-|\n| first | 6 | 3 |\n") == []


CODE = "```python\ndef size(self):\n    return 1\n\ndef average(xs):\n    return 2\n```\n\n"


def test_a_measure_that_is_a_function_of_the_document_heads_a_column() -> None:
    text = "| Opcode | size | average |\n|-|-|-|\n| LOAD_FAST | 1 | 2 |\n"
    assert said(CODE + text) == [("size", "LOAD_FAST", 1), ("average", "LOAD_FAST", 2)]
    assert said(text) == []


@pytest.mark.parametrize("header", ["Size", "size (bytes)", "stack size", "length"])
def test_a_measure_that_is_not_the_very_name_stays_one(header: str) -> None:
    assert said(f"{CODE}| Opcode | {header} |\n|-|-|\n| LOAD_FAST | 1 |\n") == []


def test_beside_plain_counts_a_measure_is_one() -> None:
    text = f"{CODE}| Opcode | Count | size |\n|-|-|-|\n| LOAD_FAST | 3 | 2 |\n"
    assert said(text) == [(None, "LOAD_FAST", 3)]


GRID = """\
+-----------+------+-----+
| opcode    | area | rim |
+===========+======+=====+
| LOAD_FAST |    6 |   4 |
+-----------+------+-----+
| POP_TOP   |    3 |   0 |
+-----------+------+-----+
"""


def test_numbers_in_a_grid_are_quoted_where_they_stand() -> None:
    assert said(GRID) == [
        ("area", "LOAD_FAST", 6),
        ("rim", "LOAD_FAST", 4),
        ("area", "POP_TOP", 3),
        ("rim", "POP_TOP", 0),
    ]
    first = extract(GRID)[1]
    assert (first.location.line, first.location.column, first.quote) == (4, 18, "6")
