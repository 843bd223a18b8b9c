"""Hostile text in every field of every record: nothing that a terminal obeys comes through."""

from __future__ import annotations

import re
import unicodedata

import builders as b
import pytest
from enemies import enemies
from showing import plain

from workbench.exports import text as export
from workbench.records import Judged

HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\r\x08\x7f\x9b31m\u202e\u2066\u200b\u2028\ud800\U000e0041\t\x0b\x85"
)


def hostile_everywhere() -> Judged:
    return enemies(HOSTILE, claim_id=HOSTILE + "0" * 12)


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
