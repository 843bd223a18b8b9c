"""Makes foreign text safe to show. Everything a model or its program wrote goes through here.

A reply can carry terminal escapes, bidirectional overrides, invisible characters and lone
surrogates; each is shown as a visible escape, none is dropped, so that nothing is hidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Cc: C0, DEL, C1. Cf: bidi controls, zero-width, tags. Cs: lone surrogates. Zl, Zp: separators
# which some terminals break lines at. Co, Cn: private and unassigned, whatever a font makes of it.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})
_ODD = re.compile(r"[^\x20-\x7e]")


def terminal(text: str, *, newlines: bool = False, limit: int | None = None) -> str:
    """The text with every character that a terminal might obey shown as an escape.

    With `newlines`, line feeds stay and tabs become four spaces; otherwise both are escaped. With
    `limit`, longer text is cut to that many characters and ends with an ellipsis.
    """
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    return _ODD.sub(lambda found: _visible(found.group(), newlines), text)


def _visible(character: str, newlines: bool) -> str:
    if newlines and character == "\n":
        return character
    if newlines and character == "\t":
        return "    "
    if unicodedata.category(character) not in _HIDDEN:
        return character
    code = ord(character)
    if code < 0x100:
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str, limit: int = 200) -> str:
    """The first `limit` characters as one safe line, white space folded."""
    return terminal(" ".join(text.split()), limit=limit)


def file_name(text: str, fallback: str = "unnamed") -> str:
    """A file name that cannot leave its folder, hide itself, or mean something to a shell."""
    kept = re.sub(r"[^A-Za-z0-9_.-]+", "_", text).strip("._-")
    return kept[:80] or fallback


def redact(text: str, secrets: Iterable[str | None]) -> str:
    """The text with every secret replaced; short strings are no secrets."""
    for secret in secrets:
        if secret and len(secret) >= 6:
            text = text.replace(secret, "[secret]")
    return text
