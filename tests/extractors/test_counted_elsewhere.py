"""Numbers of a run, of a part or of another program are not taken for a function's counts."""

from __future__ import annotations

import pytest
from accusing import judged

ROWS = "| LOAD_FAST | {LOAD_FAST+9} |\n| STORE_FAST | {STORE_FAST+7} |\n"
TABLE = f"| Opcode | Count |\n|-|-|\n{ROWS}"

OF_A_RUN = [
    "Python 3.11.7, sys.settrace:",
    "When we run it, tracing the opcodes of area with sys.settrace gives this histogram.",
    "Dynamic counts for area (not to be confused with the static ones):",
    "Opcodes of area, counted while the program runs:",
    "How often each instruction of area runs:",
    "Number of executions per opcode:",
    "Opcode frequency in the run above:",
    "### Profiling result\n\nTop 4 opcodes:",
    "Opcode counts of area measured during execution",
    "### Opcode counts while running",
    "Trace of area(48, 18):",
    "Opcode counts of area after 3 iterations",
    "Anweisungen, die ausgeführt werden (area allein):",
    "Comptage dynamique (sys.settrace)",
    "Динамический подсчёт выполненных инструкций, `area`:",
    "For the input list of 7 elements, the interpreter goes through these instructions:",
]
OF_A_PART = [
    "Instructions in lines 6-8 (the sum) of area:",
    "Line 5 alone compiles to these:",
    "The `i < h` test:",
    "The list comprehension in area:",
]
OF_ANOTHER = [
    "For comparison, the same table for my other sort, which is in another file:",
    "A friend wrote it in a recursive style; dis gave him for his version:",
    "Here is what I was first told, which is wrong:",
    "Expected solution of the teacher for `area`:",
    "**Model answer (incorrect):**",
]


@pytest.mark.parametrize("words", [*OF_A_RUN, *OF_A_PART, *OF_ANOTHER])
def test_a_table_of_something_else_accuses_nobody(words: str) -> None:
    verdicts = judged(f"{words}\n\n{TABLE}")
    assert verdicts
    assert {verdict.label for _, verdict in verdicts} <= {"uncheckable", "ambiguous"}


def test_a_caption_below_is_read() -> None:
    text = f"I looked at it.\n\n{TABLE}\nTable 1: Number of times each opcode was executed.\n"
    assert {verdict.label for _, verdict in judged(text)} == {"uncheckable"}


@pytest.mark.parametrize(
    "words",
    [
        "Static counts of area (not executed):",
        "Counts of area:",
        "I ran dis on it. The counts of area are these.",
        "The static counts of area, beside which the executed ones are large:",
    ],
)
def test_static_words_keep_a_table_checkable(words: str) -> None:
    assert "contradicted" in {verdict.label for _, verdict in judged(f"{words}\n\n{TABLE}")}


@pytest.mark.parametrize(
    "header", ["area(100)", "Count (trace)", "settrace", "Ausführungen", "exécutions", "执行次数"]
)
def test_a_column_of_a_run_accuses_nobody(header: str) -> None:
    found = judged(TABLE.replace("Count", header))
    assert "contradicted" not in {verdict.label for _, verdict in found}
