"""Interpreters are found in the usual places, asked once, and never shims."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import interpreters
from workbench.errors import UsageError
from workbench.records import Interpreter

PYENV = ".pyenv"


def stand_in(path: Path, version: str, **changes: object) -> Path:
    """An executable that answers like the CPython of that version would."""
    report = {
        "implementation": "cpython",
        "order": [int(part) for part in version.split(".")],
        "free_threaded": False,
        "executable": f"/real/{version}",
        "version": version,
        "prefix": "/real",
        "stdlib": "/real/lib",
        "packages": None,
        **changes,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(report)}\nEND\n")
    path.chmod(0o755)
    return path


def versions(found: tuple[Interpreter, ...]) -> list[str]:
    return [interpreter.version for interpreter in found]


def test_what_is_found_here_is_real_and_in_version_order() -> None:
    found = interpreters.discover(environ=os.environ)
    assert len(set(versions(found))) == len(found)
    assert list(found) == sorted(found, key=lambda one: [int(x) for x in one.version.split(".")])
    for interpreter in found:
        assert interpreter.minor >= (3, 8)
        assert os.path.realpath(interpreter.executable) == interpreter.executable
        assert "shims" not in Path(interpreter.executable).parts
        assert Path(interpreter.stdlib, "os.py").is_file()


def test_the_running_interpreter_is_found_without_its_venv_but_with_its_packages() -> None:
    numpy = pytest.importorskip("numpy", reason="numpy is missing in this environment")
    me = interpreters.running()
    assert me in interpreters.discover(environ=os.environ)
    assert me.version == ".".join(map(str, sys.version_info[:3]))
    assert not (Path(me.executable).parent.parent / "pyvenv.cfg").exists()
    assert me.packages == os.path.realpath(Path(numpy.__file__).parent.parent)


def test_discovery_is_remembered() -> None:
    assert interpreters.discover(environ={}) is interpreters.discover(environ={})


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ({}, f"home/{PYENV}/versions/a/bin/python"),
        ({"PYENV_ROOT": "roots"}, "roots/versions/a/bin/python"),
        ({"PATH": "other/shims"}, "other/versions/a/bin/python"),
        ({"PATH": "bin"}, "bin/python3.15"),
        ({}, "home/.local/share/uv/python/cpython-3.15.7-linux/bin/python3"),
        ({"XDG_DATA_HOME": "data"}, "data/uv/python/cpython-3.15.7-linux/bin/python3"),
        ({"UV_PYTHON_INSTALL_DIR": "uv"}, "uv/cpython-3.15.7-linux/bin/python3"),
        ({}, "home/miniconda3/bin/python"),
        ({}, "home/miniforge3/envs/own/bin/python"),
        ({"CONDA_PREFIX": "env"}, "env/bin/python"),
    ],
)
def test_usual_places(tmp_path: Path, variables: dict[str, str], place: str) -> None:
    stand_in(tmp_path / place, "3.15.7")
    environ = {name: str(tmp_path / value) for name, value in variables.items()}
    environ["HOME"] = str(tmp_path / "home")
    environ["PATH"] = os.pathsep.join([environ.get("PATH", ""), os.defpath])
    assert "3.15.7" in versions(interpreters.discover(environ=environ))


def test_shims_of_pyenv_are_not_started(tmp_path: Path) -> None:
    trace = tmp_path / "started"
    shim = tmp_path / "shims" / "python3.12"
    shim.parent.mkdir()
    shim.write_text(f"#!/bin/sh\ntouch {trace}\nexit 127\n")
    shim.chmod(0o755)
    (tmp_path / "versions").mkdir()
    interpreters.discover(environ={"HOME": str(tmp_path), "PATH": str(shim.parent)})
    assert not trace.exists()


def test_what_does_not_answer_is_left_out(tmp_path: Path) -> None:
    places = tmp_path / ".pyenv" / "versions"
    for name, text in (("dead", "exit 127"), ("odd", "echo [1, 2"), ("list", "echo '[]'")):
        path = stand_in(places / name / "bin" / "python", "3.15.7")
        path.write_text(f"#!/bin/sh\n{text}\n")
    stand_in(places / "old" / "bin" / "python", "3.7.9")
    stand_in(places / "pypy" / "bin" / "python", "3.15.1", implementation="pypy")
    stand_in(places / "free" / "bin" / "python", "3.15.2", free_threaded=True)
    found = interpreters.discover(environ={"HOME": str(tmp_path)})
    assert not {"3.15.7", "3.7.9", "3.15.1", "3.15.2"} & set(versions(found))


def test_one_per_version_and_the_named_one_first(tmp_path: Path) -> None:
    places = tmp_path / ".pyenv" / "versions"
    stand_in(places / "a" / "bin" / "python", "3.15.7")
    stand_in(places / "b" / "bin" / "python", "3.15.7", executable="/b", packages="/b/packages")
    named = stand_in(tmp_path / "mine", "3.15.7", executable="/mine")
    environ = {"HOME": str(tmp_path)}
    (chosen,) = [one for one in interpreters.discover(environ=environ) if "15.7" in one.version]
    assert chosen.packages == "/b/packages"
    found = interpreters.discover([str(named)], environ=environ)
    assert [one.executable for one in found if one.version == "3.15.7"] == ["/mine"]


@pytest.mark.parametrize("path", ["/nowhere/python", "/bin/ls", "no-such-command"])
def test_a_named_path_that_is_no_cpython_is_the_users_error(path: str) -> None:
    with pytest.raises(UsageError, match="cannot be measured with"):
        interpreters.discover([path])


def test_a_named_command_is_looked_up_on_path(tmp_path: Path) -> None:
    stand_in(tmp_path / "bin" / "snake", "3.15.9")
    environ = {"HOME": str(tmp_path), "PATH": f"{tmp_path / 'bin'}:{os.defpath}"}
    assert "3.15.9" in versions(interpreters.discover(["snake"], environ=environ))


def test_choose_takes_the_newest_of_a_minor_or_the_exact_one(tmp_path: Path) -> None:
    for version in ("3.15.2", "3.15.10"):
        stand_in(tmp_path / ".pyenv" / "versions" / version / "bin" / "python", version)
    found = interpreters.discover(environ={"HOME": str(tmp_path)})
    assert interpreters.choose(found, "3.15").version == "3.15.10"
    assert interpreters.choose(found, "3.15.2").version == "3.15.2"


@pytest.mark.parametrize("wanted", ["3.99", "3", "", "python"])
def test_choose_lists_what_is_there(wanted: str) -> None:
    with pytest.raises(UsageError) as caught:
        interpreters.choose(interpreters.discover(), wanted)
    assert interpreters.running().version in (caught.value.hint or "")


def _pythons() -> list[str]:
    """The Python that runs, and the system's own: Debian's site module has ways of its own."""
    found = [interpreters.running(environ=os.environ).executable]
    system = shutil.which("python3", path=os.defpath)
    return [*found, system] if system else found


@pytest.mark.parametrize("python", _pythons())
def test_the_packages_of_a_venv_are_found_on_every_build(python: str, tmp_path: Path) -> None:
    made = subprocess.run(
        [python, "-m", "venv", "--without-pip", str(tmp_path / "v")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    ask = (
        "import importlib.machinery as m, sys; print(*m.EXTENSION_SUFFIXES, *sys.version_info[:2])"
    )
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True)
    suffix, *_, major, minor = answer.stdout.split()
    packages = tmp_path / "v" / "lib" / f"python{major}.{minor}" / "site-packages"
    (packages / "numpy" / "_core").mkdir(parents=True)
    (packages / "numpy" / "_core" / f"_multiarray_umath{suffix}").touch()
    named = str(tmp_path / "v" / "bin" / "python")
    found = interpreters.discover([named], environ={"PATH": "", "HOME": str(tmp_path)})
    assert str(packages.resolve()) in [one.packages for one in found]
