"""docs/challenge.md: each command is typed, each line of output that it shows is looked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import touring

PAGE = Path(__file__).parents[1] / "docs" / "challenge.md"
TARGET = "3.11.7"


def test_every_command_of_the_page_shows_what_the_page_shows(tmp_path: Path) -> None:
    tour = touring.tour(tmp_path, PAGE, target=TARGET)
    for step in touring.steps(PAGE):
        tour.take(step)
    if tour.is_whole:
        assert tour.compared >= 150
        assert tour.left_out == 0


def test_every_task_has_a_section() -> None:
    text = PAGE.read_text(encoding="utf-8")
    tasks = ("1", "2", "3", "4", "4.3", "4.4", "5", "6", "7", "10")
    places = [text.index(f"\n## Task {task}: ") for task in tasks]
    assert places == sorted(places)


def test_every_workload_is_asked_for_once() -> None:
    asked = [step.command for step in touring.steps(PAGE) if " generate " in step.command]
    assert asked == [
        f"workbench generate {name} --model recorded" for name in ("euler", "matmul", "quicksort")
    ]


# --- a page that says what is not so is found out -------------------------------------------------


def walk(folder: Path, text: str) -> touring.Tour:
    """A tour of a page with this text, told on the CPython that runs here."""
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    target = ".".join(map(str, sys.version_info[:3]))
    tour = touring.tour(folder, page, target=target)
    for step in touring.steps(page):
        tour.take(step)
    return tour


@pytest.mark.parametrize(
    ("shown", "compared"),
    [
        ("one\n…\nthree", 2),
        ("t…\n", 1),
        ("…\n  one \n\ntwo\n…", 2),
        ("one\nth …", 2),
    ],
)
def test_lines_that_are_printed_are_found(tmp_path: Path, shown: str, compared: int) -> None:
    page = f"Look:\n\n```\n$ printf 'one\\ntwo\\nthree\\n'\n{shown}\n```\n"
    assert walk(tmp_path, page).compared == compared


@pytest.mark.parametrize("shown", ["four", "two\none", "one\none", "tw", "wo…", "one two"])
def test_lines_that_are_not_printed_so_are_found_out(tmp_path: Path, shown: str) -> None:
    page = f"Look:\n\n```\n$ printf 'one\\ntwo\\nthree\\n'\n{shown}\n```\n"
    with pytest.raises(AssertionError, match="which is not among"):
        walk(tmp_path, page)


def test_an_exit_code_that_is_not_said_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ended with 1"):
        walk(tmp_path, "Look:\n\n```\n$ false\n```\n")


def test_an_exit_code_is_said_in_the_paragraph_above(tmp_path: Path) -> None:
    walk(tmp_path, "Look, with\nexit code 1:\n\n```\n$ false\n```\n\nAnd:\n\n```\n$ true\n```\n")


def test_of_other_pythons_columns_rows_and_lists_are_left_out(tmp_path: Path) -> None:
    here = ".".join(map(str, sys.version_info[:3]))
    page = f"""\
Look:

```
$ printf '       {here}\\n  a  1\\n  c  -\\n\\nmeasured: 1 on CPython {here} (target, default)\\n'
       3.0.98  {here}
  a    7       1
  b    7       -
measured: 1 on CPython {here} (target, default), 3.0.98; 7 on 3.0.99
tested on 3.0.99
```
"""
    tour = walk(tmp_path, page)
    assert (tour.compared, tour.left_out, tour.is_whole) == (3, 2, False)
