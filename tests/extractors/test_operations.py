"""Which sentences give a number of floating-point operations, of whom, of which call."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import operations

FENCE = "```python\ndef heat(n):\n    return n * 0.5\n\n\nheat(100)\n```\n\n"


@pytest.mark.parametrize(
    ("text", "count", "function", "hedge"),
    [
        ("`heat` performs 6 floating-point operations.", 6, "heat", None),
        ("It does about 2,000 FLOPs in total.", 2000, None, "about"),
        ("A call of `heat` executes 1_000 floating point operations.", 1000, "heat", None),
        ("The function needs 2 million FLOPs.", 2_000_000, None, "million"),
        ("`heat` requires exactly 12 flops.", 12, "heat", None),
        ("For n = 100, `heat` performs 2n = 200 floating-point operations.", 200, "heat", None),
        ("`heat` performs 2n³ floating-point operations (n = 100).", 2_000_000, "heat",
         "leading term"),
        ("For n = 100 it performs 2·n·n FLOPs.", 20_000, None, "leading term"),
        ("With n = 100 the function does n^2 FLOPs.", 10_000, None, "leading term"),
        ("In total, 12 floating-point operations are performed by `heat`.", 12, "heat", None),
        ("The total number of FLOPs of `heat` is 200.", 200, "heat", None),
        ("For n = 100, the number of floating-point operations is 2n = 200.", 200, None, None),
        ("`heat` performs 3e6 FLOPs.", 3_000_000, "heat", "rounded"),
    ],
)  # fmt: skip
def test_operations(text: str, count: int, function: str | None, hedge: str | None) -> None:
    (one,) = said(operations, FENCE + text + "\n")
    assert (one.kind, one.args["count"], one.args["function"]) == ("flops", count, function)
    assert one.hedge == hedge
    assert one.args["call"] == ("heat(100)" if function else None)


def test_a_call_that_is_written_out() -> None:
    (one,) = said(operations, "`dot([1.0, 2.0], [3.0, 4.0])` does 4 FLOPs.\n")
    assert one.args == {"function": "dot", "count": 4, "call": "dot([1.0, 2.0], [3.0, 4.0])"}


@pytest.mark.parametrize(
    "text",
    [
        "Does `heat` perform 6 FLOPs?",
        "`heat` does not perform 6 FLOPs.",
        "`heat` performs 2n³ floating-point operations.",
        "For n = 4096, `heat` performs 2n³ floating-point operations.",
        "For n = 4096 it performs 8192 FLOPs.",
        "Now n = 4096. It performs 8192 FLOPs.",
        "Matrix multiplication performs 2,000 floating-point operations.",
        "`heat` performs 6 FLOPs per iteration.",
        "Each call performs 6 FLOPs.",
        "The helper squares a number. It performs 1 FLOP.",
        "The multiplication performs 6 FLOPs.",
        "`heat` performs at least 6 FLOPs.",
        "`heat` performs 6-8 FLOPs.",
        "`heat` performs 6 GFLOP/s.",
        "A GPU performs 6 FLOPs.",
        "`heat` would perform 6 FLOPs.",
        "`heat` performs more than 6 FLOPs.",
        "Usually it performs 6 FLOPs.",
        "`heat` performs 6 operations.",
        "In NumPy, `heat` performs 6 FLOPs.",
        "The number of FLOPs of each step is 6.",
        "The number of FLOPs is 2n.",
        "`heat` performs 6 integer operations.",
        "The inner loop performs 6 FLOPs.",
        "If n is 3, `heat` performs 6 FLOPs.",
        "The previous version performed 6 FLOPs.",
        "\"It performs 6 FLOPs\", said the report.",
        "`heat` and `wave` perform 6 FLOPs together.",
        "`heat` performs O(n) floating-point operations.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(operations, FENCE + text + "\n")] == []


@pytest.mark.parametrize(
    "part", ["performs 5 ", "2·n·", "n = 5, ", "5 FLOPs are ", "`a` does 1,000"]
)
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(operations, part * 20_000)
    said(operations, (part + "x. A") * 10_000)
