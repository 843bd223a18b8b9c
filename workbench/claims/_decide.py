"""From measurements to a label: the order of rules that all exact counts share.

The first rule that matches wins: true on the target under the default reading; true there on
another version; true under another reading that the words allow; within the document's hedge on
the target; else false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.claims.base import Evidence, Finding, tool_failed, uncheckable
from workbench.records import JointReading, Reading, VersionState


@dataclass(frozen=True)
class Comparison:
    """One exact number, what it is on each version, and the other readings the words allow.

    `what` names the counted thing in explanations ("LOAD_FAST in euler"), `rule` is given when the
    number is wrong, `absent_rule` when the target has no such thing.
    """

    claimed: int
    what: str
    rule: str
    versions: Mapping[str, VersionState]
    readings: Sequence[Reading] = ()
    tolerance: float = 0
    absent_rule: str = "WB102"


def decide(comparison: Comparison, evidence: Evidence) -> Finding:
    """The finding for an exact number; evidence gives the target and the claim."""
    here = _here(comparison, evidence)
    if here.state == "error":
        return tool_failed(f"measuring {comparison.what} failed: {here.why}")
    if _holds(here, comparison.claimed):
        return _finding(comparison, evidence, "confirmed", "holds", None)
    if any(_holds(state, comparison.claimed) for state in comparison.versions.values()):
        return _finding(comparison, evidence, "other-version", "version-bound", "WB103")
    if here.state == "not-run":
        return uncheckable(f"nothing to compare on CPython {evidence.target}: {here.why}")
    if here.state == "absent" and comparison.claimed == 0:
        return uncheckable(
            f"CPython {evidence.target} has no such opcode, so none can be counted there, and "
            "there is no tested version that has it and where the count is 0",
            reason="vacuous",
        )
    if any(reading.holds for reading in comparison.readings):
        return _finding(comparison, evidence, "ambiguous", "reading-bound", "WB502")
    if here.state == "value" and within_hedge(comparison.claimed, here.value, comparison.tolerance):
        return _finding(comparison, evidence, "ambiguous", "within-hedge", "WB502")
    absent = here.state == "absent"
    rule = comparison.absent_rule if absent else comparison.rule
    return _finding(comparison, evidence, "contradicted", "absent" if absent else "differs", rule)


def within_hedge(claimed: int, measured: int, tolerance: float) -> bool:
    """False exactly, true within the document's own hedge; a true zero cannot be hedged away."""
    if not tolerance or measured == 0:
        return False
    return abs(measured - claimed) <= tolerance and claimed <= 10 * measured


def _here(c: Comparison, evidence: Evidence) -> VersionState:
    nothing = VersionState(state="not-run", why="it was not measured")
    return c.versions.get(evidence.target, nothing)


def _holds(state: VersionState, claimed: int) -> bool:
    return state.state == "value" and bool(state.value == claimed)


def _finding(
    c: Comparison, evidence: Evidence, label: str, reason: str, rule: str | None
) -> Finding:
    here = _here(c, evidence)
    measured = here.value if here.state == "value" else None
    explanation = _explain(c, evidence, label, reason)
    kept = tuple(r for r in c.readings if r.holds)
    return Finding(
        label=label,  # type: ignore[arg-type]
        reason=reason,
        explanation=explanation,
        rule=rule,
        measured=measured,
        versions=c.versions,
        readings=kept,
        fix=_fix(c, evidence, measured) if label == "contradicted" else None,
    )


def _fix(c: Comparison, evidence: Evidence, measured: int | None) -> str | None:
    read = _of_the_table(c, evidence)
    if read is not None:
        return f"{c.what}: {read.measured} ({reading_words(read)})"
    return f"{c.what}: {measured}" if measured is not None else None


def _of_the_table(c: Comparison, evidence: Evidence) -> Reading | None:
    """The reading that explains most of a table where it is another than the default one, and
    measures something else. The cell fails under it, too.
    """
    best = evidence.table
    if best is None or (best.version, best.scope, best.naming) == _default(evidence):
        return None
    nothing = (None, _here(c, evidence).value)
    known = (one for one in c.readings if one.measured not in nothing and not one.holds)
    joint = best.version, best.scope, best.naming
    return next((one for one in known if (one.version, one.scope, one.naming) == joint), None)


def _default(evidence: Evidence) -> tuple[str, str, str]:
    return evidence.target, "function", "strict"


def _explain(c: Comparison, evidence: Evidence, label: str, reason: str) -> str:
    here = _here(c, evidence)
    measured = f"{c.what}: {_seen(here)} on CPython {evidence.target}"
    elsewhere = [v for v, state in c.versions.items() if _holds(state, c.claimed)]
    if label == "confirmed":
        return f"{measured}, as claimed"
    if label == "other-version":
        return f"{measured}; {c.claimed} on {', '.join(elsewhere)}"
    if reason == "reading-bound":
        first = next(r for r in c.readings if r.holds)
        return f"{measured}; {c.claimed} holds when read as {reading_words(first)}"
    if reason == "within-hedge":
        return f"{measured}; claimed {c.claimed}, within the words' own hedge"
    tested = [v for v, s in c.versions.items() if s.state in ("value", "absent")]
    wide = "; false on every version tested" if len(tested) > 1 else ""
    read = _of_the_table(c, evidence)
    rest = f"; {read.measured} as most of the table is read: {reading_words(read)}" if read else ""
    return f"{measured}, claimed {c.claimed}{wide}{rest}"


def _seen(here: VersionState) -> str:
    if here.state == "value":
        return str(here.value)
    return "not an opcode" if here.state == "absent" else f"nothing to count ({here.why})"


_SCOPES = {
    "function": "the function itself",
    "callees": "the function and what it calls",
    "file": "the whole file",
    "executed": "instructions executed",
    "executed with callees": "instructions executed by the function and what it calls",
}


def reading_words(reading: Reading | JointReading) -> str:
    """A reading in words, for explanations."""
    naming = "" if reading.naming == "strict" else ", counting the whole family of the opcode"
    return f"{_SCOPES.get(reading.scope, reading.scope)} on {reading.version}{naming}"
