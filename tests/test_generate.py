"""Asking a model: what comes back, what is tried again, where it ends."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench import generate
from workbench.errors import ProviderError
from workbench.generate import Progress
from workbench.providers.base import Endpoint
from workbench.records import Message, Options, Response, Usage

sys.path.insert(0, str(Path(__file__).with_name("providers")))

import scripted as s
from asking import prompt
from scripted import Scripted, answer, scripted

HASTY = Options(connect_timeout_seconds=2.0, read_timeout_seconds=0.2)


class Asked:
    """A provider in front of a scripted server, and what came of asking it."""

    def __init__(self, server: Scripted) -> None:
        self.server = server
        self.waits: list[float] = []
        self.progress: list[Progress] = []

    def ask(self, history: tuple[Message, ...] = ()) -> Response:
        endpoint = Endpoint("openai", "m", self.server.url)
        with contextlib.closing(generate.open_provider(endpoint)) as provider:
            return generate.ask(
                provider,
                prompt(),
                history,
                HASTY,
                sleep=self.waits.append,
                on_progress=self.progress.append,
            )


@contextlib.contextmanager
def model(*steps: s.Step) -> Iterator[Asked]:
    with scripted(*steps) as server:
        yield Asked(server)


def recorded(*responses: Response) -> Any:
    return generate.open_provider(Endpoint("recorded", "recorded"), responses)


def response(text: str, name: str = "workload", **more: Any) -> Response:
    head = {"provider": "openai", "request_model": "m", "model": "m-1", "finish_reason": "stop"}
    return Response(prompt=name, text=text, **(head | more))


def test_a_reply_becomes_a_response() -> None:
    history = (Message(role="system", content="Be brief."),)
    with model(answer("def f(): pass", reasoning="hm")) as asked:
        reply = asked.ask(history)
    assert (reply.prompt, reply.text, reply.reasoning) == ("workload", "def f(): pass", "hm")
    assert (reply.provider, reply.request_model, reply.model) == ("openai", "m", "scripted-1")
    assert reply.finish_reason == "stop"
    assert reply.usage == Usage(input_tokens=7, output_tokens=5)
    assert (reply.structured, reply.retries, reply.schema_errors) == (None, (), ())
    roles = [message["role"] for message in asked.server.bodies[0]["messages"]]
    assert roles == ["system", "user"]


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("rate-limit", s.status(429, "slow down")),
        ("server", s.status(500, "oops")),
        ("timeout", s.hang()),
        ("connection", s.reset()),
        ("truncated", s.reset(begun=True)),
        ("truncated", s.stream(s.event({"content": "half"}))),
    ],
)
def test_what_may_pass_is_tried_again_and_recorded(kind: str, fault: s.Step) -> None:
    with model(fault, fault, answer("whole")) as asked:
        reply = asked.ask()
    assert reply.text == "whole"
    assert [note.partition(":")[0] for note in reply.retries] == [kind, kind]
    assert asked.waits == [1.0, 2.0]
    retrying = [progress.note for progress in asked.progress if progress.state == "retrying"]
    assert retrying == list(reply.retries)


def test_there_are_three_retries_and_no_more() -> None:
    with model(*[s.status(503, "busy")] * 9) as asked, pytest.raises(ProviderError, match="busy"):
        asked.ask()
    assert len(asked.server.bodies) == 4
    assert asked.waits == [1.0, 2.0, 4.0]


def test_the_servers_own_wait_is_honoured_unless_it_is_absurd() -> None:
    with model(s.status(429, "slow", Retry_After="17"), answer("ok")) as asked:
        asked.ask()
    assert asked.waits == [17.0]
    absurd = s.status(429, "slow", Retry_After="86400")
    with model(absurd) as asked, pytest.raises(ProviderError) as caught:
        asked.ask()
    assert asked.waits == []
    assert "86400 s" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "fault",
    [
        s.status(401, "bad key"),
        s.status(429, "no credit", "insufficient_quota"),
        s.status(404, "model not found"),
        s.status(400, "too long", "context_length_exceeded"),
    ],
)
def test_what_cannot_pass_is_not_tried_again(fault: s.Step) -> None:
    with model(fault) as asked, pytest.raises(ProviderError):
        asked.ask()
    assert len(asked.server.bodies) == 1
    assert asked.waits == []


def test_unknown_usage_is_unknown() -> None:
    with model(s.stream(s.event({"content": "x"}, "stop"))) as asked:
        assert asked.ask().usage == Usage()


def test_a_reply_at_its_limit_says_so() -> None:
    with model(answer("half a progr", finish="length")) as asked:
        assert asked.ask().finish_reason == "length"


def test_a_reply_of_more_than_ten_megabytes_is_cut_and_says_so() -> None:
    text = "x" * (12 << 20)
    reply = generate.ask(recorded(response(text)), prompt(), (), Options())
    assert len(reply.text) == 10 << 20
    assert reply.finish_reason == generate.CUT
    flood = s.event({"content": "y" * 1_000_000})
    with model(s.stream(*[flood] * 12)) as asked:
        reply = asked.ask()
    assert len(reply.text) == 10 << 20
    assert reply.finish_reason == generate.CUT


def test_half_characters_do_no_harm() -> None:
    with model(
        s.stream(
            s.event({"content": "\ud83d"}),
            s.event({"content": "\ude00 and \udfff"}, "stop"),
        )
    ) as asked:
        reply = asked.ask()
    assert reply.text == "\N{GRINNING FACE} and \N{REPLACEMENT CHARACTER}"
    assert reply.model_dump_json()


def test_recorded_answers_come_by_the_prompts_name_and_are_asked_once() -> None:
    given = [response("{}", "claims", usage=Usage(output_tokens=3)), response("x = 1")]
    provider = recorded(*given)
    schema = {"type": "object", "required": ["claims"]}
    reply = generate.ask(provider, prompt(), (), Options())
    claims = generate.ask(provider, prompt(schema, "claims"), (), Options())
    assert (reply.text, reply.provider, reply.model) == ("x = 1", "recorded", "m-1")
    assert (claims.text, claims.structured, claims.retries) == ("{}", None, ())
    assert claims.schema_errors == ("the key 'claims' is missing",)
    assert claims.usage.output_tokens == 3
    with pytest.raises(ProviderError, match="any more"):
        generate.ask(provider, prompt(), (), Options())
