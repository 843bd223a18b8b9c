"""Hostile programs as their manifests describe them, and a world in which they find something."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from workbench import interpreters, pipeline, settings, survey
from workbench.records import ArtifactResult
from workbench.survey import Workplace

HERE = Path(__file__).parent
SHARED, OWN = HERE / "programs", HERE / "own"
_REAL_HOME = Path.home()
_UNCLOSED = "\\'''\n" * 200_000
_DEEP = "x = " + "-" * 100_000 + "1\n"


@dataclass(frozen=True)
class Attack:
    """One line of a manifest. `codes` are those that have to be among the suspicions."""

    path: Path
    entry: str
    workload: str | None
    outcomes: tuple[str, ...]
    suspicious: str
    theme: str = ""
    codes: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return int(self.path.name[:3])

    @property
    def label(self) -> str:
        return f"{self.path.parent.name}-{self.path.stem}"


def attacks(folder: Path) -> list[Attack]:
    """Those of a folder that are there, as its manifest describes them."""
    entries = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    return [
        Attack(
            folder / e["file"],
            e["entry"],
            e["workload"],
            tuple(e["outcomes"]),
            e["suspicious"],
            e.get("theme", ""),
            tuple(e.get("codes", ())),
        )
        for e in entries
        if (folder / e["file"]).exists()
    ]


class World:
    """Listeners on loopback, secrets in the environment and in HOME: bait that must stay untouched.

    To be closed; the environment is set by whoever makes one.
    """

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        (self.home / ".ssh").mkdir(parents=True)
        self.secret = "wb-secret-" + secrets.token_hex(12)
        for name in ("secret.txt", ".ssh/id_rsa", ".ssh/id_wbtest", ".netrc"):
            (self.home / name).write_text(self.secret, encoding="utf-8")
        self.abstract = "wb-" + secrets.token_hex(8)
        self._unix = str(folder / "listener.sock")
        self._sockets = [
            _bound(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            _bound(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            _bound(socket.AF_UNIX, socket.SOCK_STREAM, self._unix),
            _bound(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + self.abstract),
            _bound(socket.AF_UNIX, socket.SOCK_DGRAM, "\0" + self.abstract),
        ]

    def close(self) -> None:
        for one in self._sockets:
            one.close()

    @cached_property
    def _places(self) -> dict[str, str]:
        tcp, udp = (str(one.getsockname()[1]) for one in self._sockets[:2])
        return {
            "@TCP@": tcp,
            "@UDP@": udp,
            "@UNIX@": self._unix,
            "@ABSTRACT@": self.abstract,
            "@HOME@": str(self.home),
            "@REPOSITORY@": str(HERE.parent.parent),
            "@BOMB@": _UNCLOSED,
            "@DEEP@": _DEEP,
            # The ports and names that the shared programs try.
            "47999": tcp,
            "/tmp/wb_canary.sock": self._unix,
        }

    def told(self, program: Path) -> bytes:
        """The program's source, in which it is told where the bait is."""
        text = program.read_bytes().decode("utf-8", "surrogateescape")
        for mark, place in self._places.items():
            text = text.replace(mark, place)
        return text.encode("utf-8", "surrogateescape")

    def touched(self) -> list[str]:
        """Listeners that somebody has spoken to."""
        ready, _, _ = select.select(self._sockets, [], [], 0)
        return [str(one.getsockname()) for one in ready]


def _bound(family: int, kind: int, place: Any) -> socket.socket:
    found = socket.socket(family, kind)
    found.bind(place)
    if kind == socket.SOCK_STREAM:
        found.listen()
    return found


@contextlib.contextmanager
def world(folder: Path) -> Iterator[World]:
    """A world in this folder."""
    made = World(folder)
    try:
        yield made
    finally:
        made.close()


class Silent:
    """A reporter that shows nothing."""

    def stage(self, text: str) -> None: ...

    def item(self, text: str) -> None: ...

    def progress(self, progress: Any) -> None: ...

    def warn(self, text: str) -> None: ...


def place(root: Path, tier: str, timeout: float) -> Workplace:
    """This machine with its one interpreter that runs the tests, and results below `root`."""
    return replace(_machine(tier, timeout), root=root, user_folder=root)


@cache
def _machine(tier: str, timeout: float) -> Workplace:
    nowhere = Path(os.devnull)
    flags = {"isolation": tier, "timeout": timeout}
    found = settings.load(flags, environ=os.environ, folder=nowhere, user_folder=nowhere)
    here = interpreters.running()
    return replace(survey.workplace(found), interpreters=(here,), target=here)


def verified(file: Path, workload: str, there: Workplace) -> tuple[ArtifactResult, bytes]:
    """What `verify FILE --workload NAME` finds out, and every byte that it keeps of it."""
    judged = pipeline.verify_file(file, workload, there, Silent())
    (result,) = judged.verification.results
    (verdict,) = judged.verification.verdicts
    confirmed = verdict.label == "confirmed"
    assert confirmed == (result.outcome == "ok"), (result, verdict)
    kept = [path.read_bytes() for path in there.root.rglob("*") if path.is_file()]
    return result, b"".join(kept)


def children(pid: int | str = "self") -> set[str]:
    """Processes that a process has started."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    return {child for path in listed for child in path.read_text().split()}


def descendants() -> set[str]:
    """All processes below this one."""
    found, waiting = set(), [*children()]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children(pid)
    return found


def canaries(*more: Path) -> set[str]:
    """Files that a program left outside."""
    places = [Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), _REAL_HOME, Path.home(), Path.cwd()]
    return {str(found) for place in (*places, *more) for found in place.glob("WB_CANARY*")}


def named(found: Sequence[Attack]) -> dict[str, Any]:
    """Arguments of `parametrize` for attacks."""
    return {"argvalues": list(found), "ids": [one.label for one in found]}
