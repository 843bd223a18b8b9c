"""Whether a command works, as far as a guest could see it."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find, probe

from workbench.claims.base import Finding
from workbench.records import Measurement

FILES = ["heat.py", "wave.py"]


def ran(**data: Any) -> Measurement:
    fields: dict[str, Any] = {"exit": 0, "exception": None, "message": None, "failing": None}
    fields |= {"broken": None, "profile": None, "functions": 1, "files": FILES}
    return probe("command", fields | data)


def works(command: str, seen: Measurement | None) -> Finding:
    return find("command_works", {"command": command}, observed=seen, artifact=None)


def test_status_0_is_what_a_command_is_for() -> None:
    found = works("python heat.py", ran())
    assert (found.label, found.measured) == ("confirmed", 0)


def test_a_file_that_nobody_shows() -> None:
    found = works("python -m cProfile -o a.prof sun.py", ran(exit=1))
    assert (found.label, found.rule) == ("contradicted", "WB408")
    assert "no file called sun.py; it shows heat.py, wave.py" in found.explanation


@pytest.mark.parametrize(
    ("name", "files", "label"),
    [
        ("sun.py", ["heat.py"], "ambiguous"),
        ("sun.py", [], "uncheckable"),
        ("your_script.py", FILES, "uncheckable"),
        ("script.py", FILES, "uncheckable"),
        ("FILE.py", FILES, "uncheckable"),
    ],
)
def test_a_name_that_may_mean_something_else(name: str, files: list[str], label: str) -> None:
    assert works(f"python {name}", ran(exit=1, files=files)).label == label


def test_a_file_that_does_not_compile_is_named() -> None:
    broken = {"file": "wave.py", "line": 3, "exception": "IndentationError", "message": "expected"}
    found = works("python -m py_compile heat.py wave.py", ran(exit=1, broken=broken))
    assert (found.label, found.rule, found.measured) == (
        "contradicted",
        "WB408",
        "IndentationError",
    )
    assert "wave.py does not compile" in found.explanation
    assert "line 3" in found.explanation


def test_an_exception_of_the_program() -> None:
    place = {"file": "heat.py", "line": 7}
    seen = ran(exit=1, exception="ValueError", message="no", failing=place)
    found = works("python heat.py", seen)
    assert (found.label, found.rule) == ("contradicted", "WB408")
    assert "ValueError: no (heat.py, line 7)" in found.explanation


@pytest.mark.parametrize(
    "name", ["ModuleNotFoundError", "EOFError", "PermissionError", "FileNotFoundError"]
)
def test_what_is_missing_here_is_nobodys_mistake(name: str) -> None:
    place = {"file": "heat.py", "line": 1}
    seen = ran(exit=1, exception=name, message="x", failing=place)
    assert works("python heat.py", seen).label == "uncheckable"


def test_a_tool_that_fails_outside_of_the_program_accuses_nobody() -> None:
    assert works("python -m dis heat.py", ran(exit=1, exception="OSError")).label == "uncheckable"


def test_a_status_without_an_exception() -> None:
    assert works("python heat.py", ran(exit=2)).label == "uncheckable"
    assert works("python heat.py --fast", ran(exit=2)).label == "contradicted"
    assert works("python heat.py data.csv", ran(exit=2)).label == "uncheckable"


def test_a_profile_without_calls_is_not_what_it_is_for() -> None:
    command = "python -m cProfile -o heat.prof heat.py"
    empty = ran(profile={"calls": 3, "own_calls": 0})
    assert (works(command, empty).label, works(command, empty).reason) == (
        "ambiguous",
        "empty-profile",
    )
    assert works(command, ran(profile={"calls": 9, "own_calls": 2})).label == "confirmed"
    flat = ran(profile={"calls": 3, "own_calls": 0}, functions=0)
    assert works(command, flat).label == "confirmed"
    assert works(command, ran()).reason == "no-artefact"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("pip install numpy", "network"),
        ("snakeviz heat.prof", "heat.prof, which an earlier step"),
        ("jupyter notebook", "browser"),
        ("nvidia-smi", "hardware"),
        ("cd src", "shell"),
        ("python heat.py | head", "no shell"),
        ("python heat.py > out.txt", "no shell"),
        ("X=1 python heat.py", "variable"),
        ("python *.py", "no shell"),
        ("python", "interactive"),
        ("python -O heat.py", "-O"),
        ("python -m http.server", "waits"),
        ("python 'heat.py", "quotes"),
        ("ffmpeg -i x", "Python only"),
    ],
)
def test_what_is_not_run_says_why(command: str, why: str) -> None:
    found = works(command, None)
    assert (found.label, found.reason) == ("uncheckable", "not-run")
    assert why in found.explanation


def test_a_limit_of_ours_decides_nothing() -> None:
    assert works("python heat.py", probe("command", None, "timeout")).label == "undecided"
    assert works("python heat.py", probe("command", None, "protocol")).label == "uncheckable"
