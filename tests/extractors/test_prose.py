"""Numbers said in sentences, and sentences whose numbers are those of something else."""

from __future__ import annotations

from typing import Any

import pytest
from accusing import judged
from stating import said

from workbench.extractors import prose

OPCODES, TOTAL, ARITHMETIC = "opcode_count", "total_instructions", "arithmetic_instructions"
EXECUTED, CALLS = "executed_count", "call_count"
Expected = tuple[str, str | None, int, str | None]


def found(text: str) -> list[Expected]:
    """Kind, function, count and opcode of each claim."""
    return [
        (one.kind, one.args["function"], one.args["count"], one.args.get("opcode"))
        for one in said(prose, text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A vectorized `f` would be faster. It has 9 LOAD_FAST instructions.",
        "If we unrolled the loop, `f` would grow.\nIt contains 9 LOAD_FAST instructions.",
        "`f` could be inlined. The result has 9 LOAD_FAST instructions. It has 2 CALLs.",
    ],
)
def test_what_is_imagined_has_no_numbers(text: str) -> None:
    assert found(text) == []


def test_what_a_reader_might_expect_is_not_imagined() -> None:
    text = "You might expect `f` to be short. It has 9 LOAD_FAST instructions."
    assert [count for _, _, count, _ in found(text)] == [9]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("euler contains 14 LOAD_FAST instructions.", (OPCODES, "euler", 14, "LOAD_FAST")),
        ("It sorts. euler has 3 LOAD_FAST instructions.", (OPCODES, "euler", 3, "LOAD_FAST")),
        ("There are three `BINARY_OP` opcodes in `f`.", (OPCODES, "f", 3, "BINARY_OP")),
        ("LOAD_FAST appears 14 times.", (OPCODES, None, 14, "LOAD_FAST")),
        ("`LOAD_FAST` occurs once.", (OPCODES, None, 1, "LOAD_FAST")),
        ("The function uses one CALL.", (OPCODES, None, 1, "CALL")),
        ("It contains a single `CALL`.", (OPCODES, None, 1, "CALL")),
        ("`LOAD_FAST` is used 9 times.", (OPCODES, None, 9, "LOAD_FAST")),
        ("So `f` has 9 `LOAD_FAST` instructions.", (OPCODES, "f", 9, "LOAD_FAST")),
        ("`f` has **82 instructions**.", (TOTAL, "f", 82, None)),
        ("In `f`, the opcode LOAD_FAST appears 9 times.", (OPCODES, "f", 9, "LOAD_FAST")),
        ("The function `f()` is short and has 14 LOAD_FASTs.", (OPCODES, "f", 14, "LOAD_FAST")),
        ("**Euler:** contains 14 LOAD_FAST instructions.", (OPCODES, "Euler", 14, "LOAD_FAST")),
        ("It contains three FETCH_MAGIC opcodes.", (OPCODES, None, 3, "FETCH_MAGIC")),
        ("We counted **14** `LOAD_FAST` in matmul.", (OPCODES, "matmul", 14, "LOAD_FAST")),
        ("The number of CALL instructions in `f` is 2.", (OPCODES, "f", 2, "CALL")),
        ("There are 14 LOAD_FAST in the euler solver.", (OPCODES, "euler solver", 14, "LOAD_FAST")),
        ("The bytecode of `f` has 30 instructions.", (TOTAL, "f", 30, None)),
        ("It compiles to 30 bytecode instructions.", (TOTAL, None, 30, None)),
        ("Matrix multiply disassembles to 8 instructions.", (TOTAL, "Matrix multiply", 8, None)),
        ("The number of instructions in `f` is 1,030.", (TOTAL, "f", 1030, None)),
        ("In total, there are 30 instructions.", (TOTAL, None, 30, None)),
        ("`f` has three arithmetic instructions.", (ARITHMETIC, "f", 3, None)),
        ("The function contains 7 arithmetic opcodes.", (ARITHMETIC, None, 7, None)),
        ("`f` executes 3,811 instructions.", (EXECUTED, "f", 3811, None)),
        ("LOAD_FAST is executed 2,205 times.", (EXECUTED, None, 2205, "LOAD_FAST")),
        ("3,811 bytecode instructions are executed.", (EXECUTED, None, 3811, None)),
        ("`rhs` is called 200 times.", (CALLS, "rhs", 200, None)),
        ("The profile shows 1303 calls of quicksort.", (CALLS, "quicksort", 1303, None)),
        ("There are 1,303 calls to `sort()` (mostly recursion).", (CALLS, "sort", 1303, None)),
        ("`euler` calls `rhs` 200 times.", (CALLS, "rhs", 200, None)),
    ],
)
def test_a_number_said_of_something(text: str, expected: Expected) -> None:
    assert found(text) == [expected]


