"""Which CPythons this machine has, found in the usual places and asked about themselves.

Every candidate is run once, isolated; what it reports counts, never the path it was found under.
Nothing here reads the environment: its values arrive as an argument.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from workbench.errors import UsageError, exhausted
from workbench.records import Interpreter

OLDEST = (3, 8)
_MINORS = range(8, 16)
_ANSWER_SECONDS = 20.0
# What a shim of a version manager needs to find its interpreter; no key of a user's.
_PASSED_ON = ("PATH", "HOME", "PYENV_ROOT", "PYENV_VERSION", "LANG", "LD_LIBRARY_PATH")
_ENVIRONMENT_READ = (*_PASSED_ON, "UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME", "CONDA_PREFIX")

# Runs in the candidate as `python -I -S`: no site, so nobody's .pth file is executed. The folder
# of numpy is found by its files: `-S` hides it from import, and importing it would take a second.
_QUESTION = r"""
import json, os, sys
def packages():
    import site, sysconfig
    from importlib.machinery import EXTENSION_SUFFIXES
    home = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
    prefixes = [sys.prefix, sys.exec_prefix]
    config = os.path.join(home, "pyvenv.cfg")
    if os.path.exists(config):
        with open(config, encoding="utf-8") as lines:
            pairs = [line.partition("=") for line in lines]
        values = {key.strip().lower(): value.strip().lower() for key, _, value in pairs}
        # Spelled out: Debian's site module names dist-packages unless it knows it is in a venv.
        lib = "python%d.%d" % sys.version_info[:2]
        folders = [os.path.join(home, part, lib, "site-packages") for part in ("lib", "lib64")]
        if values.get("include-system-site-packages") == "true":
            folders += site.getsitepackages(prefixes)
    else:
        folders = site.getsitepackages(prefixes) + [sysconfig.get_path("platlib")]
    for folder in folders:
        for core in ("_core", "core"):
            for suffix in EXTENSION_SUFFIXES:
                name = "_multiarray_umath" + suffix
                if os.path.isfile(os.path.join(folder, "numpy", core, name)):
                    return os.path.realpath(folder)
def executable():
    real = os.path.realpath(sys.executable)
    if not os.path.exists(os.path.join(os.path.dirname(os.path.dirname(real)), "pyvenv.cfg")):
        return real
    base = getattr(sys, "_base_executable", real)
    return os.path.realpath(base)
version = "%d.%d.%d" % sys.version_info[:3]
if sys.version_info[3] != "final":
    version += {"alpha": "a", "beta": "b", "candidate": "rc"}[sys.version_info[3]]
    version += str(sys.version_info[4])
