"""The figures of a run as far as they are stored with its verification; nothing is measured."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from workbench import counting, generated, machine
from workbench.counting import StaticFacts
from workbench.figures import Executed, Figures, Machine, Missing, Profile
from workbench.records import Artifact, Judged, Measurement, Verification

_P = TypeVar("_P", Executed, Profile)
_ODD = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)
"""What a stored measurement of another version or another program can lead to."""


def figures(judged: Judged, folder: Path | None) -> Iterator[Figures]:
    """The figures of each workload program and call; `folder` is that of a generated run.

    The first of each program has the static figures. What is not stored, or cannot be read, is
    None or a Missing.
    """
    verification = judged.verification
    for artifact in verification.artifacts:
        if artifact.kind != "workload":
            continue
        mine = [
            one
            for one in verification.measurements
            if one.artifact == artifact.id and one.subject == "artifact"
        ]
        found = list(_of_calls(artifact, mine, verification, folder))
        try:
            yield from _with_static(found, artifact, mine, verification)
        except _ODD:
            yield from found


def _of_calls(
    artifact: Artifact, mine: Sequence[Measurement], verification: Verification, folder: Path | None
) -> Iterator[Figures]:
    """The figures of each call on the target, those with executed instructions first."""
    target = verification.target.python
    by_call: dict[str | None, dict[str, Measurement]] = {None: {}}
    for one in mine:
        call = one.target.get("call")
        if one.python == target and one.probe in ("executed", "calls") and isinstance(call, str):
            by_call.setdefault(call, {})[one.probe] = one
    calls = [call for call in by_call if call is not None]
    calls.sort(key=lambda call: "executed" not in by_call[call])
    place = str(generated.shown_path(folder, artifact)) if folder else artifact.location.file
    every: list[str | None] = [*calls] or [None]
    for call in every:
        ran = by_call[call]
        again = f"{place}:{artifact.entry_point}" if artifact.entry_point else place
        yield Figures(
            target=artifact.name,
            where=place,
            function=None,
            python=target,
            call=call,
            again=shlex.join(["workbench", "measure", again, "--only", "static"]),
            executed=_part(ran.get("executed"), counting.executed),
            profile=_part(ran.get("calls"), counting.profile),
        )


def _part(
    found: Measurement | None, figures_of: Callable[[Measurement], _P | Missing]
) -> _P | Missing | None:
    if found is None:
        return None
    try:
        return counting.problem(found) or figures_of(found)
    except _ODD:
        return Missing("the stored measurement cannot be read", "program")


def _with_static(
    found: Sequence[Figures],
    artifact: Artifact,
    mine: Sequence[Measurement],
    verification: Verification,
) -> list[Figures]:
    """The first figures with the static ones and the evidence for the virtual machine."""
    stored = {one.python: one for one in mine if one.probe == "bytecode"}
    facts = {version: counting.facts_from(one) for version, one in stored.items()}
    target = verification.target.python
    here = facts.get(target)
    point = artifact.entry_point
    known = isinstance(here, StaticFacts) and point is not None and here.function(point)
    function = point if known else None
    static = {v: counting.static(facts[v], one, function) for v, one in stored.items()}
    if not static:
        return list(found)
    first, *others = found
    evidence = None
    if isinstance(here, StaticFacts):
        evidence = _evidence(here, function, stored[target], first.executed)
    return [replace(first, function=function, static=static, machine=evidence), *others]


def _evidence(
    facts: StaticFacts,
    function: str | None,
    found: Measurement,
    executed: Executed | Missing | None,
) -> Machine | Missing:
    code = facts.function(function) if function is not None else None
    place = next((i for i, one in enumerate(facts.codes) if one is code), None)
    ran = executed.mix.arithmetic if isinstance(executed, Executed) else None
    return machine.evidence(found, place, ran)
