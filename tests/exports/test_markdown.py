"""The report: findings with their evidence, structure that nothing foreign breaks, kept notes."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import Any

import builders as b
import pytest
import whole
from markdown_read import EVIL, headings, tokens
from showing import pair, program, rows

from workbench import notes
from workbench.exports import markdown
from workbench.figures import Chapter, Executed, Figures, File, Machine, Missing, Mix, Profile
from workbench.notes import Note
from workbench.records import Judged, Reading, Run

FORGED = (
    "\n<!-- end notes -->\n  <!-- notes: report -->\nforged\n<!-- end notes -->\n```\n````\n"
    "<!-- workbench report; the rest of it: 000000000000 -->\n# Forged heading\n| a | b |\n"
)
MIX = whole.mix(14, 3)


def figures(**changes: Any) -> Figures:
    """Figures of one CPython that give short tables."""
    fields: dict[str, Any] = {
        "static": {b.PYTHON: dict.fromkeys(("function", "callees", "file"), MIX)},
        "executed": Executed(MIX, {"euler": 17}, {}, 0),
        "machine": dataclasses.replace(whole.STACK, executed=3),
    }
    return whole.figures(**(fields | changes))


def chapter(judged: Judged, **changes: Any) -> Chapter:
    return whole.chapter(judged, **({"figures": (figures(),)} | changes))


def rendered(judged: Judged, *, kept: dict[str, Note] | None = None, **changes: Any) -> str:
    return markdown.render((chapter(judged, **changes),), kept)


def section(text: str, title: str) -> str:
    """What stands below a heading, up to the next one."""
    rest = text.split(f"# {title}\n", 1)[1]
    return rest.split("\n#", 1)[0]


def full() -> Judged:
    wrong = pair(
        "contradicted",
        1,
        quote="LOAD_FAST appears 13 times",
        args={"function": "euler", "opcode": "LOAD_FAST", "count": 13},
        claimed=13,
    )
    versions = {"3.8.18": b.value(12), "3.11.7": b.value(14), "3.13.0": b.absent()}
    reading = Reading(version="3.8.18", scope="file", naming="strict", measured=13, holds=True)
    verdict = wrong[1].model_copy(
        update={"versions": versions, "readings": (reading,), "help": ("look at dis",)}
    )
    return program(
        (wrong[0], verdict),
        pair("confirmed", 2, quote="it has one loop"),
        pair("uncheckable", 3, quote="it is fast"),
        pair(None, 4, quote="a tool failed on this"),
    )


# --- what is told ---------------------------------------------------------------------------------


def test_the_sections_stand_in_order_and_each_has_a_place_for_notes() -> None:
    text = rendered(full())
    assert headings(text) == [
        "h1 Report: chat.md",
        f"h2 chat.md: run {b.RUN}",
        "h3 What was asked",
        "h3 Machine and versions",
        "h3 Programs",
        "h3 What was measured",
        "h3 Verdicts",
        "h3 Discrepancies",
        "h4 ✗ contradicted WB101: opcode count of `LOAD_FAST` in `euler`",
        "h3 Confirmed",
        "h3 Could not be checked",
    ]
    parts = ("checked", "machine", "programs", "measured", "verdicts")
    places = ["report", *(f"euler.{name}" for name in parts), "000000000001"]
    assert list(notes.read(text).found) == [*places, "euler.confirmed", "euler.rest"]


def test_a_discrepancy_has_quote_place_claim_versions_readings_and_command() -> None:
    text = section(rendered(full()), "✗ contradicted WB101: opcode count of `LOAD_FAST` in `euler`")
    for line in (
        "- says: `LOAD_FAST appears 13 times`",
        "- where: `chat.md:1:1`",
        "- claimed: 13 in euler",
        "- help: look at dis",
        "- reproduce: `workbench evidence 000000000001`",
    ):
        assert line in text
    assert rows(text, "CPython") == [
        ["3.8.18", "value", "`12`"],
        ["3.11.7", "value", "`14`"],
        ["3.13.0", "absent", "–"],
    ]
    assert rows(text, "read on CPython") == [["3.8.18", "file", "strict", "`13`", "yes"]]


def test_verdicts_are_counted_without_what_nobody_wrote() -> None:
    assert rows(rendered(full()), "verdict") == [
        ["confirmed", "1"],
        ["contradicted", "1"],
        ["other-version", "0"],
        ["ambiguous", "0"],
        ["undecided", "0"],
        ["uncheckable", "1"],
        ["a tool failed", "1"],
        ["**all**", "4"],
    ]


def test_what_holds_is_a_table_and_what_cannot_be_checked_a_list() -> None:
    text = rendered(full())
    assert [row[1] for row in rows(text, "claim")] == ["`def euler`", "`it has one loop`"]
    rest = section(text, "Could not be checked")
    assert ("`it is fast`" in rest, "`a tool failed on this`" in rest) == (True, True)


def test_programs_have_their_outcome_and_smallest_failing_input() -> None:
    judged = program(outcome="incorrect", error="3 is not 4", failing_input="euler(3)")
    (row,) = rows(rendered(judged), "program")
    assert row[2:5] == ["**incorrect**", "3 is not 4", "`euler(3)`"]
    assert "```python\ndef euler(x):\n    return x * 2\n```" in rendered(judged)


def test_the_machine_the_distribution_calls_resources_and_files_are_told() -> None:
    used = Run(outcome="ok", wall_seconds=0.25, cpu_seconds=0.125, max_rss_bytes=13 << 20)
    judged = b.judged(measurements=(b.measurement(target={"call": "euler(1)"}, run=used),))
    text = section(rendered(judged), "What was measured")
    assert "**a stack machine**" in text
    assert "3 static (`BINARY_OP *` 1, `BINARY_OP +` 2); 3 of 17 executed." in text
    assert ["`LOAD_FAST`", "14"] in rows(text, "instructions | CPython 3.11.7")
    assert ["**arithmetic**", "3", "17.6 %"] in rows(text, "executed")
    assert rows(text, "call")[:2] == [["`euler(1)`", "`f`", "200"], ["`euler(1)`", "`euler`", "1"]]
    assert rows(text, "measured") == [
        ["value", "`euler(1)`", "3.11.7", "ok", "0.250", "0.125", "13.0"]
    ]
    assert rows(text, "file") == [["`evidence/workload.cpython-3.11.7.pyc`", "965", "3495"]]


def test_what_was_not_measured_says_why() -> None:
    missing = Missing("numpy is not installed", "place")
    nothing = figures(static={b.PYTHON: missing}, executed=missing, machine=missing, profile=None)
    text = section(rendered(full(), figures=(nothing,), files=()), "What was measured")
    assert text.count("numpy is not installed") == 3


def test_several_runs_are_counted_side_by_side() -> None:
    one, other = chapter(full()), chapter(full(), key="tsp")
    text = markdown.render((one, other))
    assert [row[2:4] for row in rows(text, "what")] == [["1", "1"], ["1", "1"]]
    # The same claim of two runs has two places, so that no note stands twice.
    assert {"000000000001", "2.000000000001"} < set(notes.read(text).found)


def test_nothing_to_tell_is_said() -> None:
    text = rendered(b.judged(), figures=(), files=(), facts=(), asked="", kind="check")
    assert section(text, "Discrepancies").strip().startswith("There are none.")
    assert "No program was found." in text
    assert "h3 What was checked" in headings(text)


# --- notes ----------------------------------------------------------------------------------------


def test_notes_stand_in_their_places_again_word_for_word() -> None:
    first = rendered(full())
    mine = "I *looked* at it:\n\n    <b>and</b>   \n"
    edited = first
    for name in notes.read(first).found:
        edited = edited.replace(notes.place(name), notes.place(name, f"{name}: {mine}"))
    kept = dict(notes.read(edited).found)
    again = rendered(full(), kept=kept)
    assert again == edited
    assert not notes.read(again).changed


def test_notes_of_findings_that_are_gone_go_to_the_end_and_come_back() -> None:
    mine = Note("mine\n", "✗ contradicted WB101: opcode count of `LOAD_FAST`")
    kept = {"000000000001": mine, "empty": Note("  \n", "Nothing")}
    gone = rendered(program(), kept=kept)
    assert headings(gone)[-2:] == [
        "h2 Notes without a finding",
        "h3 Without a finding: ✗ contradicted WB101: opcode count of `LOAD_FAST`",
    ]
    assert gone.endswith(f"{notes.place('000000000001', mine.text)}\n")
    twice = rendered(program(), kept=dict(notes.read(gone).found))
    assert twice == gone
    back = rendered(full(), kept=dict(notes.read(twice).found))
    assert notes.place("000000000001", "mine\n") in back
    assert "Notes without a finding" not in back


# --- everything foreign is hostile ----------------------------------------------------------------


def hostile(evil: str) -> tuple[Chapter, ...]:
    """A run in which every text that comes from elsewhere is evil."""
    claim = b.claim(
        id=evil[:60],
        kind=evil,
        quote=evil,
        subject=evil,
        claimed=evil,
        hedge=evil,
        args={"opcode": evil, "function": evil},
        location=b.location(file=evil),
    )
    state = b.value(evil)
    reading = Reading(version=evil, scope=evil, naming=evil, measured=evil, holds=False)
    pairs = []
    for label in ("contradicted", "confirmed", "uncheckable", None):
        one = claim.model_copy(update={"id": f"{label}{evil[:60]}"})
        verdict = b.verdict(label, claim=one.id, explanation=evil, help=(evil,), fix=evil)
        more = {"rule": evil, "versions": {evil: state}, "readings": (reading,)}
        pairs.append((one, verdict.model_copy(update=more)))
    ran = b.measurement(probe=evil, python=evil, target={"call": evil})
    judged = b.judged(
        *pairs,
        source=evil,
        run=evil,
        workload=evil,
        artifacts=(b.artifact(name=evil, source=evil, repairs=(evil,), notes=(evil,)),),
        results=(b.result("crash", error=evil, failing_input=evil, suspicions=(evil,)),),
        measurements=(ran,),
        environment=b.environment(
            interpreters=(evil,), platform=evil, isolation=evil, packages={evil: evil}
        ),
    )
    mix = Mix({evil: 1}, MIX.categories, 1, None)
    evil_figures = figures(
        function=evil,
        call=evil,
        again=evil,
        python=evil,
        static={
            evil: dict.fromkeys(("function", "callees", "file"), mix),
            "3": Missing(evil, "place"),
        },
        executed=Executed(mix, {evil: 1}, {}, 0),
        profile=Profile({evil: 1}, 1),
        machine=Machine(1, 1, 1, 1, 1, 1, 1, 0, {evil: 1}, 1),
    )
    one = chapter(
        judged,
        key=notes.key(evil),
        status=evil,
        facts=((evil, evil),),
        asked=evil,
        figures=(evil_figures, figures(profile=Missing(evil, "program"), machine=None)),
        files=(File(evil, 1, 2),),
        opinions={claim.id: (evil,) for claim, _ in pairs},
    )
    return one, one


@pytest.mark.parametrize("evil", [EVIL, FORGED, EVIL + FORGED, "-->", "\n\n- a\n\n1. b\n\n===\n"])
def test_nothing_foreign_is_markup(evil: str) -> None:
    text = markdown.render(hostile(evil))
    found = tokens(text)
    html = {t.content.strip() for t in found if t.type in ("html_block", "html_inline")}
    assert all(notes.is_mark(one) or one.startswith("<!-- workbench report;") for one in html), html
    assert not [t for t in found if t.type in ("link_open", "image", "em_open", "blockquote_open")]
    own = {"h1": 1, "h2": 2, "h3": 2 * 8, "h4": 2}
    counted = [title.split(" ")[0] for title in headings(text)]
    assert {tag: counted.count(tag) for tag in own} == own
    odd = {
        c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }
    assert not odd


@pytest.mark.parametrize("evil", [EVIL, FORGED, EVIL + FORGED])
def test_nothing_foreign_forges_a_note_or_breaks_a_table(evil: str) -> None:
    text = markdown.render(hostile(evil))
    plain = markdown.render(hostile("evil"))
    found = notes.read(text)
    assert not found.changed
    assert len(found.found) == len(notes.read(plain).found)
    assert all(note.text == "\n" for note in found.found.values())
    cells = [len([t for t in tokens(one) if t.type == "td_open"]) for one in (text, plain)]
    assert cells[0] == cells[1]
