"""Claims of the form: Python's bytecode is for a stack machine, or for a register machine."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from workbench import opcodes
from workbench.claims._facts import StaticFacts
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ()
ABOUT_PROGRAMS = False
DESCRIBES = Describes(
    "CPython's bytecode is for a stack machine or for a register machine.",
    {"machine": "stack"},
)
_MOVING = re.compile(r"(?:LOAD|STORE|PUSH|POP|DUP|COPY|SWAP|ROT)(?:_|\Z)(?!JUMP)")
_COMPUTING = ("BINARY_OP", "BINARY_ADD", "BINARY_MULTIPLY", "BINARY_SUBTRACT", "COMPARE_OP")


class Args(ClaimArgs):
    """Which of the two."""

    machine: Literal["stack", "register"]


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the instructions of the program where there is one, else by those the target has."""
    minor = ".".join(evidence.target.split(".")[:2])
    if minor not in opcodes.known_versions():
        return uncheckable(f"the opcodes of CPython {minor} are not known here")
    facts = _facts(evidence)
    text = _counted(facts) if facts is not None else _own(minor)
    if args.machine == "stack":
        return confirmed(f"CPython {minor} is a stack machine: {text}", measured="stack")
    return contradicted(
        f"CPython {minor} is a stack machine, not a register machine: {text}",
        "WB303",
        measured="stack",
    )


def _facts(evidence: Evidence) -> StaticFacts | None:
    """The facts of the program that is meant, else of the first one of the document."""
    if evidence.target_facts is not None:
        return evidence.target_facts
    for peer in evidence.peers:
        facts = peer.static.get(evidence.target)
        if isinstance(facts, StaticFacts):
            return facts
    return None


def _counted(facts: StaticFacts) -> str:
    counts: Counter[str] = Counter()
    for code in facts.codes:
        counts.update(code.counts)
    moving = sum(count for name, count in counts.items() if _MOVING.match(name))
    computing = {name: counts[name] for name in _COMPUTING if counts[name]}
    text = (
        f"{moving} of the {sum(counts.values())} instructions of the program only push values on "
        "its stack, take them from it or move them there"
    )
    if computing:
        listed = ", ".join(f"{count} {name}" for name, count in computing.items())
        text += f"; those that compute ({listed}) name no operand, they take both from the stack"
    return text


def _own(minor: str) -> str:
    known = [name for name in _COMPUTING if opcodes.exists(name, minor)]
    return f"{' and '.join(known[:2])} name no operand, they take both from its stack"
