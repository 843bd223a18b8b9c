"""`workbench check`: judge the programs and claims of any document, or of a folder of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import common, groups
from workbench.cli import options as opt
from workbench.cli.groups import Extracting, Judging, Running, Showing, Where

if TYPE_CHECKING:
    from workbench.cli.progress import Reporter
    from workbench.extracting import Extraction
    from workbench.gathering import Gathered
    from workbench.records import Judged
    from workbench.settings import Settings


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
    extracting: Extracting = Extracting(),
) -> None:
    """Run what a document shows and judge what it says; no model is asked but by --model.

    Example: workbench check chat.md, or workbench check submissions/ -o class.csv
    """
    with common.errors():
        settings = groups.settings(where, running, showing, extracting)
    with common.errors(settings):
        from workbench import batch, survey
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter

        gathered = _gathered(files, sort, settings, showing)
        place = survey.workplace(settings, no_run=running.no_run)
        common.notice(place)
        model = _model(settings, extracting)
        memory = batch.memory(gathered, settings, place, fresh=fresh, extraction=model)
        total = len(gathered.items)
        reporter = Reporter(quiet=showing.quiet, total=total if gathered.many else 0)
        with finish(settings, place, showing, judging, many=gathered.many) as done:
            found = batch.check_all(gathered.items, place, reporter, memory, model)
            _collect(found, done, reporter)


def _gathered(
    files: list[Path], sort: str | None, settings: Settings, showing: Showing
) -> Gathered:
    """What the names mean, told where it had to be guessed."""
    from workbench import batch, reading

    files = [
        reading.stdin(settings, sys.stdin.buffer) if str(file) == "-" else file for file in files
    ]
    found = batch.gathered(files, sort, settings, showing.output or ())
    for line in () if showing.quiet else found.told:
        common.tell(line)
    return found


def _model(settings: Settings, extracting: Extracting) -> Extraction | None:
    """The model that is asked, fetched first where it is missing and the user agrees."""
    from workbench import choosing

    options, offline = extracting.options(), extracting.offline
    model = choosing.extraction(settings, extracting.model, options=options, offline=offline)
    if model is not None:
        from workbench.cli import fetching

        fetching.offer_missing(model.choice, offline=offline)
    return model


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
