"""Sizes of layers: which are declared, which are said, and at which place."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import shapes
from workbench.records import Claim

FENCE = "```"


def code(*lines: str, language: str = "python") -> str:
    head = ("from torch import nn",) if language == "python" else ()
    return "\n".join((f"{FENCE}{language}", *head, *lines, FENCE)) + "\n"


def claims(text: str) -> tuple[Claim, ...]:
    return shapes.extract(read.document(text.encode(), "chat.md"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("self.out = nn.Linear(1440, 10)", ("out", "in_features", 1440, "nn.Linear(1440, 10)")),
        ("out = torch.nn.Linear(8, 2)", ("out", "in_features", 8, "torch.nn.Linear(8, 2)")),
        ("nn.Sequential(nn.Linear(784, 128))", (None, "in_features", 784, "nn.Linear(784, 128)")),
        (
            "self.c = nn.Conv2d(3, 6, kernel_size=(5, 5), padding=2)",
            ("c", "in_channels", 3, "nn.Conv2d(3, 6, kernel_size=(5, 5), padding=2)"),
        ),
        (
            "self.f = nn.Linear(in_features=9, out_features=4)",
            ("f", "in_features", 9, "nn.Linear(in_features=9, out_features=4)"),
        ),
        ("self.f = Linear(5, 6, bias=False)", ("f", "in_features", 5, "Linear(5, 6, bias=False)")),
    ],
)
def test_declared_sizes(line: str, expected: tuple[object, ...]) -> None:
    text = code(line)
    (one,) = claims(text)
    assert (one.args["layer"], one.args["what"], one.args["value"], one.quote) == expected
    there = text.split("\n")[one.location.line - 1]
    assert there[one.location.column - 1 : one.location.end_column - 1] == one.quote


@pytest.mark.parametrize(
    ("sentence", "what", "value"),
    [
        ("The flattened size is 5760.", "input", [5760]),
        ("The tensor is flattened to 5760 values.", "input", [5760]),
        ("Flattened features = 320 for the linear layer.", "input", [320]),
        ("The model has the output shape (N, 10).", "output", [10]),
        ("The network's output shape is (1, 10).", "output", [1, 10]),
        ("The layer outputs a tensor of shape 10x24x24.", "output", [10, 24, 24]),
        ("The convolution of a 28x28 image gives 24x24.", "output", [24, 24]),
        ("In the first layer, 28x28 -> 24x24.", "output", [24, 24]),
    ],
)
def test_said_sizes(sentence: str, what: str, value: list[int]) -> None:
    (one,) = claims(sentence + "\n")
    assert (one.args["layer"], one.args["what"], one.args["value"]) == (None, what, value)
    assert one.quote in sentence


@pytest.mark.parametrize(
    "text",
    [
        code("self.f = nn.Linear(size, 10)"),
        code("self.f = nn.Linear(10 * 12 * 12, 10)"),
        code("self.f = nn.Conv2d(channels, 10, 5)"),
        code("# self.f = nn.Linear(1440, 10)"),
        code("self.f = nn.Linear(1440, 10)", language="text"),
        code("class Linear(Base):", "    pass"),
        "Use `nn.Linear(1440, 10)` at the end.\n",
        "The flattened size would be 5760.\n",
        "The flattened size is not 5760.\n",
        "Is the flattened size 5760?\n",
        "A 28x28 image is passed to the layer.\n",
        "A 5x5 kernel becomes 3x3 filters in the layer.\n",
        "The output shape is (batch, classes).\n",
        "The accuracy of the model is flattened to 95%.\n",
        "The matrix has shape 100x100.\n",
        "The screen of 28x28 gives 24x24.\n",
    ],
)
def test_what_gives_no_size_of_a_layer_is_left_alone(text: str) -> None:
    assert [one.quote for one in claims(text)] == []


@pytest.mark.parametrize("part", ["nn.Linear(1, 2, ", "flattened size ", "28x28 gives ", "a = "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    claims(part * 20_000)
    claims(code(part * 20_000))
