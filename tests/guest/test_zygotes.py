"""Guests that a zygote forked: as good as processes of their own, and nothing passes between."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from running import LIMITS, PYTHON, run

from workbench import families
from workbench.guest import pool, zygote
from workbench.guest.run import Calls, Job, Returned, call, observe, stopped
from workbench.guest.tiers import Isolation, problem_of
from workbench.guest.zygote import Zygote
from workbench.records import Limits

ADD = "def f(n):\n    return n + 1\n"
QUICK = Limits(wall_seconds=0.5)


@pytest.fixture(params=["strong", "filtered"])
def tier(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Isolation]:
    """A tier, in which every guest is forked by zygotes that end with the test."""
    problem = problem_of(request.param)
    if problem is not None:
        pytest.skip(f"this machine does not offer the tier {request.param}: {problem}")
    pool.end()
    monkeypatch.setattr(pool, "WORTH", dict.fromkeys(pool.WORTH, 0))
    yield Isolation(request.param)
    pool.end()


def values(calls: Calls) -> list[Any]:
    assert calls.run.outcome == "ok", calls.run.error
    return [result.value for result in calls.results if isinstance(result, Returned)]


def alone(source: str, tier: Isolation, *cases: tuple[Any, ...]) -> Calls:
    """The same in a process of its own."""
    return run(source, tier, *cases, fresh=True)


def zygotes() -> list[Zygote]:
    return [kind.zygote for kind in pool._kinds.values() if kind.zygote is not None]


def only() -> Zygote:
    (found,) = [one for one in zygotes() if one.is_open]
    return found


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def children(one: Zygote) -> list[str]:
    return Path(f"/proc/{one._pid}/task/{one._pid}/children").read_text().split()


def is_at_rest(folder: Path) -> bool:
    """Whether a zygote has done with its last child: the control socket is the only one."""
    links = [os.readlink(path) for path in (folder / "fd").iterdir()]
    return sum(link.startswith("socket:") for link in links) == 1


def state(one: Zygote) -> tuple[int, int, list[str], int]:
    """What grows when something is left: our descriptors, the zygote's, its children, memory."""
    folder = Path("/proc", str(one._pid))
    until(lambda: is_at_rest(folder))
    memory = next(line for line in (folder / "status").read_text().splitlines() if "VmRSS" in line)
    count = len(os.listdir(folder / "fd"))
    return len(os.listdir("/proc/self/fd")), count, children(one), int(memory.split()[1])


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
    "kills everybody": "os.kill(-1, 9)",
    "kills its group": "os.killpg(0, 9)",
    "kills by number": "[os.kill(n, 9) for n in range(1, 99) if n != os.getpid()]",
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


def kill_soon(one: Zygote, seconds: float) -> threading.Timer:
    assert one._pid is not None
    timer = threading.Timer(seconds, os.kill, (one._pid, signal.SIGKILL))
    timer.start()
    return timer


def test_a_zygote_that_dies_under_its_guest_costs_no_result(tier: Isolation) -> None:
    source = "import time\ndef f(n):\n    time.sleep(0.1)\n    return n\n"
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    timer = kill_soon(first, 0.35)
    assert values(run(source, tier, *[(n,) for n in range(6)])) == list(range(6))
    timer.join()
    assert values(run(ADD, tier, (1,))) == [2]
    assert only() is not first


def test_a_zygote_that_died_before_costs_no_result(tier: Isolation) -> None:
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    kill_soon(first, 0.0).join()
    assert values(run(ADD, tier, (1,))) == [2]
    assert values(run(ADD, tier, (1,))) == [2]
    assert only() is not first


def test_a_zygote_that_stands_still_costs_no_result(
    tier: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zygote, "_ANSWER_SECONDS", 0.5)
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    assert first._pid is not None
    os.kill(first._pid, signal.SIGSTOP)
    assert values(run(ADD, tier, (1,))) == [2]
    assert values(run(ADD, tier, (1,))) == [2]
    assert only() is not first


def test_zygotes_that_keep_failing_are_done_without(tier: Isolation) -> None:
    for _ in range(2 * pool._FAILURES):
        assert values(run(ADD, tier, (1,))) == [2]
        for one in zygotes():
            if one.is_open:
                kill_soon(one, 0.0).join()
    assert values(run(ADD, tier, (1,))) == [2]
    assert not [one for one in zygotes() if one.is_open]


