"""Commands in documents: what is one, and at which place."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import commands
from workbench.records import Claim, Document

FENCE = "```"


def document(text: str) -> Document:
    return read.document(text.encode(), "chat.md")


def found(text: str) -> list[str]:
    return [str(one.args["command"]) for one in claims(text)]


def claims(text: str) -> tuple[Claim, ...]:
    return commands.extract(document(text))


def fenced(*lines: str, language: str = "") -> str:
    return "\n".join((f"{FENCE}{language}", *lines, FENCE)) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (fenced("python heat.py", language="bash"), ["python heat.py"]),
        (fenced("python heat.py"), ["python heat.py"]),
        (fenced("python3 -m dis heat.py", language="python"), ["python3 -m dis heat.py"]),
        (fenced("$ python heat.py", "3.5", language="console"), ["python heat.py"]),
        (
            fenced("# first", "pip install numpy", "", "python heat.py  # then", language="sh"),
            ["pip install numpy", "python heat.py"],
        ),
        (
            fenced("cd src && python heat.py && ls", language="bash"),
            ["cd src", "python heat.py", "ls"],
        ),
        (fenced("(env) me@box:~/x$ python heat.py", language="bash"), ["python heat.py"]),
        (fenced("PS C:\\x> python heat.py", language="powershell"), ["python heat.py"]),
        (fenced("python heat.py | head", language="bash"), ["python heat.py | head"]),
        (fenced("snakeviz heat.prof"), ["snakeviz heat.prof"]),
        (
            "Run `python -m py_compile heat.py wave.py` first.\n",
            ["python -m py_compile heat.py wave.py"],
        ),
        (
            "- Profile it: `python -m cProfile -s tottime heat.py`.\n",
            ["python -m cProfile -s tottime heat.py"],
        ),
        ("It was measured with `python -m timeit heat`.\n", ["python -m timeit heat"]),
        ("python -m cProfile -o heat.prof heat.py\n", ["python -m cProfile -o heat.prof heat.py"]),
        (fenced("python heat.py --steps 10 data.csv"), ["python heat.py --steps 10 data.csv"]),
    ],
)
def test_commands_are_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        fenced("import heat", "heat.run()", language="python"),
        fenced(">>> heat.run()", "3.5", language="pycon"),
        fenced("python is slow here"),
        fenced("python", "heat", language="text"),
        fenced("3.5", "4.5", language="bash"),
        fenced("for f in *.py; do", "  python $f", "done", language="bash"),
        fenced("python - <<EOF", "print(1)", "EOF", language="bash"),
        fenced("python <your_file>.py", language="bash"),
        "Python heat.py is the script.\n",
        "Use `python` or `py_compile` for that.\n",
        "Should I run `python heat.py`?\n",
        "Do not run `python heat.py` twice.\n",
        "Use `pypy` instead of `python heat.py`.\n",
        "The module `dis` lists `LOAD_FAST`.\n",
        "| Tool | Command |\n|-|-|\n| dis | python |\n",
        "python heat.py runs the program and prints its result\n",
    ],
)
def test_what_is_no_command_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_claim_stands_exactly_where_its_command_does() -> None:
    text = "First:\n\n" + fenced("  python heat.py && python wave.py  # both", language="bash")
    lines = text.split("\n")
    for one in claims(text):
        where = one.location
        assert where.line == where.end_line == 4
        assert lines[3][where.column - 1 : where.end_column - 1] == one.quote
    assert [one.quote for one in claims(text)] == ["python heat.py", "python wave.py"]


def test_what_a_user_types_is_not_judged() -> None:
    block = read.document(fenced("python heat.py").encode(), "chat.md", speaker="user")
    assert commands.extract(block) == ()


def test_a_file_that_the_words_name_and_no_label_shows_is_not_missed() -> None:
    text = (
        "Save the first as heat.py and the second as `wave.py`.\n\n"
        + fenced("def heat():\n    return 1", language="python")
        + "\nThen:\n\n"
        + fenced("python heat.py", "python other.py", language="bash")
    )
    first, second = claims(text)
    assert first.problem is not None
    assert "heat.py" in first.problem
    assert second.problem is None


@pytest.mark.parametrize("part", ["`python ", "python -m ", "$ ", "\n", "python a.py && "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    assert len(commands.extract(document(part * 40_000))) <= 40_000
    assert len(commands.extract(document(fenced(part * 10_000, language="bash")))) <= 40_000
