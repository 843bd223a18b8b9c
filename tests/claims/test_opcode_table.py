"""Tables of opcodes: judged as one measurement, and their cells with them."""

from __future__ import annotations

from typing import Any

import builders as b
import ledger
import pytest
from claiming import (
    NEW,
    OLD,
    TARGET,
    bytecode,
    entry,
    executed,
    facts,
    find,
    labels,
    on,
    table,
    verdicts,
)

from workbench import judge
from workbench.claims.base import Finding, Peer
from workbench.judge import Subject
from workbench.records import Claim, JointReading, Verdict

TWO = {"LOAD_FAST": 5, "RETURN_VALUE": 1}


def joint(finding: Any) -> JointReading:
    """The best joint reading."""
    first = finding.readings[0]
    assert isinstance(first, JointReading)
    return first


def one(rows: dict[str, int], static: Any, **more: Any) -> Finding:
    listed = [{"opcode": opcode, "count": count} for opcode, count in rows.items()]
    return find("opcode_table", {"function": "f", "rows": listed}, static, **more)


def test_the_table_that_no_reading_explains() -> None:
    found = verdicts(table(ledger.ROWS), *ledger.measured())
    whole = found["whole"]
    best = joint(whole)
    assert (whole.label, whole.rule) == ("contradicted", "WB104")
    assert (best.hits, best.cells) == (9, 18)
    assert (best.scope, best.naming, best.version) == ("function", "family", "3.8.18")
    assert (best.hits_of_2_or_more, best.cells_of_2_or_more) == (1, 10)
    assert "its rows add up to 35, the whole of euler has 30 instructions" in whole.explanation
    assert "its rows add up to 18, the whole of matmul has 8 instructions" in whole.explanation


@pytest.mark.parametrize("number", range(len(ledger.CELLS)))
def test_its_cells(number: int) -> None:
    function, opcode, _, accepted = ledger.CELLS[number]
    found = verdicts(table(ledger.ROWS), *ledger.measured())
    assert found[f"{function} {opcode} {number}"].label in accepted


def test_the_figures_are_whole() -> None:
    for place, total in enumerate(ledger.EULER_TOTAL):
        assert sum(n[place] or 0 for n in ledger.EULER.values()) == total


def test_a_cell_that_is_alone_may_be_read_otherwise() -> None:
    alone = find(
        "opcode_count",
        {"function": "euler", "opcode": "BINARY_ADD", "count": 2},
        {m.python: _facts(m) for m in ledger.measured()},
    )
    assert (alone.label, alone.reason) == ("ambiguous", "reading-bound")


def _facts(measurement: Any) -> Any:
    from workbench.claims._facts import facts_from

    return facts_from(measurement)


def test_all_cells_true() -> None:
    found = one(TWO, on(v3_8_18={"LOAD_FAST": 4}, v3_11_7=TWO))
    assert (found.label, joint(found).hits) == ("confirmed", 2)


def test_all_true_on_another_version() -> None:
    found = one(TWO, on(v3_8_18=TWO, v3_11_7={"LOAD_FAST": 4, "RETURN_VALUE": 1}))
    assert (found.label, found.rule) == ("other-version", "WB103")


WHOLE_FILE = [
    entry("f", {"LOAD_FAST": 2, "RETURN_VALUE": 1, "STORE_FAST": 1}),
    entry("g", {"LOAD_FAST": 3, "RETURN_VALUE": 1, "STORE_FAST": 4}),
]


def test_a_table_of_the_whole_file_and_its_cells_are_ambiguous() -> None:
    rows = [("f", "LOAD_FAST", 5), ("f", "STORE_FAST", 5), ("f", "RETURN_VALUE", 2)]
    rows.append(("f", "Total", 12))
    assert labels(table(rows), bytecode(TARGET, *WHOLE_FILE)) == ["ambiguous"] * 5


def test_words_defined_by_our_prompt_have_no_other_reading() -> None:
    rows = [("f", "LOAD_FAST", 5), ("f", "STORE_FAST", 5)]
    found = labels(table(rows, defined=True), bytecode(TARGET, *WHOLE_FILE))
    assert found == ["contradicted"] * 3


def test_the_best_reading_must_explain_half_of_the_large_cells() -> None:
    rows = [("f", "LOAD_FAST", 5), ("f", "STORE_FAST", 9), ("f", "POP_TOP", 7)]
    assert labels(table(rows), bytecode(TARGET, *WHOLE_FILE)) == ["contradicted"] * 4
    rows[2:] = []
    assert labels(table(rows), bytecode(TARGET, *WHOLE_FILE)) == [
        "contradicted",
        "ambiguous",
        "contradicted",
    ]


