"""Workflow commands, read as GitHub's runner reads them, and the summary of a step."""

from __future__ import annotations

import re
import unicodedata

import builders as b
import pytest
from enemies import enemies
from markdown_it import MarkdownIt
from showing import pair, pairs, program

from workbench.exports import github as export
from workbench.records import Judged


def commands(*judged: Judged) -> list[tuple[str, dict[str, str], str]]:
    """Name, properties and message of every line; a line that is no command is a failure."""
    text = export.render_many(judged)
    assert text == "" or text.endswith("\n")
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line)
        assert match, line
        name, properties, message = match.groups()
        pairs = [one.split("=", 1) for one in properties.split(",")]
        assert len({key for key, _ in pairs}) == len(pairs)
        found.append((name, {key: plain(value, more=True) for key, value in pairs}, plain(message)))
    return found


def plain(text: str, *, more: bool = False) -> str:
    """What the runner makes of an escaped text."""
    for escape, character in (("%3A", ":"), ("%2C", ",")) if more else ():
        text = text.replace(escape, character)
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_a_finding_stands_at_its_place_with_rule_and_reason() -> None:
    claim, verdict = pair(location=b.location(5, 21, 22))
    ((name, where, message),) = commands(b.judged((claim, verdict)))
    assert name == "error"
    place = {key: where[key] for key in ("file", "line", "col", "endColumn")}
    assert place == {"file": "chat.md", "line": "5", "col": "21", "endColumn": "22"}
    assert where["title"] == "WB101 opcode-count: contradicted (the count differs)"
    assert message.startswith("claimed: 1 in euler; ")
    assert message.endswith("reproduce: workbench evidence 000000")


def test_columns_stand_only_within_one_line() -> None:
    claim, verdict = pair(location=b.location(5, 3, 4, end_line=7))
    ((_, where, _),) = commands(b.judged((claim, verdict)))
    assert (where["line"], where["endLine"]) == ("5", "7")
    assert not {"col", "endColumn"} & set(where)


def test_percent_comma_and_colon_come_back_as_they_were() -> None:
    claim, verdict = pair(location=b.location(file="a,b:c%2C.md"), claimed="100%, no: more")
    ((_, where, message),) = commands(b.judged((claim, verdict)))
    assert where["file"] == "a,b:c%2C.md"
    assert "100%, no: more" in message


def test_in_a_notebook_the_cell_is_named_and_no_line_of_the_file() -> None:
    claim, verdict = pair(location=b.location(2, 1, 3, cell=3))
    ((_, where, message),) = commands(b.judged((claim, verdict)))
    assert set(where) == {"file", "title"}
    assert message.startswith("cell 3, line 2: ")


def test_errors_come_before_warnings_and_notes_are_no_annotations() -> None:
    judged = b.judged(*pairs(uncheckable=1, ambiguous=1, contradicted=1, confirmed=1))
    assert [name for name, _, _ in commands(judged)] == ["error", "warning"]
    assert commands(b.judged(*pairs(confirmed=1, uncheckable=1))) == []


@pytest.mark.parametrize(("count", "lines", "more"), [(9, 9, None), (10, 10, 1), (30, 10, 21)])
def test_at_most_nine_and_how_many_more(count: int, lines: int, more: int | None) -> None:
    found = commands(b.judged(*pairs(contradicted=count)))
    assert len(found) == lines
    if more is not None:
        assert found[-1][2].startswith(f"{more} more finding")


def test_nine_are_for_all_documents_together_and_unread_ones_come_first() -> None:
    unread = b.judged(source="gone.md", status="unread", why="no such file")
    found = commands(b.judged(*pairs(ambiguous=6)), b.judged(*pairs(contradicted=6)), unread)
    assert len(found) == 10
    assert found[0][1]["file"] == "gone.md"
    assert [name for name, _, _ in found[1:9]] == ["error"] * 6 + ["warning"] * 2
    assert found[9][0] == "warning"
    assert found[9][2].startswith("4 more findings")


def test_the_summary_has_every_finding_and_the_sentences() -> None:
    judged = program(*pairs(contradicted=12, confirmed=1))
    text = export.summary([judged])
    assert text.count("| error | WB101 |") == 12
    assert "12 of 13 checkable claims about it are not" in text
    assert "| document |" not in text
    assert "| document |" in export.summary([judged, judged])


def test_hostile_text_is_one_line_and_one_command() -> None:
    text = export.render(enemies())
    found = commands(enemies())
    assert len(found) == len(text.splitlines()) == 5
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert {c for c in text if unicodedata.category(c) in hidden} == {"\n"}
    for line in text.splitlines():
        properties = line.split("::")[1]
        assert "," not in properties.partition("file=")[2].partition(",")[0]


def test_hostile_text_makes_no_markup_in_the_summary() -> None:
    text = export.summary([enemies(), enemies()])
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert {c for c in text if unicodedata.category(c) in hidden} == {"\n"}
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inner = [child for token in tokens for child in token.children or ()]
    assert not [one for one in inner if one.type in ("link_open", "image", "html_inline")]
    assert not [token for token in tokens if token.type == "html_block"]
    assert sum(token.type == "table_open" for token in tokens) == 2
