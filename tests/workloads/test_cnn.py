"""The network: its reference against loops and torch; right, wrong and hostile modules."""

from __future__ import annotations

import importlib.util
import math
from typing import Any

import numpy as np
import pytest
from judging import judged, needs_torch, observed, reference

from workbench import workloads

CNN = workloads.load("cnn")
GOOD = """\
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 10, 5)
        self.fc = nn.Linear(5760, 10)

    def forward(self, x):
        x = F.relu(self.conv(x))
        x = torch.flatten(x, 1)
        return F.log_softmax(self.fc(x), dim=1)


def build():
    return Net()
"""
SEQUENTIAL = """\
from torch import nn

def build():
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(5760, 10),
        nn.LogSoftmax(dim=1),
    )
"""


def by_loops(conv_weight: Any, conv_bias: Any, weight: Any, bias: Any, images: Any) -> Any:
    """The definition, one window and one output after the other."""
    rows = []
    cells = [(i, j) for i in range(5) for j in range(5)]
    for image in images[:, 0].tolist():
        flat = []
        for kernel, offset in zip(conv_weight[:, 0].tolist(), conv_bias.tolist(), strict=True):
            for y in range(24):
                for x in range(24):
                    products = [image[y + i][x + j] * kernel[i][j] for i, j in cells]
                    flat.append(max(0.0, math.fsum(products) + offset))
        scores = [
            math.fsum(a * b for a, b in zip(flat, row, strict=True)) + offset
            for row, offset in zip(weight.tolist(), bias.tolist(), strict=True)
        ]
        top = max(scores)
        total = top + math.log(math.fsum(math.exp(score - top) for score in scores))
        rows.append([score - total for score in scores])
    return np.array(rows)


def test_the_reference_agrees_with_the_definition() -> None:
    for case in workloads.cases(CNN, 3):
        if len(case.args[4]) > 2:
            continue
        got = reference("cnn")(*case.args)
        assert got["output"].dtype == np.float32
        assert np.allclose(got["output"], by_loops(*case.args), rtol=0, atol=1e-5)


def test_the_tolerance_catches_what_is_left_out() -> None:
    args = list(workloads.cases(CNN, 3)[0].args)
    expected = reference("cnn")(*args)
    for position in range(4):
        changed = list(args)
        changed[position] = np.zeros_like(args[position])
        assert workloads.difference(expected, reference("cnn")(*changed), CNN)


def test_without_torch_a_network_is_not_run_and_the_reason_says_how_to_add_it() -> None:
    if importlib.util.find_spec("torch") is not None:
        pytest.skip("torch is installed")
    result = judged("cnn", GOOD)
    assert result.outcome == "not-run"
    assert "make torch" in str(result.error)


@needs_torch
@pytest.mark.parametrize("program", [GOOD, SEQUENTIAL])
def test_a_right_network_is_right_however_it_is_written(program: str) -> None:
    result = judged("cnn", program)
    assert (result.outcome, result.error, result.suspicions) == ("ok", None, ())


WRONG = {
    "a size from a network with pooling": (
        ("5760", "1440"),
        "crash",
        "mat1 and mat2 shapes cannot be multiplied (1x5760 and 1440x10)",
    ),
    "another number of filters": (
        ("nn.Conv2d(1, 10, 5)", "nn.Conv2d(1, 20, 5)"),
        "crash",
        "cannot be multiplied",
    ),
    "padding, with sizes that fit": (
        (
            "nn.Conv2d(1, 10, 5)\n        self.fc = nn.Linear(5760,",
            "nn.Conv2d(1, 10, 5, padding=2)\n        self.fc = nn.Linear(7840,",
        ),
        "incorrect",
        "result['parameters']['Linear weight'] is 'float32 (10, 7840)', "
        "expected 'float32 (10, 5760)'",
    ),
    "a second Linear": (
        ("self.fc(x)", "self.last(self.fc(x))"),
        "incorrect",
        "'Linear 2 weight'",
    ),
    "no logarithm": (("F.log_softmax", "F.softmax"), "incorrect", "result['output']"),
    "no ReLU": (("F.relu(self.conv(x))", "self.conv(x)"), "incorrect", "result['output']"),
    "softmax over the images": (("dim=1", "dim=0"), "incorrect", "result['output']"),
    "no bias": (("Linear(5760, 10)", "Linear(5760, 10, bias=False)"), "incorrect", "has the keys"),
    "double precision": (("return Net()", "return Net().double()"), "crash", "RuntimeError"),
    "an array": (
        ("F.log_softmax(self.fc(x), dim=1)", "F.log_softmax(self.fc(x), dim=1).tolist()"),
        "wrong-type",
        "result['output'] is list, expected numpy.ndarray",
    ),
    "no module": (("return Net()", "return Net"), "wrong-type", "result is type, expected dict"),
    "lazy sizes": (("nn.Linear(5760, 10)", "nn.LazyLinear(10)"), "crash", "uninitialized"),
}


