"""What real servers do wrong, and the error a user gets for it."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
import scripted as s
from scripted import scripted

from workbench.errors import ProviderError
from workbench.providers import _wire, base, ollama, openai
from workbench.providers.base import Endpoint, Provider
from workbench.records import Message, Options

HELLO = (Message(role="user", content="Say something."),)
HASTY = Options(connect_timeout_seconds=2.0, read_timeout_seconds=0.2)
KEY = "sk-very-secret-0123456789"
SCHEMA = {"type": "object", "required": ["a"]}

Create = Callable[[Endpoint], Provider]


def failure(step: s.Step, create: Create = openai.create, **more: Any) -> ProviderError:
    """The error that a server with this fault ends in."""
    with scripted(step) as server:
        endpoint = Endpoint(create.__module__.rpartition(".")[2], "model-x", server.url, KEY)
        with contextlib.closing(create(endpoint)) as provider:
            with pytest.raises(ProviderError) as caught:
                list(provider.stream(HELLO, options=HASTY, **more))
            return caught.value


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("authentication", s.status(401, f"Incorrect API key provided: {KEY}", "invalid_api_key")),
        ("authentication", s.status(403, "no access")),
        ("quota", s.status(429, "You exceeded your current quota", "insufficient_quota")),
        ("quota", s.status(402, "Payment required")),
        ("rate-limit", s.status(429, "Slow down")),
        ("unknown-model", s.status(404, "The model `model-x` does not exist")),
        ("unknown-model", s.status(400, "model-x is not a valid model ID", "model_not_found")),
        ("bad-request", s.sends("404 page not found", "text/plain", 404)),
        ("context-too-long", s.status(400, "too long", "context_length_exceeded")),
        ("context-too-long", s.status(400, "This model's maximum context length is 4096 tokens")),
        ("refused", s.status(400, "stopped by policy", "content_filter")),
        ("bad-request", s.status(400, "temperature must be between 0 and 2")),
        ("bad-request", s.sends("", code=307, Location="http://127.0.0.1:9/elsewhere")),
        ("server", s.status(500, "internal error")),
        ("server", s.sends("<html>bad gateway</html>", "text/html", 502)),
        ("timeout", s.hang()),
        ("timeout", s.hang(begun=True)),
        ("timeout", s.pings()),
        ("connection", s.reset()),
        ("truncated", s.reset(begun=True)),
        ("truncated", s.stream(s.event({"content": "half a rep"}))),
        ("truncated", s.stream(s.event({"content": "half a rep"}), 'data: {"choices": [{"del\n\n')),
        ("truncated", s.sends(b"data: \xff\xfe\n\n", "text/event-stream")),
        ("truncated", s.sends("", "text/event-stream")),
        ("server", s.sends(json.dumps({"error": {"message": "overloaded"}}))),
        ("server", s.sends(json.dumps(["no", "completion"]))),
        ("context-too-long", s.sends(json.dumps({"error": "prompt is too long", "code": 400}))),
        ("server", s.stream('data: {"error": {"message": "gone", "code": 502}}\n\n')),
        ("server", s.stream('data: {"object": "error", "message": "gone"}\n\n')),
        ("rate-limit", s.stream('data: {"error": {"message": "slow down", "code": 429}}\n\n')),
    ],
)
def test_each_fault_has_its_kind_and_a_way_on(kind: str, step: s.Step) -> None:
    error = failure(step)
    assert error.kind == kind, error.message
    assert error.hint
    assert KEY not in f"{error!r} {error.message} {error.hint}"
    assert "\n" not in error.message
    assert error.__suppress_context__ or error.__context__ is None  # an SDK quotes its request


def test_a_refused_key_names_the_setting() -> None:
    error = failure(s.status(401, "Incorrect API key provided", "invalid_api_key"))
    assert "OPENAI_API_KEY" in (error.hint or "")


def test_the_servers_own_words_are_shown_whatever_the_shape_of_the_body() -> None:
    for body in ('{"detail": "the words"}', '{"error": "the words"}', '{"message": "the words"}'):
        assert "the words" in failure(s.sends(body, code=400)).message


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    assert failure(s.status(429, "slow", Retry_After="7")).retry_after_seconds == 7.0
    assert failure(s.status(429, "slow", Retry_After="soon")).retry_after_seconds is None
    assert failure(s.status(429, "slow", Retry_After="nan")).retry_after_seconds is None
    dates = {
        "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT",
        "date": "Wed, 21 Oct 2026 07:28:00 GMT",
    }
    assert _wire.retry_after(dates) == 30.0
    assert _wire.retry_after({"retry-after-ms": "1500", "retry-after": "9"}) == 1.5


@pytest.mark.parametrize("code", [400, 500])
def test_a_refused_format_is_told_apart_only_when_one_was_sent(code: int) -> None:
    step = s.status(code, "response_format is not supported")
    assert failure(step, response_schema=SCHEMA).kind == "format-unsupported"
    assert failure(step, response_schema=SCHEMA, rung="prompt").kind != "format-unsupported"
    assert failure(step).kind != "format-unsupported"


def test_nobody_listening_is_a_connection_error_that_names_the_url() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        for create in (openai.create, ollama.create):
            provider: Provider = create(Endpoint("openai", "m", url))
            for asked in (lambda p: list(p.stream(HELLO, options=HASTY)), lambda p: p.models()):
                with contextlib.closing(provider), pytest.raises(ProviderError) as caught:
                    asked(provider)
                assert caught.value.kind == "connection"
                assert url in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize("key", ["sk-abc\nX-Header: 1", "sk-“quoted”", "sk-ключ"])
def test_a_key_that_no_header_can_carry_is_refused_before_it_is_sent(key: str) -> None:
    with scripted() as server:
        for create in (openai.create, ollama.create):
            provider: Provider = create(Endpoint("openai", "m", server.url, key))
            with contextlib.closing(provider), pytest.raises(ProviderError) as caught:
                list(provider.stream(HELLO, options=HASTY))
            assert caught.value.kind == "authentication"
            assert key not in caught.value.message
    assert server.bodies == []


def test_secrets_in_the_address_are_not_shown() -> None:
    endpoint = Endpoint("openai", "m", "http://user:pass-word-1@127.0.0.1:1/v1?token=t", KEY)
    error = base.failure(endpoint, "connection", f"{endpoint.base_url} Bearer abcdefgh {KEY!r}")
    shown = f"{error.message} {error.hint} {endpoint!r} {endpoint.shown_url}"
    assert "pass-word-1" not in shown
    assert "abcdefgh" not in shown
    assert KEY not in shown
    assert endpoint.shown_url == "http://127.0.0.1:1/v1"


def test_an_address_that_is_none_is_an_error_and_no_crash() -> None:
    for create in (openai.create, ollama.create):
        for url in ("http://[::1", "http://127.0.0.1:port/", "http://\x00/"):
            provider: Provider = create(Endpoint("openai", "m", url))
            with contextlib.closing(provider), pytest.raises(ProviderError):
                list(provider.stream(HELLO, options=HASTY))


def received(step: s.Step) -> list[base.Delta]:
    with (
        scripted(step) as server,
        contextlib.closing(openai.create(Endpoint("openai", "m", server.url))) as provider,
    ):
        return list(provider.stream(HELLO, options=HASTY))


def test_an_error_after_the_end_costs_the_usage_only() -> None:
    complete = s.event({"content": "all of it"}) + s.event({}, "stop")
    deltas = received(s.sends(complete, "text/event-stream", Content_Length="9999"))
    assert "".join(delta.text for delta in deltas) == "all of it"
    assert [delta.usage for delta in deltas if delta.usage] == []


def test_the_end_marker_ends_a_reply_without_a_finish_reason() -> None:
    deltas = received(s.stream(s.event({"content": "all of it"}), "data: [DONE]\r\n\r\n"))
    assert "".join(delta.text for delta in deltas) == "all of it"


def test_characters_that_look_like_line_ends_tear_nothing() -> None:
    text = "a\u2028b\x85c\x1ed"
    choice = {"delta": {"content": text}, "finish_reason": "stop"}
    event = json.dumps({"choices": [choice]}, ensure_ascii=False)
    assert [delta.text for delta in received(s.stream(f"data: {event}\n\n"))] == [text]


def test_a_server_that_does_not_stream_is_understood() -> None:
    choice = {"index": 0, "message": {"content": "all of it"}, "finish_reason": "stop"}
    body = json.dumps({"object": "chat.completion", "choices": [choice], "usage": {}})
    assert "".join(delta.text for delta in received(s.sends(body))) == "all of it"


def test_fields_of_the_wrong_type_are_passed_over() -> None:
    deltas = received(
        s.stream(
            s.event({"content": 5, "reasoning": ["x"], "refusal": None}),
            'data: {"choices": [null, 3], "usage": "much", "model": 7}\n\n',
            'data: {"choices": {"0": 1}, "usage": {"prompt_tokens": -1}}\n\n',
            s.event({"content": "text"}, "stop"),
        )
    )
    assert "".join(delta.text for delta in deltas) == "text"
    assert [delta.usage.input_tokens for delta in deltas if delta.usage] == [None]


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("truncated", s.sends("not json\n", "application/x-ndjson")),
        ("server", s.sends("[1]\n", "application/x-ndjson")),
        ("truncated", s.sends('{"done": true}\n', "application/x-ndjson")),
        ("truncated", s.sends("", "application/x-ndjson")),
        ("server", s.sends('{"error": {"odd": 1}}\n', "application/x-ndjson")),
        ("server", s.sends('"just a word"', code=500)),
        ("timeout", s.hang()),
        ("connection", s.reset()),
        ("rate-limit", s.sends('{"error": "slow down"}', code=429)),
        ("authentication", s.sends(f'{{"error": "unauthorized {KEY}"}}', code=401)),
        ("bad-request", s.sends("", code=301, Location="http://127.0.0.1:9/elsewhere")),
    ],
)
def test_faults_of_an_ollama_server_have_their_kind(kind: str, step: s.Step) -> None:
    error = failure(step, ollama.create)
    assert error.kind == kind, error.message
    assert error.hint
    assert KEY not in error.message
