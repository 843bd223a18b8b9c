"""Runs the artifact as a script, as `python FILE ARGUMENTS` would, in the scratch folder."""

from __future__ import annotations

import os
import runpy
import sys
from typing import Any, Dict

import endings

VANTAGE = "guest"
FORMAT = 1


def measure(target: Any) -> Dict[str, int]:
    """Run to the end; parameters: argv (texts after the file name). The host reads stdout.

    Returns {"exit": status of sys.exit, 0 without one}; what else it raises comes through.
    """
    target.compile()
    with open(target.filename, "w", encoding="utf-8", newline="") as file:
        file.write(target.source)
    sys.argv = [target.filename] + [_whole(text) for text in target.parameters.get("argv", ())]
    sys.path.insert(0, os.getcwd())
    try:
        runpy.run_path(target.filename, run_name="__main__")
    except SystemExit as ending:
        return {"exit": endings.status(ending.code)}
    return {"exit": 0}


def _whole(argument: str) -> str:
    """A file's absolute path: importlib names modules by it, and scripts compare the two."""
    return os.path.abspath(argument) if os.path.isfile(argument) else argument
