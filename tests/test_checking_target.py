"""Which CPython the claims of a document are judged on: asked for, stated, shown, or ours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from workbench import pipeline, settings, survey
from workbench.records import Interpreter, Judged
from workbench.survey import Workplace

PROGRAM = "```python\ndef f(x):\n    return x\n```\n\n"
ABSENT = "3.7"
"""Older than what workbench looks for, so never here."""


@dataclass
class Warned:
    """Keeps what the user is warned of."""

    texts: list[str] = field(default_factory=list)

    def stage(self, text: str) -> None:
        """Nobody waits."""

    def item(self, text: str) -> None:
        """Nobody counts."""

    def progress(self, progress: Any) -> None:
        """No model is asked."""

    def warn(self, text: str) -> None:
        self.texts.append(text)


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A place for static measuring: nothing is run in these tests."""
    found = settings.load({"root": str(tmp_path)}, environ={}, user_folder=tmp_path)
    return survey.workplace(found, no_run=True)


def other(place: Workplace) -> Interpreter:
    """A CPython of another minor version than the target."""
    for one in place.interpreters:
        if one.minor != place.target.minor:
            return one
    pytest.skip("there is only one minor version of CPython here")


def checked(text: str, place: Workplace, warned: Warned | None = None) -> Judged:
    file = place.root / "doc.md"
    file.write_text(text)
    return pipeline.check(file, place, warned or Warned())


def target(judged: Judged) -> tuple[str, str]:
    return judged.verification.target.python, judged.verification.target.source


def minor(one: Interpreter) -> str:
    return ".".join(map(str, one.minor))


def test_nothing_said_is_the_default(place: Workplace) -> None:
    assert target(checked(PROGRAM, place)) == (place.target.version, "default")


def test_a_stated_version_that_is_here_is_the_target(place: Workplace) -> None:
    there = other(place)
    known = [one.version for one in place.interpreters if one.minor == there.minor]
    judged = checked(f"Tested with Python {minor(there)}.\n\n{PROGRAM}", place)
    assert target(judged) == (known[-1], "stated")
    assert judged.why is None


def test_a_full_version_is_the_very_one(place: Workplace) -> None:
    there = other(place)
    judged = checked(f"Python version: {there.version}\n\n{PROGRAM}", place)
    assert target(judged) == (there.version, "stated")


def test_another_patch_level_is_told(place: Workplace) -> None:
    there, warned = other(place), Warned()
    judged = checked(f"Tested with CPython {minor(there)}.99.\n\n{PROGRAM}", place, warned)
    assert judged.verification.target.source == "stated"
    assert f"{minor(there)}.99: it was judged on {target(judged)[0]}" in (judged.why or "")
    assert len(warned.texts) == 1


def test_the_version_of_a_traceback_is_inferred(place: Workplace) -> None:
    there = other(place)
    shown = f'```\n  File "/usr/lib/python{minor(there)}/runpy.py", line 87, in run\n```\n'
    judged = checked(PROGRAM + shown, place)
    assert judged.verification.target.source == "inferred"
    assert target(judged)[0].startswith(minor(there))


def test_a_version_that_is_not_here_is_told_and_the_default_kept(place: Workplace) -> None:
    warned = Warned()
    judged = checked(f"Tested with Python {ABSENT}.\n\n{PROGRAM}", place, warned)
    assert target(judged) == (place.target.version, "default")
    assert f"it states CPython {ABSENT}, which is not here" in (judged.why or "")
    assert place.target.version in (judged.why or "")
    assert warned.texts == [f"doc.md: {judged.why}"]


def test_what_was_asked_for_wins(place: Workplace) -> None:
    there = other(place)
    asked = replace(place, target_source="flag")
    judged = checked(f"Tested with Python {minor(there)}.\n\n{PROGRAM}", asked)
    assert target(judged) == (place.target.version, "flag")


def test_our_own_interpreter_is_kept_where_it_is_of_that_version(place: Workplace) -> None:
    judged = checked(f"Tested with Python {minor(place.target)}.\n\n{PROGRAM}", place)
    assert target(judged) == (place.target.version, "stated")


def test_a_number_that_is_true_there_is_confirmed(place: Workplace) -> None:
    """RESUME came with 3.11: before, f loads and returns."""
    there = next((one for one in place.interpreters if one.minor < (3, 11)), None)
    if there is None:
        pytest.skip("there is no CPython before 3.11 here")
    text = f"The counts are for Python {minor(there)}.\n\n{PROGRAM}`f` contains 2 instructions.\n"
    judged = checked(text, place)
    (claim,) = (one for one in judged.verification.claims if one.kind == "total_instructions")
    verdict = judged.verification.verdict(claim.id)
    assert verdict is not None
    assert verdict.label == "confirmed"


# --- claims that name a version of their own ------------------------------------------------------