def test_several_numbers_in_one_sentence() -> None:
    text = "The euler solver contains 14 `LOAD_FAST`, 4 `STORE_FAST` and one CALL instruction."
    assert found(text) == [
        (OPCODES, "euler solver", 14, "LOAD_FAST"),
        (OPCODES, "euler solver", 4, "STORE_FAST"),
        (OPCODES, "euler solver", 1, "CALL"),
    ]
    text = "In `f`, LOAD_FAST appears 14 times and STORE_FAST occurs twice."
    assert found(text) == [(OPCODES, "f", 14, "LOAD_FAST"), (OPCODES, "f", 2, "STORE_FAST")]


@pytest.mark.parametrize("word", ["about", "roughly", "~", "around", "approximately"])
def test_a_hedge_is_kept(word: str) -> None:
    (claim,) = said(prose, f"euler contains {word} 40 LOAD_FAST instructions.")
    assert (claim.hedge, claim.args["count"], claim.tolerance) == (word, 40, 4.0)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("As counted, euler contains 14 LOAD_FAST instructions.", "14 LOAD_FAST instructions"),
        ("It contains about 14 `LOAD_FAST` opcodes.", "about 14 `LOAD_FAST` opcodes"),
        ("It contains **14** `LOAD_FAST`.", "**14** `LOAD_FAST`"),
        ("In `f`, LOAD_FAST appears 14 times.", "LOAD_FAST appears 14 times"),
        ("`f` executes 3,811 instructions.", "3,811 instructions"),
        ("We see 20 calls of `f`.", "20 calls of `f`"),
    ],
)
def test_the_smallest_phrase_is_quoted(text: str, quote: str) -> None:
    (claim,) = said(prose, text)
    assert claim.quote == quote


def test_a_call_that_is_written_out_is_the_call_that_is_meant() -> None:
    (one,) = said(prose, "`f(10)` executes 3,811 instructions.")
    assert (one.args["function"], one.args["call"]) == ("f", "f(10)")
    (whole,) = said(prose, "A call of `f(3)` executes 120 instructions.")
    assert (whole.args["function"], whole.args["call"]) == (None, "f(3)")
    (plain,) = said(prose, "`f(...)` executes 3,811 instructions.")
    assert "call" not in plain.args


