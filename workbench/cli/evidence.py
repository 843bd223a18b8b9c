"""`workbench evidence`: a stored measurement, its command, and the same measurement again."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt


def command(
    claim: Annotated[str, typer.Argument(help="A claim's id, or the beginning of it.")],
    stored: Annotated[bool, typer.Option("--stored", help="Do not measure again.")] = False,
    root: opt.Root = None,
    workloads: opt.Workloads = None,
    interpreters: opt.Interpreters = None,
    timeout: opt.Timeout = None,
    memory: opt.Memory = None,
    isolation: opt.Isolation = None,
    require_isolation: opt.RequireIsolation = None,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """Show what a verdict rests on, measure it again, and say same or what is different.

    Example: workbench evidence 66147e
    """
    with common.errors():
        settings = common.load_settings(
            root=root,
            workloads=workloads,
            interpreters=interpreters,
            timeout=timeout,
            memory=memory,
            isolation=isolation,
            require_isolation=require_isolation,
            format=format,
        )
    with common.errors(settings):
        from workbench import evidence

        found = evidence.look(claim, settings, again=not stored)
        if settings["format"] == "json":
            common.write(common.as_json(evidence.plain(found)), None)
        else:
            common.write(evidence.render(found), None)
        if found.different:
            raise typer.Exit(1)
