"""That a shown program runs is judged by its printed text; its repaired twin is told beside."""

from __future__ import annotations

import builders as b
import claiming as c
import pytest

from workbench.claims.base import Peer
from workbench.records import ArtifactResult


def result(outcome: str, error: str | None = None, **more: object) -> ArtifactResult:
    return ArtifactResult.model_validate(
        {"artifact": "a1", "outcome": outcome, "error": error} | more
    )


def twin(outcome: str, error: str | None = None, start: str = "a1") -> Peer:
    artifact = b.artifact(id=f"{start}-repaired", variant="repaired", repairs=("indentation: x",))
    return Peer(artifact, result=result(outcome, error))


def test_a_program_that_ran_holds() -> None:
    found = c.find("program_runs", {}, result=result("ok"))
    assert (found.label, found.rule) == ("confirmed", None)


@pytest.mark.parametrize(
    ("outcome", "rule"),
    [("crash", "WB403"), ("rejected-source", "WB403"), ("timeout", "WB402"), ("memory", "WB402")],
)
def test_a_program_that_failed_does_not(outcome: str, rule: str) -> None:
    found = c.find("program_runs", {}, result=result(outcome, "ValueError: no", rule=rule))
    assert (found.label, found.reason, found.rule) == ("contradicted", outcome, rule)
    assert "ValueError: no" in found.explanation


def test_what_was_not_run_is_not_judged() -> None:
    found = c.find("program_runs", {}, result=result("not-run", "it needs pandas"))
    assert (found.label, found.reason) == ("uncheckable", "not-run")
    assert "pandas" in found.explanation


def test_an_end_that_is_excused_is_not_judged_and_not_said_not_to_have_been_run() -> None:
    ended = result("crash", "KeyError: 'x'", excused="it ends with KeyError, as the text says")
    found = c.find("program_runs", {}, result=ended)
    assert (found.label, found.reason) == ("uncheckable", "excused")
    assert "as the text says" in found.explanation
    assert "not run" not in found.explanation


def test_without_a_result_the_tool_failed() -> None:
    assert c.find("program_runs", {}).label is None


@pytest.mark.parametrize(
    ("peer", "words"),
    [
        (twin("ok"), "repaired (indentation: x): it runs"),
        (twin("crash", "TypeError: no"), "repaired (indentation: x): TypeError: no"),
    ],
)
def test_the_printed_text_decides_and_the_twin_is_told(peer: Peer, words: str) -> None:
    failed = result("rejected-source", "IndentationError: no")
    found = c.find("program_runs", {}, result=failed, peers=(peer,))
    assert found.label == "contradicted"
    assert words in found.explanation


def test_the_twin_of_another_program_is_not_told() -> None:
    failed = result("crash", "ValueError: no")
    for start in ("a2", "a11", "a10"):
        found = c.find("program_runs", {}, result=failed, peers=(twin("ok", start=start),))
        assert "it runs" not in found.explanation
