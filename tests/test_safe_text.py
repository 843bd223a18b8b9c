"""Foreign text is shown, never obeyed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import safe_text

ANY = st.text(st.characters(codec=None), max_size=80)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\r\nb", "a\\r\\nb"),
        ("\u202eevil", "\\u202eevil"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\ud800", "\\ud800"),
        ("\u2028", "\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("é 漢 🐍", "é 漢 🐍"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_what_a_terminal_might_obey_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert safe_text.terminal(text) == shown


@given(ANY, st.booleans())
def test_no_hidden_character_survives(text: str, newlines: bool) -> None:
    kept = {"\n"} if newlines else set()
    for character in safe_text.terminal(text, newlines=newlines):
        hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")
        assert not hidden or character in kept


@given(ANY)
def test_one_line_is_one_line_within_its_limit(text: str) -> None:
    assert "\n" not in safe_text.one_line(text)
    assert len(safe_text.terminal("x" * 500, limit=20)) == 20


@given(ANY)
def test_a_file_name_stays_in_its_folder(text: str) -> None:
    name = safe_text.file_name(text)
    assert name
    assert not set(name) & set("/\\\0 \n")
    assert not name.startswith((".", "-"))


def test_secrets_are_replaced_and_short_strings_are_none() -> None:
    assert safe_text.redact("key sk-123456 x", ("sk-123456", None, "x")) == "key [secret] x"
