"""The program behind a target of `measure`: a workload's reference, or a file as it is."""

from __future__ import annotations

import ast
import dataclasses
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import artifacts, safe_text, workloads
from workbench.claims._facts import StaticFacts
from workbench.errors import StorageError, UsageError, did_you_mean
from workbench.records import Artifact
from workbench.workloads import Workload

_MOST_BYTES = 2 << 20
_LONGEST_CALL = 2000
_DRIVEN = 'the example call is for generated programs, not the reference: --call "reference(…)"'


@dataclass(frozen=True)
class Subject:
    """The program behind a target. `function` is the one that was named, if one was.

    `no_call` says why there is no call, where there is none.
    """

    artifact: Artifact
    where: str
    function: str | None
    call: str | None
    workload: Workload | None = None
    no_call: str = 'no call is given: --call "f(1, 2)"'


@dataclass(frozen=True)
class Folders:
    """Where workloads are looked for, beside the shipped ones."""

    own: Path | None
    user: Path | None


def find(target: str, call: str | None, folders: Folders) -> Subject:
    """The program that `target` means: a workload, or a file.

    Raises UsageError for what is not there and for a call that is no expression, StorageError for
    a file that cannot be read.
    """
    if call is not None:
        _check_call(call)
    name, function = split(target)
    if is_workload(name, folders):
        workload = workloads.load(name, folders.own, user_folder=folders.user)
        return _reference(workload, call, function)
    data = _read(name, folders)
    artifact = artifacts.program(data, name, workload="", entry_point="")
    # Probes tell the file's functions from those of the call by the file's name.
    plain = {"name": safe_text.file_name(artifact.name, "program.py"), "workload": None}
    artifact = artifact.model_copy(update={**plain, "entry_point": None})
    return Subject(artifact, name, function, call)


def _reference(workload: Workload, call: str | None, function: str | None) -> Subject:
    """A workload's trusted solution, under the name that its example call has for it."""
    name = f"{workload.name}.py"
    artifact = artifacts.program(
        workload.source.encode(), name, workload=workload.name, entry_point=workloads.REFERENCE
    )
    setup = f"{workload.entry_point} = {workloads.REFERENCE}\n{workload.call_setup}"
    where = f"the reference of workload {workload.name}"
    named = function or workloads.REFERENCE
    if workload.driver:  # the example call is of another thing than what the reference computes
        return Subject(artifact, where, named, call, workload, _DRIVEN)
    aliased = dataclasses.replace(workload, call_setup=setup)
    return Subject(artifact, where, named, call or workload.call, aliased)


def split(target: str) -> tuple[str, str | None]:
    """A workload or file, and the function that stands behind the last colon."""
    name, colon, function = target.rpartition(":")
    if not colon or not name or not function or os.path.exists(target):
        return target, None
    return name, function


def is_workload(name: str, folders: Folders) -> bool:
    """Whether a workload is called so; a file of that name is `./NAME`."""
    return name in workloads.names(folders.own, user_folder=folders.user)


def _read(name: str, folders: Folders) -> bytes:
    try:
        with open(name, "rb", opener=_regular) as file:
            return file.read(_MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        known = workloads.names(folders.own, user_folder=folders.user)
        raise _unknown(name, known) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise StorageError(f"cannot read {name}: {why}") from error


def _regular(path: str, flags: int) -> int:
    """Opens without waiting for the other end of a pipe, and refuses what is no regular file."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(0, "it is no regular file")


def _unknown(name: str, known: Sequence[str]) -> UsageError:
    folder = Path(name).parent
    try:
        beside = [str(path) for path in sorted(folder.glob("*.py"))[:1000]]
    except OSError:
        beside = []
    close = did_you_mean(name, [*known, *beside])
    hint = f"did you mean {close}?" if close else f"workloads: {', '.join(known) or 'none'}"
    return UsageError(f"no workload and no file is called {name}", hint=hint)


def _check_call(call: str) -> None:
    try:
        if len(call) > _LONGEST_CALL:
            raise ValueError("it is too long")
        ast.parse(call.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise UsageError(
            f"--call is not a Python expression: {error}", hint='--call "f(2, [1, 2])"'
        ) from None


def no_function(subject: Subject, known: Sequence[StaticFacts]) -> UsageError:
    """The error for a function that no version's code has."""
    names = sorted({code.qualname for facts in known for code in facts.codes[:1000]} - {"<module>"})
    close = did_you_mean(str(subject.function), names)
    hint = f"did you mean {close}?" if close else f"it has: {', '.join(names[:20]) or 'none'}"
    return UsageError(f"{subject.where} has no function {subject.function!r}", hint=hint)
