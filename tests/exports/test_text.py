"""Diagnostics as people see them: their exact shape, and which of them are shown."""

from __future__ import annotations

import builders as b
import pytest
from showing import pair, plain, program

from workbench.exports import text as export
from workbench.records import Judged

LINE = "| BINARY_MULTIPLY | 1 |"
CHAT = f"# Chat\n\n| Opcode | Count |\n|---|---|\n{LINE}\n"


def the_example() -> Judged:
    claim = b.claim(location=b.location(5, 21, 22), table=b.cell("BINARY_MULTIPLY"))
    other = b.claim(id="66147f000000", kind="runs", args={}, claimed=None)
    verdict = b.verdict(
        "other-version",
        rule="WB103",
        reason="version-bound",
        versions={"3.8.18": b.value(1), "3.11.7": b.absent(), "3.13.0": b.absent()},
        help=("3.11 replaced BINARY_MULTIPLY (2.7-3.10) by BINARY_OP 5 (*)",),
    )
    return b.judged((claim, verdict), (other, b.verdict(claim=other.id)), text=CHAT)


def test_a_table_cell_has_the_whole_shape() -> None:
    wanted = """\
warning[WB103] opcode-version: true on another Python version
  --> chat.md:5:21
  |
5 | | BINARY_MULTIPLY | 1 |
  |   ---------------   ^ claimed 1 in euler
  = measured: not an opcode of CPython 3.11.7 (target, default), 3.13.0; 1 on 3.8.18
  = help: 3.11 replaced BINARY_MULTIPLY (2.7-3.10) by BINARY_OP 5 (*)
  = reproduce: workbench evidence 66147e
"""
    assert f"\n\n{wanted}\n" in plain(the_example())


def test_the_whole_text_from_first_to_last_line() -> None:
    lines = plain(the_example()).splitlines()
    assert lines[0] == f"chat.md: run {b.RUN}, judged on CPython 3.11.7 (default)"
    assert lines[-3:] == [
        "claims: 1 other-version, 1 confirmed (-v lists them all)",
        "There is no program in it. 1 of 2 checkable claims about it holds; "
        "1 is true on another Python version.",
        "tested on CPython 3.8.18, 3.11.7, 3.13.0; Linux x86_64, isolation strong",
    ]
    assert plain(the_example()).endswith("strong\n")


def test_a_wrong_program_shows_the_smallest_failing_input_once() -> None:
    judged = program(
        outcome="incorrect", error="3 is not 4", failing_input="euler(3)", text=b.SOURCE
    )
    shown = plain(judged)
    assert "error[WB401] wrong-output: the output differs from the reference\n" in shown
    assert "  = outcome: incorrect: 3 is not 4\n" in shown
    assert "  = smallest failing input: euler(3)\n" in shown
    assert "  = reproduce: workbench evidence aaaa00\n" in shown
    assert shown.count("error[") == 1


def test_a_demonstration_says_so_in_the_first_line() -> None:
    judged = b.judged(demonstration=True, workload="euler")
    first, second = plain(judged).splitlines()[:2]
    assert first == "Demonstration: these answers were written for workbench, by no model."
    assert second.startswith("euler: run ")


@pytest.mark.parametrize(
    ("outcome", "rule"),
    [
        ("incorrect", "WB401"),
        ("wrong-type", "WB401"),
        ("timeout", "WB402"),
        ("memory", "WB402"),
        ("output-limit", "WB402"),
        ("crash", "WB403"),
        ("protocol", "WB403"),
        ("rejected-source", "WB403"),
        ("no-entry-point", "WB403"),
        ("blocked", "WB403"),
    ],
)
def test_an_outcome_that_is_not_ok_is_an_error_with_its_rule(outcome: str, rule: str) -> None:
    assert f"error[{rule}] " in plain(program(outcome=outcome, text=b.SOURCE))


