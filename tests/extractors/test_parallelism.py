"""Which sentences say that loops are serial, parallel or a reduction, of whom, and where."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import parallelism
from workbench.records import Claim


def claims(text: str) -> tuple[Claim, ...]:
    return parallelism.extract(read.document(text.encode(), "chat.md"))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The loop of `heat` is inherently sequential.", "serial"),
        ("Each iteration depends on the previous one.", "serial"),
        ("The while loop has a loop-carried dependence on `u`.", "serial"),
        ("The algorithm cannot be parallelized.", "serial"),
        ("The rounds are strictly sequential.", "serial"),
        ("It is not parallelizable.", "serial"),
        ("`wave` cannot easily be vectorized.", "serial"),
        ("The loop is sequential and cannot be parallelised.", "serial"),
        ("The update is hard to parallelize.", "serial"),
        ("The sweep remains sequential, with little parallelism.", "serial"),
        ("The parallelism is limited.", "serial"),
        ("A simple serial loop.", "serial"),
        ("`blur` is embarrassingly parallel.", "parallel"),
        ("The iterations are independent.", "parallel"),
        ("The iterations are independent and can run in parallel.", "parallel"),
        ("The outer loop has no loop-carried dependences.", "parallel"),
        ("The computation can be parallelized across rows.", "parallel"),
        ("Every element of the result can be computed independently.", "parallel"),
        ("The convolution is data-parallel.", "parallel"),
        ("The loop nest is highly parallelizable.", "parallel"),
        ("The inner loop is a reduction.", "reduction"),
    ],
)
def test_sentences(text: str, verdict: str) -> None:
    (one,) = claims(text + "\n")
    assert (one.kind, one.args["verdict"], one.args["function"]) == (
        "loop_dependence",
        verdict,
        None,
    )
    assert one.quote == text.rstrip(".")
    assert text[one.location.column - 1 : one.location.end_column - 1] == one.quote


@pytest.mark.parametrize(
    ("text", "function", "verdict"),
    [
        ("- **Parallelism:** High", None, "parallel"),
        ("- **Parallelism:** Low", None, "serial"),
        ("- Parallelism: Very limited.", None, "serial"),
        ("- Parallelism: High. It suits a GPU.", None, "parallel"),
        ("- **Characteristics:** Simple sequential loop", None, "serial"),
        ("- **Heat Solver:** mostly sequential", "Heat Solver", "serial"),
        ("- blur: data-parallel", None, None),
        ("- Blur: data-parallel", "Blur", "parallel"),
        ("- High potential: data parallelism", None, "parallel"),
    ],
)
def test_bullets(text: str, function: str | None, verdict: str | None) -> None:
    found = claims(text + "\n")
    if verdict is None:
        assert [one.args["function"] for one in found] == [None]
        return
    (one,) = found
    assert (one.args["function"], one.args["verdict"]) == (function, verdict)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "The solver is mostly serial unless vectorized across inputs.",
            "The solver is mostly serial",
        ),
        ("The loop is sequential, except if it is unrolled.", "The loop is sequential"),
        ("- **Parallelism:** Low unless batched.", "Low"),
        ("The loop is serial, because it is short and simple.", "The loop is serial"),
        ("A scalar unit suits it, because the loop is serial.", "the loop is serial"),
    ],
)
def test_only_the_main_part_of_a_conditional_statement(text: str, quote: str) -> None:
    (one,) = claims(text + "\n")
    assert (one.quote, one.args["verdict"]) == (quote, "serial")


def test_a_variable_and_a_line() -> None:
    (one,) = claims("The loop on line 7 has a loop-carried dependency on `total`.\n")
    assert (one.args["line"], one.args["variable"]) == (7, "total")


@pytest.mark.parametrize(
    "text",
    [
        "Is the loop serial?",
        "The loop would be parallel on a GPU.",
        "The list of ids is sequential.",
        "It uses sequential memory access.",
        "The two recursive calls can run in parallel.",
        "The sieve has little parallelism yet few operations.",
        "The loop is serial and fast.",
        "The program is not sequential.",
        "Two lists are walked in parallel.",
        "It can be parallelized across multiple initial conditions.",
        "The GIL makes the loop sequential.",
        "This loop is more parallel than the previous one.",
        "A parallel version could be written.",
        "It is partially parallelizable.",
        "Nothing in it can run in parallel.",
        "The serial number is printed.",
        "Only the inner loop is parallelizable.",
        "Some of the iterations are independent.",
        "Parallel hardware helps little.",
        "Use a parallel map.",
        "The loop can be parallelised with a prefix sum.",
        "The search can be parallelised row by row.",
        "Batches can be processed in parallel.",
        "The loop can be vectorised as a scan.",
        "It is slow because of the serial port.",
        "It suits a GPU, because the loop is parallel or short.",
        "The work is sequential or parallel.",
        "The tests are independent.",
        "`print` is serialized by a lock.",
        "- **Parallelism:** see below",
        "- **Parallelism:** High but memory bound",
        "| Heat | serial |\n|---|---|\n| loop | sequential |",
    ],
)
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in claims(text + "\n")] == []


EULER = "```python\ndef euler(f, y, n):\n    return y\n```\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Matrix multiplication is embarrassingly parallel.",
        "Monte Carlo simulation is embarrassingly parallel.",
        "A convolution can be computed in parallel for all pixels.",
        "Mandelbrot pixels are independent.",
        "**Matrix product.** The loop over i can be parallelised. The iterations are independent.",
        "**Matrix product:** The loops are long. The loop over i can be parallelised.",
        "Different right-hand sides f can be evaluated in parallel.",
        "Parareal makes the time loop parallelisable.",
    ],
)
def test_what_is_said_of_others_is_said_of_no_program_of_the_document(text: str) -> None:
    assert [one.quote for one in claims(EULER + text + "\n") if not one.args["function"]] == []


@pytest.mark.parametrize(
    "text",
    [
        "The loop is serial.",
        "The loop in euler is inherently sequential.",
        "The Euler loop is sequential.",
        "**Euler.** The steps are short. Each step depends on the previous one.",
        "The program cannot be parallelised.",
        "A vector unit helps little, because the loop is serial.",
    ],
)
def test_what_is_said_of_its_loops_is_found(text: str) -> None:
    assert [one.args["verdict"] for one in claims(EULER + text + "\n")] == ["serial"]


@pytest.mark.parametrize(
    "part", ["The loop is serial ", "can be easily ", "`a` is ", "no parallel ", "and serial; "]
)
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    claims(part * 20_000)
    claims((part + "x. A") * 10_000)
