"""Which sentences say that a function has none of an opcode."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import absences


@pytest.mark.parametrize(
    ("text", "opcode", "function"),
    [
        ("`heat` contains no LOAD_GLOBAL.", "LOAD_GLOBAL", "heat"),
        ("`heat` has no `CALL` instructions.", "CALL", "heat"),
        ("`heat` uses no LOAD_NAME.", "LOAD_NAME", "heat"),
        ("It does not contain any BINARY_OP.", "BINARY_OP", None),
        ("The function doesn't contain a LOAD_GLOBAL instruction.", "LOAD_GLOBAL", None),
        ("There are no LOAD_GLOBAL instructions in `heat`.", "LOAD_GLOBAL", "heat"),
        ("There is no BINARY_OP.", "BINARY_OP", None),
        ("LOAD_GLOBAL does not appear in `heat`.", "LOAD_GLOBAL", "heat"),
        ("In `heat`, LOAD_GLOBAL is not used.", "LOAD_GLOBAL", "heat"),
        ("`heat` contains no LOAD_GLOBAL at all.", "LOAD_GLOBAL", "heat"),
        ("There isn't a single LOAD_GLOBAL in `heat`.", "LOAD_GLOBAL", "heat"),
        ("`heat` does not include any CALL instructions whatsoever.", "CALL", "heat"),
        ("LOAD_GLOBAL does not appear anywhere in `heat`.", "LOAD_GLOBAL", "heat"),
        ("LOAD_GLOBAL is absent.", "LOAD_GLOBAL", None),
        ("No LOAD_GLOBAL is used in `heat`.", "LOAD_GLOBAL", "heat"),
        ("Notably, `heat` has no COMPARE_OP, because of the loop.", "COMPARE_OP", "heat"),
    ],
)
def test_absences(text: str, opcode: str, function: str | None) -> None:
    (one,) = said(absences, text + "\n")
    assert one.kind == "opcode_count"
    assert one.args == {"function": function, "opcode": opcode, "count": 0}


@pytest.mark.parametrize(
    "text",
    [
        "`heat` contains neither LOAD_GLOBAL nor BINARY_OP.",
        "`heat` contains no LOAD_GLOBAL and no BINARY_OP.",
        "There are no LOAD_GLOBAL and no BINARY_OP instructions in `heat`.",
    ],
)
def test_several_absences(text: str) -> None:
    found = said(absences, text + "\n")
    assert [one.args["opcode"] for one in found] == ["LOAD_GLOBAL", "BINARY_OP"]
    assert {one.args["function"] for one in found} == {"heat"}
    assert {one.args["count"] for one in found} == {0}


def test_names_in_code_begin_sentences() -> None:
    text = "`heat` contains no LOAD_GLOBAL. `wave` contains no BINARY_OP.\n"
    assert [one.args["function"] for one in said(absences, text)] == ["heat", "wave"]


@pytest.mark.parametrize(
    "text",
    [
        "Does `heat` contain no LOAD_GLOBAL?",
        "`heat` contains no more than 3 LOAD_GLOBAL.",
        "There is no LOAD_METHOD any more.",
        "There is no BINARY_ADD in Python 3.11.",
        "There is no LOAD_GLOBAL in the loop.",
        "The loop of `heat` contains no LOAD_GLOBAL.",
        "The code contains no LOAD_GLOBAL or CALL instructions.",
        "If `heat` contains no LOAD_GLOBAL, it is fast.",
        "`heat` would contain no LOAD_GLOBAL.",
        "`heat` executes no LOAD_GLOBAL at run time.",
        "It is wrong that `heat` contains no LOAD_GLOBAL.",
        "It is not true that `heat` contains no LOAD_GLOBAL.",
        "\"`heat` contains no LOAD_GLOBAL\" is false.",
        "There is no CALL for that.",
        "`heat` contains no globals.",
        "Quicksort contains no LOAD_GLOBAL.",
        "Neither contains no LOAD_GLOBAL.",
        "`heat` contains LOAD_GLOBAL.",
        "The module contains no LOAD_GLOBAL.",
        "LOAD_GLOBAL is absent in Python 3.8.",
        "No LOAD_GLOBAL is used in the loop.",
        "`heat` has no COMPARE_OP, because Python 3.12 has none.",
        "There isn't a single LOAD_GLOBAL more than before.",
        "`heat` contains neither LOAD_GLOBAL nor my helper.",
        "Isn't there a single LOAD_GLOBAL in `heat`?",
        "If there isn't a single LOAD_GLOBAL, `heat` is fast.",
        "The optimised version contains no LOAD_GLOBAL.",
    ],
)  # fmt: skip
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in said(absences, text + "\n")] == []


@pytest.mark.parametrize("part", ["contains no ", "there is no LOAD_FAST ", "`a` does not "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(absences, part * 20_000)
    said(absences, (part + "x. A") * 10_000)
