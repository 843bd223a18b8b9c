"""From replies (or a file) to verdicts: read, run the scripts, measure, judge, write down."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench import artifacts, benches, generated, judge, measure, outcomes, read, transcripts
from workbench.conversation import Reporter
from workbench.errors import StorageError
from workbench.generated import Reply
from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    Document,
    Judged,
    Provenance,
    Verdict,
    Verification,
)
from workbench.survey import Workload, Workplace
from workbench.transcripts import Writer

SCRIPTS = ("analysis_counting", "analysis_profiling", "analysis_dependences")
STATING = ("workload", "claims", "report")
"""Replies whose words are claims; scripts speak by what they print."""
WORKLOAD_FILE = "workload.py"


@dataclass(frozen=True)
class Work:
    """One verification in the making: what is verified, where, and who is told.

    `folder` is that of a generated run, None for a file; `round` is the round of repair that is
    verified, 0 for the first answer; `hashes` are those of the templates.
    """

    workload: Workload
    place: Workplace
    writer: Writer
    reporter: Reporter
    provenance: Provenance
    number: int = 1
    folder: Path | None = None
    round: int = 0
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def here(self) -> Path | None:
        """The folder of this round, where its evidence goes."""
        return None if self.folder is None else generated.round_folder(self.folder, self.round)


@dataclass(frozen=True)
class Found:
    """What was read and what the scripts printed, ready to be measured and judged."""

    source: str
    artifact: Artifact
    claims: tuple[Claim, ...]
    texts: Mapping[str, str]
    scripts: tuple[Artifact, ...] = ()
    results: tuple[ArtifactResult, ...] = ()


@dataclass(frozen=True)
class Printed:
    """How a script came out, and what its output says."""

    result: ArtifactResult
    claims: tuple[Claim, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def of_replies(replies: Sequence[Reply], work: Work, folder: Path) -> Judged:
    """Verify a generated run: its programs as they lie in the folder, its claims as answered."""
    work.reporter.stage("reading the answer")
    given = {reply.role: reply for reply in replies}
    documents = {role: document(reply, work, folder) for role, reply in given.items()}
    artifact = _program(given["workload"], documents["workload"], WORKLOAD_FILE, work)
    scripts = tuple(
        _program(given[name], documents[name], f"{name}.py", work)
        for name in SCRIPTS
        if name in documents
    )
    first, answer = given["workload"].first_line, documents["workload"]
    point = work.workload.entry_point
    claims = [artifacts.same_output(artifact, answer.name, answer.text, first, point)]
    for name in STATING:
        if name in documents and given[name].states:
            claims += read.claims(documents[name], (artifact,))
    work.reporter.stage("running the analysis scripts")
    here = generated.round_folder(folder, work.round)
    printed = [_run_script(script, artifact, work, here) for script in scripts]
    texts = {str(reply.path): reply.path.read_bytes().decode() for reply in replies}
    for one in printed:
        claims += one.claims
        texts |= one.texts
    found = Found(
        source=str(here / generated.ANSWER),
        artifact=artifact,
        claims=tuple(claims),
        texts=texts,
        scripts=scripts,
        results=tuple(one.result for one in printed),
    )
    return judged(found, work)


def of_file(data: bytes, file: Path, work: Work) -> Judged:
    """Verify a file as an implementation of the workload."""
    point = work.workload.entry_point
    artifact = artifacts.program(data, str(file), workload=work.workload.name, entry_point=point)
    text = data.decode("utf-8", "replace")
    claims = (artifacts.same_output(artifact, file.name, text, 1, point),)
    return judged(Found(str(file), artifact, claims, {str(file): text}), work)


def judged(found: Found, work: Work) -> Judged:
    """Measure, judge, and append the verification to the transcript."""
    work.reporter.stage("measuring")
    workload, seed = work.workload, secrets.randbits(32)
    measured, result, verdicts = _measured(found, work, seed)
    if work.here is not None:
        generated.write_evidence(work.here, found.artifact, measured.records())
    verification = Verification(
        id=f"v{work.number}",
        time=transcripts.now(),
        target=work.place.target_record,
        environment=work.place.environment,
        seed=seed,
        round=work.round,
        artifacts=(found.artifact, *found.scripts),
        claims=found.claims,
        measurements=tuple(generated.without_files(m) for m in measured.records()),
        results=(result, *found.results),
        verdicts=verdicts,
    )
    shown = Judged(
        source=found.source,
        run=work.writer.run,
        workload=workload.name,
        demonstration=work.provenance == "demonstration",
        verification=verification,
        texts=dict(found.texts),
        options=work.place.options,
    )
    return _kept(shown, work)


def _measured(
    found: Found, work: Work, seed: int
) -> tuple[measure.Measured, ArtifactResult, tuple[Verdict, ...]]:
    """What the claims need, then what those that fail then may yet hold by."""
    workload, spot = work.workload, benches.of(work.place, seed)
    needs = judge.needs(found.claims, workload.call)
    measured = measure.artifact(found.artifact, needs, spot, workload, on_done=work.reporter.item)
    result = _compare(measured, workload)

    def judged_by(seen: measure.Measured) -> tuple[Verdict, ...]:
        subjects = {found.artifact.id: subject_of(seen, result, workload)}
        return judge.claims(found.claims, subjects, spot.target.version)

    verdicts = judged_by(measured)
    probes = judge.doubts(found.claims, verdicts).get(found.artifact.id, ())
    doubted = {(probe, workload.call) for probe in probes} - set(measured.observed)
    if not doubted:
        return measured, result, verdicts
    here = replace(spot, interpreters=())
    measured = measured.joined(
        measure.artifact(found.artifact, doubted, here, workload, compare=False)
    )
    return measured, result, judged_by(measured)


def subject_of(
    measured: measure.Measured, result: ArtifactResult | None, workload: Workload | None
) -> judge.Subject:
    """An artifact with everything that was measured of it, as it is judged."""
    return judge.Subject(
        measured.artifact,
        measured.static,
        measured.observed,
        result,
        workload.entry_point if workload else measured.artifact.entry_point,
        workload.call if workload else None,
        measured.runs,
        measured.elsewhere,
    )


def _kept(shown: Judged, work: Work) -> Judged:
    return kept(shown, work.writer)


def kept(shown: Judged, writer: Writer) -> Judged:
    """What was judged, appended to its transcript; a full disk still hands it on."""
    try:
        writer.append(*transcripts.verification_events(shown.verification))
    except StorageError as error:
        error.judged = shown  # a full disk hides nothing that was found out
        raise
    return shown


def _compare(measured: measure.Measured, workload: Workload) -> ArtifactResult:
    name = measured.artifact.id
    if not measured.artifact.source.strip():
        return ArtifactResult(
            artifact=name, outcome="no-entry-point", error="the answer has no code", rule="WB403"
        )
    found = measured.outputs
    if found is None:
        return ArtifactResult(artifact=name, outcome="not-run", error="nothing to compare with")
    return outcomes.outputs(found.cases, found.expected, found.got, workload, name)


def document(reply: Reply, work: Work, folder: Path) -> Document:
    """A reply of a generated run, whose folder this is, as the document it is."""
    return read.document(
        reply.response.text.encode("utf-8", "backslashreplace"),
        generated.lasting_name(work.writer.run, folder, reply.path),
        path=str(reply.path),
        first_line=reply.first_line,
        speaker="assistant",
    )


def program(reply: Reply, document: Document, file_name: str, work: Work) -> Artifact | None:
    """The program that a reply shows; None when it shows none."""
    main = reply.role == "workload"
    found = read.artifacts(
        document,
        file_name=file_name,
        kind="workload" if main else "analysis",
        provenance=work.provenance,
        workload=work.workload.name,
        entry_point=work.workload.entry_point if main else None,
    )
    return found[0] if found else None


def _program(reply: Reply, document: Document, file_name: str, work: Work) -> Artifact:
    """The program of a reply; one that lies beside it already is taken as it is now."""
    artifact = program(reply, document, file_name, work)
    if artifact is None:
        kind = "workload" if reply.role == "workload" else "analysis"
        return artifacts.nothing(document, file_name, work.provenance, kind)
    folder = reply.path.parent
    there = generated.read_source(folder, artifact.name)
    if there is None:
        template = work.hashes.get(reply.response.prompt, "unknown")
        generated.write_source(folder, artifact, reply.response, template, work.writer.run)
        return artifact
    return artifacts.edited(artifact, there) if there != artifact.source else artifact


def _run_script(script: Artifact, artifact: Artifact, work: Work, folder: Path) -> Printed:
    """Run one analysis script on the workload; what it prints is read as claims."""
    if not script.source.strip():
        return Printed(
            ArtifactResult(
                artifact=script.id, outcome="no-entry-point", error="the answer has no code"
            )
        )
    files = {WORKLOAD_FILE: artifact.source}
    run, output = measure.script(script, [WORKLOAD_FILE], files, benches.of(work.place, 0))
    work.reporter.item(f"{script.name}: {run.outcome}")
    result = ArtifactResult(
        artifact=script.id, outcome=run.outcome, error=run.error, suspicions=run.suspicions
    )
    if run.outcome != "ok":
        return Printed(result)
    path = generated.write_output(folder, script, output)
    name = generated.lasting_name(work.writer.run, work.folder or folder, path)
    claims = read.claims(read.document(output.encode(), name, path=str(path)), (artifact,))
    if not claims:
        error = "it printed no JSON object with counts, calls or loops"
        result = result.model_copy(update={"outcome": "incorrect", "error": error})
    return Printed(result, claims, {str(path): output})
