"""Whether loops are serial, parallel or a reduction, as the syntax tree tells."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import find, probe
from looping import structure

from workbench.claims.base import Finding

EULER = (
    "def f(g, y, t, end, h):\n    while t < end:\n        y = y + h * g(t, y)\n"
    "        t += h\n    return y\n"
)
TRIPLE = (
    "def f(a, b, n):\n    c = [[0] * n for _ in range(n)]\n    for i in range(n):\n"
    "        for j in range(n):\n            for k in range(n):\n"
    "                c[i][j] += a[i][k] * b[k][j]\n    return c\n"
)
DOT = "import numpy as np\n\n\ndef f(a, b):\n    return np.dot(a, b)\n"
FORWARD = (
    "import torch.nn.functional as F\nclass Net:\n    def f(self, x):\n"
    "        x = F.relu(self.conv1(x))\n        return F.log_softmax(self.fc1(x), dim=1)\n"
)
SCALE = "def f(xs):\n    return [2 * x for x in xs]\n"
SUM = "def f(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s\n"
SEARCH = "def f(xs, k):\n    for x in xs:\n        if x == k:\n            return x\n"
STEPS = (
    "def f(u, n):\n    for _ in range(n):\n        new = [0] * len(u)\n"
    "        for i in range(len(u)):\n            new[i] = u[i] * 0.5\n"
    "        u = new\n    return u\n"
)
VECTOR = (
    "import numpy as np\ndef f(u, n):\n    for _ in range(n):\n        u = u + np.sin(u)\n"
    "    return u\n"
)
RECURSIVE = "def f(x):\n    return x if len(x) < 2 else f(x[1:]) + f(x[:1])\n"
HELPED = (
    "def g(xs):\n    return [x + 1 for x in xs]\n\n\n"
    "def f(xs):\n    for _ in range(9):\n        xs = g(xs)\n    return xs\n"
)
UNKNOWN = "def f(tree, n):\n    for i in range(n):\n        visit(tree, i)\n"
FLAT = "def f(a, b):\n    return a + b\n"


def judged(source: str, verdict: str, **args: Any) -> Finding:
    claim = args.pop("claim", None)
    fields = {"function": "f", "verdict": verdict, "line": None, "variable": None}
    return find("loop_dependence", fields | args, observed=structure(source), claim=claim)


@pytest.mark.parametrize(
    ("source", "serial", "parallel", "reduction"),
    [
        (EULER, "confirmed", "contradicted", "uncheckable"),
        (TRIPLE, "uncheckable", "confirmed", "confirmed"),
        (DOT, "uncheckable", "confirmed", "uncheckable"),
        (SCALE, "contradicted", "confirmed", "uncheckable"),
        (SUM, "uncheckable", "confirmed", "confirmed"),
        (SEARCH, "confirmed", "uncheckable", "uncheckable"),
        (STEPS, "confirmed", "ambiguous", "uncheckable"),
        (VECTOR, "confirmed", "uncheckable", "uncheckable"),
        (RECURSIVE, "uncheckable", "uncheckable", "uncheckable"),
        (HELPED, "confirmed", "uncheckable", "uncheckable"),
        (UNKNOWN, "uncheckable", "uncheckable", "uncheckable"),
        (FLAT, "uncheckable", "uncheckable", "uncheckable"),
    ],
)
def test_labels(source: str, serial: str, parallel: str, reduction: str) -> None:
    assert judged(source, "serial").label == serial
    assert judged(source, "parallel").label == parallel
    assert judged(source, "reduction").label == reduction


LOGGED = (
    "def f(y, n):\n    log = [0 for _ in range(n)]\n    for k in range(n):\n"
    "        y = y + 0.5 * y\n        log[k] = y\n    return log\n"
)


def test_a_free_loop_beside_a_serial_one_is_not_what_is_meant_for_certain() -> None:
    found = judged(LOGGED, "parallel")
    assert (found.label, found.rule) == ("ambiguous", "WB502")
    assert "the for loop on line 3 is serial" in found.explanation


def test_a_loop_that_does_the_work_is_shown_before_one_that_makes_a_list() -> None:
    assert "the for loop on line 3 is independent" in judged(TRIPLE, "parallel").explanation


@pytest.mark.parametrize(
    ("quote", "label"),
    [
        ("The implementation is purely sequential", "ambiguous"),
        ("The loop is sequential as written", "ambiguous"),
        ("The loop is inherently sequential", "contradicted"),
        ("The loop cannot be parallelised", "contradicted"),
        ("Each iteration depends on the previous one", "contradicted"),
    ],
)
def test_how_a_free_loop_is_written_is_sequential(quote: str, label: str) -> None:
    claim = {"extractor": "parallelism", "quote": quote}
    assert judged(SCALE, "serial", claim=claim).label == label


def test_every_explanation_says_that_it_is_static() -> None:
    for source in (EULER, TRIPLE, DOT, SCALE, RECURSIVE, UNKNOWN):
        for verdict in ("serial", "parallel", "reduction"):
            assert judged(source, verdict).explanation.startswith("by the syntax tree (static), ")


def test_a_method() -> None:
    assert judged(FORWARD, "parallel", function="Net.f").label == "confirmed"
    assert judged(FORWARD, "serial", function="Net.f").label == "uncheckable"


@pytest.mark.parametrize(
    ("line", "verdict", "defined", "label"),
    [
        (3, "parallel", True, "confirmed"),
        (3, "serial", True, "contradicted"),
        (5, "reduction", True, "confirmed"),
        (5, "parallel", True, "contradicted"),
        (5, "parallel", False, "confirmed"),
        (6, "reduction", False, "confirmed"),
        (7, "serial", True, "contradicted"),
        (7, "serial", False, "uncheckable"),
        (99, "parallel", False, "uncheckable"),
    ],
)
def test_the_loop_of_a_line(line: int, verdict: str, defined: bool, label: str) -> None:
    found = judged(TRIPLE, verdict, line=line, claim={"defined": defined})
    assert (found.label, found.rule) == (label, "WB301" if label == "contradicted" else found.rule)


@pytest.mark.parametrize(
    ("variable", "label"),
    [("y", "confirmed"), ("`y`", "confirmed"), ("t", "confirmed"), ("h", "contradicted")],
)
def test_the_variable_that_is_carried(variable: str, label: str) -> None:
    assert judged(EULER, "serial", variable=variable).label == label


def test_a_variable_of_a_loop_that_is_not_sure() -> None:
    assert judged(SEARCH, "serial", variable="x").label == "uncheckable"


def test_without_a_function_the_entry_point_and_then_the_whole_program() -> None:
    assert judged(EULER, "serial", function=None).label == "confirmed"
    whole = "for _ in range(3):\n    x = x * x + 1\n"
    assert judged(whole, "serial", function=None).label == "confirmed"
    assert judged(whole, "serial", function="g").label == "uncheckable"


def test_what_could_not_be_looked_at() -> None:
    args = {"function": "f", "verdict": "serial", "line": None, "variable": None}
    broken = b.measurement(probe="structure", data=None, error="SyntaxError: invalid syntax")
    assert find("loop_dependence", args, observed=broken).label == "uncheckable"
    failed = probe("structure", None, "crash")
    assert find("loop_dependence", args, observed=failed).label == "uncheckable"
    odd = probe("structure", {"loops": [3, {}], "functions": "x", "calls": None})
    assert find("loop_dependence", args, observed=odd).label == "uncheckable"


def test_no_loop_at_all() -> None:
    assert judged(DOT, "none").label == "confirmed"
    assert judged(RECURSIVE, "none").label == "confirmed"
    found = judged(SCALE, "none")
    assert (found.label, found.rule, found.measured) == ("contradicted", "WB301", 1)


def test_the_variable_is_one_of_the_loop_of_the_line() -> None:
    nested = (
        "def f(todo, d):\n    while todo:\n        best = None\n        for c in todo:\n"
        "            if best is None or d[c] < d[best]:\n                best = c\n"
        "        todo.remove(best)\n"
    )
    claim = {"defined": True}
    for variable, label in (("todo", "confirmed"), ("best", "contradicted")):
        found = judged(nested, "serial", line=2, variable=variable, claim=claim)
        assert found.label == label
    assert judged(nested, "reduction", line=4, variable="best", claim=claim).label == "confirmed"
