"""What stands around a claim that names nobody itself: whom it is about all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from workbench.extractors import _algorithms, _context, _which
from workbench.extractors._elsewhere import Elsewhere
from workbench.extractors._known import Bound, Known
from workbench.extractors._mentions import Mentions
from workbench.extractors.base import clean, is_program
from workbench.records import Artifact, Claim, Document, Location

MAX_LABEL = _context.MAX_TEXT
COUNTS = frozenset({"opcode_count", "opcode_table", "total_instructions"})
COUNTED = COUNTS | {"dis_listing"}
MIXED = COUNTED | {"mix_share", "dominated_by"}
"""Kinds of which a sentence without a name is about the one function there is, or about none."""
IN_LISTS = frozenset({"table", "counter", "tallies", "inline", "printed", "declared", "listings"})
"""Extractors whose quotes are numbers and names, not sentences: these name nobody themselves."""


_MOST_BEARERS = 50
_DEFINED = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w{1,80})", re.MULTILINE)


class Surroundings:
    """The programs, headings and words around the claims of one document."""

    def __init__(self, document: Document, artifacts: Sequence[Artifact], known: Known) -> None:
        self.known = known
        self._all = sorted(artifacts, key=lambda one: one.location.line)
        self._path = document.path
        self._own = [one for one in self._all if one.location.file == document.path]
        self._code = {b.location.line: b.text for b in document.blocks if is_program(b)}
        self.context = _context.Context(document)
        self._mentions = Mentions(known)
        self._elsewhere = Elsewhere(document, known)
        known.titles, known.bearing = self._elsewhere.titles(), self._elsewhere.bearers

    def line(self, claim: Claim) -> int:
        """Where it is said: a claim of another text stands behind all programs of this one."""
        return claim.location.line if claim.location.file == self._path else 1 << 60

    def above(self, claim: Claim) -> list[str]:
        """The words that announce a claim, the nearest first."""
        return self.context.above(claim, self._mentions.of)

    def near(self, claim: Claim) -> list[str]:
        """The same without the headings."""
        return self.context.near(claim, self._mentions.of)

    def unlabelled(self, claim: Claim) -> Bound:
        """Whom a claim without a label is about: named in it or above it, or the only one."""
        line = self.line(claim)
        own = [] if claim.extractor in IN_LISTS else [claim.quote[:MAX_LABEL]]
        near = self.near(claim)
        bound, several = self._announced([*own, *near], claim)
        why = None
        if bound is None and not several:
            why = self._unshown(near) if claim.kind in MIXED else None
            why = why or self._elsewhere.why(claim, line)
        if bound is None and why is None:
            bound, more = self._announced(self.above(claim)[len(near) :], claim)
            several = several or more
        if bound is not None or why is not None:
            return bound or Bound(problem=why)
        section = None if several else self._section_entry(line)
        if claim.kind not in MIXED:
            return section or self._told_before(claim, line) or Bound()
        if several:
            return Bound(problem=f"it may be about {' or '.join(sorted(several)[:5])}")
        return (
            self.known.entry(line)
            or section
            or self._defined_above(line)
            or Bound(problem="it does not say which function it is about")
        )

    def _announced(self, texts: Sequence[str], claim: Claim) -> tuple[Bound | None, set[str]]:
        """Whom the first of some texts names that names one, and the several that one names."""
        line = self.line(claim)
        several: set[str] = set()
        for text in texts:
            named = self._mentions.of(text)
            if self._only_tells(text, named):
                several |= named | {str(self.known.candidates[0].entry_point)}
                continue
            if len(named) == 1:
                return self.known.named(named.pop(), line), several
            several = several or named
            program = None if named else self.known.program(text, line)
            if program is not None and self.known.only is None:
                return self.known.label(program.name, line), several
            other = None if named else _context.stranger(text)
            if other is not None and claim.kind in MIXED:
                return self.known.label(other, line), several
        return None, several

    def _unshown(self, texts: Sequence[str]) -> str | None:
        """Why words above are about an algorithm that no program is."""
        for name in filter(None, map(_algorithms.named, texts)):
            if not self._elsewhere.bearers(name):
                return f"no program here is {name!r}, which the words above it name"
        return None

    def elsewhere(self, claim: Claim) -> str | None:
        """Why a claim that names nobody is about code that is not here, if that is so."""
        return self._elsewhere.why(claim, self.line(claim))

    def chosen(self, claim: Claim, bound: Bound, label: str | None = None) -> Bound:
        """Of several methods of a name that of the class that is named, of several versions of a
        program the one that is spoken of: by the label, the sentence or what announces it."""
        name = bound.function
        if name is None or bound.artifact is None or claim.defined:
            return bound
        said = None if claim.extractor in IN_LISTS else self.context.said(claim)
        texts = [text for text in (label, said) if text] + self.near(claim)
        bearers = self.known.bearers(bound)
        if 1 < len(bearers) <= _MOST_BEARERS:
            own = _which.of_class(bearers, [*texts, *self._headings(claim, bound.artifact)])
            bound = Bound(bound.artifact, own or name)
            if own is None and (why := self.elsewhere(claim)):
                return Bound(bound.artifact, problem=why)
        return self._version(claim, bound, texts)

    def _headings(self, claim: Claim, program: Artifact) -> list[str]:
        """The headings above a claim, but for one that the whole program stands under as well."""
        found = self.above(claim)[len(self.near(claim)) :]
        holds = self.context.section(self.line(claim)) < program.location.line
        return found[: (-1 if len(found) > 1 else 0 if holds and program in self._own else None)]

    def _version(self, claim: Claim, bound: Bound, texts: Sequence[str]) -> Bound:
        """Of several programs with the function the one whose file or version is spoken of."""
        owners = self.known.versions((bound.function or "").rpartition(".")[2])
        if len(owners) < 2:
            return bound
        files = {name: one for name, one in self.known.files().items() if one in owners}
        for text in texts:
            place = _which.version(text, len(owners))
            if (file := _which.file(text, list(files))) is not None:
                return replace(bound, artifact=files[file])
            if place is not None:
                return replace(bound, artifact=owners[place])
        for text in self.above(claim):
            if (file := _which.file(text, list(files))) is not None:
                return replace(bound, artifact=files[file])
        why = self._elsewhere.why(claim, self.line(claim))
        return Bound(bound.artifact, problem=why) if why else bound

    def _told_before(self, claim: Claim, line: int) -> Bound | None:
        """The one function that the words right before a statement are about."""
        named = self._mentions.of(self.context.before(claim) or "")
        return self.known.named(named.pop(), line) if len(named) == 1 else None

    def _section_entry(self, line: int) -> Bound | None:
        program = self.in_section(line) if self.known.only is None else None
        bound = self.known.label(program.name, line) if program else None
        return bound if bound is not None and bound.problem is None else None

    def _defined_above(self, line: int) -> Bound | None:
        """The one function that the code above a line defines, in its section."""
        start = self.context.section(line)
        code = [text for at, text in self._code.items() if start < at <= line]
        names = {name for text in code for name in _DEFINED.findall(text)}
        return self.known.named(names.pop(), line) if start > 1 and len(names) == 1 else None

    def _only_tells(self, text: str, named: set[str]) -> bool:
        """A whole sentence about another function than the program's own: it announces nothing."""
        only = self.known.only
        if only is None or not only.entry_point:
            return False
        ended = text.rstrip().rstrip("*_)`").endswith((".", "!", "?"))
        return ended and len(named) == 1 and only.entry_point not in named

    def told(self, claim: Claim) -> Artifact | None:
        """The program that an argument or the quote names."""
        line = self.line(claim)
        said = claim.args.get("program")
        if isinstance(said, str):
            return self.known.program(clean(said[:MAX_LABEL]), line)
        named = self._mentions.of(claim.quote[:MAX_LABEL])
        if len(named) == 1:
            return self.known.named(named.pop(), line).artifact
        return None if named else self.known.program(claim.quote[:MAX_LABEL], line)

    def _headed(self, claim: Claim) -> Artifact | None:
        """The program of the section: the one in it, or the one that its headings name."""
        line = self.line(claim)
        if (inside := self.in_section(line)) is not None:
            return inside
        named = (
            self.known.program(text, line) for text in self.above(claim)[len(self.near(claim)) :]
        )
        return next((one for one in named if one is not None), None)

    def around(self, claim: Claim) -> Artifact | None:
        """The program in whose text a claim stands."""
        line = self.line(claim)
        inside = [
            one
            for one in self._all
            if one.location.file == self._path and _holds(one.location, line)
        ]
        return inside[-1] if inside else None

    def in_section(self, line: int) -> Artifact | None:
        """The one program between the heading above a line and the line."""
        start = self.context.section(line)
        found = {one.id: one for one in self.known.candidates if start <= one.location.line <= line}
        return next(iter(found.values())) if len(found) == 1 else None

    def printing(self, claim: Claim) -> dict[str, Any]:
        """The program that is said to print it, else the one right above, but for a fragment.

        What a text without programs says is about the one it names, or the only one.
        """
        around = self.around(claim)
        files = self.known.files()
        said = _which.file(self.context.said(claim) or "", list(files)) if around is None else None
        if said is not None:
            return {"artifact": files[said].id}
        if around is None and (why := self.elsewhere(claim)):
            return {"problem": claim.problem or why}
        above = [start for start in self._code if start <= self.line(claim)]
        own = [one for one in self._all if one.location.file == self._path]
        if around is None and above and own and claim.location.file == self._path:
            there = [one for one in own if _holds(one.location, above[-1])]
            if there:
                return {"artifact": there[-1].id}
            return {"problem": claim.problem or "what stands above it is no program"}
        program = around or self.known.only or self.told(claim) or self._headed(claim)
        return {"artifact": program.id if program else None}


def _holds(place: Location, line: int) -> bool:
    return place.line <= line <= max(place.end_line, place.line)
