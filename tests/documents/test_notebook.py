"""Notebooks: words, code and what was printed, placed by cells; broken ones are survived."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench import read
from workbench.documents import data, markdown, notebook
from workbench.records import Document


def code(source: Any, *outputs: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def words(source: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


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
        ("listing", "2\n", None),
    ]
    assert document.cells == (1, 4, 7)
    lines = document.text.split("\n")
    for block in document.blocks:
        assert block.text.split("\n")[0] in lines[block.location.line - 1]


def test_a_place_is_counted_in_its_cell() -> None:
    document = notebook_of(words("one\n\ntwo"), code("a = 1\nb = 2"))
    (block,) = [block for block in document.blocks if block.kind == "code"]
    place = read.in_cell(document, block.location)
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
    assert "print(1)" in program.literal.source
    assert program.literal.location.file == "a.ipynb"
