"""Counters in blocks count what the interpreter's own events report, at every site."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from engines import MINORS, QUIET, assert_alike, assert_all_alike, both, comparable
from generated_programs import programs
from hypothesis import HealthCheck, Phase, given, settings
from probe_driver import EULER, FOUND, PROBES, RIGHT_HAND_SIDE, interpreter_of, measure, run
from torture import TORTURE

from workbench.records import Interpreter

WORKLOADS = Path(__file__).resolve().parents[2] / "workloads"


def counted(minor: tuple[int, int], source: str, call: str, **more: Any) -> dict[str, Any]:
    """The data of the counters in blocks, which must have been used."""
    data = measure(interpreter_of(minor), "executed", source, call=call, engine="blocks", **more)
    assert data["engine"] == "blocks"
    assert "error" not in data, data["error"]
    return data


@pytest.mark.parametrize("minor", MINORS)
def test_counters_in_blocks_are_the_first_choice(minor: tuple[int, int]) -> None:
    data = measure(
        interpreter_of(minor),
        "executed",
        EULER,
        setup=RIGHT_HAND_SIDE,
        call="euler(f, 0.5, 0, 2, 0.01)",
    )
    assert (data["engine"], data["refused"]) == ("blocks", [])


@pytest.mark.parametrize("minor", [(3, 8), (3, 9), (3, 10)])
def test_older_bytecode_is_refused_and_traced(minor: tuple[int, int]) -> None:
    data = measure(interpreter_of(minor), "executed", "def f(): return 1", call="f()")
    assert data["engine"] == "tracing"
    assert [one["engine"] for one in data["refused"]] == ["blocks"]
    assert f"3.{minor[1]} is not known" in data["refused"][0]["reason"]


@pytest.mark.parametrize("minor", MINORS)
def test_the_torture_file_at_every_site(minor: tuple[int, int]) -> None:
    data = assert_alike(minor, TORTURE, "torture(20)")
    assert data["raised"] is None
    assert data["total"] > 100_000
    assert {"total"} < set(data["others"]["<string>"]["f"])


@pytest.mark.parametrize("minor", MINORS)
@pytest.mark.parametrize("name", ["aes", "euler", "matmul", "quicksort", "tsp"])
def test_the_references_of_the_workloads_at_every_site(name: str, minor: tuple[int, int]) -> None:
    path = WORKLOADS / f"{name}.py"
    workload = runpy.run_path(str(path))
    setup = f"{workload['ENTRY_POINT']} = reference\n{workload['CALL_SETUP']}"
    # What counts are the steps of Python, which plain lists need just as much.
    setup = setup.replace("import numpy as np\n", "")
    source = path.read_text(encoding="utf-8").replace("import numpy as np\n", ARRAYS)
    data = assert_alike(minor, source, workload["CALL"], setup)
    assert data["raised"] is None
    assert data["functions"]["reference"]["calls"] >= 1


# Stands for numpy, which the interpreters under test need not have.
ARRAYS = """
class np:
    float64 = float
    class Array(list):
        @property
        def shape(self):
            return len(self), len(self[0])
        @property
        def T(self):
            return np.Array(map(list, zip(*self)))
        def tolist(self):
            return [list(row) for row in self]
        def reshape(self, rows, columns):
            return np.Array(self[k * columns : (k + 1) * columns] for k in range(rows))
        def __setitem__(self, key, value):
            self[key[0]][key[1]] = value
    def arange(n, dtype):
        return np.Array(map(float, range(n)))
    def zeros(shape, dtype):
        return np.Array([0.0] * shape[1] for _ in range(shape[0]))
