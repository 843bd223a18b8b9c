"""The provider `ollama`, its real client against a server that speaks Ollama's protocol."""

from __future__ import annotations

import json

import ollama_server
import pytest
from asking import HELLO, SCHEMA, SHORT, prompt

from workbench import generate
from workbench.errors import ProviderError
from workbench.providers import ollama
from workbench.providers.base import Endpoint
from workbench.records import Message, Options


def asked(server: ollama_server.Server, model: str = "tiny") -> ollama.Ollama:
    return ollama.create(Endpoint("ollama", model, ollama_server.url(server)))


def failure(server: ollama_server.Server, model: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        list(asked(server, model).stream(HELLO, options=SHORT))
    return caught.value


def test_a_reply_comes_in_pieces_with_usage_and_an_end(ollama: ollama_server.Server) -> None:
    deltas = list(asked(ollama).stream(HELLO, options=SHORT))
    assert len([delta for delta in deltas if delta.text]) > 3
    assert deltas[-1].finish_reason in ("stop", "length")
    assert deltas[-1].usage is not None
    assert (deltas[-1].usage.input_tokens or 0) > 0
    assert (deltas[-1].usage.output_tokens or 0) > 0
    assert deltas[-1].model == "tiny"


def test_the_context_is_always_set_and_thinking_never(ollama: ollama_server.Server) -> None:
    options = Options(context_tokens=4321, seed=3, max_output_tokens=5)
    list(asked(ollama).stream(HELLO, options=options))
    sent = ollama.requests[-1]
    assert sent["options"] == {"num_ctx": 4321, "seed": 3, "num_predict": 5}
    assert "think" not in sent


def test_a_schema_is_enforced_so_nonsense_comes_out_valid(ollama: ollama_server.Server) -> None:
    for seed in range(3):
        options = Options(seed=seed, temperature=1.0, max_output_tokens=400)
        response = generate.ask(asked(ollama), prompt(SCHEMA, "claims"), (), options)
        assert set(json.loads(response.text)) == {"claims"}
        assert response.structured == "json_schema"
        assert response.schema_errors == ()


def test_json_without_a_schema_is_a_rung_of_its_own(ollama: ollama_server.Server) -> None:
    for rung, expected in (("json_object", "json"), ("prompt", None)):
        list(asked(ollama).stream(HELLO, options=SHORT, response_schema=SCHEMA, rung=rung))
        assert ollama.requests[-1].get("format") == expected


def test_thinking_is_kept_apart_from_the_text(ollama: ollama_server.Server) -> None:
    response = generate.ask(asked(ollama, "thinker"), prompt(), (), SHORT)
    assert response.reasoning == "Let me think."
    assert "Let me think." not in response.text


def test_a_missing_model_names_the_pull_to_type(ollama: ollama_server.Server) -> None:
    error = failure(ollama, "qwen2.5-coder:7b")
    assert error.kind == "unknown-model"
    assert error.hint == "workbench models pull ollama:qwen2.5-coder:7b"


@pytest.mark.parametrize(
    ("model", "kind", "hint"),
    [
        ("breaks", "server", "log"),
        ("drops", "truncated", "again"),
        ("never-done", "truncated", "again"),
        ("embedder", "bad-request", "chat model"),
        ("too-large", "bad-request", "smaller model"),
    ],
)
def test_each_misbehaviour_has_its_kind(
    ollama: ollama_server.Server, model: str, kind: str, hint: str
) -> None:
    error = failure(ollama, model)
    assert error.kind == kind, error.message
    assert hint in (error.hint or "")


def test_a_prompt_that_ollama_would_silently_cut_is_not_sent(ollama: ollama_server.Server) -> None:
    before = len(ollama.requests)
    long = (Message(role="user", content="word " * 10_000),)
    with pytest.raises(ProviderError) as caught:
        list(asked(ollama).stream(long, options=Options(context_tokens=4096)))
    assert caught.value.kind == "context-too-long"
    assert len(ollama.requests) == before


def test_a_reply_may_be_left_before_its_end(ollama: ollama_server.Server) -> None:
    deltas = asked(ollama).stream(HELLO, options=SHORT)
    assert next(iter(deltas)).text
    deltas.close()


def test_capabilities_tell_which_models_chat(ollama: ollama_server.Server) -> None:
    models = {model.name: model for model in asked(ollama).models()}
    assert set(models) == set(ollama_server.CAPABILITIES)
    assert not models["embedder:latest"].chat
    assert models["tiny:latest"].chat
    assert [name for name, model in models.items() if model.coder] == ["tiny-coder:1b"]
    assert models["tiny:latest"].details == "115.52K F32"


def test_a_running_ollama_is_chosen_with_its_coder_first(ollama: ollama_server.Server) -> None:
    endpoints = generate.EndpointDefaults(ollama_host=ollama_server.url(ollama))
    choice = generate.choose_model(None, None, endpoints, offline=True)
    assert choice.source == "ollama"
    assert choice.endpoint.model == "tiny-coder:1b"
    assert choice.note == "asking ollama:tiny-coder:1b, 1 of 7 installed chat models"
    listed = generate.list_models(endpoints, offline=True)
    assert [name for name, model in listed if not isinstance(model, str)].count("ollama") == 8
