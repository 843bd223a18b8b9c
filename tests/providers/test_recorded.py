"""The provider `recorded`: answers by the prompt's name, each once, nothing contacted."""

from __future__ import annotations

import pytest

from workbench.errors import ProviderError
from workbench.providers import recorded
from workbench.providers.base import Endpoint
from workbench.records import Message, Options, Response, Usage

HELLO = (Message(role="user", content="Say something."),)


def response(prompt: str, text: str) -> Response:
    return Response(
        prompt=prompt,
        text=text,
        reasoning="thought",
        provider="openai",
        request_model="m",
        model="m-1",
        finish_reason="stop",
        usage=Usage(input_tokens=3, output_tokens=4),
    )


def provider(*responses: Response) -> recorded.Recorded:
    return recorded.create(Endpoint("recorded", "recorded"), responses)


def text(asked: recorded.Recorded, name: str | None) -> str:
    deltas = asked.stream(HELLO, options=Options(), prompt_name=name)
    return "".join(delta.text for delta in deltas)


def test_answers_are_found_by_name_and_given_once_in_order() -> None:
    asked = provider(response("a", "1"), response("b", "2"), response("a", "3"))
    assert [text(asked, name) for name in ("b", "a", "a")] == ["2", "1", "3"]


def test_without_a_name_the_next_answer_is_given() -> None:
    asked = provider(response("a", "1"), response("b", "2"))
    assert [text(asked, None) for _ in range(2)] == ["1", "2"]


def test_text_comes_in_pieces_and_whole() -> None:
    long = "\N{SNOWMAN} line\n" * 10_000
    deltas = list(provider(response("a", long)).stream(HELLO, options=Options()))
    assert "".join(delta.text for delta in deltas) == long
    assert 10 < len(deltas) < 1000
    assert "".join(delta.reasoning for delta in deltas) == "thought"
    assert deltas[-1].usage == Usage(input_tokens=3, output_tokens=4)
    assert deltas[-1].model == "m-1"
    assert deltas[-1].finish_reason == "stop"


def test_no_answer_is_a_clear_error() -> None:
    asked = provider(response("a", "1"))
    for name, words in (("b", "prompt 'b'"), ("a", ""), ("a", "any more"), (None, "any more")):
        if not words:
            assert text(asked, name) == "1"
            continue
        with pytest.raises(ProviderError, match=words) as caught:
            text(asked, name)
        assert "--model" in (caught.value.hint or "")
    with pytest.raises(ProviderError, match="empty"):
        text(provider(), "a")


def test_there_is_one_model() -> None:
    assert [model.name for model in provider().models()] == ["recorded"]
