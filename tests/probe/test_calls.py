"""Calls are those cProfile counts, told apart by who defined the function."""

from __future__ import annotations

import base64
import pstats
import sys
from pathlib import Path

import pytest
from probe_driver import EULER, FOUND, MINORS, RIGHT_HAND_SIDE, interpreter_of, measure

from workbench.records import Interpreter

CALL = "euler(f, 0.5, 0, 2, 0.01)"


@pytest.mark.parametrize("interpreter", FOUND, ids=lambda found: found.version)
def test_calls_of_euler_and_its_right_hand_side(interpreter: Interpreter) -> None:
    data = measure(interpreter, "calls", EULER, setup=RIGHT_HAND_SIDE, call=CALL)
    assert data["functions"] == {"euler": {"total": 1, "primitive": 1, "first_lines": [1]}}
    assert data["host_functions"]["<lambda>"]["total"] == 200
    assert data["all_calls"] == {"total": 201, "primitive": 201}
    assert data["tampered"] is False
    assert data["raised"] is None


@pytest.mark.parametrize("minor", MINORS)
def test_recursion_tells_primitive_from_total(minor: tuple[int, int]) -> None:
    source = "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
    fib = measure(interpreter_of(minor), "calls", source, call="fib(10)")["functions"]["fib"]
    assert (fib["total"], fib["primitive"]) == (177, 1)


@pytest.mark.parametrize("minor", MINORS)
def test_lambdas_of_the_file_are_added_up_and_built_ins_counted(minor: tuple[int, int]) -> None:
    source = (
        "one = lambda n: n\n"
        "two = lambda n: [one(n), one(n)]\n"
        "def f():\n    return len(two(1)) + len('ab')\n"
    )
    data = measure(interpreter_of(minor), "calls", source, call="f()")
    assert data["functions"]["<lambda>"] == {"total": 3, "primitive": 3, "first_lines": [1, 2]}
    assert data["all_calls"]["total"] == 6


@pytest.mark.parametrize("minor", MINORS)
def test_the_profile_opens_with_pstats(minor: tuple[int, int], tmp_path: Path) -> None:
    interpreter = interpreter_of(minor)
    data = measure(interpreter, "calls", EULER, setup=RIGHT_HAND_SIDE, call=CALL, prof=True)
    path = tmp_path / "euler.prof"
    path.write_bytes(base64.b64decode(data["prof"]))
    stats = pstats.Stats(str(path))
    calls = {key[2]: entry[1] for key, entry in vars(stats)["stats"].items()}
    assert calls["euler"] == 1
    assert calls["<lambda>"] == 200


@pytest.mark.parametrize("minor", MINORS)
def test_what_ends_the_call_is_told(minor: tuple[int, int]) -> None:
    source = "def f(n):\n    if n == 0:\n        raise SystemExit(3)\n    f(n - 1)\n"
    data = measure(interpreter_of(minor), "calls", source, call="f(4)")
    assert data["raised"] == {
        "types": ["SystemExit", "BaseException", "object"],
        "message": "3",
    }
    assert data["functions"]["f"]["total"] == 5


@pytest.mark.parametrize("minor", MINORS)
def test_an_exception_whose_text_raises_is_told_without_it(minor: tuple[int, int]) -> None:
    source = (
        "class Trap(Exception):\n"
        "    def __str__(self):\n        raise SystemExit\n"
        "def f():\n    raise Trap\n"
    )
    data = measure(interpreter_of(minor), "calls", source, call="f()")
    assert data["raised"]["types"][0] == "Trap"
    assert data["raised"]["message"] == ""


@pytest.mark.parametrize("minor", MINORS)
def test_a_replaced_profiler_is_flagged(minor: tuple[int, int]) -> None:
    source = (
        "import sys\n"
        "def f():\n"
        "    sys.setprofile(None)\n"
        "    if hasattr(sys, 'monitoring'):\n"
        "        sys.monitoring.free_tool_id(sys.monitoring.PROFILER_ID)\n"
    )
    data = measure(interpreter_of(minor), "calls", source, call="f()")
    assert data["tampered"] is True


def test_this_interpreter_is_among_those_tested() -> None:
    assert ".".join(map(str, sys.version_info[:3])) in [found.version for found in FOUND]
