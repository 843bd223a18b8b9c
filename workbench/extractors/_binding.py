"""Whom a claim is about: labels as people write them, bound to functions of the artifacts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from workbench import command_lines
from workbench.extractors import _context, _versions
from workbench.extractors._around import COUNTED, COUNTS, IN_LISTS, MAX_LABEL, MIXED, Surroundings
from workbench.extractors._elsewhere import is_of_others
from workbench.extractors._known import Bound, Known
from workbench.extractors._unrun import Unrun
from workbench.extractors.base import clean
from workbench.records import Artifact, Claim, Document

__all__ = ["Binder", "Bound"]

_WORD = re.compile(r"(?<!\w)[^\W\d]\w*+")
_MAX_LISTED = 40
_FILE = re.compile(r"\.pyw?[`'\"* ]*\Z")
WHOLE_FILE = "the whole file"
"""As the judges call all code of a file where others name a function."""
_OF_A_VERSION = MIXED | {
    "arithmetic_instructions",
    "executed_count",
    "ranking",
    "table_complete",
}

_OF_ONE = MIXED - {"dis_listing"}
"""Kinds of which a bare name is that of one method, in the version that is spoken of."""
_OF_PROGRAMS = frozenset({"output_value", "returns_value", "imports", "deterministic"})
"""Kinds of which a sentence that names nobody is about the program of its section."""


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
        self._around = Surroundings(document, artifacts, self.known)
        self._all = tuple(artifacts)
        self._path = document.path
        self._unrun = Unrun(document, artifacts)
        self._dated: dict[str, str | None] = {}

    def bind_all(self, claims: Sequence[Claim]) -> tuple[Claim, ...]:
        """The claims, bound."""
        return tuple(self.bind(claim) for claim in claims)

    def bind(self, claim: Claim) -> Claim:
        """The claim with its artifact, its subject, the functions that it names, its CPython."""
        bound = self._bound(claim).model_copy(update={"python": self._python(claim)})
        if bound.problem or bound.defined or bound.artifact is None:
            return bound
        return bound.model_copy(update={"problem": self._unrun.problem(bound)})

    def _python(self, claim: Claim) -> str | None:
        """The CPython that the claim itself names, or the words above it."""
        if claim.python or claim.defined or claim.kind not in _OF_A_VERSION:
            return claim.python
        own = [] if claim.extractor in IN_LISTS else [claim.quote[:MAX_LABEL]]
        # What prints a listing is named right above it, in a sentence of any kind.
        beside = self._around.context.beside(claim) if claim.kind == "dis_listing" else []
        near = [text.rstrip(" .:") for text in beside]
        for text in [*own, *near, *self._around.above(claim)]:
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
        if claim.kind in _OF_ONE:
            bound = self._around.chosen(claim, bound, claim.subject)
        args: dict[str, Any] = dict(claim.args) | self._listed(claim)
        if bound.function is not None:
            args["function"] = bound.function
        problem = bound.problem
        artifact = bound.artifact or only
        if isinstance(args.get("rows"), list):
            args["rows"], problem, owner = self._rows(claim, args["rows"], bound)
            artifact = owner or artifact
        if claim.kind in MIXED and not claim.defined:
            problem = problem or _context.limit(self._limiting(claim)) or self._of_others(claim)
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

    def _of_others(self, claim: Claim) -> str | None:
        """Why the words above lead to another document's program, if they do."""
        found = is_of_others(self._around.near(claim))
        return f"{found!r} above it leads to a program that is not here" if found else None

    def _limiting(self, claim: Claim) -> list[str]:
        """What stands above and may limit what is counted; a mix may be one of what ran."""
        if claim.kind == "dis_listing":  # its own lines are above its further code objects
            return self._around.context.beside(claim)
        above = [*self._around.above(claim), *self._around.context.beside(claim)]
        return above if claim.kind in COUNTED else [t for t in above if "execut" not in t.lower()]

    def _whole_file(self, claim: Claim) -> Artifact | None:
        """The one program that a count is about where the words above say so: all of its file."""
        is_count = claim.kind in COUNTS and not claim.defined and claim.problem is None
        if not is_count or not _context.is_whole_file(self._around.above(claim)):
            return None
        line = self._around.line(claim)
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

    def _without_function(self, claim: Claim) -> Claim:
        """A claim of a kind that names a call, a program or nothing."""
        call = claim.args.get("call")
        words = set(_WORD.findall(call[:2000])) if isinstance(call, str) else set()
        named = sorted(words & self.known.owners.keys())
        line = self._around.line(claim)
        if claim.kind == "output_value" and claim.extractor == "outputs":
            return claim.model_copy(update=self._around.printing(claim))
        around = self._around.around(claim)
        is_open = claim.kind in _OF_PROGRAMS and not named and around is None
        if is_open and (why := self._around.elsewhere(claim)):
            return claim.model_copy(update={"problem": claim.problem or why})
        artifact = self.known.only or around
        if artifact is None and len(named) == 1:
            artifact = self.known.named(named[0], line).artifact
        if artifact is None and claim.extractor == "sessions":
            artifact = self.known.of_all(named, line)
        if artifact is None and claim.extractor not in IN_LISTS:
            artifact = self._around.told(claim) or self._around.in_section(line)
        subject = named[0] if len(named) == 1 else artifact.entry_point if artifact else None
        return claim.model_copy(
            update={"artifact": artifact.id if artifact else None, "subject": subject}
        )

    def _listed(self, claim: Claim) -> dict[str, Any]:
        """Arguments that name further functions, bound where they are known."""
        line = self._around.line(claim)
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
        result, problems, line = [], set(), self._around.line(claim)
        owners: list[Artifact] = []
        for row in rows:
            label = row.get("function") if isinstance(row, dict) else None
            bound = whole
            if isinstance(label, str):
                bound = self._around.chosen(claim, self.label(label, line), label)
            if bound.problem:
                problems.add(bound.problem)
            elif isinstance(row, dict):
                owner = bound.artifact or self.known.only
                owners += [owner] if owner else []
                program: dict[str, Any] = {}
                if owner and self.known.only is None:
                    program = {"program": owner.id, "others": list(self.known.others(bound))}
                result.append({**row, "function": bound.function or label, **program})
        first = owners[0] if owners else None
        if result or not problems:
            return result, None, first
        return rows, sorted(problems)[0], first

    def _function(self, claim: Claim, label: object) -> Bound:
        line = self._around.line(claim)
        if isinstance(label, str) and label.strip():
            return self.label(label, line, exact=claim.defined)
        has_own_labels = any(
            isinstance(row, dict) and row.get("function") for row in claim.args.get("rows") or ()
        )
        if label is not None or has_own_labels:
            return Bound()
        if claim.defined:
            # Scripts print bare counts of the one function they were asked to look at.
            return (self.known.entry(line) if claim.kind in COUNTED else None) or Bound()
        return self._around.unlabelled(claim)

    def label(self, label: str, line: int, *, exact: bool = False) -> Bound:
        """Whom a label names, as `Known.label` says it."""
        return self.known.label(clean(label[:MAX_LABEL]), line, exact=exact)
