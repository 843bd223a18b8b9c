"""Whom a claim is about: labels as people write them, bound to functions of the artifacts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from workbench.extractors import _context
from workbench.extractors._scopes import qualified
from workbench.extractors.base import clean
from workbench.records import Artifact, Claim, Document

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_WORD = re.compile(r"(?<!\w)[^\W\d]\w*+")
_MARKED = re.compile(r"`(?:def\s+)?(\w+)[^`\n]{0,80}`|(?<!\w)([^\W\d]\w{0,100})\(")
_MAX_LABEL = _context.MAX_TEXT
_MAX_FUNCTIONS = 200
_PLAIN_WORDS = frozenset(
    {
        "count",
        "counts",
        "opcode",
        "opcodes",
        "table",
        "function",
        "functions",
        "run",
        "main",
        "call",
    }
    | {
        "calls",
        "step",
        "code",
        "total",
        "test",
        "f",
        "a",
        "i",
        "x",
        "the",
        "of",
        "in",
        "for",
        "and",
    }
    | {"result", "results", "value", "values", "number", "numbers", "bytecode", "instruction"}
    | {"instructions", "python", "dis", "analysis", "report", "name", "time", "profile", "list"}
)
_LIMITING = frozenset(
    {"before", "after", "old", "new", "original", "optimized", "optimised", "unoptimized", "loop"}
    | {"without", "unrolled", "inner", "outer", "body", "iteration", "refactored", "improved"}
    | {"baseline", "including", "incl", "excluding", "excl", "callees", "naive", "line", "only"}
)
_COUNTED = frozenset({"opcode_count", "opcode_table", "total_instructions"})


@dataclass(frozen=True)
class Bound:
    """A function of an artifact, or why a label is none."""

    artifact: Artifact | None = None
    function: str | None = None
    problem: str | None = None


class Binder:
    """Binds the claims of one document. `functions` are those of each artifact, by its id."""

    def __init__(
        self,
        document: Document,
        artifacts: Sequence[Artifact],
        functions: Mapping[str, Sequence[str]],
    ) -> None:
        workloads = [artifact for artifact in artifacts if artifact.kind == "workload"]
        self._candidates = workloads or list(artifacts)
        self._owners: dict[str, list[Artifact]] = {}
        for artifact in self._candidates:
            for name in functions[artifact.id]:
                self._owners.setdefault(name, []).append(artifact)
        self._words = [(_words(name), name) for name in islice(self._owners, _MAX_FUNCTIONS)]
        self._qualified = {
            written: (artifact, name)
            for artifact in self._candidates
            for name in qualified(artifact.source)
            for written in (name, name.replace(".<locals>", ""))
        }
        self._scopes = {name.rpartition(".")[0] for name in self._qualified}
        self._context = _context.Context(document)
        self._labels: dict[str, Bound] = {}

    def bind_all(self, claims: Sequence[Claim]) -> tuple[Claim, ...]:
        """The claims, bound."""
        return tuple(self.bind(claim) for claim in claims)

    def bind(self, claim: Claim) -> Claim:
        """The claim with its artifact, its subject and the functions its arguments name."""
        only = self._candidates[0] if len(self._candidates) == 1 else None
        if claim.problem is None and not self._candidates and claim.kind != "opcode_exists":
            return claim.model_copy(update={"problem": "no program is known that it is about"})
        if "function" not in claim.args:
            return self._without_function(claim, only)
        bound = self._function(claim, claim.args["function"])
        args: dict[str, Any] = dict(claim.args)
        if bound.function is not None:
            args["function"] = bound.function
        problem = bound.problem
        if isinstance(args.get("rows"), list):
            args["rows"], problem = self._rows(args["rows"], bound)
        artifact = bound.artifact or only
        if claim.kind in _COUNTED and not claim.defined:
            problem = problem or _context.limit(self._above(claim))
        if claim.defined and problem is None and bound.function is None:
            return claim.model_copy(update={"artifact": artifact.id if artifact else None})
        return claim.model_copy(
            update={
                "artifact": artifact.id if artifact else None,
                "args": args,
                "subject": bound.function or (None if problem else claim.subject),
                "problem": claim.problem or problem,
            }
        )

    def _without_function(self, claim: Claim, only: Artifact | None) -> Claim:
        """A claim of a kind that names a call or nothing."""
        call = claim.args.get("call")
        words = set(_WORD.findall(call[:2000])) if isinstance(call, str) else set()
        named = sorted(words & self._owners.keys())
        subject = named[0] if len(named) == 1 else only.entry_point if only else None
        if claim.kind == "opcode_exists":
            subject = None
        return claim.model_copy(update={"artifact": only.id if only else None, "subject": subject})

    def _rows(self, rows: list[dict[str, Any]], whole: Bound) -> tuple[list[Any], str | None]:
        """Rows with functions; a problem when no row has one."""
        result, problems = [], set()
        for row in rows:
            label = row.get("function") if isinstance(row, dict) else None
            bound = self.label(label) if isinstance(label, str) else whole
            if bound.problem:
                problems.add(bound.problem)
            elif isinstance(row, dict):
                result.append({**row, "function": bound.function or label})
        if result or not problems:
            return result, None
        return rows, sorted(problems)[0]

    def _function(self, claim: Claim, label: object) -> Bound:
        if isinstance(label, str) and label.strip():
            return self.label(label, exact=claim.defined)
        has_own_labels = any(
            isinstance(row, dict) and row.get("function") for row in claim.args.get("rows") or ()
        )
        if label is not None or has_own_labels:
            return Bound()
        if claim.defined:
            # Scripts print bare counts of the one function they were asked to look at.
            return (self._entry() if claim.kind in _COUNTED else None) or Bound()
        return self._unlabelled(claim)

    def label(self, label: str, *, exact: bool = False) -> Bound:
        """Whom a label names: by the very name, else by its words, else the only program."""
        key = f"{exact}{label}"
        if key not in self._labels:
            self._labels[key] = self._by_label(clean(label[:_MAX_LABEL]), exact)
        return self._labels[key]

    def _by_label(self, label: str, exact: bool) -> Bound:
        written = label.removesuffix("()")
        if written in self._qualified:
            return Bound(*self._qualified[written])
        prefix, _, name = written.rpartition(".")
        if prefix and name in self._owners and self._is_scope(prefix):
            return Bound(problem=None if exact else f"the program has no function {written}")
        if name in self._owners or exact:
            return self._named(name)
        similar = [name for words, name in self._words if _means(label, words)]
        if len(similar) > 1:
            return Bound(problem=f"{label!r} may mean {' or '.join(similar)}")
        if similar:
            return self._named(similar[0])
        return Bound(problem=f"{label!r} names no function of the program")

    def _is_scope(self, prefix: str) -> bool:
        """Whether what stands before a name is a class or function, not a module or variable."""
        return prefix in self._scopes or prefix in self._owners or prefix[:1].isupper()

    def _named(self, name: str) -> Bound:
        owners = self._owners.get(name, [])
        if len(owners) > 1:
            return Bound(problem=f"several programs have a function {name}")
        return Bound(owners[0], name) if owners else Bound()

    def _entry(self) -> Bound | None:
        """The only function there is, else the entry point of the only program."""
        if len(self._owners) == 1:
            return self._named(next(iter(self._owners)))
        if len(self._candidates) == 1 and self._candidates[0].entry_point:
            return Bound(self._candidates[0], self._candidates[0].entry_point)
        return None

    def _unlabelled(self, claim: Claim) -> Bound:
        """Whom a claim without a label is about: named above it, or the only one there is."""
        several: set[str] = set()
        for text in self._above(claim):
            named = self._mentioned(text)
            if self._only_tells(text, named):
                several |= named | {str(self._candidates[0].entry_point)}
                continue
            if len(named) == 1:
                return self._named(named.pop())
            several = several or named
            other = None if named else _context.stranger(text)
            if other is not None and claim.kind in _COUNTED:
                return self._by_label(other, False)
        if claim.kind not in _COUNTED:
            return Bound()
        if several:
            return Bound(problem=f"it may be about {' or '.join(sorted(several)[:5])}")
        return self._entry() or Bound(problem="it does not say which function it is about")

    def _only_tells(self, text: str, named: set[str]) -> bool:
        """A whole sentence about another function than the program's own: it announces nothing."""
        if len(self._candidates) != 1 or not self._candidates[0].entry_point:
            return False
        own = self._candidates[0].entry_point
        ended = text.rstrip().rstrip("*_)`").endswith((".", "!", "?"))
        return ended and len(named) == 1 and own not in named

    def _above(self, claim: Claim) -> list[str]:
        return self._context.above(claim, self._mentioned)

    def _mentioned(self, text: str) -> set[str]:
        """Functions named in words above a claim: marked as code first, then by plain words."""
        marked = {(first or second) for first, second in _MARKED.findall(text)}
        plain = set(_WORD.findall(text)) - _PLAIN_WORDS
        for names in (marked, plain):
            if names & self._owners.keys():
                return names & self._owners.keys()
        return {
            name
            for words, name in self._words
            if not _PLAIN_WORDS & set(words) and _means(text, words)
        }


