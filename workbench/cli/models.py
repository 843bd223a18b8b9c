"""`workbench models`: what can be asked here; `models pull` fetches one more."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt

app = typer.Typer(invoke_without_command=True)


@app.callback()
def command(
    context: typer.Context,
    offline: opt.Offline = False,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """List the models that can be asked here.

    Example: workbench models --offline
    """
    if context.invoked_subcommand is not None:
        if offline:
            raise typer.BadParameter("--offline: pulling contacts where the model is")
        return
    with common.errors():
        settings = common.load_settings(format=format)
        from workbench import choosing

        found = choosing.models(settings, offline=offline)
        if settings["format"] == "json":
            rows = [
                {"provider": name, "why": one}
                if isinstance(one, str)
                else {"provider": name, "model": one.name, "details": one.details, "chat": one.chat}
                for name, one in found
            ]
            common.write(common.as_json({"schema": "workbench/models/1", "models": rows}), None)
            return
        lines = [
            (name, "-", one)
            if isinstance(one, str)
            else (name, name if one.name == name else f"{name}:{one.name}", one.details)
            for name, one in found
        ]
        common.write(common.table(lines, ("provider", "--model", "details")), None)


@app.command("pull")
def pull(
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="hf:OWNER/REPO:FILE.gguf or ollama:NAME.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before.")] = False,
) -> None:
    """Fetch a model: a GGUF file from the hub, checked and kept here, or one for Ollama.

    Example: workbench models pull hf:OWNER/REPO:FILE.gguf
    """
    with common.errors():
        settings = common.load_settings()
    with common.errors(settings):
        from workbench import pulling
        from workbench.cli import fetching

        plan = pulling.plan(reference, settings)
        for line in plan.told:
            common.say(line)
        if not plan.done and plan.asks and not yes:
            fetching.confirm("fetch it?")
        if not plan.done:
            fetching.show(plan)
        common.say(f"{'it is kept already' if plan.done else 'done'}; next:")
        common.say(f"  workbench generate matmul --model {plan.model}")