import sysconfig
print(json.dumps({
    "implementation": sys.implementation.name,
    "order": list(sys.version_info[:3]),
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "executable": executable(),
    "version": version,
    "prefix": os.path.realpath(sys.base_prefix),
    "stdlib": os.path.realpath(os.path.dirname(os.__file__)),
    "packages": packages() if sys.version_info >= (3, 8) else None,
}))
"""

_lock = threading.Lock()
_found: dict[object, tuple[Interpreter, ...]] = {}


class _UnfitError(Exception):
    """Why a candidate is not one of our interpreters."""


def discover(
    extra: Sequence[str] = (), *, environ: Mapping[str, str] | None = None
) -> tuple[Interpreter, ...]:
    """Every CPython from 3.8 on, one per full version, oldest first.

    `extra` are paths or command names given by the user; `environ` the environment to look in
    (None: the account's home folder and the system's default PATH). What does not answer within
    20 seconds is left out; the result is remembered as long as the process lives.
    Raises UsageError when one of `extra` is not such a CPython.
    """
    known = _environment(environ)
    key = (tuple(extra), tuple(sorted(known.items())))
    with _lock:
        if key not in _found:
            _found[key] = _discover(extra, known)
        return _found[key]


def running(*, environ: Mapping[str, str] | None = None) -> Interpreter:
    """The CPython this process runs on: its real executable, with the packages of its venv.

    Raises UsageError when that is not a CPython from 3.8 on.
    """
    try:
        return _ask(sys.executable, _environment(environ))[1]
    except _UnfitError as unfit:
        raise UsageError(f"cannot measure with {sys.executable}: {unfit}") from None


def choose(interpreters: Sequence[Interpreter], wanted: str) -> Interpreter:
    """The interpreter of that version: "3.11.7" exactly, "3.11" the newest 3.11.

    Raises UsageError listing the versions found.
    """
    parts = wanted.strip().split(".")
    fitting = [found for found in interpreters if found.version.split(".")[: len(parts)] == parts]
    if len(parts) >= 2 and fitting:
        return fitting[-1]
    versions = ", ".join(found.version for found in interpreters) or "none"
    raise UsageError(
        f"no CPython {wanted} was found here",
        hint=f"found: {versions}; `uv python install {wanted}` adds one, --interpreter names one",
    )


def _environment(environ: Mapping[str, str] | None) -> dict[str, str]:
    given = {"PATH": os.defpath} if environ is None else environ
    known = {name: given[name] for name in _ENVIRONMENT_READ if given.get(name)}
    if "HOME" not in known:
        try:
            known["HOME"] = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:  # a container's user without an account
            known["HOME"] = os.sep
    return known


def _discover(extra: Sequence[str], environ: dict[str, str]) -> tuple[Interpreter, ...]:
    named = [_resolve(name, environ) for name in extra]
    here = [sys.executable] if sys.executable else []
    candidates = list(dict.fromkeys([*named, *here, *_usual_places(environ)]))
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        answers = list(pool.map(lambda path: _answer(path, environ), candidates))
    ranked: list[tuple[tuple[int, ...], int, Interpreter]] = []
    for path, answer in zip(candidates, answers, strict=True):
        if not isinstance(answer, _UnfitError):
            order, interpreter = answer
            # Of one version: what the user named, what runs, what has numpy, what came first.
            rank = (path not in named) + (path not in (*named, *here)) * (
                1 if interpreter.packages else 2
            )
            ranked.append((order, rank, interpreter))
        elif path in named:
            raise UsageError(
                f"{extra[named.index(path)]} cannot be measured with: {answer}",
                hint="--interpreter wants the path of a CPython, version 3.8 or later",
            )
    best: dict[str, Interpreter] = {}
    for _, _, interpreter in sorted(ranked, key=lambda entry: entry[:2]):
        best.setdefault(interpreter.version, interpreter)
    return tuple(best.values())


def _answer(
    path: str, environ: dict[str, str]
) -> tuple[tuple[int, ...], Interpreter] | _UnfitError:
    try:
        return _ask(path, environ)
    except _UnfitError as unfit:
        return unfit


def _ask(path: str, environ: dict[str, str]) -> tuple[tuple[int, ...], Interpreter]:
    """Run a candidate once; its version as numbers, and the record. Raises _UnfitError."""
    try:
        done = subprocess.run(
            [path, "-I", "-S", "-c", _QUESTION],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            env={name: environ[name] for name in _PASSED_ON if name in environ},
            check=False,
        )
        report: dict[str, Any] = json.loads(done.stdout)
        order = tuple(int(part) for part in report["order"])
    except subprocess.TimeoutExpired:
        raise _UnfitError("it gave no answer") from None
    except OSError as error:
        if exhausted(error) is not None:
            raise  # that it could not be asked now says nothing about it
        raise _UnfitError(error.strerror or "it does not start") from None
    except (ValueError, KeyError, TypeError):
        raise _UnfitError("it is no Python, or a version that is not active") from None
    if report["implementation"] != "cpython":
        raise _UnfitError(f"it is {report['implementation']}, not CPython")
    if order < OLDEST:
        raise _UnfitError(f"it is CPython {report['version']}, older than 3.8")
    if report["free_threaded"]:
        raise _UnfitError("it is a free-threaded build, whose counts are another matter")
    return order, Interpreter.model_validate(report)


def _resolve(name: str, environ: dict[str, str]) -> str:
    """The path of an interpreter given by the user as a path or a command name."""
    if os.sep not in name:
        found = shutil.which(name, path=environ.get("PATH", os.defpath))
        if found is not None:
            return found
    if name.startswith("~" + os.sep):
        name = environ["HOME"] + name[1:]
    return os.path.abspath(name)


def _usual_places(environ: dict[str, str]) -> list[str]:
    """Files that may be interpreters, without asking them yet; each file once."""
    home = Path(environ["HOME"])
    path = [Path(folder) for folder in environ.get("PATH", "").split(os.pathsep) if folder]
    pyenv = _pyenv_root(environ, path, home)
    # pyenv's shims need a shell each, and what they would start is found beside them.
    on_path = [folder for folder in path if folder != pyenv / "shims"]
    names = [f"python3.{minor}" for minor in _MINORS]
    candidates = [
        *(folder / name for folder in (*on_path, *_brew()) for name in names),
        *_children(pyenv / "versions", "*/bin/python"),
        *_children(_uv(environ, home), "cpython-*/bin/python3"),
        *_conda(environ, home),
    ]
    real: dict[str, str] = {}
    for candidate in candidates:
        if candidate.is_file() and os.access(candidate, os.X_OK):
            real.setdefault(os.path.realpath(candidate), str(candidate))
    return list(real.values())


def _pyenv_root(environ: dict[str, str], path: Iterable[Path], home: Path) -> Path:
    if "PYENV_ROOT" in environ:
        return Path(environ["PYENV_ROOT"])
    for folder in path:
        if folder.name == "shims" and (folder.parent / "versions").is_dir():
            return folder.parent
    return home / ".pyenv"


def _uv(environ: dict[str, str], home: Path) -> Path:
    if "UV_PYTHON_INSTALL_DIR" in environ:
        return Path(environ["UV_PYTHON_INSTALL_DIR"])
    data = environ.get("XDG_DATA_HOME")
    return (Path(data) if data else home / ".local" / "share") / "uv" / "python"


def _conda(environ: dict[str, str], home: Path) -> Iterator[Path]:
    if "CONDA_PREFIX" in environ:
        yield Path(environ["CONDA_PREFIX"]) / "bin" / "python"
    names = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba")
    for root in (*(home / name for name in names), Path("/opt/conda"), Path("/opt/miniconda3")):
        yield root / "bin" / "python"
        yield from _children(root / "envs", "*/bin/python")


def _brew() -> tuple[Path, ...]:
    folders = ("/opt/homebrew/bin", "/usr/local/bin", "/home/linuxbrew/.linuxbrew/bin", "/usr/bin")
    return tuple(Path(folder) for folder in folders)


def _children(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []
