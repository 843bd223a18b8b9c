"""Verdicts in the format that was asked for: which formats there are, which one, and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from workbench import families
from workbench.cli import common
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.cli.groups import Showing
    from workbench.records import Judged
    from workbench.settings import Settings


def names() -> tuple[str, ...]:
    """The formats of verdicts: the members of exports that say which extensions they have."""
    return tuple(name for name, _ in _formats())


def ways(showing: Showing, settings: Settings) -> list[tuple[str, Path | None]]:
    """The formats that are wanted and where each goes, None for stdout.

    The format is --format, else by the extension of -o, else the configured one. Raises UsageError
    for one format of several files.
    """
    outputs: list[Path | None] = [*(showing.output or ())] or [None]
    if showing.format is not None and len(outputs) > 1:
        hint = "leave --format out: each file has the format of its extension"
        raise UsageError(f"--format {showing.format} is about one file", hint=hint)
    plain = showing.format
    return [(plain or _by_extension(one) or str(settings["format"]), one) for one in outputs]


def show(
    found: Sequence[Judged],
    settings: Settings,
    showing: Showing,
    *,
    many: bool = False,
    samples: int | None = None,
) -> None:
    """Print what was judged in the formats asked for; of samples also the sum over all, of a batch
    a row for each document.

    `samples` is how many were asked for, None for what is none.
    """
    for name, output in ways(showing, settings):
        export = families.load("exports", name, noun="output format")
        if name == "text":
            color = output is None and common.use_color(settings)
            verbose = showing.verbose
            text = "\n".join(export.render(one, color=color, verbose=verbose) for one in found)
            text += f"\n{export.overall(found, samples)}\n" if samples else ""
            text += f"\n{export.overview(found)}" if many and found else ""
        else:
            text = export.render_many(found) if many or samples else export.render(found[0])
        if name == "github":
            _summarise(export.summary(found), settings.step_summary)
        common.write(text, output)


def _summarise(text: str, path: Path | None) -> None:
    """Append to the summary of a step of a GitHub workflow, where one is running."""
    if path is None:
        return
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        common.say(f"warning: the step's summary was not written: {error.strerror or error}")


def _by_extension(output: Path | None) -> str | None:
    """The format with the longest extension that the file's name ends with."""
    if output is None:
        return None
    fitting = [
        (len(extension), name)
        for name, member in _formats()
        for extension in member.EXTENSIONS
        if output.name.lower().endswith(extension)
    ]
    return max(fitting)[1] if fitting else None


def _formats() -> Iterator[tuple[str, ModuleType]]:
    for name in families.package_members("exports"):
        member = families.load("exports", name)
        if hasattr(member, "EXTENSIONS"):
            yield name, member
