"""CSV as the csv module and a spreadsheet read it: rows, numbers, and no cell that is a formula."""

from __future__ import annotations

import csv
import unicodedata
from io import StringIO

import builders as b
import pytest
from enemies import FORMULAS, enemies
from showing import pair, pairs, program

from workbench.exports import csv as export
from workbench.records import Judged

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows(text: str) -> list[dict[str, str]]:
    assert text.endswith("\r\n")
    reader = csv.DictReader(StringIO(text, newline=""), dialect="excel", strict=True)
    found = list(reader)
    assert all(None not in row and None not in row.values() for row in found)
    return found


def claims(judged: Judged) -> list[dict[str, str]]:
    return rows(export.render(judged))


def test_a_row_for_each_claim() -> None:
    found = claims(b.judged(*pairs(contradicted=1, confirmed=1, uncheckable=1)))
    assert [one["verdict"] for one in found] == ["contradicted", "confirmed", "uncheckable"]
    assert [one["rule"] for one in found] == ["WB101", "", "WB501"]
    assert [one["id"] for one in found] == ["000000000001", "000000000002", "000000000003"]


def test_a_row_has_place_words_and_what_was_measured() -> None:
    claim, verdict = pair(location=b.location(5, 21, 22), quote="1, they say")
    judged = b.judged((claim, verdict), artifacts=(b.artifact(),), results=(b.result(),))
    (row,) = claims(judged)
    place = [row[name] for name in ("document", "line", "column", "end_line", "end_column")]
    assert place == ["chat.md", "5", "21", "5", "22"]
    assert (row["quote"], row["claimed"], row["subject"]) == ("1, they say", "1 in euler", "euler")
    assert (row["program"], row["reproduce"]) == ("workload.py", "workbench evidence 000000")


def test_a_claim_that_could_not_be_judged_says_so_and_a_hidden_one_is_no_row() -> None:
    judged = b.judged(pair(None, 1), pair("contradicted", 2), hidden=frozenset({"000000000002"}))
    assert [one["verdict"] for one in claims(judged)] == ["not judged"]


def test_several_documents_are_a_row_each() -> None:
    first = program(*pairs(contradicted=2, other_version=1, confirmed=3))
    second = program(outcome="crash")
    unread = b.judged(source="gone.md", status="unread", why="no such file")
    found = rows(export.render_many([first, second, unread]))
    assert [one["status"] for one in found] == ["ok", "ok", "unread"]
    assert [one["claims"] for one in found] == ["6", "0", "0"]
    assert [one["contradicted"] for one in found] == ["2", "0", "0"]
    assert [one["other_version"] for one in found] == ["1", "0", "0"]
    assert [one["programs_at_fault"] for one in found] == ["0", "1", "0"]
    assert [one["programs_ok"] for one in found] == ["1", "0", "0"]
    assert found[2]["why"] == "no such file"
    assert found[2]["document"] == "gone.md"


def test_nothing_is_a_head_alone() -> None:
    assert rows(export.render_many([])) == []
    assert export.render(b.judged()).split("\r\n")[0] == ",".join(export.CLAIMS)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_text_in_every_column(formula: str) -> None:
    claim, verdict = pair(
        quote=formula,
        subject=formula,
        claimed=formula,
        hedge=formula,
        kind=formula,
        location=b.location(file=formula),
    )
    changes = {"explanation": formula, "fix": formula, "measured": formula, "rule": formula}
    verdict = verdict.model_copy(update=changes)
    judged = b.judged((claim, verdict), source=formula, run=formula, workload=formula, why=formula)
    whole = [*claims(judged), *rows(export.render_many([judged]))]
    cells = [cell for row in whole for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(STARTS)]
    assert sum(cell.startswith("'") for cell in cells) >= 8 or formula.startswith("\u200b")


def test_hostile_text_is_text_on_one_line() -> None:
    for text in (export.render(enemies()), export.render_many([enemies()])):
        found = rows(text)
        assert text.count("\r\n") == len(found) + 1
        for cell in (cell for row in found for cell in row.values()):
            hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
            assert not [c for c in cell if unicodedata.category(c) in hidden]
            assert not cell.startswith(STARTS)
        text.encode("utf-8")


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize(
    "words",
    [
        "a;=1+2;b.md",
        "a,b;=1",
        'a;"=1"',
        'a;"" =1,b',
        "a; @SUM(A1)",
        "a\t=1",
        ";;-1",
        "a;＝1",
        "a;\n=1",
    ],
)
def test_a_formula_is_text_whatever_separates_cells(words: str, delimiter: str) -> None:
    claim, verdict = pair(quote=words, subject=words, location=b.location(file=words))
    judged = b.judged((claim, verdict), source=words, run=words)
    for text in (export.render(judged), export.render_many([judged])):
        read = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        cells = [cell for row in read for cell in row]
        assert len(cells) >= 2
        assert not [cell for cell in cells if cell.strip().startswith(STARTS)]
