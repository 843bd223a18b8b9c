"""Claims of the form: CPython V has (or does not have) an opcode O."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from workbench import opcodes
from workbench.claims._names import OpcodeName, names_an_opcode
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
OF_A_VERSION = True
ABOUT_PROGRAMS = False
DESCRIBES = Describes(
    "An opcode exists (or, with exists = false, does not exist) in a version of CPython; "
    "python = null means the version that was asked about.",
    {"opcode": "BINARY_OP", "python": "3.11", "exists": True},
)


class Args(ClaimArgs):
    """Which opcode, where, and whether it is said to be there.

    Instead of one opcode, `opcodes` are several that a document names together. A model that is
    asked for claims is not offered that.
    """

    opcode: OpcodeName | SkipJsonSchema[None] = None
    opcodes: Annotated[
        list[OpcodeName], SkipJsonSchema(), Field(default=[], max_length=50, exclude=True)
    ] = []  # noqa: RUF012 - pydantic copies defaults
    python: str | None = Field(default=None, max_length=20)
    exists: bool = True

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        if (self.opcode is None) == (not self.opcodes):
            raise ValueError("either one opcode or a list of opcodes")
        return self


_VERSION = re.compile(r"(?:C?Python\s*|v)?(\d+\.\d+)(?:\.\d+)?\Z", re.IGNORECASE)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the table of opcodes; a version named in the claim is judged as named."""
    said = _VERSION.match((args.python or evidence.target).strip())
    version = said.group(1) if said else str(args.python)
    if version not in opcodes.known_versions():
        return uncheckable(f"the opcodes of CPython {version} are not known here")
    if args.opcode is None:
        return _several(args, evidence, version)
    return _one(args.opcode, args, evidence, version)


def _one(opcode: str, args: Args, evidence: Evidence, version: str) -> Finding:
    if opcodes.is_specialised(opcode):
        text = f"{opcode} is a form that the interpreter makes of another opcode at run time"
        return uncheckable(text, reason="specialised")
    known = opcodes.ranges(opcodes.versions_of(opcode))
    text = f"{opcode} is an opcode of {f'CPython {known}' if known else 'no CPython'}"
    there = opcodes.exists(opcode, version)
    if opcodes.is_pseudo(opcode, version):
        return Finding(
            "ambiguous",
            "reading-bound",
            f"on {version}, {opcode} is a name in `dis.opmap` that no code object ever has",
            "WB502",
            there,
        )
    if there == args.exists:
        return confirmed(text, measured=there)
    elsewhere = [v for v in opcodes.known_versions() if opcodes.exists(opcode, v) == args.exists]
    if args.python is None and elsewhere:
        states = {
            tested: VersionState(state="value", value=True)
            if opcodes.exists(opcode, tested)
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


def _several(args: Args, evidence: Evidence, version: str) -> Finding:
    """Opcodes that are named together: whether one CPython has (or lacks) all of them."""
    names = list(dict.fromkeys(args.opcodes))
    for name in names:
        if opcodes.is_specialised(name):
            return uncheckable(
                f"{name} is a form that the interpreter makes of another opcode at run time",
                reason="specialised",
            )
        if not names_an_opcode(name):
            return uncheckable(f"{name[:100]!r} is not the name of one opcode", reason="not-a-name")
    known = [v for v in opcodes.known_versions() if _all_fit(names, args.exists, v)]
    here = [name for name in names if opcodes.exists(name, version)]
    text = f"CPython {version} has {_listed(here)} of {_listed(names)}"
    if version in known:
        return confirmed(text, measured=here)
    invented = [name for name in names if not opcodes.is_opcode(name)]
    if args.exists and invented:
        text = f"{_listed(invented)}: opcode of no CPython from 2.7 to 3.14; {text}"
        close = [near for name in invented if (near := opcodes.closest(name)) is not None]
        return contradicted(
            text,
            "WB102",
            reason="no-such-opcode",
            measured=here,
            help=(f"did the text mean {_listed(close)}?",) if close else (),
        )
    if args.python is None and known:
        text += f"; CPython {opcodes.ranges(known)} {'has' if args.exists else 'lacks'} all of them"
        help_ = tuple(_heir(name, version) for name in names if name not in here)
        return Finding("other-version", "version-bound", text, "WB103", here, help=help_)
    if args.python is None:
        text += "; no one version has all of them" if args.exists else "; no version lacks all"
        return Finding("ambiguous", "no-one-version", text, "WB502", here)
    return contradicted(text, "WB102", reason="no-such-opcode", measured=here)


def _all_fit(names: list[str], exist: bool, version: str) -> bool:
    return all(opcodes.exists(name, version) == exist for name in names)


def _listed(names: list[str]) -> str:
    return ", ".join(names) if names else "none"


def _heir(name: str, version: str) -> str:
    heir = opcodes.replaced_by(name, version)
    there = opcodes.ranges(opcodes.versions_of(name))
    if heir is None:
        return f"{name} exists on CPython {there}"
    return f"CPython {version} has {heir} in place of {name} ({there})"
