"""Machines recommended in tables and sentences: which, for what, why, and at which place."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import architectures
from workbench.records import Claim


def claims(text: str) -> tuple[Claim, ...]:
    return architectures.extract(read.document(text.encode(), "chat.md"))


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "| Program | Best architecture | Reason |",
            "| `heat` | VLIW or a scalar core | serial loop, few branches |",
            ("heat", ["VLIW", "scalar"], ["serial loop", "few branches"]),
        ),
        (
            "| Kernel | Why | Recommended hardware |",
            "| Wave solver | independent points | GPU / FPGA |",
            ("Wave solver", ["GPU", "FPGA"], ["independent points"]),
        ),
        ("| Task | Machine |", "| sort | multicore CPU |", ("sort", ["multicore"], [])),
        (
            "| Code | Ideal accelerator | Justification |",
            "| **blur** | Systolic array | Dense convolution and reuse |",
            ("blur", ["systolic array"], ["Dense convolution", "reuse"]),
        ),
    ],
)
def test_rows(header: str, row: str, expected: tuple[object, ...]) -> None:
    text = f"{header}\n|{'-|' * (header.count('|') - 1)}\n{row}\n"
    (one,) = claims(text)
    assert (one.args["function"], one.args["machines"], one.args["premises"]) == expected
    line = text.split("\n")[one.location.line - 1]
    assert line[one.location.column - 1 : one.location.end_column - 1] == one.quote


def test_a_header_that_lost_its_separator_stands_above_both_columns() -> None:
    text = "Program\tMachine and reason\t\nheat\tVLIW\tserial\n"
    (one,) = claims(text)
    assert (one.args["machines"], one.args["premises"]) == (["VLIW"], ["serial"])


@pytest.mark.parametrize(
    ("sentence", "function", "machines", "premises"),
    [
        ("The heat solver is ideal for a GPU.", "heat solver", ["GPU"], []),
        (
            "`heat` is best suited to SIMD, because its points are independent.",
            "heat",
            ["SIMD"],
            ["its points are independent"],
        ),
        ("Wave benefits most from parallel hardware.", "Wave", ["parallel hardware"], []),
        ("It maps well to a systolic array.", None, ["systolic array"], []),
        ("A VLIW would suit the solver.", None, ["VLIW"], []),
        ("Recommended: FPGA or ASIC.", None, ["FPGA", "ASIC"], []),
        ("A good fit for tensor cores due to dense products.", None, ["tensor cores"], None),
        ("This is a perfect candidate for AVX-512.", None, ["SIMD"], []),
    ],
)
def test_sentences(
    sentence: str, function: str | None, machines: list[str], premises: list[str] | None
) -> None:
    (one,) = claims(sentence + "\n")
    assert (one.args["function"], one.args["machines"]) == (function, machines)
    assert premises is None or one.args["premises"] == premises
    assert one.quote in sentence


@pytest.mark.parametrize(
    "text",
    [
        "| Machine | Time |\n|-|-|\n| GPU | 3 |\n",
        "| Test | Hardware used | Seconds |\n|-|-|-|\n| heat | GPU | 3 |\n",
        "| Program | Architecture |\n|-|-|\n| heat | layered |\n",
        "| Layer | Processor time |\n|-|-|\n| conv | 3 |\n",
        "Which architecture is ideal for a GPU?\n",
        "Suggest an architecture that suits the GPU.\n",
        "It is not suited to a GPU.\n",
        "A GPU is not ideal for this.\n",
        "It was measured on a CPU with 2 cores.\n",
        "There is potential for parallelism (e.g., GPU).\n",
        "The heat solver is ideal for beginners.\n",
        "GPUs are fast.\n",
        "The network benefits from more data.\n",
        "A scalar is multiplied with a vector.\n",
        "We recommend Python 3.11 for that.\n",
        "Use the GPU.\n",
    ],
)
def test_what_recommends_no_machine_is_left_alone(text: str) -> None:
    assert [one.quote for one in claims(text)] == []


@pytest.mark.parametrize("part", ["ideal for ", "GPU ", "because ", "suits GPU, ", "| GPU "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    claims(part * 20_000)
    claims((part + "x. A") * 10_000)
