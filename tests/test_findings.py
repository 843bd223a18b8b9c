"""Findings that are not asked for are hidden, counted, and never change what the rest says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import artifact, claim, judged, result, same_output, verdict

from workbench import findings
from workbench.errors import StorageError, UsageError
from workbench.exports import json as as_json
from workbench.exports import text as as_text
from workbench.records import Judged


def one(run: str, label: str = "contradicted") -> Judged:
    """A run with one wrong program, one finding and one confirmed claim."""
    program = artifact(id="a1")
    pairs = [
        (same_output(id="s" * 12), verdict(claim="s" * 12, label="contradicted", rule="WB401")),
        (
            claim(id=f"{run}11", quote="13", args={"count": 13}),
            verdict(claim=f"{run}11", label=label, rule="WB101"),
        ),
        (
            claim(id=f"{run}22", quote="14"),
            verdict(claim=f"{run}22", label="confirmed", rule=None, reason="holds"),
        ),
    ]
    return judged(
        *pairs,
        artifacts=(program,),
        results=(result("incorrect", rule="WB401"),),
        run=run,
    )


def test_a_baseline_knows_the_findings_of_another_run(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(as_json.render(one("first")))
    choose = findings.chooser((), (), known)
    again = choose(one("second"))
    assert not again.failed
    assert len(again.hidden) == 3
    changed = choose(one("third", label="other-version"))
    assert changed.warned
    assert not changed.failed


def test_hidden_findings_are_counted_and_do_not_count_as_true() -> None:
    shown = findings.chooser((), ("WB1", "WB4"), None)(one("first"))
    assert not shown.failed
    words = as_text.render(shown, color=False, verbose=False)
    assert "WB101" not in words
    assert "3 findings not shown" in words
    assert "claims about it hold" not in words
    report = json.loads(as_json.render(shown))
    assert report["hidden"] == 3
    assert [found["verdict"] for found in report["claims"]] == ["confirmed"]
    assert report["summary"]["contradicted"] == 0


@pytest.mark.parametrize("code", ["WB9", "E501"])
def test_a_rule_that_does_not_exist_is_an_error(code: str) -> None:
    with pytest.raises(UsageError, match="no rule begins"):
        findings.chooser((code,), (), None)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"claims": [{}], "artifacts": []}', "{" * 9000]
)
def test_what_is_no_baseline_says_so(content: str, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(content)
    with pytest.raises(UsageError, match="no baseline"):
        findings.chooser((), (), path)
    with pytest.raises(StorageError, match="cannot read"):
        findings.chooser((), (), tmp_path / "none.json")
