"""`workbench models`: what can be asked here."""

from __future__ import annotations

from workbench.cli import common
from workbench.cli import options as opt


def models(
    offline: opt.Offline = False,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """List the models that can be asked here.

    Example: workbench models --offline
    """
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
