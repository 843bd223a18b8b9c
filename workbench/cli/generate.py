"""`workbench generate`: ask a model for a workload, claims and scripts, then verify them."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common, groups
from workbench.cli import options as opt
from workbench.cli.groups import Judging, Running, Showing, Where


@groups.expanded
def command(
    workload: Annotated[str, typer.Argument(help="What to generate: see `workbench workloads`.")],
    model: opt.Model = None,
    temperature: Annotated[
        float | None, typer.Option("--temperature", min=0.0, rich_help_panel=opt.ASKING)
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The model's seed.", rich_help_panel=opt.ASKING)
    ] = None,
    max_tokens: Annotated[
        int | None,
        typer.Option("--max-tokens", help="Tokens per reply.", min=1, rich_help_panel=opt.ASKING),
    ] = None,
    context: Annotated[
        int | None,
        typer.Option(
            "--context",
            help="Tokens of context, where the model runs here (16384).",
            min=256,
            rich_help_panel=opt.ASKING,
        ),
    ] = None,
    read_timeout: Annotated[
        float | None,
        typer.Option(
            "--read-timeout",
            help="Seconds to wait for the next piece of a reply (120).",
            min=0.1,
            rich_help_panel=opt.ASKING,
        ),
    ] = None,
    samples: opt.Samples = None,
    repair: opt.Repair = None,
    replay: Annotated[
        str | None,
        typer.Option(
            "--replay", help="Answer from an earlier run's transcript.", rich_help_panel=opt.ASKING
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show the prompts; ask nothing.", rich_help_panel=opt.ASKING
        ),
    ] = False,
    offline: opt.Offline = False,
    prompts: opt.Prompts = None,
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
        settings = groups.settings(where, running, showing, model=model, prompts=prompts)
    with common.errors(settings):
        from workbench import choosing, pipeline, survey
        from workbench.cli import fetching
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter
        from workbench.records import Options

        place = survey.workplace(settings, no_run=running.no_run)
        common.notice(place)
        asked = Options(temperature=temperature, seed=seed, max_output_tokens=max_tokens)
        if context is not None:
            asked = asked.model_copy(update={"context_tokens": context})
        if read_timeout is not None:
            asked = asked.model_copy(update={"read_timeout_seconds": read_timeout})
        request = choosing.request(
            workload,
            settings,
            place,
            options=asked,
            offline=offline,
            replay=replay,
            samples=samples,
            repair=repair or 0,
        )
        if not showing.quiet:
            common.say(request.choice.note)
        if dry_run:
            common.write("\n\n".join(pipeline.plan(request, place)) + "\n", showing.output)
            return
        fetching.offer_missing(request.choice, offline=offline)
        reporter = Reporter(quiet=showing.quiet)
        ways = request.choice.ways
        with finish(settings, place, showing, judging, ways=ways, samples=samples) as done:
            try:
                for one in pipeline.run_all(request, place, reporter):
                    done.append(one)  # each at once: an error later must not lose it
            finally:
                reporter.close()
