"""`workbench check`: judge the programs and claims of any document, or of a folder of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import common, groups
from workbench.cli import options as opt
from workbench.cli.groups import Judging, Running, Showing, Where

if TYPE_CHECKING:
    from workbench.cli.progress import Reporter
    from workbench.records import Judged


@groups.expanded
def command(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Chats, reports, notebooks, programs; folders and patterns; - is stdin."
        ),
    ],
    sort: opt.Sort = None,
    fresh: opt.Fresh = False,
    running: Running = Running(),
    where: Where = Where(),
    showing: Showing = Showing(),
    judging: Judging = Judging(),
) -> None:
    """Run what a document shows and judge what it says; no model is asked.

    Example: workbench check chat.md, or workbench check submissions/ -o class.csv
    """
    with common.errors():
        settings = groups.settings(where, running, showing)
    with common.errors(settings):
        from workbench import batch, reading, survey
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter

        files = [
            reading.stdin(settings, sys.stdin.buffer) if str(file) == "-" else file
            for file in files
        ]
        gathered = batch.gathered(files, sort, settings, showing.output or ())
        for line in () if showing.quiet else gathered.told:
            common.tell(line)
        place = survey.workplace(settings, no_run=running.no_run)
        common.notice(place)
        memory = batch.memory(gathered, settings, place, fresh=fresh)
        total = len(gathered.items)
        reporter = Reporter(quiet=showing.quiet, total=total if gathered.many else 0)
        with finish(settings, place, showing, judging, many=gathered.many) as done:
            _collect(batch.check_all(gathered.items, place, reporter, memory), done, reporter)


def _collect(found: Iterator[Judged], done: list[Judged], reporter: Reporter) -> None:
    """Take over each at once: an error later must not lose it."""
    try:
        for one in found:
            done.append(one)
            reporter.finished(one.source, one.status, remembered=one.remembered)
    except KeyboardInterrupt:
        reporter.stopped("are judged and kept; the same command does the others")
        raise
    finally:
        reporter.close()
