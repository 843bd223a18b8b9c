"""Messages as the API of OpenAI takes and gives them, found in the shapes that people keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.documents import _chats
from workbench.documents._chats import Conversation, Message

_WRAPPED = ("body", "request", "response", "responses")
_TEXTS = ("text", "input_text", "output_text")
_PICTURES = ("image_url", "input_image", "image")
_CALLS = ("tool_calls", "function_call")
_DEEPEST = 4


def conversations(value: Any) -> list[Conversation]:
    """The conversations in a JSON value: a list of messages, or what holds one or several."""
    if _is_chat(value):
        return [_conversation([one for one in value if is_message(one)], None, _skipped(value))]
    found: list[Conversation] = []
    for one in _chats.dicts(value if isinstance(value, list) else [value]):
        messages, notes = _held(one, 0)
        if messages:
            found.append(_conversation(messages, one.get("title"), notes))
    return found


def is_message(value: Any) -> bool:
    """Whether an object may be one message; one that calls a tool or refuses may say nothing."""
    if not isinstance(value, dict) or not isinstance(value.get("role"), str):
        return False
    return isinstance(value.get("content"), str | list | None)


def says(value: Any) -> bool:
    """Whether an object is a message for sure: one with words, or with a call."""
    if not is_message(value):
        return False
    return isinstance(value.get("content"), str | list) or any(one in value for one in _CALLS)


def _is_chat(value: Any) -> bool:
    """Whether a list is mostly messages, and otherwise objects."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return False
    sure = sum(map(is_message, value)) if any(map(says, value)) else 0
    return sure > 0 and 2 * sure >= len(value)


def _skipped(values: list[Any]) -> list[str]:
    count = sum(not is_message(one) for one in values)
    return [f"{count} of {len(values)} entries are no messages and were not read"] if count else []


def _held(value: dict[str, Any], depth: int) -> tuple[list[dict[str, Any]], list[str]]:
    """The messages in a request, a response or a line that holds either, in their order."""
    found: list[dict[str, Any]] = []
    notes: list[str] = []
    for key in ("messages", "input"):
        if key == "input" and isinstance(value.get(key), str):
            found.append({"role": "user", "content": value[key]})
        held = value.get(key)
        found += (one for one in _chats.dicts(held) if is_message(one))
        notes += _skipped(held) if key == "messages" and isinstance(held, list) else []
    for key in _WRAPPED:
        inner = value.get(key)
        if isinstance(inner, dict) and depth < _DEEPEST:
            more, told = _held(inner, depth + 1)
            found, notes = found + more, notes + told
    choices = [one.get("message") for one in _chats.dicts(value.get("choices"))]
    answers = [one for one in choices if isinstance(one, dict) and is_message(one)]
    found += answers[:1]
    if len(answers) > 1:
        notes.append(f"of {len(answers)} choices only the first was read")
    found += (one for one in _chats.dicts(value.get("output")) if is_message(one))
    said = any(one["role"] != "user" or "input" not in value for one in found if says(one))
    return (found if said else []), notes


def _conversation(
    messages: list[dict[str, Any]], title: Any = None, notes: list[str] | None = None
) -> Conversation:
    told = dict.fromkeys(notes or [])
    said: list[Message] = []
    for message in messages:
        if message["role"] in ("tool", "function") or any(message.get(one) for one in _CALLS):
            told[_chats.TOOLS] = None
        elif message.get("content") is None:
            told["messages without words were not read"] = None
        if message["role"] not in ("tool", "function"):
            texts = "\n\n".join(_texts(message.get("content")))
            shown = [one.get("type") for one in _chats.dicts(message.get("content"))]
            pictures = sum(one in _PICTURES for one in shown)
            said.append(Message(_chats.speaker(message["role"]), texts, pictures))
    return Conversation(said, _chats.line(title), tuple(told))


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    for one in content if isinstance(content, list) else []:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and one.get("type", "text") in _TEXTS:
            text = one.get("text")
            if isinstance(text, str):
                yield text
