"""However a zygote ends, no result is wrong, and it leaves nothing."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from forking import ADD, children, only, state, until, values, zygotes
from running import LIMITS, PYTHON, run

from workbench import families
from workbench.guest import forked, pool, zygote
from workbench.guest.run import Job, call, stopped
from workbench.guest.tiers import Isolation
from workbench.guest.zygote import Zygote
from workbench.records import Limits


@pytest.fixture
def tier(forked_tier: Isolation) -> Isolation:
    """A tier in which zygotes fork every guest."""
    return forked_tier


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


def test_a_zygote_that_stands_still_under_its_guest_costs_no_result(
    tier: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forked, "_END_SECONDS", 0.5)
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    source = "import time\ndef f():\n    time.sleep(1)\n    return 'right'\n"
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(run, source, tier)
        until(lambda: len(children(first)) == 1)
        assert first._pid is not None
        os.kill(first._pid, signal.SIGSTOP)
        assert values(running.result()) == ["right"]
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


# RLIMIT_NPROC, by which the table is made full, binds no process of root.
@pytest.mark.skipif(os.geteuid() == 0, reason="the kernel does not limit root's processes")
def test_a_full_process_table_is_told(tier: Isolation) -> None:
    assert values(run(ADD, tier, (1,))) == [2]
    first = only()
    assert first._pid is not None
    resource.prlimit(first._pid, resource.RLIMIT_NPROC, (1, 1))
    assert values(run(ADD, tier, (1,))) == [2]
    assert not first.is_open
