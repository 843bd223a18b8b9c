"""`review --web`, `--static` and `--import`: the same opinions in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench import safe_text
from workbench.cli import common

if TYPE_CHECKING:
    from workbench.settings import Settings

_MOST_TOLD = 5


def web(settings: Settings, run: str | None, *, port: int, browser: bool) -> None:
    """Serve until Ctrl-C; the address on stdout, and in a browser where there is a display."""
    import contextlib
    import webbrowser

    from workbench import viewing
    from workbench.review import site

    with site.listening(port) as where:
        found = site.Site(settings, where.getsockname()[1])
        address = found.address(found.runs.open(run).transcript.run if run else None)
        found.read_ahead()
        common.write(f"{address}\n", None)
        common.say("Ctrl-C ends it; the address is a secret between you and this machine")
        if browser and viewing.has_display(settings.environ):
            webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):
            site.serve(found, where)


def static(settings: Settings, run: str | None, path: Path) -> None:
    """One file with one run, the newest without a name."""
    from workbench import reading
    from workbench.review import onefile

    common.hold_writable(path)
    name = run or reading.newest(settings)
    onefile.write(path, onefile.render(settings, name))
    common.say(f"wrote {path}")
    common.say("reviews made there: download them, then workbench review --import FILE")


def merge(settings: Settings, path: Path) -> None:
    """Merge downloaded reviews."""
    from workbench import reviewing

    done = reviewing.merge(settings, path)
    common.write(f"{done.added} reviews added, {done.known} were there already\n", None)
    for line in done.refused[:_MOST_TOLD]:
        common.say(f"left out: {safe_text.terminal(line)}")
    if len(done.refused) > _MOST_TOLD:
        common.say(f"left out: {len(done.refused) - _MOST_TOLD} more lines")
