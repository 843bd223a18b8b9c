"""`--open snakeviz` of `measure` and `compare`: the profiles in a browser, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import common
from workbench.cli import options as opt
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.figures import Figures
    from workbench.settings import Settings


def _tool(value: str | None) -> str | None:
    if value not in (None, "snakeviz"):
        raise typer.BadParameter(f"{value!r} is none of snakeviz")
    return value


Open = Annotated[
    str | None,
    typer.Option(
        "--open",
        metavar="snakeviz",
        help="Show the profile in snakeviz until Ctrl-C.",
        callback=_tool,
        rich_help_panel=opt.OUTPUT,
    ),
]
NoBrowser = Annotated[
    bool,
    typer.Option(
        "--no-browser", help="Only tell where snakeviz listens.", rich_help_panel=opt.OUTPUT
    ),
]


def check(tool: str | None, parts: Sequence[str], *, no_run: bool) -> None:
    """Before anything is measured: whether the tool is there and would have something to show."""
    if tool is None:
        return
    from workbench import viewing

    viewing.check(() if no_run else parts)


def show(tool: str | None, found: Sequence[Figures], settings: Settings, *, browser: bool) -> None:
    """Serve the profiles until Ctrl-C, if that was asked for."""
    if tool is None:
        return
    from workbench import viewing

    try:
        files = viewing.profiles(found)
    except UsageError as error:
        if not any(one.missing for one in found):
            raise
        common.complain(error)  # what is missing decides the exit code
        return
    viewing.show(files, browser=browser, environ=settings.environ, say=common.say)
