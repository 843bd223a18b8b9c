"""True statements are never called false, false ones are: texts, judged by measuring."""

from __future__ import annotations

import pytest
from accusing import counts, judged
from statements import FALSE, TRUE

FUNCTIONS = ("area", "rim", "Box.run", "Bag.run")


@pytest.mark.parametrize("name", TRUE)
def test_nothing_true_is_contradicted(name: str) -> None:
    accused = [
        (claim.args, verdict.explanation)
        for claim, verdict in judged(TRUE[name])
        if verdict.label in ("contradicted", None)
    ]
    assert accused == []


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_contradicted(name: str) -> None:
    assert [
        claim.kind
        for claim, verdict in judged(FALSE[name])
        if verdict.label == "contradicted" and claim.kind != "opcode_table"
    ]


CONFIRMED = [
    *("a plain table", "emphasis and footnotes", "localised headers", "counts first", "times"),
    *("row numbers first", "two functions", "a column of functions", "most_common", "a Counter"),
    *("a function in the header of opcodes", "an OrderedDict", "a dict of functions", "remarks"),
    *("a printed function name", "nested lists", "bold below a heading", "methods"),
]


@pytest.mark.parametrize("name", CONFIRMED)
def test_true_counts_are_read_and_confirmed(name: str) -> None:
    verdicts = [verdict for claim, verdict in judged(TRUE[name]) if claim.problem is None]
    assert verdicts
    # An opcode that the running version lacks is counted by none.
    assert {verdict.label for verdict in verdicts} <= {"confirmed", "uncheckable"}
    assert "confirmed" in {verdict.label for verdict in verdicts}


def test_the_numbers_of_a_list_are_judged_jointly() -> None:
    text = "- LOAD_FAST: {LOAD_FAST}\n- STORE_FAST: {STORE_FAST}\n- Total: {*}\n"
    whole, *cells = judged(text)
    assert whole[0].kind == "opcode_table"
    places = [claim.table for claim, _ in cells]
    assert [(p.id, p.row, p.row_label) for p in places if p is not None] == [
        ("l1", 1, "LOAD_FAST"),
        ("l1", 2, "STORE_FAST"),
        ("l1", 3, "Total"),
    ]
    # The number of the whole file is no excuse for one number among others.
    text = "- LOAD_FAST: {whole.LOAD_FAST}\n- BINARY_OP: {BINARY_OP}\n- STORE_FAST: {STORE_FAST}\n"
    whole_file = sum(counts(name).get("LOAD_FAST", 0) for name in FUNCTIONS)
    text = text.replace("{whole.LOAD_FAST}", str(whole_file)) + "- FOR_ITER: {FOR_ITER}\n"
    verdicts = {claim.args.get("opcode"): verdict.label for claim, verdict in judged(text)}
    assert verdicts["LOAD_FAST"] == "contradicted"


def test_a_list_of_its_own_has_an_id_of_its_own() -> None:
    text = "- LOAD_FAST: 1\n- POP_TOP: 2\n\nWords.\n\n- LOAD_FAST: 1\n- POP_TOP: 2\n"
    ids = [claim.table.id for claim, _ in judged(text) if claim.table]
    assert ids == ["l1", "l1", "l2", "l2"]