def test_no_cell_picks_a_reading_that_is_not_the_tables() -> None:
    """STORE_FAST 5 holds for the whole file, but the table is best read as the function itself."""
    rows = [("f", "LOAD_FAST", 2), ("f", "RETURN_VALUE", 1), ("f", "STORE_FAST", 5)]
    found = labels(table(rows), bytecode(TARGET, *WHOLE_FILE))
    assert found == ["contradicted", "confirmed", "confirmed", "contradicted"]


def test_tables_of_one_name_in_two_documents_do_not_help_each_other() -> None:
    right = table([("f", "LOAD_FAST", 5), ("f", "STORE_FAST", 5)], start="a ", file="a.md")
    wrong = table([("f", "LOAD_FAST", 2), ("f", "STORE_FAST", 5)], start="b ", file="b.md")
    measured = bytecode(TARGET, *WHOLE_FILE)
    found = labels([*right, *wrong], measured)
    assert found == labels(right, measured) + labels(wrong, measured)
    assert found[-1] == "contradicted"


def test_zero_is_not_absence() -> None:
    defined = {"defined": True}
    found = one({"CALL_FUNCTION": 0, "LOAD_FAST": 5}, on(v3_11_7=TWO), claim=defined)
    assert (found.label, joint(found).hits) == ("uncheckable", 1)


def test_a_hedge_covers_a_table_whose_cells_are_all_near() -> None:
    static = on(v3_11_7={"LOAD_FAST": 14, "STORE_FAST": 4})
    near, far = {"LOAD_FAST": 13, "STORE_FAST": 5}, {"LOAD_FAST": 20, "STORE_FAST": 4}
    rough = {"hedge": "approximate"}
    assert one(near, static, claim=rough).reason == "within-hedge"
    assert one(near, static).label == "contradicted"
    assert one(far, static, claim=rough).label == "contradicted"
    zero = {"LOAD_FAST": 14, "LOAD_CONST": 1}
    assert one(zero, static, claim=rough).label == "contradicted"
    absent = {"LOAD_FAST": 14, "BINARY_ADD": 1}
    assert one(absent, static, claim=rough).label == "contradicted"


def test_rows_of_one_opcode_are_parts_of_one_count() -> None:
    """`LOAD_FAST (x) | 3` and `LOAD_FAST (y) | 2` are true of five LOAD_FAST."""
    rows = [("f", "LOAD_FAST", 3), ("f", "LOAD_FAST", 2), ("f", "RETURN_VALUE", 1)]
    found = labels(table(rows), bytecode(TARGET, entry("f", TWO)))
    assert found == ["confirmed", "ambiguous", "ambiguous", "confirmed"]
    rows[0] = ("f", "LOAD_FAST", 1)
    found = labels(table(rows), bytecode(TARGET, entry("f", TWO)))
    assert found == ["contradicted", "uncheckable", "uncheckable", "confirmed"]
    rows[0] = ("f", "LOAD_FAST", 9)
    found = labels(table(rows), bytecode(TARGET, entry("f", TWO)))
    assert found == ["contradicted", "contradicted", "uncheckable", "confirmed"]


def test_a_part_that_is_the_whole_of_another_version_is_still_a_part() -> None:
    rows = [("f", "LOAD_FAST", 3), ("f", "LOAD_FAST", 2), ("f", "RETURN_VALUE", 1)]
    old = bytecode(OLD, entry("f", {"LOAD_FAST": 3}))
    found = labels(table(rows), bytecode(TARGET, entry("f", TWO)), old)
    assert found == ["confirmed", "ambiguous", "ambiguous", "confirmed"]


def test_the_total_of_a_selection_is_the_sum_of_its_rows() -> None:
    measured = bytecode(TARGET, entry("f", {**TWO, "STORE_FAST": 4}))
    rows = [("f", "LOAD_FAST", 5), ("f", "RETURN_VALUE", 1), ("f", "Total", 6)]
    assert labels(table(rows), measured) == ["confirmed"] * 3 + ["ambiguous"]
    rows[2] = ("f", "Total", 10)
    assert labels(table(rows), measured) == ["confirmed"] * 4
    rows[2] = ("f", "Total", 7)
    assert labels(table(rows), measured)[-1] == "contradicted"


