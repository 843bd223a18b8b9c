"""Conversations as exports and logs hold them, put one behind the other as one document.

The text of the document is that of its messages, each beginning on a line of its own (`parts`);
`chapters` says where a conversation begins that knows nothing of the ones before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.documents import _words
from workbench.documents.base import NEWLINE, Source, finish
from workbench.records import Block, Document, Speaker

MAX_MESSAGES = 20_000
MAX_BLOCKS = 200_000
PICTURE = "[picture]"
TOOLS = "calls of tools and what these gave were not read"
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPEAKERS: dict[str, Speaker] = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
}


@dataclass(frozen=True)
class Message:
    """What one side said; `pictures` were shown with it."""

    speaker: Speaker
    text: str
    pictures: int = 0


@dataclass(frozen=True)
class Conversation:
    """Messages from the first to the last, and what could not be read, in words."""

    messages: Sequence[Message]
    title: str | None = None
    notes: Sequence[str] = ()


@dataclass
class _Bound:
    """The messages as they are put one behind the other."""

    name: str
    path: str
    line: int
    texts: list[str] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    chapters: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)

    def add(self, conversation: Conversation) -> None:
        """Append a conversation; what is too much is left out, and noted."""
        self.notes |= dict.fromkeys(conversation.notes)
        said = [one for one in conversation.messages if one.text.strip() or one.pictures]
        if said:
            self.chapters.append(self.line)
        for message in said:
            if len(self.parts) >= MAX_MESSAGES or len(self.blocks) >= MAX_BLOCKS:
                self.notes[f"only its first {len(self.parts):,} messages were read"] = None
                return
            self._add(message, conversation.title)

    def _add(self, message: Message, title: str | None) -> None:
        text = _SURROGATE.sub("\ufffd", message.text)
        text = text if text.endswith("\n") or not text else f"{text}\n"
        self.parts.append(self.line)
        read = _words.read(text, self.name, self.path, self.line, message.speaker)
        self.blocks += (
            one if one.heading or not title else one.model_copy(update={"heading": title})
            for one in read.blocks
        )
        if read.why and read.status == "ok":
            self.notes[read.why] = None
        self._end(text)
        for _ in range(min(message.pictures, 100)):
            self._picture(message.speaker)

    def _picture(self, speaker: Speaker) -> None:
        self.notes["pictures in it were not read"] = None
        source = Source(PICTURE, self.path, self.line)
        place = source.location(0, len(PICTURE))
        self.blocks.append(Block(kind="image", text=PICTURE, location=place, speaker=speaker))
        self._end(f"{PICTURE}\n")

    def _end(self, text: str) -> None:
        self.texts.append(text)
        self.line += len(NEWLINE.findall(text))


def document(
    conversations: Iterable[Conversation], *, name: str, path: str, first_line: int = 1
) -> Document:
    """Conversations as one document; `why` says what of them was not read."""
    bound = _Bound(name, path, first_line)
    for conversation in conversations:
        bound.add(conversation)
    found = finish(
        Source("".join(bound.texts), path, first_line),
        name=name,
        blocks=bound.blocks,
        speaker=None,
        why="; ".join(bound.notes) or None,
    )
    own = {"parts": tuple(bound.parts), "part": "message", "chapters": tuple(bound.chapters)}
    return found.model_copy(update=own)


def broken(text: str, what: str) -> str:
    """Where a text stops being JSON, in words, and what to do about it."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return f"{what} that breaks off or is damaged at {where}: export it again"
    except (ValueError, RecursionError):
        return f"{what} that is nested too deeply to be read"
    return f"{what} in which no message was found: export it again"


def load(text: str) -> Any:
    """The value of a JSON text; None for what is none, or is nested too deeply."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def begins_as_json(data: bytes) -> bool:
    """Whether bytes begin like a JSON object or array."""
    return data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def speaker(role: Any) -> Speaker:
    """Whose words those of a role are; of an unknown role nobody is accused."""
    return _SPEAKERS.get(role, "system") if isinstance(role, str) else "system"


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in a list; none of anything else."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def line(value: Any) -> str | None:
    """A title: the words of a string in one short line; None without any."""
    words = " ".join(value[:1000].split()) if isinstance(value, str) else ""
    return _SURROGATE.sub("\ufffd", words[:200]) or None
