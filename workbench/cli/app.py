"""Assembles the command `workbench`. Commands import what is heavy only when they run."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from workbench import __version__
from workbench.cli import (
    check,
    compare,
    config,
    doctor,
    evidence,
    generate,
    measure,
    models,
    report,
    review,
    rule,
    transcripts,
    verify,
    workloads,
)

EXIT_CODES = (
    "Exit codes: 0 nothing contradicted and every program ok; 1 a contradicted claim or a program "
    "that is not ok; 2 usage or configuration; 3 the environment (no model, nothing isolates, "
    "nothing readable); 130 Ctrl-C."
)

app = typer.Typer(
    name="workbench",
    help="Measures what language models say about programs, claim by claim.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CHECK, MEASURE, LOOK = "Ask and verify", "Measure without a model", "Look at results"
SETUP = "This machine"


def _version(wanted: bool) -> None:
    if wanted:
        import platform

        python = f"CPython {platform.python_version()}"
        print(f"workbench {__version__} ({python}, {platform.system()} {platform.machine()})")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Version, Python and platform."
        ),
    ] = False,
) -> None:
    """Measures what language models say about programs, claim by claim.

    Start with: workbench generate matmul
    """


app.command("generate", rich_help_panel=CHECK)(generate.command)
app.command("verify", rich_help_panel=CHECK)(verify.command)
app.command("check", rich_help_panel=CHECK)(check.command)
app.command("measure", rich_help_panel=MEASURE)(measure.command)
app.command("compare", rich_help_panel=MEASURE)(compare.command)
app.command("review", rich_help_panel=LOOK)(review.command)
app.command("report", rich_help_panel=LOOK)(report.command)
app.add_typer(transcripts.app, name="transcripts", rich_help_panel=LOOK)
app.command("evidence", rich_help_panel=LOOK)(evidence.command)
app.command("rule", rich_help_panel=LOOK)(rule.command)
app.add_typer(workloads.app, name="workloads", rich_help_panel=SETUP)
app.add_typer(models.app, name="models", rich_help_panel=SETUP)
app.command("doctor", rich_help_panel=SETUP)(doctor.command)
app.add_typer(config.app, name="config", rich_help_panel=SETUP)


def main() -> None:
    """Run the command line; a closed pipe is no error."""
    for stream in (sys.stdout, sys.stderr):
        # A model's text may hold what this terminal's encoding cannot show.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    app()
