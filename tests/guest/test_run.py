"""Every way in which a program can end is an outcome."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
from running import LIMITS, PYTHON, run

from workbench.guest.run import Job, Opaque, Raised, Returned, call
from workbench.guest.tiers import Isolation
from workbench.records import Limits

QUICK = Limits(wall_seconds=0.5)


def test_results_and_arguments_come_back_by_exact_type(tier: Isolation) -> None:
    calls = run(
        "def f(xs):\n    xs.append(0)\n    return tuple(sorted(xs))\n", tier, ([3, 1],), ([],)
    )
    assert calls.run.outcome == "ok"
    assert calls.run.isolation == tier.tier
    assert (calls.run.exit_code, calls.run.signal) == (0, None)
    first, second = calls.results
    assert isinstance(first, Returned)
    assert isinstance(second, Returned)
    assert (first.value, first.inputs_after) == ((0, 1, 3), ([3, 1, 0],))
    assert second.value == (0,)


def test_what_poses_as_a_value_arrives_opaque(tier: Isolation) -> None:
    source = (
        "class Liar(list):\n"
        "    __eq__ = lambda self, other: True\n"
        "def f(n):\n"
        "    r = []\n"
        "    r.append(r)\n"
        "    return [Liar(), True, 1, (x for x in ()), {1}, r][n]\n"
    )
    calls = run(source, tier, *[(n,) for n in range(6)])
    values = [result.value for result in calls.results if isinstance(result, Returned)]
    assert values[0] == Opaque("workload.Liar")
    assert values[1] is True
    assert type(values[2]) is int
    assert values[3:5] == [Opaque("generator"), Opaque("set")]
    assert type(values[5]) is list
    assert calls.run.outcome == "ok"


def test_arrays_travel_in_the_numpy_flavour(tier: Isolation) -> None:
    source = "import numpy as np\ndef f(a):\n    a += 1\n    return a @ a, a.sum()\n"
    calls = run(source, tier, (np.eye(2),), flavour="numpy")
    (result,) = calls.results
    assert isinstance(result, Returned)
    product, total = result.value
    assert product.dtype == np.float64
    assert product.tolist() == [[5.0, 4.0], [4.0, 5.0]]
    assert type(total) is np.float64
    assert result.inputs_after is not None
    assert result.inputs_after[0].tolist() == [[2.0, 1.0], [1.0, 2.0]]


def test_the_base_flavour_has_no_packages(tier: Isolation) -> None:
    calls = run("import numpy\ndef f():\n    pass\n", tier)
    assert calls.run.outcome == "crash"
    assert calls.run.phase == "import"
    assert "ModuleNotFoundError" in str(calls.run.error)


def test_a_function_argument_is_compiled_in_the_guest(tier: Isolation) -> None:
    source = "def f(g, x):\n    return g(x), g.__name__, g\n"
    text = "def slope(x):\n    return -x\n"
    calls = run(source, tier, (text, 2.5), function_arguments=(0,))
    (result,) = calls.results
    assert isinstance(result, Returned)
    assert result.value == (-2.5, "slope", Opaque("function"))
    assert result.inputs_after == (text, 2.5)


def test_an_exception_is_a_result_and_the_next_case_runs(tier: Isolation) -> None:
    source = "def f(n):\n    if n < 0:\n        raise ValueError('negative')\n    return n\n"
    calls = run(source, tier, (-1,), (2,))
    assert calls.run.outcome == "ok"
    first, second = calls.results
    assert first == Raised(("ValueError", "Exception", "BaseException", "object"), "negative")
    assert isinstance(second, Returned)
    assert second.value == 2


@pytest.mark.parametrize(
    ("source", "outcome", "phase"),
    [
        ("def f(:\n", "rejected-source", "compile"),
        ("x = '\0'\n", "rejected-source", "compile"),
        ("x = '\ud800'\n", "rejected-source", "compile"),
        ("#" * ((1 << 20) + 1), "rejected-source", "compile"),
        ("def g():\n    pass\n", "no-entry-point", "import"),
        ("f = 3\n", "no-entry-point", "import"),
        ("1 / 0\n", "crash", "import"),
        ("raise SystemExit(0)\n", "crash", "import"),
        ("import os\nos._exit(0)\n", "crash", "import"),
        ("import sys\ndef f():\n    sys.exit(0)\n", "crash", "call"),
        ("import os\ndef f():\n    os._exit(0)\n", "crash", "call"),
        ("def f():\n    raise KeyboardInterrupt\n", "crash", "call"),
        ("import ctypes\ndef f():\n    ctypes.string_at(0)\n", "crash", "call"),
        ("def f():\n    return bytearray(1 << 40)\n", "memory", "call"),
        ("def f():\n    return [bytes(1 << 20) for _ in range(4000)]\n", "memory", "call"),
        ("def f():\n    return bytes(9 << 20)\n", "output-limit", "call"),
        ("def f():\n    return [None] * 1000001\n", "output-limit", "call"),
        ("def f():\n    while True:\n        print('x' * 9999)\n", "output-limit", "call"),
        ("import socket\ndef f():\n    socket.socket()\n", "blocked", "call"),
        ("import os\ndef f():\n    os.fork()\n", "blocked", "call"),
        ("import os\ndef f():\n    os.kill(os.getppid(), 9)\n", "blocked", "call"),
        ("import resource as r\ndef f():\n    r.setrlimit(r.RLIMIT_CPU, (9, 9))\n", None, "call"),
        ("def f():\n    open('mine', 'w')\n", "blocked", "call"),
    ],
)
def test_every_end_has_its_outcome(
    tier: Isolation, source: str, outcome: str | None, phase: str
) -> None:
    calls = run(source, tier)
    if outcome is None:  # the module turns EPERM into an exception of its own
        assert isinstance(calls.results[0], Raised)
        return
    assert (calls.run.outcome, calls.run.phase) == (outcome, phase)
    assert calls.run.error
    assert calls.results == ()


def test_time_is_limited_by_the_hosts_clock(tier: Isolation) -> None:
    sleeping = run("import time\ndef f():\n    time.sleep(99)\n", tier, limits=QUICK)
    assert sleeping.run.outcome == "timeout"
    spinning = run("while True:\n    pass\n", tier, limits=QUICK)
    assert (spinning.run.outcome, spinning.run.phase) == ("timeout", "import")


def test_time_is_limited_by_the_kernel_too(tier: Isolation) -> None:
    source = (
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef f():\n    while 1: 0\n"
    )
    calls = run(source, tier, limits=Limits(wall_seconds=60.0, cpu_seconds=1))
    assert calls.run.outcome == "timeout"
    assert "CPU" in str(calls.run.error)


def test_results_before_the_end_are_kept(tier: Isolation) -> None:
    source = "import os\ndef f(n):\n    return n or os._exit(3)\n"
    calls = run(source, tier, (1,), (0,), (2,))
    assert calls.run.outcome == "crash"
    assert calls.run.exit_code == 3
    assert len(calls.results) == 1


@pytest.mark.parametrize(
    "frame",
    [
        "b'junk'",
        "b'wbf1' + bytes([4, 0, 0, 0]) + b'junk'",
        "b'wbf1' + bytes([6, 0, 0, 0, 2, 0, 0, 0]) + b'{}'",
        "b'wbf1' + bytes([6, 0, 0, 0, 2, 0, 0, 0]) + b'[]'",
    ],
)
@pytest.mark.parametrize("place", ["", "    "])
def test_forged_answers_end_the_conversation(tier: Isolation, frame: str, place: str) -> None:
    forge = (
        "for fd in range(3, 64):\n"
        "    try:\n"
        f"        os.write(fd, {frame})\n"
        "    except OSError:\n"
        "        pass\n"
    )
    function = "def f():\n    return 1\n"
    if place:
        function = "def f():\n" + textwrap.indent(forge, place) + "    return 1\n"
        forge = ""
    calls = run("import os\n" + forge + function, tier)
    assert calls.run.outcome == "protocol"
    assert calls.results == ()


def test_an_answer_larger_than_allowed_is_an_output_limit(tier: Isolation) -> None:
    source = (
        "import os\n"
        "def f():\n"
        "    for fd in range(3, 64):\n"
        "        try:\n"
        "            os.write(fd, b'wbf1' + b'\\xff' * 4)\n"
        "        except OSError:\n"
        "            pass\n"
    )
    assert run(source, tier).run.outcome == "output-limit"


def test_a_frame_is_not_answered_twice(tier: Isolation) -> None:
    """The nonce can be found by walking frames; an answer given in advance is noticed."""
    source = (
        "import json, os, sys\n"
        "def f():\n"
        "    frame = sys._getframe(1)\n"
        "    link = frame.f_locals['link']\n"
        "    link.reply('raised', {'types': ['Exception'], 'message': '', 'line': 1})\n"
        "    return 1\n"
    )
    calls = run(source, tier, (), ())
    assert calls.run.outcome == "protocol"


def test_a_missing_library_means_not_run() -> None:
    bare = PYTHON.model_copy(update={"packages": None})
    calls = call(
        Job("outputs", bare, "", entry_point="f", flavour="numpy"),
        [()],
        LIMITS,
        Isolation("filtered"),
    )
    assert calls.run.outcome == "not-run"
    assert "numpy" in str(calls.run.error)


def test_an_interpreter_that_is_gone_means_not_run(tier: Isolation) -> None:
    gone = PYTHON.model_copy(update={"executable": "/nonexistent/python"})
    calls = call(Job("outputs", gone, "", entry_point="f"), [()], LIMITS, tier)
    assert calls.run.outcome == "not-run"
    assert calls.run.error


@pytest.mark.parametrize(
    ("body", "again"),
    [
        ("_kept = []\ndef f(x):\n    _kept[:] = [x]\n    return _kept\n", [False, True, True]),
        ("def f(x):\n    return [x]\n", [False, False, False]),
        ("def f(x):\n    return 'same'\n", [False, False, False]),
    ],
)
def test_a_list_that_is_handed_out_again_is_told(
    body: str, again: list[bool], tier: Isolation
) -> None:
    calls = run(body, tier, (1,), (2,), (3,))
    results = [result for result in calls.results if isinstance(result, Returned)]
    assert [result.again for result in results] == again


def test_a_driver_stands_between_the_call_and_the_entry_point(tier: Isolation) -> None:
    driver = "def drive(f, x, times):\n    return [f(x) for _ in range(times)]\n"
    source = "n = 0\ndef f(x):\n    global n\n    n += 1\n    return x + n\n"
    (result,) = run(source, tier, (10, 3), driver=driver).results
    assert isinstance(result, Returned)
    assert result.value == [11, 12, 13]


def test_the_artifact_cannot_be_its_own_driver(tier: Isolation) -> None:
    driver = "def drive(f):\n    return f() + 1\n"
    source = "def drive(f):\n    return 7\ndef f():\n    return 1\n"
    (result,) = run(source, tier, driver=driver).results
    assert isinstance(result, Returned)
    assert result.value == 2


def test_what_a_driver_raises_counts_as_the_calls_exception(tier: Isolation) -> None:
    driver = "def drive(f):\n    raise ValueError('no')\n"
    (result,) = run("def f():\n    pass\n", tier, driver=driver).results
    assert isinstance(result, Raised)
    assert result.types[0] == "ValueError"
