"""The end of `generate` and `verify`: print what was judged, the next commands, the exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workbench.cli import common
from workbench.errors import WorkbenchError
from workbench.records import Judged

if TYPE_CHECKING:
    from workbench.settings import Settings
    from workbench.survey import Workplace


@contextmanager
def finish(
    settings: Settings,
    place: Workplace,
    *,
    output: Path | None,
    verbose: bool,
    strict: bool,
    exit_zero: bool,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    baseline: Path | None,
    quiet: bool,
    many: bool = False,
    ways: Sequence[str] = (),
) -> Iterator[list[Judged]]:
    """Collects what is judged inside, shows it even when an error ends it, and exits.

    Exit 3 when nothing isolates: what could be judged statically is printed before.
    """
    from workbench import findings

    chosen = findings.chooser(select or (), ignore or (), baseline)
    done: list[Judged] = []
    stopped: WorkbenchError | None = None
    try:
        yield done
    except WorkbenchError as error:
        stopped = error
        if isinstance(error.judged, Judged):
            done.append(error.judged)
    kept = [chosen(one) for one in done]
    if kept:
        common.show(kept, settings, output=output, verbose=verbose, many=many)
    if stopped is not None:
        raise stopped
    for line in () if quiet else findings.next_commands(kept, ways):
        common.say(line)
    if place.refused is not None:
        raise place.refused
    raise typer.Exit(common.exit_code(kept, strict=strict, exit_zero=exit_zero))
