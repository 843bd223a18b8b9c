"""Which sentences say what limits one function, and which speak of programs in general."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import limits


@pytest.mark.parametrize(
    ("text", "what", "function", "quote"),
    [
        ("`heat` is memory-bound.", "memory", "heat", "memory-bound"),
        ("The function is clearly compute-bound.", "compute", None, "compute-bound"),
        ("The heat solver is memory bandwidth bound.", "memory", "heat solver",
         "memory bandwidth bound"),
        ("This kernel is bandwidth-limited.", "memory", None, "bandwidth-limited"),
        ("It is computationally bound.", "compute", None, "computationally bound"),
    ],
)  # fmt: skip
def test_limits(text: str, what: str, function: str | None, quote: str) -> None:
    (one,) = said(limits, text + "\n")
    assert one.kind == "bound_by"
    assert one.args == {"function": function, "what": what, "call": None}
    assert one.quote == quote


@pytest.mark.parametrize(
    "text",
    [
        "Is `heat` memory-bound?",
        "`heat` is not memory-bound.",
        "GPUs are memory-bound.",
        "Matrix multiplication is compute-bound.",
        "Quicksort is memory-bound.",
        "Such kernels are usually memory-bound.",
        "`heat` is often memory-bound.",
        "`heat` may be memory-bound.",
        "`heat` would be memory-bound on a GPU.",
        "For large n `heat` is memory-bound.",
        "`heat` becomes memory-bound.",
        "If it is memory-bound, use a cache.",
        "`heat` is CPU-bound.",
        "`heat` is I/O-bound.",
        "`heat` is memory-bound or compute-bound.",
        "`heat` is compute-bound, while the copy is memory-bound.",
        "Whether it is memory-bound is open.",
        "`heat` was memory-bound.",
        "The textbook says it is memory-bound.",
        "\"It is memory-bound\" is a common belief.",
        "The inner loop is memory-bound.",
        "Memory-bound programs are slow.",
        "It is mostly memory-bound.",
        "It is a GPU that suits it, because it is memory-bound.",
        "- **Heat:** memory-bound.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(limits, text + "\n")] == []


@pytest.mark.parametrize("part", ["is memory-bound ", "`a` is clearly ", "compute "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(limits, part * 20_000)
    said(limits, (part + "x. A") * 10_000)
