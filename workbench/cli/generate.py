"""`workbench generate`: ask a model for a workload, claims and scripts, then verify them."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common, groups
from workbench.cli.groups import Asking, Judging, Running, Showing, Where


@groups.expanded
def command(
    workload: Annotated[str, typer.Argument(help="What to generate: see `workbench workloads`.")],
    asking: Asking = Asking(),
    running: Running = Running(),
    where: Where = Where(),
    showing: Showing = Showing(),
    judging: Judging = Judging(),
) -> None:
    """Ask a model for a workload and for claims about it, run it, and show where they differ.

    Example: workbench generate matmul --model ollama:NAME

    Example: workbench generate quicksort --model ollama:NAME --samples 5 --repair 2
    """
    with common.errors():
        settings = groups.settings(where, running, showing, asking)
    with common.errors(settings):
        from workbench import choosing, pipeline, survey
        from workbench.cli import fetching
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter

        place = survey.workplace(settings, no_run=running.no_run)
        common.notice(place)
        request = choosing.request(workload, settings, place, **asking.wishes())
        if not showing.quiet:
            common.say(request.choice.note)
        if asking.dry_run:
            output = showing.output[0] if showing.output else None
            common.write("\n\n".join(pipeline.plan(request, place)) + "\n", output)
            return
        fetching.offer_missing(request.choice, offline=asking.offline)
        reporter = Reporter(quiet=showing.quiet)
        ways = request.choice.ways
        with finish(settings, place, showing, judging, ways=ways, samples=asking.samples) as done:
            try:
                for one in pipeline.run_all(request, place, reporter):
                    done.append(one)  # each at once: an error later must not lose it
            finally:
                reporter.close()
