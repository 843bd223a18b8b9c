"""ChatGPT exports (`conversations.json`): of each conversation the branch that was shown last.

A conversation is a tree, for every edited question and every second answer is a branch of its own.
What the user saw is the way from `current_node` up to the root.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.documents import _chats, _foreign
from workbench.documents._chats import Conversation, Message
from workbench.records import Document, Speaker

FILES_ONLY = True
_WHAT = "a ChatGPT export"
_PICTURES = ("image_asset_pointer", "video_container_asset_pointer")
_SAID = ("text", "multimodal_text")
_SPOKEN = "audio_transcription"


def sniff(data: bytes, name: str) -> float:
    """0.9 for JSON with the trees of conversations, 0.7 for what breaks off in one."""
    keys = (b'"mapping"', b'"author"', b'"parts"')
    if not _chats.begins_as_json(data) or not all(key in data for key in keys):
        return 0.0
    loaded = _chats.load(data.decode("utf-8-sig", "replace"))
    if loaded is None:
        return 0.7
    return 0.9 if any(True for _ in _trees(loaded)) else 0.0


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """All conversations; `why` says what was not read. A damaged export is `unread`."""
    found = [_conversation(tree) for tree in _trees(_chats.load(text))]
    if not found:
        return _foreign.unread(name, path, _chats.broken(text, _WHAT))
    return _chats.document(found, name=name, path=path, first_line=first_line)


def _trees(loaded: Any) -> Iterator[dict[str, Any]]:
    several = loaded if isinstance(loaded, list) else [loaded]
    for one in _chats.dicts(several):
        mapping = one.get("mapping")
        if isinstance(mapping, dict) and any(_message(node) for node in mapping.values()):
            yield one


def _message(node: Any) -> dict[str, Any] | None:
    message = node.get("message") if isinstance(node, dict) else None
    return message if isinstance(message, dict) and "author" in message else None


def _conversation(tree: dict[str, Any]) -> Conversation:
    said: list[Message] = []
    notes: dict[str, None] = {}
    for node in _way(tree):
        message = _message(tree["mapping"][node])
        if message is not None and not _is_hidden(message):
            role, content = _role(message), message.get("content")
            content = content if isinstance(content, dict) else {}
            to_tool = message.get("recipient") not in (None, "all")
            if role == "tool" or to_tool or content.get("content_type") == "code":
                notes[_chats.TOOLS] = None
            elif content.get("content_type", "text") in _SAID:
                said.append(_said(role, content))
    return Conversation(said, _chats.line(tree.get("title")), tuple(notes))


def _way(tree: dict[str, Any]) -> list[str]:
    """The ids from the root to the current node; a tree that leads in a circle is left there."""
    mapping = tree["mapping"]
    node = tree.get("current_node")
    if not isinstance(node, str) or node not in mapping:
        node = next(reversed([key for key in mapping if _is_leaf(mapping[key])]), None)
    way: dict[str, None] = {}
    while isinstance(node, str) and node in mapping and node not in way:
        way[node] = None
        node = mapping[node].get("parent") if isinstance(mapping[node], dict) else None
    return list(way)[::-1]


def _is_leaf(node: Any) -> bool:
    return _message(node) is not None and not node.get("children")


def _role(message: dict[str, Any]) -> Any:
    author = message["author"]
    return author.get("role") if isinstance(author, dict) else None


def _is_hidden(message: dict[str, Any]) -> bool:
    metadata = message.get("metadata")
    hidden = isinstance(metadata, dict) and metadata.get("is_visually_hidden_from_conversation")
    return bool(hidden) or message.get("weight") == 0


def _said(role: Any, content: dict[str, Any]) -> Message:
    listed = content.get("parts")
    parts = listed if isinstance(listed, list) else [content.get("text")]
    texts = [one for one in parts if isinstance(one, str)]
    shown = list(_chats.dicts(parts))
    spoken = [one.get("text") for one in shown if one.get("content_type") == _SPOKEN]
    texts += [one for one in spoken if isinstance(one, str)]
    pictures = sum(one.get("content_type") in _PICTURES for one in shown)
    return Message(_chats.speaker(role), "\n\n".join(filter(None, texts)), pictures)
