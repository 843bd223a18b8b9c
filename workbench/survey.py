"""What is here: interpreters, isolation, workloads, the place a run takes place in, its health."""

from __future__ import annotations

import platform
import shlex
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import workbench
from workbench import interpreters, opcodes, workloads
from workbench.errors import IsolationError, UsageError, WorkbenchError
from workbench.guest import layers, tiers
from workbench.guest.session import has_library
from workbench.guest.tiers import Isolation
from workbench.records import Environment, Interpreter, Limits, Target, TargetSource
from workbench.settings import Settings
from workbench.workloads import Workload

__all__ = ["Workload", "Workplace", "doctor", "find_interpreters", "list_workloads", "workload"]

TIERS = tiers.TIERS[:-1]
"""Those that can be demanded."""


@dataclass(frozen=True)
class Workplace:
    """Where runs take place. `isolation` None means that nothing may be executed, and why."""

    root: Path
    interpreters: tuple[Interpreter, ...]
    target: Interpreter
    target_source: TargetSource
    static_isolation: Isolation
    isolation: Isolation | None
    why_not_run: str | None
    refused: IsolationError | None
    limits: Limits
    jobs: int
    workload_folder: Path | None
    prompt_folder: Path | None
    user_folder: Path

    @property
    def target_record(self) -> Target:
        """The target as the record that stands in every verification."""
        return Target(python=self.target.version, source=self.target_source)

    @property
    def options(self) -> str:
        """What later commands about runs of this place need, ready to be typed."""
        return "" if self.root == Path() else f" --root {shlex.quote(str(self.root))}"

    @property
    def environment(self) -> Environment:
        """Where it is measured, as a record."""
        return Environment(
            interpreters=tuple(found.version for found in self.interpreters),
            isolation=(self.isolation or self.static_isolation).tier,
            platform=f"{platform.system()} {platform.machine()}",
            workbench=workbench.__version__,
            packages={name: _version(name) for name in ("numpy", "openai", "ollama")},
        )


def workplace(settings: Settings, *, no_run: bool = False) -> Workplace:
    """The place a run takes place in, as the settings say.

    When nothing isolates, `isolation` is None and `refused` holds the error: static claims can
    still be judged. Raises UsageError for an interpreter or tier that is not there.
    """
    found = find_interpreters(settings)
    wanted = settings["python"]
    target = interpreters.choose(found, wanted) if wanted else _running(found, settings)
    isolation, refused = (None, None) if no_run else _isolation(settings)
    return Workplace(
        root=Path(settings["root"]),
        interpreters=found,
        target=target,
        target_source="flag" if wanted else "default",
        static_isolation=isolation or tiers.detect(allow_none=True),
        isolation=isolation,
        why_not_run="--no-run was given" if no_run else (refused.message if refused else None),
        refused=refused,
        limits=limits(settings),
        jobs=settings["jobs"],
        workload_folder=_folder(settings, "workloads"),
        prompt_folder=_folder(settings, "prompts"),
        user_folder=settings.user_folder,
    )


def workload(name: str, place: Workplace) -> Workload:
    """The workload `name`, the user's own before the shipped ones. Raises UsageError."""
    return workloads.load(name, place.workload_folder, user_folder=place.user_folder)


def limits(settings: Settings) -> Limits:
    """What a guest may use, from --timeout (seconds) and --memory (MiB)."""
    wall = float(settings["timeout"]) or 10.0
    return Limits(
        wall_seconds=wall, cpu_seconds=max(1, int(wall + 1)), memory_bytes=settings["memory"] << 20
    )


def find_interpreters(settings: Settings) -> tuple[Interpreter, ...]:
    """Every CPython here, with those that --interpreter names."""
    extra = [path for path in str(settings["interpreters"]).split(":") if path]
    return interpreters.discover(extra, environ=settings.environ)


@dataclass(frozen=True)
class Entry:
    """A workload in a list; `why` is set when its file is not usable."""

    name: str
    title: str
    signature: str
    why: str | None = None


