"""Runs a Python command of a document, as `python ARGUMENTS` would, without starting a process.

The files of the document lie in the folder. Nothing but what `-m`, `-c` or a file name says is run.
"""

from __future__ import annotations

import ast
import contextlib
import marshal
import os
import runpy
import sys
import types
from typing import Any, Dict, List, Optional

import endings

VANTAGE = "guest"
FORMAT = 1

LONGEST = 500
MOST_FILES = 100
_open = open


def measure(target: Any) -> Dict[str, Any]:
    """Run parameters["argv"] (the words after python) to its end.

    Returns {"exit": status, "exception": None or its name, "message", "failing": None or {"file",
    "line"} of the document's file it arose in, "broken": None or {"file", "line", "exception",
    "message"} of the first file among parameters["inputs"] that does not compile, "written":
    {name: size} of files that are new or changed, "profile": None or {"calls", "own_calls"}
    recorded in parameters["profile"], "functions": how many functions the script defines}.
    """
    argv = list(target.parameters["argv"])
    inputs = list(target.parameters.get("inputs") or ())
    before = _files()
    broken = _first_broken(inputs)
    script = target.parameters.get("script")
    functions = _functions(script) if script else 0
    sys.path.insert(0, os.getcwd())
    report = {"exit": 0, "exception": None, "message": None, "failing": None}  # type: Dict[str, Any]
    try:
        _run(argv)
    except SystemExit as ending:
        report["exit"] = endings.status(ending.code)
    except BaseException as error:  # noqa: BLE001 - whatever ends the command is a result
        report.update(_described(error, before))
    report["broken"] = broken
    report["written"] = {name: size for name, size in _files().items() if before.get(name) != size}
    report["functions"] = functions
    report["profile"] = _profiled(target.parameters.get("profile"), before)
    return report


def _run(argv: List[str]) -> None:
    if argv[0] == "-m":
        sys.argv = [argv[1]] + argv[2:]
        runpy.run_module(argv[1], run_name="__main__", alter_sys=True)
    elif argv[0] == "-c":
        sys.argv = ["-c"] + argv[2:]
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        exec(compile(argv[1], "<string>", "exec", dont_inherit=True), module.__dict__)
    else:
        sys.argv = list(argv)
        sys.path[0] = os.path.dirname(os.path.abspath(argv[0]))
        runpy.run_path(argv[0], run_name="__main__")


def _described(error: BaseException, own: Dict[str, int]) -> Dict[str, Any]:
    """The exception, and the innermost place in one of the document's files."""
    place = None
    frame = error.__traceback__
    while frame is not None:
        name = _own(frame.tb_frame.f_code.co_filename, own)
        if name is not None:
            place = {"file": name, "line": frame.tb_lineno}
        frame = frame.tb_next
    if isinstance(error, SyntaxError):
        name = _own(str(error.filename), own)
        if name is not None:
            place = {"file": name, "line": error.lineno}
    return {
        "exit": 1,
        "exception": type(error).__name__[:LONGEST],
        "message": _text(error),
        "failing": place,
    }


def _text(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)[:LONGEST]
    except BaseException:  # noqa: BLE001 - its own text may raise
        return ""


def _own(path: str, own: Dict[str, int]) -> Optional[str]:
    name = os.path.relpath(path, os.getcwd()) if os.path.isabs(path) else os.path.normpath(path)
    return name if name in own else None


def _files() -> Dict[str, int]:
    """The sizes of the files below the current folder."""
    found = {}  # type: Dict[str, int]
    for folder, _, names in os.walk("."):
        for name in names:
            path = os.path.normpath(os.path.join(folder, name))
            with contextlib.suppress(OSError):
                found[path] = os.path.getsize(path)
            if len(found) >= MOST_FILES:
                return found
    return found


def _source(name: str) -> Optional[str]:
    try:
        with _open(name, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, ValueError):
        return None


def _first_broken(names: List[str]) -> Optional[Dict[str, Any]]:
    for name in names:
        source = _source(name)
        if source is None:
            continue
        try:
            compile(source, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            return {
                "file": name,
                "line": getattr(error, "lineno", None),
                "exception": type(error).__name__,
                "message": _text(error),
            }
    return None


def _functions(name: str) -> int:
    try:
        tree = ast.parse(_source(name) or "")
    except (SyntaxError, ValueError):
        return 0
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return sum(isinstance(node, kinds) for node in ast.walk(tree))


def _profiled(name: Optional[str], own: Dict[str, int]) -> Optional[Dict[str, int]]:
    """How many calls a profile holds, and how many of them are of functions of the own files."""
    if name is None:
        return None
    try:
        with _open(name, "rb") as file:
            stats: Dict[Any, Any] = marshal.load(file)
    except (OSError, ValueError, EOFError, TypeError):
        return None
    if type(stats) is not dict:
        return None
    calls, own_calls = 0, 0
    for (file_name, _, function), entry in stats.items():
        calls += entry[1]
        if function != "<module>" and _own(file_name, own) is not None:
            own_calls += entry[1]
    return {"calls": calls, "own_calls": own_calls}
