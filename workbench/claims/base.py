"""What every claim kind shares: its arguments, the evidence it may look at, its finding.

A kind is a file with `Args`, `DESCRIBES` (a sentence and an example for prompts), `NEEDS` (probes)
and `judge(args, evidence)`. It sees plain measurements and starts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from workbench.claims._facts import StaticFacts, ToolFailure
from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    JointReading,
    Label,
    Measurement,
    Reading,
    VersionState,
)

_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_WORD = re.compile(r"\w+")


class ClaimArgs(BaseModel):
    """Arguments of a claim: exact types, nothing beyond the fields of the kind."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


@dataclass(frozen=True)
class Describes:
    """How a kind is explained to a model: one sentence and the arguments of an example."""

    sentence: str
    example: Mapping[str, Any]


@dataclass(frozen=True)
class Peer:
    """One program of the same document, with what is known of it on every version.

    `function` is the one that stands for the program: its entry point, or the only one there is.
    `printed` is how its text came out as it is printed, `result` how that which stands did.
    """

    artifact: Artifact
    function: str | None = None
    static: Mapping[str, StaticFacts | str] = field(default_factory=dict)
    observed: Mapping[tuple[str, str | None], Measurement] = field(default_factory=dict)
    result: ArtifactResult | None = None
    printed: ArtifactResult | None = None


@dataclass(frozen=True)
class Evidence:
    """Everything a judge may look at for one claim.

    `static` maps each tested version to facts, or to the reason why there are none. `observed`
    maps a probe to its measurement for this claim's call, `elsewhere` to those of other versions.
    For a cell of a table, `table` is the
    best joint reading of the table, `listed` the sum of the opcode rows of its column, and `parts`
    are the counts of all rows of its opcode there when there is more than one; `failure` is the
    class that the table as a whole shows (`_classes`). `peers` are all
    programs of the document, its own included; `tables` the best joint reading of each opcode
    table that was judged before (tables are judged first).
    """

    target: str
    claim: Claim
    artifact: Artifact | None = None
    entry_point: str | None = None
    static: Mapping[str, StaticFacts | str] = field(default_factory=dict)
    observed: Mapping[str, Measurement] = field(default_factory=dict)
    elsewhere: Mapping[str, Mapping[str, Measurement]] = field(default_factory=dict)
    result: ArtifactResult | None = None
    table: JointReading | None = None
    listed: int | None = None
    parts: tuple[int, ...] = ()
    failure: str | None = None
    peers: tuple[Peer, ...] = ()
    tables: tuple[JointReading, ...] = ()

    @property
    def target_facts(self) -> StaticFacts | None:
        """Facts on the target, None when there are none."""
        facts = self.static.get(self.target)
        return facts if isinstance(facts, StaticFacts) else None

    def facts(self) -> dict[str, StaticFacts]:
        """Version to facts, for the versions that have them."""
        return {v: f for v, f in self.static.items() if isinstance(f, StaticFacts)}

    def missing(self) -> dict[str, VersionState]:
        """Version to the reason why nothing was measured there."""
        return {
            version: VersionState(
                state="error" if isinstance(why, ToolFailure) else "not-run", why=str(why)
            )
            for version, why in self.static.items()
            if isinstance(why, str)
        }


@dataclass(frozen=True)
class Finding:
    """What a judge found: a verdict without its claim."""

    label: Label | None
    reason: str
    explanation: str
    rule: str | None = None
    measured: Any = None
    versions: Mapping[str, VersionState] = field(default_factory=dict)
    readings: Sequence[Reading | JointReading] = ()
    help: tuple[str, ...] = ()
    fix: str | None = None


class Kind(Protocol):
    """A member of this family, as its users see the module."""

    Args: type[ClaimArgs]
    DESCRIBES: Describes
    NEEDS: tuple[str, ...]

    @staticmethod
    def judge(args: Any, evidence: Evidence) -> Finding:
        """The finding for these arguments under this evidence."""


def confirmed(explanation: str, *, measured: Any = None) -> Finding:
    """It holds under the default reading on the target."""
    return Finding("confirmed", "holds", explanation, measured=measured)


def contradicted(
    explanation: str, rule: str, *, reason: str = "differs", measured: Any = None, **more: Any
) -> Finding:
    """It does not hold under any reading that the words allow."""
    return Finding("contradicted", reason, explanation, rule, measured, **more)


def uncheckable(explanation: str, *, rule: str = "WB501", reason: str = "nothing") -> Finding:
    """There is nothing to compare."""
    return Finding("uncheckable", reason, explanation, rule)


def tool_failed(explanation: str) -> Finding:
    """A measuring tool failed: an error, never a verdict and never 0."""
    return Finding(None, "tool-error", explanation)


def observed(evidence: Evidence, probe: str) -> Measurement | Finding:
    """The measurement of `probe`, or the finding that says why there is none with data."""
    measurement = evidence.observed.get(probe)
    if measurement is None:
        return uncheckable("nothing was run for this claim", reason="not-run")
    if measurement.run is not None and measurement.run.outcome == "not-run":
        return uncheckable(f"not run: {measurement.run.error}", reason="not-run")
    if measurement.error is not None:
        return tool_failed(f"the {probe} probe failed: {measurement.error}")
    return measurement


def did_not_finish(measurement: Measurement) -> Finding | None:
    """The finding when the call that was to be counted raised or never came to its end."""
    if measurement.data is None:
        outcome = measurement.run.outcome if measurement.run else "crash"
        return uncheckable(f"the call did not finish: {outcome}", reason="did-not-finish")
    raised = measurement.data.get("raised")
    if raised:
        name = next(iter(raised.get("types", ())), "an exception")
        text = f"the call raised {name}: {raised.get('message', '')}"
        return uncheckable(text[:400], reason="did-not-finish")
    if measurement.data.get("tampered"):
        return uncheckable("the program interfered with the measurement", reason="tampered")
    return None


def named_by_the_call(data: Mapping[str, Any], call: str | None) -> Finding | None:
    """The finding when the call itself, not the program, uses a name that nothing defines."""
    if data.get("exception") != "NameError" or call is None:
        return None
    missing = _UNDEFINED.match(str(data.get("message")))
    if missing is None or missing.group(1) not in _WORD.findall(call):
        return None
    text = f"the call uses {missing.group(1)}, which neither the program nor the example defines"
    return uncheckable(text, reason="no-such-name")
