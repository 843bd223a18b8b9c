"""docs/formats.md: each command is typed, each line of output that it shows is looked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import touring

DOCS = Path(__file__).parents[1] / "docs"
README = DOCS.parent / "README.md"


def test_the_commands_of_the_page_print_what_it_shows(tmp_path: Path) -> None:
    page = DOCS / "formats.md"
    tour = touring.tour(tmp_path, page, target="3.11.7")
    text = README.read_text(encoding="utf-8")
    tour.run(text.split("~~~~\n")[1])
    assert (tour.folder / "chat.md").is_file()
    steps = touring.steps(page)
    assert len(steps) == 3
    for step in steps:
        tour.take(replace(step, code=1))
