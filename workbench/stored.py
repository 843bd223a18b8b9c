"""The figures of a run as far as they are stored with its verification; nothing is measured."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from workbench import analyses, counting, generated, machine, views
from workbench.counting import StaticFacts
from workbench.figures import Executed, Figures, Machine, Missing, Profile
from workbench.measure import Measured
from workbench.records import Artifact, Judged, Measurement, Verification

_P = TypeVar("_P", Executed, Profile)
_ODD = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)
"""What a stored measurement of another version or another program can lead to."""
_RUNS = {"executed": "executed", "profile": "calls"}
_PROBES = frozenset({*_RUNS.values(), "sampling", *analyses.probes(analyses.ANALYSES)})


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
        found = list(_of_calls(artifact, mine, judged, folder))
        try:
            yield from _with_static(found, artifact, mine, verification)
        except _ODD:
            yield from found


def place(artifact: Artifact, folder: Path | None) -> str:
    """The program as a target of `measure`: its file, and the function it is judged by."""
    path = _file(artifact, folder)
    return f"{path}:{artifact.entry_point}" if artifact.entry_point else path


def _file(artifact: Artifact, folder: Path | None) -> str:
    return str(generated.shown_path(folder, artifact)) if folder else artifact.location.file


def _of_calls(
    artifact: Artifact, mine: Sequence[Measurement], judged: Judged, folder: Path | None
) -> Iterator[Figures]:
    """The figures of each call on the target, those with executed instructions first."""
    target = judged.verification.target.python
    by_call: dict[str | None, dict[str, Measurement]] = {None: {}}
    for one in mine:
        call = one.target.get("call")
        if one.python == target and one.probe in _PROBES and isinstance(call, str | None):
            by_call.setdefault(call, {})[one.probe] = one
    # How it grows is measured on inputs of a workload where no call has a size.
    grown = by_call.pop(None)
    calls = sorted(by_call, key=lambda call: "executed" not in by_call[call])
    for number, call in enumerate([*calls] or [None]):
        ran = {**(grown if number == 0 else {}), **by_call.get(call, {})}
        yield _of_call(artifact, call, ran, judged, folder)


def _of_call(
    artifact: Artifact,
    call: str | None,
    ran: Mapping[str, Measurement],
    judged: Judged,
    folder: Path | None,
) -> Figures:
    executed = _part(ran.get("executed"), counting.executed)
    profile = _part(ran.get("calls"), counting.profile)
    if profile is not None:
        profile = _viewed(profile, ran, executed)
    target = judged.verification.target.python
    words = ["workbench", "measure", place(artifact, folder), "--only", "static"]
    lines = executed.lines if isinstance(executed, Executed) else ()
    return Figures(
        target=artifact.name,
        where=_file(artifact, folder),
        function=None,
        python=target,
        call=call,
        again=shlex.join(words),
        executed=executed,
        profile=profile,
        lines=_source_lines(artifact.source, lines),
        analyses=_analyses(artifact, call, ran),
        elsewhere=_elsewhere(artifact, call, judged.verification),
        commands=_commands(artifact, call, ran, judged, folder),
        artifact=artifact.id,
    )


def _viewed(
    profile: Profile | Missing,
    ran: Mapping[str, Measurement],
    executed: Executed | Missing | None,
) -> Profile | Missing:
    """The profile with its shares and seconds, as far as these are stored."""
    try:
        return views.added(profile, ran.get("calls"), ran.get("sampling"), executed)
    except _ODD:
        return profile


def _analyses(
    artifact: Artifact, call: str | None, ran: Mapping[str, Measurement]
) -> dict[str, Mapping[str, Any] | Missing]:
    """The further parts whose probes were run for some claim."""
    found: dict[str, Mapping[str, Any] | Missing] = {}
    for name, analysis in analyses.ANALYSES.items():
        if analysis.probe not in ran:
            continue
        observed = {(probe, call): one for probe, one in ran.items()}
        try:
            found[name] = analyses.part(name, Measured(artifact, observed=observed), call, ran=True)
        except _ODD:
            found[name] = Missing("the stored measurement cannot be read", "program")
    return found


def _elsewhere(
    artifact: Artifact, call: str | None, verification: Verification
) -> dict[str, Executed]:
    """What the call executed on the other CPythons, where it was counted there."""
    found = {}
    for one in verification.measurements:
        mine = (one.artifact, one.probe, one.subject) == (artifact.id, "executed", "artifact")
        if mine and one.target.get("call") == call and one.python != verification.target.python:
            counted = _part(one, counting.executed)
            if isinstance(counted, Executed):
                found[one.python] = counted
    return found


def _commands(
    artifact: Artifact,
    call: str | None,
    ran: Mapping[str, Measurement],
    judged: Judged,
    folder: Path | None,
) -> dict[str, str]:
    """For each part that ran the call: the evidence of a claim that rests on it, or the call."""
    probes = _RUNS | {name: analysis.probe for name, analysis in analyses.ANALYSES.items()}
    python = ["--python", judged.verification.target.python]
    called = ["--call", call] if call is not None else []
    found = {}
    for part, probe in probes.items():
        words = ["measure", place(artifact, folder), *called, "--only", part, *python]
        found[part] = shlex.join(["workbench", *words])
        if probe in ran and (claim := _resting_on(ran[probe], judged.verification)) is not None:
            found[part] = f"workbench evidence {shlex.quote(claim)}{judged.options}"
    return found


def _resting_on(found: Measurement, verification: Verification) -> str | None:
    return next((one.claim for one in verification.verdicts if found.id in one.evidence), None)


def _source_lines(source: str, wanted: Sequence[str] | Mapping[str, int]) -> dict[str, str]:
    text = source.split("\n")
    places = [name for name in wanted if name.isascii() and name.isdecimal() and len(name) < 8]
    return {name: text[int(name) - 1] for name in places if 0 < int(name) <= len(text)}


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
