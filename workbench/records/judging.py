"""Judging: readings of a claim, verdicts, and the verification that holds them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from workbench.records.base import Label, Outcome, Record, TargetSource
from workbench.records.reading import Artifact, Claim
from workbench.records.running import Measurement


class VersionState(Record):
    """What a claim's value is on one tested CPython."""

    state: Literal["value", "absent", "not-run", "error"]
    value: Any = None
    why: str | None = None


class Reading(Record):
    """One way to understand a claim, and whether it holds then."""

    version: str
    scope: str
    naming: str
    measured: Any = None
    holds: bool


class JointReading(Record):
    """One way to understand a whole table, and how many of its cells hold then."""

    version: str
    scope: str
    naming: str
    hits: int
    cells: int
    hits_of_2_or_more: int
    cells_of_2_or_more: int


class Verdict(Record):
    """The label of one claim and everything that decides it; None when a measuring tool failed."""

    claim: str
    label: Label | None
    rule: str | None = None
    reason: str
    measured: Any = None
    interval: tuple[float, float] | None = None
    versions: dict[str, VersionState] = Field(default_factory=dict)
    readings: tuple[Reading | JointReading, ...] = ()
    explanation: str
    help: tuple[str, ...] = ()
    fix: str | None = None
    evidence: tuple[str, ...] = ()


class ArtifactResult(Record):
    """How one artifact came out, with the smallest failing input where there is one.

    `excused` is why the end of one that was started is no fault of it: then it has no rule.
    """

    artifact: str
    outcome: Outcome
    error: str | None = None
    rule: str | None = None
    suspicions: tuple[str, ...] = ()
    failing_input: str | None = None
    excused: str | None = None

    @property
    def fails(self) -> bool:
        """Whether the artifact is at fault: not ok, though it was run and nothing excuses it."""
        return self.outcome not in ("ok", "not-run") and self.excused is None


class Target(Record):
    """The CPython that claims are judged on."""

    python: str
    source: TargetSource


class Environment(Record):
    """Where it was measured."""

    interpreters: tuple[str, ...]
    isolation: str
    platform: str
    workbench: str
    packages: dict[str, str] = Field(default_factory=dict)


class Verification(Record):
    """One judging of a run: what was measured and every verdict.

    `round` is the round of repair that was judged, 0 for the first answer.
    """

    id: str
    time: str
    round: int = 0
    target: Target
    environment: Environment
    seed: int = 0
    artifacts: tuple[Artifact, ...] = ()
    claims: tuple[Claim, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    results: tuple[ArtifactResult, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @cached_property
    def _by_claim(self) -> dict[str, Verdict]:
        return {verdict.claim: verdict for verdict in self.verdicts}

    def verdict(self, claim: str) -> Verdict | None:
        """The verdict about a claim, if it got one."""
        return self._by_claim.get(claim)

    def result(self, artifact: str) -> ArtifactResult | None:
        """How an artifact came out, if that was looked at."""
        return next((result for result in self.results if result.artifact == artifact), None)
