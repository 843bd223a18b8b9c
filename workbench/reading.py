"""Transcripts read back: the overview, one run as a page, what waits for review."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from workbench import generated, read, safe_text, transcripts
from workbench.errors import StorageError, UsageError
from workbench.records import DISCREPANCIES, Claim, Judged, Verdict, Verification
from workbench.settings import Settings
from workbench.transcripts import Transcript

_CODE_LINES = 24
_LONGEST_TEXT = 64 << 20
COLUMNS = ("run", "kind", "workload", "model", "status", "not true", "checked", "to review")


def stdin(settings: Settings, opened: BinaryIO) -> Path:
    """What comes in by a pipe as a file that stays, so that places in it can be shown later.

    Of more than can be shown the beginning is kept. Raises StorageError.
    """
    data = opened.read(_LONGEST_TEXT)
    folder = generated.folder(Path(settings["root"]), "check", "stdin")
    path = folder / f"stdin-{hashlib.sha256(data).hexdigest()[:12]}"
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or _data(str(path)) != data:
            try:
                partial.write_bytes(data)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror or error}") from error
    return path


def overview(settings: Settings) -> list[tuple[str, ...]]:
    """One row for each run, oldest first, in the order of COLUMNS."""
    return [_row(transcripts.read(path)) for path in transcripts.paths(_folder(settings))]


def _status(found: Transcript) -> str:
    return f"{found.status}, {found.damaged} damaged" if found.damaged else found.status


def place(settings: Settings, run: str | None) -> Path:
    """Where a transcript is; without a run, the folder."""
    folder = _folder(settings)
    return folder if run is None else transcripts.find(folder, run)


def run(settings: Settings, name: str) -> tuple[Transcript, Judged | None]:
    """One run, and its newest verification if there is one."""
    found = transcripts.read(transcripts.find(_folder(settings), name))
    return found, judged(settings, found)


def judged(settings: Settings, found: Transcript) -> Judged | None:
    """The newest verification of a run with the texts it is about; None when there is none."""
    if not found.verifications:
        return None
    root = Path(settings["root"])
    verification = found.verifications[-1]
    files = {claim.location.file for claim in verification.claims}
    files |= {artifact.location.file for artifact in verification.artifacts}
    source = str(found.start.get("source") or found.path)
    if found.kind == "generate" and found.workload:
        folder = generated.folder(root, found.workload, found.run)
        folder = generated.round_folder(folder, verification.round)
        source = str(folder / generated.ANSWER)
    return Judged(
        source=source,
        run=found.run,
        workload=found.workload,
        demonstration=found.demonstration,
        verification=verification,
        rounds=found.rounds,
        options="" if root == Path() else f" --root {shlex.quote(str(root))}",
        texts=_texts(files, verification),
    )


def _texts(files: set[str], verification: Verification) -> dict[str, str]:
    """The documents as they lie there now; of notebooks the texts of their cells, and so on."""
    parted = {claim.location.file for claim in verification.claims if claim.location.part}
    parted |= {one.location.file for one in verification.artifacts if one.location.part}
    found: dict[str, str] = {}
    for file in files:
        data = _data(file)
        if data is not None and file in parted:
            found |= read.texts(read.document(data, Path(file).name, path=file))
        elif data is not None:
            found[file] = data.decode("utf-8", "replace")
    return found


@dataclass(frozen=True)
class Waiting:
    """One discrepancy to review, and where an opinion about it goes."""

    judged: Judged
    claim: Claim
    verdict: Verdict
    path: Path

    def code(self) -> str:
        """The function that the claim is about, as it stands in the program; "" without one."""
        artifacts = self.judged.verification.artifacts
        artifact = next((a for a in artifacts if a.id == self.claim.artifact), None)
        if artifact is None:
            return ""
        lines = _definition(artifact.source, self.claim.subject or artifact.entry_point or "")
        shown = [f"    {safe_text.terminal(line, limit=120)}" for line in lines[:_CODE_LINES]]
        rest = [f"    … {len(lines) - _CODE_LINES} lines more"] if lines[_CODE_LINES:] else []
        head = f"  code ({safe_text.one_line(artifact.name)}):"
        return "\n".join([head, *shown, *rest, ""]) if lines else ""

    def keep(self, opinion: str, note: str, author: str) -> None:
        """Append an opinion to the transcript."""
        event = transcripts.review_event(self.claim.id, self.verdict, opinion, note, author)
        transcripts.Writer(self.path).append(event)


def discrepancies(
    settings: Settings, run: str | None, *, everything: bool = False
) -> list[Waiting]:
    """What nobody has reviewed yet in one run (the newest one by default).

    A verdict that changed since its review waits again. Raises UsageError when there is no run.
    """
    folder = _folder(settings)
    path = transcripts.find(folder, run) if run else _newest(folder)
    found = transcripts.read(path)
    shown = judged(settings, found)
    if shown is None:
        raise UsageError(f"{found.run} has no verdicts yet", hint=f"workbench verify {found.run}")
    done = set() if everything else _reviewed(found)
    waiting = []
    for claim in shown.verification.claims:
        verdict = shown.verification.verdict(claim.id)
        if verdict is None or verdict.label not in DISCREPANCIES:
            continue
        if (claim.id, transcripts.verdict_hash(verdict)) not in done:
            waiting.append(Waiting(shown, claim, verdict, path))
    return waiting


def newest(settings: Settings) -> str:
    """The newest run that has verdicts. Raises UsageError when there is none."""
    return _newest(_folder(settings)).stem


def repaired(settings: Settings, name: str | None) -> Judged | None:
    """The run that `discrepancies` reads, if what failed in it went back to its model."""
    folder = _folder(settings)
    found = transcripts.read(transcripts.find(folder, name) if name else _newest(folder))
    return judged(settings, found) if found.rounds else None


def _definition(source: str, name: str) -> list[str]:
    """The lines of a function's definition by their indentation: foreign code is not parsed."""
    lines = source.expandtabs(4).splitlines()
    head = re.compile(rf"\s*(?:async\s+)?def\s+{re.escape(name)}\b")
    start = next((number for number, line in enumerate(lines) if head.match(line)), None)
    if start is None or not name:
        return []
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > depth
    ):
        end += 1
    found = lines[start:end]
    while found and not found[-1].strip():
        found.pop()
    return found


