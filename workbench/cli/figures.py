"""The end of `measure` and `compare`: print the figures; what is missing decides the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from workbench.cli import common
from workbench.figures import Compared, Figures

if TYPE_CHECKING:
    from workbench.settings import Settings
    from workbench.survey import Workplace

_REPEATED = {"timeout": "--timeout", "memory": "--memory", "workloads": "--workloads"}
PROGRAM, USAGE, PLACE = 1, 2, 3


def show(
    command: str,
    found: Figures | Compared,
    settings: Settings,
    output: Path | None,
    **view: Any,
) -> None:
    """Print or write the figures in the format asked for; `view` is how the text shows them."""
    from workbench import families

    if common.output_format(settings, output) == "json":
        export = families.load("exports", "measure_json", noun="output format")
        text = (export.render_many if isinstance(found, Compared) else export.render)(found)
    else:
        text = families.load("exports", f"{command}_text", noun="output format").render(
            found, **view
        )
    common.write(text, output)


def repeated(settings: Settings, *, no_run: bool, scope: str, family: bool = False) -> list[str]:
    """Options given as flags that the command needs to show the same figures again."""
    words = ["--no-run"] * no_run + ["--family"] * family
    if scope != "function":
        words += ["--scope", scope]
    for name, flag in _REPEATED.items():
        if settings.source(name) == "flag":
            words += [flag, str(settings[name])]
    for path in str(settings["interpreters"]).split(":"):
        words += ["--interpreter", path] if path else []
    return words


def finish(found: Sequence[Figures], place: Workplace) -> None:
    """Exit as what is missing demands: the place's fault before the program's; 0 for nothing."""
    causes = [missing.cause for one in found for missing in one.missing]
    if "place" in causes:
        if place.refused is not None:
            raise place.refused
        raise typer.Exit(PLACE)
    if "program" in causes:
        raise typer.Exit(PROGRAM)
    if causes and all(one.nothing for one in found):
        raise typer.Exit(USAGE)
