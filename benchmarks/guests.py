"""What a guest costs: checks per second and CPU per check, beside what a bare fork costs here.

A check is one call of an honest function in a guest of its own, from the job to the Run record.
Every figure is the best of several rounds; rounds of the floor and of the checks take turns. In
brackets stands how many times the floor of the same run that is, which other work on the machine
changes less than the figure itself.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from workbench import interpreters
from workbench.guest import pool, run, tiers
from workbench.guest.session import LIBRARIES, has_library
from workbench.records import Limits

CHECKS = {"base": 300, "numpy": 300, "torch": 100}
ALONE = {"base": 10, "numpy": 10, "torch": 2}
GOALS = {"base": "300", "numpy": "250", "torch": "60"}
FLAVOURS: tuple[run.Flavour, ...] = ("base", "numpy", "torch")
WORKERS = (1, 2, 4)
ROUNDS = 3
_TICK = os.sysconf("SC_CLK_TCK")
_FLOOR = """
import gc, os, resource, sys
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
sys.path.append(sys.argv[1])
for name in sys.argv[3:]:
    __import__(name)
gc.collect()
gc.freeze()
def used():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
before, count = used(), int(sys.argv[2])
for _ in range(count):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
print((used() - before) / count)
"""


class Guests:
    """Guests of one flavour, in the best tier there is, forked or each for itself."""

    def __init__(self, flavour: run.Flavour) -> None:
        self.flavour: run.Flavour = flavour
        self.tier = tiers.detect()
        self.python = interpreters.running(environ=os.environ)
        source = "def f(n):\n    return n + 1\n"
        self.job = run.Job("outputs", self.python, source, entry_point="f", flavour=flavour)

    def is_here(self) -> bool:
        """Whether this Python has the flavour's libraries."""
        return all(has_library(self.python, name) for name in LIBRARIES[self.flavour])

    def check(self, number: int, *, fresh: bool = False) -> None:
        """One check; anything but the right result is the end of the benchmark."""
        calls = run.call(replace(self.job, fresh=fresh), [(number,)], Limits(), self.tier)
        if [getattr(result, "value", None) for result in calls.results] != [number + 1]:
            raise SystemExit(f"a check failed: {calls.run.error}")

    def floor(self) -> float:
        """CPU seconds of a fork, an exit and a wait in a process with the same libraries."""
        arguments = [str(self.python.packages), str(CHECKS[self.flavour])]
        command = [self.python.executable, "-I", "-S", "-c", _FLOOR, *arguments]
        command += LIBRARIES[self.flavour]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def first_seconds(self) -> float:
        """Wall seconds of the first check after a start, which starts the zygote."""
        pool.end()
        pool.expect(self.python, self.flavour, self.tier.tier)
        return _wall(lambda: self.check(0))

    def cpu_seconds(self) -> float:
        """CPU seconds of one check, those of host, zygote and child taken together."""
        self.check(0)
        count = CHECKS[self.flavour]
        before = _own_cpu() + _cpu_below()
        for number in range(count):
            self.check(number)
        return (_own_cpu() + _cpu_below() - before) / count

    def per_second(self, workers: int) -> float:
        """Checks per wall second with so many threads of the host."""
        count = CHECKS[self.flavour]
        with ThreadPoolExecutor(workers) as threads:
            return count / _wall(lambda: list(threads.map(self.check, range(count))))

    def alone_seconds(self) -> float:
        """Wall seconds of a check in an interpreter of its own."""
        count = ALONE[self.flavour]
        start = time.perf_counter()
        for number in range(count):
            self.check(number, fresh=True)
        return (time.perf_counter() - start) / count


def rows() -> list[str]:
    """The table, in Markdown."""
    header = ["flavour", "goal, checks/s/core", "checks per CPU second"]
    header += ["floor: bare fork, exit, wait, CPU ms", "CPU ms per check"]
    header += [f"checks/s, {workers} workers" for workers in WORKERS]
    header += ["first check, s (goal: base 0.5, torch 3)", "alone, ms", "zygote, MiB", "host, MiB"]
    found = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    for flavour in FLAVOURS:
        guests = Guests(flavour)
        found.append(_row(guests) if guests.is_here() else f"| {flavour} | not installed |")
    pool.end()
    return found


def _row(guests: Guests) -> str:
    first = min(guests.first_seconds() for _ in range(ROUNDS))
    taken = [(guests.floor(), guests.cpu_seconds()) for _ in range(ROUNDS)]
    floor, cpu = min(one for one, _ in taken), min(one for _, one in taken)
    rates = [max(guests.per_second(workers) for _ in range(ROUNDS)) for workers in WORKERS]
    alone = guests.alone_seconds()
    cells = [guests.flavour, GOALS[guests.flavour], f"{1 / cpu:.0f}"]
    cells += [f"{1000 * floor:.2f}", f"{1000 * cpu:.2f} ({cpu / floor:.1f})"]
    cells += [f"{rate:.0f} ({1 / rate / floor:.1f})" for rate in rates]
    cells += [f"{first:.2f} ({first / floor:.0f})", f"{1000 * alone:.0f} ({alone / floor:.0f})"]
    cells += [f"{_zygote_mib():.0f}", f"{_resident_kib(os.getpid()) / 1024:.0f}"]
    return f"| {' | '.join(cells)} |"


def _wall(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _own_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _cpu_below() -> float:
    """CPU seconds of all processes below this one, and of those of theirs that ended."""
    total = 0
    for pid in _below(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / _TICK


def _zygote_mib() -> float:
    return max((_resident_kib(pid) for pid in _below(os.getpid())), default=0) / 1024


def _resident_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def _below(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for path in listed for child in path.read_text().split()]
    return children + [below for child in children for below in _below(child)]
