"""Claims of the form: CPython V has (or does not have) an opcode O."""

from __future__ import annotations

import re

from pydantic import Field

from workbench import opcodes
from workbench.claims._names import OpcodeName
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)
from workbench.records import VersionState

NEEDS = ()
DESCRIBES = Describes(
    "An opcode exists (or, with exists = false, does not exist) in a version of CPython; "
    "python = null means the version that was asked about.",
    {"opcode": "BINARY_OP", "python": "3.11", "exists": True},
)


class Args(ClaimArgs):
    """Which opcode, where, and whether it is said to be there."""

    opcode: OpcodeName
    python: str | None = Field(default=None, max_length=20)
    exists: bool = True


_VERSION = re.compile(r"(?:C?Python\s*|v)?(\d+\.\d+)(?:\.\d+)?\Z", re.IGNORECASE)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the table of opcodes; a version named in the claim is judged as named."""
    said = _VERSION.match((args.python or evidence.target).strip())
    version = said.group(1) if said else str(args.python)
    if version not in opcodes.known_versions():
        return uncheckable(f"the opcodes of CPython {version} are not known here")
    if opcodes.is_specialised(args.opcode):
        text = f"{args.opcode} is a form that the interpreter makes of another opcode at run time"
        return uncheckable(text, reason="specialised")
    known = opcodes.ranges(opcodes.versions_of(args.opcode))
    text = f"{args.opcode} is an opcode of {f'CPython {known}' if known else 'no CPython'}"
    there = opcodes.exists(args.opcode, version)
    if opcodes.is_pseudo(args.opcode, version):
        return Finding(
            "ambiguous",
            "reading-bound",
            f"on {version}, {args.opcode} is a name in `dis.opmap` that no code object ever has",
            "WB502",
            there,
        )
    if there == args.exists:
        return confirmed(text, measured=there)
    elsewhere = [
        v for v in opcodes.known_versions() if opcodes.exists(args.opcode, v) == args.exists
    ]
    if args.python is None and elsewhere:
        states = {
            tested: VersionState(state="value", value=True)
            if opcodes.exists(args.opcode, tested)
            else VersionState(state="absent")
            for tested in dict.fromkeys((*evidence.static, evidence.target))
        }
        where = f", {'also' if there else 'not'} of {version}"
        return Finding("other-version", "version-bound", text + where, "WB103", there, states)
    return contradicted(
        f"{text}; the claim says it is {'there' if args.exists else 'not there'} on {version}",
        "WB102",
        reason="no-such-opcode" if args.exists else "exists",
        measured=there,
    )
