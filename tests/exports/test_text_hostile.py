"""Hostile text in every field of every record: nothing that a terminal obeys comes through."""

from __future__ import annotations

import re
import unicodedata

import builders as b
import pytest
from showing import plain

from workbench.exports import text as export
from workbench.records import ArtifactResult, Judged, Reading

HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\r\x08\x7f\x9b31m\u202e\u2066\u200b\u2028\ud800\U000e0041\t\x0b\x85"
)


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
    for judged in (b.judged((b.claim(), b.verdict("ambiguous"))), hostile_everywhere()):
        coloured = export.render(judged, color=True, verbose=True)
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain(judged, verbose=True)
        assert coloured != plain(judged, verbose=True)


def test_markup_emoji_and_links_stay_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    text = "[bold red]x[/] :smile: https://example.org 12 'a'" + " word" * 40
    claim, verdict = b.claim(), b.verdict("contradicted", explanation=text)
    assert f"  = why: {text}\n" in plain(b.judged((claim, verdict)))
