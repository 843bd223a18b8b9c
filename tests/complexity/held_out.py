"""Programs whose growth in time is known from the textbooks; nothing was tuned on them.

Each is (name, source, call with the free name n, class in the uniform-cost model).
"""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """A program, the call whose growth is asked for, and the class it has."""

    name: str
    source: str
    call: str
    time: str


def _k(name: str, time: str, call: str, source: str) -> Known:
    return Known(name, source.strip() + "\n", call, time)


_SHUFFLED = "[(i * 7919 + i * i * 31) % 10007 for i in range(n)]"

HELD_OUT = (
    _k(
        "midpoint",
        "1",
        "middle(list(range(n)))",
        """
def middle(items):
    if not items:
        return None
    return items[len(items) // 2]
""",
    ),
    _k(
        "sum by formula",
        "1",
        "gauss(n)",
        """
def gauss(k):
    return k * (k + 1) // 2
""",
    ),
    _k(
        "dict lookup",
        "1",
        "find({i: str(i) for i in range(n)}, n - 1)",
        """
def find(table, key):
    if key in table:
        return table[key]
    return None
""",
    ),
    _k(
        "binary search",
        "log n",
        "search(list(range(n)), n)",
        """
def search(a, x):
    lo, hi = 0, len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo
""",
    ),
    _k(
        "power by squaring",
        "log n",
        "power(3, n, 1000003)",
        """
def power(b, e, m):
    if e == 0:
        return 1
    half = power(b, e // 2, m)
    half = half * half % m
    return half * b % m if e % 2 else half
""",
    ),
    _k(
        "digits",
        "log n",
        "digits(n)",
        """
def digits(k):
    found = []
    while k > 0:
        k, d = divmod(k, 10)
        found.append(d)
    return found[::-1]
""",
    ),
    _k(
        "bisect in a method",
        "log n",
        "Index(list(range(0, 2 * n, 2))).place(2 * n - 1)",
        """
class Index:
    def __init__(self, keys):
        self.keys = keys

    def place(self, key):
        return self._down(key, 0, len(self.keys) - 1)

    def _down(self, key, low, high):
        if low > high:
            return low
        m = low + (high - low) // 2
        if self.keys[m] < key:
            return self._down(key, m + 1, high)
        return self._down(key, low, m - 1)
""",
    ),
    _k(
        "triangular root",
        "sqrt n",
        "rows(n)",
        """
def rows(coins):
    row = 0
    while coins > row:
        row += 1
        coins -= row
    return row
""",
    ),
    _k(
        "divisors up to the root",
        "sqrt n",
        "divisors(n)",
        """
def divisors(k):
    count = 0
    d = 1
    while d * d <= k:
        if k % d == 0:
            count += 1 if d * d == k else 2
        d += 1
    return count
""",
    ),
    _k(
        "jump search",
        "sqrt n",
        "jump(list(range(n)), n - 1)",
        """
def jump(a, x):
    step = int(len(a) ** 0.5) or 1
    i = 0
    while i + step < len(a) and a[i + step] <= x:
        i += step
    while i < len(a) and a[i] < x:
        i += 1
    return i
""",
    ),
    _k(
        "largest",
        "n",
        f"largest({_SHUFFLED})",
        """
def largest(values):
    best = values[0]
    for v in values[1:]:
        if v > best:
            best = v
    return best
""",
    ),
    _k(
        "palindrome by slices",
        "n",
        "palindrome('ab' * n + 'ba' * n)",
        """
def palindrome(text):
    return text == text[::-1]
""",
    ),
    _k(
        "sum of a generator",
        "n",
        "total(n)",
        """
def squares(k):
    for i in range(k):
        yield i * i

def total(k):
    return sum(squares(k))
""",
    ),
    _k(
        "builtin only",
        "n",
        "spread(list(range(n)))",
        """
def spread(values):
    return max(values) - min(values)
""",
    ),
    _k(
        "two sum by a dict",
        "n",
        "pair(list(range(n)), -1)",
        """
def pair(numbers, target):
    seen = {}
    for i, x in enumerate(numbers):
        if target - x in seen:
            return seen[target - x], i
        seen[x] = i
    return None
""",
    ),
    _k(
        "Fibonacci by a loop",
        "n",
        "climb(n)",
        """
def climb(n):
    a, b = 1, 1
    for _ in range(n):
        a, b = b, (a + b) % 1000007
    return a
""",
    ),
    _k(
        "breadth first on a ring",
        "n",
        "reach({i: [(i + 1) % n, (i - 1) % n] for i in range(n)}, 0)",
        """
from collections import deque

def reach(graph, start):
    seen = {start}
    todo = deque([start])
    order = []
    while todo:
        node = todo.popleft()
        order.append(node)
        for other in graph[node]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return order
""",
    ),
    _k(
        "balanced brackets",
        "n",
        "balanced('(' * n + ')' * n)",
        """
def balanced(text):
    stack = []
    for c in text:
        if c == '(':
            stack.append(c)
        elif not stack:
            return False
        else:
            stack.pop()
    return not stack
""",
    ),
    _k(
        "counting sort of few values",
        "n",
        "counting([i * 7 % 10 for i in range(n)])",
        """
def counting(values):
    counts = [0] * 10
    for v in values:
        counts[v] += 1
    result = []
    for v, c in enumerate(counts):
        result.extend([v] * c)
    return result
""",
    ),
    _k(
        "sort and unique",
        "n log n",
        f"distinct({_SHUFFLED})",
        """
def distinct(values):
    ordered = sorted(values)
    return [a for a, b in zip(ordered, ordered[1:]) if a != b] + ordered[-1:]
""",
    ),
    _k(
        "heap sort by hand",
        "n log n",
        f"heap_sort({_SHUFFLED})",
        """
def sift(a, start, end):
    root = start
    while 2 * root + 1 < end:
        child = 2 * root + 1
        if child + 1 < end and a[child] < a[child + 1]:
            child += 1
        if a[root] >= a[child]:
            return
        a[root], a[child] = a[child], a[root]
        root = child

def heap_sort(a):
    n = len(a)
    for start in range(n // 2 - 1, -1, -1):
        sift(a, start, n)
    for end in range(n - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sift(a, 0, end)
    return a
""",
    ),
    _k(
        "heapq",
        "n log n",
        f"drain({_SHUFFLED})",
        """
import heapq

def drain(values):
    heap = []
    for v in values:
        heapq.heappush(heap, v)
    return [heapq.heappop(heap) for _ in range(len(heap))]
""",
    ),
    _k(
        "merge sort bottom up",
        "n log n",
        f"merge_sort({_SHUFFLED})",
        """
def merge_sort(items):
    runs = [[x] for x in items]
    while len(runs) > 1:
        runs = [merge(runs[i:i + 2]) for i in range(0, len(runs), 2)]
    return runs[0] if runs else []

def merge(two):
    if len(two) == 1:
        return two[0]
    a, b = two
    out, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if b[j] < a[i]:
            out.append(b[j]); j += 1
        else:
            out.append(a[i]); i += 1
    out.extend(a[i:])
    out.extend(b[j:])
    return out
""",
    ),
    _k(
        "quicksort by comprehensions",
        "n log n",
        f"qs({_SHUFFLED})",
        """
def qs(xs):
    if len(xs) <= 1:
        return xs
    pivot = xs[len(xs) // 2]
    return (qs([x for x in xs if x < pivot]) + [x for x in xs if x == pivot]
            + qs([x for x in xs if x > pivot]))
""",
    ),
    _k(
        "divisors of all numbers",
        "n log n",
        "harmonic(n)",
        """
def harmonic(n):
    counts = [0] * (n + 1)
    for d in range(1, n + 1):
        for multiple in range(d, n + 1, d):
            counts[multiple] += 1
    return counts
""",
    ),
    _k(
        "bubble sort of a reversed list",
        "n^2",
        "bubble(list(range(n, 0, -1)))",
        """
def bubble(a):
    n = len(a)
    for i in range(n):
        swapped = False
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
                swapped = True
        if not swapped:
            break
    return a
""",
    ),
    _k(
        "selection sort",
        "n^2",
        "selection(list(range(n)))",
        """
def selection(a):
    for i in range(len(a)):
        k = i
        for j in range(i + 1, len(a)):
            if a[j] < a[k]:
                k = j
        a[i], a[k] = a[k], a[i]
    return a
""",
    ),
    _k(
        "membership in a list",
        "n^2",
        "unique(list(range(n)))",
        """
def unique(values):
    seen = []
    for v in values:
        if v not in seen:
            seen.append(v)
    return seen
""",
    ),
    _k(
        "queue made of a list",
        "n^2",
        "serve(list(range(n)))",
        """
def serve(queue):
    done = 0
    while queue:
        done += queue.pop(0)
    return done
""",
    ),
    _k(
        "prefix sums by slices",
        "n^2",
        "prefixes(list(range(n)))",
        """
def prefixes(values):
    return [sum(values[:i + 1]) for i in range(len(values))]
""",
    ),
    _k(
        "longest common subsequence",
        "n^2",
        "lcs('abcde' * n, 'badce' * n)",
        """
def lcs(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b, 1):
            keep = row[j]
            row[j] = before + 1 if x == y else max(row[j], row[j - 1])
            before = keep
    return row[-1]
""",
    ),
    _k(
        "insert at the front",
        "n^2",
        "flip(list(range(n)))",
        """
def flip(values):
    out = []
    for v in values:
        out.insert(0, v)
    return out
""",
    ),
    _k(
        "recursion on the tail",
        "n^2",
        "add(list(range(n)))",
        """
def add(values):
    if not values:
        return 0
    return values[0] + add(values[1:])
""",
    ),
    _k(
        "sorting in a loop",
        "n^2 log n",
        f"medians({_SHUFFLED})",
        """
def medians(values):
    found = []
    for shift in range(len(values)):
        turned = [v * 31 % (1009 + shift) for v in values]
        turned.sort()
        found.append(turned[len(turned) // 2])
    return found
""",
    ),
    _k(
        "binary search for all pairs",
        "n^2 log n",
        "hits(list(range(0, 3 * n, 3)))",
        """
def hits(a):
    count = 0
    for x in a:
        for y in a:
            lo, hi = 0, len(a)
            while lo < hi:
                mid = (lo + hi) // 2
                if a[mid] < x + y:
                    lo = mid + 1
                else:
                    hi = mid
            if lo < len(a) and a[lo] == x + y:
                count += 1
    return count
""",
    ),
    _k(
        "matrix product",
        "n^3",
        "product([[i + j for j in range(n)] for i in range(n)])",
        """
def product(a):
    size = len(a)
    c = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            c[i][j] = sum(a[i][k] * a[k][j] for k in range(size))
    return c
""",
    ),
    _k(
        "Floyd and Warshall",
        "n^3",
        "shortest([[abs(i - j) * 3 % 17 + 1 for j in range(n)] for i in range(n)])",
        """
def shortest(dist):
    n = len(dist)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                way = dist[i][k] + dist[k][j]
                if way < dist[i][j]:
                    dist[i][j] = way
    return dist
""",
    ),
    _k(
        "triples that sum to zero",
        "n^3",
        "triples([i - n // 2 for i in range(n)])",
        """
def triples(v):
    count = 0
    for i in range(len(v)):
        for j in range(i + 1, len(v)):
            for k in range(j + 1, len(v)):
                if v[i] + v[j] + v[k] == 0:
                    count += 1
    return count
""",
    ),
    _k(
        "product of numpy arrays",
        "n^3",
        "square(n)",
        """
import numpy as np

def square(n):
    a = np.ones((n, n))
    return (a @ a).sum()
""",
    ),
    _k(
        "towers of Hanoi",
        "2^n",
        "hanoi(n, 'a', 'b', 'c')",
        """
def hanoi(n, a, b, c):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
""",
    ),
    _k(
        "subset sum by trying",
        "2^n",
        "reachable([3 * i + 1 for i in range(n)], -1)",
        """
def reachable(numbers, target):
    if not numbers:
        return target == 0
    first, rest = numbers[0], numbers[1:]
    return reachable(rest, target - first) or reachable(rest, target)
""",
    ),
    _k(
        "gray code",
        "2^n",
        "gray(n)",
        """
def gray(n):
    codes = [0]
    for bit in range(n):
        codes = codes + [c | 1 << bit for c in reversed(codes)]
    return codes
""",
    ),
    _k(
        "all orders",
        "n!",
        "orders(list(range(n)))",
        """
def orders(items):
    if not items:
        return 1
    count = 0
    for i in range(len(items)):
        count += orders(items[:i] + items[i + 1:])
    return count
""",
    ),
    _k(
        "shortest tour by trying",
        "n!",
        "tour([[abs(i - j) + 1 for j in range(n)] for i in range(n)])",
        """
def tour(dist):
    best = [10 ** 9]

    def go(city, left, so_far):
        if not left:
            best[0] = min(best[0], so_far)
            return
        for other in left:
            go(other, left - {other}, so_far + dist[city][other])

    go(0, frozenset(range(1, len(dist))), 0)
    return best[0]
""",
    ),
)
