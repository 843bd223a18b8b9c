"""The line on which most instructions are executed."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import executed, find, probe

from workbench.claims.base import Finding

SOURCE = "def f(n):\n    t = 0\n    for i in n:\n        t += i * i\n    return t\n\nf([1])\n"


def hot(line: str, lines: dict[str, Any] | None = None, **claim: Any) -> Finding:
    counted = {"1": 1, "2": 2, "3": 30, "4": 60, "5": 2} if lines is None else lines
    seen = executed({"f": {"LOAD_FAST": 95}}, lines=counted)
    return find(
        "hot_line",
        {"line": line, "call": "f([1])"},
        observed=seen,
        artifact=b.artifact(source=SOURCE),
        claim=claim,
    )


def test_a_hot_spot_is_one_by_its_time() -> None:
    assert hot("t += i * i", hedge="hot spot").label == "confirmed"  # 60 of 95
    assert hot("t += i * i", {"3": 50, "4": 40}, hedge="hot spot").label == "undecided"
    assert hot("t += i * i", {"2": 9, "3": 45, "4": 46}, hedge="hot spot").label == "undecided"
    assert hot("for i in n:", hedge="bottleneck").reason == "one-method"
    never = hot("return t", {"3": 30, "4": 60}, hedge="hot spot")
    assert (never.label, never.measured) == ("contradicted", 4)


@pytest.mark.parametrize("line", ["        t += i * i", "t += i * i", "t  +=  i * i "])
def test_the_line_is_found_by_its_text(line: str) -> None:
    found = hot(line)
    assert (found.label, found.measured) == ("confirmed", 4)


def test_another_line_is_hotter() -> None:
    found = hot("for i in n:")
    assert (found.label, found.rule, found.measured) == ("contradicted", "WB202", 4)


def test_what_is_close_or_nowhere_is_left_open() -> None:
    assert hot("for i in n:", {"3": 58, "4": 60}).label == "undecided"
    assert hot("for i in n:", {"3": 60, "4": 60}).label == "confirmed"
    assert hot("while True:").reason == "no-such-line"
    assert hot("").reason == "no-such-line"
    for nothing in ({}, {"99": 5}, {"x": 5}, {"4": -1}):
        assert hot("t += i * i", nothing).reason == "nothing-ran"
    raised = probe("executed", {"raised": {"types": ["ValueError"], "message": ""}})
    args = {"line": "return t", "call": None}
    found = find("hot_line", args, observed=raised, artifact=b.artifact(source=SOURCE))
    assert found.reason == "did-not-finish"
