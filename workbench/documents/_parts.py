"""Places as readers of a document count them: in cells, pages, messages or paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right

from workbench.records import Document, Location, Part

_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++\Z")


def located(document: Document, location: Location) -> Location:
    """A place as readers of the document count: the cell, page, message or paragraph, and the line
    in it. A place that goes on beyond its part ends with it; of a text it stays as it is.
    """
    parts, name = _counted(document)
    number = bisect_right(parts, location.line)
    if not number:
        return location
    shift = parts[number - 1] - 1
    place = {"line": location.line - shift, "end_line": location.end_line - shift}
    following = parts[number : number + 1]
    if following and location.end_line >= following[0]:
        place |= {"end_line": following[0] - shift, "end_column": 1}
    return location.model_copy(update={**place, name: number})


def texts(document: Document) -> dict[str, str]:
    """The texts in which the places of a document are counted: its own, or those of its parts."""
    parts, _ = _counted(document)
    if not parts:
        return {document.path: document.text}
    lines = [one.group() for one in _LINE.finditer(document.text)]
    ends = [*parts[1:], len(lines) + 1]
    return {
        f"{document.path}#{number}": "".join(lines[first - 1 : last - 1])
        for number, (first, last) in enumerate(zip(parts, ends, strict=True), start=1)
    }


def _counted(document: Document) -> tuple[tuple[int, ...], Part]:
    """The lines on which the parts of a document begin, and what they are."""
    if document.cells or document.part is None:
        return document.cells, "cell"
    return document.parts, document.part
