"""Guests that a zygote forked: as good as processes of their own, and nothing passes between."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from forking import ADD, QUICK, alone, children, only, state, until, values, zygotes
from running import LIMITS, PYTHON, run

from workbench.guest import zygote
from workbench.guest.run import Job, Returned, observe
from workbench.guest.tiers import Isolation
from workbench.guest.zygote import Zygote
from workbench.records import Limits


@pytest.fixture
def tier(forked_tier: Isolation) -> Isolation:
    """A tier in which zygotes fork every guest."""
    return forked_tier


def test_300_runs_leave_nothing(tier: Isolation) -> None:
    assert values(run(ADD, tier, (1,))) == [2]
    first, before = only(), state(only())
    for number in range(300):
        assert values(run(ADD, tier, (number,))) == [number + 1]
    assert only() is first
    after = state(first)
    assert after[:3] == before[:3]
    assert after[3] - before[3] < 1024
    assert not [path for path in _folders(first) if "guest" in path]


def _folders(one: Zygote) -> list[str]:
    return [] if one._folder is None else os.listdir(one._folder)


LOOK = """
import gc, os, sys
def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n
def f():
    stdin = os.fstat(0)
    streams = [[s.encoding, s.errors, s.line_buffering, s.seekable()] for s in
               (sys.stdin, sys.stdout, sys.stderr)]
    environment = {**os.environ, "PWD": os.environ.get("PWD") in (None, os.getcwd())}
    return [sorted(sys.modules), sys.path, sys.argv, sorted(environment.items()), depth(),
            streams, sorted(sys.path_importer_cache), len(sys.meta_path), stdin.st_rdev,
            gc.get_threshold(), gc.isenabled(), os.getcwd() in sys.path, os.listdir(".")]
