"""Submissions whose report is about one file after the other: nothing right is held against one.

Every number in `checked_folders` is that of plain `dis` of CPython 3.11.7 for the file that is
meant; what is said of files that are not there is invented.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from test_checked import Silent, labelled, machine

from workbench import gathering, pipeline, submissions
from workbench.survey import Workplace

HERE = Path(__file__).parent / "checked_folders"
CONFIRMED = {
    "subjects-sorts": {"opcode_count": 7, "opcode_table": 2, "output_value": 1, "program_runs": 2},
    "subjects-tasks": {"opcode_count": 8, "opcode_table": 2, "program_runs": 2},
    "subjects-versions": {"opcode_count": 10, "opcode_table": 2, "total_instructions": 1},
    "subjects-libs": {"opcode_count": 5, "opcode_table": 2, "program_runs": 2},
    "subjects-numpy": {"program_runs": 3, "output_value": 1},
}
"""What must at least be confirmed, by folder."""
ABOUT_NONE = {
    "subjects-sorts": {29, 31, 32, 34},
    "subjects-tasks": {27, 29, 31, 32},
    "subjects-versions": set[int](),
    "subjects-libs": {7},
    "subjects-numpy": set[int](),
}
"""The lines of the report whose claims are about no file that is there."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    found = machine(tmp_path_factory.mktemp("folders"))
    return replace(found, interpreters=(found.target,))


@pytest.mark.parametrize("name", CONFIRMED)
def test_each_claim_is_about_its_file(name: str, place: Workplace) -> None:
    (item,) = gathering.gather([HERE / name], "submission").items
    judged = pipeline.check_loaded(submissions.load(item), place, Silent())
    assert labelled(judged, "contradicted") == []
    assert labelled(judged, None) == []
    confirmed = Counter(kind for kind, _ in labelled(judged, "confirmed"))
    assert {k: n for k, n in CONFIRMED[name].items() if confirmed[k] < n} == {}
    assert {line for _, line in labelled(judged, "uncheckable")} == ABOUT_NONE[name]


def test_every_folder_is_checked() -> None:
    assert {path.name for path in HERE.iterdir()} == set(CONFIRMED) == set(ABOUT_NONE)
