"""Markdown, and with it plain text: everything that is text is read here when nobody else can."""

from __future__ import annotations

from workbench.documents import _words
from workbench.records import Document, Speaker


def sniff(data: bytes, name: str) -> float:
    """0.2 for a file named as text, 0.1 for anything else: the last resort."""
    return 0.2 if name.lower().endswith((".md", ".markdown", ".txt")) else 0.1


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """Text as blocks; `why` says when it is too long to be read to its end."""
    return _words.read(text, name, path, first_line, speaker)