def list_workloads(settings: Settings) -> list[Entry]:
    """What can be generated."""
    folder, user = _folder(settings, "workloads"), settings.user_folder
    entries = []
    for name in workloads.names(folder, user_folder=user):
        try:
            found = workloads.load(name, folder, user_folder=user)
            entries.append(Entry(name, found.title, found.signature))
        except WorkbenchError as error:
            entries.append(Entry(name, "", "", error.message))
    return entries


# --- doctor -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Health:
    """One thing that was looked at: its state, what was seen, how to mend it."""

    state: Literal["ok", "warn", "fail"]
    name: str
    seen: str
    fix: str | None = None


def doctor(settings: Settings) -> list[Health]:
    """Interpreters, isolation, packages, folders: ok, warn or fail, each with what to do."""
    return [*_doctor_interpreters(settings), _doctor_isolation(settings), *_doctor_files(settings)]


def _doctor_interpreters(settings: Settings) -> list[Health]:
    found = find_interpreters(settings)
    seen = ", ".join(interpreter.version for interpreter in found)
    add = "uv python install 3.8 3.9 3.10 3.12 3.13"
    few = len({interpreter.minor for interpreter in found}) < 3
    rows = [
        Health("warn" if few else "ok", "interpreters", seen or "none", add if few else None),
    ]
    try:
        target = _running(found, settings)
        numpy = target.packages is not None
        rows.append(
            Health(
                "ok" if numpy else "warn",
                "target",
                f"CPython {target.version}{'' if numpy else ', without numpy'}",
                None if numpy else "install numpy for it; matmul needs it",
            )
        )
        torch = has_library(target, "torch")
        rows.append(
            Health(
                "ok" if torch else "warn",
                "torch",
                "installed" if torch else "not installed; only cnn needs it",
                None if torch else "make torch, or pip install 'workbench[torch]'",
            )
        )
    except UsageError as error:
        rows.append(Health("fail", "target", error.message, error.hint))
    known = ", ".join((opcodes.known_versions()[0], opcodes.known_versions()[-1]))
    rows.append(Health("ok", "opcode table", f"CPython {known.replace(', ', ' to ')}"))
    return rows


def _doctor_isolation(settings: Settings) -> Health:
    try:
        found = tiers.detect()
    except IsolationError as error:
        return Health("fail", "isolation", f"none: {error.message}", error.hint)
    state: Literal["ok", "warn"] = "ok" if found.tier == "strong" else "warn"
    seen = layers.described(found.tier) + (f"; {found.caveat}" if found.caveat else "")
    return Health(state, "isolation", seen, "; ".join(found.missing) or None)


def _doctor_files(settings: Settings) -> list[Health]:
    root = Path(settings["root"])
    rows = []
    for name in ("generated", "transcripts"):
        folder = root / name
        existing = next((p for p in (folder, *folder.parents) if p.exists()), root)
        writable = _writable(existing)
        fix = None if writable else "choose another folder with --root"
        rows.append(Health("ok" if writable else "fail", name, str(folder), fix))
    return rows


def _writable(folder: Path) -> bool:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


# --- parts --------------------------------------------------------------------------------------


def _running(found: tuple[Interpreter, ...], settings: Settings) -> Interpreter:
    here = interpreters.running(environ=settings.environ)
    return next((one for one in found if one.version == here.version), here)


def _isolation(settings: Settings) -> tuple[Isolation | None, IsolationError | None]:
    require = settings["require_isolation"]
    if require is not None and require not in TIERS:
        raise UsageError(f"no isolation tier is called {require!r}", hint=", ".join(TIERS))
    wanted = settings["isolation"]
    force = None if wanted == "auto" else str(wanted)
    try:
        # None at all is never fallen back to; it has to be asked for by name.
        return tiers.detect(require=require, force=force, allow_none=force == "none"), None
    except IsolationError as error:
        return None, error


def _folder(settings: Settings, key: str) -> Path | None:
    value = settings[key]
    if not value:
        return None
    folder = Path(value)
    if not folder.is_dir():
        raise UsageError(f"--{key}: {value} is not a folder")
    return folder


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
