"""Which sentences state a class of growth, of what, for which inputs, and at which place."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import complexities
from workbench.records import Claim


def claims(text: str) -> tuple[Claim, ...]:
    return complexities.extract(read.document(text.encode(), "chat.md"))


def told(one: Claim) -> tuple[object, ...]:
    return one.args["growth"], one.args["what"], one.args["case"]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("The function runs in O(n log n) time.", "O(n log n)", ("n log n", "time", None)),
        ("**Time complexity:** O(n²)", "O(n²)", ("n^2", "time", None)),
        ("- **Space complexity**: O(1)", "O(1)", ("1", "space", None)),
        ("Its time complexity is O(n^2).", "O(n^2)", ("n^2", "time", None)),
        ("It has a worst-case time complexity of O(n^2).", "O(n^2)", ("n^2", "time", "worst")),
        (
            "The average-case complexity is O(n log n).",
            "O(n log n)",
            ("n log n", "time", "average"),
        ),
        (r"The running time is $\mathcal{O}(n^3)$.", r"\mathcal{O}(n^3)", ("n^3", "time", None)),
        (r"It runs in \(\Theta(n \log n)\).", r"\Theta(n \log n)", ("n log n", "time", None)),
        ("The solver uses O(n) additional memory.", "O(n)", ("n", "space", None)),
        ("`total` runs in linear time.", "linear time", ("n", "time", None)),
        ("It uses constant extra memory.", "constant extra memory", ("1", "space", None)),
        ("The product takes O(n**3) time.", "O(n**3)", ("n^3", "time", None)),
        ("The search has logarithmic time complexity.", None, ("log n", "time", None)),
        ("The recursion has a runtime of O(2^n).", "O(2^n)", ("2^n", "time", None)),
        ("**Worst case:** the time is O(n!)", "O(n!)", ("n!", "time", "worst")),
    ],
)
def test_one_class(text: str, quote: str | None, expected: tuple[object, ...]) -> None:
    (one,) = claims(text + "\n")
    assert one.kind == "complexity"
    assert told(one) == expected
    line = text.split("\n")[one.location.line - 1]
    assert line[one.location.column - 1 : one.location.end_column - 1] == one.quote
    assert quote is None or one.quote == quote


def test_time_and_space_of_one_sentence() -> None:
    first, second = claims("It takes O(n log n) time and O(n) space.\n")
    assert (told(first), told(second)) == (("n log n", "time", None), ("n", "space", None))


def test_cases_of_one_sentence() -> None:
    first, second = claims("Its time is O(n log n) on average and O(n^2) in the worst case.\n")
    assert told(first) == ("n log n", "time", "average")
    assert told(second) == ("n^2", "time", "worst")


def test_a_name_in_code_is_the_subject_and_theta_is_tight() -> None:
    (one,) = claims("`heat` runs in Θ(n) time.\n")
    assert one.args["function"] == "heat"
    assert one.args["bound"] == "tight"


@pytest.mark.parametrize(
    "text",
    [
        "Does it run in O(n) time?",
        "It does not run in O(n) time.",
        "It would run in O(n) time.",
        "This reduces the time from O(n^2) to O(n).",
        "Each look-up takes O(1) time.",
        "Append takes amortized O(1) time.",
        "It runs in O(V + E) time.",
        "The running time is O(nm).",
        "It is faster than an O(n^2) time algorithm.",
        "A naive version takes O(n^2) time.",
        "The inner loop takes O(n) time.",
        "The option O(n) is set.",
        "The time series is linear.",
        "It fits a linear time series.",
        "Use `f` to get O(n) time.",
        "The sum is O(n).",
        "The quadratic formula takes two roots.",
        "`a` and `b` run in O(n) time.",
        "If the list is sorted, it takes O(n) time.",
    ],
)
def test_nothing_is_read_into_other_sentences(text: str) -> None:
    assert claims(text + "\n") == ()


PROGRAM = "```python\ndef bubble_sort(a):\n    return a\n```\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Heap sort runs in O(n log n).",
        "Counting sort runs in O(n).",
        "A linear search takes O(n) time.",
        "Radix sort has linear time complexity.",
        "Reading the input takes O(n) time.",
        "The bubble sort of a heap runs in O(n).",
        "Heap sort, by contrast, takes O(n log n) time.",
        "Heap sort runs in O(n log n). It takes O(1) space.",
        "**Heap sort:** O(n log n) time",
        "`heap_sort` runs in O(n log n) time.",
    ],
)
def test_what_is_said_of_others_is_said_of_no_program_of_the_document(text: str) -> None:
    assert claims(PROGRAM + text + "\n") == ()


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Bubble sort runs in O(n) time.", None),
        ("bubble_sort runs in O(n) time.", None),
        ("The time complexity of `bubble_sort` is O(n).", "bubble_sort"),
        ("Since it goes over the list, the algorithm takes O(n) time.", None),
        ("It runs in O(n) because of the `swapped` flag.", None),
        ("The function sorts the list, and it takes O(n) time.", None),
    ],
)
def test_a_program_is_named_by_its_name_or_pointed_at(text: str, function: str | None) -> None:
    (one,) = claims(PROGRAM + text + "\n")
    assert (one.args["growth"], one.args["function"]) == ("n", function)


def test_a_hostile_text_is_read_in_bounded_steps() -> None:
    text = "time " + "O(" * 100_000 + " linear " * 50_000
    assert len(claims(text)) <= 7


@pytest.mark.parametrize(
    "text",
    [
        "`insertion_sort` runs in linear time for nearly sorted input.",
        "`insertion_sort` runs in linear time on sorted lists.",
        "`insertion_sort` takes O(n) time when the list is already sorted.",
        "On a reversed list `insertion_sort` runs in O(n^2).",
        "`find` runs in constant time where all elements are identical.",
        "For certain inputs `find` runs in O(1) time.",
    ],
)
def test_what_holds_for_some_inputs_is_left_alone(text: str) -> None:
    assert [one.quote for one in claims(text + "\n")] == []


def test_sentences_that_begin_with_a_name_in_code_are_told_apart() -> None:
    first, second = claims("`f` runs in O(n) time. `g` runs in O(n^2) time.\n")
    assert (first.args["function"], first.args["growth"]) == ("f", "n")
    assert (second.args["function"], second.args["growth"]) == ("g", "n^2")
