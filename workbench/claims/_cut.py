"""Names of opcodes that a narrow column cut off: LOAD_FAS, POP_JUMP_IF_FAL.

Such a name stands for the opcode that begins so. Where several do, those that occur in the program
are meant, and what holds for one of them accuses nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from workbench import opcodes
from workbench.claims._facts import StaticFacts
from workbench.claims._names import is_untested
from workbench.claims.base import Evidence, Finding
from workbench.records import Label

_SHORTEST, _LONG, _MOST = 5, 12, 8
_BEST: tuple[Label | None, ...] = (
    "confirmed",
    "other-version",
    "ambiguous",
    "undecided",
    "uncheckable",
    None,
    "contradicted",
)


def meant(name: str, evidence: Evidence) -> tuple[str, ...]:
    """The opcodes that a cut name may stand for, the shortest first; none where it is not cut.

    Cut is what goes on in the program and ends within a word (BINARY_MUL, not POP_JUMP) or is as
    long as columns are (POP_JUMP_FORWARD).
    """
    if len(name) < _SHORTEST or opcodes.is_opcode(name) or opcodes.is_specialised(name):
        return ()
    every = opcodes.beginning(name)
    is_word = len(name) < _LONG and any(one[len(name)] == "_" for one in every)
    if is_word or len(every) > _MOST:
        return ()
    found = [one for one in every if _occurs(one, evidence) or _may_occur(one, evidence)]
    return tuple(sorted(found, key=len))


def judged(
    name: str, names: Sequence[str], judge: Callable[[str], Finding], evidence: Evidence
) -> Finding:
    """The finding for a name that was cut off, by those of the opcodes that it may stand for."""
    here = [one for one in names if _occurs(one, evidence, evidence.target)]
    found = {one: judge(one) for one in names}
    chosen = min(names, key=lambda one: _BEST.index(found[one].label))
    if len(here) == 1 and found[here[0]].label == "confirmed":
        chosen = here[0]
    finding = found[chosen]
    text = f"{finding.explanation}; {name} is taken for {chosen}, cut off"
    alone = len(names) == 1 or chosen in here[:1] * (len(here) == 1)
    if finding.label == "contradicted" and len(names) > 1:
        text += f", and holds for none of {', '.join(names)}"
    if finding.label == "confirmed" and not alone:
        return Finding("ambiguous", "cut-name", text, "WB502", finding.measured, finding.versions)
    return replace(finding, explanation=text)


def _occurs(name: str, evidence: Evidence, version: str | None = None) -> bool:
    facts = evidence.facts()
    chosen = list(facts.values()) if version is None else [facts[v] for v in facts if v == version]
    return any(name in _occurring(one) for one in chosen)


def _may_occur(name: str, evidence: Evidence) -> bool:
    """Whether a version that is not here may have it, since those here have its family."""
    family = opcodes.family(name)
    return is_untested(name, evidence) and any(
        family in _occurring(one) for one in evidence.facts().values()
    )


def _occurring(facts: StaticFacts) -> Set[str | None]:
    """The opcodes of a program, and their families."""
    if "occurring" not in facts.worked_out:
        names = {name for code in facts.codes for name in (*code.counts, *code.families)}
        facts.worked_out["occurring"] = names
    found: Set[str | None] = facts.worked_out["occurring"]
    return found
