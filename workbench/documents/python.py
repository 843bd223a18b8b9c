"""A Python file: one program, under its own name. Its comments are not read as claims."""

from __future__ import annotations

from workbench.documents.base import Source, finish
from workbench.records import Block, Document, Speaker


def sniff(data: bytes, name: str) -> float:
    """0.9 for a file named as Python."""
    return 0.9 if name.lower().endswith((".py", ".pyw")) else 0.0


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """The whole file as one code block."""
    source = Source(text, path, first_line)
    block = Block(
        kind="code",
        text=text,
        location=source.location(0, len(text)),
        language="python",
        label=name.replace("\\", "/").rpartition("/")[2],
        speaker=speaker,
    )
    return finish(source, name=name, blocks=[block], speaker=speaker)
