"""Jupyter notebooks: Markdown cells as words, code cells as a program, stored outputs as listings.

The text of the document is that of its cells one after the other, each with what it printed behind
its source; `cells` says at which line each begins. What a run left in the notebook counts as what
the program prints only where the cells were run once each, from the first to the last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.documents import _cells, _words
from workbench.documents.base import NEWLINE, Source, finish
from workbench.records import Block, Document, Speaker

_MAX_CELLS = 2_000
_MAX_OUTPUT = 100_000
OUTPUT = "Output:"
VALUE = "Value:"
_OLD = "an old notebook format ({}): open and save it with a current Jupyter"
_PYTHON = frozenset({"python", "python3", "ipython", "ipython3"})
_VERSION = re.compile(r"(3\.\d{1,2})(?:(\.\d{1,2})(?![\w.]))?")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_STRANGE = re.compile(r"[^\w+#. -]")


def sniff(data: bytes, name: str) -> float:
    """0.9 for JSON with cells under a notebook's name, 0.6 under another one."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b'"cells"' not in data:
        return 0.0
    loaded = _load(data.decode("utf-8-sig", "replace"))
    if not isinstance(loaded.get("cells"), list) and _old(loaded) is None:
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
    language: str = "python"
    is_judged: bool = True
    heading: str | None = None

    def add(self, text: str, kind: str, label: str | None = None) -> None:
        """Append a text; its blocks keep the lines that it has in the whole."""
        text = text if text.endswith("\n") else f"{text}\n"
        self.blocks += self._blocks(text, kind, label)
        self.text += text
        self.line += len(NEWLINE.findall(text))

    def _blocks(self, text: str, kind: str, label: str | None) -> Iterator[Block]:
        if kind == "words":
            read = _words.read(text, self.name, self.path, self.line, self.speaker)
            yield from self._under_headings(text, read.blocks)
        elif text.strip():
            source = Source(text, self.path, self.line)
            yield Block(
                kind="code" if kind == "code" else "image" if kind == "image" else "listing",
                text=text,
                location=source.location(0, len(text)),
                language=_language(text, self.language) if kind == "code" else None,
                label=label,
                heading=self.heading,
                speaker=self.speaker,
            )

    def _under_headings(self, text: str, blocks: Sequence[Block]) -> Iterator[Block]:
        """The blocks of a cell of words: the heading of an earlier cell lasts to the next one."""
        lines = text.splitlines()
        for block in blocks:
            above = block.heading or self.heading
            yield block.model_copy(update={"heading": above})
            place = block.location.line - self.line
            is_heading = block.kind == "text" and place < len(lines)
            if is_heading and _HEADING.match(lines[place]):
                self.heading = block.text


def read(
    text: str, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """The cells as blocks; `why` says what of the notebook could not be read."""
    loaded = _load(text)
    listed = loaded.get("cells")
    cells = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    language, version = _kernel(loaded.get("metadata"))
    order = _order(cells) if language == "python" else None
    pages = _Pages(path, name, speaker, line=first_line, language=language)
    pages.is_judged = order is None
    for cell in cells[:_MAX_CELLS]:
        pages.cells.append(pages.line)
        _add(pages, cell)
    has_code = any(block.kind == "code" for block in pages.blocks)
    why = [
        f"only its first {_MAX_CELLS:,} cells were read" if len(cells) > _MAX_CELLS else None,
        "pictures in it were not read" if any(b.kind == "image" for b in pages.blocks) else None,
        f"{order}: its outputs were not judged" if order else None,
        f"its code is {language}, and not Python" if language != "python" and has_code else None,
    ]
    document = finish(
        Source(pages.text, path, first_line),
        name=name,
        blocks=pages.blocks,
        speaker=speaker,
        why="; ".join(filter(None, why)) or None,
    )
    old = {"status": "unread", "why": _old(loaded)} if _old(loaded) else {}
    own = {"cells": tuple(pages.cells), "python": version, "excuse": _shown_error(cells) or order}
    return document.model_copy(update={**own, **old})


def _add(pages: _Pages, cell: dict[str, Any]) -> None:
    source = _joined(cell.get("source"))
    kind = "code" if cell.get("cell_type") == "code" else "words"
    pages.add(source, kind)
    by_python = _language(source, pages.language) == "python" and _cells.only_python_prints(source)
    for output in _outputs(cell):
        data = output.get("data")
        if output.get("output_type") == "error":
            pages.is_judged = False  # the program ends here, the notebook went on
        elif output.get("output_type") == "stream" and output.get("name", "stdout") == "stdout":
            label = OUTPUT if by_python and pages.is_judged else None
            pages.add(_joined(output.get("text"))[:_MAX_OUTPUT], "listing", label)
        elif isinstance(data, dict) and any(str(key).startswith("image/") for key in data):
            pages.add("[picture]", "image")
        elif isinstance(data, dict):
            # What a cell shows of its last value is no output of the program run as a script.
            is_value = output.get("output_type") == "execute_result"
            label = VALUE if is_value and by_python and pages.is_judged else None
            pages.add(_joined(data.get("text/plain"))[:_MAX_OUTPUT], "listing", label)


def _outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    outputs = cell.get("outputs")
    listed = outputs[:100] if isinstance(outputs, list) else []
    return [one for one in listed if isinstance(one, dict)]


def _language(source: str, language: str) -> str:
    """The language of a cell: a magic may make it another one than that of the notebook."""
    magic = _cells.foreign(source)
    return language if magic is None else f"%%{magic}"


def _kernel(metadata: Any) -> tuple[str, str | None]:
    """The language that the notebook's code is in, and the version of CPython that ran it."""
    known = metadata if isinstance(metadata, dict) else {}
    info, kernel = known.get("language_info"), known.get("kernelspec")
    info = info if isinstance(info, dict) else {}
    kernel = kernel if isinstance(kernel, dict) else {}
    for name in (info.get("name"), kernel.get("language")):
        plain = _STRANGE.sub("", name)[:40].strip().lower() if isinstance(name, str) else ""
        if plain and plain not in _PYTHON:
            return plain, None
    version = info.get("version")
    found = _VERSION.match(version) if isinstance(version, str) else None
    return "python", f"{found.group(1)}{found.group(2) or ''}" if found else None


def _order(cells: Sequence[dict[str, Any]]) -> str | None:
    """What the numbers of the code cells say against a run from the first to the last, if any."""
    code = [one for one in cells if one.get("cell_type") == "code"]
    numbers = [one.get("execution_count") for one in code if _joined(one.get("source")).strip()]
    counted = [one for one in numbers if isinstance(one, int)]
    if not counted or numbers == list(range(1, len(numbers) + 1)):
        return None
    return "by their numbers its cells were not run once each, from the first to the last"


def _shown_error(cells: Sequence[dict[str, Any]]) -> str | None:
    """That the notebook itself shows an error, in words."""
    for output in (one for cell in cells for one in _outputs(cell)):
        if output.get("output_type") == "error":
            name = _STRANGE.sub("", str(output.get("ename")))[:80]
            return f"the notebook itself shows an error of one of its cells: {name}"
    return None


def _old(loaded: dict[str, Any]) -> str | None:
    """What to do with a notebook of a format from before 2014; None for others."""
    number = loaded.get("nbformat")
    is_old = isinstance(loaded.get("worksheets"), list) and isinstance(number, int) and number < 4
    return _OLD.format(number) if is_old else None


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
