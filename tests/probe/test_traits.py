"""Traits of small programs, worked out by hand or by an oracle of a few lines."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from probe_driver import EULER, MINORS, PROBES, RIGHT_HAND_SIDE, interpreter_of, measure, run

from workbench import interpreters
from workbench import measure as measuring
from workbench.guest import tiers
from workbench.measure.observers import OBSERVERS

PRODUCT = """
def product(a, b):
    n = len(a)
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += a[i][k] * b[k][j]
            c[i][j] = s
    return c
"""
MATRICES = "a = [[float(i * j) for j in range(8)] for i in range(8)]\nb = [row[:] for row in a]\n"


def seen(source: str, call: str, **parameters: Any) -> dict[str, Any]:
    return measure(interpreter_of((3, 11)), "traits", source, call=call, **parameters)


def loops(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["line"], one["runs"], one["iterations"], one["parent"]) for one in data["loops"]]


@pytest.mark.parametrize("minor", MINORS)
def test_a_product_of_matrices(minor: tuple[int, int]) -> None:
    """8**3 rounds of two operators and four subscripts; c is written with two subscripts each."""
    data = measure(interpreter_of(minor), "traits", PRODUCT, setup=MATRICES, call="product(a, b)")
    assert data["raised"] is None
    assert data["gemm_operations"] == 6 * 8**3
    # Besides: 8 times [0.0] * n, len and five kinds of range, 2 subscripts for each element of c.
    assert data["operations"] == 6 * 8**3 + 2 * 8**2 + 8 + (1 + 1 + 1 + 8 + 64)
    assert data["accesses"] == 4 * 8**3 + 2 * 8**2
    assert data["decisions"] == 0
    # Three matrices of one line for the outer list and one for each row.
    assert data["compulsory_bytes"] == data["miss_bytes"] == 3 * 9 * 64
    assert loops(data) == [(4, 1, 8, None), (5, 1, 8, None), (6, 8, 64, 1), (8, 64, 512, 2)]


@pytest.mark.parametrize("minor", MINORS)
def test_a_serial_loop(minor: tuple[int, int]) -> None:
    """Each round: a test, three operators of the loop, three of the right-hand side."""
    call = "euler(f, 0.5, 0, 2, 0.01)"
    data = measure(interpreter_of(minor), "traits", EULER, setup=RIGHT_HAND_SIDE, call=call)
    assert data["operations"] == data["arithmetic"] == 200 * 7
    assert data["multiplications"] == 200 * 2
    assert (data["branches"], data["decisions"]) == (201, 0)
    assert (data["accesses"], data["gemm_operations"]) == (0, 0)
    assert loops(data) == [(4, 1, 200, None)]


@pytest.mark.parametrize(
    "body",
    [
        "for i in r:\n  for j in r:\n   for k in r:\n    c[i][j] += a[i][k] * b[k][j]",
        "for i in r:\n  for k in r:\n   for j in r:\n    c[i][j] = c[i][j] + a[i][k] * b[k][j]",
        "for i in r:\n  row = a[i]\n  for j in r:\n   for k in r:\n    c[i][j] += row[k] * b[k][j]",
        "c = [[sum(x * y for x, y in zip(p, q)) for q in zip(*b)] for p in a]",
        "c = [[sum([a[i][k] * b[k][j] for k in r]) for j in r] for i in r]",
        "for p in a:\n  for q in zip(*b):\n   s = sum(x * y for x, y in zip(p, q))",
        "i = 0\n while i < 8:\n  for j in r:\n   k = 0\n   while k < 8:\n"
        "    c[i][j] += a[i][k] * b[k][j]\n    k += 1\n  i += 1",
    ],
)
def test_products_of_matrices_in_other_words(body: str) -> None:
    source = f"def f(a, b):\n r = range(8)\n c = [[0] * 8 for _ in r]\n {body}\n"
    data = seen(source, "f(a, b)", setup=MATRICES)
    assert data["raised"] is None
    assert data["gemm_operations"] >= 8**3


@pytest.mark.parametrize(
    "body",
    [
        "for i in r:\n  for j in r:\n   c[i][j] += a[i][j] * b[i][j]",
        "for i in r:\n  for j in r:\n   for k in r:\n    c[i][j] += a[i][k] * 2.0",
        "for i in r:\n  for j in r:\n   for k in range(2):\n    c[i][j] += a[i - k][j] * b[0][k]",
        "s = sum(x * y for x, y in zip(a[0], b[0]))",
        "c = [[x * y for x, y in zip(p, q)] for p in a for q in b]",
    ],
)
def test_other_sums_and_products_are_none(body: str) -> None:
    source = f"def f(a, b):\n r = range(8)\n c = [[0] * 8 for _ in r]\n {body}\n"
    data = seen(source, "f(a, b)", setup=MATRICES)
    assert data["raised"] is None
    assert data["gemm_operations"] == 0


WALK = "def f(a, step):\n s = 0\n for i in range(0, len(a), step):\n  s += a[i]\n return s\n"


def test_strides_are_those_of_one_place_of_the_text() -> None:
    near = seen(WALK, "f(a, 1)", setup="a = list(range(500))")
    far = seen(WALK, "f(a, 8)", setup="a = list(range(500))")
    assert (near["compared"], near["regular"]) == (499, 499)
    assert (far["compared"], far["regular"]) == (62, 0)


@pytest.mark.parametrize(("elements", "misses"), [(2_048, 1), (8_192, 2)])
def test_misses_are_those_of_a_cache_of_32_kib(elements: int, misses: int) -> None:
    """16 KiB stay from one walk to the next; 64 KiB are gone by then, least recent first."""
    source = "def f(a):\n s = 0\n for _ in range(2):\n  for x in a:\n   s += x\n"
    data = seen(source, "f(a)", setup=f"a = [0] * {elements}")
    assert data["compulsory_bytes"] == elements * 8
    assert data["miss_bytes"] == misses * elements * 8
    assert data["accesses"] == 2 * elements


def entropy(outcomes: list[bool]) -> float:
    """Linear branch entropy by its definition, for one branch."""
    seen: dict[tuple[bool, ...], list[bool]] = {}
    padded = [False] * 8 + outcomes
    for place, taken in enumerate(outcomes):
        seen.setdefault(tuple(padded[place : place + 8]), []).append(taken)
    return sum(2 * min(sum(one), len(one) - sum(one)) for one in seen.values()) / len(outcomes)


@pytest.mark.parametrize("multiplier", [3, 7, 1103515245])
def test_entropy_is_that_of_the_definition(multiplier: int) -> None:
    source = "def f(xs):\n n = 0\n for x in xs:\n  if x:\n   n += 1\n return n\n"
    state, outcomes = 1, []
    for _ in range(600):
        state = (state * multiplier + 12345) % 2**31
        outcomes.append(state >> 16 & 1 == 1)
    data = seen(source, "f(xs)", setup=f"xs = {outcomes!r}")
    assert data["decisions"] == 600
    assert data["branches"] == 600 + 601
    assert data["decision_entropy"] == pytest.approx(entropy(outcomes))


def test_each_part_of_a_condition_is_a_decision() -> None:
    source = "def f(n):\n return [i for i in range(n) if i % 2 and i % 3 or i > 90]\n"
    data = seen(source, "f(100)")
    # i % 2 each time, i % 3 for 50 odd ones, i > 90 where these do not hold: 50 even, 17 of 3.
    assert data["decisions"] == 100 + 50 + 50 + 17


TORTURE = '''"""A module."""
from __future__ import annotations
import contextlib
from dataclasses import dataclass, field

@dataclass
class Point:
    """A point."""
    x: int = 1
    tags: list[str] = field(default_factory=list)
    def moved(self, by: dict[str, int]) -> Point:
        return Point(self.x + by["x"], [*self.tags, f"{self.x:>{by['x']}}"])

class Child(Point):
    def moved(self, by):
        return super().moved(by)

def generated(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                yield [got][0]
    finally:
        LOG.append("closed")

LOG = []

def counter():
    n = 0
    def step(by=[1][0]):
        nonlocal n
        n += by
        return n
    return step

def walk(n):
    out = []
    for i in range(n):
        if i == 3:
            continue
        if i == 6:
            break
        try:
            out.append(10 // (i - 2))
        except ZeroDivisionError as error:
            out.append(str(error))
        finally:
            out.append(-i)
    else:
        out.append("never")
    while n > 0 and not (n == 2):
        n -= 1
    else:
        out.append("else")
    return out

class Shy:
    asked = 0
    def __bool__(self):
        Shy.asked += 1
        return True

def run():
    a = list(range(10))
    a[2], a[-1] = a[-1], a[2]
    a[3] += 4
    a[1:3] = [7, 7, 7]
    del a[0]
    d = {"k": {"j": 1}}
    d["k"]["j"] += 1
    first, *rest = a[::2]
    square = lambda x, y=2: x ** y if x else 0
    nested = [[i * j for j in range(i) if j % 2] for i in range(5)]
    pairs = {k: v for k, v in zip("ab", a) if v}
    g = generated(3)
    told = [next(g), g.send("x"), next(g)]
    g.close()
    with contextlib.suppress(KeyError):
        d["missing"]
    shy = 1 if Shy() else 2
    step = counter()
    step(); step(5)
    sliced = "hello"[1:-1] + "x"[0]
    if (m := len(a)) > 3:
        told.append(m)
    return (a, d, first, rest, square(3), square(0), nested, pairs, told, LOG, shy, Shy.asked,
            step(), walk(8), Child(2, ["t"]).moved({"x": 3}), sliced, 1 < 2 < m, locals()["m"],
            sorted([3, 1, 2], key=lambda v: -v), max(a), sum(x for x in a), list(enumerate(a))[1])
'''


@pytest.mark.parametrize("minor", MINORS)
def test_a_woven_program_computes_what_it_did(minor: tuple[int, int]) -> None:
    here = interpreter_of(minor)
    plain = measure(here, "calls", TORTURE + "\nassert repr(run())\n", call="run()")
    assert plain["raised"] is None
    expected: dict[str, Any] = {}
    exec(compile(TORTURE, "torture", "exec", dont_inherit=True), expected)
    shown = repr(expected["run"]())
    source = (
        TORTURE + f"\ndef check():\n    shown = repr(run())\n    assert shown == {shown!r}, shown\n"
    )
    data = measure(here, "traits", source, call="check()")
    assert data["raised"] is None, data["raised"]


WEAVE_ALL = """
import ast, glob, json, os, sys, warnings
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import weave
warnings.simplefilter("ignore")
done, failed = 0, []
for path in sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "*.py"))):
    with open(path, encoding="utf-8", errors="replace") as file:
        tree = ast.parse(file.read())
    try:
        compile(weave.Weaver([], True).weave(tree), path, "exec", dont_inherit=True)
        done += 1
    except Exception as error:
        failed.append([path, repr(error)])