"""


@pytest.mark.parametrize("flavour", ["base", "numpy"])
def test_a_program_finds_what_it_would_find_alone(tier: Isolation, flavour: Any) -> None:
    forked = run(LOOK, tier, flavour=flavour)
    other = run(LOOK, tier, flavour=flavour, fresh=True)
    assert values(forked) == values(other)
    assert (forked.run.exit_code, forked.run.signal) == (0, None)


def test_a_guest_has_its_streams_and_two_pipes(tier: Isolation) -> None:
    source = (
        "import os\n"
        "def f():\n"
        "    found = []\n"
        "    for number in range(1024):\n"
        "        try:\n"
        "            os.fstat(number)\n"
        "        except OSError:\n"
        "            continue\n"
        "        found.append(number)\n"
        "    return found\n"
    )
    (found,) = values(run(source, tier))
    assert found[:3] == [0, 1, 2]
    assert len(found) == 5


REACH = {
    "kills the zygote": "os.kill(os.getppid(), 9)",
    "signals everybody": "os.kill(-1, 0)",
    "kills its group": "os.killpg(0, 9)",
    "signals by number": "[os.kill(n, 0) for n in range(1, 99) if n != os.getpid()]",
    "signals a thread of the zygote": "must(libc.syscall(234, os.getppid(), os.getppid(), 9))",
    "sends by a handle": "must(libc.syscall(434, os.getppid(), 0))",
    "traces the zygote": "must(libc.ptrace(16, os.getppid(), 0, 0))",
    "reads the zygote's memory": "must(libc.syscall(310, os.getppid(), vec, 1, vec, 1, 0))",
    "writes the zygote's memory": "must(libc.syscall(311, os.getppid(), vec, 1, vec, 1, 0))",
    "opens its memory": "open('/proc/%d/mem' % os.getppid(), 'r+b')",
    "limits the zygote": "resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))",
    "writes to shared memory": "open('/dev/shm/trace', 'w')",
    "makes shared memory": "must(libc.shmget(4711, 4096, 0o1777))",
    "makes a queue": "must(libc.mq_open(b'/trace', 0o102, 0o666, 0))",
    "writes beside its folder": "open('../trace', 'w')",
    "writes into the folders of others": (
        "[open('../%s/trace' % n, 'w') for n in list(range(8)) + os.listdir('..')]"
    ),
    "makes a folder of its own": "os.mkdir('trace')",
    "forks": "os.fork()",
    "leaves the session": "must(libc.syscall(112))",
    "survives its parent": "must(libc.prctl(1, 0, 0, 0, 0))",
    "finds the control socket": "[socket.socket(fileno=n).getpeername() for n in range(3, 99)]",
}
HEAD = """
import ctypes, os, resource, _socket
import _socket as socket
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
class Vec(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('size', ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(64)
vec = ctypes.byref(Vec(ctypes.addressof(buffer), 64))
def must(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), 'refused')
"""


@pytest.mark.parametrize("name", REACH)
def test_a_guest_cannot_reach_its_zygote_or_leave_a_trace(tier: Isolation, name: str) -> None:
    source = f"{HEAD}def f():\n    {REACH[name]}\n    return 'it worked'\n"
    assert values(run(ADD, tier, (1,))) == [2]
    first, before = only(), state(only())
    calls = run(source, tier)
    assert not any(isinstance(result, Returned) for result in calls.results)
    assert values(run(ADD, tier, (1,))) == [2]
    assert only() is first
    assert state(first)[:3] == before[:3]


ENDS = {
    "stops itself": ("import signal\ndef f():\n    signal.raise_signal(19)\n"
                     "    while True:\n        pass\n", "timeout"),
    "leaves threads": ("import threading, time\ndef f():\n    for _ in range(9):\n"
                       "        threading.Thread(target=time.sleep, args=(9,)).start()\n", "ok"),
    "ends but for its threads": (
        "import ctypes, threading, time\ndef f():\n"
        "    threading.Thread(target=time.sleep, args=(9,)).start()\n"
        "    ctypes.CDLL(None).syscall(60, 0)\n", "timeout"),
    "exhausts its memory": (
        "def f():\n    x = []\n    while True:\n        x.append(bytes(1 << 20))\n", "memory"),
    "crashes": ("import ctypes\ndef f():\n    ctypes.string_at(0)\n", "crash"),
    "aborts": ("import os\ndef f():\n    os.abort()\n", "crash"),
    "ends at once": ("import os\ndef f():\n    os._exit(7)\n", "crash"),
    "closes everything": ("import os\nos.closerange(0, 99)\ndef f():\n    pass\n", None),
    "spins": ("def f():\n    while True:\n        pass\n", "timeout"),
    "forges": ("import os\ndef f():\n    for n in range(99):\n        try:\n"
               "            os.write(n, b'{\"status\": 0, \"clean\": true}')\n"
               "        except OSError:\n            pass\n", "protocol"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_no_end_of_a_guest_disturbs_the_next_one(tier: Isolation, name: str) -> None:
    source, outcome = ENDS[name]
    assert values(run(ADD, tier, (1,))) == [2]
    first, before = only(), state(only())
    calls = run(source, tier, limits=QUICK if outcome == "timeout" else LIMITS)
    assert outcome is None or calls.run.outcome == outcome
    if name == "ends at once":
        assert calls.run.exit_code == 7
    if name == "aborts":
        assert calls.run.signal == signal.SIGABRT
    assert values(run(ADD, tier, (1,))) == [2]
    assert only() is first
    assert state(first)[:3] == before[:3]


def test_flags_of_the_standard_input_are_not_handed_on(tier: Isolation) -> None:
    source = (
        "import fcntl, os\n"
        "def f():\n"
        "    found = fcntl.fcntl(0, fcntl.F_GETFL)\n"
        "    fcntl.fcntl(0, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND)\n"
        "    assert fcntl.fcntl(0, fcntl.F_GETFL) != found\n"
        "    return found\n"
    )
    assert values(run(source, tier)) == values(run(source, tier))


def test_files_are_not_handed_on(tier: Isolation) -> None:
    source = (
        "import os\nprint(os.listdir('.'))\nopen('mine', 'w').write('x')\n"
        "os.makedirs('a/b/c')\nopen('a/b/c/d', 'w').close()\n"
    )
    for _ in range(2 * zygote.SLOTS):
        seen = observe(Job("script", PYTHON, source, filename="s.py"), LIMITS, tier)
        assert (seen.run.outcome, seen.run.stdout) == ("ok", "['s.py']\n")
    assert len(zygotes()) == 1


def test_a_folder_that_is_not_easily_emptied_costs_the_zygote(tier: Isolation) -> None:
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    source = "import os\nfor n in range(3000):\n    open(str(n), 'w').close()\nos.umask(0o777)\n"
    seen = observe(Job("script", PYTHON, source, filename="s.py"), LIMITS, tier)
    assert seen.run.outcome == "ok"
    assert values(run(ADD, tier, (1,))) == [2]
    assert (only() is first) == (tier.tier == "filtered")
    again = observe(Job("script", PYTHON, "import os\nprint(os.listdir('.'))\n"), LIMITS, tier)
    assert again.run.stdout == "['workload.py']\n"


def test_one_guest_cannot_fill_the_folder_of_another(tier: Isolation) -> None:
    full = "import time\nfor n in range(9):\n    open(str(n), 'wb').write(bytes(8 << 20))\n"
    with ThreadPoolExecutor(2) as threads:
        filling = threads.submit(
            observe, Job("script", PYTHON, full + "time.sleep(1)\n"), LIMITS, tier
        )
        time.sleep(0.3)
        source = "open('x', 'wb').write(bytes(8 << 20))\n"
        seen = observe(Job("script", PYTHON, source), LIMITS, tier)
        assert seen.run.outcome == "ok"
        assert filling.result().run.outcome in ("output-limit", "crash")


def test_random_numbers_are_drawn_anew(tier: Isolation) -> None:
    source = "import random\ndef f():\n    return random.random()\n"
    assert len({str(values(run(source, tier))) for _ in range(3)}) == 3
    source = "import numpy as np\ndef f():\n    return float(np.random.rand())\n"
    assert len({str(values(run(source, tier, flavour="numpy"))) for _ in range(3)}) == 3


def test_only_a_fresh_interpreter_hashes_anew(tier: Isolation) -> None:
    source = "def f():\n    return hash('x')\n"
    assert len({str(values(run(source, tier))) for _ in range(3)}) == 1
    assert len({str(values(alone(source, tier))) for _ in range(3)}) == 3


def test_time_and_memory_are_those_of_the_guest(tier: Isolation) -> None:
    spin = "import time\ndef f():\n    end = time.process_time() + 0.3\n"
    spin += "    while time.process_time() < end:\n        pass\n"
    assert run(spin, tier).run.cpu_seconds > 0.25
    large = run("def f():\n    return len(bytes(1) * (64 << 20))\n", tier).run
    after = run(ADD, tier, (1,)).run
    assert after.cpu_seconds < 0.2
    assert large.max_rss_bytes - after.max_rss_bytes > 48 << 20
    assert after.max_rss_bytes > 4 << 20


def test_a_limit_of_memory_is_counted_from_the_zygotes_size(tier: Isolation) -> None:
    limits = Limits(wall_seconds=20.0, memory_bytes=64 << 20)
    source = "def f(n):\n    return len(bytearray(n << 20))\n"
    assert values(run(source, tier, (48,), flavour="numpy", limits=limits)) == [48 << 20]
    assert run(source, tier, (80,), flavour="numpy", limits=limits).run.outcome == "memory"


def test_more_guests_at_once_than_a_zygote_has_places(tier: Isolation) -> None:
    source = "import time\ndef f(n):\n    time.sleep(0.2)\n    return n\n"
    with ThreadPoolExecutor(zygote.SLOTS + 4) as threads:
        found = list(threads.map(lambda n: values(run(source, tier, (n,))), range(20)))
    assert found == [[n] for n in range(20)]
    assert state(only())[2] == []


def test_a_zygote_is_replaced_after_so_many_children(
    tier: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zygote, "CHILDREN", 3)
    seen = []
    for number in range(7):
        assert values(run(ADD, tier, (number,))) == [number + 1]
        seen += [one._pid for one in zygotes()]
    assert len(set(seen)) == 3


def test_the_zygote_never_holds_what_its_guests_are_given(tier: Isolation) -> None:
    marks = [f"mark-{number}-{os.urandom(8).hex()}" for number in range(3)]
    source = f"MARK = {marks[0]!r}\ndef f(x):\n    return x\n"
    assert values(run(source, tier, (marks[1],))) == [marks[1]]
    job = Job("script", PYTHON, "", files={"data.txt": marks[2]})
    assert observe(job, LIMITS, tier).run.outcome == "ok"
    memory = _memory(only())
    assert len(memory) > 1 << 20
    assert not [mark for mark in marks if mark.encode() in memory]
    assert b"sandboxed" in memory  # the text of the probe: the search finds what is there


def _memory(one: Zygote) -> bytes:
    """Everything that a zygote can write to."""
    found = bytearray()
    with open(f"/proc/{one._pid}/maps") as maps, open(f"/proc/{one._pid}/mem", "rb") as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if "w" in rights:
                start, end = (int(text, 16) for text in span.split("-"))
                memory.seek(start)
                found += memory.read(end - start)
    return bytes(found)


def test_a_guest_cannot_reach_its_sibling(tier: Isolation) -> None:
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    with ThreadPoolExecutor(1) as threads:
        living = threads.submit(
            run, "import time\ndef f():\n    time.sleep(1.5)\n    return 'alive'\n", tier
        )
        until(lambda: len(children(first)) == 1)
        (sibling,) = children(first)
        status = Path(f"/proc/{sibling}/status").read_text()
        (number,) = [line.split()[-1] for line in status.splitlines() if "NSpid" in line]
        attempts = [one for one in REACH.values() if "os.getppid()" in one]
        assert len(attempts) == 8
        for attempt in attempts:
            body = attempt.replace("os.getppid()", number)
            calls = run(f"{HEAD}def f():\n    {body}\n    return 'it worked'\n", tier)
            assert not any(isinstance(result, Returned) for result in calls.results)
        assert values(living.result()) == ["alive"]
    assert only() is first
