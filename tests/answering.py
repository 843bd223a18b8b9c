"""A model that is asked again: it tells by a prompt's words which one it is, and in which round."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from commanding import GOOD, SORT, Model, fenced, s

__all__ = ["fenced", "s"]

MARKS = {
    "repair": "Your module, your statements about it and your scripts",
    "repair_claims": "Now give the corrected statements",
    "repair_counting": "Now correct the script `analysis_counting.py`",
    "repair_profiling": "Now correct the script `analysis_profiling.py`",
    "repair_dependences": "Now correct the script `analysis_dependences.py`",
    "claims": "Now make precise, checkable statements",
    "report": "Now write a short section of a report",
    "analysis_counting": "that counts the bytecode",
    "analysis_profiling": "that profiles the example call",
    "analysis_dependences": "that finds the data dependences",
    "workload": "# Task:",
}
WRONG = "def quicksort(xs):\n    return list(xs)\n"
TRUE = ("quicksort([2, 1])", "[1, 2]")
FALSE = ("quicksort([2, 1])", "[2, 1]")
ALSO_TRUE = ("quicksort([3])", "[3]")
ALSO_FALSE = ("quicksort([3])", "[4]")


def printing(text: str) -> str:
    """A reply with a script that prints this."""
    return fenced(f"print({text!r})")


def asked_for(body: Any) -> str:
    """The name of the prompt that a request asks."""
    last = body["messages"][-1]["content"]
    return next(name for name, mark in MARKS.items() if mark in last)


def rounds_so_far(body: Any) -> int:
    """In which round of repair a request stands; 0 is the first answer."""
    return sum(MARKS["repair"] in message["content"] for message in body["messages"])


def claims(*pairs: tuple[str, str]) -> str:
    """A structured list of claims that calls return values."""
    listed = [
        {"kind": "returns_value", "statement": f"{call} gives {value}.", "call": call}
        | {"value": value}
        for call, value in pairs
    ]
    return json.dumps({"claims": listed})


FIRST = {
    **GOOD,
    "analysis_counting": printing('{"function": "quicksort", "opcodes": {"RESUME": 1}}'),
    "analysis_profiling": printing('{"call": "quicksort([1])", "calls": {"quicksort": 1}}'),
    # What is true of every program here: this script may print any of the forms.
    "analysis_dependences": printing('{"function": "quicksort", "opcodes": {"RESUME": 1}}'),
}
"""Replies of which nothing fails."""


@contextlib.contextmanager
def model(
    root: Path, first: Mapping[str, str], *later: Mapping[str, str | s.Step]
) -> Iterator[Model]:
    """A model with replies for the first answer and for each round; the last ones are repeated.

    Where a round has no reply to a prompt, it gives what it gave in the first answer.
    """
    usual = {**FIRST, "repair": fenced(SORT), "repair_claims": claims(TRUE), **first}
    given = [usual, *({**usual, **one} for one in later)]

    def step(handler: s.Handler) -> None:
        body = handler.server.bodies[-1]
        found = given[min(rounds_so_far(body), len(given) - 1)][asked_for(body)]
        (s.answer(found) if isinstance(found, str) else found)(handler)

    with s.scripted(*[step] * 80) as server:
        yield Model(server, root)
