"""Notebooks: words, code and what was printed, placed by cells; broken ones are survived."""

from __future__ import annotations

import json
from typing import Any

import pytest
from standing_at import hold_quotes

from workbench import artifacts, read
from workbench.documents import data, markdown, notebook
from workbench.records import Document


def code(source: Any, *outputs: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def words(source: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


def counted(*cells: dict[str, Any], first: int = 1) -> list[dict[str, Any]]:
    """The cells with the numbers that a run from the first to the last gives them."""
    return [{**one, "execution_count": number} for number, one in enumerate(cells, start=first)]


def error(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "no", "traceback": []}


def source_of(document: Document) -> str:
    ((program,), _) = read.programs(document)
    return program.literal.source


def stream(text: Any, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def notebook_of(*cells: Any, **more: Any) -> Document:
    text = json.dumps({"cells": list(cells), "nbformat": 4, **more})
    return notebook.read(text, "a.ipynb", "a.ipynb")


def seen(document: Document) -> list[tuple[str, str, str | None]]:
    return [(block.kind, block.text, block.label) for block in document.blocks]


def test_cells_become_blocks_in_their_order() -> None:
    document = notebook_of(
        words(["# Title\n", "\n", "A word."]),
        code(["x = 1\n", "print(x)"], stream(["1\n"])),
        code("x + 1", {"output_type": "execute_result", "data": {"text/plain": "2"}}),
    )
    assert seen(document) == [
        ("text", "Title", None),
        ("text", "A word.", None),
        ("code", "x = 1\nprint(x)\n", None),
        ("listing", "1\n", "Output:"),
        ("code", "x + 1\n", None),
        ("listing", "2\n", "Value:"),
    ]
    assert document.cells == (1, 4, 7)
    lines = document.text.split("\n")
    for block in document.blocks:
        assert block.text.split("\n")[0] in lines[block.location.line - 1]


def test_a_place_is_counted_in_its_cell() -> None:
    document = notebook_of(words("one\n\ntwo"), code("a = 1\nb = 2"))
    (block,) = [block for block in document.blocks if block.kind == "code"]
    place = read.in_part(document, block.location)
    assert (block.location.line, place.line, place.cell) == (4, 1, 2)
    assert read.texts(document) == {"a.ipynb#1": "one\n\ntwo\n", "a.ipynb#2": "a = 1\nb = 2\n"}


def test_pictures_are_told_and_not_read() -> None:
    shown = {"output_type": "display_data", "data": {"image/png": "AAAA", "text/plain": "<Figure>"}}
    document = notebook_of(code("plot()", shown))
    assert [block.kind for block in document.blocks] == ["code", "image"]
    assert "pictures" in (document.why or "")


def test_what_goes_to_stderr_is_not_what_was_printed() -> None:
    document = notebook_of(code("print(1)", stream("careful\n", "stderr"), stream("1\n")))
    assert [block.text for block in document.blocks] == ["print(1)\n", "1\n"]


ODD = [
    None,
    3,
    "x",
    [],
    {},
    {"cell_type": "code"},
    {"cell_type": "code", "source": {"a": 1}},
    code(["x = 1", 3, None]),
    code("x", 3, None, {"output_type": "stream"}),
    words(None),
    code("x", {"data": []}, {"data": {"text/plain": 3}}),
    {"source": "x", "outputs": "y"},
]


@pytest.mark.parametrize("cell", ODD)
def test_odd_cells_are_survived(cell: Any) -> None:
    document = notebook_of(cell, code("print(1)"))
    assert "print(1)\n" in [block.text for block in document.blocks]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"cells": 3}', '{"cells": {}}', "[" * 9_999]
)
def test_texts_that_are_no_notebooks_are_empty(text: str) -> None:
    document = notebook.read(text, "a.ipynb", "a.ipynb")
    assert (document.status, document.blocks, document.cells) == ("empty", (), ())


def test_who_reads_what() -> None:
    text = json.dumps({"cells": []}).encode()
    assert notebook.sniff(text, "a.ipynb") == 0.9
    assert notebook.sniff(b"\xef\xbb\xbf\n" + text, "A.IPYNB") == 0.9
    assert notebook.sniff(text, "a.json") == 0.6
    assert notebook.sniff(text, "a.json") > data.sniff(text, "a.json") > 0
    assert notebook.sniff(b'{"cells": 3}', "a.ipynb") == 0.0
    assert notebook.sniff(b'# "cells"', "a.ipynb") == 0.0
    assert notebook.sniff(b"{'cells': []}", "a.ipynb") == 0.0
    assert read.document(b"# words", "a.ipynb").blocks[0].text == "words"


def test_a_chat_about_notebooks_is_markdown() -> None:
    text = b'The file has {"cells": []} in it.'
    assert notebook.sniff(text, "a.md") == 0.0
    assert markdown.sniff(text, "a.md") > 0


def test_the_number_of_cells_is_bounded_and_told() -> None:
    document = notebook_of(*[words("x")] * 2_005)
    assert len(document.cells) == 2_000
    assert "2,000" in (document.why or "")


def test_a_fence_in_the_words_is_no_part_of_the_program() -> None:
    document = notebook_of(words("Call it:\n\n```python\nnothing.here()\n```"), code("print(1)"))
    ((program,), _) = read.programs(document)
    assert program.literal.source == "print(1)\n"
    assert program.literal.location.file == "a.ipynb"


# --- what of a cell is Python ---------------------------------------------------------------------

CELLS = {
    "%%time\nprint(5)": "# %%time\nprint(5)\n",
    "%%timeit -n 3\nsum([1])": "# %%timeit -n 3\nsum([1])\n",
    "%time x = 2\nprint(x)": "x = 2\nprint(x)\n",
    "%timeit x = 2": None,
    "%%writefile a.txt\nhello : world\n\nx = 1": None,
    "%%html\n<b>x</b>": None,
    "!ls\nprint(1)": "# !ls\nprint(1)\n",
    "print?\n?print\nx = 1": "# print?\n# ?print\nx = 1\n",
    "if 1:\n    %pwd\n": "if 1:\n    pass  # %pwd\n",
    "names = !ls\nx = 1": "# names = !ls\nx = 1\n",
    't = """\n%d and\n!\n""" %3\n%pwd': 't = """\n%d and\n!\n""" %3\n# %pwd\n',
    "x = (7\n     % 4\n     != 3)": "x = (7\n     % 4\n     != 3)\n",
    "x = 1\r\n%pwd\r\ny = 2\r\n": "x = 1\n# %pwd\ny = 2\n",
}


@pytest.mark.parametrize("source", CELLS)
def test_only_the_python_of_a_cell_is_run(source: str) -> None:
    programs, _ = read.programs(notebook_of(code(source)))
    assert [one.literal.source for one in programs] == ([CELLS[source]] if CELLS[source] else [])


def test_a_cell_of_another_language_is_left_out_with_its_output() -> None:
    document = notebook_of(
        *counted(code("%%bash\necho hi", stream("hi\n")), code("print(1)", stream("1\n")))
    )
    ((program,), _) = read.programs(document)
    assert program.literal.source == "print(1)\n"
    claims = read.claims(document, [program.literal])
    assert [(one.kind, one.quote) for one in claims] == [("output_value", "1")]


@pytest.mark.parametrize("line", ["!ls", "%time x = 1", "%pip list", "%%time"])
def test_what_magics_print_is_no_output_of_the_program(line: str) -> None:
    document = notebook_of(code(f"{line}\nprint(1)", stream("a.txt\n1\n")))
    assert [block.label for block in document.blocks] == [None, None]


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "julia-1.9", "language": "julia"}},
        {"language_info": {"name": "Julia"}},
        {"kernelspec": {"language": "python"}, "language_info": {"name": "julia\x1b[31m"}},
    ],
)
def test_a_notebook_of_another_language_shows_no_program(metadata: Any) -> None:
    document = notebook_of(code("println(3)", stream("3\n")), metadata=metadata)
    programs, _ = read.programs(document)
    assert (programs, read.claims(document, [])) == ((), ())
    assert "julia" in (document.why or "")
    assert "\x1b" not in (document.why or "")


