"""Explicit Euler: a differential equation solved with a fixed number of equal steps."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

TITLE = "Differential equation solver (explicit Euler)"
TASK = """\
Write a function that solves the initial value problem y' = f(t, y), y(t0) = y0 with the explicit
(forward) Euler method and returns the approximation of y at the end.

- `f` is a function of two numbers, f(t, y), that returns a number.
- Take exactly n = round((t_end - t0) / h) steps of size h, n = 0 included. Step number i
  (i = 0, 1, ..., n - 1) starts at the time t0 + i * h and replaces y by y + h * f(t, y).
- `y0`, `t0`, `t_end` and `h` are floats, h > 0 and t_end >= t0.
- Return y after the last step as a Python float.

Example: f(t, y) = y, y0 = 1.0, t0 = 0.0, t_end = 1.0, h = 0.5 takes 2 steps and returns 2.25.
Use only the Python standard library.
"""
ENTRY_POINT = "euler"
SIGNATURE = "euler(f, y0: float, t0: float, t_end: float, h: float) -> float"
FLAVOUR = "base"
CALL_SETUP = ""
CALL = "euler(lambda t, y: y - t**2 + 1, 0.5, 0.0, 2.0, 0.01)"
FUNCTION_ARGUMENTS: tuple[int, ...] = (0,)
LEAVES_INPUT_UNCHANGED = False

# A right program may add up the time as it goes: over 5,000 steps that moves y by about 1e-12.
# One step too many moves it by h * f(t, y), which is some 1e-3 with the smallest steps here.
ATOL = 1e-9
RTOL = 1e-9

QUADRATIC = "def f(t, y):\n    return y - t ** 2 + 1\n"
GROWTH = "def f(t, y):\n    return y\n"
DECAY = "def f(t, y):\n    return -2.0 * y + 1.0\n"
CLOCK = "def f(t, y):\n    return t + 1.0\n"
LOGISTIC = "def f(t, y):\n    return y * (1.0 - y)\n"


def reference(
    f: Callable[[float, float], float], y0: float, t0: float, t_end: float, h: float
) -> float:
    """Value of y after round((t_end - t0) / h) explicit Euler steps of size h (time units)."""
    y = y0
    for i in range(round((t_end - t0) / h)):
        y = y + h * f(t0 + i * h, y)
    return y


def _linear(rng: random.Random) -> str:
    """Source of a right-hand side a * y + b * t + c with coefficients that keep y bounded."""
    a, b, c = rng.uniform(-1.5, 0.5), rng.uniform(-2.0, 2.0), rng.uniform(0.5, 2.0)
    return f"def f(t, y):\n    return {a!r} * y + {b!r} * t + {c!r}\n"


def _steps(n: int, rng: random.Random) -> tuple[Any, ...]:
    """Arguments for exactly n steps; 1/128 is a binary fraction, so times have no rounding."""
    return (_linear(rng), rng.uniform(0.5, 2.0), 0.0, n / 128, 1 / 128)


def _decimal(n: int, rng: random.Random) -> tuple[Any, ...]:
    """Arguments for n steps over the unit of time; most step sizes are no binary fractions."""
    return (_linear(rng), rng.uniform(0.5, 2.0), 0.0, 1.0, 1.0 / max(n, 1))


FAMILIES = {"binary": _steps, "decimal": _decimal}


def cases(seed: int) -> list[dict[str, Any]]:
    """The inputs, few steps to many. The first argument is the source of the right-hand side."""
    rng = random.Random(seed)
    found: list[dict[str, Any]] = []

    def add(family: str, name: str, *args: Any) -> None:
        found.append({"name": name, "family": family, "args": args})

    add("edge", "no step", QUADRATIC, 0.5, 1.0, 1.0, 0.1)
    add("edge", "one step", QUADRATIC, 0.5, 0.0, 0.25, 0.25)
    add("binary", "2 steps of 0.5", GROWTH, 1.0, 0.0, 1.0, 0.5)
    add("binary", "4 steps of 0.5", QUADRATIC, 0.5, 0.0, 2.0, 0.5)
    # The interval is no multiple of the step: rounding to 3 steps, once down and once up.
    add("rounded", "3 steps of 0.3 in an interval of 1", CLOCK, 1.0, 0.0, 1.0, 0.3)
    add("rounded", "3 steps of 0.35 in an interval of 1", CLOCK, 1.0, 0.0, 1.0, 0.35)
    # Adding up 0.1 ten times stays below 1.0, adding up 0.2 ten times below 2.0: a loop that
    # compares the summed time with t_end takes one step too many.
    add("decimal", "10 steps of 0.1", GROWTH, 1.0, 0.0, 1.0, 0.1)
    add("decimal", "10 steps of 0.2", QUADRATIC, 0.5, 0.0, 2.0, 0.2)
    add("decimal", "20 steps of 0.1", QUADRATIC, 0.5, 0.0, 2.0, 0.1)
    add("decimal", "30 steps of 0.1 from 1.5", DECAY, -1.0, 1.5, 4.5, 0.1)
    for n in sorted(rng.randint(5, 60) for _ in range(3)):
        add("decimal", f"{n} steps in the unit of time", *_decimal(n, rng))
    add("decimal", "80 steps of 0.025", QUADRATIC, 0.5, 0.0, 2.0, 0.025)
    for n in sorted(rng.randint(80, 190) for _ in range(3)):
        add("binary", f"{n} steps of 1/128", *_steps(n, rng))
    add("decimal", "200 steps of 0.01", QUADRATIC, 0.5, 0.0, 2.0, 0.01)
    add("decimal", "400 steps of 0.005", QUADRATIC, 0.5, 0.0, 2.0, 0.005)
    add("decimal", "1000 steps of 0.01 from -3", LOGISTIC, 0.1, -3.0, 7.0, 0.01)
    add("decimal", "2000 steps of 0.001", QUADRATIC, 0.5, 0.0, 2.0, 0.001)
    add("decimal", "5000 steps in the unit of time", *_decimal(5000, rng))
    return found
