"""What was read in a document and run: what its claims need measured, and how it is judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench import artifacts, examples, judge, measure, read
from workbench.authored import Left
from workbench.handed import Given
from workbench.measure import Bench, Measured
from workbench.records import Artifact, ArtifactResult, Claim, Verdict
from workbench.trying import SCRIPT, Tried
from workbench.verification import subject_of


@dataclass(frozen=True)
class Found:
    """Everything that was read in what is checked, and run."""

    given: Given
    tried: tuple[Tried, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Measured] = field(default_factory=dict)
    left: Left = field(default_factory=Left)


def measured(found: Found, spot: Bench, on_done: Callable[[str], None]) -> dict[str, Measured]:
    """What the claims need beyond what is measured of every program, by artifact.

    `on_done` is told each finished item.
    """
    extra: dict[str, Measured] = {}
    for one in found.tried:
        artifact = one.stands.artifact
        needs = _needs(found, artifact.id, one)
        if needs:
            extra[artifact.id] = _observe(artifact, needs, _beside(found, spot), on_done)
    commands = judge.needs([c for c in found.claims if c.artifact is None], None)
    if commands:
        beside = _beside(found, spot, printed=True)
        extra[""] = _observe(artifacts.whole(found.given.source), commands, beside, on_done)
    return extra


def _beside(found: Found, spot: Bench, *, printed: bool = False) -> Bench:
    """Where one of the programs is measured: beside all the others, on the target."""
    texts = [ran.artifact for one in found.tried for ran in one.runs]
    files = {**spot.files, **artifacts.files(texts, printed=printed)}
    return replace(spot, files=files, interpreters=())


def doubted(
    found: Found, verdicts: Sequence[Verdict], spot: Bench, on_done: Callable[[str], None]
) -> dict[str, Measured]:
    """What was measured for the claims, with what is yet to be measured for those that failed."""
    doubts = judge.doubts(found.claims, verdicts)
    extra = dict(found.extra)
    for one in found.tried:
        artifact = one.stands.artifact
        call = example(artifact) if artifact.id in doubts else None
        seen = extra.get(artifact.id)
        known = seen.observed if seen is not None else {}
        needs = {(probe, call) for probe in doubts.get(artifact.id, ())} - set(known)
        if call is not None and needs:
            more = _observe(artifact, needs, _beside(found, spot), on_done)
            extra[artifact.id] = more if seen is None else seen.joined(more)
    return extra


def _observe(
    artifact: Artifact,
    needs: set[tuple[str, str | None]],
    spot: Bench,
    on_done: Callable[[str], None],
) -> Measured:
    return measure.artifact(artifact, needs, spot, None, compare=False, on_done=on_done)


def _needs(found: Found, artifact: str, tried: Tried) -> set[tuple[str, str | None]]:
    """The probes for the claims about one program; counts at run time want a call."""
    mine = [claim for claim in found.claims if claim.artifact == artifact]
    needs = judge.needs(mine, example(tried.stands.artifact)) - {SCRIPT}
    if tried.stands.artifact.kind == "workload":
        call = example(tried.stands.artifact)
        needs |= {("structure", None)} | {(probe, call) for probe in judge.for_all(found.claims)}
    return {need for need in needs if need[1] is not None or need[0] in judge.CALL_FREE}


def example(artifact: Artifact) -> str | None:
    """A call that the program shows of the function that stands for it."""
    function = read.standing(artifact)
    return examples.call_of(artifact.source, function) if function else None


def subjects(found: Found) -> dict[str, judge.Subject]:
    """Every text that was run, as it is judged; the document itself has no name."""
    result: dict[str, judge.Subject] = {}
    for one in found.tried:
        for ran in one.runs:
            more = found.extra.get(ran.artifact.id)
            seen = ran.measured if more is None else ran.measured.joined(more)
            result[ran.artifact.id] = shown_subject(seen, ran.result, stands=ran is one.stands)
    if "" in found.extra:
        result[""] = subject_of(found.extra[""], None, None)
    return result


def shown_subject(seen: Measured, result: ArtifactResult | None, *, stands: bool) -> judge.Subject:
    """A program of a document with everything that was measured of it, as it is judged."""
    subject = subject_of(seen, result, None)
    function, call = read.standing(seen.artifact), example(seen.artifact)
    return replace(subject, stands=stands, entry_point=function, call=call)
