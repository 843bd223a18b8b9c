"""Markdown and plain text become blocks that keep their exact places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_at import hold_places

from workbench import read
from workbench.documents import markdown
from workbench.records import Document

MIXED = """# Areas

Two *words*.

| Opcode | Count |
|:--|--:|
| `LOAD_FAST` | 12 |
| a \\| b | |
| lonely |
| one | two | three |

1. first
   - LOAD_FAST: 3

     ```python title="inner.py"
     def inner():
         return 1
     ```
> quoted
> | a | b |
> |---|---|
> | x | ü |
>
> ```
>   1           0 RESUME                   0
> ```

Setext
------

`corner.py`:

```py
x = 1
```
"""


def read_text(text: str) -> Document:
    return markdown.read(text, "doc", "doc.md", 1, None)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_block_and_cell_stands_at_its_location(newline: str) -> None:
    document = read_text(MIXED.replace("\n", newline))
    hold_places(document)
    kinds = [block.kind for block in document.blocks]
    assert kinds.count("table") == 2
    assert kinds.count("code") == 2
    assert kinds.count("listing") == 1


def test_first_line_shifts_every_line() -> None:
    document = markdown.read(MIXED, "doc", "doc.md", 101, "assistant")
    hold_places(document, first_line=101)
    assert document.blocks[0].location.line == 101
    assert {block.speaker for block in document.blocks} == {"assistant"}


def test_cells_are_exact_and_ragged_rows_are_cut_to_the_header() -> None:
    table = next(block for block in read_text(MIXED).blocks if block.kind == "table")
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows == [
        ["Opcode", "Count"],
        ["`LOAD_FAST`", "12"],
        ["a \\| b", ""],
        ["lonely"],
        ["one", "two"],
    ]


def test_headings_and_labels_are_the_nearest() -> None:
    blocks = read_text(MIXED).blocks
    code = [block for block in blocks if block.kind == "code"]
    assert [block.label for block in code] == ["inner.py", "corner.py"]
    assert [block.heading for block in code] == ["Areas", "Setext"]
    assert [block.language for block in code] == ["python", "py"]


def test_the_first_comment_labels_a_program() -> None:
    (code,) = read_text("```\n# tools/corner.py\nimport math\n```\n").blocks
    assert (code.kind, code.label) == ("code", "tools/corner.py")


def test_an_unclosed_fence_reaches_to_the_end() -> None:
    (code,) = read_text("```python\ndef f():\n    return 1").blocks
    assert code.text == "def f():\n    return 1"


def test_a_fence_of_markdown_is_read_as_markdown() -> None:
    document = read_text("```markdown\n# Inside\n\n| A | B |\n|---|---|\n| c | d |\n```\n")
    hold_places(document)
    assert [block.kind for block in document.blocks] == ["text", "table"]
    assert document.blocks[1].heading == "Inside"


def test_bare_json_in_words_is_a_listing() -> None:
    document = read_text('Done.\n{"a": {\n\n"b": 1}}\nBye.\n')
    hold_places(document)
    (listing,) = [block for block in document.blocks if block.kind == "listing"]
    assert listing.text == '{"a": {\n\n"b": 1}}'
    assert listing.language == "json"


def test_ten_thousand_rows_are_read() -> None:
    rows = "| LOAD_FAST | 1 |\n" * 10_000
    (table,) = read_text("| Opcode | Count |\n|---|---|\n" + rows).blocks
    assert len(table.rows) == 10_001


@pytest.mark.parametrize(
    "text",
    [
        "> " * 2_000_000,
        "- " * 2_000_000,
        "- " * 30 + "deep",
        "[" * 1_000_000,
        "A" * 2_000_000,
        "*" * 1_000_000,
        "|" * 1_000_000 + "\n|" + "-|" * 500_000,
        '{"a":' * 200_000,
        "```\n" * 100_000,
        "\0" * 1_000_000,
        "# " * 500_000,
        "- a\n" * 100_000,
    ],
)
def test_hostile_texts_are_survived(text: str) -> None:
    document = read_text(text)
    assert document.status == "ok"
    assert document.text == text


def test_too_many_parts_are_said() -> None:
    document = read_text("a\n\n" * 60_000)
    assert len(document.blocks) == 50_000
    assert document.why is not None
    assert "were read" in document.why


def test_ten_megabytes_are_read() -> None:
    document = read.document(("words and words. " * 40 + "\n\n").encode() * 14_700, "big.md")
    assert len(document.text) > 9_900_000
    assert len(document.blocks) == 14_700


PIECES = st.sampled_from(
    [
        "",
        "| a ",
        "---",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "```",
        "~~~",
        "> ",
        "- ",
        "1. ",
        "    ",
        "\t",
        "# ",
        "ü𝔘",
        "\\|",
        "`",
        "**",
        "LOAD_FAST",
        ": 14",
        "|---|---|",
        "|",
        "\x00",
        "\u2028",
        "{}",
        "\x0c",
        "===",
        " #",
        "| a | b |\n|---|---|\n| c | d |\n",
        '{"a": 1}',
        "\ufeff",
        "\xa0",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_places_hold_in_any_text(text: str) -> None:
    hold_places(read_text(text))


def test_a_program_with_a_listing_in_its_docstring_is_a_program() -> None:
    lines = "    RESUME 0\n    LOAD_FAST 0 (w)\n    RETURN_VALUE\n    LOAD_FAST 1\n"
    program = f'def area(w):\n    """Compiles to:\n\n{lines}    """\n    return w\n'
    texts = (f"```python\n{program}```\n", f"```python\n{lines}```\n")
    assert [[block.kind for block in read_text(text).blocks] for text in texts] == [
        ["code"],
        ["listing"],
    ]
