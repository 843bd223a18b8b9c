"""Tables of opcodes that are drawn, spaced or broken become tables; look-alikes stay words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_at import hold_places

from workbench.documents import _spaced, markdown
from workbench.documents._drawn import lines_of
from workbench.records import Block, Document


def document(text: str) -> Document:
    found = markdown.read(text, "doc.md", "doc.md", 1, None)
    hold_places(found)
    return found


def tables(text: str) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document(text).blocks
        if block.kind == "table"
    ]


def kinds(text: str) -> list[str]:
    return [block.kind for block in document(text).blocks]


PLAIN = [["opcode", "area"], ["LOAD_FAST", "6"], ["POP_TOP", "3"]]

RST = """\
+-----------+------+
| opcode    | area |
+===========+======+
| LOAD_FAST |    6 |
+-----------+------+
| POP_TOP   |    3 |
+-----------+------+
"""
PRETTY = """\
+-----------+------+
| opcode    | area |
+-----------+------+
| LOAD_FAST |    6 |
| POP_TOP   |    3 |
+-----------+------+
"""
PSQL = """\
 opcode    | area
-----------+------
 LOAD_FAST |    6
 POP_TOP   |    3
"""
BOX = """\
┌───────────┬──────┐
│ opcode    │ area │
├───────────┼──────┤
│ LOAD_FAST │    6 │
│ POP_TOP   │    3 │
└───────────┴──────┘
"""
NO_RULE = """\
| opcode | area |
| LOAD_FAST | 6 |
| POP_TOP | 3 |
"""
LOOSE = """\
| opcode | area |

|---|---|

| LOAD_FAST | 6 |

