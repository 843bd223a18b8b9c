"""From a text to its parts: documents, the programs shown in them, and the claims they make.

Nothing is run or compiled here; programs are looked at as text only, since they are hostile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Literal, cast

from workbench import families, kinds
from workbench.documents import _chapters, _parts
from workbench.documents._choice import choose
from workbench.documents._programs import functions as _functions
from workbench.documents._repair import with_import
from workbench.documents._shown import MAX_PROGRAMS, Shown
from workbench.documents._shown import programs as _programs
from workbench.extractors import _headers, _versions
from workbench.extractors._binding import Binder
from workbench.extractors._known import standing as _standing
from workbench.extractors.base import MAX_CLAIMS, claim_id, unique
from workbench.records import (
    Artifact,
    Claim,
    Document,
    Location,
    Provenance,
    Speaker,
    sha256_of,
    short_hash,
)

_FIRST = ("declared", "printed", "table", "counter")
"""Of two extractors that read the same place the first one here is believed."""
_UNACCUSED = ("user", "system")


def document(
    data: bytes,
    name: str,
    *,
    path: str | None = None,
    first_line: int = 1,
    speaker: Speaker | None = None,
) -> Document:
    """Bytes as a document: the only door, for files, replies and the output of scripts alike.

    `name` is its lasting identity, `path` where it lies (the name when not given), `first_line`
    the line on which it begins there. Bytes that are no UTF-8 are replaced and `why` says so.
    """
    format_ = _format(data, name, speaker)
    if getattr(format_, "BINARY", False):
        return cast(Document, format_.read(data, name, path or name, first_line, speaker))
    text = data.decode("utf-8-sig", "replace")
    read: Document = format_.read(text, name, path or name, first_line, speaker)
    if _is_utf8(data):
        return read
    why = "not all of it is UTF-8: such bytes are shown as \ufffd"
    return read.model_copy(update={"why": f"{read.why}; {why}" if read.why else why})


def artifacts(
    document: Document,
    *,
    file_name: str,
    kind: Literal["workload", "analysis"],
    provenance: Provenance,
    workload: str | None = None,
    entry_point: str | None = None,
) -> tuple[Artifact, ...]:
    """The program of a generated reply, with what was chosen and repaired; empty without code."""
    program = choose(document, entry_point)
    if program is None:
        return ()
    digest = sha256_of(program.source)
    artifact = Artifact(
        id=short_hash(document.name, file_name, digest),
        name=file_name,
        kind=kind,
        source=program.source,
        sha256=digest,
        variant="repaired" if program.repairs else "literal",
        repairs=program.repairs,
        location=program.location,
        provenance=provenance,
        workload=workload,
        entry_point=entry_point,
        notes=program.notes,
    )
    return (artifact,)


@dataclass(frozen=True)
class Program:
    """A program as a document prints it; `repaired` when copying may have broken it.

    `guessed` says that nothing but how it reads makes it Python; `before` and `after` are the
    words between it and its neighbours; `excuse` is why a failure of it accuses nobody.
    """

    literal: Artifact
    repaired: Artifact | None = None
    guessed: bool = False
    before: str = ""
    after: str = ""
    excuse: str | None = None


def programs(document: Document, *, first: int = 1) -> tuple[tuple[Program, ...], tuple[str, ...]]:
    """All programs that a document shows, numbered from `first`, and what code was left out."""
    found: list[Shown] = []
    notes: dict[str, None] = {}
    for _, blocks in _chapters.blocks(document):
        chapter = document.model_copy(update={"blocks": blocks})
        shown, told = _programs(chapter, {one.name for one in found})
        found += shown
        notes |= dict.fromkeys(told)
    if len(found) > MAX_PROGRAMS:
        notes[f"only the first {MAX_PROGRAMS} programs were run"] = None
    kept = found[:MAX_PROGRAMS]
    return tuple(_program(one, f"a{n}") for n, one in enumerate(kept, start=first)), tuple(notes)


def in_part(document: Document, location: Location) -> Location:
    """A place as readers of the document count: the cell, page, message or paragraph, and the line
    in it. A place that goes on beyond its part ends with it; of a text it stays as it is.
    """
    return _parts.located(document, location)


def texts(document: Document) -> dict[str, str]:
    """The texts in which the places of a document are counted: its own, or those of its parts."""
    return _parts.texts(document)


def _program(shown: Shown, name: str) -> Program:
    literal = Artifact(
        id=name,
        name=shown.name,
        kind=shown.kind,
        source=shown.source,
        sha256=sha256_of(shown.source),
        location=shown.location,
        provenance="document",
        notes=shown.notes,
        named=shown.named,
    )
    mended = shown.repaired
    twin = None if mended is None else repaired(literal, mended, shown.repairs)
    return Program(literal, twin, shown.guessed, shown.before, shown.after, shown.excuse)


def repaired(artifact: Artifact, source: str, repairs: Sequence[str]) -> Artifact:
    """The same program with something repaired, as an artifact of its own."""
    number = len(artifact.repairs) + 1
    return artifact.model_copy(
        update={
            "id": f"{artifact.id.partition('-')[0]}-repaired{number if number > 1 else ''}",
            "source": source,
            "sha256": sha256_of(source),
            "variant": "repaired",
            "repairs": (*artifact.repairs, *repairs),
        }
    )


def imported(artifact: Artifact, name: str) -> Artifact | None:
    """The program with the import that everybody means by an unknown name; None for others."""
    found = with_import(artifact.source, name)
    return None if found is None else repaired(artifact, found[0], (found[1],))


def standing(artifact: Artifact) -> str | None:
    """The function that stands for a program: its entry point, or the only one to speak of."""
    return _standing(artifact)


def functions(source: str) -> tuple[str, ...]:
    """Names that a source defines with `def`, each once, in order, nested ones included."""
    return _functions(source)


def python_version(document: Document) -> tuple[str, Literal["stated", "inferred"]] | None:
    """The one CPython (3.8, 3.12.1) that a document says or shows its numbers are for."""
    stated = _versions.stated(document)
    if stated is not None or document.python is None:
        return stated
    return document.python, "inferred"


def claims(
    document: Document,
    artifacts: Sequence[Artifact],
    *,
    only: Sequence[str] | None = None,
) -> tuple[Claim, ...]:
    """What a document says, in its order, bound to the artifacts and their functions.

    `only` names the extractors that may speak. Of more than MAX_CLAIMS claims the rest becomes
    one last claim of the kind `too_many_claims`. What users ask and systems are told accuses
    nobody; of several conversations each is about its own programs.
    """
    names = families.package_members("extractors")
    order = [name for name in _FIRST if name in names] + sorted(set(names) - set(_FIRST))
    asked = [families.load("extractors", name) for name in order if only is None or name in only]
    found: list[Claim] = []
    for chapter, shift in _chapters.alone(document):
        own = _chapters.own(artifacts, chapter, shift) if document.chapters else artifacts
        said = (one for one in _claims(chapter, own, asked) if one.speaker not in _UNACCUSED)
        found += (_chapters.shifted(one, shift) for one in said) if shift else said
        if len(found) > MAX_CLAIMS:
            return unique([*found[:MAX_CLAIMS], _rest(document, found[MAX_CLAIMS])])
    return unique(found)


def _claims(
    document: Document, artifacts: Sequence[Artifact], extractors: Sequence[ModuleType]
) -> list[Claim]:
    """What one conversation, or a document without any, says: at most one more than MAX_CLAIMS."""
    named = {artifact.id: functions(artifact.source) for artifact in artifacts}
    binder = Binder(document, artifacts, named, kinds.of_no_program())
    document = _headers.split(document, binder.known)
    found: dict[tuple[Location, str], Claim] = {}
    files = {one.name: one.source for one in artifacts if one.location.file != document.path}
    for extractor in extractors:
        beside = hasattr(extractor, "extract_beside")
        said = extractor.extract_beside(document, files) if beside else extractor.extract(document)
        for claim in said:
            found.setdefault((claim.location, claim.kind), claim)
    ordered = sorted(found.values(), key=_place)
    kept = list(binder.bind_all(ordered[:MAX_CLAIMS]))
    if len(ordered) > MAX_CLAIMS:
        kept.append(_rest(document, ordered[MAX_CLAIMS]))
    return kept


def in_order(found: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims of one document in the order of their places, their ids made unique."""
    return unique(sorted(found, key=_place))


def is_binary(data: bytes, name: str) -> bool:
    """Whether the format that reads these bytes does not read them as text."""
    return bool(getattr(_format(data, name, None), "BINARY", False))


def _format(data: bytes, name: str, speaker: Speaker | None) -> ModuleType:
    """Who reads these bytes. What a known speaker said is text: no file, and no chat of others."""
    members = [families.load("documents", each) for each in families.package_members("documents")]
    if speaker is not None:
        members = [member for member in members if not getattr(member, "FILES_ONLY", False)]
    return max(members, key=lambda member: float(member.sniff(data, name)))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _place(claim: Claim) -> tuple[int, int, int, int]:
    where = claim.location
    return where.line, where.column, -where.end_line, -where.end_column


def _rest(document: Document, first: Claim) -> Claim:
    """The claim that stands for those beyond the limit, at the place of the first of them."""
    kind = "too_many_claims"
    return Claim(
        id=claim_id(document, first.location, kind, None),
        artifact=None,
        kind=kind,
        args={},
        quote=first.quote,
        location=first.location,
        subject=None,
        extractor=first.extractor,
        speaker=first.speaker,
        problem=f"the document makes more than {MAX_CLAIMS:,} claims; the rest was not read",
    )
