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
        page = output is not None and output.suffix.lower() in (".html", ".htm")
        export = families.load("exports", "html" if page else "markdown", noun="output format")
        if output is None or before is None:
            common.write(export.render(found), None)
            return
        if page:
            again = reporting.command(names or [], settings, output, measure=measure)
            text = export.render(found, again)
        else:
            text = export.render(found, before.notes.found)
        aside = reporting.write(text, before, with_notes=not page)
        if aside is not None:
            common.say(f"the old report had been edited: it is {aside}")
        kept = sum(bool(note.text.strip()) for note in before.notes.found.values())
        told = f", {kept} note{'s' if kept > 1 else ''} kept" if kept and not page else ""
        common.say(f"wrote {output}{told}")


def _measured(found: Sequence[Chapter], settings: Settings) -> tuple[Chapter, ...]:
    from workbench import reporting, survey
    from workbench.cli.progress import Reporter

    place = survey.workplace(settings)
    common.notice(place)
    reporter = Reporter(quiet=False)
    try:
        return reporting.measured(found, place, reporter)
    finally:
        reporter.close()
