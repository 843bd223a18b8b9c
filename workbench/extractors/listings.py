"""Disassemblies that were pasted into a document: each is said to be that of some code in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from workbench.extractors import _disassembly, _generations, _versions
from workbench.extractors._disassembly import Listing
from workbench.extractors.base import Places, bounded, claim, unique
from workbench.records import Block, Claim, Document, Location

_STRING = re.compile(r'"(?:[^"\\\n]|\\.){40,100000}+"')
_NAME = re.compile(r'"(?:function|name|code|qualname)"\s*:\s*"(?P<name>[A-Za-z_][\w.]{0,100})"')
_ROUGH = re.compile(
    r"\b(?:simplif\w+|roughly|approximat\w+|abbreviat\w+|abridged|condensed|something\s+like|"
    r"similar\s+to|looks?\s+like|sketch\w*|conceptual\w*|pseudo\w*|illustrat\w+|typical\w*|"
    r"excerpts?|part\s+of|relevant|essential\w*|shortened|trimmed|cleaned|edited|e\.g|example|"
    r"may|might|would|could)\b",
    re.IGNORECASE,
)
_WORDS_ABOVE = 300
_MOST = 200
"""Each is compared with much code on many versions; nobody pastes more."""
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.]*\Z")


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each code object whose listing is shown, located on its lines."""
    return unique(islice(_claims(document), _MOST))


def _claims(document: Document) -> Iterator[Claim]:
    stated: list[str | None] = []
    for index, block in enumerate(document.blocks):
        if block.kind not in ("text", "listing", "code") or block.speaker in ("user", "system"):
            continue
        if block.location.file != document.path:
            continue
        places = Places(block)
        for listing, place in _shown(block):
            if not stated:
                told = _versions.stated(document)
                stated.append(told[0] if told and told[1] == "stated" else None)
            part = bounded(block, places, *place)
            hedge = _hedge(document, index, place[0])
            yield _claim(document, block, listing, part, hedge, stated[0])


def _shown(block: Block) -> Iterator[tuple[Listing, tuple[int, int]]]:
    """The listings of a block, each with its place in the block's text."""
    if not any(word in block.text for word in ("LOAD_", "RETURN_", "RESUME")):
        return
    found = _disassembly.listings(block.text)
    is_quoted, before = False, 0
    for listing in found:
        is_quoted ^= _is_odd(block.text, before, listing.start)
        before = listing.start
        if not is_quoted:
            yield listing, (listing.start, listing.end)
    if found or "\\n" not in block.text:
        return
    for string in islice(_STRING.finditer(block.text[: _disassembly.MAX_TEXT]), 200):
        name = _NAME.search(block.text[max(0, string.start() - 300) : string.start()])
        for listing in _disassembly.listings(_unescaped(string.group())):
            listing.called = listing.called or (name.group("name") if name else None)
            yield listing, (string.start() + 1, string.end() - 1)
            break


def _unescaped(literal: str) -> str:
    try:
        text = json.loads(literal)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""


def _is_odd(text: str, start: int, end: int) -> bool:
    """Whether a docstring begins or ends in a part of a program, and not both."""
    return any(text.count(mark, start, end) % 2 for mark in ('"""', "'''"))


def _claim(
    document: Document,
    block: Block,
    listing: Listing,
    place: tuple[Location, str],
    hedge: str | None,
    stated: str | None,
) -> Claim:
    named = listing.code or listing.called
    function = named if named and _IDENTIFIER.match(named) else None
    code = listing.code if function is None else None
    if any(row.opcode == "STORE_NAME" for row in listing.rows):
        code = listing.code or "<module>"  # no function has that
    args: dict[str, Any] = {
        "instructions": [_given(row) for row in listing.rows],
        "cut": listing.cut,
        "versions": list(_generations.versions(listing)),
    }
    if stated:
        args["stated"] = stated
    if code is not None:
        args["code"] = code
    else:
        args["function"] = function
    return claim(
        document,
        block,
        place,
        extractor="listings",
        kind="dis_listing",
        args=args,
        hedge=hedge,
    )


def _given(row: _disassembly.Row) -> dict[str, Any]:
    """A row as arguments of a claim: what is not shown is left out."""
    return {k: v for k, v in asdict(row).items() if v is not None and v is not False}


def _hedge(document: Document, index: int, start: int) -> str | None:
    """The word right above the listing that says that it is none to the letter."""
    own = document.blocks[index].text[:start]
    above = document.blocks[index - 1] if index else None
    before = above.text if above is not None and above.kind == "text" else ""
    found = _ROUGH.search(f"{before[-_WORDS_ABOVE:]}\n{own[-_WORDS_ABOVE:]}")
    return found.group() if found else None
