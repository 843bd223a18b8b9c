"""What was read in a document and run: what its claims need measured, and how it is judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from workbench import artifacts, judge, measure, read
from workbench.authored import Left
from workbench.handed import Given
from workbench.measure import Bench, Measured
from workbench.records import Artifact, ArtifactResult, Claim
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
    texts = [ran.artifact for one in found.tried for ran in one.runs]
    extra: dict[str, Measured] = {}
    for one in found.tried:
        artifact = one.stands.artifact
        needs = _needs(found, artifact.id, one)
        if needs:
            files = {**spot.files, **artifacts.files(texts, printed=False)}
            beside = replace(spot, files=files, interpreters=())
            extra[artifact.id] = _observe(artifact, needs, beside, on_done)
    commands = judge.needs([c for c in found.claims if c.artifact is None], None)
    if commands:
        files = {**spot.files, **artifacts.files(texts, printed=True)}
        beside = replace(spot, files=files, interpreters=())
        extra[""] = _observe(artifacts.whole(found.given.source), commands, beside, on_done)
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
    wanted = judge.needs(mine, example(tried.stands.artifact)) - {SCRIPT}
    if tried.stands.artifact.kind == "workload":
        call = example(tried.stands.artifact)
        wanted |= {("structure", None)} | {(probe, call) for probe in judge.for_all(found.claims)}
    return {need for need in wanted if need[1] is not None or need[0] in judge.CALL_FREE}


def example(artifact: Artifact) -> str | None:
    """A call that the program shows of the function that stands for it."""
    function = read.standing(artifact)
    return artifacts.example_call(artifact.source, function) if function else None


def subjects(found: Found) -> dict[str, judge.Subject]:
    """Every text that was run, as it is judged; the document itself has no name."""
    result: dict[str, judge.Subject] = {}
    for one in found.tried:
        for ran in one.runs:
            more = found.extra.get(ran.artifact.id)
            seen = ran.measured if more is None else _merged(ran.measured, more)
            result[ran.artifact.id] = shown_subject(seen, ran.result, stands=ran is one.stands)
    if "" in found.extra:
        result[""] = subject_of(found.extra[""], None, None)
    return result


def shown_subject(seen: Measured, result: ArtifactResult | None, *, stands: bool) -> judge.Subject:
    """A program of a document with everything that was measured of it, as it is judged."""
    subject = subject_of(seen, result, None)
    function, call = read.standing(seen.artifact), example(seen.artifact)
    return replace(subject, stands=stands, entry_point=function, call=call)


def _merged(first: Measured, more: Measured) -> Measured:
    return replace(
        first,
        observed={**first.observed, **more.observed},
        elsewhere={**first.elsewhere, **more.elsewhere},
    )
