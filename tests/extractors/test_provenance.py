"""Sentences that say that something was measured, and those that only speak of measuring."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import provenance


@pytest.mark.parametrize(
    ("text", "what", "tool"),
    [
        ("All functions were disassembled and their opcodes tallied.", "opcodes", None),
        ("The bytecode was disassembled with `dis`.", "opcodes", "dis"),
        ("I counted the instructions of each function.", "opcodes", None),
        ("We disassembled `area` first.", "opcodes", None),
        ("The opcode frequencies were collected using the dis module.", "opcodes", "dis"),
        ("The instructions were then counted by a script.", "opcodes", None),
        ("This section counts the bytecode instructions of quicksort.", "opcodes", None),
        ("Tools such as `dis` and snakeviz were used.", "opcodes", "dis"),
        ("Both programs were profiled with cProfile.", "profile", "cProfile"),
        ("This report compares and profiles four programs.", "profile", None),
        ("I profiled the solver.", "profile", None),
        ("We timed each function with timeit.", "time", "timeit"),
        ("The execution times were measured on a laptop.", "time", None),
        ("I ran the code on my machine.", "run", None),
        ("The program was executed successfully.", "run", None),
        ("The results were obtained from the program above.", "output", None),
    ],
)
def test_what_was_done(text: str, what: str, tool: str | None) -> None:
    (found,) = said(provenance, text)
    assert found.args == {"what": what, "tool": tool}
    assert found.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "Summarize the opcode counts:",
        "Disassembled instructions were counted:",
        "Count the instructions of each function.",
        "Use cProfile to profile the program.",
        "You can profile the program with cProfile.",
        "If the program was profiled, imports would dominate.",
        "The opcodes were not counted.",
        "The bytecode is disassembled with `dis.dis`.",
        "The code should be profiled.",
        "The function must be disassembled before it is counted.",
        "The loop was executed 200 times.",
        "The body was run once per step.",
        "Were the instructions counted?",
        "The function counts the items of a list.",
        "The coins were counted.",
        "Instructions counted by the script are static.",
        "Profiling shows where time goes.",
        "This function measures the distance.",
        "Bytecode was introduced with Python 1.0.",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert said(provenance, text) == ()


def test_titles_captions_and_cells_state_nothing() -> None:
    text = (
        "## Instructions counted\n\n| Opcode | Note |\n|-|-|\n| LOAD_FAST | I counted opcodes |\n"
    )
    assert said(provenance, text) == ()


def test_long_texts_end() -> None:
    said(provenance, "the tools " * 20_000 + "were used.")
    assert len(said(provenance, "I counted the opcodes. " * 5)) == 5
