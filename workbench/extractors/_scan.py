"""JSON whose every value keeps its place; what breaks off is read as far as it goes.

Single quotes and Python's constants are let through: scripts print dicts as often as JSON.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from workbench.extractors.base import is_opcode
from workbench.records import Block, Document

MAX_NODES = 200_000
MAX_DEPTH = 60

_BLANKS = re.compile(r"[ \t\r\n]*+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'', re.DOTALL)
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)|[A-Za-z]+")
_CONSTANTS = {"true": True, "false": False, "null": None, "none": None}
_CLOSERS = {"{": "}", "[": "]"}
_MAX_DIGITS = 40


@dataclass
class Node:
    """A value at `text[start:end]`; `entries` are what an object or array holds.

    `complete` is False for what breaks off.
    """

    start: int
    end: int = 0
    opener: str = ""
    value: Any = None
    complete: bool = True
    entries: list[tuple[str, Node]] = field(default_factory=list)

    def get(self, key: str) -> Node | None:
        """The last entry with that key, as JSON readers take it."""
        return next((node for name, node in reversed(self.entries) if name == key), None)

    def plain(self) -> Any:
        """The value as plain data."""
        if self.opener == "{":
            return {key: node.plain() for key, node in self.entries}
        if self.opener == "[":
            return [node.plain() for _, node in self.entries]
        return self.value


def scan(text: str, start: int = 0) -> Node | None:
    """The value that begins at an offset, or None when none does. Linear in the text."""
    stack: list[Node] = []
    position, nodes = start, 0
    while nodes < MAX_NODES:
        position = _skip(text, position)
        if stack and text.startswith(_CLOSERS[stack[-1].opener], position):
            closed = stack.pop()
            position += 1
            closed.end, closed.complete = position, True
            if not stack:
                return closed
            position = _skip_comma(text, position)
            continue
        key = ""
        if stack and stack[-1].opener == "{":
            found = _STRING.match(text, position)
            position = _skip(text, found.end()) if found else position
            if found is None or not text.startswith(":", position):
                break
            key, position = _string(found.group()), _skip(text, position + 1)
        node = _begin(text, position)
        if node is None or len(stack) >= MAX_DEPTH:
            break
        nodes += 1
        if stack:
            stack[-1].entries.append((key, node))
        if node.opener:
            stack.append(node)
            position += 1
        elif not stack:
            return node
        else:
            position = _skip_comma(text, node.end)
    for open_node in stack:
        open_node.end = position
    return stack[0] if stack else None


def answer(document: Document, block: Block) -> Node | None:
    """The JSON of a block that answers one of our prompts or holds a document's bare counts."""
    text = block.text
    start = len(text) - len(text.lstrip())
    if block.kind in ("table", "image") or text[start : start + 1] not in ("{", "["):
        return None
    root = scan(text, start)
    if root is None:
        return None
    if root.opener == "[":
        first = root.entries[0][1] if root.entries else None
        return root if first is not None and _is_claim(first) else None
    if any(root.get(key) for key in ("claims", "opcodes", "calls", "loops")) or _is_claim(root):
        return root
    alone = block.language == "json" and len(document.blocks) == 1
    names = [key for key, _ in root.entries]
    values = [node for _, node in root.entries if node.opener == "{"]
    inner = [key for node in values for key, _ in node.entries]
    known = sum(1 for name in (*names, *inner) if is_opcode(name))
    return root if alone and known and 2 * known >= len(inner or names) else None


def _is_claim(node: Node) -> bool:
    return node.get("kind") is not None and node.get("statement") is not None


def _begin(text: str, position: int) -> Node | None:
    """The node that begins here; the end of an object or array is not known yet."""
    first = text[position : position + 1]
    if first in _CLOSERS:
        return Node(position, opener=first, complete=False)
    found = _STRING.match(text, position)
    if found is not None:
        return Node(position, found.end(), value=_string(found.group()))
    found = _SCALAR.match(text, position)
    if found is None:
        return None
    return Node(position, found.end(), value=_scalar(found.group()))


def _scalar(text: str) -> Any:
    if text[0].isalpha():
        return _CONSTANTS.get(text.lower(), text)
    if len(text) > _MAX_DIGITS:
        return text
    return float(text) if any(mark in text for mark in ".eE") else int(text)


def _string(text: str) -> str:
    """What a quoted string says; a lone surrogate, which no file can hold, becomes `?`."""
    if text[0] == '"':
        try:
            text = json.loads(text, strict=False)
        except ValueError:
            text = text[1:-1]
    else:
        text = text[1:-1].replace("\\'", "'")
    return text.encode("utf-8", "replace").decode("utf-8")


def _skip(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return found.end() if found else position


def _skip_comma(text: str, position: int) -> int:
    after = _skip(text, position)
    return after + 1 if text.startswith(",", after) else after