def test_without_a_zygote_everything_runs_alone(
    tier: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(zygote.reachable, "PROBE", "/nonexistent")
    one = Zygote(PYTHON, "base", tier.tier)
    with pytest.raises(OSError, match="ended while it started"):
        one.start()
    monkeypatch.undo()
    monkeypatch.setattr(pool, "WORTH", dict.fromkeys(pool.WORTH, 0))
    monkeypatch.setattr(Zygote, "_inspect", _refuse)
    assert values(run(ADD, tier, (1,))) == [2]
    assert not zygotes()
    assert set(os.listdir("/proc/self/fd")) == before


def _refuse(self: Zygote) -> None:
    raise OSError("it has more than one thread")


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


def test_zygotes_end_with_the_program_that_had_them(tier: Isolation, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from workbench.guest import pool, run, tiers\n"
        "from workbench.records import Interpreter, Limits\n"
        "pool.WORTH['base'] = 0\n"
        "python = Interpreter.model_validate_json(sys.argv[2])\n"
        "job = run.Job('outputs', python, 'def f(): pass', entry_point='f')\n"
        "print(run.call(job, [()], Limits(), tiers.Isolation(sys.argv[3])).run.outcome)\n"
        "print(*[kind.zygote._pid for kind in pool._kinds.values()])\n"
    )
    root = str(families.PACKAGE.parent)
    command = [sys.executable, "-X", "dev", "-c", program, root, PYTHON.model_dump_json()]
    done = subprocess.run(
        [*command, tier.tier],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=True,
    )
    outcome, pid = done.stdout.split()
    assert (outcome, done.stderr) == ("ok", "")
    until(lambda: not os.path.exists(f"/proc/{pid}"))
    assert os.listdir(tmp_path) == []


def test_a_forked_copy_of_the_host_leaves_the_zygote_alone(tier: Isolation) -> None:
    program = (
        "import os, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from workbench.guest import pool, run, tiers\n"
        "from workbench.records import Interpreter, Limits\n"
        "pool.WORTH['base'] = 0\n"
        "python = Interpreter.model_validate_json(sys.argv[2])\n"
        "job = run.Job('outputs', python, 'def f(): pass', entry_point='f')\n"
        "def guest():\n"
        "    return run.call(job, [()], Limits(), tiers.Isolation(sys.argv[3])).run.outcome\n"
        "outcomes = [guest()]\n"
        "(first,) = [kind.zygote for kind in pool._kinds.values()]\n"
        "if os.fork() == 0:\n"
        "    worked = guest() == 'ok'\n"
        "    pool.end()\n"
        "    os._exit(0 if worked else 1)\n"
        "outcomes.append(os.wait()[1])\n"
        "outcomes += [guest(), first.is_open]\n"
        "print(*outcomes)\n"
    )
    root = str(families.PACKAGE.parent)
    command = [sys.executable, "-c", program, root, PYTHON.model_dump_json(), tier.tier]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ok", "0", "ok", "True"]


def test_no_zygote_where_nothing_isolates(tier: Isolation) -> None:
    job = Job("outputs", PYTHON, ADD, entry_point="f")
    assert values(call(job, [(1,)], LIMITS, Isolation("none"))) == [2]
    assert not zygotes()


def test_ctrl_c_does_not_wait_for_a_zygote_to_start(
    tier: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = [sys.executable, "-c", "import time; print(flush=True); time.sleep(600)"]
    monkeypatch.setattr(Zygote, "_command", lambda self, control, tell: still)
    monkeypatch.setattr(zygote.jail, "child", lambda info: None)
    launched = threading.Event()
    started = Zygote._started

    def noted(self: Zygote, process: Any) -> None:
        started(self, process)
        launched.set()

    monkeypatch.setattr(Zygote, "_started", noted)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(run, ADD, tier, (1,))
        assert launched.wait(30)
        with stopped():
            calls = running.result(timeout=30)
    assert (calls.run.outcome, calls.run.error) == ("not-run", "it was cancelled")
    monkeypatch.undo()
    assert values(run(ADD, tier, (1,))) == [2]


def test_ctrl_c_ends_forked_guests(tier: Isolation) -> None:
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    with ThreadPoolExecutor(2) as threads:
        limits = Limits(wall_seconds=600.0, cpu_seconds=600)
        found = [
            threads.submit(run, "while True:\n    pass\n", tier, limits=limits) for _ in range(2)
        ]
        until(lambda: len(children(first)) == 2)
        with stopped():
            outcomes = [one.result(timeout=30).run.outcome for one in found]
    assert not {"ok", "timeout"} & set(outcomes)
    assert state(first)[2] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the kernel does not limit root's processes")
def test_a_full_process_table_is_told(tier: Isolation) -> None:
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    assert first._pid is not None
    resource.prlimit(first._pid, resource.RLIMIT_NPROC, (1, 1))
    assert values(run(ADD, tier, (1,))) == [2]
    assert not first.is_open