@pytest.mark.parametrize(
    "metadata", [None, 3, [], {"kernelspec": 3}, {"language_info": {"name": 3}}]
)
def test_odd_metadata_are_survived(metadata: Any) -> None:
    assert source_of(notebook_of(code("print(1)"), metadata=metadata)) == "print(1)\n"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("3.8.18", "3.8.18"), ("3.13.0rc1", "3.13"), ("3.12", "3.12"), ("2.7.1", None), (3, None)],
)
def test_the_kernel_tells_the_version(version: Any, expected: str | None) -> None:
    metadata = {"language_info": {"name": "python", "version": version}}
    document = notebook_of(words("Some words."), code("x = 1"), metadata=metadata)
    told = read.python_version(document)
    assert told == ((expected, "inferred") if expected else None)


def test_words_go_before_the_version_of_the_kernel() -> None:
    metadata = {"language_info": {"name": "python", "version": "3.8.18"}}
    document = notebook_of(words("Tested with Python 3.12."), code("x = 1"), metadata=metadata)
    assert read.python_version(document) == ("3.12", "stated")


# --- what a run left in it ------------------------------------------------------------------------

IN_ORDER = [(1, 2), (None, None)]
OUT_OF_ORDER = [(1, 4), (1, 1), (2, 1), (5, 6), (1, None)]


