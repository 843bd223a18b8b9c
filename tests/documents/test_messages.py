"""Messages of the API of OpenAI: lists, requests, responses, lines, and what is none of these."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench import read
from workbench.documents import _chats, data, messages, messages_lines
from workbench.records import Document

ASK = {"role": "user", "content": "question"}
ANSWER = {"role": "assistant", "content": "answer"}
CHOICE = {"index": 0, "message": ANSWER}
BOTH = [("user", "question"), ("assistant", "answer")]


def of(value: Any, name: str = "a.json") -> Document:
    return read.document(json.dumps(value).encode(), name)


def seen(document: Document) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.text) for one in document.blocks]


SHAPES: list[Any] = [
    [ASK, ANSWER],
    {"messages": [ASK, ANSWER]},
    {"model": "m", "messages": [ASK], "choices": [CHOICE]},
    [{"messages": [ASK, ANSWER]}],
    {"request": {"messages": [ASK]}, "response": {"choices": [CHOICE]}},
    {"body": {"messages": [ASK]}, "response": {"body": {"choices": [CHOICE]}}},
    {"input": "question", "output": [{"type": "message", **ANSWER}]},
    {"input": [ASK], "output": [{"type": "reasoning"}, {"type": "message", **ANSWER}]},
    [ASK, {"role": "model", "content": [{"type": "text", "text": "answer"}]}],
    [{"role": "human", "content": ["question"]}, ANSWER],
    [ASK, {"role": "assistant", "content": [{"type": "output_text", "text": "answer"}]}],
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_messages_are_found_in_every_shape(shape: Any) -> None:
    document = of(shape)
    assert (seen(document), document.why) == (BOTH, None)
    assert document.parts == (1, 2)


@pytest.mark.parametrize("shape", [one for one in SHAPES if isinstance(one, dict)])
def test_a_line_may_hold_a_conversation(shape: Any) -> None:
    line = json.dumps(shape)
    document = read.document(f"{line}\n\n{line}\n".encode(), "a.jsonl")
    assert seen(document) == BOTH * 2
    assert document.chapters == (1, 3)


def test_a_line_may_hold_a_message() -> None:
    text = f"{json.dumps(ASK)}\r\n{json.dumps(ANSWER)}"
    document = read.document(text.encode(), "a.jsonl")
    assert (seen(document), document.chapters) == (BOTH, (1,))


def test_lines_that_are_none_are_told() -> None:
    text = "\n".join([json.dumps(ASK), "{", "3", json.dumps(ANSWER), '{"role": "assist'])
    document = read.document(text.encode(), "a.jsonl")
    assert seen(document) == BOTH
    assert document.why == "lines 2, 3, 5 of the file: no message, not read"


@pytest.mark.parametrize(
    ("role", "speaker"),
    [("developer", "system"), ("system", "system"), ("narrator", "system"), ("model", "assistant")],
)
def test_roles_are_speakers(role: str, speaker: str) -> None:
    assert seen(of([{"role": role, "content": "x"}, ASK]))[0] == (speaker, "x")


def test_tools_pictures_and_other_choices_are_told() -> None:
    call = {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}
    result = {"role": "tool", "content": "42"}
    shown = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}
    assert of([ASK, call, result, ANSWER]).why == _chats.TOOLS
    assert seen(of([ASK, call, result, ANSWER])) == BOTH
    assert of([shown, ANSWER]).why == "pictures in it were not read"
    told = of({"messages": [ASK], "choices": [CHOICE, CHOICE]})
    assert (seen(told), told.why) == (BOTH, "of 2 choices only the first was read")


@pytest.mark.parametrize(
    "value",
    [
        {"role": "LOAD_FAST"},
        {"role": 3, "content": "x"},
        [{"role": "user"}, {"role": "user"}],
        [{"opcode": "LOAD_FAST", "count": 3}],
        {"messages": "none", "role": 1},
        {"input": "LOAD_FAST", "role": None},
        [ASK, 3],
    ],
)
def test_other_json_stays_what_it_is(value: Any) -> None:
    text = json.dumps(value).encode()
    assert messages.sniff(text, "a.json") == 0.0
    assert messages_lines.sniff(text, "a.json") < data.sniff(text, "a.json")


@pytest.mark.parametrize("text", ['[{"role": "user", "content": "x', '{"messages": [{"role": "us'])
def test_damaged_json_says_where_and_what_to_do(text: str) -> None:
    document = read.document(text.encode(), "a.json")
    assert document.status == "unread"
    assert "breaks off or is damaged at line 1, column" in (document.why or "")


@pytest.mark.parametrize("depth", [500, 100_000])
def test_deep_nesting_is_survived(depth: int) -> None:
    text = '[{"role": ' + '{"body": ' * depth + "1" + "}" * depth + "}]"
    assert read.document(text.encode(), "a.json").status in ("ok", "unread")
    inside = '{"role": "user", "body": ' + "[" * depth + "]" * depth + "}"
    assert read.document(f"{inside}\n{inside}".encode(), "a.jsonl").status in ("ok", "unread")


def test_odd_characters_are_kept_readable() -> None:
    text = '[{"role": "assistant", "content": "a\\ud800b\\u0000c\\r\\nd\\u001b[31m"}]'
    document = read.document(text.encode(), "a.json")
    assert document.text == "a\ufffdb\0c\r\nd\x1b[31m\n"
    document.text.encode()
    assert document.parts == (1,)


def test_ten_thousand_messages_keep_their_places() -> None:
    document = of([ASK, {"role": "assistant", "content": "one\n\ntwo"}] * 5_000)
    assert len(document.parts) == 10_000
    last = document.blocks[-1].location
    place = read.in_part(document, last)
    assert (place.message, place.line, document.blocks[-1].text) == (10_000, 3, "two")


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"role": "assistant", "content": None, "function_call": {"name": "x"}}, _chats.TOOLS),
        ({"role": "assistant", "function_call": {"name": "x"}}, _chats.TOOLS),
        ({"role": "assistant", "content": None}, "messages without words were not read"),
        ({"role": "assistant", "refusal": "no"}, "messages without words were not read"),
        ({"type": "meta"}, "1 of 3 entries are no messages and were not read"),
        ({"role": "user", "content": 3}, "1 of 3 entries are no messages and were not read"),
    ],
)
def test_an_odd_message_loses_no_others(odd: dict[str, Any], why: str) -> None:
    for shape in ([ASK, odd, ANSWER], {"messages": [ASK, odd, ANSWER]}):
        document = of(shape)
        assert (seen(document), document.why) == (BOTH, why)
    lines = read.document("\n".join(map(json.dumps, [odd, ASK, ANSWER])).encode(), "a.jsonl")
    assert seen(lines) == BOTH
    assert lines.why == (
        "line 1 of the file: no message, not read" if why.startswith("1 of") else why
    )


def test_the_first_message_may_stand_behind_other_lines() -> None:
    lines = [json.dumps({"type": "meta", "id": n}) for n in range(19)]
    text = "\n".join([*lines, json.dumps(ASK), json.dumps(ANSWER)]).encode()
    assert seen(read.document(text, "a.jsonl")) == BOTH
    assert messages_lines.sniff(text, "a.jsonl") == 0.75
    assert messages_lines.sniff(b"{}\n" + text, "a.jsonl") == 0.0
