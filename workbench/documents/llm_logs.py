"""Logs of the command `llm` (`llm logs --json`): prompt and response of every call."""

from __future__ import annotations

from typing import Any

from workbench.documents import _chats, _foreign
from workbench.documents._chats import Conversation, Message
from workbench.records import Document, Speaker

FILES_ONLY = True
_WHAT = "a log of llm"
_KEYS = (b'"prompt"', b'"response"', b'"conversation_id"')


def sniff(data: bytes, name: str) -> float:
    """0.85 for JSON with calls in it, 0.65 for what breaks off in one."""
    if not _chats.begins_as_json(data) or not all(key in data for key in _KEYS):
        return 0.0
    loaded = _chats.load(data.decode("utf-8-sig", "replace"))
    if loaded is None:
        return 0.65
    return 0.85 if _calls(loaded) else 0.0


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """The conversations in the order of their first calls; a damaged log is `unread`."""
    calls = _calls(_chats.load(text))
    if not calls:
        return _foreign.unread(name, path, _chats.broken(text, _WHAT))
    together: dict[str, list[dict[str, Any]]] = {}
    for number, call in enumerate(calls):
        key = call.get("conversation_id")
        together.setdefault(key if isinstance(key, str) else f"\0{number}", []).append(call)
    found = [_conversation(several) for several in together.values()]
    return _chats.document(found, name=name, path=path, first_line=first_line)


def _calls(loaded: Any) -> list[dict[str, Any]]:
    """The calls, the oldest first: some versions of llm write the newest first."""
    listed = loaded if isinstance(loaded, list) else [loaded]
    found = [
        one
        for one in _chats.dicts(listed)
        if isinstance(one.get("response"), str) and {"prompt", "conversation_id"} <= one.keys()
    ]
    times = [one.get("datetime_utc") for one in found]
    if all(isinstance(time, str) for time in times):
        found.sort(key=lambda one: str(one["datetime_utc"]))
    return found


def _conversation(calls: list[dict[str, Any]]) -> Conversation:
    said: list[Message] = []
    notes: dict[str, None] = {}
    system = None
    for call in calls:
        if isinstance(call.get("system"), str) and call["system"] != system:
            system = call["system"]
            said.append(Message("system", system))
        prompt, pictures = call.get("prompt"), len(list(_chats.dicts(call.get("attachments"))))
        said.append(Message("user", prompt if isinstance(prompt, str) else "", pictures))
        said.append(Message("assistant", call["response"]))
        if call.get("tool_calls") or call.get("tool_results"):
            notes[_chats.TOOLS] = None
    return Conversation(said, _chats.line(calls[0].get("conversation_name")), tuple(notes))
