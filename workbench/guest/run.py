"""Run one artifact in one guest: observe it with a probe, or call its entry point."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from workbench.guest import gate, layers, wire
from workbench.guest.channel import EndedError
from workbench.guest.live import stopped
from workbench.guest.pool import Guest
from workbench.guest.session import Session, failure, hold, outcome_of
from workbench.guest.wire import Function, Opaque
from workbench.records import Interpreter, Limits, Run

if TYPE_CHECKING:
    from workbench.guest.tiers import Isolation

__all__ = ["Calls", "Job", "Observation", "Opaque", "Raised", "Returned", "call", "observe"]
__all__ += ["stopped"]

Flavour = Literal["base", "numpy", "torch"]
_GAP_SECONDS, _GAP_SHARE = 0.05, 0.5
_SECONDS_PER_BYTE = 2e-7
_GROWN = Opaque("something that has grown too large to come back")
"""What sending and receiving may take of a call's wall time before that is suspicious."""


@dataclass(frozen=True)
class Job:
    """What a guest is to do: a probe's name, the Python for it, and the artifact.

    `files` (relative name to text) are put into the scratch folder, which the artifact may
    write to only when there are some, or when it is run as a script. `driver` is source text of
    the host's that defines `drive(entry_point, *args)`; with one, its results are those of a call.
    `fresh` asks for an interpreter of its own: guests of one zygote hash texts alike and have
    their objects at like addresses, so that an order which depends on these repeats itself.
    """

    probe: str
    interpreter: Interpreter
    source: str
    filename: str = "workload.py"
    entry_point: str | None = None
    flavour: Flavour = "base"
    parameters: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    driver: str = ""
    fresh: bool = False


@dataclass(frozen=True)
class Observation:
    """What the host saw of the process, and the probe's report when there is one."""

    run: Run
    data: dict[str, Any] | None


@dataclass(frozen=True)
class Returned:
    """A call's result. `inputs_after` is None when the arguments were too large to come back.

    Arguments that came back as nothing though they could have, as they were sent, are Opaque.
    What stood for a function among the arguments is its source text again. `again` says that the
    object is one that a call before returned: a list or an array that callers would share.
    """

    value: Any
    inputs_after: tuple[Any, ...] | None
    claimed_seconds: float
    again: bool = False


@dataclass(frozen=True)
class Raised:
    """A call's exception: names of its types, most derived first, and its message."""

    types: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Calls:
    """Results in the order of the cases; fewer than these when `run.outcome` says why."""

    run: Run
    results: tuple[Returned | Raised, ...]


def observe(job: Job, limits: Limits, isolation: Isolation) -> Observation:
    """Run a one-shot probe in a guest of its own and return its report.

    Everything the artifact does wrong is in the run's outcome. Raises ValueError for a name
    among the files that leads out of the scratch folder.
    """
    found: list[dict[str, Any]] = []

    def talk(session: Session) -> None:
        found.clear()
        session.phase = "call"
        header, buffers = session.ask("job", _job(job))
        data = header.get("data")
        if header["kind"] != "data" or type(data) is not dict or len(buffers):
            raise EndedError("protocol", "an answer that is no report")
        found.append(_plain(data))

    run = _hold(job, job.probe, limits, isolation, talk)
    return Observation(run, found[0] if found and run.outcome == "ok" else None)


def call(
    job: Job,
    cases: Sequence[tuple[Any, ...]],
    limits: Limits,
    isolation: Isolation,
    function_arguments: Collection[int] = (),
) -> Calls:
    """Call the entry point with each case, one after the other, in one guest.

    The limits hold for all cases together. Arguments whose index is in `function_arguments` are
    source texts of one `def` each. Raises TypeError for an argument that cannot be sent.
    """
    results: list[Returned | Raised] = []
    gaps: list[float] = []

    def talk(session: Session) -> None:
        results.clear()
        gaps.clear()
        session.phase = "import"
        header, buffers = session.ask("job", _job(job))
        if header["kind"] != "loaded" or len(buffers):
            raise EndedError("protocol", "an answer before the first call")
        session.phase = "call"
        for case in cases:
            results.append(_call(session, case, function_arguments, gaps))
        header, buffers = session.ask("finish", {})
        if header["kind"] != "finished" or len(buffers):
            raise EndedError("protocol", "no end after the last call")
        if sum(gap > 0 for gap in gaps) > 1 or sum(gaps) > 4 * _GAP_SECONDS:
            session.seen.add("WB603")

    return Calls(_hold(job, "outputs", limits, isolation, talk), tuple(results))


