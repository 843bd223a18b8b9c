"""Meanings of opcodes in tables, lists and sentences, and descriptions that are not judged."""

from __future__ import annotations

from typing import Any

import pytest
from stating import said

from workbench.claims import _semantics
from workbench.extractors import _phrases, meanings


def found(text: str) -> list[dict[str, Any]]:
    return [claim.args for claim in said(meanings, text)]


@pytest.mark.parametrize(
    ("phrase", "meaning"),
    [
        ("Loads a local variable", "loads a local"),
        ("Push a local variable onto the stack", "loads a local"),
        ("pushes a reference to the local variable onto the stack.", "loads a local"),
        ("Load the value of a local variable (fast)", "loads a local"),
        ("Stores the top of the stack in a local variable", "stores a local"),
        ("Pops the top of the stack and stores it in a local variable", "stores a local"),
        ("Loads a constant value", "loads a constant"),
        ("Stores a constant in a local variable", "stores a local"),
        ("Pushes the value of a global variable", "loads a global"),
        ("Writes to an attribute of the object", "stores an attribute"),
        ("loads a literal onto the stack", "loads a constant"),
        ("Loads a global name, such as a function", "loads a global"),
        ("Loads an attribute of an object", "loads an attribute"),
        ("Calls a function with arguments", "calls a function"),
        ("invokes the callable object", "calls a function"),
        ("Function call", "calls a function"),
        ("Adds the two topmost values", "adds"),
        ("Performs addition", "adds"),
        ("Pops two values and adds them", "adds"),
        ("in-place addition of two values", "adds"),
        ("multiplies two numbers and pushes the result", "multiplies"),
        ("Matrix multiplication", "multiplies matrices"),
        ("Compares two values", "compares"),
        ("performs a comparison", "compares"),
        ("Jumps to the target if the top of the stack is false", "jumps if false"),
        ("Pops the value and jumps if it is true", "jumps if true"),
        ("Unconditional jump", "jumps"),
        ("Jumps back to the start of the loop", "jumps"),
        ("Returns the value to the caller", "returns"),
        ("gets the next item from the iterator", "iterates"),
        ("Iterates over the sequence", "iterates"),
    ],
)
def test_phrases(phrase: str, meaning: str) -> None:
    assert _phrases.meaning_of(phrase) == meaning
    assert meaning in _semantics.MEANINGS


@pytest.mark.parametrize(
    "phrase",
    [
        "Loads a local or global variable",
        "Loads `relu` from the global F",
        "Stores the constant in x",
        "Adds overhead to each call",
        "Adds call overhead",
        "Multiplies the number of instructions",
        "Compares well with the others",
        "Divides the work",
        "Loads a variable",
        "Loads a local/global",
        "Does not load a local variable",
        "Usually loads a local variable",
        "Loads the constant local to the function",
        "Adds an item to a list",
        "Adds or multiplies two values",
        "Adds and multiplies two values",
        "Calls iter() on the top of the stack",
        "Calls the iter function",
        "Returns an iterator",
        "Jumps if the iterator is exhausted",
        "Jumps if true or false",
        "Pushes NULL",
        "Loads the next item",
        "The most common opcode",
        "Local variables",
        "14",
        "",
        "Used in loops",
        "Loads a module",
        "a local variable is loaded",
    ],
)
def test_phrases_that_say_more_or_less(phrase: str) -> None:
    assert _phrases.meaning_of(phrase) is None


