"""Code of a document that is none of its programs: what is said below it is said of that code.

Code in another language, and what a session defines, are run by nobody here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from workbench import opcodes
from workbench.extractors._languages import LANGUAGES
from workbench.extractors.base import MAX_QUOTE, Places
from workbench.records import Artifact, Block, Claim, Document

_DEFINED = re.compile(
    r"^[ \t]*(?:>>>|In \[\d+\]:)[ \t](?:(?:async[ \t]+)?def|class)[ \t]+(\w{1,80})", re.M
)
_OUTERMOST = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w{1,80})", re.M)
_WORD = re.compile(r"(?<!\w)[^\W\d]\w*+")
_PYTHON = re.compile(r"python|\bdis\b", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?;])\s+|\n[ \t]*\n")
_MOST = 200_000
_BELOW = frozenset({"output_value", "program_runs", "deterministic", "same_output"})
"""Kinds that name no function: they are about the code right above."""


class Unrun:
    """The code of one document that is none of its programs."""

    def __init__(self, document: Document, artifacts: Sequence[Artifact]) -> None:
        self._blocks = document.blocks
        self._starts = [block.location.line for block in document.blocks]
        self._path = document.path
        places = [one.location for one in artifacts if one.location.file == document.path]
        self._own = [(place.line, max(place.line, place.end_line)) for place in places]
        self._foreign = list(self._others())
        self._at_top = [
            (one.location.line, frozenset(_OUTERMOST.findall(one.source[:_MOST])))
            for one in artifacts
            if one.location.file == document.path
        ]

    def problem(self, claim: Claim) -> str | None:
        """Why a claim is about code that nobody runs, if it is."""
        if not self._foreign or claim.location.file != self._path:
            return None
        line = claim.location.line
        name = self._name(claim)
        if name is None:
            return self._right_above(claim, line) if claim.kind in _BELOW else None
        found = [one for one in self._foreign if name in one[2]]
        if not found or self._is_told(claim, line):
            return None
        there = [one for one in found if one[0] <= line]
        where, what, _ = there[-1] if there else found[0]
        if any(where < at <= line for at, names in self._at_top if name in names):
            return None
        if what is None:
            return f"the {name} of the session in line {where} may be meant, which was not run"
        if not there or _is_of_python(claim):
            return None
        return f"the {name} above it, in line {where}, is code in {what}, not in Python"

    def _others(self) -> Iterator[tuple[int, str | None, frozenset[str]]]:
        """Line, language (None: a session) and names of each block that is no program."""
        for block in self._blocks:
            if block.kind not in ("code", "listing") or self._is_own(block):
                continue
            text, language = block.text[:_MOST], (block.language or "").lower()
            if language in LANGUAGES:
                yield block.location.line, block.language, frozenset(_WORD.findall(text))
            elif names := _DEFINED.findall(text):
                yield block.location.line, None, frozenset(names)

    def _is_own(self, block: Block) -> bool:
        return any(first <= block.location.line <= last for first, last in self._own)

    def _name(self, claim: Claim) -> str | None:
        """The function that a claim names, by its last part, or that its call calls."""
        name = claim.args.get("function")
        if not isinstance(name, str) and isinstance(call := claim.args.get("call"), str):
            found = _WORD.match(call)
            name = found.group() if found else None
        return name.rpartition(".")[2] if isinstance(name, str) else None

    def _right_above(self, claim: Claim, line: int) -> str | None:
        """Why what is said below code of another language is not said of a program."""
        index = bisect_right(self._starts, line) - 1
        heading = self._blocks[index].heading if index >= 0 else None
        for block in self._blocks[: index + 1][::-1]:
            if block.heading != heading or self._is_own(block):
                return None
            if block.kind == "code" and (block.language or "").lower() in LANGUAGES:
                told = self._is_told(claim, line)
                return (
                    None
                    if told
                    else f"the code right above it is in {block.language}, not in Python"
                )
        return None

    def _is_told(self, claim: Claim, line: int) -> bool:
        """Whether the sentence of a claim, or the heading above it, names Python."""
        index = bisect_right(self._starts, line) - 1
        block = self._blocks[index]
        if block.heading and _PYTHON.search(block.heading):
            return True
        if block.kind != "text":
            return False
        start = Places(block).offset(claim.location)
        before = _END.split(block.text[max(0, start - MAX_QUOTE) : start])[-1]
        after = _END.split(block.text[start : start + MAX_QUOTE])[0]
        return _PYTHON.search(f"{before}{after}") is not None


def _is_of_python(claim: Claim) -> bool:
    """Whether it speaks of instructions that only CPython has."""
    if claim.kind in ("dis_listing", "opcode_table"):
        return True
    name = claim.args.get("opcode")
    return isinstance(name, str) and opcodes.is_opcode(name)
