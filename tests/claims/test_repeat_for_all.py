"""Whether a step can be repeated for other programs: not for one that fails as it is printed."""

from __future__ import annotations

import builders as b
import pytest
from claiming import find

from workbench.claims.base import Peer
from workbench.records import ArtifactResult, Outcome


def peer(name: str, outcome: Outcome, error: str | None = None) -> Peer:
    artifact = b.artifact().model_copy(update={"name": name})
    return Peer(artifact, printed=ArtifactResult(artifact="a", outcome=outcome, error=error))


GOOD, BAD = peer("good.py", "ok"), peer("bad.py", "rejected-source", "SyntaxError: no")
CRASHED = peer("net.py", "crash", "RuntimeError: shapes")


@pytest.mark.parametrize(
    ("names", "peers", "label"),
    [
        (["good"], (GOOD, BAD), "uncheckable"),
        (["bad"], (GOOD, BAD), "contradicted"),
        (["bad.run"], (GOOD, BAD), "contradicted"),
        (["net.Net.forward", "good"], (GOOD, CRASHED), "contradicted"),
        (["absent"], (GOOD, BAD), "uncheckable"),
        ([], (GOOD, BAD), "ambiguous"),
        ([], (GOOD,), "uncheckable"),
        ([], (), "uncheckable"),
        ([], (GOOD, peer("slow.py", "not-run", "stopped")), "uncheckable"),
    ],
)
def test_labels(names: list[str], peers: tuple[Peer, ...], label: str) -> None:
    found = find("repeat_for_all", {"names": names}, artifact=None, peers=peers)
    assert found.label == label


def test_an_excused_end_is_no_failure() -> None:
    ended = ArtifactResult(artifact="a", outcome="crash", error="no", excused="it needs pandas")
    peers = (Peer(b.artifact(), printed=ended),)
    found = find("repeat_for_all", {"names": []}, artifact=None, peers=peers)
    assert found.label == "uncheckable"


def test_the_failing_program_and_its_error_are_told() -> None:
    found = find("repeat_for_all", {"names": ["bad"]}, artifact=None, peers=(GOOD, BAD))
    assert "bad.py" in found.explanation
    assert "SyntaxError: no" in found.explanation
    assert "good.py" not in found.explanation