@pytest.mark.parametrize(
    ("text", "args"),
    [
        (
            "- `LOAD_FAST` – pushes a local variable",
            {"opcode": "LOAD_FAST", "meaning": "loads a local"},
        ),
        (
            "- **LOAD_CONST**: loads a constant.",
            {"opcode": "LOAD_CONST", "meaning": "loads a constant"},
        ),
        (
            "- `STORE_FAST`: stores a value in a local variable",
            {"opcode": "STORE_FAST", "meaning": "stores a local"},
        ),
        (
            "LOAD_GLOBAL loads a global variable.",
            {"opcode": "LOAD_GLOBAL", "meaning": "loads a global"},
        ),
        (
            "The `BINARY_ADD` instruction adds two values.",
            {"opcode": "BINARY_ADD", "meaning": "adds"},
        ),
        (
            "`CALL_FUNCTION` is used to call a function.",
            {"opcode": "CALL_FUNCTION", "meaning": "calls a function"},
        ),
        (
            "`COMPARE_OP` simply compares two values.",
            {"opcode": "COMPARE_OP", "meaning": "compares"},
        ),
        ("`LOAD_FAST` has a stack effect of +1.", {"opcode": "LOAD_FAST", "stack_effect": 1}),
        (
            "`POP_JUMP_IF_FALSE` jumps if the value is false (stack effect: −1).",
            {"opcode": "POP_JUMP_IF_FALSE", "meaning": "jumps if false", "stack_effect": -1},
        ),
        ("`CALL` replaced `CALL_FUNCTION`.", {"opcode": "CALL", "replaces": "CALL_FUNCTION"}),
        (
            "In Python 3.11, BINARY_ADD was replaced by BINARY_OP.",
            {"opcode": "BINARY_OP", "replaces": "BINARY_ADD"},
        ),
        ("Since 3.12 `LOAD_ATTR` supersedes `LOAD_METHOD`.", {}),
    ],
)
def test_lists_and_sentences(text: str, args: dict[str, Any]) -> None:
    assert found(text) == ([args] if args else [])


def test_tables() -> None:
    text = (
        "| Opcode | Meaning | Stack effect | Count |\n|-|-|-|-|\n"
        "| `LOAD_FAST` | Loads a local variable | +1 | 14 |\n"
        "| STORE_FAST | Stores into a local variable | -1 | 4 |\n"
        "| POP_TOP | Drops the top of the stack | 1 | 1 |\n"
        "| BINARY_* | Adds two values | -1 | 3 |\n"
    )
    assert found(text) == [
        {"opcode": "LOAD_FAST", "meaning": "loads a local"},
        {"opcode": "STORE_FAST", "meaning": "stores a local"},
        {"opcode": "LOAD_FAST", "stack_effect": 1},
        {"opcode": "STORE_FAST", "stack_effect": -1},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "`LOAD_FAST` and `STORE_FAST` load and store local variables.",
        "`LOAD_FAST` does not load a global variable.",
        "Does `LOAD_FAST` load a local variable?",
        "`LOAD_FAST` might load a local variable.",
        "LOAD_FAST: 14",
        "- LOAD_FAST: 14 – loads a constant",
        "`FETCH_MAGIC` loads a local variable.",
        "`PUSH_NULL` loads a local variable.",
        "The loop loads a local variable with `LOAD_FAST`.",
        "`LOAD_FAST` is the most common opcode.",
        "`LOAD_FAST` is faster than `LOAD_GLOBAL`, which loads a global.",
        "`BINARY_ADD` was replaced by `BINARY_OP` in Python 3.9.",
        "`BINARY_ADD` was replaced by a loop.",
        "`PRECALL` and `CALL` replaced `CALL_FUNCTION`.",
        "`CALL_FUNCTION` was replaced by `PRECALL` and `CALL`.",
        "| Opcode | Note |\n|-|-|\n| LOAD_FAST | Loads a constant |\n",
        "| Name | Meaning |\n|-|-|\n| CPU | Loads a constant |\n",
        "`JUMP_BACKWARD` iterates over the list.",
        "CALL me when it loads a local variable.",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert found(text) == []


def test_long_texts_end() -> None:
    found("LOAD_FAST " * 50_000)
    found("`LOAD_FAST` pops the top and " * 10_000)
    found("| Opcode | Meaning |\n|-|-|\n" + f"| LOAD_FAST | {'pops a ' * 2_000} |\n" * 20)
    found("A replaced B " * 30_000)
