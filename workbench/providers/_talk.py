"""One turn with a model: pieces become a reply, progress is told, retries are counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from workbench.errors import ProviderError
from workbench.providers.base import Delta, Provider, Rung
from workbench.records import Message, Options, Usage

MAX_RETRIES = 3
LONGEST_WAIT_SECONDS = 60.0
REPLY_LIMIT_BYTES = 10 << 20
CUT = "cut: the reply was longer than 10 MiB"
"""The finish reason of a reply that we stopped reading."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How a reply comes along, in wall seconds. A piece is what arrives at once: about a token.

    `tokens_per_second` counts pieces until `usage` is known; None is unknown.
    """

    state: Literal["waiting", "reasoning", "writing", "retrying", "done"]
    pieces: int = 0
    characters: int = 0
    seconds: float = 0.0
    first_token_seconds: float | None = None
    tokens_per_second: float | None = None
    usage: Usage | None = None
    note: str | None = None


OnProgress = Callable[[Progress], None]


@dataclass
class Reply:
    """A reply in the making."""

    started: float
    texts: list[str] = field(default_factory=list)
    reasonings: list[str] = field(default_factory=list)
    size: int = 0
    pieces: int = 0
    characters: int = 0
    usage: Usage | None = None
    finish_reason: str | None = None
    model: str | None = None
    first_token_seconds: float | None = None

    def add(self, delta: Delta, seconds: float) -> None:
        for text, parts in ((delta.text, self.texts), (delta.reasoning, self.reasonings)):
            if not text:
                continue
            if self.first_token_seconds is None:
                self.first_token_seconds = seconds
            encoded = text.encode("utf-8", "surrogatepass")
            room = REPLY_LIMIT_BYTES - self.size
            if len(encoded) > room:
                self.finish_reason = CUT
                encoded = encoded[:room]
                text = encoded.decode("utf-8", "ignore")
            parts.append(text)
            self.size += len(encoded)
            self.characters += len(text)
            self.pieces += 1
        self.usage = delta.usage or self.usage
        self.model = delta.model or self.model
        if self.finish_reason is None:
            self.finish_reason = delta.finish_reason

    @property
    def text(self) -> str:
        return _whole(self.texts)

    @property
    def reasoning(self) -> str:
        return _whole(self.reasonings)

    def progress(self, state: Literal["waiting", "reasoning", "writing", "done"]) -> Progress:
        seconds = time.monotonic() - self.started
        writing = seconds - (self.first_token_seconds or 0.0)
        known = self.usage.output_tokens if self.usage else None
        count = self.pieces - 1 if known is None else known
        rate = count / writing if self.pieces > 1 and writing > 0 else None
        first = self.first_token_seconds
        return Progress(state, self.pieces, self.characters, seconds, first, rate, self.usage)


def _whole(parts: Sequence[str]) -> str:
    """The parts joined; a character torn into two surrogates is mended, half of one replaced."""
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Talk:
    """Sends turns, repeats what may be repeated, and keeps account of it."""

    def __init__(
        self,
        provider: Provider,
        prompt_name: str,
        options: Options,
        report: OnProgress,
        sleep: Callable[[float], None],
    ) -> None:
        self.provider = provider
        self.notes: list[str] = []
        self._usages: list[Usage | None] = []
        self.seconds = 0.0
        self._prompt_name = prompt_name
        self._options = options
        self._report = report
        self._sleep = sleep
        self._retries = 0

    def reply(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None = None,
        rung: Rung = "prompt",
    ) -> Reply:
        """One turn. A server that fails over a demanded format twice is not asked a third time."""
        attempts = 0
        while True:
            try:
                return self._once(messages, schema, rung)
            except ProviderError as error:
                attempts += 1
                refusal = error.kind == "server" and rung != "prompt" and attempts > 1
                if (
                    error.kind not in ProviderError.RETRIED
                    or self._retries == MAX_RETRIES
                    or refusal
                ):
                    raise
                self._wait(error)

    def _wait(self, error: ProviderError) -> None:
        """Sleep before the next attempt, as long as the server said; raise if that is too long."""
        seconds = error.retry_after_seconds
        if seconds is None:
            seconds = float(2**self._retries)
        if seconds > LONGEST_WAIT_SECONDS:
            hint = f"the server wants to be left alone for {seconds:.0f} s"
            raise ProviderError(
                error.kind, error.message, hint=hint, retry_after_seconds=seconds
            ) from None
        self._retries += 1
        note = f"{error.kind}: {error.message}; waited {seconds:g} s"
        self.note(note)
        self._sleep(seconds)

    def note(self, note: str) -> None:
        """Keep, and show, why there is a further attempt."""
        self.notes.append(note)
        self._report(Progress("retrying", note=note))

    def _once(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None, rung: Rung
    ) -> Reply:
        reply = Reply(time.monotonic())
        self._report(reply.progress("waiting"))
        deltas = self.provider.stream(
            messages,
            options=self._options,
            response_schema=schema,
            rung=rung,
            prompt_name=self._prompt_name,
        )
        try:
            for delta in deltas:
                reply.add(delta, time.monotonic() - reply.started)
                if reply.finish_reason == CUT:
                    break
                if delta.text or delta.reasoning:
                    self._report(reply.progress("writing" if delta.text else "reasoning"))
        finally:
            if isinstance(deltas, Generator):
                deltas.close()
        self.seconds += time.monotonic() - reply.started
        self._usages.append(reply.usage)
        self._report(reply.progress("done"))
        return reply

    @property
    def usage(self) -> Usage:
        """The sum over all turns that were answered; None where one of them is unknown."""
        names = tuple(Usage.model_fields)
        return Usage(**{name: _total(self._usages, name) for name in names})


def _total(usages: Sequence[Usage | None], name: str) -> int | None:
    counts: list[int | None] = [getattr(usage, name, None) for usage in usages]
    known = [count for count in counts if count is not None]
    return sum(known) if counts and len(known) == len(counts) else None
