"""`workbench workloads` and `workbench models`: what can be generated, what can be asked."""

from __future__ import annotations

from workbench.cli import common
from workbench.cli import options as opt


def workloads(
    folder: opt.Workloads = None,
    format: opt.Format = None,  # noqa: A002 - the name of the option
) -> None:
    """List what can be generated.

    Example: workbench workloads
    """
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
