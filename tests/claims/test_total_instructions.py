"""How many instructions a function has in all."""

from __future__ import annotations

from typing import Any

from claiming import OLD, TARGET, entry, facts, find, hedged, on

from workbench.claims.base import Finding

STATIC = {
    OLD: facts(OLD, entry("f", {"LOAD_FAST": 24})),
    TARGET: facts(
        TARGET,
        entry("f", {"LOAD_FAST": 30}, code_bytes=84, callees=["g"]),
        entry("g", {"LOAD_FAST": 5}),
        entry("h", {"LOAD_FAST": 7}),
    ),
}


def total(number: int, static: Any = STATIC, **more: Any) -> Finding:
    return find("total_instructions", {"function": "f", "count": number}, static, **more)


def test_by_version_reading_and_hedge() -> None:
    assert (total(30).label, total(30).measured) == ("confirmed", 30)
    assert total(24).label == "other-version"
    assert [total(n).readings[0].scope for n in (35, 42)] == ["callees", "file"]
    assert total(29, claim=hedged(29)).reason == "within-hedge"
    assert (total(29).label, total(29).rule) == ("contradicted", "WB101")


def test_all_code_units_are_a_reading_of_other_peoples_words() -> None:
    static = {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 30}, code_bytes=84))}
    assert total(42, static).label == "ambiguous"
    assert "CACHE" in total(42, static).explanation
    assert total(42, static, claim={"defined": True}).label == "contradicted"


def test_words_of_our_own_have_one_reading() -> None:
    for number in (35, 42):
        assert total(number, claim={"defined": True}).label == "contradicted"
    assert total(24, claim={"defined": True}).label == "other-version"


def test_a_missing_function() -> None:
    found = find("total_instructions", {"function": "k", "count": 3}, on(v3_11_7={}))
    assert (found.label, found.reason) == ("uncheckable", "no-such-function")


def test_what_dis_lists_with_its_prefixes_is_a_reading() -> None:
    static = {TARGET: facts(TARGET, entry("f", {"LOAD_FAST": 30}, extended_arg=4, code_bytes=90))}
    found = [total(number, static).label for number in (30, 34, 45, 33)]
    assert found == ["confirmed", "ambiguous", "ambiguous", "contradicted"]
    assert "EXTENDED_ARG included" in total(34, static).explanation
    assert total(34, static, claim={"defined": True}).label == "contradicted"
