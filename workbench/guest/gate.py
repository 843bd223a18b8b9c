"""What is settled about a source before any process sees it. It is read as text, never parsed."""

from __future__ import annotations

import re

SOURCE_BYTES = 1 << 20
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LITERAL = re.compile(
    # What is never closed ends somewhere too: a search that fails there starts over at every quote,
    # and a source of a megabyte can hold as many of these as it likes.
    r"#[^\n]*"
    r'|"""(?:[^\\]|\\.)*?(?:"""|\\?\Z)'
    r"|'''(?:[^\\]|\\.)*?(?:'''|\\?\Z)"
    r'|"(?:[^"\\\n]|\\.)*(?:"|\n|\\?\Z)'
    r"|'(?:[^'\\\n]|\\.)*(?:'|\n|\\?\Z)",
    re.DOTALL,
)
_LETTER = re.compile(r"[^\W\d_]")


def refusal(source: str) -> str | None:
    """Why a source is not even tried, or None."""
    try:
        size = len(source.encode("utf-8", "strict"))
    except UnicodeEncodeError:
        return "the source is not valid UTF-8"
    if size > SOURCE_BYTES:
        return f"the source is larger than {SOURCE_BYTES} bytes"
    if "\0" in source:
        return "the source contains a NUL character"
    return None


def suspicions(source: str) -> tuple[str, ...]:
    """WB607 when a reader may see another program than Python does."""
    if _BIDI.search(source):
        return ("WB607",)
    code = _LITERAL.sub(" ", source)
    if any(not letter.isascii() for letter in _LETTER.findall(code)):
        return ("WB607",)
    return ()
