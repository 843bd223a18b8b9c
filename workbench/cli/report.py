"""`workbench report`: findings with their evidence, as HTML, or as Markdown that keeps notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt

if TYPE_CHECKING:
    from workbench.figures import Chapter
    from workbench.reporting import Old
    from workbench.settings import Settings


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RUN|FILE]...", help="Runs, folders of generated/, or files that were checked."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write there: .html is a page with charts, else Markdown that keeps your notes.",
            rich_help_panel=opt.OUTPUT,
        ),
    ] = None,
    measure: Annotated[
        bool,
        typer.Option(
            "--measure",
            help="Measure what the runs lack: profile, growth, roofline, span, architectures.",
            rich_help_panel=opt.RUNNING,
        ),
    ] = False,
    root: opt.Root = None,
) -> None:
    """Report the findings with their evidence: the newest run of each workload, or what you name.

    Example: workbench report -o report.html
    """
    with common.errors():
        settings = common.load_settings(root=root)
        common.hold_writable(output)
        from workbench import families, reporting

        found = reporting.chapters(names or [], settings)
        before = reporting.old(output) if output is not None else None
        if measure:
            found = _measured(found, settings)
        if output is None or before is None:
            export = families.load("exports", "markdown", noun="output format")
            common.write(export.render(found), None)
        else:
            again = reporting.command(names or [], settings, output, measure=measure)
            _write(found, before, output, again)


def _write(found: Sequence[Chapter], before: Old, output: Path, again: str) -> None:
    """As the page or as Markdown, by the extension, with what became of the old file."""
    from workbench import families, reporting

    page = output.suffix.lower() in (".html", ".htm")
    export = families.load("exports", "html" if page else "markdown", noun="output format")
    text = export.render(found, again if page else before.notes.found)
    aside = reporting.write(text, before, with_notes=not page)
    if aside is not None:
        common.say(f"the old report had been edited: it is {aside}")
    kept = sum(bool(note.text.strip()) for note in before.notes.found.values())
    told = f", {kept} note{'s' if kept > 1 else ''} kept" if kept and not page else ""
    common.say(f"wrote {output}{told}")


def _measured(found: Sequence[Chapter], settings: Settings) -> tuple[Chapter, ...]:
    from workbench import lacking, survey
    from workbench.cli.progress import Reporter

    place = survey.workplace(settings)
    common.notice(place)
    reporter = Reporter(quiet=False)
    try:
        return lacking.measured(found, place, reporter)
    finally:
        reporter.close()
