"""Sentences that rank programs or opcodes, and those that only look like it."""

from __future__ import annotations

from typing import Any

import pytest
from stating import said

from workbench.extractors import ranking


def ranked(text: str) -> list[tuple[Any, ...]]:
    return [
        (c.args["order"], c.args["measure"], c.args["function"], c.args.get("opcode"))
        for c in said(ranking, text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The CNN has the most instructions.", ("most", "instructions", "CNN", None)),
        ("Quick sort uses the fewest opcodes.", ("fewest", "instructions", "Quick sort", None)),
        (
            "`matmul` contains the lowest number of bytecode instructions (7).",
            ("fewest", "instructions", "matmul", None),
        ),
        (
            "As expected, the Euler solver had the highest instruction count of all three.",
            ("most", "instructions", "Euler solver", None),
        ),
        (
            "- The TSP search has the largest number of different opcodes",
            ("most", "distinct_opcodes", "TSP search", None),
        ),
        ("AES showed the most diverse opcodes.", ("most", "distinct_opcodes", "AES", None)),
        ("AES showed the most frequent bytecode ops.", ("most", "instructions", "AES", None)),
        (
            "The results show that quicksort uses the most LOAD_FAST instructions.",
            ("most", "instructions", "quicksort", "LOAD_FAST"),
        ),
        ("AES has the most arithmetic instructions.", ("most", "arithmetic", "AES", None)),
        ("AES had the highest arithmetic intensity.", ("most", "intensity", "AES", None)),
        ("AES has highest compute density.", ("most", "intensity", "AES", None)),
        ("The CNN performs the most FLOPs.", ("most", "flops", "CNN", None)),
        (
            "Quicksort performs the fewest floating-point operations.",
            ("fewest", "flops", "Quicksort", None),
        ),
        (
            "The TSP search executes the most instructions.",
            ("most", "executed", "TSP search", None),
        ),
        ("Quicksort has the most comparisons.", ("most", "family", "Quicksort", "compare")),
        ("The CNN has the most function calls of the three.", ("most", "calls", "CNN", None)),
        (
            "Quicksort has more instructions than the others.",
            ("most", "instructions", "Quicksort", None),
        ),
        ("`LOAD_FAST` is the most common opcode.", ("most", "opcode", None, "LOAD_FAST")),
        (
            "LOAD_FAST was by far the most frequently used instruction.",
            ("most", "opcode", None, "LOAD_FAST"),
        ),
        (
            "`LOAD_FAST` is the most common instruction in `area` (14).",
            ("most", "opcode", "area", "LOAD_FAST"),
        ),
        (
            "The most frequent opcode in area is `LOAD_FAST`.",
            ("most", "opcode", "area", "LOAD_FAST"),
        ),
        (
            "The most common bytecode instruction is LOAD_FAST, with 14.",
            ("most", "opcode", None, "LOAD_FAST"),
        ),
        ("LOAD_FAST appears most often.", ("most", "opcode", None, "LOAD_FAST")),
    ],
)
def test_rankings_are_read(text: str, expected: tuple[Any, ...]) -> None:
    assert ranked(text) == [expected]


@pytest.mark.parametrize(
    ("text", "order", "measure", "other"),
    [
        ("Quicksort uses more comparisons than euler.", "more_than", "family", "euler"),
        ("The CNN has far fewer opcodes than `aes()`.", "fewer_than", "instructions", "aes()"),
        (
            "AES has a larger number of instructions than the TSP solver.",
            "more_than",
            "instructions",
            "TSP solver",
        ),
    ],
)
def test_two_are_compared(text: str, order: str, measure: str, other: str) -> None:
    (found,) = said(ranking, text)
    assert (found.args["order"], found.args["measure"], found.args["other"]) == (
        order,
        measure,
        other,
    )


def test_sentences_that_begin_with_a_small_letter_are_sentences() -> None:
    text = "area has the most opcodes. rim has the fewest opcodes.\nLOAD_FAST is the most used op."
    assert [(c.args["order"], c.args["function"]) for c in said(ranking, text)] == [
        ("most", "area"),
        ("fewest", "rim"),
        ("most", None),
    ]


def test_a_conjunction_is_two_claims_at_two_places() -> None:
    diverse, frequent = said(ranking, "The TSP solver has the most varied and numerous opcodes.")
    assert diverse.args["measure"] == "distinct_opcodes"
    assert diverse.quote == "TSP solver has the most varied"
    assert frequent.args["measure"] == "instructions"
    assert frequent.quote == "TSP solver has the most varied and numerous opcodes"


@pytest.mark.parametrize(
    "text",
    [
        "Which program has the most instructions?",
        "Find the program that has the most instructions.",
        "The CNN does not have the most instructions.",
        "The CNN would have the most instructions.",
        "It has the most instructions.",
        "Both have the most instructions.",
        "The CNN has the most memory.",
        "The CNN has the most complexity.",
        "The CNN has the most instructions per line.",
        "The CNN has the most instructions in the loop.",
        "On Python 3.8 the CNN has the most instructions.",
        "After optimisation the CNN has the most instructions.",
        "If sorted, quicksort has the fewest instructions.",
        "The CNN has the second most instructions.",
        "The CNN has one of the most diverse opcodes.",
        "The CNN has the most operations.",
        "The CNN has more instructions than before.",
        "The CNN has more instructions than I expected.",
        "The CNN has most instructions in common with AES.",
        "LOAD_FAST is one of the most common opcodes.",
        "LOAD_FAST and STORE_FAST are the most common opcodes.",
        "LOAD_FAST is the second most common opcode.",
        "LOAD_FAST is the most common opcode in Python.",
        "LOAD_FAST is the most common opcode in all three programs.",
        "LOAD_FAST is the most executed opcode.",
        "LOAD_FAST is the most important opcode.",
        "FETCH_MAGIC is the most common opcode.",
        "LOAD_FAST is the most common opcode beside CALL.",
        "Euler's method is the most common algorithm.",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert said(ranking, text) == ()


def test_what_the_user_said_is_left_out_and_long_texts_end() -> None:
    assert len(said(ranking, "The CNN has the most instructions. " * 3)) == 3
    said(ranking, "the most " * 20_000)
    said(ranking, "A has the most of the most of " * 5_000)
    said(ranking, "The " + "word " * 50_000 + "has the most instructions.")


@pytest.mark.parametrize(
    "text",
    [
        "Among the stores, STORE_FAST is the most common instruction.",
        "In most Python programs, CALL is the most frequent opcode.",
        "After LOAD_FAST, STORE_FAST is the most frequent opcode.",
    ],
)
def test_the_most_common_of_some_is_not_that_of_all(text: str) -> None:
    assert [one.quote for one in said(ranking, text)] == []
