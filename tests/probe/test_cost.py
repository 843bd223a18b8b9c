"""Floating-point operations by formulas worked out by hand; rewriting changes no program."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from probe_driver import MINORS, PROBES, interpreter_of, measure, run

from workbench import cost, interpreters, subjects
from workbench import measure as measuring
from workbench.guest import run as guest
from workbench.guest import tiers
from workbench.measure.conditions import imported, measurement
from workbench.measure.observers import OBSERVERS
from workbench.records import Limits, Measurement

EULER = """\
def euler(f, y, t0, t_end, h):
    for i in range(round((t_end - t0) / h)):
        y = y + h * f(t0 + i * h, y)
    return y
"""
NUMPY = "import numpy as np\n\n\ndef f(n, k, m):\n    a, b = np.ones((n, k)), np.ones((k, m))\n"


def counted(source: str, call: str, minor: tuple[int, int] = (3, 11)) -> dict[str, int]:
    data = measure(interpreter_of(minor), "cost", source, call=call, ceilings=False)
    assert data["raised"] is None
    found: dict[str, int] = data["flops"]
    return found


def observed(source: str, call: str) -> Measurement:
    """In a guest of the running interpreter, with the libraries that the source imports."""
    here, tier = interpreters.running(), tiers.detect(allow_none=True)
    bench = measuring.Bench((here,), here, tier, tier)
    return OBSERVERS["cost"](b.artifact(name="w.py", source=source), call, bench, None)


def whole(source: str, call: str) -> Any:
    """The part with memory and ceilings, as `measure` makes it."""
    return cost.of({"cost": observed(source, call)})


def part(source: str, call: str) -> Any:
    """The part with what the guest counts, without the ceilings, which take their time."""
    here, tier = interpreters.running(), tiers.detect(allow_none=True)
    parameters = {"call": call, "ceilings": False}
    job = guest.Job("cost", here, source, "w.py", None, imported(source), parameters)
    seen = guest.observe(job, Limits(), tier)
    data = seen.data
    one = measurement(b.artifact(), "cost", "guest", here.version, seen.run, data, {"call": call})
    return cost.of({"cost": one})


def reference(workload: str, call: str | None = None) -> Any:
    here, tier = interpreters.running(), tiers.detect(allow_none=True)
    bench = measuring.Bench((here,), here, tier, tier)
    subject = subjects.find(workload, call, subjects.Folders(None, None))
    found = OBSERVERS["cost"](subject.artifact, subject.call, bench, subject.workload)
    return cost.of({"cost": found})


# --- Python's floats ------------------------------------------------------------------------------


@pytest.mark.parametrize("minor", MINORS)
def test_a_step_of_euler_takes_seven_operations(minor: tuple[int, int]) -> None:
    """t0 + i * h, t ** 2, y - and + 1 of the right-hand side, h *, y +; 200 steps, two before."""
    call = "euler(lambda t, y: y - t ** 2 + 1, 0.5, 0.0, 2.0, 0.01)"
    assert counted(EULER, call, minor) == {
        "float +": 3 * 200,
        "float *": 2 * 200,
        "float -": 200 + 1,
        "float **": 200,
        "float /": 1,
    }


def test_a_product_of_nested_lists_has_2nkm_operations() -> None:
    """Each of n * m sums of k products begins at 0, which makes k additions."""
    source = (
        "def product(a, b):\n"
        "    columns = list(zip(*b))\n"
        "    return [[sum(x * y for x, y in zip(row, c)) for c in columns] for row in a]\n"
    )
    call = "product([[1.0] * 4 for _ in range(3)], [[2.0] * 5 for _ in range(4)])"
    assert counted(source, call) == {"float *": 3 * 4 * 5, "sum": 3 * 4 * 5}


def test_whole_numbers_have_none() -> None:
    source = "def f(n):\n    return sum(i * i for i in range(n)) // 2 + 7 % 3 + len('%d' % n)\n"
    assert counted(source, "f(10)") == {}


def test_constants_are_computed_by_the_compiler() -> None:
    assert counted("def f(x):\n    return 2.0 * 3.5 + x\n", "f(1.0)") == {"float +": 1}


def test_functions_that_are_handed_over_count() -> None:
    source = (
        "import functools, math, operator\n"
        "def f(xs):\n"
        "    roots = list(map(math.sqrt, xs))\n"
        "    return functools.reduce(operator.mul, roots), divmod(7.5, 2), pow(2.0, 3)\n"
    )
    assert counted(source, "f([1.0, 4.0, 9.0])") == {
        "math.sqrt": 3,
        "float *": 2,
        "float //": 1,
        "float %": 1,
        "float **": 1,
    }


TORTURE = """\
from __future__ import annotations
import dataclasses

seen = []


def note(x):
    seen.append(x)
    return x


@dataclasses.dataclass
class Point:
    x: float = 1.0 + 0.5
    y: int | None = None

    def __add__(self, other):
        return Point(self.x + other.x)


