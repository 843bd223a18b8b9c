"""SARIF as others read it: it fits the standard's shape, and its places are where things stand."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import builders as b
import pytest
from enemies import ENEMY, enemies
from jsonschema import Draft202012Validator
from sarif_schema import LOG
from showing import pair, pairs, program

from workbench.exports import sarif as export
from workbench.records import Dispute, Judged

TEXT = """\
The bytecode:

```python
def euler(x):
    return x * 2
```

It has 1 `BINARY_MULTIPLY`.
"""


def log(*judged: Judged) -> Any:
    text = export.render_many(judged) if len(judged) != 1 else export.render(judged[0])
    assert text.isascii()
    found = json.loads(text)
    Draft202012Validator.check_schema(LOG)
    Draft202012Validator(LOG).validate(found)
    (run,) = found["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["provenance"]["invocationIndex"] < len(run["invocations"])
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            where = place["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][where["index"]]["location"]["uri"] == where["uri"]
            at = place["physicalLocation"].get("region")
            if at is not None:
                start, end = (at["startLine"], at["startColumn"]), (at["endLine"], at["endColumn"])
                assert start <= end
    return found


def results(*judged: Judged) -> list[Any]:
    return list(log(*judged)["runs"][0]["results"])


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def finding() -> Judged:
    claim, verdict = pair(quote="1", location=b.location(8, 8, 9))
    result = b.result("ok")
    source = "def euler(x):\n    return x * 2\n"
    place = b.location(4, 1, 1, end_line=6)
    artifact = b.artifact(source=source, location=place)
    return b.judged((claim, verdict), text=TEXT, artifacts=(artifact,), results=(result,))


def test_a_finding_has_its_place_in_the_document_and_in_the_code() -> None:
    (result,) = results(finding())
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "chat.md"
    assert place["physicalLocation"]["region"] == {
        "startLine": 8,
        "startColumn": 8,
        "endLine": 8,
        "endColumn": 9,
        "snippet": {"text": "1"},
    }
    (related,) = result["relatedLocations"]
    region = related["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (4, 1)
    assert (region["endLine"], region["endColumn"]) == (4, len("def euler(x):") + 1)
    assert result["partialFingerprints"] == {export.FINGERPRINT: "000000000001"}


def test_a_place_of_several_lines_has_all_of_its_text() -> None:
    at = b.location(4, 5, 11, end_line=5)
    found = pair(quote="euler(x):\n    return", location=at)
    (result,) = results(b.judged(found, text=TEXT))
    snippet = result["locations"][0]["physicalLocation"]["region"]["snippet"]
    assert snippet == {"text": "euler(x):\n    return"}


def test_the_program_is_the_place_where_its_function_is_not_found() -> None:
    claim, verdict = pair(subject="runge", location=b.location(8, 8, 9))
    whole = finding()
    place = whole.verification.artifacts[0]
    judged = b.judged((claim, verdict), text=TEXT, artifacts=(place,), results=(b.result("ok"),))
    (result,) = results(judged)
    region = result["relatedLocations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["endLine"]) == (4, 6)


@pytest.mark.parametrize(
    ("label", "level"),
    [
        ("contradicted", "error"),
        ("other-version", "warning"),
        ("ambiguous", "warning"),
        ("undecided", "warning"),
        ("uncheckable", "note"),
        (None, "warning"),
    ],
)
def test_each_verdict_has_its_level(label: str | None, level: str) -> None:
    (result,) = results(b.judged(pair(label)))
    assert result["level"] == level
    assert result["properties"]["verdict"] == (label or "failed")


def test_what_is_confirmed_is_no_result() -> None:
    assert results(program(*pairs(confirmed=2))) == []


def test_a_rule_comes_once_with_its_help() -> None:
    run = log(b.judged(*pairs(contradicted=3, other_version=1)))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["WB101", "WB103"]
    assert rules[0]["name"] == "OpcodeCount"
    assert rules[0]["shortDescription"]["text"] == "the count differs"
    assert "Counted is what `dis` lists" in rules[0]["help"]["text"]
    assert len(run["results"]) == 4


def test_a_program_at_fault_is_an_error_and_its_suspicions_are_warnings() -> None:
    found = results(program(outcome="timeout", suspicions=("WB602",)))
    assert [(one["ruleId"], one["level"]) for one in found] == [
        ("WB402", "error"),
        ("WB602", "warning"),
    ]


def test_several_documents_are_one_run_with_an_invocation_each() -> None:
    first = b.judged(*pairs(contradicted=1))
    second = b.judged(*pairs(contradicted=2), source="other.md", run="r2")
    unread = b.judged(source="gone.md", status="unread", why="no such file")
    run = log(first, second, unread)["runs"][0]
    assert [one["executionSuccessful"] for one in run["invocations"]] == [True, True, False]
    assert [one["provenance"]["invocationIndex"] for one in run["results"]] == [0, 1, 1]
    notice = run["invocations"][2]["toolExecutionNotifications"][0]
    assert notice["level"] == "error"
    assert "no such file" in notice["message"]["text"]


def test_no_document_is_a_log_too() -> None:
    assert log()["runs"][0]["results"] == []


def test_what_a_person_disputes_is_suppressed_and_the_others_say_that_they_are_not() -> None:
    dispute = Dispute(note=ENEMY, author="ada", time="2026-11-22T12:00:00Z")
    judged = b.judged(*pairs(contradicted=2), disputed={"000000000002": dispute})
    first, second = (one["suppressions"] for one in results(judged))
    assert first == []
    (said,) = second
    assert (said["kind"], said["status"]) == ("external", "accepted")
    assert said["justification"].startswith("tool is wrong: =cmd")
    assert said["justification"].endswith("(ada, 2026-11-22T12:00:00Z)")
    assert "suppressions" not in results(b.judged(pair()))[0]


def test_what_is_hidden_is_no_result() -> None:
    judged = b.judged(*pairs(contradicted=2), hidden=frozenset({"000000000001"}))
    assert [one["partialFingerprints"][export.FINGERPRINT] for one in results(judged)] == [
        "000000000002"
    ]


def test_in_a_notebook_the_cell_is_named_and_no_line_of_the_file() -> None:
    claim, verdict = pair(location=b.location(2, 1, 3, cell=3))
    (result,) = results(b.judged((claim, verdict)))
    (place,) = result["locations"]
    assert "region" not in place["physicalLocation"]
    assert place["logicalLocations"] == [{"name": "cell 3", "kind": "element"}]
    assert "in cell 3, line 2" in result["message"]["text"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("answers/a b#1.md", "answers/a%20b%231.md"),
        ("/tmp/ä.md", "file:///tmp/%C3%A4.md"),
        ("c:x?y.md", "c%3Ax%3Fy.md"),
    ],
)
def test_a_path_becomes_a_uri_that_leads_back_to_it(file: str, uri: str) -> None:
    claim, verdict = pair(location=b.location(file=file))
    (result,) = results(b.judged((claim, verdict)))
    found = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert found == uri
    assert unquote(urlsplit(found).path) == file


def test_hostile_text_is_text() -> None:
    found = log(enemies())
    shown = list(texts(found))
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    odd = {c for text in shown for c in text if unicodedata.category(c) in hidden} - {"\n"}
    assert odd == set()
    run = found["runs"][0]
    said = [one["message"]["text"] for one in run["results"]]
    said += [one["toolExecutionNotifications"][0]["message"]["text"] for one in run["invocations"]]
    assert not [text for text in said if "](" in text]
    assert any("] (https://evil.invalid/)" in text for text in said)
    assert any("\\x1b]0;owned\\x07" in text for text in shown)
    uri = run["artifacts"][0]["location"]["uri"]
    assert unquote(uri, errors="surrogatepass") == ENEMY
