"""Indentation that was lost and imports that were left out: put back where that is sure."""

from __future__ import annotations

import ast

import pytest

from workbench.documents._repair import IMPORTS, indented, with_import


def repaired(*pieces: str) -> str:
    found = indented("\n".join(pieces), pieces)
    assert found is not None
    ast.parse(found[0])
    return found[0]


def test_a_body_at_the_margin_of_its_head_is_moved() -> None:
    source = "def f(x):\ny = x\nreturn y\n"
    found = indented(source, ())
    assert found == (
        "def f(x):\n    y = x\n    return y\n",
        "indentation: the body of line 1 moved right by 4",
    )


def test_a_body_ends_where_the_next_definition_begins() -> None:
    source = "def f(x):\nreturn x\n\ndef g(x):\nreturn x\n"
    found = indented(source, ())
    assert found is not None
    assert found[0] == "def f(x):\n    return x\n\ndef g(x):\n    return x\n"
    assert found[1] == (
        "indentation: the body of line 1 moved right by 4; the body of line 4 moved right by 4"
    )


def test_a_class_with_an_empty_margin_is_moved() -> None:
    assert indented("class A:\nx = 1\n", ()) == (
        "class A:\n    x = 1\n",
        "indentation: the body of line 1 moved right by 4",
    )


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x\n",
        "x = 1\nprint(x)\n",
        "def f(x):\nfor y in x:\nprint(y)\n",
        "for y in x:\nprint(y)\nprint('end')\n",
        "if x:\ny = 1\nelse:\ny = 2\n",
        "",
        "\n\n",
    ],
)
def test_what_is_right_or_unsure_is_left(source: str) -> None:
    assert indented(source, ()) is None


def test_a_piece_that_lost_its_margin_is_moved_below_its_head() -> None:
    whole = repaired(
        "def f(values):", "    total = 0", "for v in values:\n    total += v\nreturn total"
    )
    assert whole == (
        "def f(values):\n    total = 0\n    for v in values:\n        total += v\n    return total"
    )


def test_a_piece_behind_an_opener_is_its_body() -> None:
    whole = repaired("def f(values):", "    for v in values:", "print(v)")
    assert whole == "def f(values):\n    for v in values:\n        print(v)"


def test_pieces_that_fit_are_left() -> None:
    assert indented("def f():\n    return 1", ("def f():", "    return 1")) is None


def test_what_stands_behind_a_finished_function_stays_at_the_margin() -> None:
    assert (
        indented("def f():\n    return 1\nprint(f())", ("def f():\n    return 1", "print(f())"))
        is None
    )


def test_very_long_programs_are_left_alone() -> None:
    assert indented("def f():\nx = 1\n" * 3_000, ()) is None


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_every_known_import_binds_its_name(name: str) -> None:
    found = with_import(f"print({name})\n", name)
    assert found is not None
    source, done = found
    line = source.splitlines()[0]
    assert done == f"missing import: {line}"
    (statement,) = ast.parse(line).body
    assert isinstance(statement, ast.Import | ast.ImportFrom)
    bound = [alias.asname or alias.name for alias in statement.names]
    assert name in bound
    assert source.endswith(f"print({name})\n")


@pytest.mark.parametrize("name", ["x", "data", "Numpy", "", "plt.show", "f"])
def test_other_names_are_nobodys_import(name: str) -> None:
    assert with_import("print(1)\n", name) is None
