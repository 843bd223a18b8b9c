"""Talking to a model: what it is asked, how, and what it replied."""

from __future__ import annotations

from typing import Any, Literal

from workbench.records.base import Record


class Message(Record):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Prompt(Record):
    """A rendered template: the text is kept, not only the recipe."""

    name: str
    template_sha256: str
    variables: dict[str, str]
    text: str
    target_python: str
    response_schema: dict[str, Any] | None = None


class Usage(Record):
    """Tokens as the server reported them; None is unknown, never 0."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None


class Options(Record):
    """How a model is asked. Seconds are wall time."""

    temperature: float | None = None
    seed: int | None = None
    max_output_tokens: int | None = None
    connect_timeout_seconds: float = 10.0
    read_timeout_seconds: float = 120.0
    context_tokens: int = 16384


class Response(Record):
    """A reply, raw and complete, never edited."""

    prompt: str
    text: str
    reasoning: str = ""
    provider: str
    request_model: str
    model: str
    finish_reason: str | None
    usage: Usage = Usage()
    seconds: float = 0.0
    first_token_seconds: float | None = None
    retries: tuple[str, ...] = ()
    structured: Literal["json_schema", "json_object", "prompt"] | None = None
    schema_errors: tuple[str, ...] = ()


class Sample(Record):
    """Which of several independent runs this is, counted from 1, and the model's seed in it."""

    number: int
    of: int
    seed: int | None = None

    @property
    def words(self) -> str:
        """ "sample 2 of 5, seed 43"."""
        seed = "" if self.seed is None else f", seed {self.seed}"
        return f"sample {self.number} of {self.of}{seed}"
