"""From a text to its parts: documents, the programs shown in them, and the claims they make.

Nothing is run or compiled here; programs are looked at as text only, since they are hostile.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Literal

from workbench import families
from workbench.documents._choice import choose
from workbench.documents._programs import functions as _functions
from workbench.extractors._binding import Binder
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
    format_ = _format(data, name)
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


def functions(source: str) -> tuple[str, ...]:
    """Names that a source defines with `def`, each once, in order, nested ones included."""
    return _functions(source)


def claims(
    document: Document,
    artifacts: Sequence[Artifact],
    *,
    only: Sequence[str] | None = None,
) -> tuple[Claim, ...]:
    """What a document says, in its order, bound to the artifacts and their functions.

    `only` names the extractors that may speak. Of more than MAX_CLAIMS claims the rest becomes
    one last claim of the kind `too_many_claims`.
    """
    names = families.package_members("extractors")
    order = [name for name in _FIRST if name in names] + sorted(set(names) - set(_FIRST))
    found: dict[tuple[Location, str], Claim] = {}
    for name in order:
        if only is None or name in only:
            for claim in families.load("extractors", name).extract(document):
                found.setdefault((claim.location, claim.kind), claim)
    binder = Binder(
        document, artifacts, {artifact.id: functions(artifact.source) for artifact in artifacts}
    )
    ordered = sorted(found.values(), key=_place)
    kept = list(binder.bind_all(ordered[:MAX_CLAIMS]))
    if len(ordered) > MAX_CLAIMS:
        kept.append(_rest(document, ordered[MAX_CLAIMS]))
    return unique(kept)


def _format(data: bytes, name: str) -> ModuleType:
    members = [families.load("documents", each) for each in families.package_members("documents")]
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
