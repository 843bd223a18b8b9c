"""Which CPythons can have printed a disassembly, by its opcodes and by how it is laid out."""

from __future__ import annotations

import re

from workbench import opcodes
from workbench.extractors._disassembly import Listing, Row

_FEW = 3
_TARGET = re.compile(r"to L?\d+\Z")
_JUMPS = re.compile(r"(?:JUMP_ABSOLUTE|POP_JUMP_IF_(?:TRUE|FALSE)|JUMP_IF_\w+_OR_POP)\Z")


def versions(listing: Listing) -> tuple[str, ...]:
    """The known CPythons (3.11) whose `dis` prints such lines, oldest first; none for a mixture."""
    rows = listing.rows
    names = {row.opcode for row in rows if row.opcode != "CACHE"}
    return tuple(
        version
        for version in opcodes.known_versions()
        if all(opcodes.exists(name, version) for name in names) and _fits(listing, version)
    )


def _fits(listing: Listing, version: str) -> bool:
    rows, minor = listing.rows, tuple(map(int, version.split(".")))
    names = {row.opcode for row in rows}
    offsets = [row.offset for row in rows if row.offset is not None]
    if offsets and all(offset % 2 == 0 for offset in offsets) == (minor < (3, 6)):
        # Since 3.6 each instruction takes two bytes; before, those with an argument took three.
        return not any(offset % 2 for offset in offsets) and len(offsets) < _FEW
    if listing.labels and minor < (3, 13):
        return False
    if any(_JUMPS.match(row.opcode) and bool(row.argrepr) != (minor >= (3, 10)) for row in rows):
        return False  # where these lead is told since 3.10
    begins = rows[0].offset in (None, 0) and not rows[0].gap
    if begins and minor >= (3, 11) and not names & {"RESUME", "MAKE_CELL", "COPY_FREE_VARS"}:
        return False
    loops = "FOR_ITER" in names and not any(row.argrepr == ".0" for row in rows)
    if loops and begins and not listing.cut and minor < (3, 8) and "SETUP_LOOP" not in names:
        return False
    texts = [row.argrepr for row in rows if row.argrepr]
    if any(_TARGET.match(text) and ("L" in text) == (minor < (3, 13)) for text in texts):
        return False
    if minor >= (3, 14):
        return not any(_is_small(row) for row in rows) and not _loads_owned(rows)
    if minor == (3, 13):
        return not any(text.startswith("NULL ") for text in texts)
    return minor < (3, 11) or not any(text.endswith(" + NULL") for text in texts)


def _loads_owned(rows: list[Row]) -> bool:
    """Whether variables are loaded, and none as 3.14 loads most of them."""
    if any(row.opcode == "LOAD_FAST_LOAD_FAST" for row in rows):
        return True
    borrowed = any(row.opcode.startswith("LOAD_FAST_BORROW") for row in rows)
    return not borrowed and sum(row.opcode == "LOAD_FAST" for row in rows) >= _FEW


def _is_small(row: Row) -> bool:
    """A small number that 3.14 has an opcode of its own for."""
    text = row.argrepr or ""
    return row.opcode == "LOAD_CONST" and text.isdecimal() and int(text) < 256