def test_an_end_that_is_excused_is_a_note_and_says_what_happened_and_why() -> None:
    fields = {"outcome": "crash", "error": "KeyError: 'x'", "excused": "the text speaks of it"}
    judged = b.judged(text=b.SOURCE, artifacts=(b.artifact(),), results=(b.result(**fields),))
    shown = plain(judged)
    assert "note: workload.py: crash, no fault of it\n" in shown
    assert "outcome: crash: KeyError: 'x'\n" in shown
    assert "why: the text speaks of it\n" in shown
    assert "error" not in shown
    assert "not run" not in shown
    assert not judged.failed


def test_a_program_that_was_not_run_is_a_note_and_said_in_words() -> None:
    judged = program(outcome="not-run", error="--no-run was given")
    shown = plain(judged)
    assert "note: workload.py: not-run\n" in shown
    assert "The code was not run (--no-run was given)." in shown
    assert "error" not in shown


def test_suspicions_are_warnings_beside_the_verdict() -> None:
    shown = plain(program(suspicions=("WB604", "WB999")))
    assert "warning[WB604] hidden-code: it runs code that its source does not show\n" in shown
    assert "warning[WB999] workload.py: suspicious\n" in shown
    assert "The code is right." in shown


@pytest.mark.parametrize(
    ("label", "start"),
    [
        ("contradicted", "error[WB101]"),
        ("other-version", "warning[WB103]"),
        ("ambiguous", "warning[WB502]"),
        ("undecided", "warning[WB502]"),
        (None, "error: opcode-count: it could not be measured"),
    ],
)
def test_discrepancies_and_failed_tools_are_always_listed(label: str | None, start: str) -> None:
    assert f"\n\n{start}" in plain(b.judged(pair(label)))


@pytest.mark.parametrize(
    ("label", "start"),
    [("confirmed", "ok: opcode-count: confirmed"), ("uncheckable", "note[WB501]")],
)
def test_the_rest_is_counted_and_listed_when_asked(label: str, start: str) -> None:
    judged = b.judged(pair(label))
    assert start not in plain(judged)
    assert f"claims: 1 {label} (-v lists them all)\n" in plain(judged)
    assert f"\n\n{start}" in plain(judged, verbose=True)
    assert f"claims: 1 {label}\n" in plain(judged, verbose=True)


@pytest.mark.parametrize(
    ("explanation", "why"),
    [
        (
            "L in f: 2 on CPython 3.11.7, claimed 1; 1 is the number for g",
            "1 is the number for g",
        ),
        ("L in f: 2 on CPython 3.11.7, claimed 1", None),
        ("the source has no '*'; L in f: 2 on CPython 3.11.7", None),
    ],
)
def test_the_reason_does_not_repeat_the_measured_line(explanation: str, why: str | None) -> None:
    verdict = b.verdict("contradicted", explanation=explanation, versions={b.PYTHON: b.value(2)})
    shown = plain(b.judged((b.claim(), verdict)))
    assert "  = measured: 2 on CPython 3.11.7 (target, default)\n" in shown
    if "source" in explanation:
        assert f"  = why: {explanation}\n" in shown
    elif why:
        assert f"  = why: {why}\n" in shown
    else:
        assert "= why" not in shown


def test_versions_of_the_opcode_table_become_ranges() -> None:
    known = ("3.8", "3.9", "3.10", "3.12", "3.13")
    versions = {version: b.value(True) for version in known} | {b.PYTHON: b.absent()}
    verdict = b.verdict("other-version", rule="WB103", versions=versions)
    shown = plain(b.judged((b.claim(kind="opcode_exists"), verdict)))
    assert "CPython 3.11.7 (target, default); true on 3.8-3.10, 3.12-3.13\n" in shown


def test_the_shortest_unambiguous_prefix_is_given() -> None:
    one, other = pair(number=1), pair(number=2)
    shown = plain(b.judged(one, other))
    assert "workbench evidence 000000000001\n" in shown
    assert "workbench evidence 000000000002\n" in shown
    assert "workbench evidence 000000\n" in plain(b.judged(one))


def test_one_claim_can_be_shown_alone() -> None:
    judged = the_example()
    claim, verdict = judged.verification.claims[0], judged.verification.verdicts[0]
    shown = export.diagnostic(judged, claim, verdict, color=False)
    assert shown.startswith("warning[WB103] opcode-version")
    assert shown.endswith("workbench evidence 66147e\n")
