"""A JSON object or array, as replies under a schema and analysis scripts print it.

The text is one listing; it stays as it is, also when the JSON breaks off.
"""

from __future__ import annotations

import json
import re

from workbench.documents.base import Source, finish
from workbench.records import Block, Document, Speaker

_OPENING = re.compile(r'\s*(?:\{\s*["}]|\[\s*\{)')


def sniff(data: bytes, name: str) -> float:
    """0.5 for a JSON object or array, 0.4 for what begins like one but breaks, else 0."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return 0.0
    text = data.decode("utf-8-sig", "replace")
    if _is_json(text):
        return 0.5
    return 0.4 if _OPENING.match(text) else 0.0


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """The whole text as one listing in the language `json`; `why` says if it is broken JSON."""
    source = Source(text, path, first_line)
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    block = Block(
        kind="listing",
        text=text[start:end],
        location=source.location(start, end),
        language="json",
        speaker=speaker,
    )
    why = None if _is_json(text) else "it begins like JSON but is not valid JSON"
    return finish(source, name=name, blocks=(block,), speaker=speaker, why=why)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
