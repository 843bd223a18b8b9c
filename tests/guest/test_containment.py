"""Nothing gets out of a guest, and nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from running import LIMITS, PYTHON, run

from workbench import families
from workbench.guest import pool, reachable, scratch
from workbench.guest.run import Job, Returned, observe
from workbench.guest.tiers import Isolation


def test_the_environment_is_empty(tier: Isolation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_TEST_SECRET", "do-not-leak")
    source = (
        "import os\n"
        "def f():\n"
        "    found = sorted(os.environ)\n"
        "    for path in ('/proc/self/environ', '/proc/1/environ'):\n"
        "        try:\n"
        "            found.append(open(path).read())\n"
        "        except OSError:\n"
        "            pass\n"
        "    return found\n"
    )
    (result,) = run(source, tier).results
    assert isinstance(result, Returned)
    assert set(result.value) <= {
        "LC_CTYPE", "PWD", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"
    }  # fmt: skip


def test_files_outside_cannot_be_read_or_written(tier: Isolation, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do-not-leak")
    targets = [
        str(secret),
        "/etc/passwd",
        "/proc/self/environ",
        str(families.PACKAGE / "judge.py"),
        str(Path(sysconfig.get_path("purelib")) / "pytest" / "__init__.py"),
        str(families.shipped("workloads") / "quicksort.py"),
    ]
    source = (
        "def f(path, mode):\n"
        "    try:\n"
        "        open(path, mode).close()\n"
        "    except OSError:\n"
        "        return False\n"
        "    return True\n"
    )
    cases = [(path, mode) for path in targets for mode in ("r", "a")]
    cases += [(f"{folder}/workbench-escape", "w") for folder in (tmp_path, "/tmp", "/dev/shm")]
    calls = run(source, tier, *cases)
    assert [result.value for result in calls.results if isinstance(result, Returned)] == (
        [False] * len(cases)
    )
    assert "WB606" in calls.run.suspicions
    assert not (tmp_path / "workbench-escape").exists()


def test_a_listener_on_this_machine_hears_nothing(tier: Isolation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        calls = run(
            f"import urllib.request as u\ndef f():\n    u.urlopen('http://127.0.0.1:{port}')\n",
            tier,
        )
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert calls.run.outcome in ("blocked", "ok")
    assert not any(isinstance(result, Returned) for result in calls.results)


def test_several_guests_at_once_from_threads_that_come_and_go(tier: Isolation) -> None:
    run("def f():\n    pass\n", tier)  # from here on there is a zygote, if there is to be one
    before = set(os.listdir("/proc/self/fd"))
    with ThreadPoolExecutor(6) as pool:
        found = list(
            pool.map(lambda n: run("def f(n):\n    return n * n\n", tier, (n,)), range(12))
        )
    values = [r.value for calls in found for r in calls.results if isinstance(r, Returned)]
    assert values == [n * n for n in range(12)]
    assert set(os.listdir("/proc/self/fd")) == before


def test_peak_memory_is_the_guests_own(tier: Isolation) -> None:
    ballast = bytearray(os.urandom(1 << 20)) * 200
    small = run("def f():\n    pass\n", tier).run.max_rss_bytes
    large = run("def f():\n    return len(bytes(1) * (64 << 20))\n", tier).run.max_rss_bytes
    assert 0 < small < len(ballast)
    assert large - small > 48 << 20


def descendants(pid: int) -> set[int]:
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = Path("/proc", entry, "stat").read_text()
            except OSError:
                continue
            parents[int(entry)] = int(text.rpartition(")")[2].split()[1])
    found, waiting = set(), [pid]
    while waiting:
        current = waiting.pop()
        children = {child for child, parent in parents.items() if parent == current} - found
        found |= children
        waiting += children
    return found


def alive(pids: set[int]) -> set[int]:
    found = set()
    for pid in pids:
        try:
            text = Path("/proc", str(pid), "stat").read_text()
        except OSError:
            continue
        if text.rpartition(")")[2].split()[0] not in "ZX":
            found.add(pid)
    return found


def until(condition: Any) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_the_guest_ends_with_its_host(tier: Isolation, number: int, tmp_path: Path) -> None:
    is_forked = pool.WORTH["base"] == 0
    program = (
        "import sys, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from workbench.guest import pool, run, tiers\n"
        "from workbench.records import Interpreter, Limits\n"
        "pool.WORTH['base'] = int(sys.argv[4])\n"
        "python = Interpreter.model_validate_json(sys.argv[2])\n"
        "job = run.Job('outputs', python, 'while True: pass', entry_point='f')\n"
        "limits = Limits(wall_seconds=60.0, cpu_seconds=60)\n"
        "run.call(job, [()], limits, tiers.Isolation(sys.argv[3]))\n"
    )
    root = str(families.PACKAGE.parent)
    command = [sys.executable, "-c", program, root, PYTHON.model_dump_json(), tier.tier]
    command.append("0" if is_forked else "9")
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)}
    ) as host:
        wanted = (2 if tier.tier in ("strong", "namespaces") else 1) + is_forked
        until(lambda: len(descendants(host.pid)) >= wanted or host.poll() is not None)
        time.sleep(0.3)  # let the guest get past its start; nothing depends on how far
        guests = descendants(host.pid)
        assert len(guests) == wanted
        host.send_signal(number)
        _, errors = host.communicate()
    until(lambda: not alive(guests))
    if number == signal.SIGINT:
        assert "KeyboardInterrupt" in errors
        assert os.listdir(tmp_path) == []


def test_a_scratch_tree_20000_deep_is_removed(tmp_path: Path) -> None:
    folder = tempfile.mkdtemp(dir=tmp_path)
    home = os.getcwd()
    try:
        os.chdir(folder)
        Path("file").touch()
        os.symlink(home, "link")
        for _ in range(20_000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(home)
    scratch.remove(folder)
    assert os.listdir(tmp_path) == []
    assert os.path.isdir(home)


def test_a_deep_scratch_tree_of_a_guest_is_removed(
    tier: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.end()  # a zygote's own folder belongs there as well
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source = "import os\nfor _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')\n"
    seen = observe(Job("script", PYTHON, source), LIMITS, tier)
    assert seen.run.outcome in ("ok", "output-limit")
    pool.end()
    assert os.listdir(tmp_path) == []


def test_a_scratch_folder_cannot_grow_without_bound(tier: Isolation) -> None:
    source = "n = 0\nwhile True:\n    n += 1\n    open(str(n), 'wb').write(bytes(8 << 20))\n"
    seen = observe(Job("script", PYTHON, source), LIMITS, tier)
    assert seen.run.outcome in ("output-limit", "crash")


def test_what_can_be_reached_names_no_other_package() -> None:
    reach = reachable.of(PYTHON, "numpy")
    names = {Path(path).name for path in reach.read if "site-packages" in path}
    assert names <= {"numpy", "numpy.libs", "probe"}
