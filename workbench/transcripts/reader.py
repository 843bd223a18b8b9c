"""Reading a transcript back: events are folded into one record; damage is counted, not fatal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from workbench.errors import StorageError
from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    Environment,
    Measurement,
    Prompt,
    Record,
    Response,
    Round,
    Target,
    Verdict,
    Verification,
)

Event = dict[str, Any]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Review:
    """A person's opinion about one verdict."""

    claim: str
    verdict_hash: str
    opinion: str
    note: str
    author: str
    time: str


@dataclass(frozen=True)
class Transcript:
    """A run as read back. `damaged` counts lines that could not be read."""

    run: str
    path: Path
    start: Event = field(default_factory=dict)
    prompts: tuple[Prompt, ...] = ()
    responses: tuple[Response, ...] = ()
    verifications: tuple[Verification, ...] = ()
    reviews: tuple[Review, ...] = ()
    rounds: tuple[Round, ...] = ()
    status: str = "incomplete"
    why: str | None = None
    damaged: int = 0

    @property
    def workload(self) -> str | None:
        """The workload of the run, None for a document."""
        value = self.start.get("workload")
        return value if isinstance(value, str) else None

    @property
    def demonstration(self) -> bool:
        """Whether the answers were written for this project."""
        return bool(self.start.get("demonstration"))

    @property
    def kind(self) -> str:
        """generate, verify or check."""
        return str(self.start.get("kind", "unknown"))


def read(path: Path) -> Transcript:
    """Read a transcript; damaged lines and events of other versions are counted, not fatal."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
    reader = _Reader(path)
    for line in raw.split(b"\n"):
        if line.strip():
            reader.take(line)
    return reader.finish()


class _Reader:
    """Folds events into a transcript."""

    def __init__(self, path: Path) -> None:
        self.transcript: dict[str, Any] = {"run": path.stem, "path": path}
        self.prompts: list[Prompt] = []
        self.responses: list[Response] = []
        self.reviews: list[Review] = []
        self.verifications: dict[str, dict[str, Any]] = {}
        self.rounds: dict[int, Round] = {}
        self.damaged = 0

    def take(self, line: bytes) -> None:
        try:
            event = json.loads(line)
            if not isinstance(event, dict):
                raise ValueError("not an object")
            self._event(event)
        except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
            self.damaged += 1

    def _event(self, event: Event) -> None:
        name = event["event"]
        if name in ("start", "demonstration"):
            self.transcript["start"] = event
        elif name == "response":
            self.responses.append(_load(Response, event["response"]))
            if "prompt" in event:
                self.prompts.append(_load(Prompt, event["prompt"]))
        elif name == "verification":
            self.verifications[event["verification"]] = {
                "id": event["verification"],
                "time": event["time"],
                "target": _load(Target, event["target"]),
                "environment": _load(Environment, event["environment"]),
                "seed": int(event.get("seed", 0)),
                "round": int(event.get("round", 0)),
            }
        elif name in _PARTS:
            key, kind = _PARTS[name]
            part = self.verifications[event["verification"]].setdefault(f"{key}s", [])
            part.append(_load(kind, event[key]))
        elif name == "round":
            one = _load(Round, event["round"])
            self.rounds[one.number] = one
        elif name == "review":
            fields = ("claim", "verdict_hash", "opinion", "note", "author", "time")
            self.reviews.append(Review(*(str(event[field]) for field in fields)))
        elif name == "end":
            self.transcript |= {"status": str(event["status"]), "why": event.get("why")}

    def finish(self) -> Transcript:
        return Transcript(
            **self.transcript,
            prompts=tuple(self.prompts),
            responses=tuple(self.responses),
            # Merged ones may stand below newer ones; what was said last counts.
            reviews=tuple(sorted(self.reviews, key=lambda one: one.time)),
            rounds=tuple(self.rounds[number] for number in sorted(self.rounds)),
            verifications=tuple(_verification(parts) for parts in self.verifications.values()),
            damaged=self.damaged,
        )


_PARTS: dict[str, tuple[str, type[Record]]] = {
    "artifact": ("artifact", Artifact),
    "claim": ("claim", Claim),
    "measurement": ("measurement", Measurement),
    "result": ("result", ArtifactResult),
    "gen_ai.evaluation.result": ("verdict", Verdict),
}


def _verification(parts: dict[str, Any]) -> Verification:
    frozen: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in parts.items()}
    return Verification(**frozen)


def _load(kind: type[R], payload: Any) -> R:
    return kind.model_validate(payload, strict=False)
