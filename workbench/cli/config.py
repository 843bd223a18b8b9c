"""`workbench config`: every setting, its value and where it came from; `config set` keeps one."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt

app = typer.Typer(invoke_without_command=True)


@app.callback()
def command(
    context: typer.Context,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """Show every setting, its value and where it came from.

    Example: workbench config --format json
    """
    if context.invoked_subcommand is not None:
        return
    with common.errors():
        from workbench.settings import KEYS

        settings = common.load_settings(format=format)
        rows = []
        for name, key in KEYS.items():
            value = settings[name]
            shown = (
                "set" if key.secret and value else ("unset" if value in (None, "") else str(value))
            )
            rows.append((name, shown, settings.source(name), key.about))
        if settings["format"] == "json":
            names = ("key", "value", "source", "about")
            found = [dict(zip(names, row, strict=True)) for row in rows]
            common.write(common.as_json({"schema": "workbench/config/1", "settings": found}), None)
            return
        common.write(common.table(rows, ("setting", "value", "from", "meaning")), None)
        common.say(f"your file: {settings.user_folder / 'config.toml'}")


@app.command("set")
def set_one(
    name: Annotated[str, typer.Argument(help="A setting: see `workbench config`.")],
    value: Annotated[str, typer.Argument(help="Its value.")],
) -> None:
    """Keep a setting in your own file.

    Example: workbench config set model ollama:NAME
    """
    with common.errors():
        from workbench import settings

        path = settings.keep(name, value)
        common.say(f"{name} is set in {path}")
