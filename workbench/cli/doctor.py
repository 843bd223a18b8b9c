"""`workbench doctor`: what works here, what does not, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt


def command(
    root: opt.Root = None,
    interpreters: opt.Interpreters = None,
    models: Annotated[bool, typer.Option(help="Also look for models.")] = True,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """Look at interpreters, isolation, models and folders: ok, warn or fail, with a fix.

    Example: workbench doctor
    """
    with common.errors():
        settings = common.load_settings(root=root, interpreters=interpreters, format=format)
        from workbench import choosing, survey

        found = survey.doctor(settings)
        if models:
            found += choosing.model_health(settings)
        if settings["format"] == "json":
            rows = [
                {"state": one.state, "name": one.name, "seen": one.seen, "fix": one.fix}
                for one in found
            ]
            common.write(common.as_json({"schema": "workbench/doctor/1", "checks": rows}), None)
        else:
            lines = [(one.state, one.name, one.seen, one.fix or "") for one in found]
            common.write(common.table(lines, ("state", "what", "seen", "fix")), None)
        if any(one.state == "fail" for one in found):
            raise typer.Exit(3)
