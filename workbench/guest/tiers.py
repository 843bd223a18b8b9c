"""Which isolation works here, decided by attempting escapes inside it, not by looking around."""

from __future__ import annotations

import sys
import sysconfig
import threading
from collections.abc import Collection
from dataclasses import dataclass, replace

from workbench.errors import IsolationError, UsageError, exhausted
from workbench.guest import escapes, jail, layers, pool, run, seatbelt
from workbench.guest.layers import TIERS
from workbench.records import Interpreter, Limits

__all__ = ["TIERS", "Isolation", "detect", "problem_of"]

_BUBBLEWRAP = (
    "install bubblewrap 0.7 or later (Debian and Ubuntu: apt install bubblewrap, Fedora: dnf "
    "install bubblewrap) and allow unprivileged user namespaces (sysctl "
    "kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu)"
)
_LANDLOCK = "use a Linux kernel of 5.13 or later with Landlock and seccomp switched on"
_HINTS = {
    "strong": f"{_BUBBLEWRAP}; {_LANDLOCK}",
    "filtered": _LANDLOCK,
    "namespaces": _BUBBLEWRAP,
    "reduced": "use a macOS with sandbox-exec",
}
_NOWHERE = (
    "programs can be run on Linux (x86-64, aarch64) and, untested by us, on macOS; elsewhere use "
    "a virtual machine, or --isolation none for programs that you trust"
)
_LIMITS = Limits(wall_seconds=30.0, cpu_seconds=10)
_lock = threading.Lock()
_tested: dict[str, str | None] = {}


@dataclass(frozen=True)
class Isolation:
    """A tier, and what kept a better one away, each with how to fix it."""

    tier: str
    missing: tuple[str, ...] = ()

    @property
    def caveat(self) -> str | None:
        """What a user must know of this tier; None for those that we test."""
        return layers.OF[self.tier].caveat


def detect(
    require: str | None = None,
    allow_none: bool = False,
    force: str | None = None,
    *,
    may_use: Collection[str] = layers.ALL,
) -> Isolation:
    """The best tier whose self-test holds; tested once in this process.

    `require` is the least that will do, `force` the one tier to try, `allow_none` accepts that
    nothing isolates, `may_use` are the layers that count as being here. Raises IsolationError,
    with how to fix it, and UsageError for a tier that does not exist.
    """
    for name in (require, force):
        if name is not None and name not in TIERS:
            raise UsageError(f"no tier of isolation is called {name!r}", hint=", ".join(TIERS))
    missing: list[str] = []
    for tier in (force,) if force else layers.candidates(sys.platform):
        if tier == "none":
            continue
        problem = problem_of(tier, may_use)
        if problem is None:
            return _accepted(Isolation(tier, tuple(missing)), require)
        missing.append(f"{tier}: {problem}; {_HINTS[tier]}")
    if force is None and not missing:
        missing.append(_NOWHERE)
    if not allow_none:
        raise IsolationError(
            "nothing here isolates programs, so none is run",
            hint="; ".join(missing) or "the tier none has to be allowed explicitly",
        )
    return _accepted(Isolation("none", tuple(missing)), require)


def _accepted(found: Isolation, require: str | None) -> Isolation:
    if require is not None and TIERS.index(found.tier) > TIERS.index(require):
        raise IsolationError(
            f"isolation {require!r} was demanded, {found.tier!r} is the best there is",
            hint="; ".join(found.missing) or None,
        )
    return found


def problem_of(tier: str, may_use: Collection[str] = layers.ALL) -> str | None:
    """Why a tier does not hold here; None when every attempt to escape was stopped."""
    absent = [name for name in layers.OF[tier].names if name not in may_use]
    if absent:
        return f"{' and '.join(absent)} may not be used"
    with _lock:
        if tier not in _tested:
            _tested[tier] = _self_test(tier)
        return _tested[tier]


def _self_test(tier: str) -> str | None:
    if tier not in layers.candidates(sys.platform):
        return f"it does not exist on {sys.platform}"
    if layers.OF[tier].jail and jail.bubblewrap() is None:
        return "bubblewrap is not installed"
    if layers.OF[tier].seatbelt and not seatbelt.is_here():
        return f"{seatbelt.PROGRAM} is not there"
    interpreter = _own_interpreter()
    job = run.Job(
        "outputs", interpreter, escapes.PROGRAM, entry_point=escapes.ENTRY_POINT, fresh=True
    )
    problem = _attempted(job, tier)
    if problem is None and layers.OF[tier].forks:
        # A tier holds without zygotes; with them only if they hold as well.
        pool.expect(interpreter, job.flavour, tier)
        if _attempted(replace(job, fresh=False), tier) is not None:
            pool.forbid(tier)
    return problem


def _attempted(job: run.Job, tier: str) -> str | None:
    """Attempt to escape: what worked, or None."""
    try:
        with escapes.bait() as bait:
            calls = run.call(job, [(bait.arguments(),)], _LIMITS, Isolation(tier))
            touched = bait.touched()
            laid = len(bait.arguments())
    except OSError as error:
        told = exhausted(error)
        if told is not None:
            raise told from error  # that says nothing about the tier
        return f"its self-test has no temporary folder: {error.strerror or error}"
    if touched:
        return "a program inside managed to " + " and to ".join(touched)
    if calls.run.outcome != "ok":
        return calls.run.error or f"its self-test ended with {calls.run.outcome}"
    return _judge(calls.results[0], laid)


def _judge(result: run.Returned | run.Raised, attempts: int) -> str | None:
    """Escapes that only the guest can tell of. It is our own program: it may be believed."""
    if isinstance(result, run.Raised):
        return f"its self-test raised {result.types[0]}"
    worked, stopped = result.value
    if worked:
        return "a program inside managed to " + " and to ".join(worked)
    if len(stopped) != attempts:
        return "its self-test is incomplete"
    return None


def _own_interpreter() -> Interpreter:
    """The Python we run on: the self-test needs no other."""
    return Interpreter(
        executable=sys.executable,
        version=".".join(map(str, sys.version_info[:3])),
        prefix=sys.base_prefix,
        stdlib=sysconfig.get_path("stdlib"),
    )
