"""A Python file is one program; what its comments say is not read as claims."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.documents import python


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_file_is_one_block_under_its_name(newline: str) -> None:
    text = newline.join(["def f():", "    return 1", ""])
    document = python.read(text, "tools/run.py", "tools/run.py")
    (block,) = document.blocks
    assert (block.kind, block.label, block.language, block.text) == (
        "code",
        "run.py",
        "python",
        text,
    )
    assert (block.location.line, block.location.end_line) == (1, 3)
    ((program,), _) = read.programs(document)
    assert program.literal.name == "run.py"
    assert program.literal.source == "def f():\n    return 1\n"


@pytest.mark.parametrize(
    ("name", "sure"),
    [("a.py", 0.9), ("A.PY", 0.9), ("a.pyw", 0.9), ("a.pyc", 0), ("py", 0), ("a.md", 0)],
)
def test_it_is_told_by_its_name(name: str, sure: float) -> None:
    assert python.sniff(b"x = 1", name) == sure


def test_json_under_the_name_of_a_program_is_a_program() -> None:
    document = read.document(b'{"cells": []}', "saved.py")
    assert [block.language for block in document.blocks] == ["python"]


def test_comments_and_docstrings_make_no_claims() -> None:
    text = (
        b'"""f has 7 LOAD_FAST instructions.\n\n| Opcode | Count |\n|---|---|\n| LOAD_FAST | 7 |\n'
        b'"""\n\n\ndef f(x):\n    return x  # 9 LOAD_FAST\n'
    )
    document = read.document(text, "f.py")
    programs, _ = read.programs(document)
    assert read.claims(document, [one.literal for one in programs]) == ()


def test_an_empty_file_has_no_program() -> None:
    document = read.document(b"\n", "f.py")
    assert (document.status, read.programs(document)[0]) == ("empty", ())
