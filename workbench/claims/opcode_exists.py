"""Claims of the form: CPython V has (or does not have) an opcode O."""

from __future__ import annotations

from pydantic import Field

from workbench import opcodes
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

    opcode: str = Field(max_length=100)
    python: str | None = Field(default=None, max_length=20)
    exists: bool = True


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the table of opcodes; a version named in the claim is judged as named."""
    version = ".".join((args.python or evidence.target).split(".")[:2])
    if version not in opcodes.known_versions():
        return uncheckable(f"the opcodes of CPython {version} are not known here")
    there = opcodes.exists(args.opcode, version)
    known = opcodes.ranges(opcodes.versions_of(args.opcode)) or "no version"
    text = f"{args.opcode} is an opcode of CPython {known}"
    if there == args.exists:
        return confirmed(text, measured=there)
    elsewhere = [
        v for v in opcodes.known_versions() if opcodes.exists(args.opcode, v) == args.exists
    ]
    if args.python is None and elsewhere and args.exists:
        states = {v: VersionState(state="value", value=args.exists) for v in elsewhere}
        states[evidence.target] = VersionState(state="absent")
        return Finding(
            "other-version", "version-bound", f"{text}, not of {version}", "WB103", there, states
        )
    return contradicted(
        f"{text}; the claim says it is {'there' if args.exists else 'not there'} on {version}",
        "WB102",
        reason="no-such-opcode" if args.exists else "exists",
        measured=there,
    )
