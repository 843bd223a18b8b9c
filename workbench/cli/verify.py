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
    last_failed: Annotated[
        bool, typer.Option("--last-failed", help="Only runs whose newest verdicts failed.")
    ] = False,
    running: Running = Running(),
    where: Where = Where(),
    showing: Showing = Showing(),
    judging: Judging = Judging(),
) -> None:
    """Run and judge again: the newest run of each workload, or what you name.

    Example: workbench verify solution.py --workload quicksort

    Example: workbench verify --last-failed
    """
    with common.errors():
        settings = groups.settings(where, running, showing)
    with common.errors(settings):
        from workbench import pipeline, selection, survey
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter

        place = survey.workplace(settings, no_run=running.no_run)
        common.notice(place)
        tasks = selection.tasks(
            paths or [], workload, place.root, everything=everything, last_failed=last_failed
        )
        if not tasks:
            common.say("no run failed when it was last verified")
        reporter = Reporter(quiet=showing.quiet)
        many = last_failed or len(tasks) > 1
        with finish(settings, place, showing, judging, many=many) as done:
            try:
                for one in pipeline.verify_all(tasks, place, reporter):
                    done.append(one)  # each at once: an error later must not lose it
            finally:
                reporter.close()
