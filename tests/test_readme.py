"""README's five minutes, from nothing to a verdict: its document, its commands, its output."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import touring

PAGE = Path(__file__).parents[1] / "README.md"
TARGET = "3.11.7"


def blocks(text: str) -> list[list[str]]:
    """The blocks of code of a text, line by line."""
    return [found[2].splitlines() for found in re.finditer(r"(?ms)^(```|~~~~)\n(.*?)^\1$", text)]


def after(step: int) -> list[str]:
    """The first block of a step of the tour."""
    text = PAGE.read_text(encoding="utf-8")
    return blocks(text.split(f"\n**{step}. ")[1])[0]


def typed(tour: touring.Tour, lines: Sequence[str]) -> None:
    """Type lines that show no output; none of them fails."""
    for line in lines:
        code, output = tour.run(line)
        assert code == 0, f"{line}: {output}"


@pytest.fixture
def tour(tmp_path: Path) -> touring.Tour:
    """The tour after its second step: the document is there."""
    tour = touring.tour(tmp_path, PAGE, target=TARGET)
    typed(tour, ["\n".join(after(2))])
    assert [path.name for path in tour.folder.iterdir()] == ["chat.md"]
    return tour


def test_the_document_is_checked_as_shown_and_can_be_doubted(tour: touring.Tour) -> None:
    (shown,) = [step for step in touring.steps(PAGE) if step.command == "workbench check chat.md"]
    output = tour.take(replace(shown, code=1))
    if tour.is_whole:
        assert tour.compared == len([line for line in after(3)[1:] if line])
        assert tour.left_out == 0
    assert re.search(r"(?m)^The code runs\. 3 of 5 checkable claims about it are false\.$", output)
    typed(tour, after(4))
    page = (tour.folder / "report.html").read_text(encoding="utf-8")
    assert "What was said, and what ran: chat.md</h1>" in page


def test_every_finding_can_be_measured_again(tour: touring.Tour) -> None:
    _, output = tour.run("workbench check chat.md")
    again = re.findall(r"reproduce: (workbench evidence \w+)", output)
    assert len(again) == 3, output
    for command in again:
        code, said = tour.run(command)
        assert (code, "judged again: contradicted (the same)" in said) == (0, True), said


def test_the_last_step_works_without_a_model(tour: touring.Tour) -> None:
    commands = [line.partition("#")[0].strip() for line in after(5)]
    assert commands[0] == "make demo"
    code, output = tour.run(commands[1])
    assert (code, output.splitlines()[0][:14]) == (1, "Demonstration:")
    typed(tour, commands[2:])