def test_a_sum_above_the_whole_function_is_impossible() -> None:
    rows = [("f", "LOAD_FAST", 5), ("f", "STORE_FAST", 9), ("f", "Total", 14)]
    measured = bytecode(TARGET, entry("f", TWO))
    assert labels(table(rows), measured)[-1] == "contradicted"


def test_rows_that_name_no_opcode_do_not_count() -> None:
    found = one({**TWO, "TOTAL": 6, "CACHE": 12}, on(v3_11_7=TWO))
    assert (found.label, joint(found).cells) == ("confirmed", 2)
    assert one({"TOTAL": 6}, on(v3_11_7=TWO)).label == "uncheckable"
    assert one({**TWO, "LOAD_LOCAL": 0}, on(v3_11_7=TWO)).label == "contradicted"


def test_nothing_to_compare() -> None:
    assert one(TWO, {}).label == "uncheckable"
    assert one(TWO, {TARGET: "it does not compile there: SyntaxError"}).label == "uncheckable"
    rows = [{"opcode": "LOAD_FAST", "count": 1}]
    args = {"function": "g", "rows": rows}
    assert find("opcode_table", args, on(v3_11_7=TWO)).label == "uncheckable"
    late = {TARGET: "it does not compile there: SyntaxError"} | dict(on(v3_13_0=TWO))
    assert one(TWO, late).label == "other-version"
    assert one({"LOAD_FAST": 4}, late).label == "uncheckable"


def test_the_versions_tested_are_all_looked_at() -> None:
    static = on(v3_8_18=TWO, v3_11_7={"LOAD_FAST": 4}, v3_13_0={"LOAD_FAST": 3})
    assert {r.version for r in one(TWO, static).readings} == {OLD, TARGET, NEW}


def test_the_builders_table_is_bound_to_its_artifact() -> None:
    assert {claim.artifact for claim in table([("f", "POP_TOP", 1)])} == {b.artifact().id}


def test_a_cell_without_a_number_leaves_the_sum_open() -> None:
    rows: list[tuple[str, str, Any]] = [
        ("f", "LOAD_FAST", 5),
        ("f", "STORE_FAST", None),
        ("f", "Total", 5),
    ]
    measured = bytecode(TARGET, entry("f", {**TWO, "STORE_FAST": 4}))
    assert labels(table(rows), measured)[-1] == "contradicted"


def test_a_long_table_of_one_opcode() -> None:
    rows = [("f", "LOAD_FAST", 1)] * 3000
    found = labels(table(rows), bytecode(TARGET, entry("f", {"LOAD_FAST": 3000})))
    assert set(found) == {"confirmed", "ambiguous"}


STANDING = {"LOAD_FAST": 2, "STORE_FAST": 1, "FOR_ITER": 1, "RETURN_VALUE": 1}
RAN = {"LOAD_FAST": 20, "STORE_FAST": 10, "FOR_ITER": 11, "RETURN_VALUE": 1}


def of_a_run(claims: list[Claim]) -> dict[str, Verdict]:
    """Verdicts where f has the instructions STANDING and its example call executed RAN."""
    subject = Subject(
        b.artifact(),
        {TARGET: bytecode(TARGET, entry("f", STANDING))},
        {("executed", "f(10)"): executed({"f": RAN})},
        entry_point="f",
        call="f(10)",
    )
    return {one.claim: one for one in judge.claims(claims, {"a1": subject}, TARGET)}


def test_counts_of_what_a_call_executed_are_a_reading_of_a_table() -> None:
    rows = [("f", opcode, count) for opcode, count in RAN.items()]
    found = of_a_run(table(rows))
    assert joint(found["whole"]).scope == "executed"
    assert {one.label for one in found.values()} == {"ambiguous", "confirmed"}
    assert [name for name, one in found.items() if one.label == "confirmed"] == ["f RETURN_VALUE 3"]


def test_a_wrong_cell_in_such_a_table_is_told_what_ran() -> None:
    rows = [("f", opcode, count) for opcode, count in (RAN | {"FOR_ITER": 10}).items()]
    found = of_a_run(table(rows))
    wrong = found["f FOR_ITER 2"]
    assert [one.label for one in (found["whole"], wrong)] == ["contradicted", "contradicted"]
    assert "11 as most of the table is read: instructions executed" in wrong.explanation
    assert wrong.fix == f"FOR_ITER in f: 11 (instructions executed on {TARGET})"
    assert "add up" not in found["whole"].explanation


def test_words_that_our_prompt_defines_mean_no_run() -> None:
    rows = [("f", opcode, count) for opcode, count in RAN.items()]
    claims = table(rows, defined=True)
    found = of_a_run(claims)
    assert found["f LOAD_FAST 0"].label == "contradicted"
    assert judge.doubts(claims, found.values()) == {}


