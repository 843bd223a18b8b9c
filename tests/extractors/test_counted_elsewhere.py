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


@pytest.mark.parametrize(
    "label", ["area.<listcomp>", "area (list comprehension)", "area (inlined)", "<lambda>"]
)
def test_a_label_of_a_part_is_not_the_function(label: str) -> None:
    head = f"| Opcode | {label} | rim |\n|-|-|-|\n"
    verdicts = judged(head + "| LOAD_FAST | {LOAD_FAST+9} | {rim.LOAD_FAST} |\n")
    assert verdicts
    assert "contradicted" not in {verdict.label for _, verdict in verdicts}


OF_RUN = "| Opcode | run |\n|-|-|\n| LOAD_FAST | {CLASS.LOAD_FAST+MORE} |\n"


def of_run(words: str, owner: str, more: int = 0) -> list[tuple[str, str | None]]:
    text = OF_RUN.replace("CLASS", f"{owner}.run").replace("+MORE", f"+{more}" if more else "")
    found = judged(f"{words}\n\n{text}")
    return [(c.args["function"], v.label) for c, v in found if c.kind == "opcode_count"]


@pytest.mark.parametrize("name", ["Box", "Bag"])
@pytest.mark.parametrize("words", ["**CLASS**", "## CLASS", "The methods of `CLASS`:"])
def test_a_bare_method_is_that_of_the_class_above_it(words: str, name: str) -> None:
    words = words.replace("CLASS", name)
    assert of_run(words, name) == [(f"{name}.run", "confirmed")]
    assert of_run(words, name, 9) == [(f"{name}.run", "contradicted")]


@pytest.mark.parametrize("words", ["It is short.", "## Box and Bag"])
def test_a_bare_method_of_no_class_may_be_that_of_any(words: str) -> None:
    assert of_run(words, "Box") == [("run", "ambiguous")]
    assert of_run(words, "Bag") == [("run", "confirmed")]
    assert of_run(words, "Bag", 9) == [("run", "contradicted")]


@pytest.mark.parametrize(
    "sentence",
    [
        "In class `Box`, `run` contains {Box.run.LOAD_FAST} LOAD_FAST instruction.",
        "`Box.run` contains {Box.run.LOAD_FAST} LOAD_FAST instruction.",
        "The `run` method of `Box` contains {Box.run.LOAD_FAST} LOAD_FAST instruction.",
        "`run` contains {Box.run.LOAD_FAST} LOAD_FAST instruction.",
    ],
)
def test_no_sentence_about_one_method_is_held_against_another(sentence: str) -> None:
    labels = {verdict.label for _, verdict in judged(sentence)}
    assert labels <= {"confirmed", "ambiguous"}
