"""Options that several commands share, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OUTPUT, RUNNING, WHERE, ASKING = "Output", "Running", "Where", "Asking"


def _choice(allowed: tuple[str, ...]):  # type: ignore[no-untyped-def]
    def check(value: str | None) -> str | None:
        if value is not None and value not in allowed:
            raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}")
        return value

    return check


def _verdict_format(value: str | None) -> str | None:
    if value is not None:
        from workbench.cli import formats

        known = formats.names()
        if value not in known:
            raise typer.BadParameter(f"{value!r} is none of {', '.join(known)}")
    return value


Root = Annotated[
    Path | None,
    typer.Option("--root", help="Where generated/ and transcripts/ are.", rich_help_panel=WHERE),
]
Workloads = Annotated[
    Path | None,
    typer.Option("--workloads", help="A folder of your own workloads.", rich_help_panel=WHERE),
]
Prompts = Annotated[
    Path | None,
    typer.Option("--prompts", help="A folder of your own prompts.", rich_help_panel=WHERE),
]
Interpreters = Annotated[
    list[str] | None,
    typer.Option(
        "--interpreter", help="One more CPython to measure on (repeat).", rich_help_panel=WHERE
    ),
]
Python = Annotated[
    str | None,
    typer.Option(
        "--python", help="The CPython that claims are judged on: 3.N.", rich_help_panel=RUNNING
    ),
]
NoRun = Annotated[
    bool,
    typer.Option("--no-run", help="Execute nothing; judge static claims.", rich_help_panel=RUNNING),
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", help="Wall seconds for one guest.", min=0.1, rich_help_panel=RUNNING),
]
Memory = Annotated[
    int | None,
    typer.Option("--memory", help="MiB for one guest.", min=16, rich_help_panel=RUNNING),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", help="Guests at a time (0: cores).", min=0, rich_help_panel=RUNNING),
]
Isolation = Annotated[
    str | None,
    typer.Option(
        "--isolation",
        help="auto, strong, filtered, namespaces, reduced; none runs programs with your rights.",
        callback=_choice(("auto", "strong", "filtered", "namespaces", "reduced", "none")),
        rich_help_panel=RUNNING,
    ),
]
RequireIsolation = Annotated[
    str | None,
    typer.Option(
        "--require-isolation",
        help="Refuse to run below this tier: strong, filtered, namespaces or reduced.",
        rich_help_panel=RUNNING,
    ),
]
Call = Annotated[
    str | None,
    typer.Option("--call", help="The call to run: a Python expression over the file's names."),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        help="Some of static,executed,profile,complexity,cost,dependences,architectures.",
        rich_help_panel=OUTPUT,
    ),
]
Scope = Annotated[
    str,
    typer.Option(
        "--scope",
        help="Static opcodes shown: of the function, with its callees, of the file.",
        callback=_choice(("function", "callees", "file")),
        rich_help_panel=OUTPUT,
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", help="text or json.", callback=_choice(("text", "json")), rich_help_panel=OUTPUT
    ),
]
VerdictFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="Such as text, json, sarif, junit, github, csv.",
        callback=_verdict_format,
        rich_help_panel=OUTPUT,
    ),
]
VerdictOutputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        help="Write there; .json, .sarif, .xml, .csv choose the format (repeat).",
        rich_help_panel=OUTPUT,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write there; .json gives JSON.", rich_help_panel=OUTPUT),
]
Color = Annotated[
    str | None,
    typer.Option(
        "--color",
        help="auto, always or never.",
        callback=_choice(("auto", "always", "never")),
        rich_help_panel=OUTPUT,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress on stderr.", rich_help_panel=OUTPUT)
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Also what is confirmed.", rich_help_panel=OUTPUT),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Warnings also exit with 1.", rich_help_panel=OUTPUT),
]
ExitZero = Annotated[
    bool,
    typer.Option("--exit-zero", help="Findings exit with 0, not 1.", rich_help_panel=OUTPUT),
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", help="Only findings of rules such as WB1.", rich_help_panel=OUTPUT),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", help="No findings of these rules.", rich_help_panel=OUTPUT),
]
Sort = Annotated[
    str | None,
    typer.Option(
        "--as",
        help="What a folder is: submission, or collection (of documents and submissions).",
        callback=_choice(("submission", "collection")),
        rich_help_panel=OUTPUT,
    ),
]
Fresh = Annotated[
    bool,
    typer.Option("--fresh", help="Judge again what was judged before.", rich_help_panel=RUNNING),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        help="A JSON of an earlier run: its findings are known.",
        rich_help_panel=OUTPUT,
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="openai:NAME, ollama:NAME, local:PATH or recorded.",
        rich_help_panel=ASKING,
    ),
]
Samples = Annotated[
    int | None,
    typer.Option(
        "--samples",
        help="So many independent runs; JSON becomes a batch.",
        min=1,
        rich_help_panel=ASKING,
    ),
]
Repair = Annotated[
    int | None,
    typer.Option(
        "--repair",
        help="Rounds in which what fails goes back to the model.",
        min=1,
        rich_help_panel=ASKING,
    ),
]
Offline = Annotated[
    bool,
    typer.Option("--offline", help="Contact nothing but this machine.", rich_help_panel=ASKING),
]

Temperature = Annotated[
    float | None, typer.Option("--temperature", min=0.0, rich_help_panel=ASKING)
]
Seed = Annotated[
    int | None, typer.Option("--seed", help="The model's seed.", rich_help_panel=ASKING)
]
MaxTokens = Annotated[
    int | None,
    typer.Option("--max-tokens", help="Tokens per reply.", min=1, rich_help_panel=ASKING),
]
Context = Annotated[
    int | None,
    typer.Option(
        "--context",
        help="Tokens of context, where the model runs here (16384).",
        min=256,
        rich_help_panel=ASKING,
    ),
]
ReadTimeout = Annotated[
    float | None,
    typer.Option(
        "--read-timeout",
        help="Seconds to wait for the next piece of a reply (120).",
        min=0.1,
        rich_help_panel=ASKING,
    ),
]
Replay = Annotated[
    str | None,
    typer.Option(
        "--replay", help="Answer from an earlier run's transcript.", rich_help_panel=ASKING
    ),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Show the prompts; ask nothing.", rich_help_panel=ASKING),
]