class Base:
    def __init__(self):
        self.__hidden = [1.0, 2.0]

    def go(self):
        self.__hidden[note(0)] += note(1.5)
        self.__hidden[0:1] *= 2
        return self.__hidden


class Derived(Base):
    def __init__(self):
        super().__init__()
        self.total = 1
        self.total += 0.5

    def locals(self):
        a = 1
        return sorted(locals())


def order():
    items = [1.0]

    def change():
        items[0] = 100.0
        return 2.0

    items[0] += change()
    return items


def generator():
    got = yield 1.0
    total = 0.0
    total += got * 2
    yield total


def f():
    g = generator()
    next(g)
    d = Derived()
    t = (1.0, 2.0)
    t += (3.0,)
    s = "a"
    s *= 3
    n = 0
    n |= 6
    try:
        1.0 / (n - 6)
    except ZeroDivisionError as error:
        line = error.__traceback__.tb_lineno
    return [d.go(), d.total, d.locals(), order(), g.send(4.0), t, s, n, line, seen,
            Point(1.0) + Point(2.0), "%s-%s" % (1.5, 2), f"{n + 0.5:>{n + 4}}",
            [x * y for x in (1.0, 2.0) for y in (3.0,) if x - y < 0], (lambda z: -z ** 2)(3.0)]
"""
_SAME = """
import json, sys
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import builtins, cost, operations, tally, target
setattr(builtins, operations.NAME, tally.Tally())
found = []
for kind in (target.Target, cost.Rewritten):
    one = kind(job["source"], "w.py", None, {})
    found.append(repr(one.evaluate("f()", one.load())))
sys.__stdout__.write("\\n" + json.dumps(found))
"""


@pytest.mark.parametrize("minor", MINORS)
def test_a_rewritten_program_does_the_same(minor: tuple[int, int]) -> None:
    job = {"folder": str(PROBES), "source": TORTURE}
    plain, rewritten = run(interpreter_of(minor), _SAME, job)
    assert rewritten == plain
    assert "[[2.5, 2.5, 2.0], 1.5, ['a', 'self'], [3.0], 8.0" in plain


def test_patterns_are_left_alone() -> None:
    source = (
        "def f(x):\n"
        "    match x:\n"
        "        case 1 + 2j:\n            return 'complex'\n"
        "        case {'a': float(y)} if y * 2 > 1:\n            return y + 1.0\n"
    )
    assert counted(source, "[f(1 + 2j), f({'a': 3.0})]") == {"float *": 1, "float +": 1}


def test_a_long_sum_is_not_too_deep() -> None:
    source = "def f(x):\n    return " + " + ".join(["x"] * 400) + "\n"
    assert counted(source, "f(1.0)") == {"float +": 399}


# --- workloads ------------------------------------------------------------------------------------


def test_aes_has_none() -> None:
    found = reference("aes")
    assert (found["flops"], found["bytes"], found["exact"]) == (0, 0, True)
    assert found["roofline"]["verdict"] == "undecided"


def test_the_reference_of_matmul_has_2nkm() -> None:
    call = "reference(np.ones((3, 4)), np.ones((4, 5)))"
    found = reference("matmul", call)
    assert found["flops"] == 2 * 3 * 4 * 5
    assert found["exact"]


# --- numpy ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "flops", "moved"),
    [
        ("a @ b", 2 * 3 * 4 * 5, 8 * (12 + 20 + 15)),
        ("np.dot(a, b)", 2 * 3 * 4 * 5, 8 * (12 + 20 + 15)),
        ("np.matmul(a, b)", 2 * 3 * 4 * 5, 8 * (12 + 20 + 15)),
        ("a.dot(b)", 2 * 3 * 4 * 5, 8 * (12 + 20 + 15)),
        ("np.einsum('ij,jk->ik', a, b)", 2 * 3 * 4 * 5, 8 * (12 + 20 + 15)),
        ("np.einsum('ij,kl->ijkl', a, b)", 12 * 20, 8 * (12 + 20 + 240)),
        ("np.einsum('ij->', a)", 12, 8 * 12),
        ("np.tensordot(a, b, 1)", 2 * 3 * 4 * 5, 8 * (12 + 20 + 15)),
        ("a @ b[:, 0]", 2 * 3 * 4, 8 * (12 + 4 + 3)),
        ("np.outer(a[0], a[1])", 16, 8 * (4 + 4 + 16)),
        ("a * 2 + 1", 24, 4 * 8 * 12),
        ("a * a", 12, 2 * 8 * 12),
        ("a + a[0]", 12, 8 * (12 + 12)),
        ("np.broadcast_to(a[0], (9, 4)) * 2.0", 36, 8 * (4 + 36)),
        ("np.exp(-a)", 12, 2 * 8 * 12),
        ("np.maximum(a, 0)", 12, 2 * 8 * 12),
        ("a.sum()", 11, 8 * 12),
        ("np.sum(a, axis=0)", 8, 8 * (12 + 4)),
        ("a.mean()", 12, 8 * 12),
        ("np.add.reduce(a)", 8, 8 * (12 + 4)),
        ("np.cumsum(a)", 11, 2 * 8 * 12),
        ("np.linalg.norm(a[0])", 8, 8 * 4),
        ("np.convolve(a[0], b[:, 0])", 32, 8 * (4 + 4 + 7)),
        ("a.astype('float32') * np.float32(2)", 12, 2 * 4 * 12),
        ("np.arange(6) * 2", 0, 0),
        ("a.T.copy() < 1", 0, 0),
        ("sum(a[:, 0])", 3, 0),
        ("sum([a, a])", 24, 2 * 2 * 8 * 12),
    ],
)
def test_a_call_of_numpy_by_its_formula(line: str, flops: int, moved: int) -> None:
    pytest.importorskip("numpy")
    found = part(f"{NUMPY}    return {line}\n", "f(3, 4, 5)")
    assert (found["flops"], found["bytes"]) == (flops, moved)
    assert found["exact"]


def test_arrays_changed_in_place() -> None:
    body = "    a += 1\n    a[0] *= 2\n    a[1:, 1] -= a[0, 0]\n    return None\n"
    found = part(NUMPY + body, "f(3, 4, 5)")
    assert found["flops_by"] == {"numpy add": 12, "numpy multiply": 4, "numpy subtract": 2}


def test_calls_without_a_formula_are_named() -> None:
    line = "np.linalg.solve(a @ b + np.eye(3), a[:, 0] * 1j)"
    found = part(f"{NUMPY}    return {line}\n", "f(3, 3, 3) is None")
    assert found["left_out"] == {"numpy linalg.solve, complex": 1, "numpy multiply, complex": 1}
    assert found["flops"] == 2 * 27 + 9
    assert not found["exact"]
    assert found["roofline"]["verdict"] == "undecided"


def test_peak_memory_of_an_array() -> None:
    """A million numbers are 8 MB, of Python's memory and of the process."""
    found = whole("import numpy as np\n\n\ndef f():\n    return np.ones(10**6)\n", "f()")
    assert 8_000_000 <= found["peak_bytes"] < 8_100_000
    assert found["peak"]["resident_over_baseline_bytes"] > 7_000_000


