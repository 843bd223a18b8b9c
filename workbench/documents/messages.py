"""Messages for the API of OpenAI as JSON: a list of them, a request, a response, or several."""

from __future__ import annotations

from workbench.documents import _chats, _foreign, _messages
from workbench.records import Document, Speaker

FILES_ONLY = True
_WHAT = "a list of messages"


def sniff(data: bytes, name: str) -> float:
    """0.8 for JSON with messages in it, 0.6 for what begins like them and breaks off."""
    if not _chats.begins_as_json(data) or b'"role"' not in data:
        return 0.0
    loaded = _chats.load(data.decode("utf-8-sig", "replace"))
    if loaded is None:
        first = data[:300].lstrip(b"\xef\xbb\xbf \t\r\n[")
        return 0.6 if first.startswith(b'{"role"') or b'"messages"' in first else 0.0
    return 0.8 if _messages.conversations(loaded) else 0.0


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """All conversations; `why` says what was not read. Damaged JSON is `unread`."""
    found = _messages.conversations(_chats.load(text))
    if not found:
        return _foreign.unread(name, path, _chats.broken(text, _WHAT))
    return _chats.document(found, name=name, path=path, first_line=first_line)
