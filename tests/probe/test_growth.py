"""Costs of one call at one size: steps worked out by hand, on every version, and what stays out."""

from __future__ import annotations

from typing import Any

import pytest
from probe_driver import MINORS, interpreter_of, measure


def at(minor: tuple[int, int], source: str, call: str, n: int = 100, **more: Any) -> dict[str, Any]:
    parameters = {"call": call, "n": n, "budget": 1e6, "setup": ""} | more
    return measure(interpreter_of(minor), "growth", source, **parameters)


# Steps for n = 100: elements made, passed over, moved or compared.
STEPS = [
    ("return a[:40]", 40),
    ("return 99 in a", 100),
    ("return -1 not in a", 100),
    ("return 9 in set(a)", 200),
    ("return a + a", 200),
    ("return a * 3", 300),
    ("return sum(a)", 100),
    ("return max(a), min(1, 2)", 100),
    # Six elements are taken: 0 to 5.
    ("return any(x > 4 for x in a)", 6),
    ("return list(map(str, a))", 200),
    ("return a.index(30)", 31),
    ("return a.pop(0)", 101),
    ("return a.pop()", 0),
    ("a.insert(0, 1)", 101),
    ("a.extend(a)", 100),
    ("a += [1, 2, 3]", 3),
    ("return [*a, *a]", 200),
    ("del a[0]", 100),
    # A list in order: n passed over and n - 1 comparisons.
    ("return sorted(a)", 199),
    ("a.sort(key=lambda x: x)", 199),
    ("return a == list(range(100))", 200),
    ("return {x: 1 for x in a}[3]", 0),
    ("return ' ' * 100", 100),
]


@pytest.mark.parametrize("minor", [(3, 8), (3, 11), (3, 13)])
def test_steps_of_work_in_c(minor: tuple[int, int]) -> None:
    source = "".join(f"def f{i}(a):\n    {body}\n\n" for i, (body, _) in enumerate(STEPS))
    told = {}
    for number, (body, _) in enumerate(STEPS):
        found = at(minor, source, f"f{number}(list(range(n)))")
        assert found["raised"] is None, (body, found)
        told[body] = found["steps"]
    assert told == dict(STEPS)


TORTURE = """
from __future__ import annotations
import contextlib, functools

class Base:
    __private = 3

    def __init__(self, n):
        self.n = n

    def total(self):
        \"\"\"Doc.\"\"\"
        return sum(self.items()) + self.__private

    def items(self):
        yield from (i for i in range(self.n) if not i % 2)

class Child(Base):
    def __init__(self, n):
        super().__init__(n)
        self.log = []

    @functools.lru_cache(maxsize=None)
    def once(self, x):
        return x * 2

    @property
    def text(self):
        return f"{self.n:>{5}} {self.n!r:*<8}"

@contextlib.contextmanager
def held(log):
    log.append("in")
    try:
        yield log
    finally:
        log.append("out")

def f(n):
    c, found = Child(n), []
    with held(c.log) as log:
        for i, (a, *rest) in enumerate([(1, 2, 3), (4, 5)]):
            found[len(found):] = [a, *rest]
            try:
                found.append({**{"a": i}, "b": c.once(i)}["b"] // (1 - i))
            except ZeroDivisionError as error:
                found.append(str(error))
            else:
                continue
    if (k := len(found)) > 3 and 1 < k < 100:
        del found[0], found[-1]
    g = lambda *args, **named: (args, named)
    return c.total(), c.text, found, log, g(*found, x=1), [*map(abs, [-1])], not (1 in [2])
"""


@pytest.mark.parametrize("minor", MINORS)
def test_a_woven_program_computes_the_same(minor: tuple[int, int]) -> None:
    """Run by itself and woven it leaves the same behind; a difference raises."""
    source = TORTURE + (
        "\n\ndef plain(n):\n    scope = {'__name__': 'other'}\n    exec(SOURCE, scope)\n"
        "    assert repr(scope['f'](n)) == repr(f(n)), (scope['f'](n), f(n))\n"
        f"\n\nSOURCE = {TORTURE!r}\n"
    )
    found = at(minor, source, "plain(n)", 10)
    assert found["raised"] is None, found
    assert found["opcodes"] > 100


@pytest.mark.parametrize("minor", MINORS)
def test_the_same_call_costs_the_same(minor: tuple[int, int]) -> None:
    source = "import random\n\ndef f(a):\n    random.shuffle(a)\n    return sorted(a)[:5]\n"
    first, second = (at(minor, source, "f(list(range(n)))") for _ in range(2))
    assert first == second
    assert first["steps"] > 200


@pytest.mark.parametrize(
    ("call", "opcodes"),
    [("f([i * i for i in range(n)])", 0), ("f(list(g(n)))", 0), ("sum(g(n))", 500)],
)
def test_arguments_are_made_outside_and_generators_run_inside(call: str, opcodes: int) -> None:
    source = "def f(a):\n    return 1\n\ndef g(n):\n    for i in range(n):\n        yield i\n"
    small, large = (at((3, 11), source, call, n)["opcodes"] for n in (100, 200))
    assert large - small >= opcodes
    assert (large == small) == (opcodes == 0)


def test_the_budget_ends_what_does_not_end() -> None:
    source = "def f(n):\n    while True:\n        n += 1\n"
    assert at((3, 11), source, "f(n)")["stopped"] is True


def test_products_of_arrays_cost_what_their_shapes_say() -> None:
    source = (
        "import sys\nclass ndarray:\n    def __init__(self, *shape):\n        self.shape = shape\n"
        "    def __matmul__(self, other):\n        return ndarray(self.shape[0], other.shape[1])\n"
        "sys.modules['numpy'] = type(sys)('numpy')\nsys.modules['numpy'].ndarray = ndarray\n"
        "sys.modules['numpy'].random = __import__('random')\n"
        "def f(n):\n    return ndarray(n, 3) @ ndarray(3, 2 * n)\n"
    )
    assert at((3, 11), source, "f(n)", 10)["steps"] == 10 * 20 * 3
