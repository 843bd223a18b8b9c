"""Fetching a model in front of the user: the question before, the bar while it comes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from workbench import kept, safe_text
from workbench.cli import common
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.kept import Step
    from workbench.pulling import Choice, Plan


def somebody() -> bool:
    """True when there is a terminal to ask at."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str) -> None:
    """Go on after a yes. A no ends the command; where nobody can be asked UsageError does."""
    if not somebody():
        raise UsageError("there is no terminal to ask at", hint="--yes fetches it without asking")
    if not _agreed(question):
        common.say("nothing was fetched")
        raise typer.Exit(common.CANCELLED)


def offer_missing(choice: Choice, *, offline: bool) -> None:
    """Offer to fetch the chosen model where Ollama lacks it and there is somebody to ask."""
    if offline or choice.endpoint.provider != "ollama" or not somebody():
        return
    from workbench import pulling

    plan = pulling.missing(choice)
    if plan is None:
        return
    common.say(f"{plan.model} is not installed")
    if _agreed("fetch it with Ollama?"):
        show(plan)


def show(plan: Plan) -> None:
    """Fetch, and show how far it is on stderr: a bar on a terminal, else a line for every 10 %."""
    steps = plan.run()
    try:
        with contextlib.closing(steps):  # type: ignore[type-var]
            (_bar if sys.stderr.isatty() else _lines)(steps)
    except KeyboardInterrupt:
        common.say("stopped; the same command goes on from there")
        raise typer.Exit(common.CANCELLED) from None


def _agreed(question: str) -> bool:
    try:
        return typer.confirm(question, default=False, err=True)
    except typer.Abort:
        return False


def _bar(steps: Iterator[Step]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task, stage = progress.add_task("", total=None), ""
        for step in steps:
            if step.stage != stage:
                stage = step.stage
                progress.reset(task, description=escape(safe_text.one_line(stage, 60)))
            progress.update(task, completed=step.done_bytes, total=step.total_bytes)


def _lines(steps: Iterator[Step]) -> None:
    stage, told = "", 0
    for step in steps:
        if step.stage != stage:
            stage, told = step.stage, 0
            common.say(safe_text.one_line(stage, 120))
        tenths = step.done_bytes * 10 // step.total_bytes if step.total_bytes else 0
        if tenths > told and step.total_bytes:
            told = tenths
            common.say(f"{stage}: {tenths * 10} % of {kept.size_text(step.total_bytes)}")
