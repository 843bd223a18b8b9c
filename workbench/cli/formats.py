"""Verdicts in the format that was asked for: which formats there are, which one, and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from workbench import families
from workbench.cli import common

if TYPE_CHECKING:
    from workbench.cli.groups import Showing
    from workbench.records import Judged
    from workbench.settings import Settings


def names() -> tuple[str, ...]:
    """The formats of verdicts: the members of exports that say which extensions they have."""
    return tuple(name for name, _ in _formats())


def chosen(showing: Showing, settings: Settings) -> str:
    """The format: --format, else by the extension of -o, else the configured one."""
    if showing.format is not None:
        return showing.format
    return _by_extension(showing.output) or str(settings["format"])


def show(
    found: Sequence[Judged],
    settings: Settings,
    showing: Showing,
    *,
    many: bool = False,
    samples: int | None = None,
) -> None:
    """Print what was judged in the format asked for; of samples also the sum over all.

    `samples` is how many were asked for, None for what is none.
    """
    name = chosen(showing, settings)
    export = families.load("exports", name, noun="output format")
    if name == "text":
        color = showing.output is None and common.use_color(settings)
        verbose = showing.verbose
        text = "\n".join(export.render(one, color=color, verbose=verbose) for one in found)
        text += f"\n{export.overall(found, samples)}\n" if samples else ""
    else:
        text = export.render_many(found) if many or samples else export.render(found[0])
    if name == "github":
        _summarise(export.summary(found), settings.step_summary)
    common.write(text, showing.output)


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
