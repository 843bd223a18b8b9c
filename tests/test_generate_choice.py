"""Choosing the model: flag, configuration, what is there, the recordings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from workbench import generate
from workbench.errors import UsageError
from workbench.generate import Choice, EndpointDefaults
from workbench.providers.base import Endpoint, is_loopback

sys.path.insert(0, str(Path(__file__).with_name("providers")))

import scripted as s
from scripted import scripted

DEAD = "http://127.0.0.1:9"
"""The discard port: nobody listens there."""
WAYS = ("openai", "ollama", "local")


def chosen(flag: str | None = None, configured: str | None = None, **more: Any) -> Choice:
    offline = more.pop("offline", False)
    endpoints = EndpointDefaults(**{"ollama_host": DEAD, **more})
    return generate.choose_model(flag, configured, endpoints, offline=offline)


def test_the_flag_goes_before_the_configuration() -> None:
    choice = chosen("ollama:qwen2.5-coder:7b", "openai:gpt", ollama_host="box:1234")
    assert choice.source == "flag"
    assert choice.endpoint == Endpoint("ollama", "qwen2.5-coder:7b", "http://box:1234")
    choice = chosen(None, "openai:gpt", openai_api_key="sk-key-0123456789")
    assert choice.source == "configured"
    assert choice.endpoint.base_url == "https://api.openai.com/v1"
    assert choice.endpoint.api_key == "sk-key-0123456789"
    assert "sk-key" not in repr(choice)
    assert chosen("recorded").endpoint.provider == "recorded"


@pytest.mark.parametrize(
    ("flag", "hint"),
    [
        ("gpt-5", "openai:gpt-5 or ollama:gpt-5"),
        ("qwen2.5-coder:7b", "ollama:qwen2.5-coder:7b"),
        ("opnai:gpt", "openai:gpt"),
        ("openai", "openai:NAME"),
        ("ollama:", "ollama:NAME"),
        ("recorded:mine", "recorded"),
        ("models/tiny.gguf", "write local:models/tiny.gguf"),
        ("locl:tiny.gguf", "did you mean local:tiny.gguf?"),
        ("", "openai:"),
        ("../evil:x", "ollama:"),
    ],
)
def test_a_name_that_does_not_fit_is_explained(flag: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(flag)
    assert hint in (caught.value.hint or "")


def test_with_nothing_reachable_the_recordings_answer_and_three_ways_are_told() -> None:
    keyed = {"offline": True, "openai_api_key": "k" * 9}
    for more in ({}, {"openai_base_url": f"{DEAD}/v1"}, keyed):
        choice = chosen(**more)
        assert (choice.source, choice.endpoint.provider) == ("recorded", "recorded")
        assert choice.note == "no model reachable: using the recorded demonstration answers"
        assert len(choice.ways) == 3
        assert all(f"--model {name}:" in way for name, way in zip(WAYS, choice.ways, strict=True))


def test_a_key_without_a_model_lists_what_the_server_has() -> None:
    names = [*(f"model-{number}" for number in range(12)), "text-embedding-3", "best-coder"]
    body = {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}
    with scripted(s.sends(json.dumps(body))) as server, pytest.raises(UsageError) as caught:
        chosen(openai_api_key="sk-key-0123456789", openai_base_url=server.url)
    assert "best-coder, model-0" in caught.value.message
    assert "and 5 more" in caught.value.message
    assert "embedding" not in caught.value.message
    assert "openai:NAME" in (caught.value.hint or "")


def test_a_refused_key_is_told_when_no_model_is_named() -> None:
    with (
        scripted(s.status(401, "Incorrect key sk-key-0123456789")) as server,
        pytest.raises(UsageError) as caught,
    ):
        chosen(openai_api_key="sk-key-0123456789", openai_base_url=server.url)
    assert "sk-key" not in caught.value.message
    assert "OPENAI_API_KEY" in (caught.value.hint or "")


def test_offline_allows_this_machine_only() -> None:
    with pytest.raises(UsageError, match=r"api\.openai\.com"):
        chosen("openai:gpt", offline=True)
    with pytest.raises(UsageError, match="box"):
        chosen(None, "ollama:m", offline=True, ollama_host="box")
    here = chosen("openai:m", offline=True, openai_base_url="http://localhost:8080/v1")
    assert here.endpoint.loopback
    assert chosen(offline=True, ollama_host="203.0.113.1").source == "recorded"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        (None, "http://127.0.0.1:11434"),
        ("", "http://127.0.0.1:11434"),
        ("localhost", "http://localhost:11434"),
        ("box:56789", "http://box:56789"),
        (":56789", "http://127.0.0.1:56789"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("http://box", "http://box:80"),
        ("https://box/", "https://box:443"),
        ("https://box:1/path", "https://box:1/path"),
    ],
)
def test_ollama_host_is_read_as_users_write_it(host: str | None, url: str) -> None:
    assert generate.ollama_url(host) == url


@pytest.mark.parametrize("host", ["box:port", "http://[::1", "ftp://box"])
def test_an_ollama_host_that_is_none_is_an_error(host: str) -> None:
    with pytest.raises(UsageError, match="OLLAMA_HOST"):
        generate.ollama_url(host)


def test_loopback_is_told_from_names_that_look_like_it() -> None:
    assert all(map(is_loopback, ("http://127.1.2.3/", "http://[::1]:1", "http://a.localhost")))
    strangers = (
        "http://127.0.0.1.example/",
        "http://127.0.0.1@example/",
        "http://localhost.example",
    )
    assert not any(map(is_loopback, strangers))


def test_models_are_listed_with_the_reasons_where_there_are_none() -> None:
    listed = dict(generate.list_models(EndpointDefaults(ollama_host=DEAD), offline=False))
    assert set(listed) == {"local", "ollama", "openai", "recorded"}
    assert "models pull" in str(listed["local"])
    assert "ollama serve" in str(listed["ollama"])
    assert "OPENAI_API_KEY" in str(listed["openai"])
    assert getattr(listed["recorded"], "name", "") == "recorded"
    away = EndpointDefaults(openai_api_key="k" * 9, ollama_host="203.0.113.1")
    skipped = dict(generate.list_models(away, offline=True))
    assert all("--offline" in str(skipped[name]) for name in ("ollama", "openai"))
