"""Files that tools print: which are listings, which are counts, and of what."""

from __future__ import annotations

import pytest

from workbench import printouts

COUNTS = {"LOAD_FAST": 4, "RETURN_VALUE": 1}


@pytest.mark.parametrize(
    ("name", "text", "function"),
    [
        ("c.json", '{"LOAD_FAST": 4, "RETURN_VALUE": 1}', None),
        ("c.json", '{"solve": {"LOAD_FAST": 4, "RETURN_VALUE": 1}}', "solve"),
        ("c.json", '{"function": "solve", "counts": {"LOAD_FAST": 4, "RETURN_VALUE": 1}}', "solve"),
        (
            "c.json",
            '[{"opcode": "LOAD_FAST", "count": 4}, {"opcode": "RETURN_VALUE", "count": 1}]',
            None,
        ),
        ("c.csv", "opcode,count\nLOAD_FAST,4\nRETURN_VALUE,1\n", None),
        ("c.csv", "Opcode;solve\r\nLOAD_FAST;4\r\nRETURN_VALUE;1\r\n", "solve"),
        (
            "c.tsv",
            "function\topcode\tcount\nsolve\tLOAD_FAST\t4\nsolve\tRETURN_VALUE\t1\n",
            "solve",
        ),
        ("c.log", "LOAD_FAST: 4\nRETURN_VALUE: 1\n", None),
        ("c.log", "      4 LOAD_FAST\n      1 RETURN_VALUE\n", None),
    ],
)
def test_counts_are_read_in_the_forms_that_tools_write(
    name: str, text: str, function: str | None
) -> None:
    assert printouts.tallies(text, name) == (printouts.Tally(function, COUNTS),)


def test_columns_of_several_functions() -> None:
    text = "opcode,step,solve\nLOAD_FAST,4,3\nRETURN_VALUE,1,1\n"
    found = printouts.tallies(text, "c.csv")
    assert [(one.function, one.counts["LOAD_FAST"]) for one in found] == [("step", 4), ("solve", 3)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.csv", "name,age\nAnna,4\nBen,1\n"),
        ("c.csv", "opcode,count\nLOAD_FAST,4\nLOAD_FAST,1\n"),
        ("c.csv", "opcode,count\nLOAD_FAST,4\nRETURN_VALUE\n"),
        ("c.csv", ""),
        ("c.json", '{"a": 1, "b": 2}'),
        ("c.json", "[" * 5000),
        ("c.json", '{"LOAD_FAST": "4", "RETURN_VALUE": true}'),
        ("c.txt", "The function has LOAD_FAST 4 times.\nRETURN_VALUE 1\nwords\nwords\n"),
        ("c.csv", 'opcode,"count\nLOAD_FAST,4\nRETURN_VALUE,1\n'),
        ("numbers.txt", "1 2 3\n"),
    ],
)
def test_what_is_no_file_of_counts(name: str, text: str) -> None:
    assert printouts.tallies(text, name) == ()


LISTING = """\
  2           0 RESUME                   0

  3           2 LOAD_FAST                0 (x)
              4 LOAD_FAST                1 (y)

  4           6 RETURN_VALUE
"""


def test_a_listing_is_one_with_its_blank_lines() -> None:
    (found,) = printouts.listings(LISTING, "f.dis")
    names = [row["opcode"] for row in found.args["instructions"]]
    assert names == ["RESUME", "LOAD_FAST", "LOAD_FAST", "RETURN_VALUE"]


def test_a_report_with_a_listing_in_it_is_no_listing() -> None:
    assert printouts.listings("Words.\n" * 20 + LISTING, "report.txt") == ()
