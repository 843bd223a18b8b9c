"""`workbench verify`: judge generated runs again, or any file as a workload."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Runs or folders of generated/, or files with --workload."),
    ] = None,
    workload: Annotated[
        str | None, typer.Option("--workload", help="Judge the files as this workload.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every generated run.")] = False,
    python: opt.Python = None,
    no_run: opt.NoRun = False,
    timeout: opt.Timeout = None,
    memory: opt.Memory = None,
    jobs: opt.Jobs = None,
    isolation: opt.Isolation = None,
    require_isolation: opt.RequireIsolation = None,
    root: opt.Root = None,
    workloads: opt.Workloads = None,
    interpreters: opt.Interpreters = None,
    format: opt.Format = None,  # noqa: A002 - the name of the option
    output: opt.Output = None,
    color: opt.Color = None,
    quiet: opt.Quiet = False,
    verbose: opt.Verbose = False,
    strict: opt.Strict = False,
    exit_zero: opt.ExitZero = False,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    baseline: opt.Baseline = None,
) -> None:
    """Run and judge again: the newest run of each workload, or what you name.

    Example: workbench verify solution.py --workload quicksort
    """
    with common.errors():
        settings = common.load_settings(
            root=root,
            python=python,
            interpreters=interpreters,
            workloads=workloads,
            timeout=timeout,
            memory=memory,
            jobs=jobs,
            isolation=isolation,
            require_isolation=require_isolation,
            format=format,
            color=color,
        )
    with common.errors(settings):
        from workbench import pipeline, selection, survey
        from workbench.cli.finish import finish
        from workbench.cli.progress import Reporter

        place = survey.workplace(settings, no_run=no_run)
        common.notice(place)
        tasks = selection.tasks(paths or [], workload, place.root, everything=everything)
        reporter = Reporter(quiet=quiet)
        with finish(
            settings,
            place,
            output=output,
            verbose=verbose,
            strict=strict,
            exit_zero=exit_zero,
            select=select,
            ignore=ignore,
            baseline=baseline,
            quiet=quiet,
            many=len(tasks) > 1,
        ) as done:
            try:
                for one in pipeline.verify_all(tasks, place, reporter):
                    done.append(one)  # each at once: an error later must not lose it
            finally:
                reporter.close()