@pytest.mark.parametrize(
    "text",
    [
        # bounds, ranges, comparisons
        "euler contains at least 14 LOAD_FAST instructions.",
        "euler contains more than 14 LOAD_FAST instructions.",
        "euler contains up to 14 LOAD_FAST instructions.",
        "euler contains 14+ LOAD_FAST instructions.",
        "euler contains 5 more LOAD_FAST instructions than matmul.",
        "euler contains 9-33 LOAD_FAST instructions.",
        "euler contains between 9 and 33 LOAD_FAST instructions.",
        "euler contains 13 or 14 LOAD_FAST instructions.",
        "euler contains two to three LOAD_FAST instructions.",
        "euler has twice as many LOAD_FAST instructions as matmul.",
        "euler contains 14% LOAD_FAST instructions.",
        "LOAD_FAST appears 14 times as often as STORE_FAST.",
        "Over 1303 calls of quicksort are made.",
        # of something else
        "euler contains 14 LOAD_FAST instructions per iteration.",
        "euler contains 14 LOAD_FAST instructions in the loop.",
        "LOAD_FAST appears 14 times in the loop body.",
        "The loop uses 5 LOAD_FAST instructions.",
        "Line 3 contains two LOAD_FAST instructions.",
        "The expression `a + b` compiles to two LOAD_FAST and one BINARY_OP.",
        "The addition uses two LOAD_FAST instructions and one BINARY_OP.",
        "The function uses two LOAD_FAST instructions to load x and y.",
        "The function has two instructions that multiply.",
        "It contains 14 LOAD_FAST (x) instructions.",
        "euler contains 14 LOAD_FAST instructions at the start.",
        "euler contains 14 LOAD_FAST and STORE_FAST instructions.",
        "euler contains 14 LOAD_FAST, STORE_FAST and POP_TOP instructions.",
        "LOAD_FAST and STORE_FAST appear 14 times.",
        "euler contains 14 different instructions.",
        "The file contains 30 instructions.",
        "Without the lambda, `f` contains 14 LOAD_FAST instructions.",
        "euler contains 3.5 LOAD_FAST instructions.",
        "It contains 3 MAX_SIZE values.",
        "euler has 14 loads.",
        # of somebody else
        "`f` calls `g`, which contains 14 LOAD_FAST instructions.",
        "Both euler and matmul contain 14 LOAD_FAST instructions.",
        "Each function contains 14 LOAD_FAST instructions.",
        "`f` and `g` differ. It contains 14 LOAD_FAST instructions.",
        "There are 14 LOAD_FAST instructions in `f` and `g`.",
        "`f` contains 14 LOAD_FAST instructions in `g`.",
        "euler is short.\nIt contains 14 LOAD_FAST instructions.",
        # at another time or place
        "On Python 3.8, euler contains 14 LOAD_FAST instructions.",
        "euler contains 14 LOAD_FAST instructions in 3.11.",
        "The optimized version has 14 LOAD_FAST instructions.",
        "Before the change, euler contains 14 LOAD_FAST instructions.",
        # not stated
        "If unrolled, euler contains 14 LOAD_FAST instructions.",
        "euler would contain 14 LOAD_FAST instructions.",
        "euler does not contain 14 LOAD_FAST instructions.",
        "Does euler contain 14 LOAD_FAST instructions?",
        "Check that euler contains 14 LOAD_FAST instructions.",
        "The chat claims that euler contains 14 LOAD_FAST instructions.",
        # at run time, of another input
        "euler runs 14 LOAD_FAST instructions.",
        "A core executes 4 instructions per cycle.",
        "The CPU executes 4 instructions in parallel.",
        "With n = 100, `f` executes 3,811 instructions.",
        "For large inputs, `rhs` is called 200 times.",
        "`rhs` is called 200 times per second.",
        "It is called 200 times.",
        "The program executes 3,811 instructions.",
        # read by others
        "- LOAD_FAST: 14",
        "- LOAD_FAST: 14 instructions",
        "- Total: 14 instructions",
        "- 14 x LOAD_FAST",
        "| Opcode | Note |\n|-|-|\n| LOAD_FAST | euler has 14 LOAD_FAST instructions |",
        "```python\n# f contains 14 LOAD_FAST instructions.\n```",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert found(text) == []


TRUE = [
    "area contains {LOAD_FAST} LOAD_FAST instructions.",
    "There are {STORE_FAST} `STORE_FAST` instructions in `area`.",
    "`rim` has {rim.LOAD_FAST} LOAD_FAST, and {rim.RETURN_VALUE} RETURN_VALUE.",
    "In `rim`, BINARY_OP appears {rim.BINARY_OP} times.",
    "The bytecode of `area` has {*} instructions.",
    "`Bag.run` contains about {Bag.run.LOAD_FAST} LOAD_FAST instructions.",
    "## The function `rim`\n\nIt contains {rim.LOAD_FAST} LOAD_FAST instructions.",
    "The rim function compiles to {rim.*} instructions.",
]


@pytest.mark.parametrize("text", TRUE)
def test_true_numbers_are_confirmed(text: str) -> None:
    labels = [verdict.label for claim, verdict in judged(text) if claim.extractor == "prose"]
    assert labels
    assert set(labels) == {"confirmed"}


@pytest.mark.parametrize(
    "text",
    [
        "area contains {LOAD_FAST+7} LOAD_FAST instructions.",
        "There are {rim.LOAD_FAST+20} `LOAD_FAST` instructions in `rim`.",
        "The bytecode of `rim` has {rim.*+90} instructions.",
        "`area` contains 3 FETCH_MAGIC instructions.",
        "`area` has 20 arithmetic instructions.",
    ],
)
def test_false_numbers_are_contradicted(text: str) -> None:
    labels = [verdict.label for claim, verdict in judged(text) if claim.extractor == "prose"]
    assert labels == ["contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "The helper contains 40 LOAD_FAST instructions.",
        "`print` is called 200 times.",
        "`helper()` has 40 LOAD_FAST instructions.",
        "area calls rim. It contains 40 LOAD_FAST instructions.",
    ],
)
def test_what_names_nobody_accuses_nobody(text: str) -> None:
    labels: list[Any] = [verdict.label for _, verdict in judged(text)]
    assert set(labels) <= {"uncheckable"}


def test_long_texts_end() -> None:
    said(prose, "f contains " + "1 LOAD_FAST, " * 80_000)
    said(prose, "LOAD_FAST appears " * 50_000)
    said(prose, "number of instructions in " * 40_000 + "is 3.")
    said(prose, "`" * 500_000)
    said(prose, "f contains 9" + ",999" * 100_000 + " LOAD_FAST.")
    said(prose, "a b c d e f g " * 70_000 + "contains 14 LOAD_FAST.")
    assert len(said(prose, "It has 3 POP_TOP. " * 40)) == 40
