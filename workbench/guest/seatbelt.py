"""The jail of macOS: a Seatbelt profile and the command that starts a guest under it.

Written from Apple's and Chromium's published profiles; it was never run by us. A Mac has the tier
`reduced` only when its self-test, run there, withstands every attempt to escape. In a profile the
last rule that matches decides; what no rule names is denied.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from workbench.guest.reachable import Reach

PROGRAM = "/usr/bin/sandbox-exec"
# What every program of macOS reads before its first line: the loader's cache and system libraries.
_SYSTEM = (
    "/usr/lib",
    "/System/Library",
    "/System/Volumes/Preboot/Cryptexes/OS",
    "/System/Cryptexes/OS",
    "/private/var/db/dyld",
    "/private/var/db/timezone",
    "/usr/share/zoneinfo",
)
_FILES = ("/", "/dev/null", "/dev/urandom", "/dev/random", "/private/etc/localtime")


def is_here() -> bool:
    """Whether this machine has the program that starts others under a profile."""
    return os.access(PROGRAM, os.X_OK)


def enclosed(reach: Reach, folder: str, *, writes: bool) -> list[str]:
    """The start of a command line, to be followed by a command: it runs in `folder`.

    Paths are handed over as parameters, never written into the profile's text: a quote in the
    name of a folder cannot become a rule.
    """
    parameters: dict[str, str] = {}
    lines = ["(version 1)", "(deny default)", "(allow sysctl-read)", "(allow file-read-metadata)"]
    lines.append("(allow signal (target self))")

    def rule(action: str, kind: str, paths: Sequence[str]) -> None:
        for path in paths:
            name = f"P{len(parameters)}"
            parameters[name] = path
            lines.append(f'({action} ({kind} (param "{name}")))')

    rule("allow process-exec", "literal", _programs(reach))
    rule("allow file-read*", "subpath", (*_SYSTEM, *reach.binds))
    rule("allow file-read*", "literal", (*_FILES, *_programs(reach), _framework(reach)))
    rule("deny file-read*", "subpath", reach.masks)
    rule("allow file-read*", "subpath", (*reach.over, folder))
    rule("allow file-write-data", "literal", ("/dev/null",))
    if writes:
        rule("allow file-write*", "subpath", (folder,))
    command = [PROGRAM, "-p", "\n".join(lines)]
    for name, path in parameters.items():
        command += ["-D", f"{name}={path}"]
    return command


def _programs(reach: Reach) -> tuple[str, ...]:
    """The interpreter, and the program that a framework's interpreter replaces itself by."""
    inner = Path(_framework(reach)).parent / "Resources/Python.app/Contents/MacOS/Python"
    return reach.executable, str(inner)


def _framework(reach: Reach) -> str:
    """The library of a framework build, which lies beside its `bin`."""
    return str(Path(reach.executable).parent.parent / "Python")
