"""Claims of the form: this command works, run where just the files of the document are.

A command works when it ends with status 0 and leaves what it is for: a profile that holds the
calls of the program, say. Nothing is asked of a shell, the network or another program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from workbench import command_lines
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    observed,
    uncheckable,
)
from workbench.command_lines import Command
from workbench.records import Measurement, Run

NEEDS = ("command",)
ABOUT_PROGRAMS = False
IMPLICIT = True
DESCRIBES = Describes(
    "The command ends with status 0 in a folder that holds just the programs shown.",
    {"command": "python -m py_compile workload.py"},
)
_LIMITS = ("timeout", "memory", "output-limit")
_NOT_ITS_FAULT = {
    "ModuleNotFoundError": "it needs a package that is not here",
    "ImportError": "it needs a package that is not here",
    "EOFError": "it waits for input, and there is none",
    "PermissionError": "it wants what is forbidden here",
    "FileNotFoundError": "it needs a file that the document does not show",
    "IsADirectoryError": "it needs a file that the document does not show",
}
_SHOWN = 5


class Args(ClaimArgs):
    """The command, as it would be typed."""

    command: str = Field(max_length=command_lines.MAX_LENGTH)


def judge(args: Args, evidence: Evidence) -> Finding:
    """What became of the command."""
    command = command_lines.read(args.command)
    if command.problem is not None:
        return uncheckable(_with_data(command, f"not run: {command.problem}"), reason="not-run")
    found = observed(evidence, "command")
    if isinstance(found, Finding):
        return found
    data = found.data
    if data is None:
        return _ended(found.run)
    files = [str(name) for name in data.get("files") or ()]
    if lacking := [name for name in command.inputs if name not in files]:
        return _not_shown(lacking[0], files)
    if data.get("exit") != 0:
        return _failed(command, data, found)
    return _left(command, data)


def _with_data(command: Command, text: str) -> str:
    """The reason, with the files that the command would need."""
    named = ", ".join(command.data[:_SHOWN])
    return f"{text} (it reads {named}, which an earlier step has to write)" if named else text


def _ended(run: Run | None) -> Finding:
    """A command whose end was not its own."""
    outcome = run.outcome if run else "crash"
    text = f"the command did not come to its end: {outcome}"
    if run and run.error:
        text += f" ({run.error})"
    if outcome in _LIMITS:
        return Finding("undecided", outcome, text, "WB402", outcome)
    return uncheckable(text, reason=outcome)


def _not_shown(name: str, files: list[str]) -> Finding:
    """The command names a program that is not there."""
    shown = ", ".join(files[:_SHOWN]) or "none"
    text = f"FileNotFoundError: the document shows no file called {name}; it shows {shown}"
    if not files:
        return uncheckable(f"the document shows no file called {name}", reason="no-code")
    if command_lines.is_placeholder(name):
        return uncheckable(f"{name} stands for a file of the reader's own", reason="placeholder")
    if len(files) == 1:
        # Whoever shows one program under no name, or another, may well mean that one.
        return Finding(
            "ambiguous", "file-name", f"{text}, which may be meant", "WB502", "FileNotFoundError"
        )
    return contradicted(text, "WB408", reason="no-such-file", measured="FileNotFoundError")


def _failed(command: Command, data: Mapping[str, Any], found: Measurement) -> Finding:
    """A status other than 0, with the first file that fails and its exception."""
    broken = data.get("broken")
    if isinstance(broken, Mapping):
        text = f"{broken.get('file')} does not compile: {broken.get('exception')}: "
        text += f"{broken.get('message')} (line {broken.get('line')})"
        return contradicted(text, "WB408", reason="status", measured=broken.get("exception"))
    name = data.get("exception")
    if name is None:
        return _status(command, data, found)
    text = f"{name}: {data.get('message')}"
    place = data.get("failing")
    if isinstance(place, Mapping):
        text += f" ({place.get('file')}, line {place.get('line')})"
    if name in _NOT_ITS_FAULT:
        return uncheckable(f"{_NOT_ITS_FAULT[str(name)]}: {text}", reason="did-not-finish")
    if name == "MemoryError":
        return Finding("undecided", "memory", text, "WB402", "memory")
    if not isinstance(place, Mapping):
        return uncheckable(f"the tool itself failed here: {text}", reason="did-not-finish")
    return contradicted(text, "WB408", reason="raised", measured=name)


def _status(command: Command, data: Mapping[str, Any], found: Measurement) -> Finding:
    """It said by its status alone that it failed."""
    said = found.run.stderr.strip().splitlines()[-1:] if found.run else []
    text = f"it ends with status {data.get('exit')}" + "".join(f": {line[:200]}" for line in said)
    if command.data or command.module == "unittest" or not command.inputs:
        return uncheckable(_with_data(command, text), reason="did-not-finish")
    if command.script is not None and len(command.argv) == 1:
        # A program that is to be given arguments says so by its status.
        return uncheckable(f"{text}; it may want arguments", reason="did-not-finish")
    return contradicted(text, "WB408", reason="status", measured=data.get("exit"))


def _left(command: Command, data: Mapping[str, Any]) -> Finding:
    """Status 0: is there what the command is for?"""
    profile = data.get("profile")
    if command.profile is None or command.script is None:
        return confirmed("it ends with status 0", measured=0)
    if not isinstance(profile, Mapping):
        text = f"it ends with status 0 and writes no profile {command.profile}"
        return Finding("ambiguous", "no-artefact", text, "WB408", 0)
    calls, own = profile.get("calls"), profile.get("own_calls")
    text = f"it ends with status 0; {command.profile} holds {calls} calls, {own} of them of "
    text += f"functions of {command.script}"
    if not own and data.get("functions"):
        text += ": the file defines functions and calls none"
        return Finding("ambiguous", "empty-profile", text, "WB408", own)
    return confirmed(text, measured=calls)
