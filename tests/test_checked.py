"""Documents as people write them: of what is right nothing is accused, what is wrong is found.

Every program under `checked/right` does what its text says and every number there was counted by
plain `dis` of CPython 3.11.7; under `checked/wrong` one thing is wrong, and nothing else is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from workbench import pipeline, settings, survey
from workbench.records import Judged
from workbench.survey import Workplace

HERE = Path(__file__).parent / "checked"
RIGHT = sorted(path.name for path in (HERE / "right").iterdir())
WRONG = {
    "adversary-languages.md": {("total_instructions", 18)},
    "adversary-streams.md": {("output_value", 14)},
    "table-cell.md": {("opcode_table", 13), ("opcode_count", 17)},
    "output.md": {("output_value", 12)},
    "crash.md": {("program_runs", 4)},
    "syntax.md": {("program_runs", 4)},
    "two-versions.md": {("output_value", 24)},
    "invented-opcode.md": {("opcode_table", 6), ("opcode_count", 9)},
    "total.md": {("total_instructions", 10)},
    "two-columns.md": {("opcode_table", 18), ("opcode_count", 20)},
    "notebook-like.md": {("output_value", 24)},
    "indent.md": {("program_runs", 4)},
    "keyerror.md": {("program_runs", 4)},
    "list-of-counts.md": {("opcode_table", 9), ("opcode_count", 12)},
    "wrong-module.md": {("program_runs", 11)},
    "said-absence.md": {("opcode_count", 16)},
    "said-degree.md": {("parallelism", 14)},
    "said-flops.md": {("flops", 16)},
    "said-leader.md": {("dominated_by", 16)},
    "said-line.md": {("hot_line", 16)},
    "said-memory.md": {("peak_memory", 11)},
    "said-parallel.md": {("parallelism", 11)},
    "said-share.md": {("mix_share", 16)},
    "said-speed.md": {("speed_up", 21)},
    "said-spot.md": {("hot_line", 16)},
    "subjects-wrong.md": {
        ("opcode_count", 18),
        *(("opcode_table", 39), ("opcode_count", 42), ("opcode_count", 43)),
        *(("opcode_table", 69), ("opcode_count", 72)),
        *(("opcode_table", 76), ("opcode_count", 79)),
    },
    "subjects-wrongversions.md": {
        *(("opcode_table", 35), ("opcode_count", 38), ("opcode_count", 39)),
        *(("opcode_table", 43), ("opcode_count", 43)),
    },
}
"""Kind and line of everything that is to be contradicted, by document."""
CONFIRMED = {
    "adversary-languages.md": {"output_value": 1, "opcode_count": 1},
    "adversary-copied.txt": {"output_value": 1, "program_runs": 1},
    "adversary-detail.md": {"opcode_count": 9, "opcode_table": 3},
    "adversary-programs.md": {"output_value": 2, "program_runs": 2},
    "adversary-recursion.md": {"output_value": 1, "program_runs": 1},
    "adversary-session.md": {"output_value": 1, "opcode_count": 1},
    "adversary-sizes.md": {"opcode_count": 8, "opcode_table": 2, "total_instructions": 4},
    "adversary-translated.md": {"total_instructions": 1},
    "adversary-there-are.md": {"opcode_count": 2, "total_instructions": 1},
    "adversary-streams.md": {"output_value": 3, "program_runs": 3},
    "chatgpt-table.md": {"opcode_count": 19, "opcode_table": 1, "output_value": 1},
    "claude-two-versions.md": {"opcode_table": 1, "output_value": 1, "program_runs": 2},
    "student-report.md": {"opcode_count": 14, "opcode_table": 1, "program_runs": 3},
    "copyedit.md": {"program_runs": 1},
    "crlf.md": {"opcode_table": 1, "output_value": 1},
    "split-fences.md": {"program_runs": 1, "output_value": 1},
    "tabs.md": {"opcode_table": 1},
    "bullets.md": {"opcode_table": 1, "total_instructions": 1},
    "numpy.md": {"opcode_table": 1, "program_runs": 2},
    "nbsp.md": {"program_runs": 1, "output_value": 1},
    "multi-files.md": {"program_runs": 2, "command_works": 1},
    "ranking.md": {"opcode_count": 8, "total_instructions": 2},
    "shell.md": {"command_works": 2},
    "three-workloads.txt": {"program_runs": 3, "opcode_count": 10},
    "lambda-nested.md": {"opcode_count": 6, "opcode_table": 2},
    "assert-demo.md": {"program_runs": 1},
    "said-mix.md": {
        "mix_share": 2,
        "dominated_by": 1,
        "opcode_count": 1,
        "hot_line": 2,
        "flops": 1,
    },
    "said-runs.md": {"speed_up": 1},
    "said-memory.md": {"peak_memory": 1},
    "said-work.md": {"parallelism": 1},
    "said-traps.md": {"flops": 1, "opcode_count": 1},
    "subjects-anysort.md": {"program_runs": 1},
    "subjects-blog.md": {"opcode_count": 4, "opcode_table": 1, "output_value": 1},
    "subjects-notebook.ipynb": {"opcode_count": 9, "opcode_table": 3, "output_value": 2},
    "subjects-oop.md": {"opcode_count": 16, "opcode_table": 1, "output_value": 1},
    "subjects-qa.md": {"opcode_count": 1, "total_instructions": 1, "output_value": 1},
    "subjects-appendix.md": {
        "opcode_count": 11,
        "opcode_table": 3,
        "output_value": 1,
        "total_instructions": 1,
    },
    "subjects-approaches.md": {"opcode_count": 17, "opcode_table": 4, "output_value": 2},
    "subjects-beforeafter.md": {"opcode_count": 12, "opcode_table": 3, "total_instructions": 2},
    "subjects-bold.md": {"opcode_count": 12, "opcode_table": 3},
    "subjects-c-first.md": {"opcode_count": 1, "total_instructions": 1},
    "subjects-classes-two.md": {"opcode_count": 19, "opcode_table": 3},
    "subjects-elsewhere.md": {"opcode_count": 4, "opcode_table": 1},
    "subjects-french.md": {"opcode_count": 5, "opcode_table": 2},
    "subjects-german.md": {"opcode_count": 6, "opcode_table": 2},
    "subjects-improved.md": {"opcode_count": 12, "opcode_table": 2, "output_value": 1},
    "subjects-library.md": {"opcode_count": 1, "total_instructions": 1},
    "subjects-longchat.txt": {"opcode_count": 12, "opcode_table": 1, "output_value": 2},
    "subjects-methods.md": {"opcode_count": 15, "opcode_table": 2},
    "subjects-missing.md": {"opcode_count": 3, "opcode_table": 1, "output_value": 1},
    "subjects-numbered.txt": {
        "opcode_count": 6,
        "opcode_table": 2,
        "output_value": 2,
        "total_instructions": 2,
    },
    "subjects-optimised.md": {"opcode_count": 13, "opcode_table": 1},
    "subjects-parts.md": {"opcode_count": 23, "opcode_table": 3},
    "subjects-profile-sections.md": {"output_value": 2},
    "subjects-pseudo.md": {"opcode_count": 3, "opcode_table": 1},
    "subjects-rows.md": {"opcode_count": 8, "opcode_table": 1},
    "subjects-sections.md": {
        "opcode_count": 14,
        "opcode_table": 3,
        "output_value": 1,
        "total_instructions": 2,
    },
    "subjects-steps.md": {"opcode_count": 4, "opcode_table": 1, "output_value": 1},
    "subjects-task-sections.md": {"opcode_count": 7, "opcode_table": 2, "total_instructions": 1},
    "subjects-twins.md": {"opcode_count": 1},
    "subjects-userscode.md": {"opcode_count": 3, "opcode_table": 1},
}
"""What must at least be confirmed, by document: accusing nobody by reading nothing is no art."""
VERSIONS = ("versions.md", "subjects-312.md")


class Silent:
    """Nobody waits."""

    def stage(self, text: str) -> None: ...

    def item(self, text: str) -> None: ...

    def progress(self, progress: Any) -> None: ...

    def warn(self, text: str) -> None: ...


@cache
def machine(root: Path) -> Workplace:
    """This machine with CPython 3.11 as the target."""
    found = settings.load(
        {"root": str(root), "timeout": 2.0}, environ={}, folder=root, user_folder=root
    )
    there = survey.workplace(found)
    if there.isolation is None:
        pytest.skip(f"nothing can be run on this machine: {there.why_not_run}")
    targets = [one for one in there.interpreters if one.minor == (3, 11)]
    if not targets:
        pytest.skip("there is no CPython 3.11, whose numbers these are")
    return replace(there, target=targets[-1])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    return machine(tmp_path_factory.mktemp("checked"))


def checked(file: Path, place: Workplace) -> Judged:
    only = place.interpreters if file.name in VERSIONS else (place.target,)
    return pipeline.check(file, replace(place, interpreters=only), Silent())


def labelled(judged: Judged, label: str | None) -> list[tuple[str, int]]:
    """Kind and line of the claims with that verdict."""
    claims = {claim.id: claim for claim in judged.verification.claims}
    found = [claims[one.claim] for one in judged.verification.verdicts if one.label == label]
    return [(claim.kind, claim.location.line) for claim in found]


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_accused_of_nothing(name: str, place: Workplace) -> None:
    judged = checked(HERE / "right" / name, place)
    assert labelled(judged, "contradicted") == []
    assert labelled(judged, None) == []
    failed = [r for r in judged.verification.results if r.fails]
    assert failed == []
    confirmed = Counter(kind for kind, _ in labelled(judged, "confirmed"))
    wanted = CONFIRMED.get(name, {})
    assert {kind: n for kind, n in wanted.items() if confirmed[kind] < n} == {}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found_and_nothing_else(name: str, place: Workplace) -> None:
    judged = checked(HERE / "wrong" / name, place)
    assert set(labelled(judged, "contradicted")) == WRONG[name]


def test_every_wrong_document_says_what_is_wrong_with_it() -> None:
    assert {path.name for path in (HERE / "wrong").iterdir()} == set(WRONG)
    assert set(CONFIRMED) <= set(RIGHT)
