"""Which sentences give work, span or their ratio, and that nothing runs in parallel."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import degrees


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The work is 1,234 and the span is 56.", [("work", 1234.0), ("span", 56.0)]),
        ("The work of `heat` is 40 and its span is 10, a parallelism of 4.",
         [("work", 40.0), ("span", 10.0), ("degree", 4.0)]),
        ("With a work of 40 and a span of 10 steps, the degree of parallelism is 4.",
         [("work", 40.0), ("span", 10.0), ("degree", 4.0)]),
        ("The work of `heat` is 40. The critical path is 10 steps.", [("span", 10.0)]),
        ("The parallelism (work/span) is about 4.5.", [("degree", 4.5)]),
        ("Nothing in `heat` can run in parallel.", [("none", None)]),
        ("No two steps of `heat` can be executed concurrently.", [("none", None)]),
    ],
)  # fmt: skip
def test_degrees(text: str, expected: list[tuple[str, float | None]]) -> None:
    found = said(degrees, text + "\n")
    assert {one.kind for one in found} == {"parallelism"}
    got = {(one.args["what"], one.args["value"]) for one in found}
    assert set(expected) <= got


def test_whose_they_are() -> None:
    work, span = said(degrees, "The work of `heat` is 40 and its span is 10.\n")
    assert (work.args["function"], span.args["function"]) == ("heat", "heat")
    assert (work.quote, span.quote) == ("The work of `heat` is 40", "its span is 10")


@pytest.mark.parametrize(
    "text",
    [
        "The maximum parallelism is n.",
        "The maximum parallelism is 100.",
        "The degree of parallelism is 8 threads.",
        "Is the work 40 and the span 10?",
        "The work is not 40 and the span is not 10.",
        "The work is O(n) and the span is O(log n).",
        "The work is n and the span is 1.",
        "The work would be 40 and the span 10.",
        "The work is at least 40 and the span is 10.",
        "If the work is 40, the span is 10.",
        "Some words. Its work is 40 and its span is 10.",
        "Each iteration has a work of 40 and a span of 10.",
        "Usually the work is 40 and the span is 10.",
        "For n = 4096 the work is 40 and the span is 10.",
        "With 4 threads the work is 40 and the span is 10.",
        "The work is 40 hours.",
        "The span is 40 bytes.",
        "The span of the html is 10 and the work is done.",
        "It is embarrassingly parallel.",
        "Nothing prevents that it can run in parallel.",
        "Nothing can run in parallel to the GIL.",
        "Nothing can run in parallel if there is one core.",
        "Almost nothing can run in parallel.",
        "The report says the work is 40 and the span is 10.",
        "\"The work is 40 and the span is 10\" is written there.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(degrees, text + "\n")] == []


@pytest.mark.parametrize("part", ["the work is 5 ", "span of ", "nothing in ", "the parallelism "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(degrees, part * 20_000)
    said(degrees, (part + "span work x. A") * 10_000)
