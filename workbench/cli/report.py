"""`workbench report`: findings with their evidence as Markdown, with places for one's own notes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt


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
            help="Write there; notes in a report that is there are kept.",
            rich_help_panel=opt.OUTPUT,
        ),
    ] = None,
    root: opt.Root = None,
) -> None:
    """Report the findings with their evidence: the newest run of each workload, or what you name.

    Example: workbench report -o report.md
    """
    with common.errors():
        settings = common.load_settings(root=root)
        from workbench import families, reporting

        chapters = reporting.chapters(names or [], settings)
        export = families.load("exports", "markdown", noun="output format")
        if output is None:
            common.write(export.render(chapters), None)
            return
        before = reporting.old(output)
        aside = reporting.write(export.render(chapters, before.notes.found), before)
        if aside is not None:
            common.say(f"text beside the notes had been edited: the old report is {aside}")
        kept = sum(bool(note.text.strip()) for note in before.notes.found.values())
        told = f", {kept} note{'s' if kept > 1 else ''} kept" if kept else ""
        common.say(f"wrote {output}{told}")