@pytest.mark.parametrize("numbers", IN_ORDER + OUT_OF_ORDER)
def test_outputs_count_where_the_cells_were_run_in_order(numbers: tuple[int | None, ...]) -> None:
    cells = [code("n = 0"), code("n += 1\nprint(n)", stream("1\n"))]
    document = notebook_of(
        *({**one, "execution_count": n} for one, n in zip(cells, numbers, strict=True))
    )
    ((program,), _) = read.programs(document)
    kinds = [one.kind for one in read.claims(document, [program.literal])]
    assert kinds == (["output_value"] if numbers in IN_ORDER else [])
    assert ("not judged" in (document.why or "")) is (numbers in OUT_OF_ORDER)
    assert (program.excuse is None) is (numbers in IN_ORDER)


def test_empty_cells_have_no_number() -> None:
    first, last = counted(code("n = 0"), code("print(n)", stream("0\n")))
    assert notebook_of(first, code(" "), last).why is None


def test_behind_an_error_that_the_notebook_shows_nothing_is_held_against_it() -> None:
    document = notebook_of(
        *counted(
            code("print(1)", stream("1\n")),
            code("1 / 0", error("ZeroDivisionError")),
            code("print(2)", stream("2\n")),
        )
    )
    ((program,), _) = read.programs(document)
    assert "ZeroDivisionError" in (program.excuse or "")
    assert [one.quote for one in read.claims(document, [program.literal])] == ["1"]


@pytest.mark.parametrize(
    ("source", "waits"),
    [
        ("await f()", True),
        ("if 1:\n    x = await f()", True),
        ("async with f() as g:\n    pass", True),
        ("async def f():\n    await g()\n\n    await h()", False),
        ("async def f():\n    await g()\nawait f()", True),
        ("print('await x')  # await", False),
    ],
)
def test_only_a_notebook_awaits_outside_of_functions(source: str, waits: bool) -> None:
    ((program,), _) = read.programs(notebook_of(code(source)))
    assert (program.excuse is not None) is waits


def test_an_old_format_is_unread_and_says_what_to_do() -> None:
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code"}]}]})
    assert notebook.sniff(text.encode(), "a.ipynb") == 0.9
    document = read.document(text.encode(), "a.ipynb")
    assert document.status == "unread"
    assert "format (3)" in (document.why or "")


# --- places ---------------------------------------------------------------------------------------


def test_every_quote_stands_in_its_cell() -> None:
    document = notebook_of(
        words("# Title\r\n\r\nThe function `f` has 4 instructions.\r\n"),
        *counted(
            code("def f(a):\r\n    return a\r\n", stream("10%\r50%\r100%\n")),
            code("print(f(3))\nprint('\u2028')  # prints: 3", stream("3\r\n\x0c\n")),
        ),
        words("It prints 3.\n\n| Opcode | f |\n|---|---|\n| LOAD_FAST | 1 |\n"),
        *counted(code("if __name__ == '__main__':\n    f(2)\n", stream("5\n")), first=3),
    )
    ((program,), _) = read.programs(document)
    found = read.claims(document, [program.literal])
    every = (*found, artifacts.program_runs(program.literal, document))
    assert {one.kind for one in every} >= {"output_value", "opcode_count", "program_runs"}
    hold_quotes(document, every)
    texts = read.texts(document)
    for claim in every:
        place = read.in_part(document, claim.location)
        cell = document.model_copy(update={"text": texts[f"a.ipynb#{place.cell}"]})
        hold_quotes(cell, (claim.model_copy(update={"location": place}),))
    assert every[-1].quote == "def f(a):\r\n    return a"
    shown = read.in_part(document, program.literal.location)
    assert (shown.cell, shown.line) == (2, 1)
    assert shown.end_line <= texts["a.ipynb#2"].count("\n") + texts["a.ipynb#2"].count("\r") + 1


def test_a_heading_lasts_for_the_cells_below_it() -> None:
    cells = [
        {"cell_type": "markdown", "source": "## First\n"},
        {"cell_type": "code", "source": "x = 1", "execution_count": 1, "outputs": []},
        {"cell_type": "markdown", "source": "Words.\n\n## Second"},
        {"cell_type": "code", "source": "x = 2", "execution_count": 2, "outputs": []},
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    blocks = read.document(text.encode(), "notes.ipynb").blocks
    assert [(one.text.strip(), one.heading) for one in blocks] == [
        ("First", None),
        ("x = 1", "First"),
        ("Words.", "First"),
        ("Second", "First"),
        ("x = 2", "Second"),
    ]
