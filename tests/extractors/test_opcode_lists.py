"""Lists that are said to hold all opcodes of a function, and lists that only hold some."""

from __future__ import annotations

import pytest
from stating import said

from workbench.documents import markdown
from workbench.extractors import opcode_lists

LIST = "- LOAD_FAST\n- `CALL` - calls it\n- RETURN_VALUE\n"


@pytest.mark.parametrize(
    "words",
    [
        "These are all the opcodes that `scale` uses",
        "Here are all opcodes used by `scale()`",
        "The following are all of the bytecode instructions in `scale`",
        "The complete list of opcodes in the function `scale`",
        "`scale` uses only these opcodes",
        "These are the only opcodes `scale` contains",
    ],
)
def test_a_complete_list(words: str) -> None:
    (one,) = said(opcode_lists, f"{words}:\n\n{LIST}\nThat is it.\n")
    assert one.args == {"function": "scale", "opcodes": ["LOAD_FAST", "CALL", "RETURN_VALUE"]}
    assert (one.kind, one.quote) == ("table_complete", words)


def test_a_list_in_a_fence() -> None:
    text = "These are all the opcodes that `scale` uses:\n\n```\nLOAD_FAST\nRETURN_VALUE\n```\n"
    assert [one.args["opcodes"] for one in said(opcode_lists, text)] == [
        ["LOAD_FAST", "RETURN_VALUE"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"The following opcodes are used by `scale`:\n\n{LIST}",
        f"These are all the opcodes that it uses:\n\n{LIST}",
        f"These are the main opcodes that `scale` uses:\n\n{LIST}",
        f"These are not all the opcodes that `scale` uses:\n\n{LIST}",
        f"Are these all the opcodes that `scale` uses?\n\n{LIST}",
        f"These are all the opcodes that `scale` uses on Python 3.8:\n\n{LIST}",
        f"These are all the opcodes that `scale` uses in its loop:\n\n{LIST}",
        f"These are all the opcodes that `scale` uses:\n\n{LIST}- ...\n",
        f"These are all the opcodes that `scale` uses:\n\n{LIST}- and a few jumps\n",
        f"These are all the opcodes that `scale` uses:\n\nWell.\n\n{LIST}",
        "These are all the opcodes that `scale` uses:\n\n- LOAD_FAST: 5\n- CALL: 2\n",
        "These are all the opcodes that `scale` uses:\n\n- LOAD_FAST\n",
    ],
)
def test_no_complete_list(text: str) -> None:
    assert said(opcode_lists, text) == ()


def test_what_the_user_lists_is_no_claim() -> None:
    words = f"These are all the opcodes that `scale` uses:\n\n{LIST}\n"
    for speaker, found in (("user", 0), ("assistant", 1)):
        document = markdown.read(words, "doc", "doc.md", 1, speaker)
        assert len(opcode_lists.extract(document)) == found
