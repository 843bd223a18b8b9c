"""What `verify` is asked to verify: files, runs, folders, or the newest run of each workload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import transcripts
from workbench.errors import StorageError, UsageError
from workbench.records import Judged


@dataclass(frozen=True)
class Task:
    """One thing to verify: the transcript of a run, or a file as a workload."""

    path: Path
    workload: str | None = None


def tasks(
    names: Sequence[str],
    workload: str | None,
    root: Path,
    *,
    everything: bool,
    last_failed: bool = False,
) -> list[Task]:
    """The tasks that these names mean, with `last_failed` those of them that failed when they were
    last verified. Raises UsageError with what to type instead."""
    folder = root / "transcripts"
    if last_failed:
        if workload is not None:
            raise UsageError("--last-failed is about generated runs, --workload about files")
        found = tasks(names, None, root, everything=True)
        return [task for task in found if _failed(transcripts.read(task.path))]
    if workload is not None:
        if not names:
            raise UsageError(
                "--workload needs a file", hint="workbench verify FILE.py --workload NAME"
            )
        return [Task(Path(name), workload) for name in names]
    if names:
        return [Task(_transcript(name, root)) for name in names]
    runs = [
        found for found in map(transcripts.read, transcripts.paths(folder)) if _generated(found)
    ]
    if not everything:
        runs = list(transcripts.newest(runs).values())
    if not runs:
        raise UsageError(
            f"nothing has been generated in {root}",
            hint="workbench generate matmul, or name a folder with --root",
        )
    return [Task(found.path) for found in runs]


def _generated(found: transcripts.Transcript) -> bool:
    return found.kind == "generate" and bool(found.workload and found.responses)


def _failed(found: transcripts.Transcript) -> bool:
    """Whether the newest verification has a contradicted claim or a program that is not ok."""
    last = found.verifications[-1:]
    return any(Judged(source="", run=found.run, verification=one).failed for one in last)


def _transcript(name: str, root: Path) -> Path:
    """The transcript of a run id, a folder of generated/, or a file inside such a folder."""
    path = Path(name)
    if path.suffix == ".jsonl" and path.is_file():
        return path
    folder = root / "transcripts"
    if path.exists():
        place = path.resolve()
        for part in (place.name, *(parent.name for parent in place.parents)):
            if (folder / f"{part}.jsonl").is_file():
                return folder / f"{part}.jsonl"
        if path.suffix == ".py":
            raise UsageError(
                f"{name} is not part of a generated run",
                hint=f"workbench verify {name} --workload NAME",
            )
        raise UsageError(f"no transcript in {folder} belongs to {name}")
    return transcripts.find(folder, name)


def content(file: Path, limit: int) -> bytes:
    """A regular file; of one that is larger than `limit`, the first `limit` bytes and one more, so
    that it shows. Raises StorageError."""
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):
            raise StorageError(f"cannot read {file}: it is no regular file")
        with file.open("rb") as opened:
            return opened.read(limit + 1)
    except OSError as error:
        raise StorageError(f"cannot read {file}: {error.strerror or error}") from error
