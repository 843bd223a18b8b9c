"""Matrix multiplication: two float64 arrays in, their product out."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np

TITLE = "Matrix multiplication"
TASK = """\
Write a function that multiplies two matrices.

- `a` and `b` are two-dimensional NumPy arrays of dtype float64, of shapes (m, k) and (k, n).
  They need not be square, and m, k and n may each be 0.
- Return a new NumPy array of dtype float64 and shape (m, n): element (i, j) is the sum of
  a[i, p] * b[p, j] over all p, and 0.0 when k is 0.
- Raise ValueError when the number of columns of `a` differs from the number of rows of `b`.
- Do not change `a` or `b`.

You may use NumPy. Example: a 2 x 3 matrix times a 3 x 2 matrix gives a 2 x 2 matrix.
"""
ENTRY_POINT = "matmul"
SIGNATURE = "matmul(a: numpy.ndarray, b: numpy.ndarray) -> numpy.ndarray"
FLAVOUR = "numpy"
CALL_SETUP = """\
import numpy as np
a = np.arange(12, dtype=np.float64).reshape(3, 4)
b = np.arange(20, dtype=np.float64).reshape(4, 5)
"""
CALL = "matmul(a, b)"
FUNCTION_ARGUMENTS: tuple[int, ...] = ()
LEAVES_INPUT_UNCHANGED = True

# The elements of all cases are at most 10 in size, so a sum of 97 products is off by less than
# 1e-11 in float64 in any order of summation, and by more than 1e-9 if float32 is used on the way.
ATOL = 1e-9
RTOL = 1e-9


def reference(a: Any, b: Any) -> Any:
    """Product of two float64 arrays (m, k) and (k, n): a new float64 array (m, n).

    Each element is the exactly rounded sum of its products (no BLAS). Raises ValueError when
    the inner dimensions differ.
    """
    rows, inner = a.shape
    if b.shape[0] != inner:
        raise ValueError(f"shapes {a.shape} and {b.shape} do not fit")
    left, columns = a.tolist(), b.T.tolist()
    product = np.zeros((rows, b.shape[1]), dtype=np.float64)
    for i in range(rows):
        for j, column in enumerate(columns):
            product[i, j] = math.fsum(x * y for x, y in zip(left[i], column))  # noqa: B905 - 3.8
    return product


def _array(rng: random.Random, rows: int, columns: int) -> Any:
    """Array (rows, columns) of float64, uniform in [-10, 10)."""
    flat = [rng.uniform(-10.0, 10.0) for _ in range(rows * columns)]
    return np.array(flat, dtype=np.float64).reshape(rows, columns)


def _square(n: int, rng: random.Random) -> tuple[Any, Any]:
    """Two n x n arrays."""
    return _array(rng, n, n), _array(rng, n, n)


def _outer(n: int, rng: random.Random) -> tuple[Any, Any]:
    """A column of n and a row of n: n x n products, no sum."""
    return _array(rng, n, 1), _array(rng, 1, n)


def _inner(n: int, rng: random.Random) -> tuple[Any, Any]:
    """A row of n and a column of n: one sum of n products."""
    return _array(rng, 1, n), _array(rng, n, 1)


FAMILIES = {"square": _square, "outer": _outer, "inner": _inner}


def cases(seed: int) -> list[dict[str, Any]]:
    """The inputs, small to large; a mismatch is a case whose outcome is ValueError."""
    rng = random.Random(seed)
    found: list[dict[str, Any]] = []

    def add(family: str, name: str, a: Any, b: Any) -> None:
        found.append({"name": name, "family": family, "args": (a, b)})

    def shapes(family: str, m: int, k: int, k2: int, n: int) -> None:
        add(family, f"{m}x{k} by {k2}x{n}", _array(rng, m, k), _array(rng, k2, n))

    shapes("square", 1, 1, 1, 1)
    for m, k, n in ((1, 2, 1), (2, 2, 2)):
        shapes("rectangular", m, k, k, n)
    for m, k, n in ((0, 0, 0), (0, 3, 2), (2, 3, 0), (2, 0, 3)):
        shapes("empty", m, k, k, n)
    # Only the inner dimensions decide: the second is as broadcasting would still have it, the
    # third fits for the transposed array.
    for m, k, k2, n in ((1, 2, 1, 2), (2, 2, 1, 2), (2, 3, 2, 3), (3, 0, 2, 3)):
        shapes("mismatch", m, k, k2, n)
    for m, k, n in ((1, 4, 1), (4, 1, 4), (2, 3, 2), (3, 2, 5)):
        shapes("rectangular", m, k, k, n)
    add("identity", "identity 4x4", np.eye(4), _array(rng, 4, 4))
    whole = np.array([float(rng.randint(-9, 9)) for _ in range(20)]).reshape(5, 4)
    add("whole numbers", "whole numbers 5x4 by 4x5", whole, whole.T.copy())
    for n in (2, 3, 8):
        add("square", f"square {n}x{n}", *_square(n, rng))
    for _ in range(4):
        m, k, n = (rng.randint(5, 24) for _ in range(3))
        shapes("rectangular", m, k, k, n)
    add("inner", "inner product of 64", *_inner(64, rng))
    add("outer", "outer product of 64", *_outer(64, rng))
    shapes("mismatch", 33, 32, 33, 32)
    for n in (31, 64):
        add("square", f"square {n}x{n}", *_square(n, rng))
    return found
