"""Counts as `sort | uniq -c` prints them, and lists of numbers that are no counts."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import tallies

PROGRAM = "```python\ndef scale(x):\n    return x * 2\n```\n\n"
LINES = "      9 LOAD_FAST\n      4 CALL\n      4 STORE_FAST\n"


def counts(text: str) -> list[tuple[str, int | None, str | None, bool]]:
    return [
        (one.args["opcode"], one.claimed, one.args["function"], one.problem is None)
        for one in said(tallies, text)
        if one.kind == "opcode_count"
    ]


def test_tallies_are_about_the_function_named_above() -> None:
    expected = [("LOAD_FAST", 9), ("CALL", 4), ("STORE_FAST", 4)]
    for text in (
        f"Opcodes of `scale`, counted:\n\n{LINES}",
        f"Opcodes of scale:\n\n```\n{LINES}```\n",
        f"The opcodes of scale:\n{LINES}",
    ):
        assert counts(PROGRAM + text) == [(*one, "scale", True) for one in expected]


def test_the_quote_is_number_and_name() -> None:
    claims = said(tallies, f"{PROGRAM}Opcodes of scale:\n\n{LINES}")
    assert [one.quote for one in claims][1:] == ["9 LOAD_FAST", "4 CALL", "4 STORE_FAST"]
    assert len({one.table.id for one in claims if one.table}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Counted:\n\n",
        "python -m dis scale.py | sort | uniq -c gives, for scale.py:\n\n",
        "Opcodes executed by `scale`:\n\n",
        "The numbers of the opcodes in `scale`:\n\n",
        "",
    ],
)
def test_nobody_is_named(words: str) -> None:
    assert {problem for *_, problem in counts(PROGRAM + words + LINES)} == {False}


@pytest.mark.parametrize(
    "lines",
    [
        "0 LOAD_FAST\n2 LOAD_CONST\n4 RETURN_VALUE\n",
        "2 LOAD_FAST\n4 LOAD_FAST\n6 BINARY_OP\n",
        "1 LOAD_FAST\n2 LOAD_CONST\n3 BINARY_OP\n4 RETURN_VALUE\n",
        "12 APPLES\n9 PEARS\n9 PLUMS\n",
        "9 LOAD_FAST\n",
        "9 LOAD_FAST (x)\n4 CALL (f)\n",
        "9 LOAD_FAST\n\nsome words\n\n4 CALL\n",
    ],
)
def test_no_tallies(lines: str) -> None:
    assert said(tallies, f"{PROGRAM}Opcodes of scale:\n\n{lines}") == ()
