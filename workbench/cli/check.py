"""`workbench check`: judge the programs and claims of any document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli import common, groups
from workbench.cli.groups import Judging, Running, Showing, Where


@groups.expanded
def command(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Chats (pasted or exported), reports, notebooks, programs; - is stdin."
        ),
    ],
    running: Running = Running(),
    where: Where = Where(),
    showing: Showing = Showing(),
    judging: Judging = Judging(),
) -> None:
    """Run what a document shows and judge what it says; no model is asked.

    Example: workbench check chat.md
    """
    with common.errors():
        settings = groups.settings(where, running, showing)
    with common.errors(settings):
        from workbench import pipeline, reading, survey
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter

        files = [
            reading.stdin(settings, sys.stdin.buffer) if str(file) == "-" else file
            for file in files
        ]
        place = survey.workplace(settings, no_run=running.no_run)
        common.notice(place)
        reporter = Reporter(quiet=showing.quiet)
        with finish(settings, place, showing, judging, many=len(files) > 1) as done:
            try:
                for one in pipeline.check_all(files, place, reporter):
                    done.append(one)  # each at once: an error later must not lose it
            finally:
                reporter.close()
