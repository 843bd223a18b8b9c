"""The JSON contract: every field, its type, its place; and JSON that any reader accepts."""

from __future__ import annotations

import json
import re
from typing import Any

import builders as b
import pytest

from workbench.exports import json as export
from workbench.records import LABELS, JointReading, Judged, Reading, VersionState

LINE = "| BINARY_MULTIPLY | 1 |"
TEXT = f"# Chat\n\n| Opcode | Count |\n|---|---|\n{LINE}\n"
LOCATION = {
    "file": str,
    "line": int,
    "column": int,
    "end_line": int,
    "end_column": int,
    "page": (int, type(None)),
    "cell": (int, type(None)),
    "message": (int, type(None)),
    "paragraph": (int, type(None)),
}
TEXT_OR_NULL = (str, type(None))
ANY = object
DOCUMENT = {
    "schema": str,
    "source": str,
    "status": str,
    "why": TEXT_OR_NULL,
    "run": str,
    "target": {"python": str, "source": str},
    "environment": {"interpreters": list, "isolation": str, "platform": str},
    "artifacts": list,
    "claims": list,
    "summary": dict.fromkeys(LABELS, int),
}
ARTIFACT = {
    "id": str,
    "name": str,
    "kind": str,
    "variant": str,
    "repairs": list,
    "location": LOCATION,
    "outcome": str,
    "error": TEXT_OR_NULL,
    "suspicions": list,
    "provenance": str,
}
CLAIM = {
    "id": str,
    "artifact": TEXT_OR_NULL,
    "kind": str,
    "verdict": TEXT_OR_NULL,
    "rule": TEXT_OR_NULL,
    "reason": str,
    "quote": str,
    "speaker": TEXT_OR_NULL,
    "location": LOCATION,
    "args": dict,
    "subject": TEXT_OR_NULL,
    "scope": str,
    "claimed": ANY,
    "hedge": TEXT_OR_NULL,
    "tolerance": (int, float),
    "interval": (list, type(None)),
    "measured": ANY,
    "versions": dict,
    "readings": list,
    "table": (dict, type(None)),
    "explanation": str,
    "fix": TEXT_OR_NULL,
    "evidence": str,
    "extractor": str,
}
TABLE = {"id": str, "row": int, "column": int, "row_label": str, "column_label": str}


def check(found: dict[str, Any], shape: dict[str, Any]) -> None:
    """Every field of the contract is there and has its type; more fields may be."""
    for name, wanted in shape.items():
        assert name in found, name
        if isinstance(wanted, dict):
            check(found[name], wanted)
        elif wanted is not ANY:
            assert isinstance(found[name], wanted), (name, found[name])
            assert not isinstance(found[name], bool), name


def an_example() -> Judged:
    claim = b.claim(location=b.location(5, 21, 22), table=b.cell("BINARY_MULTIPLY"))
    verdict = b.verdict(
        "other-version",
        rule="WB103",
        reason="version-bound",
        versions={
            "3.8.18": b.value(1),
            "3.11.7": b.absent(),
            "3.13.0": VersionState(state="not-run", why="numpy is not installed"),
        },
        readings=(
            Reading(version="3.8.18", scope="function", naming="strict", measured=1, holds=True),
        ),
        evidence=("feedbeef0000",),
    )
    return b.judged((claim, verdict), text=TEXT, artifacts=(b.artifact(),), results=(b.result(),))


def parsed(judged: Judged) -> dict[str, Any]:
    def refuse(token: str) -> None:
        raise AssertionError(f"{token} is not JSON")

    text = export.render(judged)
    assert text.endswith("}\n")
    found: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return found


def only_claim(judged: Judged) -> dict[str, Any]:
    found: dict[str, Any] = parsed(judged)["claims"][0]
    return found


def test_every_field_of_the_contract_is_there() -> None:
    found = parsed(an_example())
    check(found, DOCUMENT)
    check(found["artifacts"][0], ARTIFACT)
    check(found["claims"][0], CLAIM)
    check(found["claims"][0]["table"], TABLE)
    assert found["schema"] == "workbench/verdicts/1"
    assert set(found["summary"]) == set(LABELS)


