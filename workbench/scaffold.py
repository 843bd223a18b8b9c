"""A workload file to start from: small, complete, and running as it is."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from workbench import workloads
from workbench.errors import StorageError, UsageError
from workbench.settings import Settings

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")
_TEMPLATE = '''\
"""NAME: a workload of your own. Everything below is an example to change."""

import random
from itertools import accumulate

# What the model is told: the title, the task, how the function is called.
TITLE = "Running totals"
TASK = """\\
Write a function that returns the running totals of a list of numbers.

- `xs` is a list of ints and floats; it may be empty.
- Return a new list of the same length: element i is the sum of xs[0], ..., xs[i].
- Do not change `xs`.

Example: [3, 1, 2] gives [3, 4, 6]. Use only the Python standard library.
"""
ENTRY_POINT = "NAME"
SIGNATURE = "NAME(xs: list) -> list"

# "base" has the standard library, "numpy" has NumPy as well, "torch" has both and PyTorch.
FLAVOUR = "base"

# The example call of claims such as "is called 5 times"; CALL_SETUP is source run before it.
CALL_SETUP = ""
CALL = "NAME([3, 1, 4, 1, 5])"

# Positions of arguments that are functions; cases() gives these as the source of one def.
FUNCTION_ARGUMENTS = ()

# Whether a program that changes its arguments is wrong.
LEAVES_INPUT_UNCHANGED = True

# How far a float may be off: ATOL + RTOL * abs(expected). Everything else has to be equal.
ATOL = 1e-9
RTOL = 1e-9


def reference(xs):
    """The right answer. It runs where the programs run, and may raise ValueError."""
    return list(accumulate(xs))


def numbers(n, rng):
    """The arguments of one call, of size n."""
    return ([rng.randint(-100, 100) for _ in range(n)],)


# Kinds of inputs by name, each a function of a size and a random generator.
FAMILIES = {"numbers": numbers}


def cases(seed):
    """The inputs that programs are tested on, small to large, with the edges of the task."""
    rng = random.Random(seed)
    found = [
        {"name": "empty", "family": "edge", "args": ([],)},
        {"name": "one number", "family": "edge", "args": ([7],)},
        {"name": "floats", "family": "edge", "args": ([0.5, -1.25, 1e6],)},
    ]
    for n in (2, 10, 1000):
        found.append({"name": f"{n} numbers", "family": "numbers", "args": numbers(n, rng)})
    return found


# Two more things are possible; docs/own-workload.md shows them:
#   check(args, expected, got) returns None or why an answer is wrong, for tasks with several
#   right answers; DRIVER is source that calls the program in a way of its own.
'''


@dataclass(frozen=True)
class Made:
    """A new workload: its file, how many cases it draws, the commands to type next."""

    path: Path
    cases: int
    next: tuple[str, ...]


def create(name: str, settings: Settings) -> Made:
    """Write `<folder>/<name>.py` and check it as every workload is checked.

    The folder is that of --workloads, else `workloads` below the configuration folder. Raises
    UsageError for a name that cannot be one or exists, StorageError when it cannot be written.
    """
    if not _NAME.match(name) or keyword.iskeyword(name) or name == "base":
        raise UsageError(
            f"{name!r} cannot be the name of a workload",
            hint="a name such as running_totals: small letters, digits and _, a letter first",
        )
    if name in workloads.names():
        raise UsageError(f"a shipped workload is called {name!r}", hint="take another name")
    given = settings["workloads"]
    folder = Path(given).expanduser() if given else settings.user_folder / "workloads"
    path = folder / f"{name}.py"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(_TEMPLATE.replace("NAME", name))
    except FileExistsError:
        raise UsageError(f"{path} exists and is kept as it is", hint="take another name") from None
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror or error}") from error
    made = workloads.load(name, folder)
    return Made(path, len(workloads.cases(made, 0)), _next(name, folder if given else None, path))


def _next(name: str, folder: Path | None, path: Path) -> tuple[str, ...]:
    import shlex

    option = f" --workloads {shlex.quote(str(folder))}" if folder else ""
    return (
        f"edit {shlex.quote(str(path))}",
        f"workbench generate {name}{option} --dry-run   # the prompts, nothing is asked",
        f"workbench generate {name}{option}",
        f"workbench verify FILE.py --workload {name}{option}",
    )
