"""Structured replies: the ladder of ways to ask for JSON, finding it in a reply, what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from workbench.errors import ProviderError
from workbench.providers._talk import CUT, Reply, Talk
from workbench.providers.base import RUNGS, Rung
from workbench.records import Message

Validator = Callable[[dict[str, Any]], Sequence[str]]
"""Says in words what is wrong with an object; an empty sequence: nothing."""

_worked: dict[tuple[str, str, str], Rung] = {}
"""The rung that worked, per provider, URL and model, for as long as this process lives."""

NO_OBJECT = "the reply holds no JSON object"
_STARTS = 16  # opening braces tried in prose: a reply of nothing but braces must not cost a day
_QUOTED_CHARACTERS = 4000
_QUOTED_PROBLEMS = 8
_FENCE = re.compile(r"```[a-zA-Z]*[ \t]*\n(.*?)```", re.S)
_OBJECT = re.compile(r"\{\s*[\"}]")


class Ladder:
    """Asks for JSON by ever weaker means until a reply holds it, and once for a repair."""

    def __init__(
        self,
        talk: Talk,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        validate: Validator | None,
    ) -> None:
        endpoint = talk.provider.endpoint
        self.talk = talk
        self.messages = tuple(messages)
        self.schema = schema
        self.validate = validate
        self.key = (endpoint.provider, endpoint.base_url, endpoint.model)
        self.rung = _worked.get(self.key, RUNGS[0])
        self.repaired = False
        self.answer: tuple[Reply, Rung, tuple[str, ...]] | None = None

    def climb(self) -> tuple[Reply, Rung, tuple[str, ...]]:
        """The last reply, its rung, and what is wrong with it."""
        turn: tuple[Message, ...] | None = self._fresh()
        while turn is not None:
            try:
                reply = self.talk.reply(turn, self.schema, self.rung)
            except ProviderError as error:
                turn = self._after(error)
                continue
            problems = self._problems(reply)
            self.answer = (reply, self.rung, problems)
            if not problems:
                _worked[self.key] = self.rung
                break
            turn = self._next(turn, reply, problems)
        assert self.answer is not None, "without an answer _after raises"
        return self.answer

    def _problems(self, reply: Reply) -> tuple[str, ...]:
        problems = problems_of(reply.text, self.schema, self.validate)
        if problems and reply.finish_reason == "length":
            return (*problems, "the reply ran into the length limit (finish reason length)")
        return (*problems, reply.finish_reason) if reply.finish_reason == CUT else problems

    def _after(self, error: ProviderError) -> tuple[Message, ...] | None:
        """What to send after an error; raises it when there is neither a way on nor an answer."""
        if error.kind in ("format-unsupported", "server") and self.rung != "prompt":
            refused = self.rung
            self._step_down(f"refused: {error.message}")
            if error.kind == "format-unsupported" and _worked.get(self.key, refused) == refused:
                _worked[self.key] = self.rung
            return self._fresh()
        if self.answer is None:
            raise error
        self.talk.note(f"{error.kind}: {error.message}; the earlier reply is kept")
        return None

    def _next(
        self, turn: tuple[Message, ...], reply: Reply, problems: tuple[str, ...]
    ) -> tuple[Message, ...] | None:
        """What to send after a wrong reply: a repair, a weaker demand, or nothing any more.

        Prose where JSON was demanded means that the server ignores the demand.
        """
        if self.repaired or reply.finish_reason == CUT or not self.talk.provider.repeatable:
            return None
        ignored = NO_OBJECT in problems and reply.finish_reason != "length"
        if ignored and self.rung != "prompt":
            self._step_down("ignored")
            return self._fresh()
        self.repaired = True
        self.talk.note(f"repair: {'; '.join(problems)[:300]}")
        return repair(turn, reply.text, problems, self.schema)

    def _step_down(self, why: str) -> None:
        self.talk.note(f"{self.rung} {why}")
        self.rung = RUNGS[RUNGS.index(self.rung) + 1]

    def _fresh(self) -> tuple[Message, ...]:
        if self.rung == RUNGS[0] or not self.talk.provider.repeatable:
            return self.messages
        return asked(self.messages, self.schema)


def asked(messages: Sequence[Message], schema: Mapping[str, Any]) -> tuple[Message, ...]:
    """The messages with the schema written into the last one.

    Not a system message: some chat templates take only one, others none.
    """
    *before, last = messages
    text = f"{last.content}\n\n{_demand(schema)}"
    return (*before, Message(role=last.role, content=text))


def repair(
    messages: Sequence[Message], reply: str, problems: Sequence[str], schema: Mapping[str, Any]
) -> tuple[Message, ...]:
    """The messages, the reply that was wrong, and a request to mend it."""
    listed = "\n".join(f"- {problem}" for problem in problems[:_QUOTED_PROBLEMS])
    request = f"That reply cannot be used:\n{listed[:_QUOTED_CHARACTERS]}\n\n{_demand(schema)}"
    return (
        *messages,
        Message(role="assistant", content=reply[:_QUOTED_CHARACTERS] or "(nothing)"),
        Message(role="user", content=request),
    )


def problems_of(
    text: str, schema: Mapping[str, Any], validate: Validator | None
) -> tuple[str, ...]:
    """What is wrong with a reply: no object, missing top-level keys, or what `validate` says."""
    required = [str(key) for key in schema.get("required", ())]
    found = object_in(text, required)
    if found is None:
        return (NO_OBJECT,)
    missing = tuple(f"the key {key!r} is missing" for key in required if key not in found)
    return missing or (tuple(validate(found)) if validate else ())


def object_in(text: str, required: Sequence[str] = ()) -> dict[str, Any] | None:
    """The first JSON object in a reply that has the required keys, else the first one at all.

    Thinking aloud in front, a fence, and prose around are passed over.
    """
    first = None
    for found in _objects(text.rpartition("</think>")[2]):
        if all(key in found for key in required):
            return found
        first = found if first is None else first
    return first


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for candidate in (text, *(match.group(1) for match in _FENCE.finditer(text))):
        if (found := _decoded(candidate.strip())) is not None:
            yield found
    for _, match in zip(range(_STARTS), _OBJECT.finditer(text), strict=False):
        if (found := _decoded(text, match.start())) is not None:
            yield found


def _decoded(text: str, start: int = 0) -> dict[str, Any] | None:
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):  # also digits without end, and brackets without end
        return None
    return found if isinstance(found, dict) else None


def _demand(schema: Mapping[str, Any]) -> str:
    described = json.dumps(schema, ensure_ascii=False)
    return (
        f"Reply with one JSON object that matches this JSON Schema, and nothing else:\n{described}"
    )
