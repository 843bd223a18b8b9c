"""Headers that fell together are taken apart where the programs or a word say how."""

from __future__ import annotations

import builders as b
import pytest
from standing_at import text_at

from workbench import read
from workbench.documents import markdown
from workbench.extractors import _headers
from workbench.extractors._known import Known
from workbench.records import Document

SOURCES = (
    "def euler(f, y):\n    return y\n",
    "def matmul(a, b):\n    return a\n",
    "def quick_sort(items):\n    return items\n",
)


def known(*sources: str) -> Known:
    programs = [
        b.artifact(id=f"a{n}", source=source, entry_point=None, location=b.location(line=n))
        for n, source in enumerate(sources, start=1)
    ]
    return Known(programs, {one.id: read.functions(one.source) for one in programs})


def split(text: str, *sources: str) -> tuple[Document, list[str]]:
    document = markdown.read(text, "doc.md", "doc.md", 1, None)
    found = _headers.split(document, known(*(sources or SOURCES)))
    (table,) = [block for block in found.blocks if block.kind == "table"]
    for cell in table.rows[0]:
        assert text_at(found, cell.location) == cell.text
    assert table.rows[1:] == next(o for o in document.blocks if o.kind == "table").rows[1:]
    return found, [cell.text for cell in table.rows[0]]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("euler matmul", ["euler", "matmul"]),
        ("Euler Solver Matrix Multiply", ["Euler Solver", "Matrix Multiply"]),
        ("Euler Quick Sort", ["Euler", "Quick Sort"]),
        ("quick_sort() euler()", ["quick_sort()", "euler()"]),
    ],
)
def test_two_programs_in_one_header_are_two_columns(header: str, cells: list[str]) -> None:
    _, found = split(f"Opcode\t{header}\t\nLOAD_FAST\t3\t4\nPOP_TOP\t0\t1\n")
    assert found == ["Opcode", *cells]


def test_three_programs_in_one_header_are_three_columns() -> None:
    _, found = split("Opcode\tEuler Matmul Quicksort\t\t\nLOAD_FAST\t3\t4\t5\nPOP_TOP\t0\t1\t2\n")
    assert found == ["Opcode", "Euler", "Matmul", "Quicksort"]


def test_a_last_word_that_heads_columns_is_a_column_of_its_own() -> None:
    _, found = split(
        "Kernel\tIdeal Machine Reason\t\nEuler\tscalar\tserial\nMatmul\tGPU\tparallel\n"
    )
    assert found == ["Kernel", "Ideal Machine", "Reason"]


@pytest.mark.parametrize(
    "header",
    [
        "First Second",
        "euler euler",
        "euler",
        "Euler Solver",
        "matmul and more words",
        "Count Total",
    ],
)
def test_what_the_programs_do_not_tell_apart_stays_together(header: str) -> None:
    _, found = split(f"Opcode\t{header}\t\nLOAD_FAST\t3\t4\nPOP_TOP\t0\t1\n")
    assert found == ["Opcode", header, header]


def test_headers_that_are_whole_are_left_alone() -> None:
    _, found = split("| Opcode | euler | matmul |\n|---|---|---|\n| LOAD_FAST | 1 | 2 |\n")
    assert found == ["Opcode", "euler", "matmul"]


def test_a_document_without_tables_is_the_same_object() -> None:
    document = markdown.read("words\n", "doc.md", "doc.md", 1, None)
    assert _headers.split(document, known()) is document


def test_very_wide_headers_are_survived() -> None:
    header = " ".join(["euler matmul"] * 2_000)
    split(
        f"Opcode\t{header}{chr(9) * 30}\n"
        + "LOAD_FAST"
        + "\t1" * 30
        + "\n"
        + "X"
        + "\t1" * 30
        + "\n"
    )