sys.stdout.write("\\n" + json.dumps([done, failed]))
"""


@pytest.mark.proof
@pytest.mark.parametrize("minor", MINORS)
def test_the_standard_library_can_be_woven(minor: tuple[int, int]) -> None:
    done, failed = run(interpreter_of(minor), WEAVE_ALL, {"folder": str(PROBES)})
    assert failed == []
    assert done > 100


def test_traits_are_the_same_each_time() -> None:
    """Also where strings are keys, whose hashes differ from one interpreter to the next."""
    source = (
        "def f(n):\n d = {}\n for i in range(n):\n  d[str(i % 700)] = d.get('7', 0) + i\n"
        " return [d[k] for k in d if d[k] % 3]\n"
    )
    first, second = seen(source, "f(5000)"), seen(source, "f(5000)")
    assert first == second
    assert first["miss_bytes"] > 0


def test_match_statements_are_woven_too() -> None:
    source = (
        "def f(x):\n match x:\n  case [1, y] if y > 2: return y + 1\n"
        "  case {'k': -1}: return 5\n  case _: return x[0]\n"
    )
    data = seen(source, "[f([1, 3]), f({'k': -1}), f('z')] == [4, 5, 'z'] or 1 / 0")
    assert data["raised"] is None
    assert data["decisions"] == 1


def test_a_call_that_raises_says_so() -> None:
    source = "def f(a):\n for x in a:\n  a[99]\n"
    data = seen(source, "f([1])")
    assert data["raised"]["types"][0] == "IndexError"


def test_what_is_looked_at_is_bounded() -> None:
    source = "def f(n):\n s = 0\n for i in range(n):\n  if i & 1:\n   s += 1\n"
    data = seen(source, "f(1100000)")
    assert data["truncated"] is True
    assert data["branches"] == 2 * 1_100_000 + 1


def in_a_guest(source: str, call: str) -> dict[str, Any]:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    bench = measuring.Bench((here,), here, tier, tier)
    found = OBSERVERS["traits"](b.artifact(name="program.py", source=source), call, bench, None)
    assert found.data is not None, found.run
    return found.data


def test_products_of_whole_arrays_are_analytic() -> None:
    pytest.importorskip("numpy", reason="numpy is not installed here")
    source = (
        "import numpy as np\n\n\n"
        "def f(n):\n    a = np.ones((n, 2 * n))\n    b = np.ones((2 * n, n))\n"
        "    c = a @ b\n    d = np.dot(a, b)\n    return c + d\n"
    )
    data = in_a_guest(source, "f(16)")
    assert data["gemm_operations"] == 2 * (2 * 16 * 16 * 32)
    bulk = {one["line"]: one for one in data["loops"]}
    assert bulk[7]["kind"] == "bulk"
    assert (bulk[7]["operations"], bulk[7]["iterations"]) == (2 * 16 * 16 * 32, 256)
    assert bulk[9]["operations"] == 256


def test_layers_are_products_of_matrices() -> None:
    pytest.importorskip("torch", reason="torch is not installed here")
    source = (
        "import torch\n\n\n"
        "def f():\n    c, l = torch.nn.Conv2d(1, 4, 3), torch.nn.Linear(144, 10)\n"
        "    x = torch.ones(2, 1, 8, 8)\n    return l(torch.relu(c(x)).flatten(1)).sum().item()\n"
    )
    # Convolution: 2 * 4 * 6 * 6 elements of 9 products each; layer: 2 * 10 of 144.
    assert in_a_guest(source, "f()")["gemm_operations"] == 2 * 288 * 9 + 2 * 20 * 144
