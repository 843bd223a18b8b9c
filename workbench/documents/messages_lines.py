"""Messages for the API of OpenAI as JSON Lines: one message, or one conversation, on each line."""

from __future__ import annotations

from typing import Any

from workbench.documents import _chats, _messages
from workbench.documents._chats import Conversation
from workbench.records import Document, Speaker

FILES_ONLY = True
_FIRST = 20


def sniff(data: bytes, name: str) -> float:
    """0.75 for lines that begin with an object, with messages in one of the first; 0.6 for one."""
    if not _chats.begins_as_json(data) or b'"role"' not in data:
        return 0.0
    lines = data.strip(b"\xef\xbb\xbf \t\r\n").split(b"\n", _FIRST)
    for number, line in enumerate(lines[:_FIRST]):
        loaded = _chats.load(line.decode("utf-8", "replace"))
        if number == 0 and not isinstance(loaded, dict):
            return 0.0
        if _messages.says(loaded) or (isinstance(loaded, dict) and _messages.conversations(loaded)):
            return 0.75 if len(lines) > 1 else 0.6
    return 0.0


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """Lines of one message each are one conversation; `why` says which lines were not read."""
    found: list[Conversation] = []
    messages: list[dict[str, Any]] = []
    bad: list[int] = []
    for number, line in enumerate(text.split("\n"), start=first_line):
        if not line.strip():
            continue
        loaded = _chats.load(line)
        if _messages.is_message(loaded):
            messages.append(loaded)
        elif held := _messages.conversations(loaded):
            found += held
        else:
            bad.append(number)
    if messages:
        found = [*_messages.conversations(messages), *found]
    if bad:
        listed = ", ".join(map(str, bad[:5])) + (" …" if bad[5:] else "")
        lines = f"line {listed}" if len(bad) == 1 else f"lines {listed}"
        found.append(Conversation((), notes=(f"{lines} of the file: no message, not read",)))
    return _chats.document(found, name=name, path=path, first_line=first_line)
