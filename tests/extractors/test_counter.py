"""Lists of counts, as lines, bullets and reprs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_at import hold_quotes

from workbench.documents import markdown
from workbench.extractors import counter
from workbench.records import Claim


def extract(text: str) -> tuple[Claim, ...]:
    document = markdown.read(text, "doc", "doc.md", 1, None)
    claims = counter.extract(document)
    hold_quotes(document, claims)
    return claims


def counts(text: str) -> list[tuple[str, object]]:
    return [(c.args["opcode"], c.claimed) for c in extract(text) if c.kind == "opcode_count"]


BOTH = [("LOAD_FAST", 14), ("POP_TOP", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "LOAD_FAST: 14\nPOP_TOP: 2\n",
        "LOAD_FAST      : 14\r\nPOP_TOP        : 2\r\n",
        "- LOAD_FAST: 14\n- POP_TOP: 2\n",
        "1. **LOAD_FAST**: 14\n2. **POP_TOP:** 2\n",
        "* `LOAD_FAST` × 14\n* `POP_TOP` × 2\n",
        "- LOAD_FAST: 14 instructions (80%)\n- POP_TOP: 2 – drops the top.\n",
        "```\nLOAD_FAST = 14\nPOP_TOP = 2\n```\n",
        "14 × LOAD_FAST\n2 × POP_TOP\n",
        "It prints Counter({'LOAD_FAST': 14, 'POP_TOP': 2}).\n",
        '```python\n{"LOAD_FAST": 14,\n "POP_TOP": 2}\n```\n',
        "[('LOAD_FAST', 14), ('POP_TOP', 2)]\n",
    ],
)
def test_forms_of_lists(text: str) -> None:
    claims = extract(text)
    assert counts(text) == BOTH
    (whole,) = [claim for claim in claims if claim.kind == "opcode_table"]
    assert [(row["opcode"], row["count"]) for row in whole.args["rows"]] == BOTH


def test_hedges_and_totals_are_kept() -> None:
    claims = extract("- LOAD_FAST: about 14\n- POP_TOP: 2 (approx.)\n- Total: 16\n")
    assert [claim.hedge for claim in claims[1:]] == ["about", "approx.", None]
    assert (claims[-1].kind, claims[-1].claimed) == ("total_instructions", 16)


def test_one_count_alone_is_no_table() -> None:
    assert [claim.kind for claim in extract("LOAD_FAST: 3\n")] == ["opcode_count"]


def test_a_key_before_a_repr_is_its_function() -> None:
    claims = extract("area: {'LOAD_FAST': 3, 'POP_TOP': 1}\n")
    assert {claim.args["function"] for claim in claims} == {"area"}


@pytest.mark.parametrize(
    "text",
    [
        "  1           0 LOAD_FAST                0 (x)\n              2 POP_TOP\n",
        "RAM: 16\nCPU: 4\n",
        "LOAD_FAST: 2 of these are needed by the loop\n",
        '{"function": "f", "opcodes": {"LOAD_FAST": 14}}\n',
        "LOAD_FAST pushes a local.\n",
    ],
)
def test_other_texts_say_nothing(text: str) -> None:
    assert extract(text) == ()


@pytest.mark.parametrize(
    "text",
    ["A" * 1_000_000, "LOAD_FAST: 1\n" * 50_000, "{'A_B': 1, " * 100_000, "A_" * 500_000 + ": 3"],
)
def test_hostile_lists_are_survived(text: str) -> None:
    document = markdown.read(text, "doc", "doc.md", 1, None)
    assert len(counter.extract(document)) <= 10_001


PIECES = st.sampled_from(
    [
        "LOAD_FAST",
        ": ",
        "14",
        "~",
        "\n",
        "\r\n",
        "- ",
        "`",
        "**",
        "{'",
        "'",
        ", ",
        "}",
        "(",
        ")",
        "POP_TOP: 2",
        "ü",
        "Total: 5",
        "    ",
        "\n\n",
        "[",
        "]",
        "> ",
        "('LOAD_FAST', 3)",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_quotes_hold_in_any_list(text: str) -> None:
    extract(text)


def test_shares_are_no_versions_and_explanations_no_limits() -> None:
    shares = "LOAD_FAST : 14 instructions (2.7%)\nPOP_TOP : 2 instructions (3.6%)\n"
    explained = "- **LOAD_FAST**: 14 (assignments)\n- **POP_TOP**: 2 (values[0])\n"
    for text in (shares, explained):
        assert counts(text) == BOTH
        assert {claim.problem for claim in extract(text)} == {None}


@pytest.mark.parametrize(
    "remark",
    ["(2.7)", "(3.6 and later)", "(helper)", "(in branches)", "(7 in all)", "(x[1] and 3 others)"],
)
def test_remarks_that_limit_a_count(remark: str) -> None:
    found = extract(f"LOAD_FAST: 14 {remark}\nPOP_TOP: 2\n")
    assert "LOAD_FAST" not in [
        one.args["opcode"] for one in found if one.kind == "opcode_count" and one.problem is None
    ]
