"""One conversation with one guest, from its start to its end, as a Run record.

The guest never states a verdict; whatever it does that is not the expected answer ends the
conversation with an outcome of its own.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from typing import Any, Literal

from workbench.errors import exhausted
from workbench.guest import channel, live, pool, wire
from workbench.guest.channel import Channel, EndedError
from workbench.guest.pool import Guest
from workbench.records import Interpreter, Limits, Outcome, Run

Phase = Literal["start", "compile", "import", "call", "end"]
LIBRARIES = {"base": (), "numpy": ("numpy",), "torch": ("numpy", "torch")}
"""What the bootstrap imports for each flavour."""
_START_SECONDS = 60.0
_END_SECONDS = 3.0
_CODES = frozenset(f"WB60{number}" for number in (1, 2, 3, 4, 5, 6, 8))
_PHASES: dict[str, Phase] = {"compile": "compile", "import": "import", "call": "call"}


class Session:
    """A guest that is ready to be given the artifact; made by `hold`."""

    def __init__(self, guest: Guest, limits: Limits) -> None:
        self.guest = guest
        self.limits = limits
        self.phase: Phase = "start"
        self.seen: set[str] = set()
        self.started = time.monotonic()
        self.cpu_before = 0.0
        self.channel = Channel(
            guest.start(),
            deadline=self.started + _START_SECONDS,
            frame_bytes=limits.frame_bytes,
            output_bytes=limits.output_bytes,
            look=guest.scratch_problem,
        )

    def set_up(self, setup: dict[str, Any]) -> None:
        """Let the guest take its rights away; raises EndedError with outcome `not-run`."""
        try:
            header, _ = self.ask("setup", setup)
        except EndedError as ended:
            raise EndedError("not-run", f"the guest did not start: {ended.why}") from ended
        if header["kind"] != "sandboxed":
            why = wire.clean(str(header.get("message")))[:500]
            raise EndedError("not-run", f"the guest could not be set up: {why}")
        self.guest.note_ready()
        self.cpu_before = self.guest.cpu_seconds_so_far()
        self.started = time.monotonic()
        self.channel.deadline = self.started + self.limits.wall_seconds

    def ask(
        self, kind: str, fields: dict[str, Any], buffers: list[bytes] | None = None
    ) -> tuple[dict[str, Any], memoryview]:
        """Send a request, return (header, buffers) of its answer; raises EndedError."""
        nonce = secrets.token_hex(16)
        self.channel.send(wire.pack({**fields, "kind": kind, "nonce": nonce}, buffers or []))
        header, rest = channel.unpack(self.channel.receive())
        if header.get("nonce") != nonce or type(header.get("kind")) is not str:
            raise EndedError("protocol", "an answer to no question of ours")
        seen = header.get("seen")
        if type(seen) is list:
            self.seen.update(code for code in seen if type(code) is str and code in _CODES)
        self._refuse(header)
        return header, rest

    def _refuse(self, header: dict[str, Any]) -> None:
        """Raise what an answer that ends the conversation means."""
        kind = header["kind"]
        if kind == "failed":
            phase = header.get("phase")
            self.phase = _PHASES.get(phase if type(phase) is str else "", "call")
            types, text = failure(header)
            raise EndedError(outcome_of(types, self.phase) or "crash", text)
        if kind == "too-large":
            raise EndedError("output-limit", "a value too large to be sent")
        if kind == "no-entry-point":
            raise EndedError("no-entry-point", "the module does not define its entry point")

    def finish(self) -> None:
        """Let the guest go; raises EndedError when it does not go quietly."""
        self.phase = "end"
        self.guest.note_peak()
        self.channel.pipes.close_request()
        if not self.channel.drain(_END_SECONDS) or not self.guest.wait(_END_SECONDS):
            raise EndedError("protocol", "the guest did not end after its last answer")

    def let_end(self, ended: EndedError) -> None:
        """Give a guest that failed the time to end by itself, so that its end can be told."""
        self.guest.note_peak()
        if ended.outcome in ("timeout", "protocol", "output-limit"):
            return
        self.channel.pipes.close_request()
        with contextlib.suppress(EndedError):
            self.channel.drain(_END_SECONDS)
        self.guest.wait(_END_SECONDS)

    def take_in_the_rest(self) -> None:
        """After its death: what still lies in the pipes, until their last holder is gone."""
        with contextlib.suppress(EndedError):
            self.channel.drain(_END_SECONDS)


def failure(header: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """(names of the exception's types, one line about it) of an answer; raises EndedError."""
    types, message, line = header.get("types"), header.get("message"), header.get("line")
    if type(types) is not list or not types or not all(type(name) is str for name in types):
        raise EndedError("protocol", "an exception without a type")
    names = tuple(wire.clean(name)[:120] for name in types[:20])
    text = names[0]
    if type(message) is str and message:
        text += ": " + wire.clean(message)[:500]
    if type(line) is int:
        text += f" (line {line})"
    return names, text


def outcome_of(types: tuple[str, ...], phase: Phase) -> Outcome | None:
    """The outcome that an uncaught exception means; None for an ordinary one in a call."""
    if phase == "compile":
        return "rejected-source"
    if "MemoryError" in types:
        return "memory"
    if "PermissionError" in types:
        return "blocked"
    if "Exception" not in types or phase != "call":
        return "crash"
    return None


def hold(
    interpreter: Interpreter,
    flavour: str,
    limits: Limits,
    tier: str,
    setup: Callable[[Guest], dict[str, Any]],
    talk: Callable[[Session], None],
    *,
    fresh: bool = False,
    writes: bool = True,
) -> Run:
    """Start a guest, set it up, talk with it, and leave nothing behind, come what may.

    When a zygote's child does not get as far as the artifact, or the zygote fails under it, all is
    done once more in a process of its own: `talk` may be called twice, and only its last call
    counts. `fresh` asks for such a process at once, `writes` says whether there are files for the
    artifact or it may make some. Raises MissingError when this machine has no room for a guest.
    """
    for library in LIBRARIES[flavour]:
        if not has_library(interpreter, library):
            return Run(outcome="not-run", isolation=tier, error=f"this Python has no {library}")
    run = Run(outcome="not-run", isolation=tier)
    for guest in pool.attempts(interpreter, flavour, tier, fresh=fresh, writes=writes):
        with live.counted(guest):
            run = _held(guest, limits, tier, setup, talk)
        if run.outcome != "not-run" and not guest.is_lost:
            break
    return run


def _held(
    guest: Guest,
    limits: Limits,
    tier: str,
    setup: Callable[[Guest], dict[str, Any]],
    talk: Callable[[Session], None],
) -> Run:
    ended: EndedError | None = None
    session: Session | None = None
    try:
        live.check()
        session = Session(guest, limits)
        live.check()
        session.set_up(setup(guest))
        talk(session)
        session.finish()
    except EndedError as error:
        ended = error
        if session is not None:
            session.let_end(ended)
    except OSError as error:
        told = exhausted(error)
        if told is not None:
            raise told from error  # no fault of the artifact, and no verdict without it
        ended = EndedError("not-run", f"the guest did not start: {error.strerror}")
    finally:
        wall = time.monotonic() - session.started if session is not None else 0.0
        natural = guest.wait(0.0)
        try:
            guest.kill()
            if session is not None:
                session.take_in_the_rest()
        finally:
            guest.close()
    return _record(guest, session, ended, tier, wall, natural)


def _record(
    guest: Guest,
    session: Session | None,
    ended: EndedError | None,
    tier: str,
    wall: float,
    natural: bool,
) -> Run:
    ending = guest.ending()
    if session is None:
        return Run(outcome="not-run", error=ended.why if ended else None, isolation=tier)
    cpu = max(0.0, ending.cpu_seconds - session.cpu_before)
    outcome: Outcome = ended.outcome if ended else "ok"
    error = ended.why if ended else None
    if outcome == "crash" and natural and ending.signal is not None:
        outcome, error = _by_signal(ending.signal, cpu, session.limits)
    elif outcome == "not-run" and session.channel.stderr.total:
        error = f"{error}: {session.channel.stderr.text().strip()[-300:]}"
    seen = session.seen - {"WB606"} if outcome == "blocked" else session.seen
    return Run(
        outcome=outcome,
        error=error,
        phase=session.phase,
        exit_code=ending.exit_code if natural else None,
        signal=ending.signal if natural else None,
        wall_seconds=wall,
        cpu_seconds=cpu,
        max_rss_bytes=ending.max_rss_bytes,
        stdout=session.channel.stdout.text(),
        stderr=session.channel.stderr.text(),
        stdout_truncated=session.channel.stdout.total > channel.STDOUT_BYTES,
        isolation=tier,
        suspicions=tuple(sorted(seen)),
    )


def _by_signal(number: int, cpu_seconds: float, limits: Limits) -> tuple[Outcome, str]:
    """What a signal that we did not send means."""
    if number == 24 or (number == 9 and cpu_seconds >= limits.cpu_seconds - 0.5):
        return "timeout", "the CPU limit was reached"
    if number == 9:
        return "memory", "the kernel ended the guest, most likely for want of memory"
    return "crash", f"ended by signal {number}"


def has_library(interpreter: Interpreter, name: str) -> bool:
    """Whether an interpreter's packages folder holds a library."""
    packages = interpreter.packages
    return packages is not None and os.path.isdir(os.path.join(packages, name))
