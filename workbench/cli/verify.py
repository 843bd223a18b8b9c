"""`workbench verify`: judge generated runs again, or any file as a workload."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common, groups
from workbench.cli.groups import Judging, Running, Showing, Where


@groups.expanded
def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Runs or folders of generated/, or files with --workload."),
    ] = None,
    workload: Annotated[
        str | None, typer.Option("--workload", help="Judge the files as this workload.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every generated run.")] = False,
    running: Running = Running(),
    where: Where = Where(),
    showing: Showing = Showing(),
    judging: Judging = Judging(),
) -> None:
    """Run and judge again: the newest run of each workload, or what you name.

    Example: workbench verify solution.py --workload quicksort
    """
    with common.errors():
        settings = groups.settings(where, running, showing)
    with common.errors(settings):
        from workbench import pipeline, selection, survey
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter

        place = survey.workplace(settings, no_run=running.no_run)
        common.notice(place)
        tasks = selection.tasks(paths or [], workload, place.root, everything=everything)
        reporter = Reporter(quiet=showing.quiet)
        with finish(settings, place, showing, judging, many=len(tasks) > 1) as done:
            try:
                for one in pipeline.verify_all(tasks, place, reporter):
                    done.append(one)  # each at once: an error later must not lose it
            finally:
                reporter.close()
