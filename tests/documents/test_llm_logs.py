"""Logs of llm: calls by conversation and time; other JSON is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench import read
from workbench.documents import _chats, llm_logs
from workbench.records import Document


def call(key: str, prompt: Any, response: Any, time: str | None = None, **more: Any) -> Any:
    told = {} if time is None else {"datetime_utc": time}
    return {"conversation_id": key, "prompt": prompt, "response": response, **told, **more}


def of(*calls: Any) -> Document:
    return read.document(json.dumps(list(calls)).encode(), "log.json")


def seen(document: Document) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.text) for one in document.blocks]


def test_calls_are_put_together_by_conversation_and_time() -> None:
    document = of(
        call("x", "second", "2", "2026-01-02"),
        call("y", "other", "3", "2026-01-03"),
        call("x", "first", "1", "2026-01-01"),
    )
    words = [text for _, text in seen(document)]
    assert words == ["first", "1", "second", "2", "other", "3"]
    assert document.chapters == (1, 5)
    assert {one.speaker for one in document.blocks} == {"user", "assistant"}


def test_without_times_the_order_stays() -> None:
    assert [text for _, text in seen(of(call("x", "b", "1"), call("x", "a", "2")))] == [*"b1a2"]


def test_a_system_prompt_is_told_once() -> None:
    document = of(call("x", "a", "1", system="be short"), call("x", "b", "2", system="be short"))
    assert seen(document)[0] == ("system", "be short")
    assert len(seen(document)) == 5


def test_what_was_not_read_is_told() -> None:
    document = of(call("x", "a", "1", tool_calls=[{}], attachments=[{"type": "image/png"}]))
    assert document.why == f"{_chats.TOOLS}; pictures in it were not read"


@pytest.mark.parametrize("prompt", [None, 3, ""])
def test_a_call_without_a_prompt_is_an_answer(prompt: Any) -> None:
    assert seen(of(call("x", prompt, "answer"))) == [("assistant", "answer")]


def test_one_call_alone_is_a_log() -> None:
    assert seen(read.document(json.dumps(call("x", "a", "1")).encode(), "-")) == [
        ("user", "a"),
        ("assistant", "1"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        [{"prompt": "a", "response": 3, "conversation_id": "x"}],
        {"prompt": 1, "response": {"conversation_id": 2}},
    ],
)
def test_other_json_is_no_log(value: Any) -> None:
    assert llm_logs.sniff(json.dumps(value).encode(), "log.json") == 0.0


def test_a_damaged_log_says_what_to_do() -> None:
    text = json.dumps([call("x", "a", "1")])[:-3]
    document = read.document(text.encode(), "log.json")
    assert (document.status, "export it again" in (document.why or "")) == ("unread", True)