def test_values_are_those_of_the_records() -> None:
    found = parsed(an_example())
    claim = found["claims"][0]
    assert found["target"] == {"python": "3.11.7", "source": "default"}
    assert found["environment"]["interpreters"] == ["3.8.18", "3.11.7", "3.13.0"]
    assert (claim["verdict"], claim["rule"], claim["reason"]) == (
        "other-version",
        "WB103",
        "version-bound",
    )
    assert claim["versions"] == {
        "3.8.18": {"state": "value", "value": 1},
        "3.11.7": {"state": "absent"},
        "3.13.0": {"state": "not-run", "why": "numpy is not installed"},
    }
    assert claim["readings"] == [
        {"version": "3.8.18", "scope": "function", "naming": "strict", "measured": 1, "holds": True}
    ]
    assert claim["evidence"] == f"workbench evidence {claim['id']}"
    assert re.fullmatch("[0-9a-f]{12}", claim["id"])
    assert found["summary"]["other-version"] == 1
    assert sum(found["summary"].values()) == 1


def test_the_quote_is_the_text_at_its_location() -> None:
    claim = only_claim(an_example())
    place = claim["location"]
    line = TEXT.split("\n")[place["line"] - 1]
    assert line[place["column"] - 1 : place["end_column"] - 1] == claim["quote"]


def test_a_table_carries_its_joint_readings() -> None:
    joint = JointReading(
        version="3.8.18",
        scope="function",
        naming="strict",
        hits=8,
        cells=10,
        hits_of_2_or_more=2,
        cells_of_2_or_more=4,
    )
    claim = b.claim(kind="opcode_table", args={"rows": []}, claimed=None)
    verdict = b.verdict("contradicted", rule="WB104", readings=(joint,))
    assert only_claim(b.judged((claim, verdict)))["readings"] == [joint.model_dump()]


def test_a_tool_that_failed_is_no_verdict() -> None:
    found = parsed(b.judged((b.claim(), b.verdict(None, reason="tool-error"))))
    assert found["claims"][0]["verdict"] is None
    assert found["claims"][0]["measured"] is None
    assert sum(found["summary"].values()) == 0


def test_a_claim_without_verdict_and_an_artifact_without_result_are_kept() -> None:
    judged = b.judged(claims=(b.claim(),), verdicts=(), artifacts=(b.artifact(),))
    found = parsed(judged)
    check(found["claims"][0], CLAIM)
    check(found["artifacts"][0], ARTIFACT)
    assert found["claims"][0]["verdict"] is None
    assert found["artifacts"][0]["outcome"] == "not-run"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (-float("inf"), "-Infinity"),
        ({"a": [float("nan")]}, {"a": ["NaN"]}),
        pytest.param(1 << 20_000, hex(1 << 20_000), id="a huge integer"),
        pytest.param(10**300, 10**300, id="a large integer"),
        ((1, 2), [1, 2]),
        ({1: None}, {"1": None}),
        (True, True),
    ],
)
def test_any_value_becomes_valid_json(value: Any, shown: Any) -> None:
    claim = only_claim(b.judged((b.claim(claimed=value), b.verdict(measured=value))))
    assert claim["claimed"] == shown
    assert claim["measured"] == shown


def test_deep_nesting_is_cut() -> None:
    nested: Any = 1
    for _ in range(500):
        nested = [nested]
    assert "nested too deeply" in export.render(b.judged((b.claim(claimed=nested), b.verdict())))


def test_hostile_text_is_escaped_and_survives() -> None:
    hostile = "\x1b[2J\x7f\x9b\u202e\u2028\ud800 ☠"
    judged = b.judged((b.claim(quote=hostile, subject=hostile), b.verdict(explanation=hostile)))
    text = export.render(judged)
    assert text.isascii()
    assert not set(text) & {chr(code) for code in (*range(0x20), 0x7F) if chr(code) != "\n"}
    assert only_claim(judged)["quote"] == hostile


def test_a_batch_holds_its_documents_and_their_sum() -> None:
    empty = b.judged(source="b.md", status="unread", why="not text")
    found = json.loads(export.render_many([an_example(), empty]))
    assert found["schema"] == "workbench/batch/1"
    assert [one["source"] for one in found["documents"]] == ["chat.md", "b.md"]
    assert [one["status"] for one in found["documents"]] == ["ok", "unread"]
    assert found["documents"][1]["why"] == "not text"
    assert found["summary"] == dict.fromkeys(LABELS, 0) | {"other-version": 1}
    for one in found["documents"]:
        check(one, DOCUMENT)
