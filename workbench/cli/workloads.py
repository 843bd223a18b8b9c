"""`workbench workloads`: what can be generated; `workloads new` starts one of your own."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt

app = typer.Typer(invoke_without_command=True)


@app.callback()
def command(
    context: typer.Context,
    folder: opt.Workloads = None,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """List what can be generated.

    Example: workbench workloads --format json
    """
    if context.invoked_subcommand is not None:
        context.obj = folder
        return
    with common.errors():
        settings = common.load_settings(workloads=folder, format=format)
        from workbench import survey

        found = survey.list_workloads(settings)
        if settings["format"] == "json":
            keys = ("name", "title", "signature", "why")
            rows = [{key: getattr(one, key) for key in keys} for one in found]
            common.write(
                common.as_json({"schema": "workbench/workloads/1", "workloads": rows}), None
            )
            return
        lines = [(one.name, one.why or one.title, one.signature) for one in found]
        common.write(common.table(lines, ("workload", "task", "signature")), None)
        common.say("next: workbench generate " + (found[0].name if found else "NAME"))
        common.say("      workbench workloads new NAME   starts one of your own")


@app.command("new")
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name, and that of the function.")],
    folder: opt.Workloads = None,
) -> None:
    """Write a small complete workload to edit: in your configuration folder, or in --workloads.

    Example: workbench workloads new running_totals
    """
    with common.errors():
        settings = common.load_settings(workloads=folder or context.obj)
        from workbench import scaffold

        made = scaffold.create(name, settings)
        common.say(f"wrote {made.path}: it is complete and draws {made.cases} inputs")
        common.say("next:")
        for line in made.next:
            common.say(f"  {line}")
