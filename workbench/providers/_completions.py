"""Chat completions as they arrive: a server's JSON turned into deltas, until the end has come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.errors import ProviderError
from workbench.providers import _wire, base
from workbench.providers.base import Delta, Endpoint
from workbench.records import Usage


class Reader:
    """Turns the server's JSON into deltas and knows whether the end has come."""

    def __init__(self, endpoint: Endpoint, structured: bool) -> None:
        self.endpoint = endpoint
        self.structured = structured
        self.begun = False
        self.finished = False

    def event(self, event: bytes) -> Iterator[Delta]:
        """One server-sent event: a chunk, an error, or the end."""
        if event == b"[DONE]":
            self.finished = True
            return
        data = json.loads(event)
        if not isinstance(data, dict):
            raise self._error(data)
        yield from self._chunk(data, "delta")

    def whole(self, body: str) -> Iterator[Delta]:
        """An answer that is no stream: an error, or a server that does not stream."""
        data = json.loads(body)
        if not isinstance(data, dict) or not isinstance(data.get("choices"), list):
            raise self._error(data)
        yield from self._chunk(data, "message")

    def end(self) -> None:
        """Raise ProviderError when nothing more comes and the reply was not complete."""
        if not self.finished:
            raise base.failure(self.endpoint, "truncated", "the reply ended without its end marker")

    def _chunk(self, data: Mapping[str, Any], part: str) -> Iterator[Delta]:
        if data.get("error") or data.get("object") == "error":
            raise self._error(data)
        self.begun = True
        model = _wire.words(data.get("model")) or None
        if isinstance(data.get("usage"), dict):
            yield Delta(usage=_usage(data["usage"]), model=model)
        choices = data.get("choices")
        # Only one reply was asked for; the chunk with the usage has none.
        for choice in choices[:1] if isinstance(choices, list) else ():
            if isinstance(choice, dict):
                yield self._choice(choice, part, model)

    def _choice(self, choice: Mapping[str, Any], part: str, model: str | None) -> Delta:
        delta = choice.get(part)
        delta = delta if isinstance(delta, dict) else {}
        finish = _wire.words(choice.get("finish_reason")) or None
        self.finished = self.finished or finish is not None
        return Delta(
            text=_wire.words(delta.get("content")) + _wire.words(delta.get("refusal")),
            reasoning=_wire.words(delta.get("reasoning_content"))
            or _wire.words(delta.get("reasoning")),
            finish_reason=finish,
            model=model,
        )

    def _error(self, data: object) -> ProviderError:
        inner = data.get("error") or data if isinstance(data, dict) else data
        said = _wire.said(inner)
        about = f"{inner.get('code')} {inner.get('type')} {said}" if isinstance(inner, dict) else ""
        kind = base.kind_of(_wire.status_in(inner), about or said, structured=self.structured)
        message = f"an error instead of a reply: {said or 'no message'}"
        return base.failure(self.endpoint, kind, message)


def _usage(data: Mapping[str, Any]) -> Usage:
    details = data.get("completion_tokens_details")
    return Usage(
        input_tokens=_wire.tokens(data.get("prompt_tokens")),
        output_tokens=_wire.tokens(data.get("completion_tokens")),
        reasoning_tokens=_wire.tokens(details.get("reasoning_tokens"))
        if isinstance(details, dict)
        else None,
    )
