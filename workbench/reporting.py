"""Reports for people: runs read back as chapters, and a file in which the reader's notes stay."""

from __future__ import annotations

import contextlib
import os
import shlex
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench import generated, notes, reading, selection, stored, transcripts
from workbench.errors import StorageError, UsageError
from workbench.figures import Chapter, File
from workbench.notes import Notes
from workbench.records import Judged
from workbench.settings import Settings
from workbench.transcripts import Transcript

_LARGEST = 64 << 20
_MOST_FILES = 500
_MOST_ROUNDS = 10
_KEPT = (".pyc", ".dis.txt", ".prof", ".output.txt")


@dataclass(frozen=True)
class Old:
    """The report that is there already: its notes, and the file as it was when it was read."""

    path: Path
    data: bytes | None = None
    notes: Notes = field(default_factory=Notes)


# --- which runs -----------------------------------------------------------------------------------


def chapters(names: Sequence[str], settings: Settings) -> tuple[Chapter, ...]:
    """The chapters of these runs, folders or checked files; of the newest runs without a name.

    Raises UsageError for what is no run, and for a run without verdicts.
    """
    found = [_judged(one, settings) for one in _runs(names, settings)]
    pairs = [(transcript, one) for transcript, one in found if one is not None]
    if not pairs:
        run = found[0][0].run
        raise UsageError(f"{run} has no verdicts yet", hint=f"workbench verify {run}")
    for transcript, one in found:
        if one is None and names:
            run = transcript.run
            raise UsageError(f"{run} has no verdicts yet", hint=f"workbench verify {run}")
    subjects = Counter(_subject(one) for _, one in pairs)
    root = Path(settings["root"])
    return tuple(
        _chapter(transcript, one, root, alone=subjects[_subject(one)] == 1)
        for transcript, one in pairs
    )


def _runs(names: Sequence[str], settings: Settings) -> list[Transcript]:
    """What the names mean, each run once, in their order."""
    root = Path(settings["root"])
    if not names:
        return _newest(root)
    known = [transcripts.read(path) for path in transcripts.paths(root / "transcripts")]
    found: dict[str, Transcript] = {}
    for name in names:
        one = _about(name, known)
        if one is None:
            (task,) = selection.tasks([name], None, root, everything=False)
            one = transcripts.read(task.path)
        found[one.run] = one
    return list(found.values())


def _newest(root: Path) -> list[Transcript]:
    """The newest generated run of each workload and the newest check of each file, oldest first."""
    found: dict[tuple[str, str], Transcript] = {}
    for path in transcripts.paths(root / "transcripts"):
        one = transcripts.read(path)
        about = one.workload if one.kind == "generate" else one.start.get("source")
        if one.kind in ("generate", "check") and isinstance(about, str) and one.verifications:
            found.pop((one.kind, about), None)
            found[one.kind, about] = one
    if not found:
        raise UsageError(
            f"nothing in {root} has been judged yet",
            hint="workbench check FILE, workbench generate matmul, or another folder with --root",
        )
    return list(found.values())


def _about(name: str, known: Sequence[Transcript]) -> Transcript | None:
    """The newest judged run whose source is that file."""
    wanted = os.path.realpath(name)
    for one in reversed(known):
        source = one.start.get("source")
        if not isinstance(source, str) or "\0" in source or not one.verifications:
            continue
        if source == name or os.path.realpath(source) == wanted:
            return one
    return None


def _judged(found: Transcript, settings: Settings) -> tuple[Transcript, Judged | None]:
    return found, reading.judged(settings, found)


def _subject(judged: Judged) -> str:
    return judged.workload or Path(judged.source).name


# --- one run --------------------------------------------------------------------------------------


def _chapter(found: Transcript, judged: Judged, root: Path, *, alone: bool) -> Chapter:
    folder = None
    if found.kind == "generate" and found.workload:
        folder = generated.folder(root, found.workload, found.run)
    elif found.kind == "check":
        folder = generated.folder(root, "check", found.run)
    opinions: dict[str, list[str]] = {}
    for one in found.reviews:
        said = f"{one.opinion}{f': {one.note}' if one.note else ''} ({one.author}, {one.time})"
        opinions.setdefault(one.claim, []).append(said)
    subject = _subject(judged)
    return Chapter(
        key=notes.key(subject if alone else f"{subject}-{found.run}"),
        kind=found.kind,
        status=f"{found.status}: {found.why}" if found.why else found.status,
        judged=judged,
        facts=tuple(_facts(found)),
        asked=next((one.text for one in found.prompts if one.name == "workload"), ""),
        figures=tuple(stored.figures(judged, folder)),
        files=tuple(_files(folder)) if folder else (),
        opinions={claim: tuple(lines) for claim, lines in opinions.items()},
        again=f"workbench report {found.run} -o report.html{judged.options}",
    )


