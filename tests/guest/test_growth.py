"""Nothing grows: descriptors, processes, scratch and memory after many guests are as before."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import pytest
from forking import ADD, children, only, until, values, zygotes
from running import LIMITS, PYTHON, run
from test_containment import descendants

from workbench.guest import jail, pool
from workbench.guest.run import Job, observe
from workbench.guest.tiers import Isolation

MANY, SOME = 10_000, 300
MEMORY_BYTES = 4 << 20
"""What the host may be larger by afterwards, however many guests there were."""
WARM_UP = 100
SCRIPT = "import os\nos.makedirs('a/b')\nopen('a/b/c', 'w').write('x' * 1000)\nprint('ok')\n"
CRASH = "import os\ndef f():\n    os._exit(3)\n"
RAISES = "def f():\n    raise ValueError('no')\n"
DENIED = "import os\ndef f():\n    os.fork()\n"


@pytest.fixture
def tier(forked_tier: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Isolation:
    """A tier in which zygotes fork every guest, with a folder for all that is temporary."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return forked_tier


def guests(first: int, count: int, tier: Isolation) -> None:
    """So many guests: most are honest, some write files, some end badly."""
    for number in range(first, first + count):
        if number % 20 == 7:
            seen = observe(Job("script", PYTHON, SCRIPT), LIMITS, tier)
            assert (seen.run.outcome, seen.run.stdout) == ("ok", "ok\n")
        elif number % 20 == 13:
            bad, outcome = [(CRASH, "crash"), (RAISES, "ok"), (DENIED, "blocked")][number // 20 % 3]
            assert run(bad, tier).run.outcome == outcome
        else:
            assert values(run(ADD, tier, (number,))) == [number + 1]


def held() -> tuple[int, int]:
    """Descriptors of this process, and its resident size in bytes."""
    gc.collect()
    return len(os.listdir("/proc/self/fd")), jail.resident_bytes(os.getpid(), "VmRSS")


def left(folder: Path) -> list[str]:
    """What guests left in the folder for all that is temporary; a zygote's own is not theirs."""
    return [path.name for path in folder.rglob("*") if not path.name.startswith("workbench-zygote")]


def grows_nothing(count: int, tier: Isolation, folder: Path) -> None:
    pool.end()
    empty, _ = held()
    others = descendants(os.getpid())  # of tests before, such as a browser's driver
    guests(0, WARM_UP, tier)
    before = held()
    below = len(descendants(os.getpid()))
    guests(WARM_UP, count, tier)
    until(lambda: children(only()) == [])
    after = held()
    assert after[0] == before[0]
    assert after[1] - before[1] < MEMORY_BYTES
    assert len(descendants(os.getpid())) == below
    assert left(folder) == []
    assert len([one for one in zygotes() if one.is_open]) == 1
    pool.end()
    assert held()[0] == empty
    assert descendants(os.getpid()) == others
    assert os.listdir(folder) == []


def test_some_hundred_guests_leave_nothing(tier: Isolation, tmp_path: Path) -> None:
    grows_nothing(SOME, tier, tmp_path)


@pytest.mark.proof
def test_ten_thousand_guests_leave_nothing(tier: Isolation, tmp_path: Path) -> None:
    grows_nothing(MANY, tier, tmp_path)
