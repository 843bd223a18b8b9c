"""Jupyter notebooks: Markdown cells as words, code cells as a program, stored outputs as listings.

The text of the document is that of its cells one after the other, each with what it printed behind
its source; `cells` says at which line each begins.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.documents import _words
from workbench.documents.base import Source, finish
from workbench.records import Block, Document, Speaker

_MAX_CELLS = 2_000
_MAX_OUTPUT = 100_000
OUTPUT = "Output:"


def sniff(data: bytes, name: str) -> float:
    """0.9 for JSON with cells under a notebook's name, 0.6 under another one."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b'"cells"' not in data:
        return 0.0
    if not isinstance(_load(data.decode("utf-8-sig", "replace")).get("cells"), list):
        return 0.0
    return 0.9 if name.lower().endswith(".ipynb") else 0.6


@dataclass
class _Pages:
    """The cells as they are put one behind the other."""

    path: str
    name: str
    speaker: Speaker | None
    text: str = ""
    line: int = 1
    cells: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def add(self, text: str, kind: str, label: str | None = None) -> None:
        """Append a text; its blocks keep the lines that it has in the whole."""
        text = text if text.endswith("\n") else f"{text}\n"
        self.blocks += self._blocks(text, kind, label)
        self.text += text
        self.line += text.count("\n")

    def _blocks(self, text: str, kind: str, label: str | None) -> Iterator[Block]:
        if kind == "words":
            read = _words.read(text, self.name, self.path, self.line, self.speaker)
            yield from read.blocks
        elif text.strip():
            source = Source(text, self.path, self.line)
            yield Block(
                kind="code" if kind == "code" else "image" if kind == "image" else "listing",
                text=text,
                location=source.location(0, len(text)),
                language="python" if kind == "code" else None,
                label=label,
                speaker=self.speaker,
            )


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """The cells as blocks; `why` says what of the notebook could not be read."""
    cells = _load(text).get("cells")
    pages = _Pages(path, name, speaker, line=first_line)
    listed = cells if isinstance(cells, list) else []
    for cell in listed[:_MAX_CELLS]:
        if isinstance(cell, dict):
            pages.cells.append(pages.line)
            _add(pages, cell)
    why = None
    if len(listed) > _MAX_CELLS:
        why = f"only its first {_MAX_CELLS:,} cells were read"
    if any(block.kind == "image" for block in pages.blocks):
        why = "; ".join(filter(None, [why, "pictures in it were not read"]))
    document = finish(
        Source(pages.text, path, first_line),
        name=name,
        blocks=pages.blocks,
        speaker=speaker,
        why=why,
    )
    return document.model_copy(update={"cells": tuple(pages.cells)})


def _add(pages: _Pages, cell: dict[str, Any]) -> None:
    source = _joined(cell.get("source"))
    kind = "code" if cell.get("cell_type") == "code" else "words"
    pages.add(source, kind)
    outputs = cell.get("outputs")
    for output in outputs[:100] if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        if output.get("output_type") == "stream" and output.get("name", "stdout") == "stdout":
            pages.add(_joined(output.get("text"))[:_MAX_OUTPUT], "listing", OUTPUT)
        elif isinstance(data, dict) and any(str(key).startswith("image/") for key in data):
            pages.add("[picture]", "image")
        elif isinstance(data, dict):
            # What a cell shows of its last value is no output of the program run as a script.
            pages.add(_joined(data.get("text/plain"))[:_MAX_OUTPUT], "listing")


def _joined(source: Any) -> str:
    """A multi-line string of the format: a text, or a list of lines."""
    if isinstance(source, list):
        return "".join(one for one in source if isinstance(one, str))
    return source if isinstance(source, str) else ""


def _load(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
