"""Workload files become values: load one, draw its cases, compare two outputs, describe an input.

A workload is a trusted file (shipped, or the user's own). Nothing here runs a model's program.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from workbench import comparison, families
from workbench.comparison import Difference
from workbench.errors import UsageError, did_you_mean

FLAVOURS = ("base", "numpy", "torch")
REFERENCE = "reference"
"""Entry point of a workload's own file: the trusted solution."""


@dataclass(frozen=True)
class Workload:
    """A task with its cases and its trusted solution.

    `source` is the text of the file, which the guest runs as the reference. `call` is the standard
    example call, `call_setup` the source run before it. `function_arguments` are the positions of
    arguments that cases give as the source of a function. `families` maps the name of a kind of
    input to a function (size, random generator) -> arguments. `driver` is source that defines
    drive(entry_point, *args), run in the guest; its results stand for those of the entry point.
    `reference_driver` is the same for the reference. `check(args, expected, got)` says why an
    output is wrong, or None; without one an output has to equal the reference's.
    """

    name: str
    title: str
    task: str
    entry_point: str
    signature: str
    flavour: str
    call: str
    call_setup: str
    function_arguments: tuple[int, ...]
    leaves_input_unchanged: bool
    atol: float
    rtol: float
    source: str
    families: Mapping[str, Callable[..., tuple[Any, ...]]]
    path: Path
    draw: Callable[[int], Any]
    driver: str = ""
    reference_driver: str = ""
    check: Callable[[tuple[Any, ...], Any, Any], Any] | None = None


@dataclass(frozen=True)
class Case:
    """One input. An argument that is a function is the text of its definition."""

    name: str
    family: str
    args: tuple[Any, ...]


# --- loading ------------------------------------------------------------------------------------

# Name in the file -> its type, and what the message calls it.
_CONSTANTS: dict[str, type] = {
    "TITLE": str,
    "TASK": str,
    "ENTRY_POINT": str,
    "SIGNATURE": str,
    "FLAVOUR": str,
    "CALL": str,
    "CALL_SETUP": str,
    "FUNCTION_ARGUMENTS": tuple,
    "LEAVES_INPUT_UNCHANGED": bool,
    "ATOL": float,
    "RTOL": float,
    "FAMILIES": dict,
}


def names(folder: Path | None = None, *, user_folder: Path | None = None) -> tuple[str, ...]:
    """Names of all workloads in the given folders and the shipped one, sorted."""
    found = {name for place in _places(folder, user_folder) for name in families.members(place)}
    return tuple(sorted(found))


def load(name: str, folder: Path | None = None, *, user_folder: Path | None = None) -> Workload:
    """Read and check the workload `name`.

    It is looked for in `folder`, then in `workloads` below the user's configuration folder, then
    among the shipped ones; never in the current folder. Raises UsageError for an unknown name
    (with the closest known one) and for a file that lacks something or has it with a wrong type.
    """
    known = names(folder, user_folder=user_folder)
    if name not in known:
        close = did_you_mean(name, known)
        hint = f"did you mean {close}?" if close else f"known: {', '.join(known) or 'none'}"
        raise UsageError(f"no workload is called {name!r}", hint=hint)
    place = next(p for p in _places(folder, user_folder) if name in families.members(p))
    path = place / f"{name}.py"
    module = _module(place, name, path)
    values = {key: _constant(module, key, kind, path) for key, kind in _CONSTANTS.items()}
    _check(values, path)
    for function in ("cases", REFERENCE):
        if not callable(getattr(module, function, None)):
            raise _broken(path, f"it has no function {function}()")
    check = getattr(module, "check", None)
    if check is not None and not callable(check):
        raise _broken(path, "check must be a function (args, expected, got)")
    driver = _driver(module, "DRIVER", "", path)
    fields = {key.lower(): value for key, value in values.items()}
    fields |= {"driver": driver, "check": check}
    fields["reference_driver"] = _driver(module, "REFERENCE_DRIVER", driver, path)
    source = path.read_text(encoding="utf-8")
    return Workload(name=name, source=source, path=path, draw=module.cases, **fields)


def _places(folder: Path | None, user_folder: Path | None) -> tuple[Path, ...]:
    own = None if user_folder is None else user_folder / "workloads"
    return tuple(p for p in (folder, own, families.shipped("workloads")) if p is not None)


def _module(place: Path, name: str, path: Path) -> ModuleType:
    try:
        return families.load_file(place, name, noun="workloads")
    except UsageError:
        raise
    except Exception as error:
        # The user's own file may raise anything.
        raise _broken(path, f"it cannot be loaded: {type(error).__name__}: {error}") from error


def _constant(module: ModuleType, key: str, kind: type, path: Path) -> Any:
    try:
        value = getattr(module, key)
    except AttributeError:
        raise _broken(path, f"it does not define {key}") from None
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise _broken(path, f"{key} must be a {kind.__name__}, not a {type(value).__name__}")
    return value


