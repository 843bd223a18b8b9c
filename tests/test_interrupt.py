"""Ctrl-C at several moments: what is there is kept as cancelled, no guest is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import commanding
from commanding import Done, calm, fenced, inside, model, only_run, s

LOOP = "while True: pass"
SLOW = fenced(f"def quicksort(xs):\n    {LOOP}")
ENOUGH_SECONDS = 60.0


def _descendants(ancestor: int) -> set[tuple[int, str]]:
    """Processes below one, each with the time of its start, which makes it unmistakable."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields:
                parents[int(entry.name)] = (int(fields[1]), fields[19])
    found: set[tuple[int, str]] = set()
    waiting = [ancestor]
    while waiting:
        current = waiting.pop()
        children = [(pid, start) for pid, (parent, start) in parents.items() if parent == current]
        found |= set(children)
        waiting += [pid for pid, _ in children]
    return found


def _fields(pid: int) -> list[str]:
    """What the kernel says of a process behind its name; nothing when it is gone or a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return []
    fields = text.rpartition(")")[2].split()
    return [] if fields[0] in "ZX" else fields


def _alive(processes: set[tuple[int, str]]) -> set[tuple[int, str]]:
    return {(pid, start) for pid, start in processes if _fields(pid)[19:20] == [start]}


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """Leave no command behind that did not end by itself."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()


def interrupted(
    arguments: tuple[Any, ...], env: dict[str, str], moment: str, guests: int = 0
) -> Done:
    """Run a command, press Ctrl-C once it says `moment` and has so many processes below it."""
    process = subprocess.Popen(
        commanding.command(*arguments),
        # An import that Ctrl-C cuts short leaves its file to the collector, which is not a leak.
        env=commanding.environment(**env, PYTHONWARNINGS="error,ignore::ResourceWarning"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process, ended(process):
        assert process.stderr is not None
        err = ""
        while moment not in err:
            line = process.stderr.readline()
            assert line, err
            err += line
        end = time.monotonic() + ENOUGH_SECONDS
        while len(below := _descendants(process.pid)) < guests:
            assert time.monotonic() < end, "no guest was started"
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        out, rest = process.communicate(timeout=ENOUGH_SECONDS)
    end = time.monotonic() + 5
    while _alive(below) and time.monotonic() < end:  # the kernel takes a moment to end a jail
        time.sleep(0.02)
    assert not _alive(below)
    # CPython dies of SIGINT instead of exiting when the interrupt came inside `exec("…")`, which
    # making a dataclass uses; to a shell both are 130.
    code = 130 if process.returncode == -signal.SIGINT else process.returncode
    return calm(Done(code, out, err + rest))


MOMENTS: dict[str, tuple[dict[str, Any], str, int, int]] = {
    # the replies that differ, what is said at the moment, processes to wait for, answers kept
    "while the first reply streams": (
        {"workload": s.hang(begun=True)},
        "asking for workload",
        0,
        0,
    ),
    "while a later reply streams": ({"report": s.hang(begun=True)}, "asking for report", 0, 2),
    "between two attempts": ({"report": s.status(500, "busy")}, "asking for report", 0, 2),
    # (a zygote, which in a jail is two processes, is there before the first guest)
    "while a script runs": ({"analysis_counting": fenced(LOOP)}, "running the analysis", 3, 6),
    "while guests run": ({"workload": SLOW}, "measuring", 3, 6),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_what_is_there_is_kept_as_cancelled(tmp_path: Path, name: str) -> None:
    changes, moment, guests, answered = MOMENTS[name]
    with model(tmp_path, **changes) as asked:
        arguments = asked.arguments("--timeout", "600", "--jobs", "2")
        done = interrupted(arguments, asked.environment, moment, guests)
    assert done.code == 130
    assert "cancelled" in done.err
    found = only_run(tmp_path)
    assert found.status == "cancelled"
    assert len(found.responses) == answered
    assert inside("transcripts", "show", found.run, "--root", tmp_path).code == 0
    again = inside("verify", found.run, "--no-run", "--root", tmp_path)
    if answered:
        assert f"workbench verify {found.run}" in done.err
        assert again.code in (0, 1)
        assert len(only_run(tmp_path).verifications) == 1
    else:
        assert again.code == 2
        assert "ask again" in again.err


def test_a_cancelled_verify_leaves_the_earlier_verdicts(tmp_path: Path) -> None:
    with model(tmp_path, workload=SLOW) as asked:
        assert asked.generate_inside("-q", "--no-run").code in (0, 1)
    before = only_run(tmp_path)
    arguments = ("verify", "--timeout", "600", "--root", tmp_path)
    done = interrupted(arguments, {}, "measuring", 3)
    after = only_run(tmp_path)
    assert done.code == 130
    assert after.status == "cancelled"
    assert after.verifications == before.verifications
    assert after.path.read_bytes().startswith(before.path.read_bytes()[:-1])
