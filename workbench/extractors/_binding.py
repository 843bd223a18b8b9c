"""Whom a claim is about: labels as people write them, bound to functions of the artifacts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from workbench import command_lines
from workbench.extractors import _context, _versions
from workbench.extractors._elsewhere import Elsewhere
from workbench.extractors._known import Bound, Known
from workbench.extractors._mentions import Mentions
from workbench.extractors.base import clean, is_program
from workbench.records import Artifact, Claim, Document, Location

__all__ = ["Binder", "Bound"]

_WORD = re.compile(r"(?<!\w)[^\W\d]\w*+")
_MAX_LABEL = _context.MAX_TEXT
_MAX_LISTED = 40
_FILE = re.compile(r"\.pyw?[`'\"* ]*\Z")
WHOLE_FILE = "the whole file"
"""As the judges call all code of a file where others name a function."""
_COUNTS = frozenset({"opcode_count", "opcode_table", "total_instructions"})
_COUNTED = _COUNTS | {"dis_listing"}
_MIXED = _COUNTED | {"mix_share", "dominated_by"}
"""Kinds of which a sentence without a name is about the one function there is, or about none."""
_OF_A_VERSION = _MIXED | {
    "arithmetic_instructions",
    "executed_count",
    "ranking",
    "table_complete",
}
_IN_PROSE = frozenset({"table", "counter", "tallies", "inline", "printed", "declared", "listings"})
"""Extractors whose quotes are numbers and names, not sentences: these name nobody themselves."""


class Binder:
    """Binds the claims of one document.

    `functions` are those of each artifact, by its id; claims of the kinds `apart` are about none.
    """

    def __init__(
        self,
        document: Document,
        artifacts: Sequence[Artifact],
        functions: Mapping[str, Sequence[str]],
        apart: Collection[str] = (),
    ) -> None:
        self._apart = frozenset(apart)
        workloads = [artifact for artifact in artifacts if artifact.kind == "workload"]
        self.known = Known(workloads or list(artifacts), functions)
        self._all = sorted(artifacts, key=lambda one: one.location.line)
        self._path = document.path
        self._code = sorted(b.location.line for b in document.blocks if is_program(b))
        self._context = _context.Context(document)
        self._mentions = Mentions(self.known)
        self._elsewhere = Elsewhere(document, artifacts)
        self._dated: dict[str, str | None] = {}

    def bind_all(self, claims: Sequence[Claim]) -> tuple[Claim, ...]:
        """The claims, bound."""
        return tuple(self.bind(claim) for claim in claims)

    def bind(self, claim: Claim) -> Claim:
        """The claim with its artifact, its subject, the functions that it names, its CPython."""
        bound = self._bound(claim).model_copy(update={"python": self._python(claim)})
        if bound.problem or bound.defined or bound.artifact is None:
            return bound
        return bound.model_copy(update={"problem": self._elsewhere.problem(bound)})

    def _python(self, claim: Claim) -> str | None:
        """The CPython that the claim itself names, or the words above it."""
        if claim.python or claim.defined or claim.kind not in _OF_A_VERSION:
            return claim.python
        own = [] if claim.extractor in _IN_PROSE else [claim.quote[:_MAX_LABEL]]
        # What prints a listing is named right above it, in a sentence of any kind.
        beside = self._context.beside(claim) if claim.kind == "dis_listing" else []
        near = [text.rstrip(" .:") for text in beside]
        for text in [*own, *near, *self._above(claim)]:
            if text not in self._dated:
                self._dated[text] = _versions.named(text)
            if self._dated[text] is not None:
                return self._dated[text]
        return None

    def _bound(self, claim: Claim) -> Claim:
        if claim.kind in self._apart:
            only = self.known.only if claim.defined else None
            problem = None if self._is_handed_in(claim) else claim.problem
            changed = {"artifact": only.id if only else claim.artifact, "problem": problem}
            return claim.model_copy(update=changed)
        if claim.problem is None and not self.known.candidates:
            return claim.model_copy(update={"problem": "no program is known that it is about"})
        if "function" not in claim.args:
            return self._without_function(claim)
        if (file := self._whole_file(claim)) is not None:
            return self._of_file(claim, file)
        only = self.known.only
        bound = self._function(claim, claim.args["function"])
        args: dict[str, Any] = dict(claim.args) | self._listed(claim)
        if bound.function is not None:
            args["function"] = bound.function
        problem = bound.problem
        artifact = bound.artifact or only
        if isinstance(args.get("rows"), list):
            args["rows"], problem, owner = self._rows(claim, args["rows"], bound)
            artifact = owner or artifact
        if claim.kind in _MIXED and not claim.defined:
            problem = problem or _context.limit(self._limiting(claim))
        if claim.defined and problem is None and bound.function is None:
            return claim.model_copy(update={"artifact": artifact.id if artifact else None})
        return claim.model_copy(
            update={
                "artifact": artifact.id if artifact else None,
                "args": args,
                "subject": bound.function or (None if problem else claim.subject),
                "problem": claim.problem or problem,
                "alternates": self.known.others(bound),
            }
        )

    def _is_handed_in(self, claim: Claim) -> bool:
        """Whether a command's programs lie beside the document, which then need not show them."""
        if claim.kind != "command_works":
            return False
        there = {one.name for one in self._all if one.named and one.location.file != self._path}
        inputs = command_lines.read(str(claim.args.get("command"))).inputs
        return bool(inputs) and there.issuperset(n for n in inputs if n.endswith(".py"))

    def _limiting(self, claim: Claim) -> list[str]:
        """What stands above and may limit what is counted; a mix may be one of what ran."""
        if claim.kind == "dis_listing":  # its own lines are above its further code objects
            return self._context.beside(claim)
        above = [*self._above(claim), *self._context.beside(claim)]
        return above if claim.kind in _COUNTED else [t for t in above if "execut" not in t.lower()]

    def _whole_file(self, claim: Claim) -> Artifact | None:
        """The one program that a count is about where the words above say so: all of its file."""
        is_count = claim.kind in _COUNTS and not claim.defined and claim.problem is None
        if not is_count or not _context.is_whole_file(self._above(claim)):
            return None
        line = self._line(claim)
        rows = claim.args.get("rows") or ()
        labels = {claim.args["function"], *(row.get("function") for row in rows)} - {None}
        files = [self.known.program(one, line) for one in labels if _FILE.search(str(one))]
        if len(files) != len(labels) or len(files) > 1:
            return None
        return files[0] if files else self.known.only

    def _of_file(self, claim: Claim, file: Artifact) -> Claim:
        program = {"program": file.id} if self.known.only is None else {}
        args: dict[str, Any] = {**claim.args, "function": WHOLE_FILE}
        if isinstance(rows := args.get("rows"), list):
            args["rows"] = [{**row, "function": None, **program} for row in rows]
        return claim.model_copy(update={"artifact": file.id, "args": args, "subject": None})

    def _line(self, claim: Claim) -> int:
        """Where it is said: a claim of another text stands behind all programs of this one."""
        return claim.location.line if claim.location.file == self._path else 1 << 60

    def _without_function(self, claim: Claim) -> Claim:
        """A claim of a kind that names a call, a program or nothing."""
        call = claim.args.get("call")
        words = set(_WORD.findall(call[:2000])) if isinstance(call, str) else set()
        named = sorted(words & self.known.owners.keys())
        line = self._line(claim)
        if claim.kind == "output_value" and claim.extractor == "outputs":
            return claim.model_copy(update=self._printing(claim))
        artifact = self.known.only or self._around(claim)
        if artifact is None and len(named) == 1:
            artifact = self.known.named(named[0], line).artifact
        if artifact is None and claim.extractor == "sessions":
            artifact = self.known.of_all(named, line)
        if artifact is None and claim.extractor not in _IN_PROSE:
            artifact = self._told(claim) or self._in_section(line)
        subject = named[0] if len(named) == 1 else artifact.entry_point if artifact else None
        return claim.model_copy(
            update={"artifact": artifact.id if artifact else None, "subject": subject}
        )

    def _printing(self, claim: Claim) -> dict[str, Any]:
        """The program right above what is said to be printed; none where a fragment stands there.

        What a text without programs says is about the one it names, or the only one.
        """
        around = self._around(claim)
        above = [start for start in self._code if start <= self._line(claim)]
        own = [one for one in self._all if one.location.file == self._path]
        if around is None and above and own and claim.location.file == self._path:
            there = [one for one in own if _holds(one.location, above[-1])]
            if there:
                return {"artifact": there[-1].id}
            return {"problem": claim.problem or "what stands above it is no program"}
        program = around or self.known.only or self._told(claim)
        return {"artifact": program.id if program else None}

    def _told(self, claim: Claim) -> Artifact | None:
        """The program that an argument or the quote names."""
        line = self._line(claim)
        said = claim.args.get("program")
        if isinstance(said, str):
            return self.known.program(clean(said[:_MAX_LABEL]), line)
        named = self._mentions.of(claim.quote[:_MAX_LABEL])
        if len(named) == 1:
            return self.known.named(named.pop(), line).artifact
        return None if named else self.known.program(claim.quote[:_MAX_LABEL], line)

    def _around(self, claim: Claim) -> Artifact | None:
        """The program in whose text a claim stands."""
        line = self._line(claim)
        inside = [
            one
            for one in self._all
            if one.location.file == self._path and _holds(one.location, line)
        ]
        return inside[-1] if inside else None

    def _in_section(self, line: int) -> Artifact | None:
        """The one program between the heading above a line and the line."""
        start = self._context.section(line)
        found = {one.id: one for one in self.known.candidates if start <= one.location.line <= line}
        return next(iter(found.values())) if len(found) == 1 else None

    def _listed(self, claim: Claim) -> dict[str, Any]:
        """Arguments that name further functions, bound where they are known."""
        line = self._line(claim)
        found: dict[str, Any] = {}
        if isinstance(other := claim.args.get("other"), str):
            found["other"] = self.label(other, line).function or other
        if isinstance(among := claim.args.get("among"), list):
            names = [one for one in among[:_MAX_LISTED] if isinstance(one, str)]
            found["among"] = [self.label(one, line).function or one for one in names]
        return found

    def _rows(
        self, claim: Claim, rows: list[dict[str, Any]], whole: Bound
    ) -> tuple[list[Any], str | None, Artifact | None]:
        """Rows with functions, the program of the first; a problem when no row has one."""
        result, problems, line = [], set(), self._line(claim)
        owners: list[Artifact] = []
        for row in rows:
            label = row.get("function") if isinstance(row, dict) else None
            bound = self.label(label, line) if isinstance(label, str) else whole
            if bound.problem:
                problems.add(bound.problem)
            elif isinstance(row, dict):
                owner = bound.artifact or self.known.only
                owners += [owner] if owner else []
                program = {"program": owner.id} if owner and self.known.only is None else {}
                result.append({**row, "function": bound.function or label, **program})
        first = owners[0] if owners else None
        if result or not problems:
            return result, None, first
        return rows, sorted(problems)[0], first

    def _function(self, claim: Claim, label: object) -> Bound:
        line = self._line(claim)
        if isinstance(label, str) and label.strip():
            return self.label(label, line, exact=claim.defined)
        has_own_labels = any(
            isinstance(row, dict) and row.get("function") for row in claim.args.get("rows") or ()
        )
        if label is not None or has_own_labels:
            return Bound()
        if claim.defined:
            # Scripts print bare counts of the one function they were asked to look at.
            return (self.known.entry(line) if claim.kind in _COUNTED else None) or Bound()
        return self._unlabelled(claim)

    def label(self, label: str, line: int, *, exact: bool = False) -> Bound:
        """Whom a label names, as `Known.label` says it."""
        return self.known.label(clean(label[:_MAX_LABEL]), line, exact=exact)

    def _unlabelled(self, claim: Claim) -> Bound:
        """Whom a claim without a label is about: named in it or above it, or the only one."""
        line = self._line(claim)
        several: set[str] = set()
        own = [] if claim.extractor in _IN_PROSE else [claim.quote[:_MAX_LABEL]]
        for text in [*own, *self._above(claim)]:
            named = self._mentions.of(text)
            if self._only_tells(text, named):
                several |= named | {str(self.known.candidates[0].entry_point)}
                continue
            if len(named) == 1:
                return self.known.named(named.pop(), line)
            several = several or named
            program = None if named else self.known.program(text, line)
            if program is not None and self.known.only is None:
                return self.known.label(program.name, line)
            other = None if named else _context.stranger(text)
            if other is not None and claim.kind in _MIXED:
                return self.known.label(other, line)
        section = None if several else self._section_entry(line)
        if claim.kind not in _MIXED:
            return section or self._told_before(claim, line) or Bound()
        if several:
            return Bound(problem=f"it may be about {' or '.join(sorted(several)[:5])}")
        return (
            self.known.entry(line)
            or section
            or Bound(problem="it does not say which function it is about")
        )

    def _told_before(self, claim: Claim, line: int) -> Bound | None:
        """The one function that the words right before a statement are about."""
        named = self._mentions.of(self._context.before(claim) or "")
        return self.known.named(named.pop(), line) if len(named) == 1 else None

    def _section_entry(self, line: int) -> Bound | None:
        program = self._in_section(line) if self.known.only is None else None
        bound = self.known.label(program.name, line) if program else None
        return bound if bound is not None and bound.problem is None else None

    def _only_tells(self, text: str, named: set[str]) -> bool:
        """A whole sentence about another function than the program's own: it announces nothing."""
        only = self.known.only
        if only is None or not only.entry_point:
            return False
        ended = text.rstrip().rstrip("*_)`").endswith((".", "!", "?"))
        return ended and len(named) == 1 and only.entry_point not in named

    def _above(self, claim: Claim) -> list[str]:
        return self._context.above(claim, self._mentions.of)


def _holds(place: Location, line: int) -> bool:
    return place.line <= line <= max(place.end_line, place.line)
