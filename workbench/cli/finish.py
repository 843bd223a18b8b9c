"""The end of `generate` and `verify`: print what was judged, the next commands, the exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from workbench.cli import common, formats
from workbench.errors import WorkbenchError
from workbench.records import Judged

if TYPE_CHECKING:
    from workbench.cli.groups import Judging, Showing
    from workbench.settings import Settings
    from workbench.survey import Workplace


@contextmanager
def finish(
    settings: Settings,
    place: Workplace,
    showing: Showing,
    judging: Judging,
    *,
    many: bool = False,
    ways: Sequence[str] = (),
    samples: int | None = None,
) -> Iterator[list[Judged]]:
    """Collects what is judged inside, shows it even when an error or Ctrl-C ends it, and exits.

    `many` (and `samples`, how many were asked for) make the JSON a batch, of one or none as well.
    Exit 3 when nothing isolates: what could be judged statically is printed before.
    """
    from workbench import findings

    formats.ways(showing, settings)  # what does not fit is told before the work
    chosen = findings.chooser(judging.select or (), judging.ignore or (), judging.baseline)
    done: list[Judged] = []
    stopped: WorkbenchError | KeyboardInterrupt | None = None
    try:
        yield done
    except WorkbenchError as error:
        stopped = error
        if isinstance(error.judged, Judged):
            done.append(error.judged)
    except KeyboardInterrupt as interrupt:
        stopped = interrupt
    kept = [chosen(one) for one in done]
    if kept or (many and stopped is None):
        formats.show(kept, settings, showing, many=many, samples=samples)
    if stopped is not None:
        raise stopped
    for line in () if showing.quiet else findings.next_commands(kept, ways):
        common.say(line)
    if place.refused is not None:
        raise place.refused
    raise typer.Exit(common.exit_code(kept, strict=judging.strict, exit_zero=judging.exit_zero))
