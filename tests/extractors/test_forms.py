"""Forms in which chats and students say numbers, and the same words where nothing is claimed."""

from __future__ import annotations

import pytest
from accusing import judged
from stating import said

from workbench.extractors import prose

Said = tuple[str | None, int, str | None]


def found(text: str) -> list[Said]:
    """Function, number and opcode of each claim, in the order of the text."""
    claims = sorted(said(prose, text), key=lambda one: (one.location.line, one.location.column))
    return [(one.args["function"], one.args["count"], one.args.get("opcode")) for one in claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The bytecode for `f` comprises 58 instructions, with LOAD_FAST appearing 14 times.",
            [("f", 58, None), ("f", 14, "LOAD_FAST")],
        ),
        (
            "`f` has 58 instructions. Of these, 14 are `LOAD_FAST` and 3 are `CALL`.",
            [("f", 58, None), ("f", 14, "LOAD_FAST"), ("f", 3, "CALL")],
        ),
        (
            "`f` consists of 40 instructions, 15 of which are LOAD_FAST.",
            [("f", 40, None), ("f", 15, "LOAD_FAST")],
        ),
        (
            "`f` consists of 40 instructions in total, of which 15 are LOAD_FAST.",
            [("f", 40, None), ("f", 15, "LOAD_FAST")],
        ),
        (
            "`f` translates to 35 instructions; 12 of them are LOAD_FAST, 5 are LOAD_CONST.",
            [("f", 35, None), ("f", 12, "LOAD_FAST"), ("f", 5, "LOAD_CONST")],
        ),
        (
            "There are 3 `BINARY_OP`s (two adds and a multiply), and no STORE_GLOBAL at all.",
            [(None, 3, "BINARY_OP"), (None, 0, "STORE_GLOBAL")],
        ),
        (
            "STORE_FAST is used 3 times in `f` and 5 times in `g`.",
            [("f", 3, "STORE_FAST"), ("g", 5, "STORE_FAST")],
        ),
        (
            "FOR_ITER is used twice in `f` and never in `g`.",
            [("f", 2, "FOR_ITER"), ("g", 0, "FOR_ITER")],
        ),
        (
            "There is only 1 COMPARE_OP in `f` but 4 in `g`.",
            [("f", 1, "COMPARE_OP"), ("g", 4, "COMPARE_OP")],
        ),
        (
            "LOAD_FAST accounts for 5 of the 18 instructions in `f`.",
            [("f", 5, "LOAD_FAST"), ("f", 18, None)],
        ),
        (
            "`f` uses LOAD_FAST six times and CALL twice.",
            [("f", 6, "LOAD_FAST"), ("f", 2, "CALL")],
        ),
        (
            "The breakdown for `f` is as follows: 5 LOAD_FAST and 1 CALL.",
            [("f", 5, "LOAD_FAST"), ("f", 1, "CALL")],
        ),
        (
            "There are four CALLs as well as a single GET_ITER.",
            [(None, 4, "CALL"), (None, 1, "GET_ITER")],
        ),
        ("LOAD_FAST shows up fourteen times.", [(None, 14, "LOAD_FAST")]),
        ("LOAD_FAST appears only twice.", [(None, 2, "LOAD_FAST")]),
        ("LOAD_FAST occurs thrice.", [(None, 3, "LOAD_FAST")]),
        ("A total of 30 bytecode instructions are generated for `f`.", [("f", 30, None)]),
        ("The compiler emits 64 instructions for `f`.", [("f", 64, None)]),
        ("Five CALL instructions are emitted.", [(None, 5, "CALL")]),
        ("We can see 3 BINARY_OP instructions.", [(None, 3, "BINARY_OP")]),
        ("I counted 5 `BINARY_OP`s.", [(None, 5, "BINARY_OP")]),
        ("The disassembly shows 16 LOAD_FAST instructions.", [(None, 16, "LOAD_FAST")]),
        ("`f` is made up of 49 instructions.", [("f", 49, None)]),
        ("The total instruction count for `f` is 26.", [("f", 26, None)]),
        ("LOAD_FAST dominates with 12 occurrences.", [(None, 12, "LOAD_FAST")]),
        ("When I ran the script, `f` was called 11 times.", [("f", 11, None)]),
        ("Notably, `f` contains 4 CALL instructions.", [("f", 4, "CALL")]),
        ("There are zero FOR_ITER instructions because of `while`.", [(None, 0, "FOR_ITER")]),
        ("There are two FOR_ITERs, one for each loop.", [(None, 2, "FOR_ITER")]),
    ],
)
def test_what_chats_say(text: str, expected: list[Said]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # a part only
        "The loop has 20 instructions, of which 5 are LOAD_FAST.",
        "`f` has 80 instructions. The loop contains 20 instructions, of which 5 are LOAD_FAST.",
        "There are 5 calls. Of these, 3 are CALL.",
        "The loop body comprises 20 instructions, with LOAD_FAST appearing 5 times.",
        "LOAD_FAST appears 14 times (in each loop).",
        "There are 14 LOAD_FAST instructions (per iteration).",
        "LOAD_FAST is used 3 times in the loop and 5 times in the body.",
        "Five CALL instructions are used to print.",
        "`f(n - 1)` compiles to 5 instructions.",
        "`x[i]` generates two LOAD_FAST and one BINARY_SUBSCR.",
        "LOAD_FAST accounts for 5 of the 18 instructions in the loop.",
        # another version or input
        "There are two FOR_ITERs since Python 3.12.",
        "There are 14 LOAD_FAST because Python 3.8 has no superinstructions.",
        "When I ran it with n = 20, `f` was called 11 times.",
        "When I ran the optimized version, `f` was called 11 times.",
        "`f` contained 14 LOAD_FAST, now there are none.",
        # not stated
        "How many times does LOAD_FAST show up, fourteen?",
        "You might see 14 LOAD_FAST instructions.",
        "We will see 14 LOAD_FAST instructions.",
        "We can see whether there are 14 LOAD_FAST instructions.",
        "If compiled, a total of 30 instructions are generated.",
        "There are not 14 LOAD_FASTs in `f`.",
        "LOAD_FAST never appears 14 times.",
        "`f` should consist of 40 instructions, 15 of which are LOAD_FAST.",
        "My friend claims that LOAD_FAST shows up fourteen times.",
        "LOAD_FAST shows up thirteen to fifteen times.",
        "LOAD_FAST shows up at least fourteen times.",
        "LOAD_FAST shows up twenty-one times.",
        "`f` comprises fewer than 58 instructions.",
        "`f` needs 30 instructions.",
        "Both functions comprise 58 instructions.",
        "`f` has 58 instructions. `g` is shorter. Of these, 14 are LOAD_FAST.",
    ],
)
def test_the_same_words_that_claim_nothing(text: str) -> None:
    taken = [one for one in found(text) if one[1] != 80 and one != ("f", 58, None)]
    assert taken == []


