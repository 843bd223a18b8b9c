"""Diagnostics as people see them: exact shape, underlines that fit, hostile text made harmless."""

from __future__ import annotations

import re
import unicodedata

import builders as b
import pytest
from rich.cells import cell_len

from workbench.exports import text as export
from workbench.records import ArtifactResult, Claim, Judged, Reading, Verdict

LINE = "| BINARY_MULTIPLY | 1 |"
CHAT = f"# Chat\n\n| Opcode | Count |\n|---|---|\n{LINE}\n"
HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\r\x08\x7f\x9b31m\u202e\u2066\u200b\u2028\ud800\U000e0041\t\x0b\x85"
)


def plain(judged: Judged, *, verbose: bool = False, width: int | None = None) -> str:
    return export.render(judged, color=False, verbose=verbose, width=width)


def pair(
    label: str | None = "contradicted", number: int = 1, **more: object
) -> tuple[Claim, Verdict]:
    name = f"{number:012d}"
    claim = b.claim(id=name, **more)
    rule = {"confirmed": None, "uncheckable": "WB501", "other-version": "WB103"}.get(
        str(label), "WB502" if label in ("ambiguous", "undecided") else "WB101"
    )
    return claim, b.verdict(label, claim=name, rule=rule if label else None)


def pairs(**labels: int) -> list[tuple[Claim, Verdict]]:
    names = [name.replace("_", "-") for name, count in labels.items() for _ in range(count)]
    return [pair(label, number) for number, label in enumerate(names, 1)]


def program(
    *found: tuple[Claim, Verdict], outcome: str = "ok", text: str = "", **more: object
) -> Judged:
    """A program that was compared with its reference, and these claims about it."""
    implicit = b.same_output()
    label = "confirmed" if outcome == "ok" else "contradicted"
    verdict = b.verdict(label, claim=implicit.id, rule=None if outcome == "ok" else "WB401")
    result = b.result(outcome, **more)
    return b.judged(
        (implicit, verdict), *found, text=text, artifacts=(b.artifact(),), results=(result,)
    )


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
    ("judged", "words"),
    [
        (
            program(*pairs(confirmed=2, contradicted=3, uncheckable=1)),
            "The code is right. 3 of 5 checkable claims about it are not. "
            "1 claim could not be checked.",
        ),
        (
            program(*pairs(confirmed=4, contradicted=1)),
            "The code is right. 1 of 5 checkable claims about it is not.",
        ),
        (
            program(*pairs(contradicted=1)),
            "The code is right. The one checkable claim about it is not.",
        ),
        (
            program(*pairs(confirmed=1)),
            "The code is right. The one checkable claim about it holds.",
        ),
        (
            program(*pairs(confirmed=3)),
            "The code is right. All 3 checkable claims about it hold.",
        ),
        (
            program(*pairs(contradicted=2, other_version=1, ambiguous=2, undecided=1)),
            "The code is right. 2 of 6 checkable claims about it are not; 1 is true on another "
            "Python version, 2 depend on how they are read and 1 is too close to decide.",
        ),
        (
            program(*pairs(other_version=2)),
            "The code is right. 2 checkable claims about it: 2 are true on another Python version.",
        ),
        (
            program(*pairs(contradicted=1, confirmed=1), outcome="incorrect"),
            "The code is wrong. 1 of 2 checkable claims about it is false.",
        ),
        (
            program(outcome="timeout"),
            "The code does not end in time. There are no claims about it.",
        ),
        (
            program(*pairs(uncheckable=2), outcome="not-run", error="nothing isolates"),
            "The code was not run (nothing isolates). The 2 claims about it cannot be checked.",
        ),
        (
            program(*pairs(uncheckable=1)),
            "The code is right. The claim about it cannot be checked.",
        ),
        (
            program(pair(None)),
            "The code is right. 1 claim could not be judged: a measuring tool failed.",
        ),
        (
            b.judged(pair("confirmed"), artifacts=(b.artifact(),), results=(b.result(),)),
            "The code runs. The one checkable claim about it holds.",
        ),
        (b.judged(), "There is no program in it. There are no claims about it."),
        (b.judged(status="unread", why="not text"), "It could not be read: not text."),
        (
            b.judged(status="cancelled"),
            "There is no program in it. There are no claims about it. "
            "It was cancelled before everything was judged.",
        ),
    ],
)
def test_the_sum_is_said_in_words(judged: Judged, words: str) -> None:
    assert export.summary(judged).split("\n") == [
        words,
        "tested on CPython 3.8.18, 3.11.7, 3.13.0; Linux x86_64, isolation strong",
    ]


