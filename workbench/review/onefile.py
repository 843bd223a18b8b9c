"""The same page as one file, which works from disk and contacts nothing."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import StorageError, UsageError
from workbench.review import pages
from workbench.reviewing import Runs
from workbench.settings import Settings


def render(settings: Settings, run: str) -> str:
    """The file's text. Raises UsageError for a run that is not there or has no verdicts."""
    runs = Runs(settings)
    opened = runs.open(run)
    if opened.judged is None:
        name = opened.transcript.run
        raise UsageError(f"{name} has no verdicts yet", hint=f"workbench verify {name}")
    return pages.run(opened, runs, pages.Door(), settings.author)


def write(path: Path, text: str) -> None:
    """Write it in one step. Raises StorageError."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StorageError(
            f"cannot write {path}: {error.strerror or error}", hint="choose another name"
        ) from error
