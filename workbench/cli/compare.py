"""`workbench compare`: the same measurements of several targets, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common, groups, viewing
from workbench.cli import options as opt
from workbench.cli.groups import Running, Where, Writing


@groups.expanded
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
    viewer: viewing.Open = None,
    no_browser: viewing.NoBrowser = False,
    running: Running = Running(),
    where: Where = Where(),
    writing: Writing = Writing(),
) -> None:
    """Compare how instructions are distributed, static and executed, by opcode and category.

    Example: workbench compare matmul euler quicksort
    """
    with common.errors():
        settings = groups.settings(where, running, writing)
    with common.errors(settings):
        from workbench import measuring, survey
        from workbench.cli.figures import finish, repeated, show
        from workbench.cli.progress import Reporter

        parts = measuring.parts(only)
        viewing.check(viewer, parts, no_run=running.no_run)
        place = survey.workplace(
            settings, no_run=running.no_run or not measuring.runs_something(parts)
        )
        common.notice(place)
        reporter = Reporter(quiet=writing.quiet)
        options = repeated(settings, no_run=running.no_run, scope=scope)
        wish = measuring.Wish("", None, parts, tuple(options))
        try:
            found = measuring.several(targets, calls or [], wish, place, reporter)
        finally:
            reporter.close()
        show("compare", found, settings, writing.output, scope=scope)
        viewing.show(viewer, found.figures, settings, browser=not no_browser)
        finish(found.figures, place)
