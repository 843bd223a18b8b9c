"""What copying out of a chat leaves behind is undone; everything keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_at import hold_places

from workbench.documents import markdown
from workbench.records import Block, Document


def document(text: str) -> Document:
    found = markdown.read(text, "doc.md", "doc.md", 1, None)
    hold_places(found)
    return found


def blocks(text: str, kind: str = "code") -> list[Block]:
    return [block for block in document(text).blocks if block.kind == kind]


def words(text: str) -> list[str]:
    return [block.text for block in document(text).blocks if block.kind == "text"]


# --- buttons --------------------------------------------------------------------------------------

BODY = "def f(x):\n    y = x\n    return y\n\nprint(f(1))"


@pytest.mark.parametrize(
    "button",
    [
        "python\nCopyEdit",
        "python\nCopy code",
        "Python\nCopy",
        "py\nEdit",
        "python\n\nCopy code",
        "CopyEdit",
    ],
)
@pytest.mark.parametrize("blank", ["", "\n"])
def test_code_behind_a_button_is_code(button: str, blank: str) -> None:
    text = f"Here it is:\n\n{button}\n{blank}{BODY}\n\nIt prints 1.\n"
    (code,) = blocks(text)
    assert code.text == BODY
    assert words(text) == ["Here it is:", "It prints 1."]


def test_a_fence_behind_a_button_stays_one_and_has_its_language() -> None:
    (code,) = blocks(f"python\nCopy code\n```\n{BODY}\n```\n")
    assert (code.text.rstrip(), code.language) == (BODY, "python")


def test_buttons_in_a_fence_are_no_code() -> None:
    text = "```\npython\n```\n```\nCopyEdit\n```\n```\nx = 1\n```\n```\nprint(x)\n```\n"
    (code,) = blocks(text)
    assert (code.pieces, code.language) == (("x = 1", "print(x)"), "python")


@pytest.mark.parametrize("shell", ["bash", "sh", "console", "powershell"])
def test_a_command_behind_its_button_is_one_line(shell: str) -> None:
    text = f"{shell}\nCopy code\npython run.py\n\nand then more words\n"
    (code,) = [one for one in document(text).blocks if one.kind != "text"]
    assert (code.text, code.language) == ("python run.py", shell)


@pytest.mark.parametrize(
    "text",
    [
        "I like python\nand copy code from books.\n",
        "The languages are:\n\npython\n\nand others.\n",
        "Edit\n\nthe file, please.\n",
        "Copy code is what the button says.\n",
        "python\nis a language of many words, and no code comes here.\n",
    ],
)
def test_words_stay_words(text: str) -> None:
    assert blocks(text) == []
    assert "".join(words(text)).split()[-1] == text.split()[-1]


# --- fences in pieces -----------------------------------------------------------------------------


def test_one_fence_for_each_line_is_one_program() -> None:
    lines = ["def f(x):", "    y = x", "    return y", "print(f(1))"]
    text = "".join(f"```\n{line}\n```\n\n" for line in lines)
    (code,) = blocks(f"Before\n\n{text}After\n")
    assert code.pieces == tuple(lines)
    assert (code.location.line, code.text.splitlines()[0]) == (4, lines[0])
    assert words(f"Before\n\n{text}After\n") == ["Before", "After"]


def test_a_fence_that_ends_open_goes_on_in_the_next() -> None:
    (code,) = blocks("```python\ndef f(x):\n```\n```python\n    return x\n```\n")
    assert code.pieces == ("def f(x):", "    return x")


def test_two_whole_programs_stay_two() -> None:
    one, two = "def f(x):\n    return x", "def g(x):\n    return 2 * x"
    found = blocks(f"```python\n{one}\n```\n\n```python\n{two}\n```\n")
    assert [code.text.rstrip() for code in found] == [one, two]
    assert all(code.pieces == () for code in found)


def test_words_between_fences_keep_them_apart() -> None:
    found = blocks("```python\ndef f(x):\n```\n\nand\n\n```python\nprint(1)\n```\n")
    assert [code.pieces for code in found] == [(), ()]


def test_fences_of_two_languages_are_never_joined() -> None:
    text = "```python\nx = (\n```\n```bash\nls\n```\n"
    assert [code.language for code in blocks(text)] == ["python", "bash"]


# --- tables by tabs -------------------------------------------------------------------------------


def table(text: str) -> list[list[str]]:
    (found,) = blocks(text, "table")
    return [[cell.text for cell in row] for row in found.rows]


def test_lines_with_tabs_are_a_table() -> None:
    text = "Counts:\n\nOpcode\tCount\nLOAD_FAST\t3\nRETURN_VALUE\t1\n\nThat is all.\n"
    assert table(text) == [["Opcode", "Count"], ["LOAD_FAST", "3"], ["RETURN_VALUE", "1"]]
    assert words(text) == ["Counts:", "That is all."]


def test_a_table_may_stand_right_between_words() -> None:
    text = "Counts:\nOpcode\tCount\nLOAD_FAST\t3\nThat is all.\n"
    assert table(text) == [["Opcode", "Count"], ["LOAD_FAST", "3"]]
    assert words(text) == ["Counts:", "That is all."]


def test_empty_columns_go_and_their_headers_go_to_the_left() -> None:
    text = "Opcode\tCount\t(static)\nLOAD_FAST\t3\t\nPOP_TOP\t1\t\n"
    assert table(text)[0] == ["Opcode", "Count\t(static)"]
    assert table(text)[1:] == [["LOAD_FAST", "3"], ["POP_TOP", "1"]]


def test_one_line_with_a_tab_is_no_table() -> None:
    assert blocks("a\tb\n\nwords\n", "table") == []


def test_of_very_many_cells_the_first_ones_are_read() -> None:
    found = document("word\n\n" + "LOAD_FAST\t3\n" * 60_000)
    (read,) = [block for block in found.blocks if block.kind == "table"]
    assert len(read.rows) == 25_000
    assert read.location.end_line == 60_002
    assert found.why == "only the first 50,000 cells of its tables were read"


def test_rows_of_too_many_cells_are_text() -> None:
    found = document(("x\t" * 60_000 + "x\n") * 2)
    assert not [block for block in found.blocks if block.kind == "table"]


def test_a_wide_row_below_many_short_ones_is_read_in_bounded_steps() -> None:
    found = document("a\tb\n" * 20_000 + "x" + "\t" * 400_000 + "x\n")
    (read,) = [block for block in found.blocks if block.kind == "table"]
    assert len(read.rows) == 20_001


def test_dots_below_a_table_belong_to_it() -> None:
    text = "Opcode\tCount\nLOAD_FAST\t3\n...\n\nwords\n"
    assert words(text) == ["words"]


# --- whatever comes -------------------------------------------------------------------------------

WORDS = (
    "words and words|python|Copy code|CopyEdit|bash|```|```python|~~~|def f(x):|    x = 1|return x|"
    "x = 1||a\tb|\t|LOAD_FAST\t3|...|> |- |¦ a ¦ b ¦|¦---¦---¦|"
    "1. Step|**bold**|ls -l|>>> x|\ufeff|“”"
)
LINES = st.sampled_from([line.replace("¦", "|") for line in WORDS.split("|")])


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=25), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_mixture_keeps_its_places(lines: list[str], newline: str) -> None:
    text = newline.join(lines) + newline
    found = document(text)
    for block in found.blocks:
        whole = block.text.replace("\r\n", "\n").replace("\r", "\n")
        assert all(piece in whole for piece in block.pieces)
