"""What a model reads in a sentence: judged, uncheckable, or no claim, by the sentence alone."""

from __future__ import annotations

from typing import Any

import pytest

from workbench import offers, read

PROGRAM = """\
```python
def f(x):
    return x + x


def g(x):
    return f(x) * 3


print(g(21))
```
"""
JUDGED, OPEN, NONE = "judged", "uncheckable", "none"


def fate(sentence: str, quote: str, kind: str, args: dict[str, Any]) -> str:
    """What becomes of an offer where no other extractor had a look."""
    document = read.document(f"{PROGRAM}\n{sentence}\n".encode(), "doc.md")
    programs, _ = read.programs(document)
    (piece,) = offers.prose(document)
    offer = offers.offer({"kind": kind, "quote": quote, **args}, piece)
    assert offer is not None
    kept, dropped = offers.claims(document, [one.literal for one in programs], [offer], [])
    assert len(kept) + sum(dropped.values()) == 1
    if not kept:
        return NONE
    assert (kept[0].quote, kept[0].extractor) == (quote, "llm")
    return OPEN if kept[0].problem else JUDGED


def count(number: int, **more: Any) -> dict[str, Any]:
    return {"function": "f", "count": number, **more}


SHARE = {"function": "f", "percent": 60.0}
SQUARE = {"function": "f", "growth": "n^2"}
FAST = {"opcode": "LOAD_FAST"}


@pytest.mark.parametrize(
    ("sentence", "quote", "kind", "args", "wanted"),
    [
        ("In the end `f` has 12 instructions.", "12 instructions", "total", count(12), JUDGED),
        ("12 instructions of `f` are loads.", "12 instructions", "total", count(12), OPEN),
        ("In `f` the first 12 instructions load.", "12 instructions", "total", count(12), OPEN),
        ("In the end `f` has 12 instructions.", "12 instructions", "total", count(13), NONE),
        ("In the end `f` has 12.5 instructions.", "5 instructions", "total", count(5), NONE),
        ("Now `f` has 1,200 instructions.", "1,200 instructions", "total", count(1200), JUDGED),
        ("Now `f` has 1,200 instructions.", "200 instructions", "total", count(200), NONE),
        ("So `g` has 12 instructions.", "12 instructions", "total", count(12), NONE),
        ("So `f` and `g` have 12 instructions.", "12 instructions", "total", count(12), NONE),
        ("It has 12 instructions.", "12 instructions", "total", count(12), NONE),
        ("In `f`, LOAD_FAST occurs 3 times.", "LOAD_FAST occurs 3 times", "op", count(3), JUDGED),
        ("In `f` 3 values come by LOAD_FAST.", "3 values come by LOAD_FAST", "op", count(3), OPEN),
        (
            "In `f` stand 14 LOAD_FAST and 3 POP_TOP.",
            "14 LOAD_FAST and 3 POP_TOP",
            "op",
            count(3),
            NONE,
        ),
        ("In `f` stand 3 to 4 LOAD_FAST.", "4 LOAD_FAST", "op", count(4), NONE),
        ("In `f` stand at most 4 LOAD_FAST.", "4 LOAD_FAST", "op", count(4), NONE),
        ("All told `f` gets called 3 times.", "`f` gets called 3 times", "calls", count(3), JUDGED),
        ("`f` calls `print` 3 times.", "`f` calls `print` 3 times", "calls", count(3), OPEN),
        ("For n = 10 `f` is called 3 times.", "`f` is called 3 times", "calls", count(3), NONE),
        ("The loop in `f` executes 14 times.", "executes 14 times", "run", count(14), OPEN),
        ("Sadly `f` consumes 60 % of the time.", "60 % of the time", "time_share", SHARE, JUDGED),
        ("`f` spends 60 % of the time in numpy.", "60 % of the time", "time_share", SHARE, OPEN),
        ("Sadly `f` consumes 60 of the time.", "60 of the time", "time_share", SHARE, NONE),
        ("Then `f` comes out at O(n^2).", "`f` comes out at O(n^2)", "complexity", SQUARE, JUDGED),
        ("`f` calls sort, which is O(n^2).", "O(n^2)", "complexity", SQUARE, OPEN),
        (
            "On average `f` comes out at O(n^2).",
            "`f` comes out at O(n^2)",
            "complexity",
            SQUARE,
            NONE,
        ),
        (
            "In space `f` comes out at O(n^2).",
            "`f` comes out at O(n^2)",
            "complexity",
            SQUARE,
            NONE,
        ),
        ("When sorted `f` is O(n^2).", "`f` is O(n^2)", "complexity", SQUARE, NONE),
        ("On sorted lists `f` is O(n^2).", "`f` is O(n^2)", "complexity", SQUARE, NONE),
        ("The bottleneck of `f` is a list.", "The bottleneck of `f`", "hotspot", count(0), OPEN),
    ],
)
def test_what_becomes_of_an_offer(
    sentence: str, quote: str, kind: str, args: dict[str, Any], wanted: str
) -> None:
    names = {"total": "total_instructions", "op": "opcode_count", "calls": "call_count"}
    more = FAST if kind == "op" else {}
    if kind == "hotspot":
        args = {"function": "f"}
    assert (
        fate(sentence, quote, names.get(kind, kind).replace("run", "executed_count"), args | more)
        == wanted
    )
