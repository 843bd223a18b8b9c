"""What is said of code that is not shown is held against no program that is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from workbench import read
from workbench.extractors import _algorithms
from workbench.records import Claim

BUBBLE = """\
def bubble_sort(a):
    for i in range(len(a)):
        a[i] = i
    return a


print(bubble_sort([1]))
"""
TABLE = "| Opcode | Count |\n|---|---|\n| LOAD_FAST | 40 |\n"


def fenced(source: str, language: str = "python") -> str:
    return f"```{language}\n{source}```\n"


def bound(text: str, *, kinds: Sequence[str] = ("opcode_count",)) -> list[Claim]:
    document = read.document(text.encode(), "report.md")
    programs = [one.literal for one in read.programs(document)[0]]
    return [one for one in read.claims(document, programs) if one.kind in kinds]


def problems(text: str, *kinds: str) -> list[str | None]:
    return [one.problem for one in bound(text, kinds=kinds or ("opcode_count",))]


@pytest.mark.parametrize(
    "heading",
    [
        "## Heap sort",
        "### 3. Mergesort analysis",
        "**Binary search**",
        "## Fibonacci numbers",
        "## Dijkstra's algorithm",
        "## Interpolationssuche",
        "## Ackermann function",
        "## From my previous report",
    ],
)
def test_a_heading_of_a_program_that_is_not_shown_is_about_none_that_is(heading: str) -> None:
    shown = f"## Bubble sort\n\n{fenced(BUBBLE)}\n{TABLE}\n"
    first, second = bound(f"{shown}{heading}\n\n{TABLE}")
    assert (first.problem, first.subject) == (None, "bubble_sort")
    assert second.problem
    assert second.subject is None


@pytest.mark.parametrize(
    "heading",
    [
        "## Bubble sort: bytecode",
        "### Analysis of BubbleSort",
        "## Opcode counts",
        "## Results",
        "## 2. Bytecode",
        "## Discussion",
        "## Aufgabe 2: Befehle",
        "## What dominates?",
        "## Sorting",
    ],
)
def test_a_usual_heading_or_that_of_the_program_is_about_the_program(heading: str) -> None:
    shown = f"## Bubble sort\n\n{fenced(BUBBLE)}\n"
    (claim,) = bound(f"{shown}{heading}\n\n{TABLE}")
    assert (claim.problem, claim.subject) == (None, "bubble_sort")


def test_the_section_with_a_program_is_about_it_whatever_its_heading_says() -> None:
    text = f"# Heap sort\n\n{fenced(BUBBLE)}\n## Counts\n\n{TABLE}"
    assert problems(text) == [None]


def test_the_program_is_known_by_the_words_in_it() -> None:
    source = f'"""A heap sort."""\n\n\n{BUBBLE.replace("bubble_sort", "order")}'
    assert problems(f"## Code\n\n{fenced(source)}\n## Heap Sort\n\n{TABLE}") == [None]


def test_sentences_and_outputs_of_such_a_section_are_left_alone_as_well() -> None:
    said = "It contains 7 FOR_ITER instructions. It runs in O(n log n).\n\nThe program prints 7.\n"
    text = f"## Bubble sort\n\n{fenced(BUBBLE)}\n## Heap sort\n\n{said}"
    kinds = ("opcode_count", "complexity", "output_value")
    found = problems(text, *kinds)
    assert len(found) == 3
    assert all(found)


def test_a_function_that_is_named_is_meant_wherever_it_is_named() -> None:
    text = f"## Bubble sort\n\n{fenced(BUBBLE)}\n## Heap sort\n\nFor `bubble_sort`:\n\n{TABLE}"
    assert [(one.problem, one.subject) for one in bound(text)] == [(None, "bubble_sort")]


def test_an_announced_algorithm_that_is_not_shown_is_not_the_only_program() -> None:
    assert all(problems(f"{fenced(BUBBLE)}\nThe counts for merge sort:\n\n{TABLE}"))
    assert problems(f"{fenced(BUBBLE)}\nThe counts for bubble sort:\n\n{TABLE}") == [None]


SORT = fenced(BUBBLE.replace("bubble_sort", "sort"))


@pytest.mark.parametrize(
    "words",
    [
        "| Opcode | Heap sort |\n|---|---|\n| LOAD_FAST | 40 |\n",
        f"Counts for heap sort:\n\n{TABLE}",
        "Heap sort has 41 LOAD_FAST instructions.\n",
        "The heap sort function has 41 LOAD_FAST instructions.\n",
    ],
)
def test_not_every_sort_is_what_a_function_called_sort_does(words: str) -> None:
    found = problems(f"{SORT}\n{words}")
    assert found
    assert all(found)
    shown = f"## Heap sort\n\n{SORT}\n"
    assert problems(f"{shown}{words}") == [None]


TWINS = {
    "java": "static int f(int n) {\n    return n;\n}\n",
    "c": "int f(int n) { return n; }\n",
    "javascript": "function f(n) { return n; }\nconsole.log(f(3));\n",
    "": "#include <stdio.h>\nint main(void) { return 0; }\n",
    "pseudocode": "for each v in graph:\n  d[v] := 0\n",
}


@pytest.mark.parametrize("language", TWINS)
def test_what_another_language_prints_is_no_output_of_ours(language: str) -> None:
    twin = fenced(TWINS[language], language)
    text = f"{fenced(BUBBLE)}\nIt prints `[0]`.\n\nThe twin:\n\n{twin}\nIt prints `[9]`.\n"
    first, second = problems(text, "output_value")
    assert first is None
    assert second


def test_cpythons_opcodes_are_of_no_other_language() -> None:
    twin = fenced(TWINS["java"], "java")
    text = f"{fenced(BUBBLE)}\n{twin}\n{TABLE}"
    assert problems(text) == [None]


@pytest.mark.parametrize(
    "words",
    [
        "In my previous report the table was:",
        "The counts of the solution on GitHub:",
        "My classmate's counts:",
        "From Stack Overflow:",
    ],
)
def test_numbers_of_other_documents_are_left_alone(words: str) -> None:
    assert all(problems(f"{fenced(BUBBLE)}\n{words}\n\n{TABLE}"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2. Quicksort analysis", "Quicksort"),
        ("Heap sort", "Heap sort"),
        ("heap_sort", "heap_sort"),
        ("Explicit Euler", "Explicit Euler"),
        ("Bubble sort or merge sort?", None),
        ("Sorting", None),
        ("Stack depth", None),
        ("Results", None),
        ("heap sort " + "x" * 200, None),
    ],
)
def test_algorithms_are_known_by_name(text: str, name: str | None) -> None:
    assert _algorithms.named(text) == name


def test_many_headings_cost_little() -> None:
    text = fenced(BUBBLE) + "".join(f"## Heap sort {n}\n\n- LOAD_FAST: 2\n\n" for n in range(3000))
    assert len(bound(text)) == 3000