def _reviewed(found: Transcript) -> set[tuple[str, str]]:
    return {(r.claim, r.verdict_hash) for r in found.reviews if r.opinion != "note"}


def _newest(folder: Path) -> Path:
    for path in reversed(transcripts.paths(folder)):
        if transcripts.read(path).verifications:
            return path
    raise UsageError(f"no run in {folder} has verdicts", hint="workbench generate matmul")


def _row(found: Transcript) -> tuple[str, ...]:
    model = str(found.start.get("model") or found.start.get("source") or "-")
    label = f"{model} (demonstration)" if found.demonstration else model
    start = (found.run, found.kind, found.workload or "-", label, _status(found))
    if not found.verifications:
        return (*start, "-", "-", "-")
    verdicts = found.verifications[-1].verdicts
    done = _reviewed(found)
    wrong = [v for v in verdicts if v.label in DISCREPANCIES]
    waiting = [v for v in wrong if (v.claim, transcripts.verdict_hash(v)) not in done]
    checked = [v for v in verdicts if v.label not in ("uncheckable", None)]
    return (*start, str(len(wrong)), str(len(checked)), str(len(waiting)))


def _folder(settings: Settings) -> Path:
    return Path(settings["root"]) / "transcripts"


def _data(file: str) -> bytes | None:
    path = Path(file)
    try:
        if not path.is_file():  # a transcript from elsewhere may name a pipe or a device
            return None
        with path.open("rb") as opened:
            return opened.read(_LONGEST_TEXT)
    except (OSError, ValueError):
        return None
