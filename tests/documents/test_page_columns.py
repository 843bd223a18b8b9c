"""Pages in two columns: the left one is read before the right one, and nothing else is split."""

from __future__ import annotations

import pytest
from chat_files import pdf

from workbench import read
from workbench.documents import _page_columns

LEFT = [
    "The kernels were run on one machine and",
    "their instructions were counted by dis in",
    "each of the versions that we had there.",
    "",
    "def double(x):",
    "    return x + x",
    "",
    "The function double is the smallest of the",
    "kernels, and its listing is not shown here",
    "because everybody can print it with dis at",
    "home within a second or two of waiting.",
]
RIGHT = [
    "In CPython 3.11 the function double has two",
    "loads and one addition, and nothing of it is",
    "specialised before it was called some times.",
    "",
    "def halve(x):",
    "    return x / 2",
    "",
    "Dividing is slower than adding on all of the",
    "machines that we had, but not by very much.",
    "This ends what we have to say about kernels",
    "that are as small as the ones in this text.",
]
TITLE = "          A short title across the whole page, as papers have one above"


def side_by_side() -> list[str]:
    beside = [f"{one:<50}{other}".rstrip() for one, other in zip(LEFT, RIGHT, strict=True)]
    return [TITLE, "", *beside]


def filled(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def test_the_left_column_is_read_first() -> None:
    lines = _page_columns.in_order(side_by_side())
    assert lines is not None
    assert filled(lines) == filled([TITLE, *LEFT, *RIGHT])


def test_where_one_side_is_blank_the_other_goes_on() -> None:
    pairs = zip(LEFT, RIGHT, strict=True)
    shifted = [line for one, other in pairs for line in (one, " " * 50 + other)]
    lines = _page_columns.in_order([line.rstrip() for line in shifted])
    assert lines is not None
    assert filled(lines) == filled([*LEFT, *RIGHT])
    assert lines.index("    return x / 2") == lines.index("def halve(x):") + 1


def test_programs_of_both_columns_are_found() -> None:
    document = read.document(pdf([side_by_side()]), "a.pdf")
    programs, _ = read.programs(document)
    assert [one.literal.source for one in programs] == [
        "def double(x):\n    return x + x\n",
        "def halve(x):\n    return x / 2\n",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "              4 LOAD_FAST                0 (a)     # the first argument of the function",
        "LOAD_FAST          14          pushes a local variable of the frame on the stack",
        "total = total + 1                      # add one to what was counted so far here",
        "The whole width of the page is filled with words that go on and on and on.",
    ],
)
def test_tables_listings_remarks_and_one_column_stay(line: str) -> None:
    assert _page_columns.in_order([line] * 30) is None
