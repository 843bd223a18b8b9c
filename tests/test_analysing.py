"""`measure` and `compare` with the parts that analyse a call: what is shown, what is missing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commanding import Done, inside

PARTS = "complexity,cost,dependences,architectures"
SOURCE = """\
def total(xs):
    found = 0.0
    for x in xs:
        found = found + x
    return found
def stuck(n):
    while True:
        pass
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "program.py"
    found.write_text(SOURCE, encoding="utf-8")
    return found


def measure(*arguments: str | Path) -> Done:
    return inside("measure", "-q", *arguments)


def test_a_call_without_a_size_has_no_complexity_and_that_is_no_failure(path: Path) -> None:
    call = ("--call", "total([1.0, 2.0, 3.0])")
    done = measure(path, *call, "--only", PARTS)
    assert done.code == 0
    assert "complexity: not measured: the call has no free name n" in done.out
    assert "cost: 3 FLOPs" in done.out
    assert measure(path, *call, "--only", "complexity").code == 2


def test_a_free_n_is_for_complexity_and_the_others_say_how_to_give_the_call(path: Path) -> None:
    call = ("--call", "total([0.5] * n)")
    parts = ("executed", "profile", "cost", "dependences", "architectures")
    done = measure(path, *call, "--only", ",".join(("complexity", *parts)), "--format", "json")
    assert done.code == 0
    assert done.json["complexity"]["time"]["class"] == "n"
    for part in parts:
        assert done.json[part]["error"].startswith("only complexity gives n its values")
    assert measure(path, *call, "--only", "cost").code == 2


def test_a_call_that_ends_at_no_size_is_an_error_and_no_figure(path: Path) -> None:
    for call, why in (("stuck(n)", "budget"), ("total(n, n)", "TypeError")):
        done = measure(path, "--call", call, "--only", "complexity")
        assert done.code == 1
        assert "complexity: not measured: no size could be measured: n = 8: " in done.out
        assert why in done.out


def test_a_file_that_does_not_compile_is_the_program_s_fault(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text("def f(:\n", encoding="utf-8")
    assert measure(path, "--call", "f(1)", "--only", "complexity,cost").code == 1


def test_analyses_stand_side_by_side(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text("def twice(xs):\n    return [2.0 * x for x in xs]\n", encoding="utf-8")
    calls = ("--call", "total([1.0, 2.0, 3.0])", "--call", "twice([1.0, 2.0])")
    done = inside("compare", "-q", path, other, *calls, "--only", PARTS)
    assert done.code == 0
    assert _row(done.out, "FLOPs") == ["3", "2"]
    assert _row(done.out, "serial loops") == ["0", "of", "1", "0", "of", "1"]
    assert _row(done.out, "time") == ["-", "-"]
    assert done.out.count("the call has no free name n") == 2
    assert len(_row(done.out, "first")) >= 2


def _row(text: str, label: str) -> Any:
    line = next(line for line in text.splitlines() if line.startswith(f"  {label}  "))
    return line.strip().removeprefix(label).split()
