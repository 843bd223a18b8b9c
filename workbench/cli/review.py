"""`workbench review`: walk the discrepancies and say what you think of each."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench import safe_text
from workbench.cli import common
from workbench.cli import options as opt

if TYPE_CHECKING:
    from workbench.reading import Waiting
    from workbench.records import Judged
    from workbench.settings import Settings

KEYS = "a agree   t tool is wrong   s skip   n note   q quit"
OPINIONS = {"a": "agree", "t": "tool-is-wrong"}


def command(
    run: Annotated[str | None, typer.Argument(help="A run; none takes the newest.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List them; ask nothing.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Reviewed ones as well.")] = False,
    web: Annotated[bool, typer.Option("--web", help="In a browser, on this machine.")] = False,
    static: Annotated[
        Path | None, typer.Option("--static", help="Write the page of one run as one HTML file.")
    ] = None,
    merge: Annotated[
        Path | None, typer.Option("--import", help="Merge reviews downloaded from such a file.")
    ] = None,
    port: Annotated[int, typer.Option("--port", help="For --web; 0: a free one.")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="For --web: open a browser.")
    ] = True,
    root: opt.Root = None,
    color: opt.Color = None,
) -> None:
    """Go through the discrepancies that nobody has reviewed: claim, code, measured, reason.

    Example: workbench review 7f3a --web
    """
    with common.errors():
        settings = common.load_settings(root=root, color=color)
        if web or static or merge:
            _elsewhere(settings, run, web=web, static=static, merge=merge, at=(port, browser))
            return
        from workbench import reading

        waiting = reading.discrepancies(settings, run, everything=everything)
        if (repaired := reading.repaired(settings, run)) is not None:
            common.write(_rounds(repaired) + "\n", None)
        if not waiting:
            common.say("nothing is left to review")
            return
        if listing or not sys.stdin.isatty():
            text = "\n".join(_text(one, settings) for one in waiting)
            common.write(text + "\n", None)
            if not listing:
                common.say("no terminal to answer on: this was the list (--list)")
            return
        _walk(waiting, settings)


def _elsewhere(
    settings: Settings,
    run: str | None,
    *,
    web: bool,
    static: Path | None,
    merge: Path | None,
    at: tuple[int, bool],
) -> None:
    """What is not done in the terminal; merging comes first, so that it is shown."""
    from workbench.cli import reviewing

    if merge is not None:
        reviewing.merge(settings, merge)
    if static is not None:
        reviewing.static(settings, run, static)
    if web:
        reviewing.web(settings, run, port=at[0], browser=at[1])


def _rounds(judged: Judged) -> str:
    """What became of each failure, round by round."""
    from workbench import families

    shown: str = families.load("exports", "text", noun="output format").rounds(judged)
    return shown


def _text(one: Waiting, settings: Settings) -> str:
    """Claim, quote, measured value, reason and code."""
    from workbench import families

    export = families.load("exports", "text", noun="output format")
    color = common.use_color(settings)
    shown: str = export.diagnostic(one.judged, one.claim, one.verdict, color=color)
    code = one.code()
    return f"{shown.rstrip()}\n\n{code}" if code else shown


def _walk(waiting: Sequence[Waiting], settings: Settings) -> None:
    """Ask for an opinion about each; every answer is kept at once."""
    for number, one in enumerate(waiting, 1):
        common.write(f"\n{_text(one, settings)}\n", None)
        note = ""
        while True:
            print(f"[{number}/{len(waiting)}] {KEYS}: ", end="", flush=True)
            answer = sys.stdin.readline()
            key = answer.strip().lower()[:1]
            if not answer or key == "q":
                return
            if key == "n":
                print("note: ", end="", flush=True)
                note = safe_text.terminal(sys.stdin.readline().strip(), limit=2000)
                one.keep("note", note, settings.author)
            elif key == "s":
                break
            elif key in OPINIONS:
                if key == "t" and not note:
                    print("why (empty: no reason): ", end="", flush=True)
                    note = safe_text.terminal(sys.stdin.readline().strip(), limit=2000)
                one.keep(OPINIONS[key], note, settings.author)
                break
            else:
                print("press one of these keys, then Enter")
