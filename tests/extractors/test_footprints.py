"""Which sentences give the memory that one function uses."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import footprints

FENCE = "```python\ndef heat(n):\n    return bytearray(n)\n\n\nheat(8_000_000)\n```\n\n"


@pytest.mark.parametrize(
    ("text", "size", "order", "function"),
    [
        ("`heat` uses about 8 MB of memory.", 8_000_000, "about", "heat"),
        ("It needs 8 MiB of memory.", 8 << 20, "about", None),
        ("The function takes up 1.5 GB of RAM.", 1_500_000_000, "about", None),
        ("`heat` uses at most 64 KiB of memory.", 64 << 10, "at_most", "heat"),
        ("`heat` peaks at 8 MB.", 8_000_000, "about", "heat"),
        ("Its peak memory is 8,000,000 bytes.", 8_000_000, "about", None),
        ("The peak memory usage of `heat` is about 8 MB.", 8_000_000, "about", "heat"),
        ("`heat` uses no more than 2 kB of memory.", 2_000, "at_most", "heat"),
        ("For n = 8000000 the function uses 8 MB of memory.", 8_000_000, "about", None),
    ],
)
def test_footprints(text: str, size: int, order: str, function: str | None) -> None:
    (one,) = said(footprints, FENCE + text + "\n")
    assert one.kind == "peak_memory"
    call = "heat(8_000_000)" if function else None
    assert one.args == {"function": function, "bytes": size, "order": order, "call": call}


@pytest.mark.parametrize(
    "text",
    [
        "Does `heat` use 8 MB of memory?",
        "`heat` does not use 8 MB of memory.",
        "`heat` uses O(n) memory.",
        "`heat` uses more than 8 MB of memory.",
        "`heat` uses at least 8 MB of memory.",
        "`heat` uses 8-16 MB of memory.",
        "`heat` uses 8 MB of disk.",
        "`heat` writes 8 MB of data.",
        "The laptop has 8 GB of memory.",
        "A GPU needs 8 GB of memory.",
        "Each list needs 8 MB of memory.",
        "The list takes up 8 MB of memory in each process.",
        "Python uses 8 MB of memory.",
        "The matrix uses 8 MB of memory.",
        "Quicksort uses 8 MB of memory.",
        "`heat` would use 8 MB of memory.",
        "`heat` usually uses 8 MB of memory.",
        "For n = 4096 it uses 8 MB of memory.",
        "If n is 7, `heat` uses 8 MB of memory.",
        "`heat` uses 8 MB of memory per call.",
        "`heat` saves 8 MB of memory.",
        "`heat` uses 8 MB less memory.",
        "The whole program uses 8 MB of memory.",
        "The old version used 8 MB of memory.",
        "The report says `heat` uses 8 MB of memory.",
        "\"`heat` uses 8 MB of memory\" is a myth.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(footprints, FENCE + text + "\n")] == []


@pytest.mark.parametrize("part", ["uses 8 MB of ", "peak memory of ", "memory 8 ", "`a` needs "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(footprints, part * 20_000)
    said(footprints, (part + "x. A") * 10_000)
