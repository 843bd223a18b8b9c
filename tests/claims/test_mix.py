"""Shares of instructions, and what is the most frequent."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import TARGET, entry, executed, facts, find

from workbench.claims.base import Finding

DEFINED = {"defined": True}
# In the code 6 of 10 are loads; executed 30 of 100 in f, 70 of 200 in all.
STATIC = {
    TARGET: facts(
        TARGET, entry("f", {"LOAD_FAST": 4, "LOAD_CONST": 2, "BINARY_OP": 3, "RETURN_VALUE": 1})
    )
}
SEEN = executed(
    {
        "f": {"LOAD_FAST": 20, "LOAD_CONST": 10, "BINARY_OP": 50, "POP_JUMP_IF_TRUE": 20},
        "g": {"LOAD_FAST": 40, "BINARY_OP": 60},
    }
)


def share(percent: float, of: str = "load/store", **more: Any) -> Finding:
    args = {"function": "f", "of": of, "percent": percent, **more.pop("args", {})}
    return find("mix_share", args, STATIC, SEEN, **more)


def test_of_the_code_and_of_what_ran() -> None:
    static, ran = {"counted": "static"}, {"counted": "executed"}
    assert share(60, args=static).label == "confirmed"
    assert share(30, args=ran).label == "confirmed"
    assert (share(30, args=static).label, share(30, args=static).rule) == ("contradicted", "WB112")
    assert share(60, args=ran).label == "contradicted"
    assert share(35, args=ran).label == "ambiguous"  # with what it calls
    assert share(35, args=ran, claim=DEFINED).label == "contradicted"
    assert share(50.4, "BINARY_OP", args=ran).label == "confirmed"
    assert share(51, "BINARY_OP", args=ran, claim=DEFINED).label == "contradicted"


def test_where_it_is_not_said_both_have_to_hold() -> None:
    assert share(30).label == "ambiguous"
    assert share(60).label == "ambiguous"
    assert share(5).label == "contradicted"


def test_what_can_be_no_share() -> None:
    assert share(101).reason == "impossible"
    assert share(10, "LOAD_VARIABLE", claim=DEFINED).reason == "no-such-opcode"
    assert share(10, "BINARY_ADD").reason == "absent"
    assert share(30, args={"function": "h"}).label == "uncheckable"
    nothing = find("mix_share", {"function": None, "of": "call", "percent": 1.0}, STATIC)
    assert nothing.label == "uncheckable"
    assert share(30, "Load/Store", args={"counted": "executed"}).label == "confirmed"


def test_the_halves_of_loads_and_stores() -> None:
    static = {"counted": "static"}
    seen = {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 5, "STORE_FAST": 3, "BINARY_OP": 2}))}

    def half(of: str, percent: float) -> str | None:
        return find(
            "mix_share", {"function": "f", "of": of, "percent": percent} | static, seen
        ).label

    assert (half("load", 50), half("store", 30), half("Load", 50)) == ("confirmed",) * 3
    assert (half("load", 80), half("load/store", 80)) == ("contradicted", "confirmed")
    args = {"function": "f", "counted": "static"}
    assert find("dominated_by", args | {"by": "load"}, seen).label == "confirmed"
    assert find("dominated_by", args | {"by": "store"}, seen).label == "contradicted"


def test_what_else_the_words_of_a_sentence_may_mean() -> None:
    counts = {
        "CALL": 2,
        "PUSH_NULL": 2,
        "RETURN_VALUE": 1,
        "LOAD_FAST_LOAD_FAST": 2,
        "BINARY_OP": 3,
    }
    seen = {TARGET: facts(TARGET, entry("f", counts))}
    args = {"function": "f", "counted": "static"}

    def of(name: str, percent: float, **more: Any) -> str | None:
        given = args | {"of": name, "percent": percent}
        return find("mix_share", given, seen, **more).label

    assert (of("call", 50), of("call", 20), of("call", 35)) == (
        "confirmed",
        "ambiguous",
        "contradicted",
    )
    assert of("call", 20, claim=DEFINED) == "contradicted"
    # Two superinstructions are four loads of twelve instructions.
    assert of("load", 33.3) == "ambiguous"
    assert of("load", 33.3, claim=DEFINED) == "contradicted"
    given = args | {"by": "LOAD_FAST"}
    assert find("dominated_by", given, {TARGET: seen[TARGET]}).label == "ambiguous"


def leader(by: str, **more: Any) -> Finding:
    return find("dominated_by", {"function": "f", "by": by, **more.pop("args", {})}, STATIC, SEEN)


@pytest.mark.parametrize(
    ("by", "counted", "label"),
    [
        ("load/store", "static", "confirmed"),
        ("LOAD_FAST", "static", "confirmed"),
        ("arithmetic", "static", "contradicted"),
        ("arithmetic", "executed", "confirmed"),
        ("BINARY_OP", "executed", "confirmed"),
        ("load/store", "executed", "contradicted"),
        ("load/store", None, "ambiguous"),
        ("arithmetic", None, "ambiguous"),
        ("branch", None, "contradicted"),
    ],
)
def test_the_most_frequent(by: str, counted: str | None, label: str) -> None:
    assert leader(by, args={"counted": counted}).label == label


def test_level_ones_both_lead() -> None:
    seen = executed({"f": {"LOAD_FAST": 5, "BINARY_OP": 5}})
    for by in ("load/store", "arithmetic"):
        args = {"function": "f", "by": by, "counted": "executed"}
        assert find("dominated_by", args, {}, seen).label == "confirmed"
