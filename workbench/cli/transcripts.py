"""`workbench transcripts`: list them, show one, say where it is."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt

app = typer.Typer(help="Find and read transcripts.", no_args_is_help=True)


@app.command("list")
def list_runs(
    root: opt.Root = None,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """List the runs, oldest first.

    Example: workbench transcripts list
    """
    with common.errors():
        settings = common.load_settings(root=root, format=format)
        from workbench import reading

        rows = reading.overview(settings)
        if settings["format"] == "json":
            found = [dict(zip(reading.COLUMNS, row, strict=True)) for row in rows]
            common.write(common.as_json({"schema": "workbench/transcripts/1", "runs": found}), None)
        elif rows:
            common.write(common.table(rows, reading.COLUMNS), None)
        else:
            common.say(f"no runs in {settings['root']}; try: workbench generate matmul")


@app.command("show")
def show(
    run: Annotated[str, typer.Argument(help="A run, or the beginning or end of its name.")],
    root: opt.Root = None,
    output: opt.Output = None,
) -> None:
    """Show one run as Markdown: asked, answered, ran, claimed, true.

    Example: workbench transcripts show 7f3a
    """
    with common.errors():
        settings = common.load_settings(root=root)
        common.hold_writable(output)
        from workbench import families, reading

        page = families.load("exports", "page", noun="output format")
        common.write(page.render(*reading.run(settings, run)), output)


@app.command("path")
def path(
    run: Annotated[str | None, typer.Argument(help="A run; none gives the folder.")] = None,
    root: opt.Root = None,
) -> None:
    """Print where a transcript is.

    Example: workbench transcripts path 7f3a
    """
    with common.errors():
        settings = common.load_settings(root=root)
        from workbench import reading

        common.write(f"{reading.place(settings, run)}\n", None)
