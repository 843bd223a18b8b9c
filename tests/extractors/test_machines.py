"""Which sentences say what kind of machine Python has."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import machines
from workbench.records import Claim


def claims(text: str) -> tuple[Claim, ...]:
    return machines.extract(read.document(text.encode(), "chat.md"))


@pytest.mark.parametrize(
    ("text", "machine"),
    [
        ("CPython is a stack machine.", "stack"),
        ("CPython 3.12 is a stack-based virtual machine.", "stack"),
        ("Python's virtual machine is stack-based.", "stack"),
        ("The Python virtual machine (PVM) is a stack machine.", "stack"),
        ("The bytecode is executed by a stack-based interpreter.", "stack"),
        ("CPython uses a simple stack-based architecture.", "stack"),
        ("The interpreter is essentially a stack machine.", "stack"),
        ("The listing shows CPython's stack machine at work.", "stack"),
        ("- **Virtual machine:** stack-based", "stack"),
        ("- VM type: A register machine", "register"),
        ("CPython is a register machine.", "register"),
        ("Python bytecode targets a register-based VM.", "register"),
    ],
)
def test_machines(text: str, machine: str) -> None:
    (one,) = claims(text + "\n")
    assert (one.kind, one.args) == ("machine_kind", {"machine": machine})
    assert text[one.location.column - 1 : one.location.end_column - 1] == one.quote


@pytest.mark.parametrize(
    "text",
    [
        "Is CPython a stack machine?",
        "CPython is not a register machine.",
        "Lua has a register-based VM.",
        "Unlike Dalvik, CPython is a stack machine.",
        "PyPy is a register machine.",
        "The values are pushed on the stack.",
        "LOAD_FAST pushes a value on the stack machine's stack.",
        "Registers are faster than a stack.",
        "CPython uses the C stack.",
        "A stack machine needs more instructions.",
        "CPython could become a register machine.",
        "CPython is a stack machine or a register machine.",
    ],
)
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in claims(text + "\n")] == []


@pytest.mark.parametrize("part", ["CPython is a ", "stack ", "Python bytecode VM "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    claims(part * 20_000)
    claims((part + "stack. A") * 10_000)
