"""What a program does besides computing, and programs that are run as scripts."""

from __future__ import annotations

import pytest
from running import LIMITS, PYTHON, run

from workbench.guest.run import Job, observe
from workbench.guest.tiers import Isolation


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("WB601", "import sys\ndef f():\n    sys.settrace(None)\n"),
        ("WB602", "from threading import *\ndef f():\n    Thread(target=Event().wait).start()\n"),
        ("WB603", "import time\ntime.perf_counter = lambda: 0.0\ndef f():\n    pass\n"),
        ("WB604", "def f():\n    exec('x = 1')\n"),
        ("WB604", "import marshal\ndef f():\n    marshal.loads(marshal.dumps(1))\n"),
        ("WB605", "import sys\ndef f():\n    sys._getframe()\n"),
        ("WB605", "import gc\ndef f():\n    gc.get_objects()\n"),
        ("WB606",
         "def f():\n    try:\n        open('/x', 'w')\n    except OSError:\n        pass\n"),
        ("WB601", "import sys\ndef f():\n    sys.gettrace()\n"),
        ("WB602", "import signal\ndef f():\n    signal.alarm(600)\n"),
        ("WB604", "def f():\n    pass\nf.__code__ = (lambda: 1).__code__\n"),
        ("WB604", "import timeit\ndef f():\n    timeit.timeit('1', number=1)\n"),
        ("WB605",
         "def f():\n    try:\n        1 / 0\n    except ZeroDivisionError as error:\n"
         "        error.__traceback__.tb_frame\n"),
        ("WB608", "import functools\n@functools.lru_cache\ndef f():\n    pass\n"),
        ("WB607", "def f():\n    # \u202e return correct\n    pass\n"),
        ("WB607", "def f():\n    m\u0430x = 1\n"),
    ],
)  # fmt: skip
def test_odd_conduct_is_noted_beside_the_outcome(tier: Isolation, code: str, source: str) -> None:
    calls = run(source, tier)
    assert calls.run.outcome == "ok"
    assert calls.run.suspicions == (code,)


def test_honest_programs_are_not_suspected(tier: Isolation) -> None:
    source = (
        "import collections, contextlib, dataclasses, enum, functools, random, re, signal, typing\n"
        "import wave, traceback, unittest.mock, concurrent.futures\n"
        "signal.alarm(600), signal.alarm(0)\n"
        "with contextlib.ExitStack() as stack:\n"
        "    stack.callback(print, f'{1:>3}')\n"
        "try:\n"
        "    raise ValueError\n"
        "except ValueError:\n"
        "    traceback.format_exc()\n"
        "variables = traceback.format_exc.__code__.co_varnames\n"
        "P = collections.namedtuple('P', 'a b')\n"
        "@dataclasses.dataclass\n"
        "class D:\n"
        "    x: int = 0\n"
        "class E(enum.Enum):\n"
        "    A = 1\n"
        "T = typing.NamedTuple('T', [('a', int)])\n"
        "@functools.lru_cache\n"
        "def g(n):\n"
        "    return n if n < 2 else g(n - 1) + g(n - 2)\n"
        "def f(n):\n"
        "    'Grüße: ä in a text is no identifier'\n"
        "    return g(n), D(n).x, P(1, 2).a, re.sub('a', 'b', 'a')  # naïve\n"
    )
    calls = run(source, tier, (20,))
    assert (calls.run.outcome, calls.run.suspicions) == ("ok", ())


def test_a_script_has_its_files_and_arguments(tier: Isolation) -> None:
    source = (
        "import json, sys\n"
        "import helper\n"
        "with open('out', 'w') as file:\n"
        "    file.write('x')\n"
        "print(json.dumps([__name__, sys.argv, open('data/x.txt').read(), helper.N]))\n"
        "sys.exit(4)\n"
    )
    job = Job(
        "script",
        PYTHON,
        source,
        filename="analysis.py",
        parameters={"argv": ["workload.py"]},
        files={"data/x.txt": "text", "helper.py": "N = 5\n"},
    )
    seen = observe(job, LIMITS, tier)
    assert seen.run.outcome == "ok"
    assert seen.data == {"exit": 4}
    assert seen.run.stdout == '["__main__", ["analysis.py", "workload.py"], "text", 5]\n'


def test_a_script_may_profile_and_may_fail(tier: Isolation) -> None:
    source = "import cProfile\ncProfile.run('sum([1])')\n1 / 0\n"
    seen = observe(Job("script", PYTHON, source), LIMITS, tier)
    assert seen.run.outcome == "crash"
    assert seen.data is None
    assert "ZeroDivisionError" in str(seen.run.error)
    assert "(line 3)" in str(seen.run.error)
    assert "function calls" in seen.run.stdout
    assert seen.run.suspicions == ()


@pytest.mark.parametrize("name", ["../x", "/x", "a/../x", "", "a//b", "a\0b"])
def test_no_file_is_put_outside_the_scratch_folder(tier: Isolation, name: str) -> None:
    with pytest.raises(ValueError, match="scratch"):
        observe(Job("script", PYTHON, "", files={name: ""}), LIMITS, tier)


def test_time_that_is_worked_but_not_claimed_is_noted(tier: Isolation) -> None:
    source = (
        "import sys, time\n"
        "def f():\n"
        "    caller = sys._getframe(1)\n"
        "    start = caller.f_locals['start']\n"
        "    caller.f_globals['_clock'] = lambda: start\n"
        "    end = time.process_time() + 0.3\n"
        "    while time.process_time() < end:\n"
        "        pass\n"
    )
    calls = run(source, tier, (), ())
    assert calls.run.suspicions == ("WB603", "WB605")
