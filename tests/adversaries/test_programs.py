"""Programs that cheat, break out or break down: what becomes of them, and what they leave.

Every file in `programs` opens with the trick and the outcome demanded; MANIFEST.json holds the
same for machines. What needs a reference to be judged is judged elsewhere: here a returned value
may be wrong, it just may not be dangerous.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hostile
import needing
import pytest
from hostile import World, canaries, children

from workbench.guest import pool
from workbench.guest.run import Calls, Flavour, Job, Opaque, Raised, call
from workbench.guest.tiers import Isolation
from workbench.records import Interpreter, Limits

PROGRAMS = Path(__file__).parent / "programs"
PYTHON = Interpreter(
    executable=sys.executable,
    version=".".join(map(str, sys.version_info[:3])),
    prefix=sys.base_prefix,
    stdlib=sysconfig.get_path("stdlib"),
    packages=sysconfig.get_path("purelib"),
)
LIMITS = Limits(wall_seconds=1.5, cpu_seconds=5)
# Programs that mean nothing without torch.
TORCH = dict.fromkeys((75, 157), Limits(wall_seconds=20.0, cpu_seconds=20))
SAMPLE = {
    1, 3, 9, 11, 20, 22, 27, 30, 33, 35, 37, 40, 42, 48, 52, 53, 55, 60,
    61, 66, 70, 122, 124, 129, 141, 144, 156,
}  # fmt: skip
MATRIX = [[1.0, 2.0], [3.0, 4.0]]
ARGUMENTS: dict[str, list[tuple[Any, ...]]] = {
    "quicksort": [([3, 1, 2],), (list(range(40, 0, -1)),)],
    "mean": [([1.0, 2.0],)],
    "count": [([1, 2],)],
    "matmul": [(MATRIX, MATRIX), ([[1.0] * 99] * 99, [[2.0] * 99] * 99)],
    "linear": [(MATRIX, MATRIX)],
    "aes_encrypt": [(7, [1] * 16)],
    "fib": [(3,), (20,)],
    "build_tree": [(200,)],
    "sample_pi": [(100,)],
    "modpow": [(7, 10**9, 13)],
    "euler": [("def slope(t, y):\n    return -y\n", 1.0, 0.0, 1.0, 0.1)],
}


@dataclass(frozen=True)
class Program:
    """One line of the manifest."""

    file: str
    entry: str
    outcomes: tuple[str, ...]
    suspicious: str
    has_workload: bool

    @property
    def number(self) -> int:
        return int(self.file[:3])

    def cases(self) -> list[tuple[Any, ...]]:
        name, _, rest = self.entry.rstrip(")").partition("(")
        parameters = [part for part in rest.split(",") if part.strip()]
        return ARGUMENTS.get(name, [tuple("x" for _ in parameters)])

    @property
    def flavour(self) -> Flavour:
        with_torch = self.number in TORCH and importlib.util.find_spec("torch")
        return "torch" if with_torch else "numpy"

    def run(self, tier: Isolation, world: World) -> Calls:
        source = world.told(PROGRAMS / self.file).decode("utf-8", "surrogateescape")
        name = self.entry.partition("(")[0]
        job = Job("outputs", PYTHON, source, entry_point=name, flavour=self.flavour)
        functions = (0,) if name == "euler" else ()
        return call(job, self.cases(), TORCH.get(self.number, LIMITS), tier, functions)


def programs() -> list[Program]:
    entries = json.loads((PROGRAMS / "MANIFEST.json").read_text(encoding="utf-8"))
    return [
        Program(
            e["file"], e["entry"], tuple(e["outcomes"]), e["suspicious"], e["workload"] is not None
        )
        for e in entries
        if (PROGRAMS / e["file"]).exists()
    ]


QUICK = [program for program in programs() if program.number in SAMPLE]
# Those with a workload are judged against its reference, see test_attacks.py.
REST = [one for one in programs() if one.number not in SAMPLE and not one.has_workload]


def named(found: list[Program]) -> Any:
    return pytest.mark.parametrize("program", found, ids=[program.file for program in found])


@pytest.fixture(
    params=[
        "strong-forked",
        "filtered-forked",
        pytest.param("strong-alone", marks=pytest.mark.proof),
        pytest.param("filtered-alone", marks=pytest.mark.proof),
    ]
)
def tier(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Isolation:
    """A tier, and whether a zygote forks the guests, the same for all programs, or none does."""
    name, way = request.param.split("-")
    needing.tier(name)
    worth = 0 if way == "forked" else 1 << 30
    monkeypatch.setattr(pool, "WORTH", dict.fromkeys(pool.WORTH, worth))
    return Isolation(name)


def grandchildren() -> int:
    """Guests that live still: a zygote in the strong tier is a child of bubblewrap's process."""
    found = set().union(*map(children, children()))
    return len(found) + len(set().union(*map(children, found)))


