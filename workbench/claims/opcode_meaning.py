"""Claims of the form: opcode O does that (loads a local, adds, takes one value from the stack)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Self

from pydantic import Field, model_validator

from workbench import opcodes
from workbench.claims import _semantics
from workbench.claims._facts import StaticFacts
from workbench.claims._names import OpcodeName
from workbench.claims._semantics import Fit
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
OF_A_VERSION = True
ABOUT_PROGRAMS = False
IMPLICIT = True
DESCRIBES = Describes(
    "What an opcode does: one of a few plain meanings, its stack effect, or what it replaced.",
    {"opcode": "LOAD_FAST", "meaning": "loads a local", "stack_effect": 1, "replaces": None},
)
_WORST_FIRST = ("contradicted", "uncheckable", "other-version", "ambiguous", "confirmed")


class Args(ClaimArgs):
    """The opcode and what is said of it; at least one of the three."""

    opcode: OpcodeName
    meaning: str | None = Field(default=None, max_length=100)
    stack_effect: int | None = Field(default=None, ge=-1000, le=1000)
    replaces: OpcodeName | None = None

    @model_validator(mode="after")
    def _something_is_said(self) -> Self:
        if self.meaning is None and self.stack_effect is None and self.replaces is None:
            raise ValueError("nothing is said of the opcode")
        return self


def judge(args: Args, evidence: Evidence) -> Finding:
    """By workbench's table of opcodes; false only where it fits no known version at all."""
    if not opcodes.is_opcode(args.opcode):
        text = f"{args.opcode} is an opcode of no CPython from 2.7 to 3.14"
        return uncheckable(text, reason="no-such-opcode")
    target = ".".join(evidence.target.split(".")[:2])
    findings = [_judged(args.opcode, *each, target) for each in _said(args)]
    if args.opcode == "BINARY_OP" and args.meaning is not None:
        findings[0] = _of_the_programs(args.meaning, findings[0], evidence)
    return min(findings, key=lambda finding: _WORST_FIRST.index(str(finding.label)))


Fits = Callable[[str], Fit | None]


def _said(args: Args) -> Iterator[tuple[str, str, Fits]]:
    """Each thing said: in words, what is known instead, and how it fits a version."""
    opcode = args.opcode
    if (meaning := args.meaning) is not None:
        families = sorted(
            {f for v in opcodes.versions_of(opcode) for f in _semantics.families_of(opcode, v)}
        )
        known = f"{opcode} is of the family {', '.join(families)}" if families else ""
        if len(families) > 4:
            known = f"{opcode} stands for many operators"
        yield f"{opcode} {meaning}", known, lambda v: _semantics.means(opcode, meaning, v)
    if (effect := args.stack_effect) is not None:
        words = f"{opcode} has the stack effect {effect:+d}"
        yield words, _effects(opcode), lambda v: _semantics.effect_fits(opcode, effect, v)
    if (old := args.replaces) is not None:
        yield f"{opcode} replaced {old}", _heirs(old), lambda v: _semantics.replaces(opcode, old, v)


def _judged(opcode: str, said: str, known: str, fits: Fits, target: str) -> Finding:
    replaced = " replaced " in said
    versions = opcodes.known_versions() if replaced else opcodes.versions_of(opcode)
    by_version: Mapping[str, Fit] = {
        version: fit for version in versions if (fit := fits(version)) is not None
    }
    if not by_version:
        return uncheckable(f"whether {said} is not known here", reason="not-mapped")
    right = [version for version, fit in by_version.items() if fit == "right"]
    partly = [version for version, fit in by_version.items() if fit == "partly"]
    here = by_version.get(target)
    if here == "right":
        return confirmed(f"{said} on CPython {target}")
    end = f"; {known}" if known else ""
    if right:
        text = f"{said} on CPython {opcodes.ranges(right)}, not on {target}{end}"
        return Finding("other-version", "version-bound", text, "WB103")
    if partly:
        text = f"{said}: only in part, or depending on its argument{end}"
        return Finding("ambiguous", "in-part", text, "WB502")
    text = f"{said} on no known CPython ({opcodes.ranges(by_version)}){end}"
    return contradicted(text, "WB109", reason="other-meaning")


def _of_the_programs(meaning: str, finding: Finding, evidence: Evidence) -> Finding:
    """BINARY_OP stands for one operator where the programs shown have no other."""
    if finding.label != "ambiguous":
        return finding
    family = _semantics.MEANINGS[meaning]
    codes = [
        code
        for peer in evidence.peers
        if isinstance(facts := peer.static.get(evidence.target), StaticFacts)
        for code in facts.codes
    ]
    total = sum(code.counts.get("BINARY_OP", 0) for code in codes)
    if total == 0 or total != sum(code.families.get(family, 0) for code in codes):
        return finding
    return confirmed(f"each BINARY_OP of what is shown {meaning} on CPython {evidence.target}")


def _effects(opcode: str) -> str:
    found = {
        effect
        for version in opcodes.versions_of(opcode)
        for effect in range(-3, 4)
        if _semantics.effect_fits(opcode, effect, version) in ("right", "partly")
    }
    return f"it is {' or '.join(f'{effect:+d}' for effect in sorted(found))}" if found else ""


def _heirs(old: str) -> str:
    heirs = dict.fromkeys(
        heir
        for version in opcodes.known_versions()
        if (heir := opcodes.replaced_by(old, version)) is not None
    )
    return f"{old} gave way to {'; '.join(list(heirs)[:3])}" if heirs else ""
