"""The text at a location, found without the code under test: for tests of exact places."""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.records import Claim, Document, Location


def text_at(document: Document, where: Location, *, first_line: int = 1) -> str:
    """What stands in the document's text at a location."""
    lines = _lines(document.text)
    first, last = where.line - first_line, where.end_line - first_line
    if first == last:
        return lines[first][where.column - 1 : where.end_column - 1]
    middle = "".join(lines[first + 1 : last])
    return lines[first][where.column - 1 :] + middle + lines[last][: where.end_column - 1]


@lru_cache(maxsize=1)
def _lines(text: str) -> list[str]:
    parts = re.split(r"(\r\n|\r|\n)", text)
    return ["".join(parts[index : index + 2]) for index in range(0, len(parts), 2)]


def hold_places(document: Document, *, first_line: int = 1) -> None:
    """Assert that every block and cell stands where it says."""
    for block in document.blocks:
        assert text_at(document, block.location, first_line=first_line) == block.text
        for row in block.rows:
            for cell in row:
                assert text_at(document, cell.location, first_line=first_line) == cell.text


def hold_quotes(document: Document, claims: tuple[Claim, ...], *, first_line: int = 1) -> None:
    """Assert that every claim's quote stands where it says."""
    for claim in claims:
        assert text_at(document, claim.location, first_line=first_line) == claim.quote