def _driver(module: ModuleType, key: str, default: str, path: Path) -> str:
    """The text of a driver; it is compiled here only to find mistakes in it."""
    text: str = _constant(module, key, str, path) if hasattr(module, key) else default
    try:
        body = ast.parse(text, key).body
    except (SyntaxError, ValueError) as error:
        raise _broken(path, f"{key} is not Python: {error}") from None
    if text and not any(isinstance(n, ast.FunctionDef) and n.name == "drive" for n in body):
        raise _broken(path, f"{key} must define drive(entry_point, *args)")
    return text


def _check(values: Mapping[str, Any], path: Path) -> None:
    if not values["ENTRY_POINT"].isidentifier():
        raise _broken(path, "ENTRY_POINT must be the name of a function")
    if values["FLAVOUR"] not in FLAVOURS:
        raise _broken(path, f"FLAVOUR must be one of {', '.join(FLAVOURS)}")
    if not all(type(i) is int and i >= 0 for i in values["FUNCTION_ARGUMENTS"]):
        raise _broken(path, "FUNCTION_ARGUMENTS must hold positions (0 is the first argument)")
    for key in ("ATOL", "RTOL"):
        if not 0.0 <= values[key] < math.inf:
            raise _broken(path, f"{key} must be a number from 0 upwards")
    for name, family in values["FAMILIES"].items():
        if type(name) is not str or not callable(family):
            raise _broken(path, "FAMILIES must map names to functions (size, generator)")


def _broken(path: Path, why: str) -> UsageError:
    return UsageError(f"the workload {path} is not usable: {why}")


def cases(workload: Workload, seed: int) -> tuple[Case, ...]:
    """The inputs drawn from `seed`, in the order of the file: small to large.

    Raises UsageError when the file returns something other than a list of cases.
    """
    drawn = workload.draw(seed)
    if type(drawn) is not list or not drawn:
        raise _broken(workload.path, "cases() must return a list with at least one case")
    return tuple(_case(entry, number, workload) for number, entry in enumerate(drawn, 1))


def _case(entry: Any, number: int, workload: Workload) -> Case:
    wanted = {"name": str, "family": str, "args": tuple}
    if type(entry) is not dict or {key: type(v) for key, v in entry.items()} != wanted:
        raise _broken(
            workload.path,
            f"case {number} must be a dict with the strings name and family and the tuple args",
        )
    for i in workload.function_arguments:
        if i >= len(entry["args"]) or type(entry["args"][i]) is not str:
            raise _broken(workload.path, f"case {number}: argument {i} must be a function's source")
    return Case(**entry)


# --- comparing and describing --------------------------------------------------------------------


def difference(expected: Any, got: Any, workload: Workload) -> Difference | None:
    """How an output differs from the reference's, or None (see `comparison.difference`)."""
    return comparison.difference(expected, got, atol=workload.atol, rtol=workload.rtol)


def mistake(case: Case, expected: Any, got: Any, workload: Workload) -> Difference | None:
    """Why an output is wrong, or None: by the workload's own check, else by `difference`.

    Raises UsageError for a check that refuses the reference's own output.
    """
    if workload.check is None:
        return difference(expected, got, workload)
    if type(got) is not type(expected):
        return difference(expected, got, workload)
    try:
        why = workload.check(case.args, expected, got)
    except Exception as error:  # noqa: BLE001 - a user's function, on anything
        _try_check(case, expected, workload)
        # It may hold anything: what a check stumbles over is no right answer.
        text = f"it cannot be checked ({type(error).__name__}: {error})"[:300]
        return Difference("wrong-type", text)
    if why is None:
        return None
    _try_check(case, expected, workload)
    return Difference("incorrect", str(why)[:500])


def _try_check(case: Case, expected: Any, workload: Workload) -> None:
    """Make sure that the check accepts the reference before a program is blamed."""
    assert workload.check is not None
    try:
        why = workload.check(case.args, expected, expected)
    except Exception as error:  # noqa: BLE001 - as above
        why = f"{type(error).__name__}: {error}"
    if why is not None:
        raise _broken(workload.path, f"check() refuses the reference on {case.name!r}: {why}")


def describe(args: tuple[Any, ...], workload: Workload | None = None, *, limit: int = 400) -> str:
    """A short readable text of a case's input, at most `limit` characters.

    With its workload it reads as a call (that of the driver, if there is one), and the source of a
    function argument follows the call.
    """
    functions = () if workload is None else workload.function_arguments
    entry_point = "" if workload is None else workload.entry_point
    shown = [
        f"f{i or ''}" if i in functions else comparison.short(arg, limit)
        for i, arg in enumerate(args)
    ]
    sources = [f"f{i or ''}: {_folded(args[i])}" for i in functions if i < len(args)]
    if workload is not None and workload.driver:
        shown.insert(0, entry_point)
        entry_point = "drive"
    text = f"{entry_point}({', '.join(shown)})"
    if sources:
        text += f" with {'; '.join(sources)}"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _folded(source: Any) -> str:
    """The text of a definition on one line."""
    return " ".join(str(source).split())
