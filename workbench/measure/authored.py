"""Compiled modules and profiles that somebody handed in, read by guests: never on this side."""

from __future__ import annotations

import base64
import math
import re
from dataclasses import dataclass
from typing import Any

from workbench.guest import run as guest
from workbench.measure.bench import Bench
from workbench.measure.conditions import measurement
from workbench.records import Artifact, Interpreter, Measurement, Run

LARGEST = 4 << 20
# The magic numbers of releases, from the list in CPython's importlib/_bootstrap_external.py.
_MAGIC = {
    3413: (3, 8),
    3425: (3, 9),
    3439: (3, 10),
    3495: (3, 11),
    3531: (3, 12),
    3571: (3, 13),
    3627: (3, 14),
}
_OPTIMIZED = re.compile(r"\.opt-([12])\.pyc\Z")
_MOST_SECONDS = 1e9
_MOST_CALLS = 2**53


@dataclass(frozen=True)
class Row:
    """One function of a profile, as its author's tool wrote it. Seconds; `total` with callees."""

    file: str
    name: str
    calls: int
    own: float
    total: float


def source_of(name: str) -> str | None:
    """Where the program lies that a compiled file is of, by where that lies (names with slashes):
    above the folder that CPython makes for them, or beside it; None for another file."""
    folder, _, base = name.rpartition("/")
    if not base.endswith(".pyc"):
        return None
    if folder.rpartition("/")[2] == "__pycache__":
        folder = folder.rpartition("/")[0]
    return f"{folder}/{base.partition('.')[0]}.py".lstrip("/")


def compiled(data: bytes, name: str, program: Artifact, bench: Bench) -> Measurement | str:
    """How a compiled file compares with a program; or in words why that cannot be told."""
    minor = _MAGIC.get(int.from_bytes(data[:2], "little"))
    if minor is None or data[2:4] != b"\r\n":
        return "it has the magic number of no CPython from 3.8 to 3.14"
    fitting = [one for one in (*bench.interpreters, bench.target) if one.minor == minor]
    if not fitting:
        return f"it was compiled by CPython {minor[0]}.{minor[1]}, which is not here"
    level = _OPTIMIZED.search(name)
    parameters = {"what": "pyc", "optimize": int(level.group(1)) if level else 0}
    return _read(data, name, program, fitting[-1], parameters, bench)


def profile(data: bytes, name: str, nothing: Artifact, bench: Bench) -> Measurement | str:
    """What a profile holds; or in words why it cannot be read."""
    return _read(data, name, nothing, bench.target, {"what": "prof"}, bench)


def rows(seen: Measurement) -> tuple[Row, ...]:
    """The functions of a profile, each checked; those with impossible numbers are left out."""
    found = (seen.data or {}).get("rows")
    made = (_row(one) for one in found) if isinstance(found, list) else ()
    return tuple(one for one in made if one is not None)


def differences(seen: Measurement) -> tuple[str, ...] | None:
    """The names of what differs between a compiled file and its source; None where that is not
    told, () where nothing does."""
    data = seen.data or {}
    if data.get("same") is True:
        return ()
    found = [data.get(part) for part in ("different", "missing", "extra")]
    names = [name for part in found if isinstance(part, list) for name in part]
    known = all(isinstance(name, str) for name in names)
    return tuple(dict.fromkeys(names)) if data.get("same") is False and known and names else None


def _read(
    data: bytes,
    name: str,
    program: Artifact,
    interpreter: Interpreter,
    parameters: dict[str, Any],
    bench: Bench,
) -> Measurement | str:
    text = base64.b64encode(data).decode("ascii")
    job = guest.Job(
        "authored",
        interpreter,
        program.source,
        program.name,
        parameters={**parameters, "data": text},
    )
    seen = guest.observe(job, bench.limits, bench.static_isolation)
    found = measurement(
        program, "authored", "static", interpreter.version, seen.run, seen.data, {"call": name}
    )
    return found if found.data is not None else _why(found, seen.run)


def _why(found: Measurement, run: Run) -> str:
    return f"it could not be read: {found.error or run.error or run.outcome}"


def _row(one: Any) -> Row | None:
    if not isinstance(one, list) or len(one) != 7:
        return None
    file, _, name, calls, _, own, total = one
    if not (isinstance(file, str) and isinstance(name, str) and type(calls) is int):
        return None
    seconds = (own, total)
    fine = all(type(s) is float and math.isfinite(s) and 0 <= s <= _MOST_SECONDS for s in seconds)
    return Row(file, name, calls, own, total) if fine and 0 <= calls <= _MOST_CALLS else None