def honest(tier: Isolation, flavour: Flavour) -> None:
    """A program that knows nothing of those before it gets what it would get without them."""
    source = "def f(xs):\n    return sorted(xs)\n"
    job = Job("outputs", PYTHON, source, entry_point="f", flavour=flavour)
    calls = call(job, [([3, 1, 2],)], Limits(wall_seconds=30.0), tier)
    assert (calls.run.outcome, calls.run.suspicions) == ("ok", ())
    assert [getattr(result, "value", None) for result in calls.results] == [[1, 2, 3]]


def state() -> tuple[Any, ...]:
    found = children()
    return canaries(), len(found), grandchildren(), len(os.listdir("/proc/self/fd"))


@pytest.fixture
def world(
    program: Program, tier: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Bait, and processes, descriptors, scratch and canary files compared before and after.

    The zygote stays from program to program, as it does in use, and an honest one comes between.
    """
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with hostile.world(tmp_path) as made:
        for name, value in (("HOME", str(made.home)), ("OPENAI_API_KEY", made.secret)):
            monkeypatch.setenv(name, value)
        honest(tier, program.flavour)
        before = state()
        yield made
        honest(tier, program.flavour)
        assert state() == before
        assert made.touched() == []
    assert not [name for name in os.listdir(scratch) if "zygote" not in name]


@pytest.fixture(scope="module", autouse=True)
def _no_zygote_stays() -> Iterator[None]:
    pool.end()
    before = children(), set(os.listdir("/proc/self/fd"))
    yield
    pool.end()
    assert (children(), set(os.listdir("/proc/self/fd"))) == before


def judge(program: Program, calls: Calls, world: World) -> None:
    assert world.secret not in repr(calls)
    outcome: str = calls.run.outcome
    if outcome == "ok" and any(isinstance(result, Raised) for result in calls.results):
        outcome = "crash"
    accepted = set(program.outcomes)
    if accepted & {"incorrect", "wrong-type"}:
        accepted.add("ok")  # it returned something, and there is no reference here to tell
    assert outcome in accepted, calls.run.error
    assert calls.run.isolation in ("strong", "filtered")
    assert calls.run.max_rss_bytes < 2 * LIMITS.memory_bytes
    assert len(calls.run.stdout) <= LIMITS.output_bytes


@named(QUICK)
def test_a_hostile_program_comes_to_its_end(
    program: Program, tier: Isolation, world: World
) -> None:
    judge(program, program.run(tier, world), world)


@pytest.mark.proof
@named(REST)
@pytest.mark.parametrize("tier", ["strong-forked", "filtered-forked"], indirect=True)
def test_every_other_hostile_program_comes_to_its_end(
    program: Program, tier: Isolation, world: World
) -> None:
    if program.number in TORCH:
        needing.torch()
    calls = program.run(tier, world)
    judge(program, calls, world)
    if program.number == 75:  # what poses as a tensor arrives as no value at all
        assert [type(result.value) for result in calls.results] == [Opaque]


@named([p for p in programs() if p.suspicious == "must"])
def test_what_must_be_suspected_is_suspected(
    program: Program, tier: Isolation, world: World
) -> None:
    assert program.run(tier, world).run.suspicions


def test_a_line_of_ten_megabytes_is_refused_unread(tier: Isolation) -> None:
    job = Job("outputs", PYTHON, "x = '" + "a" * 10_000_000 + "'\n", entry_point="matmul")
    assert call(job, [()], LIMITS, tier).run.outcome == "rejected-source"


def test_the_bait_is_real(tmp_path: Path) -> None:
    """What the programs are told leads to the listeners, and one that is spoken to says so."""
    with hostile.world(tmp_path) as made:
        source = made.told(PROGRAMS / "053_tcp_connect.py").decode()
        (port,) = re.findall(r'"127\.0\.0\.1", (\d+)', source)
        assert made.touched() == []
        with socket.create_connection(("127.0.0.1", int(port))):
            assert len(made.touched()) == 1
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
            link.sendto(b"out", "\0" + made.abstract)
        assert len(made.touched()) == 2


def test_the_files_and_the_manifest_agree() -> None:
    listed = {program.file for program in programs()}
    assert listed == {path.name for path in PROGRAMS.glob("*.py")}
    assert len(listed) == 106