def found(judged: Judged, *kinds: str) -> list[tuple[str | None, str]]:
    """Label and explanation of the claims of these kinds, in their order."""
    verdicts = [
        judged.verification.verdict(claim.id)
        for claim in judged.verification.claims
        if claim.kind in kinds
    ]
    return [(verdict.label, verdict.explanation) for verdict in verdicts if verdict]


def labels(judged: Judged, *kinds: str) -> list[str | None]:
    return [label for label, _ in found(judged, *kinds)]


@pytest.fixture
def old(place: Workplace) -> Interpreter:
    """A CPython whose functions do not begin with RESUME: f is LOAD_FAST, RETURN_VALUE there."""
    if place.target.minor < (3, 11):
        pytest.skip("the target is a CPython before 3.11")
    for one in place.interpreters:
        if one.minor < (3, 11):
            return one
    pytest.skip("there is no CPython before 3.11 here")


def test_a_document_about_a_missing_version_is_not_contradicted(place: Workplace) -> None:
    text = (
        f"All was measured with Python {ABSENT}.\n\n{PROGRAM}"
        "| Opcode | f |\n|-|-|\n| LOAD_FAST | 7 |\n| RETURN_VALUE | 1 |\n| POP_TOP | 0 |\n\n"
        "`f` contains 9 instructions.\n"
    )
    judged = checked(text, place)
    missing = ("uncheckable", f"it is about CPython {ABSENT}, which is not here")
    assert found(judged, "opcode_table", "total_instructions") == [missing, missing]
    wrong, right, none = found(judged, "opcode_count")
    assert wrong == missing
    assert (right[0], none[0]) == ("confirmed", "confirmed")
    assert not judged.failed


def test_what_does_not_depend_on_the_version_is_judged_all_the_same(place: Workplace) -> None:
    judged = checked(f"Tested with Python {ABSENT}.\n\n{PROGRAM}The sums are 2 + 2 = 5.\n", place)
    assert labels(judged, "internal_sum") == ["contradicted"]


def test_columns_of_versions_are_judged_on_theirs(place: Workplace, old: Interpreter) -> None:
    head = f"| Opcode | {minor(old)} | {minor(place.target)} |\n|-|-|-|\n"
    right = f"{PROGRAM}{head}| RESUME | 0 | 1 |\n| RETURN_VALUE | 1 | 1 |\n"
    judged = checked(right, place)
    assert labels(judged, "opcode_table", "opcode_count") == ["confirmed"] * 5
    judged = checked(right.replace("| 0 | 1 |", "| 0 | 4 |"), place)
    assert labels(judged, "opcode_table") == ["contradicted"]
    assert labels(judged, "opcode_count") == ["confirmed", "contradicted", "confirmed", "confirmed"]


def test_the_column_of_a_missing_version_accuses_nobody(place: Workplace) -> None:
    head = f"| Opcode | {ABSENT} | {minor(place.target)} |\n|-|-|-|\n"
    judged = checked(f"{PROGRAM}{head}| LOAD_FAST | 9 | 1 |\n| RETURN_VALUE | 9 | 1 |\n", place)
    ((label, told),) = found(judged, "opcode_table")
    assert (label, f"left out: CPython {ABSENT}, not here" in told) == ("confirmed", True)
    assert labels(judged, "opcode_count") == ["uncheckable", "confirmed"] * 2
    judged = checked(f"{PROGRAM}{head}| NOP | 0 | 0 |\n| SETUP_LOOP | 0 | 0 |\n", place)
    assert found(judged, "opcode_count")[2][0] == "uncheckable"
    judged = checked(f"{PROGRAM}| Opcode | {ABSENT} |\n|-|-|\n| LOAD_FAST | 9 |\n", place)
    assert labels(judged, "opcode_table", "opcode_count") == ["uncheckable"] * 2


def test_words_above_a_list_name_its_version(place: Workplace, old: Interpreter) -> None:
    here = minor(place.target)
    text = (
        f"{PROGRAM}On Python {minor(old)}:\n\n| Opcode | f |\n|-|-|\n| RETURN_VALUE | 1 |\n"
        f"| Total | 2 |\n\nOn Python {here}:\n\n| Opcode | f |\n|-|-|\n| RESUME | 1 |\n"
        "| RETURN_VALUE | 1 |\n"
    )
    judged = checked(text, place)
    assert target(judged) == (place.target.version, "default")
    claims = [c for c in judged.verification.claims if c.kind.startswith(("opcode", "total"))]
    assert [c.python for c in claims] == [minor(old)] * 3 + [here] * 3
    assert set(labels(judged, "opcode_table", "opcode_count", "total_instructions")) == {
        "confirmed"
    }


def test_what_stands_below_a_heading_is_about_its_version(
    place: Workplace, old: Interpreter
) -> None:
    text = (
        f"{PROGRAM}## On Python {minor(old)}\n\n`f` contains 2 instructions.\n\n"
        f"## On Python {ABSENT}\n\n`f` contains 17 instructions.\n"
    )
    judged = checked(text, place)
    assert labels(judged, "total_instructions") == ["confirmed", "uncheckable"]