def _facts(found: Transcript) -> Iterator[tuple[str, str]]:
    start = found.start
    options = start.get("options")
    options = options if isinstance(options, dict) else {}
    facts = (
        ("run", found.run),
        ("command", found.kind),
        ("when", start.get("time")),
        ("provider", start.get("provider")),
        ("model", start.get("model")),
        ("temperature", options.get("temperature")),
        ("seed", options.get("seed")),
        ("prompts", ", ".join(f"{p.name} ({p.template_sha256[:12]})" for p in found.prompts)),
    )
    for name, value in facts:
        if value not in (None, ""):
            yield name, str(value)
    if found.damaged:
        yield "damaged lines of the transcript, left out", str(found.damaged)


def _files(folder: Path) -> Iterator[File]:
    """What was kept beside the run and its rounds of repair, of the newest round first."""
    rounds = sorted(folder.glob("round-*"), key=lambda path: (len(path.name), path.name))
    for place in (*reversed(rounds[-_MOST_ROUNDS:]), folder):
        if not place.is_symlink():
            yield from _evidence_in(place / generated.EVIDENCE)


def _evidence_in(folder: Path) -> Iterator[File]:
    """The files people know; links and what is no regular file are left out."""
    try:
        names = [] if folder.is_symlink() else sorted(os.listdir(folder))[:_MOST_FILES]
    except OSError:
        return
    for name in names:
        path = folder / name
        with contextlib.suppress(OSError):
            state = path.lstat()
            if name.startswith(".") or not name.endswith(_KEPT) or not stat.S_ISREG(state.st_mode):
                continue
            magic = None
            if name.endswith(".pyc"):
                with path.open("rb") as file:
                    magic = int.from_bytes(file.read(2), "little")
            yield File(str(path), state.st_size, magic)


def command(names: Sequence[str], settings: Settings, output: Path, *, measure: bool) -> str:
    """The command that writes such a report again."""
    root = ["--root", str(settings["root"])] if settings.source("root") == "flag" else []
    words = ["workbench", "report", *names, "-o", str(output), *root]
    return shlex.join([*words, "--measure"] if measure else words)


# --- the file -------------------------------------------------------------------------------------


def old(path: Path) -> Old:
    """The report that is to be written anew, with its notes; nothing for a new or empty file.

    Raises UsageError for a file that no report wrote and for marks that do not pair up,
    StorageError for what cannot be read.
    """
    path = Path(os.path.realpath(path))
    try:
        if not path.exists():
            return Old(path)
        if not path.is_file():
            raise StorageError(f"cannot write {path}: it is no regular file")
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
    text = data.decode("utf-8", "surrogateescape")
    if not text.strip():
        return Old(path, data)
    if len(data) > _LARGEST or not notes.is_ours(text):
        raise UsageError(
            f"{path} is no report of workbench, so it is not overwritten",
            hint="choose another name with -o, or move that file away",
        )
    try:
        return Old(path, data, notes.read(text))
    except ValueError as error:
        raise UsageError(
            f"{path} is not overwritten, since a note would be lost: {error}",
            hint=f"put the mark back ({notes.END}), or choose another name with -o",
        ) from error


def write(text: str, before: Old, *, with_notes: bool = True) -> Path | None:
    """Write the report in one step; where text beside the notes was edited, the old file stays.

    So it does when it has notes and the new one is not `with_notes`. Returns where it stays then.
    Raises StorageError, also when the file changed in the meantime.
    """
    path = before.path
    data = text.encode("utf-8", "surrogateescape")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        if (path.read_bytes() if path.exists() else None) != before.data:
            raise StorageError(
                f"{path} was changed in the meantime, so it was not overwritten",
                hint="the same command again",
            )
        aside = None
        if before.data and before.data.strip():
            partial.chmod(stat.S_IMODE(path.stat().st_mode))
            lost = not with_notes and any(n.text.strip() for n in before.notes.found.values())
            if (before.notes.changed or lost) and before.data != data:
                aside = _aside(path, before.data)
        partial.replace(path)
        return aside
    except OSError as error:
        raise StorageError(
            f"cannot write {path}: {error.strerror or error}", hint="choose another name with -o"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _aside(path: Path, data: bytes) -> Path:
    """Keep the old file under a name that is free."""
    for number in range(1, 1000):
        kept = path.with_name(f"{path.stem}.before-{number}{path.suffix}")
        with contextlib.suppress(FileExistsError), kept.open("xb") as file:
            file.write(data)
            return kept
    raise StorageError(f"there are too many old reports beside {path}", hint="move them away")
