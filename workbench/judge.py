"""Claims and measurements to verdicts: plain data in, labels out; nothing is started or read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from workbench import artifacts, kinds, opcodes
from workbench.claims import _aim, _tables
from workbench.claims._facts import StaticFacts, facts_from
from workbench.claims.base import Evidence, Finding, Kind, Peer, uncheckable
from workbench.kinds import CALL_FREE, doubts, for_all, needs, needs_again
from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    Measurement,
    Verdict,
)

__all__ = ["CALL_FREE", "Subject", "about", "claims", "doubts", "for_all", "needs", "needs_again"]


@dataclass(frozen=True)
class Subject:
    """One artifact with everything that was measured of it.

    `static` maps versions to bytecode measurements, `observed` a probe with its call to what it
    saw on the target and `elsewhere` what it saw on other versions, `call` is the standard example
    call, `runs` those on fresh inputs. One that does not `stand` has a repaired twin in its place.
    """

    artifact: Artifact
    static: Mapping[str, Measurement] = field(default_factory=dict)
    observed: Mapping[tuple[str, str | None], Measurement] = field(default_factory=dict)
    result: ArtifactResult | None = None
    entry_point: str | None = None
    call: str | None = None
    runs: tuple[Measurement, ...] = ()
    elsewhere: Mapping[tuple[str, str | None], Mapping[str, Measurement]] = field(
        default_factory=dict
    )
    stands: bool = True


def about(found: Iterable[Claim], python: str | None) -> tuple[Claim, ...]:
    """The claims of a document that is about a CPython: those that name no other are about it."""
    return tuple(
        claim.model_copy(update={"python": python})
        if python and claim.kind in kinds.of_a_version() and not _names_python(claim)
        else claim
        for claim in found
    )


def _names_python(claim: Claim) -> bool:
    rows = claim.args.get("rows")
    each = rows if isinstance(rows, list) else []
    own = claim.python or claim.args.get("python")
    return bool(own) or any(isinstance(row, dict) and "python" in row for row in each)


def claims(
    found: Sequence[Claim], subjects: Mapping[str, Subject], target: str
) -> tuple[Verdict, ...]:
    """A verdict for every claim, in their order. Tables are judged first: their best joint reading
    is the only one that their cells may use."""
    static = {name: _static(subject) for name, subject in subjects.items()}
    peers = tuple(
        _peer(subject, static[name], subjects)
        for name, subject in subjects.items()
        if name and subject.stands and subject.artifact.kind == "workload"
    )
    tables = _tables.of(found)
    tested = {version for subject in subjects.values() for version in subject.static}
    wholes: dict[str, Finding] = {}
    verdicts: dict[str, Verdict] = {}
    for claim in sorted(found, key=lambda c: c.kind != _tables.TABLE):
        around = {**tables.around(claim, wholes), "peers": peers}
        aim = _aimed(claim, tested, target)

        def judged(name: str, claim: Claim = claim, more: Any = around, on: _Aim = aim) -> Finding:
            seen = _evidence(claim, subjects.get(name), static.get(name, {}), on.python)
            return _judge(claim, replace(seen, **more))

        subject = subjects.get(claim.artifact or "")
        finding = judged(claim.artifact or "")
        if finding.label in ("contradicted", "other-version"):
            finding = _of_another(finding, claim, judged, subjects)
        finding = aim.finding(finding)
        if claim.kind == _tables.TABLE:
            wholes[claim.id] = finding
        verdicts[claim.id] = _verdict(claim, finding, _used(claim, subject, aim.python))
    return tuple(verdicts[claim.id] for claim in found)


@dataclass(frozen=True)
class _Aim:
    """The CPython that a claim is judged on; `why` says so where it is not about that one."""

    python: str
    why: str | None = None
    keeps: tuple[str, ...] = ()

    def finding(self, finding: Finding) -> Finding:
        """What is left of it for the claim."""
        return _aim.softened(finding, self.why, keeps=self.keeps) if self.why else finding


def _aimed(claim: Claim, tested: Iterable[str], target: str) -> _Aim:
    if claim.python is None or claim.kind not in kinds.of_a_version():
        return _Aim(target)
    needs = kinds.load(claim.kind).NEEDS
    there = _aim.tested(claim.python, tested, target)
    if not needs and ".".join(claim.python.split(".")[:2]) in opcodes.known_versions():
        return _Aim(there or claim.python)
    if there is None:
        return _Aim(target, _aim.not_here(claim.python), keeps=("confirmed", "other-version"))
    if there != target and set(needs) != {"bytecode"}:
        text = f"it is about CPython {claim.python}, and the program was run on {target} alone"
        return _Aim(target, text)
    return _Aim(there)


def _of_another(
    finding: Finding,
    claim: Claim,
    judged: Callable[[str], Finding],
    subjects: Mapping[str, Subject],
) -> Finding:
    """Where several programs have the function, words true of another one accuse nobody."""
    for other in claim.alternates:
        if other in subjects and judged(other).label == "confirmed":
            name = subjects[other].artifact.name
            return replace(
                finding,
                label="ambiguous",
                reason="reading-bound",
                rule="WB502",
                explanation=f"{finding.explanation}; it holds for {claim.subject} in {name}",
                fix=None,
            )
    return finding


def _judge(claim: Claim, evidence: Evidence) -> Finding:
    if claim.problem is not None:
        return uncheckable(claim.problem, reason="malformed")
    if claim.kind not in kinds.names():
        return uncheckable(f"no claim kind is called {claim.kind!r}", reason="unknown-kind")
    member: Kind = kinds.load(claim.kind)
    try:
        args = member.Args.model_validate(claim.args)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "arguments"
        return uncheckable(f"malformed: {place}: {first['msg']}", reason="malformed")
    if evidence.artifact is None and member.NEEDS and not evidence.observed:
        return uncheckable("the text shows no program that this is about", reason="no-code")
    finding: Finding = member.judge(args, evidence)
    return finding


def _peer(
    subject: Subject,
    static: Mapping[str, StaticFacts | str],
    subjects: Mapping[str, Subject],
) -> Peer:
    printed = subjects.get(artifacts.printed(subject.artifact.id))
    return Peer(
        subject.artifact,
        subject.entry_point,
        static,
        dict(subject.observed),
        subject.result,
        printed.result if printed else None,
    )


def _evidence(
    claim: Claim,
    subject: Subject | None,
    static: Mapping[str, StaticFacts | str],
    target: str,
) -> Evidence:
    if subject is None:
        return Evidence(target=target, claim=claim)
    observed = {
        probe: measurement
        for (probe, call), measurement in subject.observed.items()
        if call == kinds.call_for(probe, claim, subject.call)
    }
    return Evidence(
        target=target,
        claim=claim,
        artifact=subject.artifact if claim.artifact else None,
        entry_point=subject.entry_point,
        static=static,
        observed=observed,
        elsewhere={
            probe: by_version
            for (probe, call), by_version in subject.elsewhere.items()
            if call == kinds.call_for(probe, claim, subject.call)
        },
        result=subject.result,
    )


def _static(subject: Subject) -> dict[str, StaticFacts | str]:
    return {version: facts_from(m) for version, m in subject.static.items()}


def _used(claim: Claim, subject: Subject | None, target: str) -> tuple[str, ...]:
    """The ids of the measurements that decide this claim, the target's first."""
    if subject is None or claim.kind not in kinds.names():
        return ()
    probes = (*kinds.load(claim.kind).NEEDS, *kinds.in_doubt(claim))
    static = subject.static if "bytecode" in probes else {}
    ordered = sorted(static, key=lambda version: version != target)
    observed = [
        measurement.id
        for key, found in subject.observed.items()
        if key[0] in probes and key[1] == kinds.call_for(key[0], claim, subject.call)
        for measurement in (found, *subject.elsewhere.get(key, {}).values())
    ]
    runs = subject.runs if "outputs" in probes else ()
    return (*observed, *(run.id for run in runs), *(static[version].id for version in ordered))


def _verdict(claim: Claim, finding: Finding, used: tuple[str, ...]) -> Verdict:
    return Verdict(
        claim=claim.id,
        label=finding.label,
        rule=finding.rule,
        reason=finding.reason,
        measured=finding.measured,
        versions=dict(finding.versions),
        readings=tuple(finding.readings),
        explanation=finding.explanation,
        help=finding.help,
        fix=finding.fix,
        evidence=used,
    )