def test_several_programs_and_scripts_are_told_apart() -> None:
    names = ("a1", "a2", "a3")
    scripts = tuple(b.artifact(id=name, kind="analysis") for name in ("s1", "s2"))
    judged = b.judged(
        artifacts=(*(b.artifact(id=name) for name in names), *scripts),
        results=(
            b.result("ok"),
            b.result("crash", artifact="a2"),
            b.result("crash", artifact="a3"),
            b.result("incorrect", artifact="s1"),
            b.result("ok", artifact="s2"),
        ),
    )
    words = export.summary(judged)
    assert words.startswith("Of 3 programs 1 runs and 2 crash. 1 of 2 analysis scripts failed.")


def underlined(line: str, start: int, end: int, width: int | None = None) -> tuple[str, str]:
    """What stands above the caret, and the shown line."""
    claim = b.claim(location=b.location(1, start + 1, end + 1), quote=line[start:end])
    shown = plain(b.judged((claim, b.verdict("contradicted")), text=line), width=width)
    rows = shown.splitlines()
    at = next(number for number, row in enumerate(rows) if row.startswith("1 |"))
    source, below = rows[at], rows[at + 1]
    caret = below.index("^")
    wide = len(below) - len(below.lstrip(" |"))
    assert wide == caret
    length = len(re.search(r"\^+", below).group())  # type: ignore[union-attr]
    cells = [c for character in source for c in (character, "")[: cell_len(character)]]
    return "".join(cells[caret : caret + length]), source


@pytest.mark.parametrize(
    "before",
    ["", "a ", "\t", "\t\t- ", "漢字 ", "e\u0301 ", "☠ ", "a" * 500, "漢" * 500, "\t" * 500],
)
@pytest.mark.parametrize("after", ["", " more", " 漢" * 300, "\t" * 300])
@pytest.mark.parametrize("width", [None, 40, 5])
def test_the_caret_stands_below_the_quote(before: str, after: str, width: int | None) -> None:
    line = f"{before}QUOTE{after}"
    above, source = underlined(line, len(before), len(before) + 5, width)
    assert above == "QUOTE"
    assert cell_len(source) <= max(width or 100, 14)


def test_a_quote_of_wide_characters_is_underlined_in_full() -> None:
    assert underlined("a 漢字 b", 2, 4)[0] == "漢字"


def test_a_quote_longer_than_the_line_is_cut_and_said_to_be() -> None:
    above, source = underlined("x" * 1000, 0, 1000)
    assert set(above.rstrip("…")) == {"x"}
    assert source.endswith("…")
    assert cell_len(source) <= 100


def test_an_empty_quote_still_has_a_caret() -> None:
    assert underlined("abc", 1, 1)[0] == "b"


def test_a_line_of_megabytes_is_cut_quickly() -> None:
    line = "\u0301" * 3_000_000 + "12" + "a" * 3_000_000
    assert (
        len(plain(b.judged(pair(location=b.location(1, 3_000_001, 3_000_003)), text=line))) < 9000
    )


def test_a_row_label_far_away_is_left_out() -> None:
    line = f"| LOAD_FAST | {'x' * 200} | 3 |"
    claim = b.claim(location=b.location(1, len(line) - 2, len(line) - 1), table=b.cell("LOAD_FAST"))
    shown = plain(b.judged((claim, b.verdict("contradicted")), text=line))
    assert "LOAD_FAST |" not in shown
    assert "---" not in shown


def test_a_row_label_is_a_whole_word_beside_the_quote() -> None:
    line = "| LOAD_FAST_LOAD_FAST | LOAD_FAST | 1 |"
    claim = b.claim(location=b.location(1, 37, 38), table=b.cell("LOAD_FAST"))
    shown = plain(b.judged((claim, b.verdict("contradicted")), text=line))
    assert f"  | {' ' * 24}---------   ^ claimed" in shown


def test_a_quote_over_several_lines_shows_the_first_and_counts_them() -> None:
    claim = b.claim(
        kind="opcode_table",
        claimed=None,
        args={},
        location=b.location(1, 1, end_line=3, end_column=9),
    )
    shown = plain(b.judged((claim, b.verdict("contradicted", rule="WB104")), text=CHAT))
    assert "1 | # Chat\n  | ^^^^^^ claimed as one table of euler (3 lines)\n" in shown


def test_without_the_text_the_quote_is_shown() -> None:
    claim = b.claim(location=b.location(9, file="elsewhere.md"), quote="14 LOADs")
    shown = plain(b.judged((claim, b.verdict("contradicted"))))
    assert '  --> elsewhere.md:9:1\n  | "14 LOADs" claimed 1 in euler\n' in shown


