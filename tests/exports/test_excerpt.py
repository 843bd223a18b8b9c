"""The line of the document and what is drawn below it: always below the quote, never too wide."""

from __future__ import annotations

import re

import builders as b
import pytest
from rich.cells import cell_len
from showing import pair, plain

CHAT = "# Chat\n\n| Opcode | Count |\n"


def underlined(line: str, start: int, end: int, width: int | None = None) -> tuple[str, str]:
    """What stands above the caret, and the shown line."""
    claim = b.claim(location=b.location(1, start + 1, end + 1), quote=line[start:end])
    shown = plain(b.judged((claim, b.verdict("contradicted")), text=line), width=width)
    rows = shown.splitlines()
    at = next(number for number, row in enumerate(rows) if row.startswith("1 |"))
    source, below = rows[at], rows[at + 1]
    caret = below.index("^")
    wide = len(below) - len(below.lstrip(" |"))
    assert wide == caret
    (carets,) = re.findall(r"\^+", below)
    length = len(carets)
    cells = [c for character in source for c in (character, "")[: cell_len(character)]]
    return "".join(cells[caret : caret + length]), source


@pytest.mark.parametrize(
    "before",
    ["", "a ", "\t", "\t\t- ", "漢字 ", "e\u0301 ", "☠ ", "a" * 500, "漢" * 500, "\t" * 500],
)
@pytest.mark.parametrize("after", ["", " more", " 漢" * 300, "\t" * 300])
@pytest.mark.parametrize("width", [None, 40, 5])
def test_the_caret_stands_below_the_quote(before: str, after: str, width: int | None) -> None:
    line = f"{before}QUOTE{after}"
    above, source = underlined(line, len(before), len(before) + 5, width)
    assert above == "QUOTE"
    assert cell_len(source) <= max(width or 100, 14)


def test_a_quote_of_wide_characters_is_underlined_in_full() -> None:
    assert underlined("a 漢字 b", 2, 4)[0] == "漢字"


def test_a_quote_longer_than_the_line_is_cut_and_said_to_be() -> None:
    above, source = underlined("x" * 1000, 0, 1000)
    assert set(above.rstrip("…")) == {"x"}
    assert source.endswith("…")
    assert cell_len(source) <= 100


def test_an_empty_quote_still_has_a_caret() -> None:
    assert underlined("abc", 1, 1)[0] == "b"


def test_a_line_of_megabytes_is_cut_quickly() -> None:
    line = "\u0301" * 3_000_000 + "12" + "a" * 3_000_000
    assert (
        len(plain(b.judged(pair(location=b.location(1, 3_000_001, 3_000_003)), text=line))) < 9000
    )


def test_a_row_label_far_away_is_left_out() -> None:
    line = f"| LOAD_FAST | {'x' * 200} | 3 |"
    claim = b.claim(location=b.location(1, len(line) - 2, len(line) - 1), table=b.cell("LOAD_FAST"))
    shown = plain(b.judged((claim, b.verdict("contradicted")), text=line))
    assert "LOAD_FAST |" not in shown
    assert "---" not in shown


def test_a_row_label_is_a_whole_word_beside_the_quote() -> None:
    line = "| LOAD_FAST_LOAD_FAST | LOAD_FAST | 1 |"
    claim = b.claim(location=b.location(1, 37, 38), table=b.cell("LOAD_FAST"))
    shown = plain(b.judged((claim, b.verdict("contradicted")), text=line))
    assert f"  | {' ' * 24}---------   ^ claimed" in shown


def test_a_quote_over_several_lines_shows_the_first_and_counts_them() -> None:
    claim = b.claim(
        kind="opcode_table",
        claimed=None,
        args={},
        location=b.location(1, 1, end_line=3, end_column=9),
    )
    shown = plain(b.judged((claim, b.verdict("contradicted", rule="WB104")), text=CHAT))
    assert "1 | # Chat\n  | ^^^^^^ claimed as one table of euler (3 lines)\n" in shown


def test_without_the_text_the_quote_is_shown() -> None:
    claim = b.claim(location=b.location(9, file="elsewhere.md"), quote="14 LOADs")
    shown = plain(b.judged((claim, b.verdict("contradicted"))))
    assert '  --> elsewhere.md:9:1\n  | "14 LOADs" claimed 1 in euler\n' in shown


def test_lines_end_as_documents_say() -> None:
    claim = b.claim(location=b.location(4, 1, 3), quote="12")
    shown = plain(b.judged((claim, b.verdict("contradicted")), text="a\r\nb\rc\n12\x0b\u2028!\n"))
    assert "4 | 12\\x0b\\u2028!\n  | ^^ claimed" in shown


def test_a_label_that_does_not_fit_stands_below() -> None:
    shown = plain(b.judged(pair(location=b.location(1, 1, 96)), text="x" * 95))
    assert f"\n  | {'^' * 95}\n  | claimed 1 in euler\n" in shown
    right = plain(b.judged(pair(location=b.location(1, 95, 96)), text="x" * 95))
    assert f"\n  | {' ' * 94}^\n  | {' ' * 78}claimed 1 in euler\n" in right
