"""What commands share: settings from flags, errors as one line, exit codes, streams, colour."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from workbench import safe_text
from workbench.errors import ENVIRONMENT, StorageError, WorkbenchError, exhausted

if TYPE_CHECKING:
    from workbench.records import Judged
    from workbench.settings import Settings
    from workbench.survey import Workplace

CANCELLED = 130


@contextlib.contextmanager
def errors(settings: Settings | None = None) -> Iterator[None]:
    """Turns an error for the user into one line, a hint and the exit code that it has."""
    try:
        yield
    except WorkbenchError as error:
        complain(error, settings.secrets if settings else ())
        raise typer.Exit(error.exit_code) from None
    except (OSError, RuntimeError) as error:
        told = exhausted(error)
        if told is None:
            raise
        complain(told)
        raise typer.Exit(told.exit_code) from None
    except KeyboardInterrupt:
        say("cancelled; what was there is kept (workbench transcripts list)")
        raise typer.Exit(CANCELLED) from None


def complain(error: WorkbenchError, secrets: Sequence[str] = ()) -> None:
    """An error on stderr: what happened, and what to try."""
    text = safe_text.terminal(safe_text.redact(error.message, secrets), limit=2000)
    say(f"error: {text}")
    if error.hint:
        say(f"  try: {safe_text.terminal(safe_text.redact(error.hint, secrets), limit=2000)}")


def say(text: str) -> None:
    """A line on stderr; progress and warnings never go to stdout."""
    print(text, file=sys.stderr, flush=True)


def tell(text: str) -> None:
    """A line on stderr that holds names of files, made safe."""
    say(safe_text.one_line(text, 600))


def load_settings(**flags: Any) -> Settings:
    """All settings, these flags first. Paths become text, lists are joined by ':'."""
    from workbench import settings

    settings.spare_threads()
    plain: dict[str, Any] = {}
    for name, value in flags.items():
        if isinstance(value, Path):
            plain[name] = str(value)
        elif isinstance(value, list):
            plain[name] = ":".join(value) if value else None
        else:
            plain[name] = value
    return settings.load(plain)


def use_color(settings: Settings, stream: Any = None) -> bool:
    """Whether to colour: --color, then NO_COLOR, FORCE_COLOR, TERM=dumb, then the terminal."""
    if settings["color"] != "auto":
        return bool(settings["color"] == "always")
    environ = settings.environ
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and (stream or sys.stdout).isatty()


def hold_writable(output: Path | None) -> None:
    """Raises StorageError for a file that could not be written, before any work is done for it."""
    if output is None:
        return
    why = None
    try:
        if output.is_dir():
            why = "it is a folder"
        elif not output.exists() and not output.parent.is_dir():
            why = f"there is no folder {output.parent}"
        elif not os.access(output if output.exists() else output.parent, os.W_OK):
            why = "permission denied"
    except (OSError, ValueError) as error:
        why = str(error)
    if why is not None:
        raise StorageError(f"cannot write {output}: {why}")


def write(text: str, output: Path | None) -> None:
    """Print to stdout, or write the file; what cannot be written is printed and not lost."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        write(text, None)
        raise StorageError(f"cannot write {output}: {error.strerror or error}") from error
    say(f"wrote {output}")


def output_format(settings: Settings, output: Path | None) -> str:
    """The format: --format, else by the extension of -o, else the configured one."""
    if settings.source("format") != "flag" and output is not None and output.suffix == ".json":
        return "json"
    return str(settings["format"])


def exit_code(found: Sequence[Judged], *, strict: bool, exit_zero: bool) -> int:
    """0 or 1 by what was found, 3 when nothing could be read; see the table in --help."""
    if found and all(one.status == "unread" for one in found):
        return ENVIRONMENT
    bad = any(one.failed or (strict and one.warned) for one in found)
    return int(bad and not exit_zero)


def table(rows: Sequence[Sequence[str]], head: Sequence[str]) -> str:
    """Rows as aligned plain columns, every cell made safe; the last column is not padded."""
    safe = [[safe_text.terminal(cell, limit=120) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in safe) for i in range(len(head))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in safe
    )


def as_json(value: Any) -> str:
    """Plain data as one JSON text."""
    import json

    return json.dumps(value, indent=2, ensure_ascii=True) + "\n"


def notice(place: Workplace) -> None:
    """One line when programs run with less between them and this machine than there could be."""
    if place.isolation is None or place.isolation.tier == "strong":
        return
    tier = place.isolation.tier
    if tier == "none":
        say("warning: isolation none: the programs run with your rights and may do what you may")
        return
    missing = place.isolation.missing
    why = place.isolation.caveat or (missing[0] if missing else "as asked for")
    say(f"isolation: {tier} ({safe_text.one_line(why, 300)})")
