"""Which lines are a disassembly, and which CPythons can have printed them."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import _disassembly, _generations, listings

OLD = """\
  2           0 LOAD_FAST                0 (x)
              3 LOAD_CONST               1 (1)
              6 BINARY_ADD
              7 RETURN_VALUE
"""
LABELS = """\
  1           RESUME                   0

  2           LOAD_FAST                0 (xs)
              GET_ITER
      L1:     FOR_ITER                 4 (to L2)
              STORE_FAST               1 (x)
  --          JUMP_BACKWARD            6 (to L1)
      L2:     END_FOR
              RETURN_CONST             0 (None)
"""


def fenced(listing: str, above: str = "It compiles to:") -> str:
    return f"{above}\n\n```\n{listing}```\n"


@pytest.mark.parametrize(("listing", "versions"), [(OLD, ("2.7",)), (LABELS, ("3.13",))])
def test_generations(listing: str, versions: tuple[str, ...]) -> None:
    (found,) = _disassembly.listings(listing)
    assert _generations.versions(found) == versions


def test_rows_have_what_is_shown() -> None:
    (found,) = said(listings, fenced(OLD))
    assert found.kind == "dis_listing"
    assert found.args["versions"] == ["2.7"]
    assert found.args["instructions"] == [
        {"opcode": "LOAD_FAST", "arg": 0, "argrepr": "x", "line": 2, "offset": 0},
        {"opcode": "LOAD_CONST", "arg": 1, "argrepr": "1", "offset": 3},
        {"opcode": "BINARY_ADD", "offset": 6},
        {"opcode": "RETURN_VALUE", "offset": 7},
    ]


@pytest.mark.parametrize(
    "above",
    ['Disassembly of <code object f at 0x7f3a, file "<stdin>", line 2>:', ">>> dis.dis(f)"],
)
def test_the_name_above_it(above: str) -> None:
    (found,) = said(listings, fenced(f"{above}\n{OLD}"))
    assert found.args["function"] == "f"


def test_what_is_no_function() -> None:
    (found,) = said(listings, fenced(f"Disassembly of <code object <listcomp> at 0x7f>:\n{OLD}"))
    assert found.args["code"] == "<listcomp>"
    assert "function" not in found.args


@pytest.mark.parametrize(
    "text",
    [
        "LOAD_FAST 3\nLOAD_CONST 2\nRETURN_VALUE 1\n",
        "LOAD_FAST 3 (local)\nLOAD_CONST 2 (constants)\nRETURN_VALUE 1\n",
        "LOAD_FAST: 3\nLOAD_CONST: 2\nRETURN_VALUE: 1\n",
        "1 RETURN_VALUE\n2 LOAD_CONST\n5 LOAD_FAST\n",
        "| LOAD_FAST | 3 |\n| LOAD_CONST | 2 |\n| RETURN_VALUE | 1 |\n",
        "LOAD_FAST loads\nLOAD_CONST loads\nRETURN_VALUE returns\n",
        "  2  0 MOV  1 (ax)\n     2 ADD  2 (bx)\n     4 RET\n",
        "LOAD_FAST 0 (x)\nRETURN_VALUE\n",
    ],
)
def test_counts_and_other_lines_are_none(text: str) -> None:
    assert said(listings, fenced(text)) == ()


def test_a_docstring_shows_nothing() -> None:
    text = f'def f(x):\n    """Compiles to\n\n{OLD}    """\n    return x + 1\n'
    assert said(listings, f"```python\n{text}```\n") == ()


def test_of_very_many_lines_the_first_are_read() -> None:
    rows = "".join(f"{2 * n:>15} LOAD_FAST                0 (x)\n" for n in range(5000))
    (found,) = _disassembly.listings(rows)
    assert len(found.rows) == _disassembly.MAX_ROWS
    assert found.cut
