"""From a document to verdicts: find its programs, run them, read its claims, measure, judge.

Each program is run as it is printed first. Where copying may have broken it, its repaired twin is
run, too, and is the one that claims about the program are judged by.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench import (
    artifacts,
    generated,
    judge,
    measure,
    outcomes,
    read,
    transcripts,
    verification,
)
from workbench.conversation import Reporter
from workbench.measure import Bench, Measured
from workbench.read import Program
from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    Document,
    Judged,
    Measurement,
    Verdict,
    Verification,
)
from workbench.survey import Workplace
from workbench.transcripts import Writer
from workbench.verification import subject_of

SCRIPT = ("script", None)
_FAILED = ("rejected-source", "crash")
_UNKNOWN = re.compile(r"NameError: name '(\w{1,100})' is not defined")
_TEXT_SAMPLE = 8192
MAX_BYTES = 16 << 20


@dataclass(frozen=True)
class Check:
    """One check in the making: where it takes place, where it is kept, who is told."""

    place: Workplace
    writer: Writer
    reporter: Reporter
    number: int = 1


@dataclass(frozen=True)
class Ran:
    """One text of a program, what was measured of it, and how it came out."""

    artifact: Artifact
    measured: Measured
    result: ArtifactResult


@dataclass(frozen=True)
class Tried:
    """A program with all texts of it that were run, the one that stands last."""

    program: Program
    runs: tuple[Ran, ...]

    @property
    def literal(self) -> Ran:
        """The text as it is printed."""
        return self.runs[0]

    @property
    def stands(self) -> Ran:
        """The text that claims are judged by."""
        return self.runs[-1]


@dataclass(frozen=True)
class Found:
    """Everything that was read in a document, and run."""

    document: Document
    tried: tuple[Tried, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Measured] = field(default_factory=dict)


def unread(data: bytes) -> str | None:
    """Why bytes are no text that could be read; None when they may be."""
    if b"\0" in data[:_TEXT_SAMPLE]:
        return "it is not text"
    return None


def check(data: bytes, file: Path, work: Check) -> Judged:
    """Everything about one document, appended to the transcript."""
    work.reporter.stage(f"reading {file.name}")
    document = read.document(data, file.name, path=str(file))
    work, notes = _aimed(document, work)
    for note in notes:
        work.reporter.warn(f"{file.name}: {note}")
    programs, left_out = read.programs(document)
    work.reporter.stage("running its programs")
    spot = verification.bench(work.place, secrets.randbits(32))
    tried = run_programs(programs, spot, work)
    standing = [one.stands.artifact for one in tried]
    said = read.claims(document, standing)
    claims = read.in_order([*said, *(_runs(one, document) for one in tried)])
    work.reporter.stage("measuring")
    notes += left_out
    found = Found(document, tuple(tried), claims, tuple(notes))
    measured = replace(found, extra=_measure(found, spot, work))
    return verification.kept(_judged(measured, spot, work), work.writer)


def _aimed(document: Document, work: Check) -> tuple[Check, list[str]]:
    """The check on the CPython that the document states or shows, where there is one of its minor
    version here and no other was asked for; with what is to be said about it."""
    place, told = work.place, read.python_version(document)
    if told is None or place.target_source == "flag":
        return work, []
    version, source = told
    minor = version.split(".")[:2]
    known = (*place.interpreters, place.target)
    fitting = [one for one in known if one.version.split(".")[:2] == minor]
    says = f"it {'states' if source == 'stated' else 'shows'} CPython {version}"
    if not fitting:
        return work, [f"{says}, which is not here: it was judged on {place.target.version}"]
    target = next((one for one in fitting if one.version == version), fitting[-1])
    same = version in (target.version, ".".join(minor))
    notes = [] if same else [f"{says}: it was judged on {target.version}"]
    return replace(work, place=replace(place, target=target, target_source=source)), notes


# --- running --------------------------------------------------------------------------------------


def run_programs(programs: Sequence[Program], spot: Bench, work: Check) -> list[Tried]:
    """Every program as it is printed, then repaired where that may help."""
    defined = {name for one in programs for name in read.functions(one.literal.source)}
    texts = {one.literal.id: one.literal for one in programs}
    found: list[Tried] = []
    for one in programs:
        beside = replace(spot, files=artifacts.files(list(texts.values()), printed=False))
        setting = outcomes.Setting(defined, one.before, one.after)
        runs = [_run(one.literal, beside, setting, work)]
        while len(runs) < 4:
            again = _mended(one, runs[-1])
            if again is None:
                break
            ran = _run(again, beside, setting, work)
            if ran.result.outcome == "rejected-source":
                break  # a repair that does not compile repairs nothing
            runs.append(ran)
        found.append(_not_its_own(Tried(one, tuple(runs)), found))
        texts[one.literal.id] = runs[-1].artifact
    return found


def _not_its_own(tried: Tried, earlier: Sequence[Tried]) -> Tried:
    """A program that goes on from one that fails is not accused of the same again."""
    ran = tried.literal
    if tried.program.guessed and ran.result.outcome == "rejected-source":
        return _not_run(tried, "it does not read as a whole program, and nothing says it is one")
    failed = [one.literal for one in earlier if one.literal.result.outcome in _FAILED]
    before = next((one for one in failed if _goes_on(one.artifact, ran.artifact)), None)
    if before is None or ran.result.outcome not in _FAILED:
        return tried
    return _not_run(tried, f"it goes on from {before.artifact.name}, which fails")


def _not_run(tried: Tried, why: str) -> Tried:
    changed = {"outcome": "not-run", "error": why, "rule": None}
    first, *others = tried.runs
    result = first.result.model_copy(update=changed)
    return replace(tried, runs=(replace(first, result=result), *others))


def _goes_on(before: Artifact, after: Artifact) -> bool:
    return before.source.strip() in after.source and before.sha256 != after.sha256


def _run(artifact: Artifact, spot: Bench, setting: outcomes.Setting, work: Check) -> Ran:
    measured = measure.artifact(artifact, {SCRIPT}, spot, None, compare=False)
    target = spot.target.version
    here = measured.static.get(target)
    compiles = tuple(version for version, one in measured.static.items() if one.data is not None)
    setting = replace(setting, compiles_on=compiles, target=target)
    rejected = here.error if here is not None else None
    result = outcomes.ran(artifact, measured.observed[SCRIPT], setting, rejected)
    work.reporter.item(f"{artifact.name} ({artifact.variant}): {result.outcome}")
    return Ran(artifact, measured, result)


def _mended(program: Program, last: Ran) -> Artifact | None:
    """The next text to try: the indentation put back, then an import that was left out."""
    run = last.measured.observed[SCRIPT].run
    if last.result.outcome == "rejected-source" or (run and run.outcome == "rejected-source"):
        fresh = program.repaired is not None and last.artifact is program.literal
        return program.repaired if fresh else None
    unknown = _UNKNOWN.search((run.error if run else None) or "")
    return read.imported(last.artifact, unknown.group(1)) if unknown else None


def _runs(tried: Tried, document: Document) -> Claim:
    """The claim of a printed program that it runs, placed where it is run."""
    return artifacts.program_runs(tried.literal.artifact, document)


# --- measuring and judging ------------------------------------------------------------------------


def _measure(found: Found, spot: Bench, work: Check) -> dict[str, Measured]:
    """What the claims need beyond what is measured of every program, by artifact."""
    texts = [ran.artifact for one in found.tried for ran in one.runs]
    extra: dict[str, Measured] = {}
    for one in found.tried:
        artifact = one.stands.artifact
        needs = _needs(found, artifact.id, one)
        if needs:
            files = artifacts.files(texts, printed=False)
            beside = replace(spot, files=files, interpreters=())
            extra[artifact.id] = _observe(artifact, needs, beside, work)
    commands = judge.needs([c for c in found.claims if c.artifact is None], None)
    if commands:
        beside = replace(spot, files=artifacts.files(texts, printed=True), interpreters=())
        extra[""] = _observe(artifacts.whole(found.document.path), commands, beside, work)
    return extra


def _observe(
    artifact: Artifact, needs: set[tuple[str, str | None]], spot: Bench, work: Check
) -> Measured:
    return measure.artifact(artifact, needs, spot, None, compare=False, on_done=work.reporter.item)


def _needs(found: Found, artifact: str, tried: Tried) -> set[tuple[str, str | None]]:
    """The probes for the claims about one program; counts at run time want a call."""
    mine = [claim for claim in found.claims if claim.artifact == artifact]
    wanted = judge.needs(mine, example(tried.stands.artifact)) - {SCRIPT}
    shared = {("structure", None)} if tried.stands.artifact.kind == "workload" else set()
    return {need for need in wanted | shared if need[1] is not None or need[0] in judge.CALL_FREE}


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


def _placed(document: Document, claim: Claim) -> Claim:
    """The claim with its place counted as users of a notebook do."""
    return claim.model_copy(update={"location": read.in_cell(document, claim.location)})


def _shown(document: Document, artifact: Artifact) -> Artifact:
    """The program with its place counted as users of a notebook do."""
    return artifact.model_copy(update={"location": read.in_cell(document, artifact.location)})


def _judged(found: Found, spot: Bench, work: Check) -> Judged:
    place, document = work.place, found.document
    known = subjects(found)
    verdicts = judge.claims(found.claims, known, place.target.version)
    runs = [ran for one in found.tried for ran in one.runs]
    folder = generated.folder(place.root, "check", work.writer.run)
    for ran in runs:
        generated.keep_shown(folder, ran.artifact, ran.measured.records())
    measured = [m for ran in runs for m in ran.measured.records()]
    measured += [m for more in found.extra.values() for m in more.records()]
    record = Verification(
        id=f"v{work.number}",
        time=transcripts.now(),
        target=place.target_record,
        environment=place.environment,
        seed=spot.seed,
        artifacts=tuple(_shown(document, ran.artifact) for ran in runs),
        claims=tuple(_placed(document, claim) for claim in found.claims),
        measurements=tuple(generated.without_files(m) for m in measured),
        results=tuple(ran.result for ran in runs),
        verdicts=verdicts,
    )
    nothing = not found.tried and not found.claims
    why = "it shows no program and makes no claim that workbench knows" if nothing else None
    return Judged(
        source=document.path,
        run=work.writer.run,
        status="empty" if nothing else "ok",
        why=document.why or why or "; ".join(found.notes) or None,
        verification=record,
        texts=read.texts(document),
        options=place.options,
    )


# --- again ----------------------------------------------------------------------------------------


def again(
    claim: Claim, artifact: Artifact, stored: Verification, spot: Bench
) -> tuple[dict[str, Measurement], Verdict | None]:
    """One claim of a stored check, its program measured afresh: measurements by id, the verdict.

    What was measured of the other programs is taken as it was stored.
    """
    printed = not artifact.id
    spot = replace(spot, files=artifacts.files(stored.artifacts, printed=printed))
    if printed:
        spot = replace(spot, interpreters=())
    needs = judge.needs([claim], example(artifact) if artifact.id else None)
    seen = measure.artifact(artifact, needs, spot, None, compare=False)
    known = _stored_subjects(stored)
    before = known.get(artifact.id)
    if before is not None:
        result = stored.result(artifact.id)
        fresh = shown_subject(seen, result, stands=before.stands)
        known[artifact.id] = replace(fresh, observed={**before.observed, **fresh.observed})
    else:
        known[artifact.id] = subject_of(seen, None, None)
    verdicts = judge.claims(stored.claims, known, spot.target.version)
    verdict = next((one for one in verdicts if one.claim == claim.id), None)
    return {one.id: one for one in seen.records()}, verdict


def _stored_subjects(stored: Verification) -> dict[str, judge.Subject]:
    """The programs of a stored check with what was measured of them then."""
    stands = {one.id for one in artifacts.standing(stored.artifacts).values()}
    found: dict[str, judge.Subject] = {}
    for one in stored.artifacts:
        mine = [m for m in stored.measurements if m.artifact == one.id]
        static = {m.python: m for m in mine if m.probe == "bytecode"}
        here = [m for m in mine if m.probe != "bytecode" and m.python == stored.target.python]
        observed = {(m.probe, m.target.get("call")): m for m in here}
        measured = Measured(one, static, observed=observed)
        result = stored.result(one.id)
        found[one.id] = shown_subject(measured, result, stands=one.id in stands)
    return found
