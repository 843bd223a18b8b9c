"""How a program that was run as a script ended."""

from __future__ import annotations

import sys


def status(code: object) -> int:
    """The exit status of SystemExit's code, as Python gives it; words go to stderr."""
    if code is None:
        return 0
    if isinstance(code, int):  # unittest ends with True or False
        return int.__and__(code, 255)
    sys.stderr.write(str(code)[:1000] + "\n")
    return 1
