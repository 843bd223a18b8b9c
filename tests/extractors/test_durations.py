"""Which sentences tell how long something takes, in seconds; nobody is judged by them."""

from __future__ import annotations

import pytest
from accusing import judged
from stating import said

from workbench.extractors import durations


@pytest.mark.parametrize(
    ("text", "seconds", "function"),
    [
        ("The program took 0.35 s.", 0.35, None),
        ("`f` takes 0.35 seconds.", 0.35, "f"),
        ("`f(27)` runs in about 15 microseconds.", 15e-6, "f"),
        ("It prints in 2 ms.", 0.002, None),
        ("`f` finished in just 2 ms.", 0.002, "f"),
        ("`f` ran for 1.2 seconds on my laptop.", 1.2, "f"),
        ("The total execution time was 3.4 seconds.", 3.4, None),
        ("The running time of `f` is **3.4 s**.", 3.4, "f"),
        ("cProfile reported 1,303 function calls in 0.002 seconds.", 0.002, None),
        ("**Execution time:** 0.35 s", 0.35, None),
        ("One call of `f` needs 800 ns.", 8e-7, "f"),
        ("`f` sorted the list in 3 ms.", 0.003, "f"),
    ],
)
def test_times(text: str, seconds: float, function: str | None) -> None:
    (one,) = said(durations, text)
    assert one.kind == "run_time"
    assert one.args == {"function": function, "seconds": seconds}


def test_a_rough_time_is_one() -> None:
    (one,) = said(durations, "`f` takes roughly 2 seconds.")
    assert one.hedge == "roughly"


@pytest.mark.parametrize(
    "text",
    [
        "Does `f` take 2 seconds?",
        "`f` would take 2 seconds.",
        "`f` does not take 2 seconds.",
        "`f` takes 2 steps.",
        "`f` takes 2 arguments.",
        "`f` runs in 3 stages.",
        "`f` moves at 2 m/s.",
        "`f` takes 20 % of the time.",
        "Wait 2 seconds and run it again.",
        'A colleague said "`f` takes 2 seconds".',
        "The second call returns 3.",
        "It took 3 s/iteration.",
        "| f | takes 2 s |\n|-|-|\n| g | takes 3 s |",
    ],
)
def test_what_tells_no_time_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(durations, text)] == []


def test_the_reason_is_told_and_nobody_is_accused() -> None:
    ((claim, verdict),) = judged("`area` takes 0.35 seconds.")
    assert (claim.kind, verdict.label, verdict.rule) == ("run_time", "uncheckable", "WB503")
    assert "machine" in verdict.explanation


@pytest.mark.parametrize("part", ["takes 2 s ", "runs a b c d in ", "runtime of 3 ", "calls in "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(durations, part * 20_000)
    said(durations, (part + "x. A") * 10_000)
