"""Notes in a report: what is between our marks stays, wherever it went; nothing is ever lost."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import notes

MINE = "Mine: ünïcode,\ttab, trailing   \n\n```python\n# not a heading\n```\n"


def report(*places: str) -> str:
    return notes.headed("# Report\n\n" + "\n\n".join(places) + "\n")


def test_a_note_is_found_word_for_word() -> None:
    found = notes.read(report("## One", notes.place("a", MINE), "## Two", notes.place("b")))
    assert {name: note.text for name, note in found.found.items()} == {"a": MINE, "b": "\n"}
    assert [note.heading for note in found.found.values()] == ["One", "Two"]
    assert not found.changed


def test_notes_may_be_moved_and_edited_without_a_change_beside_them() -> None:
    before = report("## One", notes.place("a", MINE), "## Two", notes.place("b"))
    moved = before.replace(notes.place("a", MINE), "").replace(
        notes.place("b"), notes.place("b", "later\n") + "\n\n\n" + notes.place("a", MINE)
    )
    found = notes.read(moved)
    assert {name: note.text for name, note in found.found.items()} == {"b": "later\n", "a": MINE}
    assert not found.changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## One", "## Uno"),
        ("## One", "## One\n\nmore"),
        ("# Report\n", ""),
        ("report;", "rapport;"),
    ],
)
def test_a_change_beside_the_notes_is_seen(old: str, new: str) -> None:
    text = report("## One", notes.place("a", MINE)).replace(old, new, 1)
    found = notes.read(text)
    assert found.changed
    assert found.found["a"].text == MINE


def test_an_editor_may_change_line_ends_and_the_white_space_at_them() -> None:
    text = report("## One", notes.place("a", "mine\n"))
    for edited in (text.replace("\n", "\r\n"), text.replace("\n", "  \n"), "\ufeff" + text):
        found = notes.read(edited)
        assert found.found["a"].text.split() == ["mine"]
        assert not found.changed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<!-- notes: a -->\nmine\n", "line 1 has no end"),
        ("<!-- notes: a -->\n<!-- notes: b -->\n<!-- end notes -->", "line 1 has no end before"),
        ("mine\n<!-- end notes -->\n", "line 2 ends a note that nothing begins"),
    ],
)
def test_marks_that_do_not_pair_up_are_told(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        notes.read(text)


def test_a_place_that_was_copied_keeps_every_text() -> None:
    marked = [notes.place("a", text) for text in ("one\n", "one\n", "\n", "two\n")]
    assert notes.read("\n".join(marked)).found["a"].text == "one\ntwo\n"


def test_only_a_file_with_our_marks_is_ours() -> None:
    assert notes.is_ours(notes.headed("# Report\n"))
    assert notes.is_ours("# Mine\n<!-- notes: a -->\n<!-- end notes -->\n")
    assert not notes.is_ours("# Mine\n\nSee `<!-- notes: a -->`.\n")
    assert not notes.is_ours("")


def test_comments_in_shown_programs_are_no_headings() -> None:
    text = "## Programs\n\n````python\n# a comment\n```\n# more\n````\n\n" + notes.place("a", "x\n")
    assert notes.read(text).found["a"].heading == "Programs"


def test_a_key_fits_into_its_mark_whatever_it_is_made_of() -> None:
    for odd in ("a b", "-->", "<!-- end notes -->", "x" * 500, "", "ü\n"):
        marked = notes.place(notes.key(odd, "part"), "mine\n")
        assert [note.text for note in notes.read(marked).found.values()] == ["mine\n"]


@given(st.text())
def test_any_file_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert notes.read(text).changed


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_note_without_marks_is_kept(text: str) -> None:
    lines = [line for line in text.split("\n") if not notes.is_mark(line)]
    mine = "".join(f"{line}\n" for line in lines)
    assert notes.read(report(notes.place("a", mine))).found["a"].text == mine
