"""JSON by the ladder: refused, ignored, repaired, remembered; and finding it in a reply."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import scripted as s
from asking import prompt
from scripted import Scripted, answer, scripted

from workbench import generate
from workbench.providers import _structured, openai
from workbench.providers.base import Endpoint
from workbench.records import Options, Response

SCHEMA = {"type": "object", "properties": {"a": {}}, "required": ["a"]}
GOOD = '{"a": 1}'
PROSE = "I would rather talk about something else."


@contextlib.contextmanager
def model(*steps: s.Step) -> Iterator[tuple[Scripted, openai.OpenAI]]:
    with (
        scripted(*steps) as server,
        contextlib.closing(openai.create(Endpoint("openai", "m", server.url))) as provider,
    ):
        yield server, provider


def asked(provider: openai.OpenAI, **more: Any) -> Response:
    sleep = more.pop("sleep", lambda seconds: None)
    return generate.ask(provider, prompt(SCHEMA), (), Options(), sleep=sleep, **more)


def formats(server: Scripted) -> list[str | None]:
    return [body.get("response_format", {}).get("type") for body in server.bodies]


@pytest.mark.parametrize("code", [400, 500])
def test_a_refused_format_leads_to_the_next_rung_which_is_remembered(code: int) -> None:
    refusal = s.status(code, "response_format.type json_schema is not supported")
    with model(refusal, answer(GOOD), answer(GOOD)) as (server, provider):
        first, second = asked(provider), asked(provider)
    assert formats(server) == ["json_schema", "json_object", "json_object"]
    assert (first.structured, second.structured) == ("json_object", "json_object")
    assert len(first.retries) == 1
    assert second.retries == ()
    assert '"required": ["a"]' in server.bodies[1]["messages"][0]["content"]


def test_a_server_that_fails_over_the_format_without_saying_so_is_asked_without() -> None:
    crash = s.status(500, "internal error")
    with model(crash, crash, crash, crash, answer(GOOD)) as (server, provider):
        response = asked(provider)
    assert formats(server) == ["json_schema"] * 2 + ["json_object"] * 2 + [None]
    assert response.structured == "prompt"
    assert response.schema_errors == ()


def test_a_demand_that_is_ignored_is_made_more_plainly() -> None:
    with model(answer(PROSE), answer(PROSE), answer(GOOD), answer(GOOD)) as (server, provider):
        response = asked(provider)
        again = asked(provider)
    assert formats(server) == ["json_schema", "json_object", None, None]
    assert response.text == again.text == GOOD
    assert response.usage.output_tokens == 15
    assert again.usage.output_tokens == 5


def test_one_repair_turn_tells_what_was_wrong() -> None:
    with model(answer('{"b": 1}'), answer(GOOD)) as (server, provider):
        response = asked(provider)
    turn = server.bodies[1]["messages"]
    assert [message["role"] for message in turn] == ["user", "assistant", "user"]
    assert "'a' is missing" in turn[2]["content"]
    assert (response.text, response.schema_errors) == (GOOD, ())
    assert response.retries[0].startswith("repair")


def test_a_reply_that_stays_wrong_is_returned_with_what_is_wrong() -> None:
    with model(answer('{"b": 1}'), answer('{"c": 1}')) as (server, provider):
        response = asked(provider)
    assert len(server.bodies) == 2
    assert response.text == '{"c": 1}'
    assert response.schema_errors == ("the key 'a' is missing",)


def test_prose_to_the_end_takes_four_turns_and_is_a_result() -> None:
    with model(*[answer(PROSE)] * 9) as (server, provider):
        response = asked(provider)
    assert len(server.bodies) == 4
    assert response.text == PROSE
    assert response.schema_errors == (_structured.NO_OBJECT,)


def test_an_error_in_the_repair_turn_keeps_the_reply_there_is() -> None:
    refused = s.status(401, "key expired")
    with model(answer('{"b": 1}'), refused) as (_, provider):
        response = asked(provider)
    assert response.text == '{"b": 1}'
    assert response.schema_errors
    assert any("authentication" in note for note in response.retries)


def test_a_validator_has_the_last_word() -> None:
    def validate(found: dict[str, Any]) -> Sequence[str]:
        return () if found["a"] == 2 else ("a is not 2",)

    with model(answer(GOOD), answer('{"a": 2}')) as (server, provider):
        response = asked(provider, validate=validate)
    assert "a is not 2" in server.bodies[1]["messages"][2]["content"]
    assert response.text == '{"a": 2}'


def test_nothing_but_the_format_is_blamed_on_the_format() -> None:
    for refusal in (s.status(401, "bad key"), s.status(429, "x", "insufficient_quota")):
        with model(refusal) as (server, provider), pytest.raises(generate.ProviderError):
            asked(provider)
        assert len(server.bodies) == 1


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"\n{GOOD}\n",
        f"Here it is:\n```json\n{GOOD}\n```\nEnjoy.",
        f"<think>perhaps {{}} or {{'a'}}?</think>{GOOD}",
        f'First {{"b": 2}} and then {GOOD}.',
    ],
)
def test_an_object_is_found_wherever_it_stands(text: str) -> None:
    assert _structured.object_in(text, ["a"]) == {"a": 1}


@pytest.mark.parametrize(
    "text",
    ["", "[1]", "{", '{"a": ', '{"a":' * 100_000, "[" * 100_000, '{"' * 100_000, "{" * 1_000_000],
    ids=lambda text: f"{text[:5]}-{len(text)}",
)
def test_hostile_replies_hold_no_object(text: str) -> None:
    assert _structured.object_in(text, ["a"]) is None


def test_a_number_without_end_is_no_object() -> None:
    assert _structured.object_in(json.dumps({"a": 1}).replace("1", "9" * 100_000)) is None
