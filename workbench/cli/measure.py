"""`workbench measure`: our own measurements of a workload or a file; no model is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli import common, groups, viewing
from workbench.cli import options as opt
from workbench.cli.groups import Running, Where, Writing


@groups.expanded
def command(
    target: Annotated[str, typer.Argument(help="A workload, or a file as FILE or FILE:FUNCTION.")],
    call: opt.Call = None,
    only: opt.Only = None,
    family: Annotated[
        bool, typer.Option("--family", help="Static opcodes by family.", rich_help_panel=opt.OUTPUT)
    ] = False,
    scope: opt.Scope = "function",
    prof: Annotated[
        Path | None,
        typer.Option("--prof", help="Write the profile (snakeviz).", rich_help_panel=opt.OUTPUT),
    ] = None,
    speedscope: Annotated[
        Path | None,
        typer.Option(
            "--speedscope",
            help="Write the samples (speedscope.app).",
            rich_help_panel=opt.OUTPUT,
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep", help="Write .pyc, .dis.txt and .prof there.", rich_help_panel=opt.OUTPUT
        ),
    ] = None,
    viewer: viewing.Open = None,
    no_browser: viewing.NoBrowser = False,
    running: Running = Running(),
    where: Where = Where(),
    writing: Writing = Writing(),
) -> None:
    """Count opcodes on every CPython found, instructions executed, and calls; no model is asked.

    Example: workbench measure euler.py:euler --call "euler(lambda t, y: y, 1.0, 0.0, 1.0, 0.1)"
    """
    with common.errors():
        settings = groups.settings(where, running, writing)
    with common.errors(settings):
        from workbench import keeping, measuring, survey
        from workbench.cli.figures import finish, repeated, show
        from workbench.cli.progress import Reporter

        parts = measuring.parts(only)
        viewing.check(viewer, parts, no_run=running.no_run)
        place = survey.workplace(
            settings, no_run=running.no_run or not measuring.runs_something(parts)
        )
        common.notice(place)
        reporter = Reporter(quiet=writing.quiet)
        options = repeated(settings, no_run=running.no_run, scope=scope, family=family)
        wish = measuring.Wish(target, call, parts, tuple(options))
        try:
            found = measuring.of(wish, place, reporter)
        finally:
            reporter.close()
        if keep is not None:
            found = keeping.write(found, keep)
        show("measure", found, settings, writing.output, family=family, scope=scope)
        if prof is not None:
            keeping.write_prof(found, prof)
            common.say(f"wrote {prof}; look at it with snakeviz {prof}")
        if speedscope is not None:
            keeping.write_speedscope(found, speedscope)
            common.say(f"wrote {speedscope}; open it at https://www.speedscope.app")
        viewing.show(viewer, (found,), settings, browser=not no_browser)
        finish((found,), place)
