"""Claims from JSON: the declared list, and what analysis scripts print."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_at import hold_quotes

from workbench import read
from workbench.extractors import declared, printed
from workbench.records import Claim

ONE = {
    "kind": "opcode_count",
    "statement": 'The "area" function has 14 – or so.',
    "function": "area",
    "opcode": "LOAD_FAST",
    "count": 14,
}


def declare(text: str) -> tuple[Claim, ...]:
    document = read.document(text.encode(), "reply", first_line=5)
    claims = declared.extract(document)
    hold_quotes(document, claims, first_line=5)
    return claims


def output(text: str) -> list[tuple[str, object, object]]:
    document = read.document(text.encode(), "out")
    claims = printed.extract(document)
    hold_quotes(document, claims)
    assert all(claim.defined for claim in claims)
    return [
        (claim.kind, claim.args.get("opcode") or claim.args.get("function"), claim.claimed)
        for claim in claims
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("fence", ["{}", "Here:\n\n```json\n{}\n```\nDone.", "Sure!\n{}\n"])
def test_a_declared_claim_is_quoted_by_its_statement(indent: int | None, fence: str) -> None:
    (claim,) = declare(fence.replace("{}", json.dumps({"claims": [ONE]}, indent=indent)))
    assert claim.quote == json.dumps(ONE["statement"])[1:-1]
    assert claim.args == {"function": "area", "opcode": "LOAD_FAST", "count": 14}
    assert (claim.kind, claim.subject, claim.claimed) == ("opcode_count", "area", 14)
    assert claim.defined
    assert claim.problem is None


def test_malformed_and_unknown_claims_are_kept() -> None:
    entries = [ONE, 3, None, {"statement": "no kind"}, {"kind": "speedup", "times": 2}, []]
    claims = declare(json.dumps({"claims": entries}))
    assert [claim.kind for claim in claims] == [
        "opcode_count",
        "unknown",
        "unknown",
        "unknown",
        "speedup",
        "unknown",
    ]
    assert [claim.problem is None for claim in claims] == [True, False, False, False, True, False]


def test_a_list_that_breaks_off_keeps_what_is_whole() -> None:
    text = json.dumps({"claims": [ONE, ONE]})
    whole, broken = declare(text[:-40])
    assert whole.problem is None
    assert broken.problem == "the JSON breaks off inside this claim"
    assert whole.id != broken.id


def test_a_lone_surrogate_does_not_stop_reading() -> None:
    text = '{"claims": [{"kind": "\\ud800", "statement": "\\udfff", "\\ud900": 1}]}'
    assert len(declare(text)) == 1


def test_printed_counts_and_calls() -> None:
    assert output('{"function": "area", "opcodes": {"LOAD_FAST": 14, "line_3": 2}}') == [
        ("opcode_count", "LOAD_FAST", 14),
        ("opcode_count", "line_3", 2),
    ]
    assert output('{"call": "area(1, 2)", "calls": {"area": 1, "w.py:3(rim)": 2}}') == [
        ("call_count", "area", 1),
        ("call_count", "rim", 2),
    ]
    assert output('{"LOAD_FAST": 14}') == [("opcode_count", "LOAD_FAST", 14)]
    assert output("{'area': {'LOAD_FAST': 14}}") == []
    assert output('{"area": {"LOAD_FAST": 14}}') == [("opcode_count", "LOAD_FAST", 14)]


def test_words_around_printed_json_are_passed_over() -> None:
    text = 'Looking…\n{"function": "area",\n "opcodes": {"POP_TOP": 1}}\nDone.\n'
    assert output(text) == [("opcode_count", "POP_TOP", 1)]


@pytest.mark.parametrize("count", ["-1", "1.5", '"3"', "null", "true", "9" * 5000, "[1]"])
def test_what_is_no_count_is_kept_with_a_problem(count: str) -> None:
    document = read.document(b'{"opcodes": {"POP_TOP": %s}}' % count.encode(), "out")
    (claim,) = printed.extract(document)
    assert claim.claimed is None
    assert claim.problem is not None


def test_other_json_says_nothing() -> None:
    assert output('{"name": "x", "version": 3}') == []
    assert declare('[{"kind": "Deployment", "spec": {}}]') == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, max_size=4), st.booleans(), st.integers(min_value=0, max_value=60))
def test_quotes_hold_in_any_list(entries: list[object], ascii_only: bool, cut: int) -> None:
    text = json.dumps({"claims": [ONE, *entries]}, ensure_ascii=ascii_only, indent=1)
    claims = declare(text[: len(text) - cut].encode("utf-8", "replace").decode())
    assert len(claims) >= 1


def test_a_total_among_opcodes_is_one_of_instructions() -> None:
    total = [("opcode_count", "LOAD_FAST", 14), ("total_instructions", None, 30)]
    assert output('{"LOAD_FAST": 14, "total": 30}') == total
    assert output('{"opcodes": {"LOAD_FAST": 14, "total_instructions": 30}}') == total


def loops(text: str) -> list[tuple[object, ...]]:
    document = read.document(text.encode(), "out")
    claims = printed.extract(document)
    hold_quotes(document, claims)
    return [
        (one.args["function"], one.args["line"], one.args["verdict"], one.args["variable"])
        for one in claims
        if one.kind == "loop_dependence" and one.problem is None
    ]


def test_printed_loops() -> None:
    assert loops(
        '{"function": "f", "loops": [{"line": 6, "verdict": "serial", "carried": ["y", "t"]},\n'
        ' {"line": 9, "verdict": "independent", "carried": []},\n'
        ' {"line": 7, "verdict": "reduction"}]}'
    ) == [
        ("f", 6, "serial", "y"),
        ("f", 9, "parallel", None),
        ("f", 7, "reduction", None),
    ]
    assert loops('{"function": "f", "loops": []}') == [("f", None, "none", None)]


NO_LOOPS = (
    '{"line": 6}',
    '{"line": "6", "verdict": "serial"}',
    '{"line": true, "verdict": "serial"}',
    '{"line": 6, "verdict": "maybe"}',
    '{"line": -1, "verdict": "serial"}',
    "3",
    '"x"',
    "[]",
    "null",
)


@pytest.mark.parametrize("entry", NO_LOOPS)
def test_what_is_no_loop_is_kept_with_a_problem(entry: str) -> None:
    text = f'{{"function": "f", "loops": [{entry}]}}'
    claims = printed.extract(read.document(text.encode(), "out"))
    assert [one.problem is None for one in claims] == [False]
