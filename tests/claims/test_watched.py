"""Loops that the syntax tree leaves open, and what a run showed of them."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import find
from depending import FREE, SERIAL, dependences
from looping import structure

from workbench.claims.base import Finding

HELPER = "def g(i):\n    return i * 1\n\n\n"
# Which elements g names is open: here i reads what i - 1 wrote; there each has its own.
CHAINED = HELPER + "def f(t, n):\n    for i in range(n):\n        t[g(i)] = t[g(i - 1)] + 1\n"
APART = HELPER + "def f(xs, out):\n    for i in range(9):\n        out[g(i)] = xs[i] * 2\n"
SUMMED = HELPER + "def f(xs, out):\n    for i in range(9):\n        out[g(i)] += xs[i]\n"
FILLED = HELPER + "def f(xs, t):\n    for x in xs:\n        t.put(t[g(x)])\n"
BEST = (
    HELPER + "def f(xs, t):\n    for x in xs:\n        if t[g(x)] < x:\n            t[g(0)] = x\n"
)
PLACE = {"line": 6}
WITNESS = {"variable": "t[]", "from_line": 7, "to_line": 7, "iterations": [0, 1]}
CHAIN = SERIAL | PLACE | {"witness": WITNESS}


def judged(source: str, verdict: str, *loops: dict[str, Any], **args: Any) -> Finding:
    compared = args.pop("compared", True)
    fields = {"function": "f", "verdict": verdict, "line": None, "variable": None}
    seen = {
        "structure": structure(source),
        "dependences": dependences(loops=list(loops), compared=compared),
    }
    artifact = b.artifact(source=source, entry_point="f")
    return find("loop_dependence", fields | args, seen=seen, artifact=artifact)


def test_a_witness_decides() -> None:
    found = judged(CHAINED, "parallel", CHAIN)
    assert (found.label, found.rule) == ("contradicted", "WB301")
    assert "iteration 1 of the for loop on line 6 read t[] on line 7" in found.explanation
    assert "which iteration 0 wrote on line 7" in found.explanation
    assert judged(CHAINED, "serial", CHAIN).label == "confirmed"
    assert judged(CHAINED, "parallel", CHAIN, line=6).label == "contradicted"
    assert judged(CHAINED, "serial", CHAIN, variable="t").label == "confirmed"
    assert judged(CHAINED, "serial", CHAIN, variable="n").label == "uncheckable"


def test_no_dependence_on_one_input_proves_nothing() -> None:
    for verdict in ("parallel", "serial"):
        found = judged(APART, verdict, FREE | PLACE)
        assert (found.label, found.reason) == ("undecided", "one-input")
        assert found.explanation.startswith("no dependence between iterations was seen on this")
    tried = FREE | PLACE | {"permuted": "not tried: two plain runs differ"}
    assert judged(APART, "parallel", tried).label == "uncheckable"


@pytest.mark.parametrize(
    ("source", "witness"),
    [
        (SUMMED, {"variable": "out[]"}),
        (FILLED, {}),
        (BEST, {"from_line": 8}),
        (CHAINED, {"variable": "a key"}),
        (CHAINED, {"variable": "u[]"}),
        (CHAINED, {"from_line": 2}),
        (CHAINED, {"to_line": 99}),
    ],
)
def test_what_is_no_chain_accuses_nobody(source: str, witness: dict[str, Any]) -> None:
    seen = CHAIN | {"witness": WITNESS | witness}
    for verdict in ("parallel", "serial"):
        before = judged(source, verdict)
        assert judged(source, verdict, seen) == before
        assert before.label != "contradicted"


def test_a_report_that_cannot_be_trusted_changes_nothing() -> None:
    before = judged(CHAINED, "parallel")
    assert before.label == "uncheckable"
    assert judged(CHAINED, "parallel", CHAIN, compared=False) == before
    assert judged(CHAINED, "parallel", CHAIN | {"verdict": "odd"}) == before
    # Two loops of one line that came out differently are not told apart.
    assert judged(CHAINED, "parallel", CHAIN, FREE | PLACE) == before
    assert judged(CHAINED, "parallel", CHAIN | {"line": 5}) == before


def test_what_the_syntax_tree_is_sure_of_stays() -> None:
    scale = "def f(xs):\n    return [2 * x for x in xs]\n"
    odd = SERIAL | {"line": 2, "kind": "comprehension"}
    assert judged(scale, "parallel", odd | {"witness": WITNESS | {"variable": "x"}}).label == (
        "confirmed"
    )


def test_a_sum() -> None:
    summed = {**PLACE, "kind": "for", "runs": 1, "iterations": 9, "verdict": "reduction"}
    plus = summed | {"variable": "out[]", "operator": "+"}
    assert judged(APART, "reduction", plus).label == "confirmed"
    assert judged(APART, "reduction", plus | {"operator": "append"}).label == "uncheckable"


def test_where_the_loops_are_known_a_run_says_nothing_new() -> None:
    twice = "def f(xs):\n    ys = [x for x in xs if x]\n    return f(ys[1:]) if ys else ys\n"
    seen = FREE | {"line": 2, "kind": "comprehension"}
    before = judged(twice, "serial")
    assert before.label == "uncheckable"
    assert judged(twice, "serial", seen) == before