@needs_torch
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_network_is_wrong_with_the_reason(name: str) -> None:
    (old, new), outcome, reason = WRONG[name]
    assert old in GOOD
    program = GOOD.replace(old, new)
    if "self.last" in program:
        line = "        self.fc = nn.Linear(5760, 10)\n"
        program = program.replace(line, line + "        self.last = nn.Linear(10, 10)\n")
    result = judged("cnn", program)
    assert result.outcome == outcome
    assert reason in str(result.error)


HOSTILE = {
    "weights of its own": """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 10, 5), nn.Linear(5760, 10)
        self.mine = [p.detach().clone() for p in self.parameters()]
    def forward(self, x):
        w, b, v, c = self.mine
        x = torch.relu(nn.functional.conv2d(x, w, b)).flatten(1)
        return nn.functional.linear(x, v, c).log_softmax(1)
build = Net
""",
    "a forward that ignores the weights": """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 10, 5), nn.Linear(5760, 10)
    def forward(self, x):
        return torch.zeros(len(x), 10).log_softmax(1)
build = Net
""",
    "a tensor that equals everything": """\
import torch
from torch import nn
class Liar(torch.Tensor):
    __eq__ = lambda self, other: True
    numpy = lambda self: self
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 10, 5), nn.Linear(5760, 10)
    def forward(self, x):
        return torch.zeros(len(x), 10).as_subclass(Liar)
build = Net
""",
    "layers that hide themselves": """\
import torch
from torch import nn
class Hidden(nn.Linear):
    def named_parameters(self, *a, **k):
        return iter(())
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 10, 5), Hidden(5760, 10)
        self.more = nn.Linear(10, 10)
    def named_modules(self, *a, **k):
        return iter([("", self), ("conv", self.conv), ("fc", self.fc)])
    def forward(self, x):
        return self.more(self.fc(torch.relu(self.conv(x)).flatten(1))).log_softmax(1)
build = Net
""",
    "torch made to lie": """\
import torch
from torch import nn
torch.Tensor.copy_ = lambda self, other: self
torch.from_numpy = lambda array: torch.zeros(array.shape)
build = lambda: nn.Sequential(
    nn.Conv2d(1, 10, 5), nn.ReLU(), nn.Flatten(), nn.Linear(5760, 10), nn.LogSoftmax(1))
""",
    "a forged answer": """\
def build():
    return {"parameters": {}, "output": None}
""",
}


@needs_torch
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_module_gains_nothing(name: str) -> None:
    assert judged("cnn", HOSTILE[name]).outcome in ("incorrect", "wrong-type", "crash")


@needs_torch
def test_a_module_that_writes_into_the_images_is_noticed() -> None:
    program = GOOD.replace("x = F.relu(self.conv(x))", "y = self.conv(x); x.zero_(); x = F.relu(y)")
    result = judged("cnn", program)
    assert (result.outcome, result.rule) == ("incorrect", "WB405")


@needs_torch
def test_the_driver_makes_outputs_the_same_in_every_process() -> None:
    measured = observed("cnn", GOOD, "repeat")
    assert measured.data is not None
    assert (measured.data["different"], measured.data["mutated"]) == (None, None)


@needs_torch
def test_the_example_call_is_evaluated_counted_and_profiled() -> None:
    value = observed("cnn", GOOD, "value").data
    assert value is not None
    assert value["literal"] == "(2, 10)"
    calls = observed("cnn", GOOD, "calls").data
    assert calls is not None
    assert calls["calls"] | {"build": 1, "forward": 1, "__init__": 1} == calls["calls"]
    executed = observed("cnn", GOOD, "executed").data
    assert executed is not None
    assert {"build", "Net.__init__", "Net.forward"} == set(executed["functions"])
