"""Ends of a script that are no fault of the program: what is missing here, or asked of a user."""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection

from workbench.records import Outcome

_MODULE = re.compile(r"(?:ModuleNotFoundError|ImportError): No module named '([\w.]{1,100})'")
_NAME = re.compile(r"NameError: name '(\w{1,100})' is not defined")
_FILE = re.compile(r"FileNotFoundError: .{0,40}?['\"]([^'\"]{1,200})['\"]")
_DENIED = re.compile(
    r"(?:PermissionError|BlockingIOError|ConnectionError|OSError|gaierror|URLError)"
)
_ARGUMENTS = re.compile(r"sys\.argv|argparse|click|typer|docopt")
_PIPED = re.compile(r"\bsys\.stdin\b|\bfileinput\b")
_LIMITS: dict[str, str] = {
    "timeout": "it was stopped at the time limit (--timeout gives it more)",
    "memory": "it was stopped at the memory limit (--memory gives it more)",
    "output-limit": "it was stopped at the limit of what it may print",
    "blocked": "it wants what is forbidden here",
}


def no_fault(
    source: str, outcome: Outcome, error: str, stderr: str, defined: Collection[str]
) -> str | None:
    """Why the end shows nothing about the program; None when it is the program's own failure."""
    if outcome in _LIMITS:
        return _LIMITS[outcome]
    if outcome == "rejected-source" and "'await' outside" in error:
        return "it awaits outside of a function, as notebooks allow"
    if outcome != "crash":
        return None
    if found := _MODULE.search(error):
        return f"it needs {found.group(1)}, which is not installed here"
    if ("EOFError" in error and "input" in source) or _PIPED.search(source):
        return "it reads what a user types or pipes into it"
    if found := _FILE.search(error):
        return f"it reads {found.group(1)}, which is not shown"
    if _DENIED.search(error):
        return f"it wants what is forbidden here: {error}"
    asks = "usage:" in stderr.lower() or "IndexError" in error
    if _ARGUMENTS.search(source) and asks:
        return "it wants arguments on its command line"
    return _unknown(error, defined)


def _unknown(error: str, defined: Collection[str]) -> str | None:
    """A name that nothing here defines: the reader was to bring it."""
    found = _NAME.search(error)
    if found is None or found.group(1) in defined or hasattr(builtins, found.group(1)):
        return None
    return f"it is a fragment: it uses {found.group(1)}, which nothing in the document defines"


def unknown_name(error: str | None) -> str | None:
    """The name that a NameError is about."""
    found = _NAME.search(error or "")
    return found.group(1) if found else None
