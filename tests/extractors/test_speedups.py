"""Which sentences compare two functions that one program shows, and with which calls."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import speedups

TWO = (
    "def slow(n):\n    return sum(range(n))\n\n\ndef fast(n):\n    return n * (n - 1) // 2\n\n\n"
    "print(timeit(lambda: slow(1000)), timeit(lambda: fast(1000)))\n"
)


def fenced(source: str) -> str:
    return f"```python\n{source}```\n\n"


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("`fast` is 3x faster than `slow`.", 3.0),
        ("`fast` is about 2.5 times faster than `slow`.", 2.5),
        ("`fast` is faster than `slow`.", None),
        ("fast(1000) runs 10 times as fast as slow(1000).", 10.0),
        ("`fast` is twice as fast as `slow`.", 2.0),
        ("`fast` halves the run time of `slow`.", 2.0),
        ("`fast` halves the running time of `slow`.", 2.0),
        ("`fast` takes half the time of `slow`.", 2.0),
        ("`slow` is 5x slower than `fast`.", 5.0),
        ("`slow` takes twice as long as `fast`.", 2.0),
    ],
)
def test_speedups(text: str, factor: float | None) -> None:
    (one,) = said(speedups, fenced(TWO) + text + "\n")
    assert one.kind == "speed_up"
    assert one.args == {"call": "fast(1000)", "than": "slow(1000)", "factor": factor}
    assert one.quote == text.rstrip(".")


def test_calls_that_are_written_out_count() -> None:
    (one,) = said(speedups, fenced(TWO) + "`fast(50)` is 3x faster than `slow(70)`.\n")
    assert one.args == {"call": "fast(50)", "than": "slow(70)", "factor": 3.0}


@pytest.mark.parametrize(
    "text",
    [
        "Is `fast` 3x faster than `slow`?",
        "`fast` is not faster than `slow`.",
        "`fast` is 40 % faster than `slow`.",
        "`fast` is 3x faster than `other`.",
        "`fast` is 3x faster than before.",
        "`fast` is 3x faster than the naive version.",
        "`fast` is 3x faster.",
        "NumPy is 100x faster than pure Python.",
        "C is faster than Python.",
        "For large n `fast` is 3x faster than `slow`.",
        "`fast` is 3x faster than `slow` for n = 1000000.",
        "`fast` is 3x faster than `slow` on a GPU.",
        "`fast` would be 3x faster than `slow`.",
        "`fast` is usually faster than `slow`.",
        "`fast` can be faster than `slow`.",
        "If `fast` is faster than `slow`, take it.",
        "\"`fast` is 3x faster than `slow`\" is what they say.",
        "I doubt that `fast` is 3x faster than `slow`.",
        "`fast` is 3x faster than `slow` if n is large.",
        "`fast(n)` is 3x faster than `slow(10)`.",
        "`slow` is faster than `slow`.",
        "`fast` is 0.5x faster than `slow`.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(speedups, fenced(TWO) + text + "\n")] == []


@pytest.mark.parametrize(
    "source",
    [
        TWO.replace("lambda: fast(1000)", "lambda: fast(10)"),
        TWO.replace("lambda: slow(1000)", "lambda: [slow(n) for n in (1, 2)]"),
        TWO + "fast(9), slow(9)\n",
        TWO.replace("timeit", "repr"),
        "import functools\n" + TWO.replace("def fast", "@functools.cache\ndef fast"),
        TWO.replace("def fast(n)", "def fast(n, seen={})"),
        TWO.replace("def slow", "def other"),
    ],
)
def test_without_one_input_for_both_or_with_a_memory_there_is_none(source: str) -> None:
    text = fenced(source) + "`fast` is 3x faster than `slow`.\n"
    assert said(speedups, text) == ()


def test_two_programs_are_not_one() -> None:
    slow, fast = TWO.split("\n\n\n")[:2]
    text = fenced(slow + "\nslow(9)\n") + fenced(fast + "\nfast(9)\n")
    assert said(speedups, text + "`fast` is 3x faster than `slow`.\n") == ()


@pytest.mark.parametrize("part", ["`a` is 3x faster than ", "is slower than `b` ", "`fast` is 3"])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(speedups, part * 20_000)
    said(speedups, fenced(TWO) + (part + "x. A") * 10_000)
