"""Opcode names in claims: how they may be spelt, and names that no count can be given for."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from workbench import opcodes
from workbench.claims.base import Evidence, Finding, contradicted, uncheckable

_NAME = re.compile(r"[A-Z][A-Z0-9_]*(?:\+\d)?\Z")
_SUMS = re.compile(
    r"(?:.*_)?(?:TOTALS?|SUM|ALL|COUNTS?|OTHERS?|REST|INSTRUCTIONS?|OPCODES?)(?:_.*)?\Z"
)


def canonical(text: str) -> str:
    """The opcode's own name for one written in small letters or with blanks around it."""
    name = text.strip()
    return name.upper() if opcodes.is_opcode(name.upper()) else name


OpcodeName = Annotated[str, Field(max_length=100), AfterValidator(canonical)]


def names_an_opcode(name: str) -> bool:
    """Whether the text is meant as the name of one opcode, existing or invented."""
    return opcodes.is_opcode(name) or bool(_NAME.match(name) and not _SUMS.match(name))


def is_untested(name: str, evidence: Evidence) -> bool:
    """Whether some CPython has the opcode, but none of those that were tested."""
    tested = evidence.facts()
    return opcodes.is_opcode(name) and not any(opcodes.exists(name, v) for v in tested)


def no_count_of(name: str, claimed: int, *, defined: bool) -> Finding | None:
    """The finding for a name of which no number can be right; None for opcodes that are counted.

    `defined` says that our own prompt asked for names as `dis` prints them.
    """
    if name == "CACHE":
        return uncheckable("CACHE entries are room for data between instructions, never counted")
    if opcodes.is_opcode(name):
        return None
    if not names_an_opcode(name):
        return uncheckable(f"{name!r} is not the name of one opcode", reason="not-a-name")
    if opcodes.is_specialised(name):
        text = f"{name} is a form that the interpreter makes at run time; no compiled code has it"
        if not defined or claimed == 0:
            return uncheckable(text, reason="specialised")
        return contradicted(text, "WB102", reason="specialised")
    close = opcodes.closest(name)
    return contradicted(
        f"{name} is not an opcode of any CPython from 2.7 to 3.14",
        "WB102",
        reason="no-such-opcode",
        help=(f"did the text mean {close}?",) if close else (),
    )
