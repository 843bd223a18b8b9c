"""Answers from responses that were given before: demonstrations, replays of a run, tests.

Nothing is contacted and nothing is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.providers import base
from workbench.providers.base import Delta, Endpoint, ModelInfo, Rung
from workbench.records import Message, Options, Response

_PIECES = 200
_SHORTEST_PIECE = 24


def create(endpoint: Endpoint, responses: Sequence[Response] = ()) -> Recorded:
    """A provider that gives the responses, each once, in their order."""
    return Recorded(endpoint, responses)


class Recorded:
    """A row of answers. See `base.Provider` for what the methods promise."""

    name = "recorded"
    repeatable = False

    def __init__(self, endpoint: Endpoint, responses: Sequence[Response]) -> None:
        self.endpoint = endpoint
        self._names = tuple(dict.fromkeys(response.prompt for response in responses))
        self._left = list(responses)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        options: Options,
        response_schema: Mapping[str, Any] | None = None,
        rung: Rung = "json_schema",
        prompt_name: str | None = None,
    ) -> Iterator[Delta]:
        """The next response to a prompt of that name, in pieces; without a name the next one."""
        response = self._next(prompt_name)
        for piece in _pieces(response.reasoning):
            yield Delta(reasoning=piece)
        for piece in _pieces(response.text):
            yield Delta(text=piece)
        yield Delta(
            usage=response.usage, finish_reason=response.finish_reason, model=response.model
        )

    def models(self) -> tuple[ModelInfo, ...]:
        """The one model there is."""
        return (ModelInfo("recorded", "recorded demonstration answers, no model"),)

    def close(self) -> None:
        """Nothing is open."""

    def _next(self, prompt_name: str | None) -> Response:
        for index, response in enumerate(self._left):
            if prompt_name is None or response.prompt == prompt_name:
                return self._left.pop(index)
        asked = "this prompt" if prompt_name is None else f"the prompt {prompt_name!r}"
        names = ", ".join(self._names)
        raise base.failure(
            self.endpoint,
            "bad-request",
            f"there is no recorded answer to {asked}"
            + (" any more" if prompt_name is None or prompt_name in self._names else "")
            + (f"; the recording answers {names}" if names else "; the recording is empty"),
            hint="ask a model instead: --model openai:NAME or --model ollama:NAME",
        )


def _pieces(text: str) -> Iterator[str]:
    size = max(_SHORTEST_PIECE, -(-len(text) // _PIECES))
    for start in range(0, len(text), size):
        yield text[start : start + size]
