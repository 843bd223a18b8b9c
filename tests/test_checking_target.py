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
