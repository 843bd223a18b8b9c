"""Looking at zygotes from outside: which there are, and what they hold."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from running import run

from workbench.guest import pool
from workbench.guest.run import Calls, Returned
from workbench.guest.tiers import Isolation
from workbench.guest.zygote import Zygote
from workbench.records import Limits

ADD = "def f(n):\n    return n + 1\n"
QUICK = Limits(wall_seconds=0.5)


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
    try:
        links = [os.readlink(path) for path in (folder / "fd").iterdir()]
    except FileNotFoundError:  # one was closed while they were listed
        return False
    return sum(link.startswith("socket:") for link in links) == 1


def state(one: Zygote) -> tuple[int, int, list[str], int]:
    """What grows when something is left: our descriptors, the zygote's, its children, memory."""
    folder = Path("/proc", str(one._pid))
    until(lambda: is_at_rest(folder))
    memory = next(line for line in (folder / "status").read_text().splitlines() if "VmRSS" in line)
    count = len(os.listdir(folder / "fd"))
    return len(os.listdir("/proc/self/fd")), count, children(one), int(memory.split()[1])
