"""What a person reviews: a run opened at one of its verifications, opinions kept and merged.

Opinions go where they always went, to the end of the run's transcript.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from workbench import reading, safe_text, transcripts
from workbench.errors import StorageError, UsageError
from workbench.records import DISCREPANCIES, Judged, Verdict
from workbench.settings import Settings
from workbench.transcripts import Review, Transcript

SCHEMA = "workbench/reviews/1"
Opinion = Literal["agree", "tool-is-wrong", "note"]
OPINIONS: tuple[Opinion, ...] = get_args(Opinion)
LONGEST_NOTE = 2000
_LONGEST_AUTHOR = 100
_LARGEST_FILE = 64 << 20
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class ChangedError(UsageError):
    """An opinion is about a verdict that is not the one that stands."""


@dataclass(frozen=True)
class Opened:
    """A run at one of its verifications, which are counted from 1; `judged` None: none is there."""

    transcript: Transcript
    judged: Judged | None
    number: int

    @cached_property
    def reviews(self) -> dict[str, list[Review]]:
        """What was said, by claim, oldest first."""
        found: dict[str, list[Review]] = {}
        for one in self.transcript.reviews:
            found.setdefault(one.claim, []).append(one)
        return found

    def waits(self, verdict: Verdict | None) -> bool:
        """Whether it is a discrepancy that nobody has an opinion about as it is now."""
        if verdict is None or verdict.label not in DISCREPANCIES:
            return False
        names = transcripts.verdict_hash(verdict)
        return not any(
            one.verdict_hash == names and one.opinion != "note"
            for one in self.reviews.get(verdict.claim, ())
        )


class Runs:
    """The runs of one root. The newest few that were opened are kept until their file changes."""

    def __init__(self, settings: Settings, *, keep: int = 4) -> None:
        self.settings = settings
        self.root = Path(settings["root"])
        self.folder = self.root / "transcripts"
        self._room = keep
        self._read: dict[Path, tuple[tuple[int, int], Transcript]] = {}

    def open(self, name: str) -> Opened:
        """A run by its name; RUN@2 is its second verification. Raises UsageError, StorageError."""
        run, _, number = name.partition("@")
        found = self._transcript(transcripts.find(self.folder, run))
        last = len(found.verifications)
        at = int(number) if number.isdecimal() and len(number) < 6 else (-1 if number else last)
        if not 0 <= at <= last or (at == 0 and last):
            raise UsageError(f"{found.run} has no verification {number!r}", hint=f"1 to {last}")
        cut = replace(found, verifications=found.verifications[:at])
        return Opened(found, reading.judged(self.settings, cut), at)

    def _transcript(self, path: Path) -> Transcript:
        try:
            state = path.stat()
        except OSError as error:
            raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
        stamp = state.st_size, state.st_mtime_ns
        known = self._read.pop(path, None)
        if known is None or known[0] != stamp:
            known = stamp, transcripts.read(path)
        self._read[path] = known
        for old in list(self._read)[: -self._room]:
            self._read.pop(old, None)
        return known[1]

    def keep(self, run: str, claim: str, names: str, opinion: str, note: str) -> Opened:
        """Append an opinion about the verdict with that hash; the run as it is then.

        Raises UsageError for what is no opinion, ChangedError when the newest verdict about the
        claim is another one, StorageError.
        """
        if opinion not in OPINIONS:
            raise UsageError(f"{safe_text.one_line(opinion, 40)!r} is no opinion")
        opened = self.open(run)
        verdict = opened.judged.verification.verdict(claim) if opened.judged else None
        if verdict is None:
            raise UsageError("there is no verdict about that claim")
        if transcripts.verdict_hash(verdict) != names:
            raise ChangedError("the verdict has changed since; load the page again")
        said = safe_text.terminal(note.strip(), newlines=True, limit=LONGEST_NOTE)
        if opinion == "note" and not said:
            raise UsageError("the note is empty")
        event = transcripts.review_event(claim, verdict, opinion, said, self.settings.author)
        transcripts.Writer(opened.transcript.path).append(event)
        return self.open(run)


@dataclass(frozen=True)
class Merged:
    """How many reviews of a file were added, how many were there already, and what was refused."""

    added: int
    known: int
    refused: tuple[str, ...]


def merge(settings: Settings, path: Path) -> Merged:
    """Append the reviews of a downloaded file to their transcripts, each once.

    Raises UsageError for what is no file of reviews, StorageError for what cannot be read.
    """
    runs = Runs(settings, keep=16)
    added = known = 0
    refused: list[str] = []
    waiting: dict[Path, list[transcripts.Event]] = {}
    there: dict[Path, set[tuple[str, ...]]] = {}
    for number, line in enumerate(_lines(path), 1):
        try:
            place, review = _review(json.loads(line), runs)
        except (ValueError, KeyError, TypeError, RecursionError, UsageError) as error:
            why = error.message if isinstance(error, UsageError) else "not a review"
            refused.append(f"line {number}: {safe_text.one_line(why, 200)}")
            continue
        if place not in there:
            there[place] = {_same(one) for one in transcripts.read(place).reviews}
        if _same(review) in there[place]:
            known += 1
            continue
        there[place].add(_same(review))
        stamp = {"event": "review", **vars(review), "imported": transcripts.now()}
        waiting.setdefault(place, []).append(stamp)
    if refused and not waiting and not known:
        raise UsageError(f"{path} holds no review of a run in {runs.folder}: {refused[0]}")
    for place, events in waiting.items():
        transcripts.Writer(place).append(*events)
        added += len(events)
    return Merged(added, known, tuple(refused))


def _lines(path: Path) -> Iterable[bytes]:
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_FILE:
            raise UsageError(f"{path} is no file of reviews")
        return [line for line in path.read_bytes().split(b"\n") if line.strip()]
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror or error}") from error


def _review(data: Any, runs: Runs) -> tuple[Path, Review]:
    """One line as a review of a verdict that the run has or had."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise UsageError("not a review")
    fields = ("run", "claim", "verdict_hash", "opinion", "note", "author", "time")
    run, claim, names, opinion, note, author, time = (data[name] for name in fields)
    if not all(isinstance(data[name], str) for name in fields) or opinion not in OPINIONS:
        raise UsageError("not a review")
    if not _TIME.fullmatch(time):
        raise UsageError(f"its time {time!r} is none")
    found = runs.open(run).transcript
    if found.run != run:
        raise UsageError(f"there is no run {run!r}")
    stated = (one.verdict(claim) for one in found.verifications)
    if not any(one and transcripts.verdict_hash(one) == names for one in stated):
        raise UsageError(f"{run} never had that verdict about {claim!r}")
    return found.path, Review(
        claim=claim,
        verdict_hash=names,
        opinion=opinion,
        note=safe_text.terminal(note.strip(), newlines=True, limit=LONGEST_NOTE),
        author=safe_text.one_line(author, _LONGEST_AUTHOR) or "anonymous",
        time=time,
    )


def _same(one: Review) -> tuple[str, ...]:
    return one.claim, one.verdict_hash, one.opinion, one.note, one.author, one.time
