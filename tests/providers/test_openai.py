"""The provider `openai` against a real llama.cpp server."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import pytest
from asking import HELLO, SCHEMA, SHORT, prompt
from scripted import answer, scripted

from workbench import generate
from workbench.generate import Progress
from workbench.providers import openai
from workbench.providers.base import Delta, Endpoint
from workbench.records import Message, Options


@pytest.fixture
def tiny(llama_url: str) -> Iterator[openai.OpenAI]:
    with contextlib.closing(openai.create(Endpoint("openai", "tiny", f"{llama_url}/v1"))) as found:
        yield found


def test_a_reply_comes_in_pieces_with_usage_and_an_end(tiny: openai.OpenAI) -> None:
    deltas = list(tiny.stream(HELLO, options=SHORT))
    texts = [delta.text for delta in deltas if delta.text]
    usage = [delta.usage for delta in deltas if delta.usage]
    assert len(texts) > 3
    assert [delta.finish_reason for delta in deltas if delta.finish_reason] in (
        ["stop"],
        ["length"],
    )
    assert usage[-1].input_tokens is not None
    assert usage[-1].output_tokens is not None
    assert 0 < usage[-1].output_tokens <= 60
    assert usage[-1].reasoning_tokens is None


def test_the_same_seed_gives_the_same_reply(tiny: openai.OpenAI) -> None:
    first, second = ("".join(d.text for d in tiny.stream(HELLO, options=SHORT)) for _ in range(2))
    assert first == second != ""


def test_a_reply_may_be_left_before_its_end(tiny: openai.OpenAI) -> None:
    deltas = tiny.stream(HELLO, options=SHORT)
    assert isinstance(next(iter(deltas)), Delta)
    deltas.close()
    assert list(tiny.stream(HELLO, options=SHORT))


def test_a_schema_is_enforced_so_nonsense_comes_out_valid(tiny: openai.OpenAI) -> None:
    for seed in range(5):
        options = Options(seed=seed, temperature=1.0, max_output_tokens=400)
        response = generate.ask(tiny, prompt(SCHEMA, "claims"), (), options)
        claims = json.loads(response.text)["claims"]
        assert {claim["kind"] for claim in claims} <= {"opcode_count", "runs"}
        assert response.structured == "json_schema"
        assert response.schema_errors == ()
        # A busy machine may lose a connection that was kept open; no reply is asked for again.
        assert [why for why in response.retries if not why.startswith("connection")] == []


def test_a_reply_that_runs_into_its_limit_is_kept_and_says_so(tiny: openai.OpenAI) -> None:
    options = Options(seed=1, max_output_tokens=12)
    response = generate.ask(tiny, prompt(SCHEMA), (), options)
    assert response.finish_reason == "length"
    assert response.text
    assert any("length" in error for error in response.schema_errors)


def test_progress_ends_with_usage_and_speed(tiny: openai.OpenAI) -> None:
    seen: list[Progress] = []
    response = generate.ask(tiny, prompt(), HELLO[:0], SHORT, on_progress=seen.append)
    assert [seen[0].state, seen[1].state, seen[-1].state] == ["waiting", "writing", "done"]
    assert seen[-1].usage == response.usage
    assert seen[-1].tokens_per_second is not None
    assert response.first_token_seconds is not None
    assert response.first_token_seconds <= response.seconds
    assert response.provider == "openai"
    assert response.request_model == "tiny"


def test_a_prompt_beyond_the_context_is_told_apart(tiny: openai.OpenAI) -> None:
    long = (Message(role="user", content="word " * 20_000),)
    with pytest.raises(generate.ProviderError) as caught:
        list(tiny.stream(long, options=SHORT))
    assert caught.value.kind == "context-too-long"


def test_the_server_lists_its_models(tiny: openai.OpenAI) -> None:
    (model,) = tiny.models()
    assert model.chat
    assert model.name


def test_what_is_sent_is_what_was_asked_for() -> None:
    with (
        scripted(answer("hello")) as server,
        contextlib.closing(
            openai.create(Endpoint("openai", "m", server.url, "key-123456"))
        ) as asked,
    ):
        options = Options(temperature=0.5, seed=7, max_output_tokens=9)
        list(asked.stream(HELLO, options=options, response_schema=SCHEMA, rung="json_schema"))
    body = server.bodies[0]
    assert body["messages"] == [{"role": "user", "content": "Say something."}]
    assert (body["temperature"], body["seed"], body["max_tokens"]) == (0.5, 7, 9)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["name"] == "claims"
    assert server.headers[0]["authorization"] == "Bearer key-123456"


def test_a_schema_that_openai_calls_loose_is_not_sent_as_strict() -> None:
    loose = {"type": "object", "properties": {"a": {"type": "string"}}, "required": []}
    with (
        scripted(answer("{}")) as server,
        contextlib.closing(openai.create(Endpoint("openai", "m", server.url))) as asked,
    ):
        list(asked.stream(HELLO, options=Options(), response_schema=loose))
    assert server.bodies[0]["response_format"]["json_schema"]["strict"] is False


def test_reasoning_is_kept_apart_from_the_text() -> None:
    with (
        scripted(answer("42", reasoning="Let me think.")) as server,
        contextlib.closing(openai.create(Endpoint("openai", "m", server.url))) as asked,
    ):
        states: list[str] = []
        response = generate.ask(
            asked,
            prompt(),
            (),
            Options(),
            on_progress=lambda progress: states.append(progress.state),
        )
    assert (response.text, response.reasoning) == ("42", "Let me think.")
    assert states == ["waiting", "reasoning", "writing", "done"]


def test_a_proxy_of_the_environment_is_not_asked_for_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-environment")
    with (
        scripted(answer("hello")) as server,
        contextlib.closing(openai.create(Endpoint("openai", "m", server.url))) as asked,
    ):
        assert "".join(delta.text for delta in asked.stream(HELLO, options=Options())) == "hello"
    assert "environment" not in server.headers[0]["authorization"]
