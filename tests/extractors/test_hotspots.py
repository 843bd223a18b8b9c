"""Where the time is said to go: which sentences say so, of what, and at which place."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import hotspots
from workbench.records import Claim


def claims(text: str) -> tuple[Claim, ...]:
    return hotspots.extract(read.document(text.encode(), "chat.md"))


@pytest.mark.parametrize(
    ("text", "function", "what"),
    [
        ("Most of the time is spent in `heat`.", "heat", "`heat`"),
        ("The bulk of the runtime goes to `heat(n)`.", "heat", "`heat(n)`"),
        ("Almost all the execution time is spent in the inner loop.", None, "the inner loop"),
        ("The bottleneck is the memory access.", None, "the memory access"),
        ("The main bottleneck of the solver is step().", "step", "step()"),
        ("`step` is the main bottleneck.", "step", "`step`"),
        ("Memory bandwidth is the primary bottleneck.", None, "Memory bandwidth"),
        ("`step` takes most of the time.", "step", "`step`"),
        ("- **Bottleneck:** Branches and calls.", None, "Branches and calls"),
        ("- Bottlenecks: the convolution", None, "the convolution"),
        ("The hot spot is `wave.step`.", "wave.step", "`wave.step`"),
        ("There are bottlenecks in the sorting step.", None, "the sorting step"),
        ("`step` is responsible for most of the run time.", "step", "`step`"),
        ("The profile shows that `step` takes the bulk of the time.", "step", "`step`"),
        ("Virtually all of the time is spent inside `step`.", "step", "`step`"),
        ("Most of the execution time (about 90%) is spent in `step`.", "step", "`step`"),
        ("`step` dominates the execution time.", "step", "`step`"),
        ("`step` is where most of the time goes.", "step", "`step`"),
        ("The script spends the majority of its time in `step`.", "step", "`step`"),
        ("`step` is by far the most time-consuming function.", "step", "`step`"),
    ],
)
def test_hot_spots(text: str, function: str | None, what: str) -> None:
    (one,) = claims(text + "\n")
    assert one.kind == "hotspot"
    assert (one.args["function"], one.args["what"]) == (function, what)
    assert one.quote == what
    line = text.split("\n")[one.location.line - 1]
    assert line[one.location.column - 1 : one.location.end_column - 1] == one.quote


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("`heat` takes 76 % of the time.", (76.0, None, None)),
        ("`heat` accounts for about 76% of the total runtime.", (76.0, None, None)),
        ("In the profile `heat` consumes 9-33 % of the CPU time.", (None, 9.0, 33.0)),
        ("`heat()` took over 90 percent of the execution time.", (None, 90.0, 100.0)),
        ("76.5 % of the time is spent in `heat`.", (76.5, None, None)),
        ("heat() is responsible for 40% of the run time.", (40.0, None, None)),
        ("`heat` takes up 40% of the runtime.", (40.0, None, None)),
        ("The program spends ~80% of its runtime in `heat`.", (80.0, None, None)),
    ],
)
def test_shares(text: str, bounds: tuple[float | None, ...]) -> None:
    (one,) = claims(text + "\n")
    assert one.kind == "time_share"
    assert one.args["function"] == "heat"
    assert (one.args["percent"], one.args["low"], one.args["high"]) == bounds


def test_sentences_that_begin_with_a_name_in_code_are_told_apart() -> None:
    text = "Most of the time is spent in `step`. `heat` takes 90 % of the time."
    first, second = claims(text + "\n")
    assert (first.args["function"], second.args["function"]) == ("step", "heat")
    assert text[second.location.column - 1 : second.location.end_column - 1] == second.quote


@pytest.mark.parametrize(
    "text",
    [
        "Is `heat` the bottleneck?",
        "`heat` is not the bottleneck.",
        "There is no bottleneck.",
        "**Bottleneck:** none",
        "Use a profiler to find the bottleneck.",
        "The profiler shows where most of the time is spent.",
        "The bottleneck would be the loop.",
        "Before the change most of the time was spent in `heat`.",
        "On a GPU the bottleneck is the transfer.",
        "It takes 76 % of the memory.",
        "The loop takes 76 % of the time.",
        "`heat` and `wave` take 76 % of the time.",
        "`heat` takes 176 % of the time.",
        "`heat` takes 3 seconds.",
        "`heat` takes time proportional to n.",
        "Sorting takes time.",
        "`heat` takes most of the time about 3 ms.",
        "`heat` spends 80% of its time in comparisons.",
        "`heat` spends most of its time in the inner loop.",
        "It spends 80% of its time in `heat`.",
        "`main` spends 80% of its time in `heat`.",
        "`heat` takes 60% of the time that merge sort needs.",
        "`heat` takes 60% of the time of its rival.",
        "The time is 5.",
        "It is 40% faster than `heat`.",
    ],
)
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in claims(text + "\n")] == []


@pytest.mark.parametrize("part", ["bottleneck is ", "takes 5 ", "most of the time ", "5 % of "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    claims(part * 20_000)
    claims((part + "x. A") * 10_000)