def test_lines_end_as_documents_say() -> None:
    claim = b.claim(location=b.location(4, 1, 3), quote="12")
    shown = plain(b.judged((claim, b.verdict("contradicted")), text="a\r\nb\rc\n12\x0b\u2028!\n"))
    assert "4 | 12\\x0b\\u2028!\n  | ^^ claimed" in shown


@pytest.mark.parametrize(
    ("explanation", "why"),
    [
        (
            "L in f: 2 on CPython 3.11.7, claimed 1; 1 would be right for g",
            "1 would be right for g",
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


def test_a_label_that_does_not_fit_stands_below() -> None:
    shown = plain(b.judged(pair(location=b.location(1, 1, 96)), text="x" * 95))
    assert f"\n  | {'^' * 95}\n  | claimed 1 in euler\n" in shown
    right = plain(b.judged(pair(location=b.location(1, 95, 96)), text="x" * 95))
    assert f"\n  | {' ' * 94}^\n  | {' ' * 78}claimed 1 in euler\n" in right


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


def hostile_everywhere() -> Judged:
    claim = b.claim(
        id=HOSTILE + "0" * 12,
        kind=HOSTILE,
        quote=HOSTILE,
        subject=HOSTILE,
        claimed=[HOSTILE],
        hedge=HOSTILE,
        args={"opcode": HOSTILE, "python": HOSTILE},
        location=b.location(1, 2, 12, file=HOSTILE),
        table=b.cell(HOSTILE),
    )
    verdict = b.verdict(
        "contradicted",
        claim=claim.id,
        rule=HOSTILE,
        measured=HOSTILE,
        explanation=HOSTILE * 50,
        help=(HOSTILE,),
        fix=HOSTILE,
        versions={"3.11.7": b.value(HOSTILE), HOSTILE: b.value({HOSTILE: 1})},
        readings=(
            Reading(version=HOSTILE, scope=HOSTILE, naming=HOSTILE, measured=HOSTILE, holds=True),
        ),
    )
    bad = b.claim(id="b", location=b.location(9, file="x"), quote=HOSTILE)
    return b.judged(
        (claim, verdict),
        (bad, b.verdict("ambiguous", claim="b", rule=None, measured=HOSTILE)),
        artifacts=(b.artifact(name=HOSTILE, notes=(HOSTILE,), location=b.location(file=HOSTILE)),),
        results=(
            ArtifactResult(
                artifact="a1",
                outcome="crash",
                error=HOSTILE,
                rule=HOSTILE,
                suspicions=(HOSTILE,),
                failing_input=HOSTILE,
            ),
        ),
        environment=b.environment(interpreters=(HOSTILE,), platform=HOSTILE, isolation=HOSTILE),
        source=HOSTILE,
        run=HOSTILE,
        workload=HOSTILE,
        why=HOSTILE,
        texts={HOSTILE: HOSTILE * 3},
    )


def forbidden(shown: str) -> set[str]:
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    return {c for c in shown if unicodedata.category(c) in hidden} - {"\n"}


@pytest.mark.parametrize("verbose", [False, True])
def test_no_control_character_but_newline_comes_through(verbose: bool) -> None:
    shown = plain(hostile_everywhere(), verbose=verbose)
    assert forbidden(shown) == set()
    assert "\\x1b]0;owned\\x07" in shown


def test_with_colour_only_our_own_styles_come_through() -> None:
    shown = export.render(hostile_everywhere(), color=True, verbose=True)
    assert forbidden(re.sub(r"\x1b\[[0-9;]*m", "", shown)) == set()
    styles = set(re.findall(r"\x1b\[([0-9;]*)m", shown))
    assert styles <= {"0", "1", "34", "1;31", "1;32", "1;33", "1;36"}


def test_colour_adds_nothing_but_colour() -> None:
    for judged in (the_example(), hostile_everywhere()):
        coloured = export.render(judged, color=True, verbose=True)
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain(judged, verbose=True)
        assert coloured != plain(judged, verbose=True)


def test_markup_emoji_and_links_stay_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    text = "[bold red]x[/] :smile: https://example.org 12 'a'" + " word" * 40
    claim, verdict = b.claim(), b.verdict("contradicted", explanation=text)
    assert f"  = why: {text}\n" in plain(b.judged((claim, verdict)))


def test_one_claim_can_be_shown_alone() -> None:
    judged = the_example()
    claim, verdict = judged.verification.claims[0], judged.verification.verdicts[0]
    shown = export.diagnostic(judged, claim, verdict, color=False)
    assert shown.startswith("warning[WB103] opcode-version")
    assert shown.endswith("workbench evidence 66147e\n")