def test_a_run_is_asked_for_when_a_table_fails() -> None:
    right = table([("f", opcode, count) for opcode, count in STANDING.items()])
    wrong = table([("f", opcode, count + 1) for opcode, count in STANDING.items()])
    assert judge.doubts(right, of_a_run(right).values()) == {}
    assert judge.doubts(wrong, of_a_run(wrong).values()) == {"a1": {"executed"}}


def test_cut_names_are_read_as_the_opcodes_that_begin_so() -> None:
    rows = [("f", "LOAD_FAS", 5), ("f", "RETURN_VAL", 1)]
    found = labels(table(rows), bytecode(TARGET, entry("f", TWO)))
    assert found == ["confirmed", "uncheckable", "uncheckable"]
    rows[0] = ("f", "LOAD_FAS", 6)
    found = labels(table(rows), bytecode(TARGET, entry("f", TWO)))
    assert found == ["contradicted", "contradicted", "uncheckable"]


def both(count: int) -> dict[str, Any]:
    """One cell of a bare method, and one of a function of that program."""
    rows = [
        {"function": "size", "opcode": "LOAD_FAST", "count": count},
        {"function": "f", "opcode": "LOAD_FAST", "count": 5},
    ]
    return {"function": None, "rows": rows}


def of_classes(version: str) -> dict[str, Any]:
    """A program with a function f and two classes that have the method `size`."""
    entries = [
        entry("f", {"LOAD_FAST": 5}),
        entry("Queue.size", {"LOAD_FAST": 4}),
        entry("Stack.size", {"LOAD_FAST": 1}),
    ]
    return {version: facts(version, *entries)}


@pytest.mark.parametrize(
    ("count", "label"), [(1, "confirmed"), (4, "ambiguous"), (3, "contradicted")]
)
def test_a_bare_method_of_two_classes_may_be_either(count: int, label: str) -> None:
    assert find("opcode_table", both(count), of_classes(TARGET)).label == label


def test_a_table_of_two_versions_of_a_program_may_be_of_either() -> None:
    rows = [{"function": "f", "opcode": "LOAD_FAST", "count": 7, "program": "a2", "others": ["a1"]}]
    peers = tuple(
        Peer(b.artifact(id=name), "f", on(v3_11_7={"LOAD_FAST": count}), {}, None, None)
        for name, count in (("a1", 7), ("a2", 5))
    )
    table_of = {"function": None, "rows": rows}
    found = find("opcode_table", table_of, on(v3_11_7={"LOAD_FAST": 5}), peers=peers)
    assert (found.label, found.reason) == ("ambiguous", "reading-bound")
    rows[0]["count"] = 6
    found = find("opcode_table", table_of, on(v3_11_7={"LOAD_FAST": 5}), peers=peers)
    assert found.label == "contradicted"


PART = "f.<locals>.<listcomp>"


def of_part(count: int, own: int = 5) -> dict[str, Any]:
    rows = [
        {"function": "f", "opcode": "LOAD_FAST", "count": own},
        {"function": PART, "opcode": "LOAD_FAST", "count": count},
    ]
    return {"function": None, "rows": rows}


def test_a_part_that_the_target_compiles_into_its_function_accuses_nobody() -> None:
    here = {NEW: facts(NEW, entry("f", {"LOAD_FAST": 5}))}
    old = {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 5}), entry(PART, {"LOAD_FAST": 4}))}
    assert find("opcode_table", of_part(4), here, target=NEW).label == "uncheckable"
    assert find("opcode_table", of_part(4), here | old, target=NEW).label == "other-version"
    assert find("opcode_table", of_part(9), here | old, target=NEW).label == "uncheckable"
    assert find("opcode_table", of_part(9, own=8), here | old, target=NEW).label == "contradicted"
    assert find("opcode_table", of_part(9), here | old).label == "contradicted"


def test_so_does_a_count_of_it() -> None:
    here = {NEW: facts(NEW, entry("f", {"LOAD_FAST": 5}))}
    old = {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 5}), entry(PART, {"LOAD_FAST": 4}))}
    count = {"function": PART, "opcode": "LOAD_FAST", "count": 4}
    assert find("opcode_count", count, here, target=NEW).label == "uncheckable"
    assert find("opcode_count", count, here | old, target=NEW).label == "other-version"
    assert (
        find("opcode_count", {**count, "count": 9}, here | old, target=NEW).label == "uncheckable"
    )
