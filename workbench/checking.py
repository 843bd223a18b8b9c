"""From a document to verdicts: find its programs, run them, read its claims, measure, judge.

Each program is run as it is printed first. Where copying may have broken it, its repaired twin is
run, too, and is the one that claims about the program are judged by.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench import (
    authored,
    benches,
    contradicting,
    extracting,
    generated,
    handed,
    judge,
    own_counts,
    read,
    transcripts,
    verification,
)
from workbench.conversation import Reporter
from workbench.errors import StorageError
from workbench.extracting import Extraction
from workbench.found import Found, doubted, measured, subjects
from workbench.handed import Given
from workbench.measure import Bench
from workbench.records import (
    Artifact,
    Claim,
    Document,
    Judged,
    Verdict,
    Verification,
)
from workbench.survey import Workplace
from workbench.transcripts import Writer
from workbench.trying import Tried, run_programs

_TEXT_SAMPLE = 8192
MAX_BYTES = 16 << 20
_LIMIT = f"{MAX_BYTES >> 20} MiB"
_CUT = f"only its first {_LIMIT} were read"
_WHOLE = (".ipynb", ".json", ".py")


@dataclass(frozen=True)
class Check:
    """One check in the making: where it takes place, where it is kept, who is told."""

    place: Workplace
    writer: Writer
    reporter: Reporter
    number: int = 1
    extraction: Extraction | None = None


def unread(data: bytes, name: str) -> str | None:
    """Why bytes are no text that could be read; None when they may be.

    Of a text that is too large the beginning can be read, of JSON or a program it cannot.
    """
    if (b"\0" in data[:_TEXT_SAMPLE] or len(data) > MAX_BYTES) and read.is_binary(data, name):
        return f"it is larger than {_LIMIT}: split it" if len(data) > MAX_BYTES else None
    if b"\0" in data[:_TEXT_SAMPLE]:
        return "it is not text"
    only_whole = name.lower().endswith(_WHOLE) or data[:_TEXT_SAMPLE].lstrip()[:1] in (b"{", b"[")
    if len(data) > MAX_BYTES and only_whole:
        return f"it is larger than {_LIMIT}"
    return None


def check(given: Given, work: Check) -> Judged:
    """Everything about one document or submission, appended to the transcript."""
    work, notes, missing = _aimed(given, work)
    shown = Path(given.source).name
    for note in (*notes, *dict.fromkeys(given.cut.values())):
        work.reporter.warn(f"{shown}: {note}")
    programs, left_out = handed.programs(given)
    work.reporter.stage("running its programs")
    spot = benches.of(work.place, secrets.randbits(32))
    spot = replace(spot, files=given.files)
    tried = run_programs(programs, spot, work.reporter)
    left = authored.look(given, tried, spot)
    said, told = _said(given, tried, work)
    notes += told
    claims = judge.about(own_counts.words(given, said), missing)
    work.reporter.stage("measuring")
    found = Found(given, tuple(tried), claims, (*notes, *left_out), left=left)
    found = replace(found, extra=measured(found, spot, work.reporter.item))
    return verification.kept(_judged(found, spot, work), work.writer)


def _said(given: Given, tried: Sequence[Tried], work: Check) -> tuple[tuple[Claim, ...], list[str]]:
    """The claims, with those that a model finds in prose where one is asked, and what is told of
    them."""
    model = work.extraction
    if model is None:
        return handed.claims(given, tried), []
    told = extracting.ask(
        given, tried, model, place=work.place, writer=work.writer, reporter=work.reporter
    )
    said = handed.claims(given, tried, told.offers, told.dropped)
    counted = extracting.counted(told, said, model)
    notes = [*told.notes, *([counted] if counted else [])]
    for one in notes if told.notes or told.dropped else ():
        work.reporter.warn(f"{Path(given.source).name}: {one}")
    return said, notes


def opened(data: bytes, file: Path) -> Given:
    """One file as what is checked. Raises StorageError for one that is no document."""
    document, is_cut = read_file(data, file)
    return Given(str(file), (document,), cut={document.path: _CUT} if is_cut else {})


def read_file(data: bytes, file: Path, name: str | None = None) -> tuple[Document, bool]:
    """The document, and whether the file is too large and this its beginning, which `why` says.

    `name` is its lasting identity, that of the file when not given.
    Raises StorageError for one that is no document to any reader.
    """
    is_cut = len(data) > MAX_BYTES
    if is_cut:
        data = data[: data.rfind(b"\n", 0, MAX_BYTES) + 1 or MAX_BYTES]
    document = read.document(data, name or file.name, path=str(file))
    if document.status == "unread":
        raise StorageError(f"cannot read {file}: {document.why}")
    if is_cut:
        why = "; ".join(filter(None, [document.why, _CUT]))
        document = document.model_copy(update={"why": why})
    return document, is_cut


def _aimed(given: Given, work: Check) -> tuple[Check, list[str], str | None]:
    """The check on the CPython that the first document to do so states or shows, where there is
    one of its minor version here and no other was asked for; with what is to be said about it, and
    with the version that is missing here."""
    place = work.place
    told = next(filter(None, map(read.python_version, given.documents)), None)
    if told is None or place.target_source == "flag":
        return work, [], None
    version, source = told
    minor = version.split(".")[:2]
    known = (*place.interpreters, place.target)
    fitting = [one for one in known if one.version.split(".")[:2] == minor]
    says = f"it {'states' if source == 'stated' else 'shows'} CPython {version}"
    if not fitting:
        note = f"{says}, which is not here: it was judged on {place.target.version}"
        return work, [note], version
    target = next((one for one in fitting if one.version == version), fitting[-1])
    same = version in (target.version, ".".join(minor))
    notes = [] if same else [f"{says}: it was judged on {target.version}"]
    return replace(work, place=replace(place, target=target, target_source=source)), notes, None


# --- judging and showing --------------------------------------------------------------------------


def _placed(document: Document, claim: Claim) -> Claim:
    """The claim with its place counted as readers of the document do."""
    return claim.model_copy(update={"location": read.in_part(document, claim.location)})


def _shown(document: Document, artifact: Artifact) -> Artifact:
    """The program with its place counted as readers of the document do."""
    return artifact.model_copy(update={"location": read.in_part(document, artifact.location)})


def _decided(found: Found, spot: Bench, work: Check) -> tuple[Found, tuple[Verdict, ...]]:
    """The verdicts; what fails first is measured for what else it may mean, and judged again."""
    version = work.place.target.version
    verdicts = judge.claims(found.claims, subjects(found), version)
    extra = doubted(found, verdicts, spot, work.reporter.item)
    if extra == found.extra:
        return found, verdicts
    found = replace(found, extra=extra)
    return found, judge.claims(found.claims, subjects(found), version)


def _judged(found: Found, spot: Bench, work: Check) -> Judged:
    place, given = work.place, found.given
    found, verdicts = _decided(found, spot, work)
    verdicts = found.left.beside(found.claims, verdicts)
    placed = tuple(_placed(given.of(claim.location), claim) for claim in found.claims)
    own = own_counts.look(given, subjects(found), place.target.version)
    verdicts = contradicting.beside(placed, own.beside(placed, verdicts))
    runs = [ran for one in found.tried for ran in one.runs]
    folder = generated.folder(place.root, "check", work.writer.run)
    for ran in runs:
        generated.keep_shown(folder, ran.artifact, ran.measured.records())
    seen = [m for ran in runs for m in ran.measured.records()]
    seen += [m for more in found.extra.values() for m in more.records()]
    seen += found.left.measurements
    record = Verification(
        id=f"v{work.number}",
        time=transcripts.now(),
        target=place.target_record,
        environment=place.environment,
        seed=spot.seed,
        artifacts=tuple(
            _shown(given.of(ran.artifact.location), own.noted(found.left.noted(ran.artifact)))
            for ran in runs
        ),
        claims=placed,
        measurements=tuple(generated.without_files(m) for m in seen),
        results=tuple(ran.result for ran in runs),
        verdicts=verdicts,
    )
    given = replace(given, unread=(*given.unread, *found.left.unread))
    return shown(given, record, found.notes, work)


def shown(given: Given, record: Verification, notes: Sequence[str], work: Check) -> Judged:
    """A verification with what is needed to show it."""
    nothing = not record.artifacts and not record.claims
    why = "it shows no program and makes no claim that workbench knows" if nothing else None
    own = "; ".join(dict.fromkeys(filter(None, (one.why for one in given.documents))))
    texts: dict[str, str] = {}
    for document in given.documents:
        texts |= read.texts(document)
    return Judged(
        source=given.source,
        run=work.writer.run,
        status="empty" if nothing else "ok",
        why=own or why or "; ".join(notes) or None,
        verification=record,
        texts=texts,
        options=work.place.options,
        sort=given.sort,
        unread=given.unread,
    )