"""


def made(count: int) -> list[str]:
    """Programs by Hypothesis, the same at every run."""
    found: list[str] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def collect(program: str) -> None:
        found.append(program)

    collect()
    return found


@pytest.mark.parametrize("minor", MINORS)
def test_generated_programs_at_every_site(minor: tuple[int, int]) -> None:
    assert assert_all_alike(minor, made(100)[MINORS.index(minor) :: len(MINORS)], "main()") > 30_000


@pytest.mark.proof
@pytest.mark.parametrize("minor", MINORS)
def test_two_thousand_generated_programs_at_every_site(minor: tuple[int, int]) -> None:
    """Each of them on one of the versions, in turns."""
    sources = made(2000)[MINORS.index(minor) :: len(MINORS)]
    for first in range(0, len(sources), 200):
        assert assert_all_alike(minor, sources[first : first + 200], "main()") > 0


@pytest.mark.parametrize("minor", MINORS)
def test_resumes_equal_the_calls_cprofile_counts(minor: tuple[int, int]) -> None:
    source = (
        "def leaf(n):\n    return n\n"
        "def walk(n):\n    for k in range(n):\n        yield leaf(k)\n"
        "def deep(n):\n    return n if n < 2 else deep(n - 1) + deep(n - 2)\n"
        "def failing(n):\n    if n % 2:\n        raise ValueError\n"
        "def f():\n"
        "    for k in range(9):\n"
        "        try:\n            failing(k)\n"
        "        except ValueError:\n            deep(k)\n"
        "    return sum(walk(7))\n"
    )
    functions = counted(minor, source, "f()")["functions"]
    profiled = measure(interpreter_of(minor), "calls", source, call="f()")["functions"]
    resumes = {name: one["opcodes"]["RESUME"] for name, one in functions.items()}
    assert resumes == {name: one["total"] for name, one in profiled.items()}
    assert resumes["walk"] == 8


# --- pitfalls, each with the version that has it ------------------------------------------------


@pytest.mark.parametrize("minor", MINORS)
def test_steps_a_loop_jumps_over_are_not_executed(minor: tuple[int, int]) -> None:
    source = "def f():\n    for k in (1, 2):\n        pass\n    return k\n"
    opcodes = counted(minor, source, "f()")["opcodes"]
    assert opcodes["FOR_ITER"] == 3
    assert "END_FOR" not in opcodes
    assert "POP_TOP" not in opcodes


@pytest.mark.parametrize("minor", MINORS)
def test_a_delegate_that_ends_by_throw(minor: tuple[int, int]) -> None:
    source = (
        "class Ending:\n"
        "    def __iter__(self):\n        return self\n"
        "    def __next__(self):\n        return 1\n"
        "    def throw(self, *what):\n        raise StopIteration(5)\n"
        "def walk():\n    got = yield from Ending()\n    yield got\n"
        "def f():\n    one = walk()\n    next(one)\n    next(one)\n    return one.throw(KeyError)\n"
    )
    walk = assert_alike(minor, source, "f()")["functions"]["walk"]["opcodes"]
    assert (walk["SEND"], walk["YIELD_VALUE"], walk["STORE_FAST"]) == (2, 3, 1)


@pytest.mark.parametrize("minor", MINORS)
def test_equal_code_objects_are_told_apart(minor: tuple[int, int]) -> None:
    source = "one, two = lambda n: n, lambda n: n\ndef f():\n    return one(1) + two(2) + two(3)\n"
    data = counted(minor, source, "f()")
    assert data["functions"]["<lambda>"]["calls"] == 3
    assert data["functions"]["<lambda>"]["total"] == 3 * 3


@pytest.mark.parametrize("minor", MINORS)
def test_the_place_of_an_exception_is_exact(minor: tuple[int, int]) -> None:
    source = (
        "def f():\n"
        "    a = []\n"
        "    try:\n"
        "        a.append(1) + a.pop(7).x + a\n"
        "    except IndexError:\n"
        "        return len(a)\n"
        "    except TypeError:\n"
        "        return 2\n"
    )
    data = assert_alike(minor, source, "f()")
    # pop(7) ends the line: the attribute, the list and both sums behind it never run.
    assert "BINARY_OP" not in data["opcodes"]
    assert "LOAD_ATTR" not in data["opcodes"] or minor >= (3, 12)


def test_which_of_two_joined_loads_failed_on_3_11() -> None:
    source = (
        "def f(flag):\n"
        "    if flag:\n        a = 1\n"
        "    else:\n        b = 1\n"
        "    return a, b\n"
        "def g():\n"
        "    for k in (True, False) * 30:\n"
        "        try:\n            f(k)\n"
        "        except UnboundLocalError:\n            pass\n"
    )
    opcodes = counted((3, 11), source, "g()")["functions"]["f"]["opcodes"]
    # Each of 60 calls loads `flag` and tries `a`; the 30 that have it try `b`.
    assert opcodes["LOAD_FAST"] == 60 + 60 + 30


@pytest.mark.parametrize("minor", MINORS)
def test_the_deepest_recursion_is_caught_where_it_was(minor: tuple[int, int]) -> None:
    source = (
        "def deeper(n):\n"
        "    try:\n        return deeper(n + 1)\n"
        "    except RecursionError:\n        return n\n"
        "def f():\n    return deeper(0)\n"
    )
    data = counted(minor, source, "f()")
    deeper = data["functions"]["deeper"]
    # All but the deepest return by the call; that one alone sees the exception and matches it.
    assert data["raised"] is None
    assert deeper["opcodes"]["CHECK_EXC_MATCH"] == 1
    assert deeper["calls"] > 500


@pytest.mark.parametrize("minor", MINORS)
def test_strings_are_counted_and_see_their_name_spaces(minor: tuple[int, int]) -> None:
    source = (
        "from __future__ import annotations\n"
        "def f():\n"
        "    a = 2\n"
        "    exec('b = a + 1; assert b == 3')\n"
        "    assert 'b' not in globals()\n"
        "    exec('def g(n: undefined): return n', globals())\n"
        "    assert eval('  a * 2') == 4\n"
        "    space = {}\n"
        "    exec('c = 1', {}, space)\n"
        "    assert space == {'c': 1}\n"
        "    try:\n        eval('1 +')\n"
        "    except SyntaxError as error:\n        assert error.filename == '<string>'\n"
        "    return eval(compile('sum(k for k in range(4))', '<string>', 'eval')) + g(1)\n"
    )
    data = assert_alike(minor, source, "f()")
    assert data["raised"] is None
    strings = data["others"]["<string>"]
    assert strings["g"]["calls"] == 1
    assert strings["<genexpr>"]["opcodes"]["YIELD_VALUE"] == 4


@pytest.mark.parametrize("minor", MINORS)
def test_modules_are_counted_on_request(minor: tuple[int, int]) -> None:
    source = "import textwrap\ndef f():\n    return textwrap.wrap('so many words', 7)\n"
    counted_, seen = both(minor, source, "f()", modules=["textwrap"])
    assert counted_["raised"] is None
    assert counted_["others"]["textwrap"]["wrap"]["calls"] == 1
    assert counted_["total"] == counted_["functions"]["f"]["total"] < 40
    assert comparable(counted_, minor) == comparable(seen, minor)


@pytest.mark.parametrize("minor", MINORS)
def test_a_generator_left_waiting_and_one_never_started(minor: tuple[int, int]) -> None:
    source = (
        "def walk():\n    yield 1\n    yield 2\n"
        "kept = []\n"
        "def f():\n"
        "    kept.append(walk())\n    next(kept[0])\n    kept.append(walk())\n"
    )
    walk = counted(minor, source, "f()")["functions"]["walk"]["opcodes"]
    assert walk["RETURN_GENERATOR"] == 2
    assert (walk["RESUME"], walk["YIELD_VALUE"]) == (1, 1)


@pytest.mark.parametrize("minor", MINORS)
def test_a_thread_that_still_waits_counts_up_to_where_it_is(minor: tuple[int, int]) -> None:
    source = (
        "import threading\n"
        "gate, here = threading.Event(), threading.Event()\n"
        "def waiting(n):\n"
        "    here.set()\n"
        "    if n:\n        gate.wait()\n"
        "    return n + 1\n"
        "def f():\n"
        "    threading.Thread(target=waiting, args=(1,), daemon=True).start()\n"
        "    here.wait()\n    waiting(0)\n"
        "    import time\n    time.sleep(0.3)\n"
    )
    waiting = counted(minor, source, "f()")["functions"]["waiting"]
    assert (waiting["calls"], waiting["opcodes"]["BINARY_OP"]) == (2, 1)


@pytest.mark.parametrize("minor", MINORS)
def test_positions_in_tracebacks_stay(minor: tuple[int, int]) -> None:
    source = (
        "import traceback\n"
        "def broken(n):\n"
        "    for k in range(3):\n"
        "        n = (n +\n"
        "             1 // (n - 2))\n"
        "def f():\n"
        "    try:\n        broken(2)\n"
        "    except ZeroDivisionError as error:\n"
        "        found = traceback.extract_tb(error.__traceback__)[-1]\n"
        "        raise KeyError(found.lineno, found.end_lineno, found.colno, found.end_colno)\n"
    )
    assert counted(minor, source, "f()")["raised"]["message"] == "(5, 5, 13, 25)"


# --- refusing -----------------------------------------------------------------------------------

_BROKEN = """
import json, sys
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import blocks, executed, pieces, target
exec(job["damage"])
parameters = dict(job["parameters"], call="f()")
data = executed.measure(target.Target("def f(): return 1", "workload.py", None, parameters))
sys.__stdout__.write("\\n" + json.dumps(data))
"""

DAMAGES = {
    "a counter that forgets": "pieces.value = lambda one: 0",
    "a counter that counts by two": (
        "value = pieces.value\npieces.value = lambda one: 2 * value(one)"
    ),
    "exceptions that are not seen": ("pieces.indexed = lambda row, depth: b''"),
    "one counter for all": "one = pieces.counter()\npieces.counter = lambda: one",
    "instructions nobody knows": (
        "def unknown(code): raise blocks.UnreadableError('opcode 255 at 0')\nblocks.steps = unknown"
    ),
}


@pytest.mark.parametrize("minor", MINORS)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_counter_that_fails_its_test_gives_way_with_a_reason(
    damage: str, minor: tuple[int, int]
) -> None:
    job = {"folder": str(PROBES), "damage": damage, "parameters": {}}
    data = run(interpreter_of(minor), _BROKEN, job)
    assert data["engine"] == ("tracing" if minor == (3, 11) else "monitoring")
    assert data["refused"][0]["engine"] == "blocks"
    assert data["refused"][0]["reason"]
    assert data["functions"]["f"]["calls"] == 1
    alone = run(interpreter_of(minor), _BROKEN, dict(job, parameters={"engine": "blocks"}))
    assert alone["error"].startswith("canary: blocks: ")
    assert "total" not in alone


@pytest.mark.parametrize("interpreter", FOUND, ids=lambda found: found.version)
def test_an_engine_that_is_not_one_is_an_error(interpreter: Interpreter) -> None:
    data = measure(interpreter, "executed", "def f(): pass", call="f()", engine="guessing")
    assert "no such engine" in data["error"]


@pytest.mark.parametrize("minor", MINORS)
def test_a_program_that_takes_the_hooks_away_is_flagged(minor: tuple[int, int]) -> None:
    source = "import builtins\ndef f():\n    builtins.exec = print\n"
    assert counted(minor, source, "f()")["tampered"] is True


@pytest.mark.parametrize("minor", MINORS)
def test_quiet_setup_is_no_part_of_the_counts(minor: tuple[int, int]) -> None:
    data = counted(minor, "def f(): return 1", "f()", setup=QUIET)
    assert (data["functions"]["f"]["calls"], data["host_functions"]) == (1, {})
