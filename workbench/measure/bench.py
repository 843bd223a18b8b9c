"""What measuring needs and what it gives: the bench, the outputs, everything measured."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.guest import run as guest
from workbench.guest.tiers import Isolation
from workbench.records import Artifact, Interpreter, Limits, Measurement
from workbench.workloads import Case


@dataclass(frozen=True)
class Bench:
    """Where and how things are measured. `isolation` None means that nothing may be executed.

    `files` lie beside a program that is run or called, by name: those of its document.
    """

    interpreters: tuple[Interpreter, ...]
    target: Interpreter
    static_isolation: Isolation
    isolation: Isolation | None
    why_not_run: str | None = None
    limits: Limits = field(default_factory=Limits)
    jobs: int = 0
    seed: int = 0
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def workers(self) -> int:
        """How many guests at a time."""
        return self.jobs or os.cpu_count() or 1


@dataclass(frozen=True)
class Outputs:
    """What reference and artifact gave for the same fresh inputs, as decoded values."""

    cases: tuple[Case, ...]
    expected: guest.Calls
    got: guest.Calls


@dataclass(frozen=True)
class Measured:
    """Everything measured of one artifact. `observed` is keyed by probe and call; `elsewhere`
    holds the same of other versions than the target, by version.

    `runs` tell how artifact and reference ran on the fresh inputs: time, memory, outputs' digests.
    """

    artifact: Artifact
    static: Mapping[str, Measurement] = field(default_factory=dict)
    outputs: Outputs | None = None
    runs: tuple[Measurement, ...] = ()
    observed: Mapping[tuple[str, str | None], Measurement] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str | None], Mapping[str, Measurement]] = field(
        default_factory=dict
    )

    def joined(self, more: Measured) -> Measured:
        """With what was observed of the same artifact later."""
        return replace(
            self,
            observed={**self.observed, **more.observed},
            elsewhere={**self.elsewhere, **more.elsewhere},
        )

    def records(self) -> tuple[Measurement, ...]:
        """All measurements, for the transcript."""
        others = (one for by_version in self.elsewhere.values() for one in by_version.values())
        return (*self.static.values(), *self.runs, *self.observed.values(), *others)
