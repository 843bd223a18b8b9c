"""Dependences: closed forms of work and span, verdicts decided by hand, values left as they are."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from probe_driver import MINORS, interpreter_of, measure

from workbench import interpreters

HERE = interpreters.running()


def dependences(source: str, call: str, setup: str = "") -> dict[str, Any]:
    return measure(HERE, "dependences", textwrap.dedent(source), call=call, setup=setup)


def numbers(source: str, call: str) -> tuple[int, int, int, int]:
    """Work, and span by data, with control, with reductions."""
    data = dependences(source, call)
    assert data["why"] is None
    assert data["not_followed"] == []
    span = data["span"]
    return data["work"], span["data"], span["control"], span["reductions"]


# --- closed forms ---------------------------------------------------------------------------------

MATMUL = """
def matmul(n):
    A = [[(i*7 + j*3) % 11 for j in range(n)] for i in range(n)]
    B = [[(i*5 + j*2) % 13 for j in range(n)] for i in range(n)]
    C = [[0 for j in range(n)] for i in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0
            for k in range(n):
                s += A[i][k] * B[k][j]
            C[i][j] = s
    return C
"""


@pytest.mark.parametrize("n", [4, 8, 16, 32])
def test_a_product_of_matrices(n: int) -> None:
    # Work: 6 n² to make A and B (for each element two products, a sum, a remainder: 4, twice, is
    # 8 n²); per element of the sum A[i], [k], B[k], [j], a product, a sum: 6 n³; to store C[i][j]
    # two; a call of range for each execution of a loop: 3 (n + 1) for A, B, C, and 1 + n + n².
    work = 8 * n**2 + 6 * n**3 + 2 * n**2 + 3 * (n + 1) + 1 + n + n**2
    # Span: range of the outer loop, range of the inner, product, sum, remainder: the elements are
    # there after 5 steps; the longer way to a product is 7 (two subscripts after k is there are
    # hidden); its n sums follow, and one step stores. By reductions the sums take log2 (n + 1).
    found = numbers(MATMUL, f"matmul({n})")
    assert found[0] == work
    assert found[1] == n + 7
    assert found[2] == n + 7
    assert found[3] == n.bit_length() - 1 + 8


def test_the_product_of_32_has_the_figures_of_the_design() -> None:
    assert numbers(MATMUL, "matmul(32)") == (208004, 39, 39, 13)


PREFIX = """
def prefix(n):
    out = [0] * n
    s = 0
    for i in range(n):
        s += i
        out[i] = s
    return out
"""


@pytest.mark.parametrize("n", [8, 64])
def test_prefix_sums(n: int) -> None:
    # n sums after range is there, one store after the last; the list of n zeros costs n.
    work, data, control, reductions = numbers(PREFIX, f"prefix({n})")
    assert work == n + 1 + 2 * n
    assert (data, control) == (1 + n + 1, 1 + n + 1)
    # A scan takes the height of a tree over n operands and the start.
    assert reductions == 1 + n.bit_length() + 1


def test_fibonacci_is_a_chain() -> None:
    source = """
    def fibonacci(n):
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return a
    """
    # One call of range, then one sum per step, each waiting for the last; range is not waited for.
    assert numbers(source, "fibonacci(50)") == (51, 50, 50, 50)


def test_recursive_fibonacci_is_a_tree() -> None:
    source = """
    def fibonacci(n):
        if n < 2:
            return n
        return fibonacci(n - 1) + fibonacci(n - 2)
    """
    # Calls for n: c(n) = 2 F(n+1) - 1, F(11) = 89: 177 calls compare, 88 of them subtract twice
    # and add once. By data n - 1 takes up to 9 steps and 9 sums follow; 2 more is never needed.
    work, data, _, _ = numbers(source, "fibonacci(10)")
    assert work == 177 + 3 * 88
    assert data == 9 + 9


def test_an_independent_map() -> None:
    source = """
    def squares(xs):
        out = [0] * len(xs)
        for i in range(len(xs)):
            out[i] = xs[i] * xs[i] + 1
        return out
    """
    # len, range, subscript, product, sum, store: as long for 10 elements as for 1,000.
    for n in (10, 1000):
        work, data, control, _ = numbers(source, f"squares(list(range({n})))")
        # list(range(n)), range within it, two calls of len and one of range, n zeros, 5 per turn.
        assert work == n + 1 + 3 + n + 5 * n
        assert data == control == 8


def test_what_is_in_an_if_waits_for_its_test_with_control_only() -> None:
    source = """
    def guarded(x):
        y = ((x + 1) * 2) - 3
        if y > 0:
            z = x * x
        else:
            z = x
        return z
    """
    # y takes 3 steps, its test a fourth, the product a fifth.
    assert numbers(source, "guarded(5)") == (5, 4, 5, 5)


EULER = """
def euler(n):
    x, y, vx, vy = 1.0, 0.0, 0.0, 1.0
    h = 0.0001
    for i in range(n):
        r2 = x*x + y*y
        r3 = r2 * r2 ** 0.5
        ax = -x / r3
        ay = -y / r3
        x, y = x + h*vx, y + h*vy
        vx, vy = vx + h*ax, vy + h*ay
    return x + y
"""


def test_euler_is_serial() -> None:
    # 17 steps per turn, range and the last sum. x(t+2) needs v(t+1), which needs x(t): square,
    # sum, power, product, quotient, product, sum: 7, then product and sum: 9 for two turns.
    data = dependences(EULER, "euler(2000)")
    assert data["work"] == 17 * 2000 + 2
    assert set(data["span"].values()) == {9001}
    (loop,) = data["loops"]
    assert loop["verdict"] == "serial"
    assert loop["witness"] == {
        "variable": "x",
        "from_line": 10,
        "to_line": 6,
        "iterations": [0, 1],
    }


QUICKSORT = """
def quicksort(a, lo, hi):
    if lo >= hi:
        return None
    p = a[(lo + hi) // 2]
    i = lo
    j = hi
    while i <= j:
        while a[i] < p:
            i = i + 1
        while a[j] > p:
            j = j - 1
        if i <= j:
            a[i], a[j] = a[j], a[i]
            i = i + 1
            j = j - 1
    quicksort(a, lo, j)
    quicksort(a, i, hi)
    return None
"""
NUMBERS = """
def g(x):
    while 1:
        x = (x * 1103515245 + 12345) & 0x7fffffff
        yield x
q = g(5)
arr = [next(q) for _ in range(2000)]
"""


def test_quicksort_of_2000_has_the_figures_of_the_design() -> None:
    data = dependences(QUICKSORT, "quicksort(arr, 0, 1999)", NUMBERS)
    assert data["work"] == 130372
    assert data["span"]["control"] == 14797
    assert {loop["verdict"] for loop in data["loops"]} == {"serial"}


# --- verdicts decided by hand ---------------------------------------------------------------------

# name: (source, call, {line: (verdict, variable or operator)}); the text begins at line 1.
PROGRAMS: dict[str, tuple[str, str, dict[int, tuple[str, str | None]]]] = {
    # Each turn writes an element of its own and reads what nobody writes.
    "map": (
        "def f(a):\n b = [0] * len(a)\n for i in range(len(a)):\n  b[i] = a[i] * 2\n return b\n",
        "f([1, 2, 3, 4])", {3: ("independent", None)}),
    # a[i] needs a[i - 1] of the turn before.
    "chain": ("def f(a):\n for i in range(1, len(a)):\n  a[i] = a[i - 1] + a[i]\n return a\n",
              "f([1, 2, 3, 4])", {2: ("serial", "a[]")}),
    # a[i + 1] is read before it is written: renaming removes that, but in place order matters.
    "anti": ("def f(a):\n for i in range(len(a) - 1):\n  a[i] = a[i + 1] * 2\n return a\n",
             "f([1, 2, 3, 4])", {2: ("not analysed", None)}),
    # Even elements are written, odd ones read.
    "even from odd": (
        "def f(a):\n for i in range(0, len(a), 2):\n  a[i] = a[i + 1] * 2\n return a\n",
        "f([1, 2, 3, 4, 5, 6])", {2: ("independent", None)}),
    # One sum, whose partial results nobody looks at.
    "sum": ("def f(a):\n s = 0\n for x in a:\n  s += x\n return s\n",
            "f([1, 2, 3])", {3: ("reduction", "+")}),
    "sum written out": ("def f(a):\n s = 0\n for x in a:\n  s = s + x * x\n return s\n",
                        "f([1, 2, 3])", {3: ("reduction", "+")}),
    "product": ("def f(a):\n s = 1\n for x in a:\n  s *= x\n return s\n",
                "f([1, 2, 3])", {3: ("reduction", "*")}),
    "maximum": ("def f(a):\n m = a[0]\n for x in a:\n  m = max(m, x)\n return m\n",
                "f([1, 3, 2])", {3: ("reduction", "max")}),
    # A conditional assignment that reads what it may replace is a chain for us.
    "maximum by if": ("def f(a):\n m = a[0]\n for x in a:\n  if x > m:\n   m = x\n return m\n",
                      "f([1, 2, 3])", {3: ("serial", "m")}),
    # The partial sum is stored: a scan, no reduction.
    "prefix sum": (PREFIX.strip() + "\n", "prefix(5)", {4: ("serial", "s")}),
    # The sum decides what is done: no reduction either.
    "sum looked at": (
        "def f(a):\n s = n = 0\n for x in a:\n  s += x\n  if s > 3:\n   n += 1\n return n\n",
        "f([1, 2, 3])", {3: ("serial", "s")}),
    # Subtracting from the left is a sum; `s = x - s` is not associative.
    "alternating": ("def f(a):\n s = 0\n for x in a:\n  s = x - s\n return s\n",
                    "f([1, 2, 3])", {3: ("serial", "s")}),
    "horner": ("def f(a, x):\n p = 0\n for c in a:\n  p = p * x + c\n return p\n",
               "f([1, 2, 3], 2)", {3: ("serial", "p")}),
    # Counts per key, added up.
    "histogram": ("def f(a):\n h = {0: 0, 1: 0}\n for x in a:\n  h[x % 2] += 1\n return h\n",
                  "f([1, 2, 3, 4])", {3: ("reduction", "+")}),
    # A variable of the turn's own is written before it is read.
    "private": (
        "def f(a):\n b = [0] * 3\n for i in range(3):\n  t = a[i] + 1\n  b[i] = t * t\n return b\n",
        "f([1, 2, 3])", {3: ("independent", None)}),
    # Joining lists can be grouped in any way.
    "append": ("def f(a):\n b = []\n for x in a:\n  b.append(x * 2)\n return b\n",
               "f([1, 2, 3])", {3: ("reduction", "append")}),
    # What is popped was appended in a turn before.
    "stack": (
        "def f(n):\n s = [n]\n c = 0\n while s:\n  x = s.pop()\n  c += 1\n  if x > 1:\n"
        "   s.append(x - 1)\n return c\n",
        "f(4)", {4: ("serial", "s")}),
    # The last turn wins: no value is passed on, yet their order matters.
    "last wins": ("def f(a):\n b = [0]\n for x in a:\n  b[0] = x\n return b\n",
                  "f([1, 2, 3])", {3: ("not analysed", None)}),
    # Whether there is a second turn depends on the first.
    "search": ("def f(a):\n for x in a:\n  if x == 3:\n   return x\n",
               "f([1, 2, 3])", {2: ("not analysed", None)}),
    "one turn": ("def f(a):\n s = 0\n for x in a:\n  s = s * 2 - x\n return s\n",
                 "f([1])", {3: ("not analysed", None)}),
    # A counter is known for each turn beforehand.
    "counting while": (
        "def f(a):\n b = [0] * len(a)\n i = 0\n while i < len(a):\n  b[i] = a[i] * 2\n  i += 1\n"
        " return b\n",
        "f([1, 2, 3])", {4: ("independent", None)}),
    "collatz": (
        "def f(n):\n c = 0\n while n != 1:\n  n = n // 2 if n % 2 == 0 else 3 * n + 1\n  c += 1\n"
        " return c\n",
        "f(6)", {3: ("serial", "n")}),
    # Rows are apart, within a row each element needs the one before.
    "rows": (
        "def f(g):\n for row in g:\n  for j in range(1, len(row)):\n   row[j] += row[j - 1]\n"
        " return g\n",
        "f([[1, 2, 3], [4, 5, 6]])",
        {2: ("independent", None), 3: ("serial", "row[]")}),
    # Through a function, an attribute, a closure, a generator.
    "function": (
        "def g(a, i):\n a[i] = a[i - 1] * 2\ndef f(a):\n for i in range(1, len(a)):\n  g(a, i)\n"
        " return a\n",
        "f([1, 2, 3])", {4: ("serial", "a[]")}),
    "attribute": (
        "class C:\n def __init__(self):\n  self.x = 1\n def step(self):\n  self.x = self.x * 3\n"
        "def f(n):\n c = C()\n for i in range(n):\n  c.step()\n return c.x\n",
        "f(4)", {8: ("serial", ".x")}),
    "attribute added to": (
        "class C:\n def __init__(self):\n  self.x = 1\n def add(self, y):\n  self.x += y\n"
        "def f(n):\n c = C()\n for i in range(n):\n  c.add(i)\n return c.x\n",
        "f(4)", {8: ("reduction", "+")}),
    "objects apart": (
        "class C:\n def __init__(self, x):\n  self.x = x\n def step(self):\n  self.x = self.x * 3\n"
        "def f(n):\n cs = [C(i) for i in range(n)]\n for c in cs:\n  c.step()\n"
        " return [c.x for c in cs]\n",
        "f(4)", {8: ("independent", None)}),
    "closure": (
        "def f(n):\n x = 1\n def g():\n  nonlocal x\n  x = x * 2 + 1\n for i in range(n):\n  g()\n"
        " return x\n",
        "f(4)", {6: ("serial", "x")}),
    # The generator's own loop is the chain; what consumes it adds up.
    "generator": (
        "def g(n):\n x = 1\n for i in range(n):\n  x = x * 3 % 7\n  yield x\n"
        "def f(n):\n s = 0\n for y in g(n):\n  s += y\n return s\n",
        "f(5)", {3: ("serial", "x"), 8: ("reduction", "+")}),
    "next in a loop": (
        "def g():\n x = 1\n while True:\n  x = x * 3 % 7\n  yield x\n"
        "def f(n):\n q = g()\n out = [0] * n\n for i in range(n):\n  out[i] = next(q)\n"
        " return out\n",
        "f(5)", {9: ("serial", None)}),
    # The tables of a dynamic program: each cell needs cells of the row above.
    "pascal": (
        "def f(n):\n t = [[1] * (n + 1) for _ in range(n + 1)]\n for i in range(1, n + 1):\n"
        "  for j in range(1, i):\n   t[i][j] = t[i - 1][j - 1] + t[i - 1][j]\n return t\n",
        "f(5)", {3: ("serial", "t[][]"), 4: ("independent", None)}),
    "memo": (
        "def f(n):\n m = {0: 0, 1: 1}\n for i in range(2, n):\n  m[i] = m[i - 1] + m[i - 2]\n"
        " return m\n",
        "f(9)", {3: ("serial", "m[]")}),
    # Two loops after each other: the second reads what the first wrote, neither carries it.
    "one after the other": (
        "def f(n):\n a = [0] * n\n for i in range(n):\n  a[i] = i * i\n b = [0] * n\n"
        " for i in range(n):\n  b[i] = a[n - 1 - i]\n return b\n",
        "f(5)", {3: ("independent", None), 6: ("independent", None)}),
    # The state of the generator of random numbers is passed on.
    "random": (
        "import random\ndef f(n):\n random.seed(1)\n out = [0] * n\n for i in range(n):\n"
        "  out[i] = random.random()\n return out\n",
        "f(4)", {5: ("serial", None)}),
    # What the function does is not ours to know.
    "unknown": (
        "import textwrap\ndef f(n):\n out = [0] * n\n for i in range(n):\n"
        "  out[i] = textwrap.fill('a b', i + 1)\n return out\n",
        "f(3)", {4: ("not analysed", None)}),
    "sieve": (
        "def f(n):\n s = [True] * n\n for p in range(2, n):\n  if s[p]:\n"
        "   for k in range(p * p, n, p):\n    s[k] = False\n return s\n",
        "f(30)", {3: ("serial", "s[]"), 5: ("independent", None)}),
    "bytes": (
        "def f(key, block):\n out = bytearray(len(block))\n for i in range(len(block)):\n"
        "  out[i] = block[i] ^ key[i]\n return bytes(out)\n",
        "f(bytes(range(4)), bytes(4))", {3: ("independent", None)}),
    "comprehension": ("def f(a):\n return [x * x for x in a]\n",
                      "f([1, 2, 3])", {2: ("independent", None)}),
    "exceptions": (
        "def g(x):\n if x % 2:\n  raise ValueError(x)\n return x\n"
        "def f(a):\n b = [0] * len(a)\n for i, x in enumerate(a):\n  try:\n   b[i] = g(x)\n"
        "  except ValueError:\n   b[i] = -1\n return b\n",
        "f([1, 2, 3, 4])", {7: ("independent", None)}),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_verdict_decided_by_hand(name: str) -> None:
    source, call, expected = PROGRAMS[name]
    data = dependences(source, call)
    assert data["why"] is None
    found = {loop["line"]: loop for loop in data["loops"] if loop["kind"] in ("for", "while")}
    if name == "comprehension":
        found = {loop["line"]: loop for loop in data["loops"]}
    for line, (verdict, what) in expected.items():
        loop = found[line]
        assert loop["verdict"] == verdict, loop
        if what is not None:
            said = loop["operator"] if verdict == "reduction" else loop["witness"]["variable"]
            assert said == what, loop
        if verdict == "independent":
            assert loop["permuted"] == "same" or loop["kind"] == "while"
        if verdict == "not analysed":
            assert loop["why"]


@pytest.mark.parametrize("minor", MINORS)
def test_every_interpreter_says_the_same(minor: tuple[int, int]) -> None:
    here = interpreter_of(minor)
    data = measure(here, "dependences", MATMUL, call="matmul(8)", setup="")
    assert (data["why"], data["span"]) == (None, {"data": 15, "control": 15, "reductions": 11})
    for name in ("chain", "attribute", "generator", "exceptions", "histogram"):
        source, call, expected = PROGRAMS[name]
        loops = measure(here, "dependences", source, call=call, setup="")["loops"]
        assert {loop["line"]: loop["verdict"] for loop in loops} == {
            line: verdict for line, (verdict, _) in expected.items()
        }


# --- what is not analysed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "call", "why"),
    [
        ("def f():\n    x = 1\n    return len(locals())\n", "f()", "line 3 uses locals()"),
        ("import gc\n\n\ndef f():\n    return 1\n", "f()", "line 1 imports gc"),
        ("def f():\n    return eval('1')\n", "f()", "line 2 uses eval()"),
        ("def f():\n    raise ValueError\n", "f()", "the call raised an exception"),
    ],
)
def test_a_program_that_could_see_its_shadows_is_not_analysed(
    source: str, call: str, why: str
) -> None:
    data = dependences(source, call)
    assert data["why"] == why
    assert data["work"] is None
    assert data["loops"] == []


def test_work_and_span_are_not_guessed_where_something_is_not_followed() -> None:
    source, call, _ = PROGRAMS["unknown"]
    data = dependences(source, call)
    assert data["work"] is None
    assert data["span"] is None
    assert data["not_followed"] == [{"line": 5, "why": "it calls fill, which is not followed"}]


def test_a_call_beyond_the_budget_ends_with_its_reason() -> None:
    source = """
    def f():
        n = 0
        while n < 2000000:
            n = n + 1
        return n
    """
    data = dependences(source, "f()")
    assert data["why"] == "the call is too large: more than 2000000 steps of work"


def test_a_program_that_draws_its_own_numbers_is_not_compared() -> None:
    source = """
    import random

    def f(n):
        out = [0] * n
        for i in range(n):
            out[i] = i * i
        return out, random.random()
    """
    data = dependences(source, "f(4)")
    assert data["compared"] is False
    (loop,) = data["loops"]
    assert loop["verdict"] == "independent"
    assert loop["permuted"] == "not tried: two plain runs differ"


def test_what_is_printed_comes_in_order() -> None:
    data = dependences("def f(n):\n    for i in range(n):\n        print(i)\n", "f(3)")
    (loop,) = data["loops"]
    assert loop["verdict"] == "serial"
    assert loop["witness"]["variable"] == "the state of print()"


# --- values stay as they are ----------------------------------------------------------------------

TORTURE = '''
import collections, dataclasses, functools, itertools, math, operator
from typing import NamedTuple


class Point(NamedTuple):
    x: int
    y: int = 2


@dataclasses.dataclass
class Box:
    items: list = dataclasses.field(default_factory=list)
    __secret: int = 3

    def add(self, *more, scale=1, **rest):
        self.items += [one * scale for one in more] + sorted(rest.values())
        self.__secret += 1
        return self

    @property
    def secret(self):
        return self.__secret

    def __getitem__(self, at):
        return self.items[at]

    def __len__(self):
        return len(self.items)

    def __add__(self, other):
        return Box(self.items + other.items)

    def __iter__(self):
        yield from self.items


class Child(Box):
    def add(self, *more, **rest):
        super().add(*more, **rest)
        return self

    @staticmethod
    def three():
        return 3

    @classmethod
    def make(cls, n):
        made = cls()
        made.items[:] = range(n)
        return made


total = 0


def counted(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        global total
        total += 1
        return f(*args, **kwargs)
    return inner


@counted
def fact(n: int, /, acc=1, *, step=1) -> int:
    return acc if n <= 1 else fact(n - step, acc * n)


def numbers(n):
    got = None
    try:
        for i in range(n):
            got = yield i if got is None else i + got
    finally:
        global total
        total += 100
    return "end"


def outer(n):
    result = yield from numbers(n)
    yield result


def f(n):
    """Everything at once."""
    out = []
    a, *b, c = range(n)
    out.append((a, b, c))
    (d, e), g = (1, 2), [3]
    x = y = [d, e, *g]
    x[1:2] = [7, 8, 9]
    del x[0], y[-1]
    out.append(x is y)
    out.append([i * j for i in range(3) for j in range(i) if (i + j) % 2])
    out.append({i: str(i) for i in range(4)})
    out.append({i % 3 for i in range(9)})
    out.append(sum(i * i for i in range(n)))
    out.append(list(map(lambda v, w=2: v * w, x)))
    out.append(sorted([3, 1, 2], key=lambda v: -v))
    q = numbers(4)
    out.append([next(q), q.send(10), q.send(20)])
    q.close()
    out.append(list(outer(3)))
    try:
        {}["missing"]
    except KeyError as error:
        out.append(str(error))
    else:
        out.append("no")
    finally:
        out.append("finally")
    box = Child.make(3).add(1, 2, scale=4, z=5)
    out += [box.items, box.secret, len(box), box[0], list(box), (box + box).items, box.three()]
    out.append(fact(6))
    p = Point(4)
    out.append((p.x + p.y, p._replace(x=1)))
    out.append(f"{n:>{4}} {p!r} {1 < n < 100} {n and 0 or 'x'}")
    if (m := n * 2) > 3:
        out.append(m)
    for i in range(5):
        if i == 1:
            continue
        if i == 3:
            break
    else:
        out.append("never")
    while n:
        n -= 1
        if n == 2:
            break
    deque = collections.deque([1, 2, 3], maxlen=3)
    deque.append(4)
    deque.rotate(1)
    out.append(list(deque))
    counts = collections.Counter("abracadabra")
    out.append(counts.most_common(2))
    groups = collections.defaultdict(list)
    for word in ("a", "bb", "cc"):
        groups[len(word)].append(word)
    out.append(dict(groups))
    out.append(functools.reduce(operator.add, [1, 2, 3]))
    out.append(list(itertools.accumulate([1, 2, 3])))
    out.append([list(pair) for pair in zip("ab", [1, 2])])
    matrix = [[1, 2], [3, 4]]
    matrix[0][1] += 5
    matrix[1] = matrix[0][:]
    out.append([list(row) for row in zip(*matrix)])
    out.append(b"\\x01\\x02"[1] ^ bytearray(b"ab")[0])
    out.append(max(matrix, key=lambda row: row[1]) is matrix[0])
    out.append(-n ** 2 if not n else ~n)
    out.append("".join(reversed("abc")).upper().split("B"))
    s = {1, 2}
    s |= {3}
    s.add(4)
    out.append((3 in s, 9 not in s, s is not None))
    h = lambda *v, k=1, **kw: (v, k, kw)
    out.append(h(1, *[2], k=3, **{"z": 4}))
    def deep(k):
        nonlocal a
        a += k
        return deep(k - 1) if k else a
    out.append(deep(5))
    return out, total, math.floor(2.5)
'''


@pytest.mark.parametrize("minor", MINORS)
def test_the_twin_computes_what_the_program_does(minor: tuple[int, int]) -> None:
    # The probe holds the result of the twin, and the module's variables, against a plain run.
    data = measure(interpreter_of(minor), "dependences", TORTURE, call="f(7)", setup="")
    assert data["why"] is None
    assert data["raised"] is None
    assert data["compared"] is True


def test_names_of_built_ins_that_a_program_takes_mean_what_it_says() -> None:
    # The call is of the program and costs none; its sum, the product and the sum cost one each.
    source = """
    id = type = int = dict = None

    def len(x):
        return x + 1

    def f(n):
        return len(n) * 2 + 1
    """
    assert numbers(source, "f(5)") == (3, 3, 3, 3)


def test_steps_before_an_exception_count() -> None:
    # The sum is done, the quotient is not; then a product.
    source = """
    def f(n):
        try:
            return (n + 1) / 0
        except ZeroDivisionError:
            return n * 2
    """
    assert numbers(source, "f(5)") == (2, 1, 1, 1)
