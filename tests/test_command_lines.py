"""Command lines, read without a shell."""

from __future__ import annotations

import pytest

from workbench import command_lines


def test_a_profiler_with_its_options() -> None:
    read = command_lines.read("python3.11 -m cProfile -o ./a.prof -s time ./heat.py 10 x.csv")
    assert read.argv == ("-m", "cProfile", "-o", "./a.prof", "-s", "time", "heat.py", "10", "x.csv")
    assert (read.module, read.script, read.profile) == ("cProfile", "heat.py", "./a.prof")
    assert (read.inputs, read.data, read.executes) == (("heat.py",), ("x.csv",), True)


def test_what_is_only_read_is_not_executed() -> None:
    read = command_lines.read("python -m py_compile a.py b.py")
    assert (read.inputs, read.executes, read.problem) == (("a.py", "b.py"), False, None)


def test_quotes_and_comments_are_those_of_a_shell() -> None:
    read = command_lines.read("python -m timeit -s 'x = [1]*9' \"x.sort()\"  # sorted")
    assert read.argv == ("-m", "timeit", "-s", "x = [1]*9", "x.sort()")
    assert read.problem is None


@pytest.mark.parametrize("text", ["", "x" * 2_000, "python " + "a " * 100, "python a.py; ls"])
def test_what_cannot_be_read_has_a_problem(text: str) -> None:
    assert command_lines.read(text).problem is not None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(("script.py", True), ("your_program.py", True), ("path/to/x.py", True)),
        *(("my_script.py", True), ("FILE.py", True), ("filename.py", True)),
        *(("heat.py", False), ("main.py", False), ("Euler.py", False), ("scripted.py", False)),
    ],
)
def test_placeholders(name: str, expected: bool) -> None:
    assert command_lines.is_placeholder(name) is expected
