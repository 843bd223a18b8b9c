"""Opcode tables become one claim for the table and one for each of their numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_at import hold_quotes

from workbench.documents import markdown
from workbench.extractors import table
from workbench.records import Claim


def extract(text: str) -> tuple[Claim, ...]:
    document = markdown.read(text, "doc", "doc.md", 1, None)
    claims = table.extract(document)
    hold_quotes(document, claims)
    return claims


def cells(text: str) -> list[Claim]:
    return [claim for claim in extract(text) if claim.kind != "opcode_table"]


@pytest.mark.parametrize(
    ("cell", "count", "hedge"),
    [
        ("14", 14, None),
        ("**14**", 14, None),
        ("`14`", 14, None),
        ("~12", 12, "~"),
        ("about 12", 12, "about"),
        ("13 (approx.)", 13, "approx."),
        ("1,204", 1204, None),
        ("0", 0, None),
        ("none", 0, None),
        ("3 times", 3, None),
        ("×3", 3, None),
    ],
)
def test_cells_are_read_as_written(cell: str, count: int, hedge: str | None) -> None:
    (claim,) = cells(f"| Opcode | Count |\n|---|---|\n| LOAD_FAST | {cell} |\n| POP_TOP | |\n" + "")
    assert (claim.claimed, claim.hedge, claim.quote) == (count, hedge, cell)
    assert claim.tolerance == (max(1, count * 0.1) if hedge else 0)


@pytest.mark.parametrize("cell", ["-", "10-12", "14+", "at least 3", "-3", "2 per loop", "1.5"])
def test_what_is_no_single_count_is_kept_with_a_problem(cell: str) -> None:
    text = f"| Opcode | Count |\n|---|---|\n| LOAD_FAST | {cell} |\n| POP_TOP | 1 |\n"
    strange, plain = cells(text)
    assert strange.problem is not None
    assert (strange.claimed, plain.claimed) == (None, 1)


def test_columns_are_functions_counts_or_neither() -> None:
    text = (
        "| # | Opcode | Description | Box Area | `rim()` count | Share |\n|-|-|-|-|-|-|\n"
        "| 1 | LOAD_FAST | loads 2 | 3 | 4 | 60% |\n| 2 | POP_TOP | drops | 1 | 0 | 20% |\n"
    )
    claims = extract(text)
    assert [(c.args["function"], c.claimed) for c in claims[1:]] == [
        ("Box Area", 3),
        ("rim()", 4),
        ("Box Area", 1),
        ("rim()", 0),
    ]
    place = claims[2].table
    assert place is not None
    assert (place.id, place.row, place.column, place.row_label) == ("t1", 1, 5, "LOAD_FAST")
    assert claims[0].kind == "opcode_table"
    assert claims[0].args["rows"][1] == {"function": "rim()", "opcode": "LOAD_FAST", "count": 4}


@pytest.mark.parametrize("header", ["Count", "Occurrences", "#", "# of uses", "Static count"])
def test_a_column_of_counts_has_no_label_of_its_own(header: str) -> None:
    (claim,) = cells(f"| Opcode | {header} |\n|---|---|\n| LOAD_FAST | 2 |\n")
    assert claim.args["function"] is None


def test_totals_and_executed_counts_are_kinds_of_their_own() -> None:
    text = (
        "| Opcode | Count | Times executed |\n|---|---|---|\n"
        "| LOAD_FAST | 2 | 200 |\n| **Total** | 9 | 900 |\n"
    )
    kinds = [(c.kind, c.args.get("opcode"), c.claimed) for c in cells(text)]
    assert kinds == [
        ("opcode_count", "LOAD_FAST", 2),
        ("executed_count", "LOAD_FAST", 200),
        ("total_instructions", None, 9),
        ("executed_count", None, 900),
    ]


def test_invented_opcodes_among_real_ones_are_opcodes() -> None:
    rows = "| LOAD_FAST | 1 |\n| STORE_FAST | 1 |\n| FETCH_MAGIC | 1 |\n"
    assert len(cells("| Opcode | Count |\n|---|---|\n" + rows)) == 3


def test_tables_about_other_things_say_nothing() -> None:
    assert extract("| Part | Count |\n|---|---|\n| CPU | 1 |\n| RAM_GB | 16 |\n") == ()


@pytest.mark.parametrize("label", ["BINARY_OP (+)", "LOAD_FAST / STORE_FAST", "LOAD_\\*"])
def test_labels_of_more_or_less_than_an_opcode_are_kept_with_a_problem(label: str) -> None:
    text = f"| Opcode | Count |\n|---|---|\n| {label} | 1 |\n| LOAD\\_FAST (local) | 2 |\n"
    strange, plain = cells(text)
    assert strange.problem is not None
    assert (plain.problem, plain.args["opcode"]) == (None, "LOAD_FAST")


def test_a_note_near_the_table_hedges_all_its_cells() -> None:
    text = "| Opcode | Count |\n|---|---|\n| LOAD_FAST | 20 |\n\n*Figures may be approximate.*\n"
    (claim,) = cells(text)
    assert (claim.hedge, claim.tolerance) == ("may be approximate", 2.0)
    (claim,) = cells(text.replace("may be approximate", "may differ between Python versions"))
    assert claim.hedge is None


@pytest.mark.parametrize(
    ("header", "python", "function"),
    [
        ("3.8", "3.8", None),
        ("Python 3.12", "3.12", None),
        ("CPython 3.8.18", "3.8.18", None),
        ("py38", "3.8", None),
        ("py3.8", "3.8", None),
        ("cpython-311", "3.11", None),
        ("v3.9", "3.9", None),
        ("3.11+", "3.11", None),
        ("On Python 3.8", "3.8", None),
        ("Count (3.8)", "3.8", None),
        ("Count in Python 3.8", "3.8", None),
        ("Python 3.8 bytecode", "3.8", None),
        ("area (3.8)", "3.8", "area"),
        ("area on Python 3.8", "3.8", "area"),
        ("2.7", "2.7", None),
        ("area", None, "area"),
    ],
)
def test_a_column_of_one_version(header: str, python: str | None, function: str | None) -> None:
    (claim,) = cells(f"| Opcode | {header} |\n|-|-|\n| LOAD_FAST | 1 |\n")
    assert (claim.python, claim.problem) == (python, None)
    assert claim.args["function"] == function


@pytest.mark.parametrize(
    "header",
    ["3.8 vs 3.11", "3.8-3.10", "3.8–3.10", "<3.11", "before 3.11", "3.8 → 3.11", "3.8/3.9"],
)
def test_a_column_of_several_versions_is_about_none(header: str) -> None:
    (claim,) = cells(f"| Opcode | {header} |\n|-|-|\n| LOAD_FAST | 1 |\n")
    assert claim.python is None
    assert claim.problem is not None


def test_the_rows_of_a_table_of_several_versions_name_theirs() -> None:
    text = "| Opcode | 3.8 | Python 3.12 |\n|-|-|-|\n| LOAD_FAST | 1 | 2 |\n"
    whole, *numbers = extract(text)
    assert [row["python"] for row in whole.args["rows"]] == ["3.8", "3.12"]
    assert [claim.python for claim in (whole, *numbers)] == [None, "3.8", "3.12"]
    whole, number = extract("| Opcode | 3.8 |\n|-|-|\n| LOAD_FAST | 1 |\n")
    assert (whole.python, number.python) == ("3.8", "3.8")
    assert "python" not in whole.args["rows"][0]


def test_the_rows_of_a_version_are_about_it() -> None:
    text = (
        "| Python | Opcode | Count |\n|-|-|-|\n| 3.8 | LOAD_FAST | 1 |\n| 3.12 | LOAD_FAST | 2 |\n"
    )
    assert [claim.python for claim in cells(text)] == ["3.8", "3.12"]
    (other,) = cells("| Python | Opcode | 3.8 |\n|-|-|-|\n| 3.12 | LOAD_FAST | 1 |\n")
    assert other.problem == "its row and its column name different CPythons"


def test_ids_last_and_differ() -> None:
    text = "| Opcode | a | b |\n|-|-|-|\n| LOAD_FAST | 1 | 2 |\n"
    ids = [claim.id for claim in extract(text)]
    assert ids == [claim.id for claim in extract(text)]
    assert len(set(ids)) == len(ids)


CELLS = st.sampled_from(
    ["LOAD_FAST", "`POP_TOP`", "12", "~3", "a \\| b", "", "ü", "Total", "-", "**7**", "x" * 300]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_quotes_hold_in_any_table(rows: list[list[str]], newline: str) -> None:
    lines = ["| Opcode | Count | Other |", "|---|:-:|--:|", *("| " + " | ".join(r) for r in rows)]
    extract(newline.join(["Text ü", "", *lines, ""]))
