"""JUnit XML as junitparser reads it: suites, cases, what failed and what was skipped."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as Xml

import builders as b
import pytest
from enemies import enemies
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from showing import pair, pairs, program

from workbench.exports import junit as export
from workbench.records import Judged


def suites(*judged: Judged) -> list[TestSuite]:
    text = export.render_many(judged) if len(judged) != 1 else export.render(judged[0])
    found = JUnitXml.fromstring(text.encode())
    held = (found.tests, found.failures, found.errors, found.skipped)
    everything = list(found)
    found.update_statistics()  # counts anew from the cases
    assert held == (found.tests, found.failures, found.errors, found.skipped)
    for suite in everything:
        names = [(case.classname, case.name) for case in suite]
        assert len(set(names)) == len(names)
    return everything


def cases(*judged: Judged) -> list[TestCase]:
    return [case for suite in suites(*judged) for case in suite]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("confirmed", None),
        ("contradicted", Failure),
        ("other-version", Skipped),
        ("ambiguous", Skipped),
        ("undecided", Skipped),
        ("uncheckable", Skipped),
        (None, Error),
    ],
)
def test_each_verdict_has_its_result(label: str | None, kind: type | None) -> None:
    (case,) = cases(b.judged(pair(label)))
    assert [type(one) for one in case.result] == ([] if kind is None else [kind])
    if label not in ("confirmed", None):
        assert str(label) in case.result[0].message


def test_a_failure_says_rule_place_measured_and_how_to_reproduce() -> None:
    (case,) = cases(b.judged(pair(location=b.location(5, 21, 22))))
    (failure,) = case.result
    assert failure.type == "WB101 contradicted"
    lines = failure.text.splitlines()
    assert lines[0] == "chat.md:5:21"
    assert lines[-1] == "reproduce: workbench evidence 000000"
    assert case._elem.get("line") == "5"


def test_a_suite_for_each_program_and_one_for_claims_about_none() -> None:
    about, alone = pair(number=1), pair(number=2, artifact=None)
    found = suites(program(about, alone))
    assert [(suite.name, suite.tests, suite.failures) for suite in found] == [
        ("chat.md", 1, 1),
        ("chat.md: workload.py", 2, 1),
    ]
    assert next(case.name for case in found[1]) == "the program"


@pytest.mark.parametrize(
    ("outcome", "excused", "kind"),
    [
        ("ok", None, None),
        ("crash", None, Failure),
        ("crash", "it needs a keyboard", Skipped),
        ("not-run", None, Skipped),
    ],
)
def test_a_program_fails_when_it_is_at_fault(
    outcome: str, excused: str | None, kind: type | None
) -> None:
    judged = b.judged(artifacts=(b.artifact(),), results=(b.result(outcome, excused=excused),))
    (case,) = cases(judged)
    assert [type(one) for one in case.result] == ([] if kind is None else [kind])


def test_several_documents_stand_one_after_the_other() -> None:
    second = b.judged(*pairs(contradicted=1, confirmed=2), source="other.md")
    unread = b.judged(source="gone.md", status="unread", why="no such file")
    found = suites(b.judged(*pairs(confirmed=1)), second, unread)
    assert [one.name for one in found] == ["chat.md", "other.md", "gone.md"]
    assert [one.tests for one in found] == [1, 3, 1]
    assert [one.failures for one in found] == [0, 1, 0]
    assert [one.errors for one in found] == [0, 0, 1]


def test_nothing_at_all_is_a_report_too() -> None:
    assert suites() == []
    (suite,) = suites(b.judged(status="empty"))
    assert (suite.name, suite.tests) == ("chat.md", 0)


def test_claims_that_say_the_same_have_names_of_their_own() -> None:
    assert len(cases(b.judged(*pairs(contradicted=5)))) == 5


def test_hostile_text_is_text() -> None:
    text = export.render(enemies())
    assert len(cases(enemies())) == 5
    root = Xml.fromstring(text)
    assert {one.tag for one in root.iter()} == {
        "testsuites",
        "testsuite",
        "properties",
        "property",
        "testcase",
        "failure",
        "error",
        "skipped",
    }
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert {c for c in text if unicodedata.category(c) in hidden} == {"\n"}
    read = [
        *(one.text or "" for one in root.iter()),
        *(v for e in root.iter() for v in e.attrib.values()),
    ]
    assert any("]]></failure></testcase>&<b>" in one for one in read)
    assert any("\\x1b]0;owned\\x07" in one for one in read)
    assert "]]>" not in text