| POP_TOP | 3 |
"""
SIMPLE_RULE = """\
opcode        area
-----------  -----
LOAD_FAST        6
POP_TOP          3
"""
RST_SIMPLE = """\
=========  ====
opcode     area
=========  ====
LOAD_FAST     6
POP_TOP       3
=========  ====
"""
ONE_RULE = """\
------------------
opcode        area
------------------
LOAD_FAST        6
POP_TOP          3
------------------
"""
NO_RULE_AT_ALL = """\
opcode        area
LOAD_FAST        6
POP_TOP          3
"""
SINGLE_BLANKS = "opcode area\nLOAD_FAST 6\nPOP_TOP 3\n"
STACKED = "opcode\narea\nLOAD_FAST\n6\nPOP_TOP\n3\n"
STACKED_LOOSELY = STACKED.replace("\n", "\n\n")

EVERY = [
    RST,
    PRETTY,
    PSQL,
    BOX,
    NO_RULE,
    LOOSE,
    SIMPLE_RULE,
    RST_SIMPLE,
    ONE_RULE,
    NO_RULE_AT_ALL,
    SINGLE_BLANKS,
    STACKED,
    STACKED_LOOSELY,
]


@pytest.mark.parametrize("drawn", EVERY)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_drawing_of_a_table_is_that_table(drawn: str, newline: str) -> None:
    text = f"The counts of area:\n\n{drawn}\nThat is all.\n".replace("\n", newline)
    assert tables(text) == [PLAIN]
    assert kinds(text) == ["text", "table", "text"]


@pytest.mark.parametrize("drawn", [RST, PRETTY, BOX, SIMPLE_RULE, RST_SIMPLE, NO_RULE_AT_ALL])
@pytest.mark.parametrize("info", ["", "text", "plaintext"])
def test_a_fence_with_a_table_and_its_title_is_a_table(drawn: str, info: str) -> None:
    text = f"Look:\n\n```{info}\nTable 1 of area\n\n{drawn}```\n"
    assert tables(text) == [PLAIN]
    assert kinds(text) == ["text", "text", "table"]


@pytest.mark.parametrize(
    "text",
    [
        f"The script prints:\n\n```\n{PRETTY}```\n",
        f"Output:\n\n```text\n{RST}```\n",
        f'```python\n"""\n{PRETTY}"""\nx = 1\n```\n',
    ],
)
def test_what_was_printed_and_what_is_a_program_stay_what_they_are(text: str) -> None:
    assert tables(text) == []


@pytest.mark.parametrize(
    "words",
    [
        # Two boxes, an arrow between them.
        "+-----------+   +---------+\n| LOAD_FAST |-->| POP_TOP |\n+-----------+   +---------+",
        # A stack, one cell wide.
        "+-----------+\n| LOAD_FAST |\n+-----------+\n| POP_TOP   |\n+-----------+",
        # A board.
        "+---+---+---+\n| X | O | X |\n+---+---+---+\n| O | X | O |\n+---+---+---+",
        # Timings and a schedule.
        "step       seconds\n----------------\nparse      0.31\nwrite      0.02",
        "Monday   9  lecture\nTuesday  11  tutorial\nFriday   14  exam",
        "+-----+------+\n| Day | Hour |\n+-----+------+\n| MON |    9 |\n| TUE |    8 |\n+-----+",
        # Words, and numbers behind words.
        "ROOM 12\nFLOOR 3\nHOUSE 7",
        "the opcode\nLOAD_FAST\nis used\n6\ntimes",
        # Instructions with operands, one below the other.
        "RESUME 0\nLOAD_FAST 0\nRETURN_VALUE",
        "Instructions area\nRESUME 0\nLOAD_FAST 0\nRETURN_VALUE",
        "Instruction  area\nLOAD_FAST  0\nLOAD_CONST  1\nLOAD_FAST  1",
        "Bytecode of area\nRESUME 0\nLOAD_FAST 0",
        "Instruction\narea\nLOAD_FAST\n0\nLOAD_CONST\n1\nLOAD_FAST\n1",
        "  1   0 LOAD_FAST  0\n      2 POP_TOP",
    ],
)
@pytest.mark.parametrize("fence", ["", "```\n"])
def test_what_only_looks_alike_is_no_table(words: str, fence: str) -> None:
    assert tables(f"Before.\n\n{fence}{words}\n{fence}\nBehind.\n") == []


def test_a_header_of_several_lines_has_no_word_that_goes_on() -> None:
    text = RST.replace("|\n+====", "|\n|           | sum  |\n+====")
    assert tables(text)[0][0] == ["opcode", ""]


def test_a_row_that_does_not_fit_keeps_its_label_and_takes_the_total_with_it() -> None:
    text = PRETTY.replace("|    3 |\n", "| 3 | 4 |\n| GET_ITER | 1 |\n| Total | 10 |\n")
    (rows,) = tables(text)
    assert rows[1:] == [["LOAD_FAST", "6"], ["POP_TOP", ""], ["GET_ITER", "1"], ["Total", ""]]


def test_a_cell_that_goes_on_below_loses_its_row_not_its_label() -> None:
    text = RST.replace("|    3 |\n", "|    3 |\n|           | or 4 |\n")
    text = text.replace(
        "+-----------+------+\n| POP", "+-----------+------+\n| DUP_TOP | 1 |\n+---+--+\n| POP"
    )
    assert tables(text)[0][1:] == [["LOAD_FAST", "6"], ["DUP_TOP", "1"], ["POP_TOP", ""]]


def test_a_label_that_goes_on_below_is_no_label() -> None:
    text = RST.replace(
        "| POP_TOP   |    3 |", "| GET_ITER | 1 |\n+---+---+\n| POP_JUMP_ | 3 |\n| IF_FALSE  |   |"
    )
    assert tables(text)[0][1:] == [["LOAD_FAST", "6"], ["GET_ITER", "1"], ["", ""]]


@pytest.mark.parametrize("header", ["| opcode | area | why |", "| opcode | area | the\nreason |"])
def test_rows_that_were_wrapped_are_rows_again(header: str) -> None:
    text = (
        f"{header}\n|---|---|---|\n| LOAD_FAST | 6 | reads of\nnames |\n| POP_TOP | 3 | a call |\n"
    )
    (rows,) = tables(text)
    assert rows[1:] == [["LOAD_FAST", "6", "reads of\nnames"], ["POP_TOP", "3", "a call"]]


def test_a_blank_cell_under_a_rule_in_pieces_stays_blank() -> None:
    text = (
        "=========  ====  ===\nopcode     area  rim\n=========  ====  ===\n"
        "LOAD_FAST     6    1\nPOP_TOP            2\nGET_ITER   1 345\n=========  ====  ===\n"
    )
    (rows,) = tables(text)
    assert rows[1:] == [["LOAD_FAST", "6", "1"], ["POP_TOP", "", "2"], ["GET_ITER", "", ""]]


def test_words_of_a_header_that_lost_its_blanks_stay_one_cell() -> None:
    (rows,) = tables("Instruction Box Area Rim\nLOAD_FAST 6 1\nPOP_TOP 3 0\n")
    assert rows == [
        ["Instruction", "Box Area Rim", "Box Area Rim"],
        ["LOAD_FAST", "6", "1"],
        ["POP_TOP", "3", "0"],
    ]


def test_opcodes_side_by_side_are_a_header() -> None:
    (rows,) = tables(
        "function   LOAD_FAST   POP_TOP\narea       6           3\nrim        1           0\n"
    )
    assert rows == [["function", "LOAD_FAST", "POP_TOP"], ["area", "6", "3"], ["rim", "1", "0"]]


def test_a_number_too_many_leaves_single_cells_words() -> None:
    assert tables(STACKED + "4\n") == []


_PIECES = (
    *("|", "| ", "+--", "+", "---", "=== ", "LOAD_FAST", "POP_TOP", "opcode", "count", " 6", "  "),
    *("\n", "\n", "\n\n", "```", "> ", "- ", "\t", "│", "─", "Total", "_A", "# "),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(_PIECES),
        max_size=60,
    )
)
def test_whatever_is_drawn_stands_where_it_says(parts: list[str]) -> None:
    blocks: tuple[Block, ...] = document("".join(parts)).blocks
    for before, after in pairwise(blocks):
        assert (before.location.line, before.location.column) <= (
            after.location.line,
            after.location.column,
        )


@pytest.mark.parametrize(
    "line", ["| LOAD_FAST | 1\n", "LOAD_FAST  1\n", "LOAD_FAST\n1\n", "+--+\n"]
)
def test_a_long_drawing_is_read_to_its_end(line: str) -> None:
    assert document(f"opcode\n{line * 20_000}").status == "ok"


@pytest.mark.parametrize("cell", ["OPCODE", "OPCODE\n1\n2", "OPCODE\n1", "LOAD_FAST\n1"])
def test_cells_on_lines_of_their_own_are_gone_through_once(
    cell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, is_number = [0], _spaced._is_number

    def counted(text: str, line: tuple[int, int]) -> bool:
        steps[0] += 1
        return is_number(text, line)

    monkeypatch.setattr(_spaced, "_is_number", counted)
    text = f"{cell}\n" * 2_000
    lines = list(lines_of(text, 0, len(text)))
    assert list(_spaced.spaced(text, lines)) == []
    assert steps[0] <= 5 * len(lines)
