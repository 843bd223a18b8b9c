"""What the exports ask of a transcript, which is read on the same floor and not imported here.

A member of this family that has `EXTENSIONS` shows verdicts: `--format` takes its name, and `-o`
chooses it by one of those extensions (there may be none).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from workbench.records import Judged, Prompt, Response, Verification


class Verdicts(Protocol):
    """An export of verdicts for other tools. `text` is another: it asks for colour and detail."""

    EXTENSIONS: tuple[str, ...]

    def render(self, judged: Judged) -> str:
        """One document or run."""

    def render_many(self, judged: Sequence[Judged]) -> str:
        """Several; also one or none where several were asked for."""


class Opinion(Protocol):
    """A review, as the transcript keeps it."""

    @property
    def claim(self) -> str:
        """The claim's id."""

    @property
    def opinion(self) -> str:
        """agree, tool-is-wrong, note."""

    @property
    def note(self) -> str:
        """What its author wrote."""

    @property
    def author(self) -> str:
        """Who."""

    @property
    def time(self) -> str:
        """When."""


class Run(Protocol):
    """A transcript, as far as a page needs it."""

    @property
    def run(self) -> str:
        """The run's id."""

    @property
    def kind(self) -> str:
        """generate, verify or check."""

    @property
    def start(self) -> Mapping[str, Any]:
        """The event that began it."""

    @property
    def prompts(self) -> Sequence[Prompt]:
        """What was asked."""

    @property
    def responses(self) -> Sequence[Response]:
        """What was answered."""

    @property
    def verifications(self) -> Sequence[Verification]:
        """Every judging, oldest first."""

    @property
    def reviews(self) -> Sequence[Opinion]:
        """What people think of it."""

    @property
    def status(self) -> str:
        """How it ended."""

    @property
    def why(self) -> str | None:
        """Why it ended so."""

    @property
    def damaged(self) -> int:
        """Lines that could not be read."""

    @property
    def workload(self) -> str | None:
        """The workload, None for a document."""

    @property
    def demonstration(self) -> bool:
        """Whether no model gave the answers."""
