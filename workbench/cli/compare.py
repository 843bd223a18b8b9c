"""`workbench compare`: the same measurements of several targets, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt


def command(
    targets: Annotated[
        list[str], typer.Argument(help="Workloads, or files as FILE or FILE:FUNCTION.")
    ],
    calls: Annotated[
        list[str] | None,
        typer.Option("--call", help="The call of all files; repeated: of each in turn."),
    ] = None,
    only: opt.Only = None,
    scope: opt.Scope = "function",
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
    quiet: opt.Quiet = False,
) -> None:
    """Compare how instructions are distributed, static and executed, by opcode and category.

    Example: workbench compare matmul euler quicksort
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
        )
    with common.errors(settings):
        from workbench import measuring, survey
        from workbench.cli.figures import finish, repeated, show
        from workbench.cli.progress import Reporter

        parts = measuring.parts(only)
        place = survey.workplace(settings, no_run=no_run or not measuring.runs_something(parts))
        common.notice(place)
        reporter = Reporter(quiet=quiet)
        options = repeated(settings, no_run=no_run, scope=scope)
        wish = measuring.Wish("", None, parts, tuple(options))
        try:
            found = measuring.several(targets, calls or [], wish, place, reporter)
        finally:
            reporter.close()
        show("compare", found, settings, output, scope=scope)
        finish(found.figures, place)