def _call(
    session: Session, case: tuple[Any, ...], functions: Collection[int], gaps: list[float]
) -> Returned | Raised:
    sent = tuple(Function(arg) if n in functions else arg for n, arg in enumerate(case))
    description, buffers = wire.encode(sent)
    before = session.guest.cpu_seconds_so_far()
    start = time.monotonic()
    header, rest = session.ask("call", {"args": description}, buffers)
    wall = time.monotonic() - start
    if header["kind"] == "raised":
        types, text = failure(header)
        outcome = outcome_of(types, "call")
        if outcome is not None:
            raise EndedError(outcome, text)
        message = header.get("message")
        return Raised(types, wire.clean(message) if type(message) is str else "")
    if header["kind"] != "returned":
        raise EndedError("protocol", "an answer that is neither a result nor an exception")
    seconds = header.get("seconds")
    if type(seconds) is not float or not 0 <= seconds <= wall + 1:
        raise EndedError("protocol", "a duration that cannot be")
    size = len(rest) + sum(map(len, buffers))
    worked = session.guest.cpu_seconds_so_far() - before
    # On a busy machine a guest waits for its turn: that is no time which it hides.
    spent = min(wall, worked) if before > 0 else wall
    gaps.append(_gap(spent, seconds, size))
    value, inputs = _result(header, rest, case, functions)
    room = session.limits.frame_bytes - len(rest)
    if inputs is None and wire.would_fit(description, buffers, header.get("value"), room):
        inputs = tuple(arg if n in functions else _GROWN for n, arg in enumerate(case))
    return Returned(value, inputs, seconds, header.get("again") is True)


def _gap(wall: float, claimed: float, size: int) -> float:
    """Seconds of a call that are neither claimed nor explained; 0.0 when there are few."""
    gap = wall - claimed - size * _SECONDS_PER_BYTE
    return gap if gap > max(_GAP_SECONDS, _GAP_SHARE * wall) else 0.0


def _result(
    header: dict[str, Any], rest: memoryview, case: tuple[Any, ...], functions: Collection[int]
) -> tuple[Any, tuple[Any, ...] | None]:
    decoder = wire.Decoder(rest)
    try:
        value = decoder.value(header.get("value"))
        inputs = decoder.value(header.get("inputs"))
        decoder.end()
    except wire.MalformedError as error:
        raise EndedError("protocol", str(error)) from error
    if inputs is None:
        return value, None
    if type(inputs) is not tuple or len(inputs) != len(case):
        raise EndedError("protocol", "other arguments than were sent")
    kept = (case[n] if n in functions else item for n, item in enumerate(inputs))
    return value, tuple(kept)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    try:
        cleaned: dict[str, Any] = wire.plain(data)
    except wire.MalformedError as error:
        raise EndedError("protocol", str(error)) from error
    return cleaned


def _job(job: Job) -> dict[str, Any]:
    return {
        "source": job.source,
        "filename": job.filename,
        "entry_point": job.entry_point,
        "parameters": job.parameters,
        "driver": job.driver,
    }


def _hold(job: Job, probe: str, limits: Limits, isolation: Isolation, talk: Any) -> Run:
    refusal = gate.refusal(job.source)
    if refusal is not None:
        return Run(
            outcome="rejected-source", error=refusal, phase="compile", isolation=isolation.tier
        )
    # Only a script is written to a file; elsewhere the name is just what tracebacks show.
    for name in (*job.files, job.filename) if probe == "script" else job.files:
        _check_name(name)
    writes = bool(job.files) or probe == "script"

    def setup(guest: Guest) -> dict[str, Any]:
        return {
            "probe": probe,
            "flavour": job.flavour,
            "packages": job.interpreter.packages,
            "files": job.files,
            "layers": layers.OF[isolation.tier].inside,
            **guest.rules(writes),
            "frame_bytes": limits.frame_bytes,
            "limits": {
                "memory_bytes": limits.memory_bytes,
                "cpu_seconds": limits.cpu_seconds,
                "file_bytes": limits.file_bytes,
            },
        }

    run = hold(
        job.interpreter,
        job.flavour,
        limits,
        isolation.tier,
        setup,
        talk,
        fresh=job.fresh,
        writes=writes,
    )
    noted = set(run.suspicions) | set(gate.suspicions(job.source))
    return run.model_copy(update={"suspicions": tuple(sorted(noted))})


def _check_name(name: str) -> None:
    parts = name.split("/")
    if "\0" in name or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"{name!r} is no name of a file in the scratch folder")
