"""Transcripts: append-only JSON lines, one event each, whole, flushed and synced.

Nothing that was written is ever changed: new verdicts and reviews are appended. A torn last line
is skipped, counted and reported, never fatal.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.errors import StorageError, UsageError
from workbench.records import (
    Dispute,
    Options,
    Prompt,
    Record,
    Response,
    Round,
    Verdict,
    Verification,
    sha256_of,
    short_hash,
)
from workbench.transcripts.reader import Event, Review, Transcript, read

__all__ = [
    "Event",
    "Review",
    "Transcript",
    "Writer",
    "create",
    "disputed",
    "exchange",
    "find",
    "newest",
    "now",
    "paths",
    "read",
    "review_event",
    "round_event",
    "verdict_hash",
    "verification_events",
]

SCHEMA = "workbench/transcript/1"
_AGAIN = 100_000
_RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}\Z")


class Writer:
    """Appends events to one transcript; several processes may append to the same one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def run(self) -> str:
        """The run's id."""
        return self.path.stem

    def append(self, *events: Event) -> None:
        """Write the events as whole lines and sync them. Raises StorageError with what to try."""
        stamp = now()
        lines = [_line({"schema": SCHEMA, "time": stamp, **event}) for event in events]
        try:
            _append(self.path, b"".join(lines))
        except OSError as error:
            raise StorageError(
                f"cannot write {self.path}: {error.strerror or error}",
                hint="free some space or choose another folder with --root",
            ) from error


def create(folder: Path) -> Writer:
    """A new, empty transcript with a run id of its own. Raises StorageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(100):
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            path = folder / f"{stamp}-{secrets.token_hex(2)}.jsonl"
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            except FileExistsError:
                continue
            return Writer(path)
    except OSError as error:
        raise StorageError(
            f"cannot write to {folder}: {error.strerror or error}",
            hint="choose another folder with --root",
        ) from error
    raise StorageError(f"cannot find a free run name in {folder}")


def exchange(prompt: Prompt, response: Response, options: Options, history: Sequence[Any]) -> Event:
    """The event of one prompt and its reply, with the OpenTelemetry GenAI names beside our own."""
    sent = [{"role": m.role, "parts": [_text(_bounded(m.content))]} for m in history]
    received = {
        "role": "assistant",
        "parts": [_text(response.text)],
        "finish_reason": response.finish_reason,
    }
    return {
        "event": "response",
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": response.provider,
        "gen_ai.request.model": response.request_model,
        "gen_ai.request.temperature": options.temperature,
        "gen_ai.request.seed": options.seed,
        "gen_ai.response.model": response.model,
        "gen_ai.response.finish_reasons": [response.finish_reason],
        "gen_ai.usage.input_tokens": response.usage.input_tokens,
        "gen_ai.usage.output_tokens": response.usage.output_tokens,
        "gen_ai.input.messages": [*sent, {"role": "user", "parts": [_text(prompt.text)]}],
        "gen_ai.output.messages": [received],
        "prompt": prompt.model_dump(mode="json"),
        "response": response.model_dump(mode="json"),
    }


def verification_events(verification: Verification) -> list[Event]:
    """The events of one verification, in the order in which they are read back."""
    tag = {"verification": verification.id}
    kinds = {claim.id: claim.kind for claim in verification.claims}
    events: list[Event] = [
        {
            "event": "verification",
            **tag,
            "target": verification.target.model_dump(mode="json"),
            "environment": verification.environment.model_dump(mode="json"),
            "seed": verification.seed,
            "round": verification.round,
        }
    ]
    for name in ("artifact", "claim", "measurement", "result"):
        records: Sequence[Record] = getattr(verification, f"{name}s")
        events += [{"event": name, **tag, name: r.model_dump(mode="json")} for r in records]
    for verdict in verification.verdicts:
        events.append(
            {
                "event": "gen_ai.evaluation.result",
                **tag,
                "gen_ai.evaluation.name": kinds.get(verdict.claim),
                "gen_ai.evaluation.score.label": verdict.label,
                "gen_ai.evaluation.explanation": verdict.explanation,
                "verdict": verdict.model_dump(mode="json"),
            }
        )
    return events


def verdict_hash(verdict: Verdict) -> str:
    """Names one verdict by what it says, so that a changed one reopens its review."""
    return short_hash(verdict.claim, verdict.label, verdict.rule, verdict.measured)


def review_event(claim: str, verdict: Verdict, opinion: str, note: str, author: str) -> Event:
    """The event of one review."""
    return {
        "event": "review",
        "claim": claim,
        "verdict_hash": verdict_hash(verdict),
        "opinion": opinion,
        "note": note,
        "author": author,
    }


def disputed(found: Transcript, verification: Verification) -> dict[str, Dispute]:
    """By claim, which of these verdicts a person says to be the tool's mistake.

    The newest opinion about a verdict counts; one about a verdict that has changed does not.
    """
    opinions = {}
    for one in found.reviews:
        verdict = verification.verdict(one.claim)
        if verdict is None or one.opinion == "note":
            continue
        # Reviews are about verdicts as they were read back, with lists for tuples.
        stored = Verdict.model_validate_json(verdict.model_dump_json())
        if verdict_hash(stored) == one.verdict_hash:
            opinions[one.claim] = one
    return {
        claim: Dispute(note=one.note, author=one.author, time=one.time)
        for claim, one in opinions.items()
        if one.opinion == "tool-is-wrong"
    }


def round_event(judged: Round) -> Event:
    """The event of one round of repair; the newest event of a number counts."""
    return {"event": "round", "round": judged.model_dump(mode="json")}


def paths(folder: Path) -> list[Path]:
    """All transcripts of a folder, oldest first."""
    if not folder.is_dir():
        return []
    # Only regular files: reading a pipe that somebody left there would never end.
    return sorted(p for p in folder.glob("*.jsonl") if _RUN.match(p.stem) and p.is_file())


def find(folder: Path, run: str) -> Path:
    """The transcript whose run begins (or ends) with `run`. Raises UsageError."""
    known = paths(folder)
    found = [p for p in known if p.stem.startswith(run) or p.stem.endswith(f"-{run}")]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(p.stem for p in found[:5])
        raise UsageError(f"{run!r} fits {len(found)} runs: {names}")
    newest = ", ".join(p.stem for p in known[-3:]) or "none yet"
    raise UsageError(f"no run {run!r} in {folder}", hint=f"newest: {newest}")


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _bounded(content: str) -> str:
    """An earlier message; one too long to be written again with every turn is named instead.

    It stands whole in the event of its own turn.
    """
    if len(content) <= _AGAIN:
        return content
    return f"{content[:200]}… [{len(content)} characters, sha256 {sha256_of(content)}]"


def _text(content: str) -> dict[str, str]:
    return {"type": "text", "content": content}


def _line(event: Event) -> bytes:
    # ASCII output keeps lone surrogates and separators as escapes: one event stays one line.
    return json.dumps(event, ensure_ascii=True, allow_nan=True).encode("ascii") + b"\n"


def _append(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            data = b"\n" + data  # a torn line stays alone and does not swallow this one
        done = 0
        try:
            while done < len(data):
                done += os.write(descriptor, data[done:])
        except OSError:
            os.ftruncate(descriptor, size)  # a full disk must not leave half an event
            raise
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def newest(transcripts: Iterable[Transcript]) -> dict[str, Transcript]:
    """The newest generated run of each workload."""
    found: dict[str, Transcript] = {}
    for transcript in transcripts:
        if transcript.kind == "generate" and transcript.workload:
            found[transcript.workload] = transcript
    return found