def test_ceilings_are_measured_in_the_same_run() -> None:
    found = whole(f"{NUMPY}    return a @ b\n", "f(3, 4, 5)")["roofline"]
    assert found["verdict"] == "undecided"
    for name, rate in (("copy", "bytes_per_second"), ("product", "flops_per_second")):
        interval = found[name][rate]
        assert 0 < interval["low"] <= interval["median"] <= interval["high"]


# --- torch ----------------------------------------------------------------------------------------

NETWORK = """\
import torch
from torch import nn


def build():
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.ReLU(), nn.Flatten(), nn.Linear(5760, 10), nn.LogSoftmax(dim=1)
    )


def forward(n):
    with torch.no_grad():
        return build()(torch.zeros(n, 1, 28, 28))


def train(n):
    return build()(torch.zeros(n, 1, 28, 28)).sum().backward()
"""


def test_a_network_by_the_formulas_of_its_layers() -> None:
    """Of two images: 10 maps of 24 x 24 from 5 x 5 products, as many relu, 5760 x 10 products, and
    of 10 scores 9 maxima, 10 differences, 10 exp, 9 additions, a logarithm, 10 differences."""
    pytest.importorskip("torch", exc_type=ImportError)
    found = part(NETWORK, "forward(2)")
    assert found["flops_by"] == {
        "torch convolution": 2 * 10 * 24 * 24 * 25 * 2,
        "torch relu": 2 * 5760,
        "torch addmm": 2 * 5760 * 10 * 2,
        "torch _log_softmax": 2 * 49,
    }
    assert found["flops_by_type"] == {"float32": found["flops"]}
    assert found["bytes_by"]["torch relu"] == 2 * 4 * 2 * 5760
    weights = 10 * 25 + 10
    assert found["bytes_by"]["torch convolution"] == 4 * (2 * 784 + weights + 2 * 5760)


def test_products_and_convolutions_are_those_of_torchs_own_counter() -> None:
    torch = pytest.importorskip("torch", exc_type=ImportError)
    from torch.utils.flop_counter import FlopCounterMode

    namespace: dict[str, Any] = {}
    exec(NETWORK, namespace)
    with FlopCounterMode(display=False) as counter:
        namespace["train"](3)
    assert torch is not None
    found = part(NETWORK, "train(3)")["flops_by"]
    products = ("torch convolution", "torch convolution_backward", "torch addmm", "torch mm")
    assert sum(found[name] for name in products) == counter.get_total_flops()
    assert found["torch _log_softmax_backward_data"] == 3 * 39
