"""The programs that the fit was tuned on: none of them counts as proof."""

from __future__ import annotations

from held_out import Known

_SHUFFLED = "[(i * 7919 + i * i * 31) % 10007 for i in range(n)]"


def _k(name: str, time: str, call: str, source: str) -> Known:
    return Known(name, source.strip() + "\n", call, time)


TUNING = (
    _k("next", "1", "f(n)", "def f(n):\n    return n + 1"),
    _k("last of a list", "1", "f(list(range(n)))", "def f(a):\n    return a[-1] + a[0]"),
    _k(
        "halving",
        "log n",
        "f(n)",
        "def f(n):\n    c = 0\n    while n:\n        n >>= 1\n        c += 1\n    return c",
    ),
    _k(
        "base three",
        "log n",
        "f(n)",
        "def f(n):\n    return 0 if n == 0 else 1 + f(n // 3)",
    ),
    _k(
        "root",
        "sqrt n",
        "f(n)",
        "def f(n):\n    i = 2\n    while i * i <= n:\n        i += 1\n    return i",
    ),
    _k(
        "sum",
        "n",
        "f(n)",
        "def f(n):\n    t = 0\n    for i in range(n):\n        t += i\n    return t",
    ),
    _k(
        "Euler's method",
        "n",
        "f(lambda t, y: y - t ** 2 + 1, n)",
        """
def f(g, n):
    t, y, h = 0.0, 0.5, 2.0 / n
    for _ in range(n):
        y += h * g(t, y)
        t += h
    return y
""",
    ),
    _k("counted words", "n", "f('a b c ' * n)", "def f(t):\n    return len(set(t.split()))"),
    _k(
        "merge sort",
        "n log n",
        f"f({_SHUFFLED})",
        """
def f(a):
    if len(a) < 2:
        return a
    m = len(a) // 2
    x, y, r, i, j = f(a[:m]), f(a[m:]), [], 0, 0
    while i < len(x) and j < len(y):
        if x[i] <= y[j]:
            r.append(x[i])
            i += 1
        else:
            r.append(y[j])
            j += 1
    return r + x[i:] + y[j:]
""",
    ),
    _k(
        "quicksort in place",
        "n log n",
        f"f({_SHUFFLED})",
        """
def f(a):
    def part(lo, hi):
        p, i = a[hi], lo
        for j in range(lo, hi):
            if a[j] < p:
                a[i], a[j] = a[j], a[i]
                i += 1
        a[i], a[hi] = a[hi], a[i]
        return i

    def go(lo, hi):
        if lo < hi:
            p = part(lo, hi)
            go(lo, p - 1)
            go(p + 1, hi)

    go(0, len(a) - 1)
    return a
""",
    ),
    _k("sorted", "n log n", f"f({_SHUFFLED})", "def f(a):\n    return sorted(a)"),
    _k(
        "sorted after a loop",
        "n log n",
        f"f({_SHUFFLED})",
        "def f(a):\n    b = [x * 2 + 1 for x in a]\n    b.sort(key=lambda x: -x)\n    return b",
    ),
    _k(
        "bubble sort",
        "n^2",
        f"f({_SHUFFLED})",
        """
def f(a):
    n = len(a)
    for i in range(n):
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return a
""",
    ),
    _k(
        "insertion sort",
        "n^2",
        f"f({_SHUFFLED})",
        """
def f(a):
    for i in range(1, len(a)):
        x, j = a[i], i
        while j and a[j - 1] > x:
            a[j] = a[j - 1]
            j -= 1
        a[j] = x
    return a
""",
    ),
    _k(
        "duplicates by count",
        "n^2",
        "f(list(range(n)))",
        "def f(a):\n    return [x for x in a if a.count(x) > 1]",
    ),
    _k(
        "sorted rows",
        "n^2 log n",
        "f([[(i * 31 + j * 7919 + j * j * 17) % 10007 for j in range(n)] for i in range(n)])",
        "def f(rows):\n    return [sorted(row) for row in rows]",
    ),
    _k(
        "matrix product",
        "n^3",
        "f([[1.0] * n for _ in range(n)])",
        """
def f(a):
    n = len(a)
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += a[i][k] * a[k][j]
            c[i][j] = s
    return c
""",
    ),
    _k(
        "halvings for all pairs",
        "n^2 log n",
        "f(n)",
        """
def f(n):
    c = 0
    for i in range(n):
        for j in range(n):
            m = n
            while m > 1:
                m //= 2
                c += 1
    return c
""",
    ),
    _k(
        "Fibonacci",
        "2^n",
        "f(n)",
        "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)",
    ),
    _k(
        "subsets",
        "2^n",
        "f(n)",
        "def f(n):\n    c = 0\n    for m in range(1 << n):\n        c += m & 1\n    return c",
    ),
    _k(
        "permutations",
        "n!",
        "f(n)",
        """
from itertools import permutations

def f(n):
    best = 10 ** 9
    for p in permutations(range(n)):
        best = min(best, abs(p[0] - p[-1]))
    return best
""",
    ),
)
