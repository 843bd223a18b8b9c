"""The probe of the syntax tree: what loops carry, imports, functions and calls, all static."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from probe_driver import EULER, MINORS, interpreter_of, measure

from workbench import interpreters

HERE = interpreters.running()


def facts(source: str) -> dict[str, Any]:
    return measure(HERE, "structure", source)


def verdicts(source: str) -> list[tuple[str, bool]]:
    """Verdict and certainty of each loop, in source order."""
    return [(loop["verdict"], loop["sure"]) for loop in facts(source)["loops"]]


def carried(source: str, place: int = 0) -> dict[str, str]:
    return {one["name"]: one["how"] for one in facts(source)["loops"][place]["carried"]}


SERIAL = {
    "a recurrence in a scalar": "for _ in range(9):\n    x = 0.5 * (x + 2 / x)\n",
    "two that need each other": "while b:\n    a, b = b, a % b\n",
    "through a local variable": "for i in r:\n    d = g(y)\n    y = y + h * d\n",
    "an element before": "for i in range(1, n):\n    a[i] = a[i - 1] + a[i]\n",
    "an element two before": "i = 2\nwhile i < n:\n    f[i] = f[i - 1] + f[i - 2]\n    i += 1\n",
    "counting down": "for i in range(n, 0, -1):\n    a[i] = a[i + 1] * 2\n",
    "the end of a growing list": "for i in r:\n    w.append(w[-1] + 1)\n",
    "a list that the loop eats": "while todo:\n    x = todo.pop()\n    todo.extend(x.more)\n",
    "a new state from the old": "for _ in r:\n    new = [x * 2 for x in old]\n    old = new\n",
    "a condition on its own state": "while n != 1:\n    n = n // 2 if n % 2 == 0 else 3 * n + 1\n",
    "layers": "for layer in layers:\n    x = layer(x)\n",
    "an attribute": "for c in text:\n    self.h = self.h * 31 + ord(c)\n",
}
REDUCTION = {
    "a sum": "for x in xs:\n    s += x * x\n",
    "a sum written out": "for x in xs:\n    s = s + x\n",
    "a product and a count": "for x in xs:\n    p *= x\n    if x:\n        n += 1\n",
    "the largest": "for x in xs:\n    if x > best:\n        best = x\n",
    "the largest by max": "for x in xs:\n    best = max(best, x)\n",
    "the place of the smallest": "for c in xs:\n    if b is None or d[c] < d[b]:\n        b = c\n",
    "a histogram": "for x in xs:\n    h[x] += 1\n",
    "an inner product": "for k in range(n):\n    c[i][j] += a[i][k] * b[k][j]\n",
    "a sum of a generator": "x = sum(a * b for a, b in zip(u, v))\n",
    "bits": "for x in xs:\n    m |= 1 << x\n",
}
INDEPENDENT = {
    "collected": "for x in xs:\n    out.append(c * x)\n",
    "by place": "for i in range(n):\n    out[i] = abs(x[i])\n",
    "by counter": "i = 0\nwhile i < n:\n    out[i] = x[i] ** 2\n    i += 1\n",
    "after the counter moved": "i = -1\nwhile i < n:\n    i += 1\n    x[i] = x[i] + 1\n",
    "in place": "for i in range(n):\n    x[i] = x[i] * 2\n",
    "every second one": "for i in range(0, n, 2):\n    x[i] = x[i + 1]\n",
    "a comprehension": "y = [x * x for x in xs]\n",
    "with a sum of its own": "for i in range(n):\n    s = 0\n    s = s - x[i]\n    out[i] = s\n",
    "with a list of its own": "for i in range(n):\n    w = []\n    w.append(i)\n    y[i] = w[-1]\n",
    "a pure function": "def g(x):\n    return x + 1\nfor x in xs:\n    out.append(g(x))\n",
    "enumerated": "for i, x in enumerate(xs):\n    y[i, 0] = x\n",
}
UNKNOWN = {
    "reads what is written later": "for i in range(n):\n    a[i] = a[i + 1]\n",
    "any element": "for i in range(n):\n    a[i] = a[k[i]]\n",
    "scattered": "for i in range(n):\n    a[k[i]] = i\n",
    "something shared is handed over": "for i in range(n):\n    visit(tree, i)\n",
    "random numbers": "import random\nfor i in range(n):\n    a[i] = random.random()\n",
    "printed": "for i in range(n):\n    print(i)\n",
    "the one before": "for x in xs:\n    out.append(x - prev)\n    prev = x\n",
    "a scratch element": "for x in xs:\n    t[0] = x\n    out.append(t[0] * 2)\n",
    "an impure function": "def g(x):\n    global n\n    n = n * 2 + x\nfor x in xs:\n    g(x)\n",
    "an object that may be shared": "for x in xs:\n    w = get(x)\n    w.append(x)\n",
}
DOUBTFUL = {
    "a search": ("for x in xs:\n    if x == key:\n        break\n", "serial"),
    "a running total": ("for x in xs:\n    s += x\n    out.append(s)\n", "serial"),
    "an unknown function": ("def f(g, xs):\n    return [g(x) for x in xs]\n", "independent"),
    "rows in place": ("for row in grid:\n    row[0] = 1\n", "independent"),
    "passes over an array": (
        "for _ in r:\n    for j in s:\n        a[j] = a[j] * 3 + 1\n",
        "serial",
    ),
}


@pytest.mark.parametrize("name", SERIAL)
def test_serial(name: str) -> None:
    assert verdicts(SERIAL[name])[0] == ("serial", True)


@pytest.mark.parametrize("name", REDUCTION)
def test_reduction(name: str) -> None:
    assert verdicts(REDUCTION[name])[0] == ("reduction", True)


@pytest.mark.parametrize("name", INDEPENDENT)
def test_independent(name: str) -> None:
    assert verdicts(INDEPENDENT[name])[0] == ("independent", True)


@pytest.mark.parametrize("name", UNKNOWN)
def test_not_analysed(name: str) -> None:
    loop = facts(UNKNOWN[name])["loops"][0]
    assert (loop["verdict"], loop["sure"]) == ("not analysed", False)
    assert loop["why"]


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_has_to_be_assumed_is_not_sure(name: str) -> None:
    source, verdict = DOUBTFUL[name]
    assert verdicts(source)[0] == (verdict, False)


@pytest.mark.parametrize("minor", MINORS)
def test_the_same_on_every_version(minor: tuple[int, int]) -> None:
    (loop,) = measure(interpreter_of(minor), "structure", EULER)["loops"]
    assert loop["function"] == "euler"
    assert (loop["line"], loop["end_line"], loop["kind"]) == (4, 6, "while")
    assert (loop["depth"], loop["nest"], loop["verdict"], loop["sure"]) == (1, 0, "serial", True)
    assert {one["name"]: one["how"] for one in loop["carried"]} == {
        "t": "accumulate",
        "y": "recurrence",
    }
    (y,) = (one for one in loop["carried"] if one["name"] == "y")
    assert (y["from_line"], y["to_line"]) == (5, 5)


def test_a_nest_of_loops() -> None:
    source = (
        "def matmul(a, b, n):\n    c = [[0] * n for _ in range(n)]\n    for i in range(n):\n"
        "        for j in range(n):\n            for k in range(n):\n"
        "                c[i][j] += a[i][k] * b[k][j]\n    return c\n"
    )
    loops = facts(source)["loops"]
    assert [loop["verdict"] for loop in loops] == ["independent"] * 3 + ["reduction"]
    assert [loop["depth"] for loop in loops] == [1, 1, 2, 3]
    assert [loop["nest"] for loop in loops] == [0, 1, 1, 1]
    assert carried(source, 3) == {"c": "accumulate"}


def test_what_decides_about_another_iteration_is_carried() -> None:
    assert carried("while todo:\n    todo.remove(1)\n") == {"todo": "control"} | {"todo": "control"}
    found = facts("for x in xs:\n    if x:\n        break\n")["loops"][0]["carried"]
    assert [one["how"] for one in found] == ["control"]


def test_imports_functions_and_calls() -> None:
    source = (
        "import os.path as p, numpy as np\nfrom torch.nn import Linear, functional as F\n"
        "from . import other\n\n\ndef f(x, *, y=1):\n    import math\n    return f(x @ x)\n\n\n"
        "class C:\n    def g(self):\n        return np.dot(self, F.relu(self))\n"
        "__import__('sys')\n"
    )
    found = facts(source)
    assert [(i["module"], i["names"], i["function"], i["relative"]) for i in found["imports"]] == [
        ("os", [], None, False),
        ("numpy", [], None, False),
        ("torch", ["Linear", "functional"], None, False),
        ("", ["other"], None, True),
        ("math", [], "f", False),
    ]
    assert [(f["qualname"], f["parameters"], f["recursive"]) for f in found["functions"]] == [
        ("f", ["x", "y"], True),
        ("C.g", ["self"], False),
    ]
    assert [(c["function"], c["name"]) for c in found["calls"]] == [
        ("f", "f"),
        ("f", "@"),
        ("C.g", "numpy.dot"),
        ("C.g", "torch.nn.functional.relu"),
        ("<module>", "__import__"),
    ]
    assert found["dynamic_imports"] == [{"line": 14, "name": "__import__"}]


@pytest.mark.parametrize("source", ["def f(:\n", "a\0b", "(" * 5000, "x = 1\n  y = 2\n"])
def test_what_cannot_be_parsed_says_so(source: str) -> None:
    assert set(facts(source)) == {"python", "error"}


HOSTILE = {
    "deeply nested": "".join(" " * d + f"for v{d} in r:\n" for d in range(90))
    + " " * 90
    + "x = x + x\n",
    "many branches": "while c:\n"
    + "".join(f"    if a{k % 290}: a{k % 290} = 1\n" for k in range(3000)),
    "many elements": "for i in r:\n" + "".join(f"    a[i+{k}] = a[i-{k}]\n" for k in range(3000)),
    "many loops": "for i in r:\n    x = x * x + i\n" * 3000,
    "many calls": "f(x)\n" * 60000,
    "functions in a ring": "".join(f"def f{k}(x):\n    f{(k + 1) % 900}(x)\n" for k in range(900))
    + "for i in r:\n    f0(i)\n",
    "a wide comprehension": "x = [i " + " ".join(f"for i{k} in r" for k in range(500)) + "]\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_come_to_an_end(name: str) -> None:
    found = facts(HOSTILE[name])
    assert len(found.get("loops", ())) <= 300
    assert len(found.get("calls", ())) <= 5000


def test_a_statement_of_a_later_version() -> None:
    source = "for i in r:\n    match i:\n        case 1:\n            y = y * 2 + i\n"
    expected = {"python", "error"} if sys.version_info < (3, 10) else {"loops", "imports"}
    assert expected <= set(facts(source))