def _is_identifier(label: str) -> bool:
    """Whether a label is written as a name in code, which must fit exactly."""
    return label.endswith("()") or ("_" in label and " " not in label)


def _means(label: str, name: Sequence[str]) -> bool:
    """Whether words such as "Quick Sort" or "Euler Solver" are a name written out."""
    if _is_identifier(label):
        return False
    said = _words(label)
    if not said or not name or _LIMITING & (set(said) - set(name)):
        return False
    if set(name) <= set(said) or set(said) <= set(name):
        return True
    joined = "".join(name)
    return joined in _joints(said) or _abbreviates(joined, said)


def _abbreviates(name: str, words: Sequence[str]) -> bool:
    """Whether a name begins two neighbouring words: matmul, Matrix Multiplication."""
    return any(
        first.startswith(name[:cut]) and second.startswith(name[cut:])
        for first, second in pairwise(words[:8])
        for cut in range(3, len(name) - 2)
    )


def _joints(words: Sequence[str]) -> set[str]:
    """Neighbouring words written as one: quick sort, quicksort."""
    return {
        "".join(words[start:end])
        for start in range(min(len(words), 8))
        for end in range(start + 1, min(len(words), start + 4) + 1)
    }


def _words(text: str) -> list[str]:
    return [word.lower() for word in _PARTS.findall(text)]