@pytest.mark.parametrize(
    "text",
    [
        "The bytecode of `area` comprises {*} instructions, with LOAD_FAST appearing {LOAD_FAST} "
        "times. Of these, {STORE_FAST} are STORE_FAST.",
        "LOAD_FAST is used {LOAD_FAST} times in `area` and {rim.LOAD_FAST} times in `rim`.",
        "`rim` has {rim.*} instructions, {rim.LOAD_FAST} of which are LOAD_FAST.",
        "FOR_ITER appears once in `area` and never in `rim`.",
    ],
)
def test_true_ones_are_confirmed(text: str) -> None:
    labels = [verdict.label for claim, verdict in judged(text) if claim.extractor == "prose"]
    assert len(labels) > 1
    assert set(labels) == {"confirmed"}


def test_false_ones_are_contradicted() -> None:
    text = "`rim` has {rim.*} instructions, {rim.LOAD_FAST+9} of which are LOAD_FAST."
    labels = [verdict.label for claim, verdict in judged(text) if claim.extractor == "prose"]
    assert labels == ["confirmed", "contradicted"]


@pytest.mark.parametrize(
    "part",
    ["of these, 3 are CALL, ", "uses CALL twice and ", "f has 3 CALL because ", "(two adds "],
)
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(prose, part * 20_000)
    said(prose, (part + "x. A") * 10_000)
