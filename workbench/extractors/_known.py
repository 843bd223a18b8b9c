"""The programs that claims may be about: their functions, by name and by the words for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from workbench.extractors import _algorithms, _which
from workbench.extractors._names import LIMITING, is_any, joints, means, plain_words, words_of
from workbench.extractors._scopes import definitions, qualified
from workbench.records import Artifact

__all__ = ["Bound", "Known", "joints", "means", "standing", "words_of"]

_CLASS = re.compile(r"^class[ \t]+(\w{1,80})", re.M)
_MAX_FUNCTIONS = 200
_MAX_PROGRAM_NAMES = 20
_LIBRARIES = frozenset({"np", "numpy", "scipy", "math", "torch", "nn", "pd", "plt", "random", "os"})
_DUNDER = re.compile(r"__\w+__\Z")
MODULE = "<module>"
_PART = re.compile(
    r"(?:(?P<outer>[\w.<>]{1,200}?)(?:\(\))?(?:\.<locals>)?\.)?"
    r"(?P<part><(?:listcomp|dictcomp|setcomp|genexpr|lambda)>)\Z"
)
"""A code object without a name, as CPython calls it, behind the function that it stands in."""
_GENERAL = frozenset(
    {"program", "example", "examples", "main", "test", "demo", "script", "code", "simple", "basic"}
    | {"workload", "answer", "solution"}
    | {"solver", "net", "model", "my", "the", "py", "run", "class", "base", "data", "sample"}
)
"""Words in the name of a file or class that do not tell which one is meant."""


@dataclass(frozen=True)
class Bound:
    """A function of an artifact, or why a label is none."""

    artifact: Artifact | None = None
    function: str | None = None
    problem: str | None = None


class Known:
    """An index of programs. Where several have a function, the nearest one above is meant."""

    def __init__(
        self, artifacts: Sequence[Artifact], functions: Mapping[str, Sequence[str]]
    ) -> None:
        self.candidates = sorted(artifacts, key=lambda one: one.location.line)
        self.owners: dict[str, list[Artifact]] = {}
        for artifact in self.candidates:
            for name in functions[artifact.id]:
                self.owners.setdefault(name, []).append(artifact)
        self.words = [(words_of(name), name) for name in islice(self.owners, _MAX_FUNCTIONS)]
        self._qualified: dict[str, list[tuple[Artifact, str]]] = {}
        self._inner = {one.id: qualified(one.source) for one in self.candidates}
        for artifact in self.candidates:
            for name in self._inner[artifact.id]:
                for written in {name, name.replace(".<locals>", "")}:
                    self._qualified.setdefault(written, []).append((artifact, name))
        self._scopes = {name.rpartition(".")[0] for name in self._qualified}
        self._programs = [(one, list(_program_names(one))) for one in self.candidates]
        self._labels: dict[tuple[str, bool], list[str] | str] = {}
        self._bearers: dict[tuple[str, str], list[str]] = {}
        self._versions: dict[str, list[Artifact]] = {}
        self._definitions: dict[str, dict[str, str]] = {}
        self.titles: dict[str, list[Artifact]] = {}
        """The programs by the words of the headings that they stand under."""
        self.bearing: Callable[[str], list[Artifact]] = lambda name: []
        """The programs that are an algorithm of that name."""

    def files(self) -> dict[str, Artifact]:
        """The programs that have a file name of their own, not one that we gave them."""
        return {one.name: one for one in self.candidates if one.named and one.name.endswith(".py")}

    def classes(self) -> Iterator[str]:
        """The names of the classes of all programs, as far as they may be meant."""
        for one in self.candidates:
            yield from islice(_CLASS.findall(one.source), _MAX_PROGRAM_NAMES)

    @property
    def only(self) -> Artifact | None:
        """The program, where there is one only."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    def label(self, label: str, line: int, *, exact: bool = False) -> Bound:
        """Whom a label names: by the very name, else by its words, else by those of a program.

        `line` is where it is said, in the document of the programs.
        """
        written = label.removesuffix("()")
        if written in self._qualified:
            found = self._qualified[written]
            owner = _nearest([one for one, _ in found], line)
            return Bound(owner, next(name for one, name in found if one is owner))
        if written == MODULE and not exact:
            why = "there are several programs, each with code outside of functions"
            return Bound(self.only, MODULE) if self.only else Bound(problem=why)
        if part := _PART.match(written):
            return self._part(part.group("outer"), part.group("part"), line)
        key = label, exact
        if key not in self._labels:
            self._labels[key] = self._names(label, exact)
        names = self._labels[key]
        if isinstance(names, list):
            return self.named(names[0], line)
        if names == _no_function(written):  # nor is it a program: the words name another's function
            return Bound(problem=names)
        program = None if exact else self.program(label, line) or self._titled(label)
        if program is None:
            version = None if exact else self._version(label)
            return version or Bound(problem=names or None)
        function = standing(program)
        if function is None:
            return Bound(program, problem=f"{label!r} names a program with several functions")
        return Bound(program, function)

    def _part(self, outer: str | None, part: str, line: int) -> Bound:
        """A comprehension or lambda: that of the function that is named, or of any.

        Since 3.12 comprehensions are parts of their functions: a CPython may have no such code.
        """
        if outer is None:
            word = "lambda" if part == "<lambda>" else "for"
            having = [one for one in self.candidates if re.search(rf"\b{word}\b", one.source)]
            return Bound(_nearest(having or self.candidates, line), part)
        around = self.label(outer, line, exact=True)
        if around.artifact is None or around.function is None:
            return Bound(problem=around.problem or f"{outer!r} names no function of the program")
        bearers = self.bearers(around)
        if len(bearers) > 1:
            return Bound(problem=f"{outer!r} may mean {' or '.join(bearers[:5])}")
        return Bound(around.artifact, f"{bearers[0]}.<locals>.{part}")

    def bearers(self, bound: Bound) -> list[str]:
        """All functions that bear the name: a bare one is that of the methods that end with it.

        A function outside of classes and functions of that name is meant before all others.
        """
        name, program = bound.function or "", bound.artifact
        if "." in name or program is None:
            return [name]
        key = program.id, name
        if key not in self._bearers:
            plain = rf"^(?:async[ \t]+)?def[ \t]+{re.escape(name)}\b"
            is_plain = re.search(plain, program.source, re.M)
            inner = () if is_plain else self._inner.get(program.id, ())
            self._bearers[key] = [one for one in inner if one.endswith(f".{name}")] or [name]
        return self._bearers[key]

    def _names(self, label: str, exact: bool) -> list[str] | str:
        """The one name a label means, else why there is none."""
        written = label.removesuffix("()")
        prefix, _, name = written.rpartition(".")
        is_other = prefix and (self._is_scope(prefix) or not self._is_behind_dot(prefix, name))
        if is_other and name in self.owners:
            return "" if exact else _no_function(written)
        if name in self.owners:
            return [name]
        if exact:
            return ""
        similar = [name for words, name in self.words if means(label, words)]
        if len(similar) > 1:
            return f"{label!r} may mean {' or '.join(similar)}"
        return similar or f"{label!r} names no function of the program"

    def _is_scope(self, prefix: str) -> bool:
        """Whether what stands before a name is a class, function or library, not a variable."""
        return (
            prefix in self._scopes
            or prefix in _LIBRARIES
            or prefix in self.owners
            or prefix[:1].isupper()
        )

    def _is_behind_dot(self, prefix: str, name: str) -> bool:
        """Whether a function can be written behind a dot: a method, or that of a program's file.

        In `items.sort()` the list's own method is meant, whatever else is called `sort`.
        """
        stems = {one.name.rpartition("/")[2].removesuffix(".py") for one in self.candidates}
        is_method = any(one.endswith(f".{name}") for one in self._qualified)
        return is_method or prefix.rpartition(".")[2] in stems | {"__main__"}

    def named(self, name: str, line: int) -> Bound:
        """The function of that name: in the nearest program above the line, else below it."""
        if self.is_qualified(name):
            return self.label(name, line, exact=True)
        owners = self.owners.get(name, [])
        return Bound(_nearest(owners, line), name) if owners else Bound()

    def of_all(self, names: Sequence[str], line: int) -> Artifact | None:
        """The nearest program that has all functions of these names."""
        shared = [
            one
            for one in self.candidates
            if all(one in self.owners.get(name, ()) for name in names)
        ]
        return _nearest(shared, line) if names and shared else None

    def is_qualified(self, name: str) -> bool:
        """Whether a name says in which class or function its code stands, or is that of a part."""
        return name in self._qualified or _PART.match(name) is not None

    def others(self, bound: Bound) -> tuple[str, ...]:
        """The other programs that have a function of that name: they may be meant."""
        if bound.artifact is None or bound.function is None:
            return ()
        if bound.function.startswith("<"):
            return tuple(one.id for one in self.candidates if one.id != bound.artifact.id)
        outer = re.sub(r"(?:\.<locals>)?\.<\w+>\Z", "", bound.function)
        owners = self.owners.get(outer.rpartition(".")[2], [])
        return tuple(one.id for one in owners if one.id != bound.artifact.id)

    def program(self, label: str, line: int) -> Artifact | None:
        """The program that words name by its file or a class in it; None for none or several."""
        bare = label.strip("`'\" ")
        by_file = [one for one in self.candidates if one.name in (bare, f"{bare}.py")]
        if by_file:
            return _nearest(by_file, line)
        said = set(words_of(label))
        similar = [
            one for one, names in self._programs if any(_tells(said, label, name) for name in names)
        ]
        stems = {one.name for one in similar}
        return _nearest(similar, line) if len(stems) == 1 else None

    def _titled(self, label: str) -> Artifact | None:
        """The one program that stands under a heading of these words, or is that algorithm."""
        found = self.titles.get(plain_words(label), [])
        if not found and (name := _algorithms.named(label)):
            found = self.bearing(name)
        return found[0] if len(found) == 1 else None

    def _version(self, label: str) -> Bound | None:
        """What "Original" and "Version 2" mean where one function is defined several times."""
        several = [name for name, owners in self.owners.items() if len(owners) > 1]
        several = [name for name in several[:_MAX_FUNCTIONS] if len(self.versions(name)) > 1]
        name = several[0] if len(several) == 1 else None
        owners = self.versions(name) if name else []
        place = _which.version_label(label, len(owners))
        return Bound(owners[place], name) if owners and place is not None else None

    def versions(self, name: str) -> list[Artifact]:
        """The first program with each definition of a function; many repeat an earlier one."""
        if name not in self._versions:
            first: dict[str | None, Artifact] = {}
            for one in self.owners.get(name, []):
                if one.id not in self._definitions:
                    self._definitions[one.id] = definitions(one.source)
                first.setdefault(self._definitions[one.id].get(name), one)
            self._versions[name] = list(first.values())
        return self._versions[name]

    def entry(self, line: int) -> Bound | None:
        """The only function there is, else the entry point of the only program."""
        if len(self.owners) == 1:
            return self.named(next(iter(self.owners)), line)
        only = self.only
        function = (only.entry_point or standing(only)) if only else None
        return Bound(only, function) if only and function else None


def _no_function(name: str) -> str:
    return f"the program has no function {name}"


def standing(artifact: Artifact) -> str | None:
    """The function that stands for a program: its entry point, or the only one to speak of."""
    if artifact.entry_point:
        return artifact.entry_point
    top: list[str] = re.findall(r"^(?:async[ \t]+)?def[ \t]+(\w{1,200})", artifact.source, re.M)
    plain = [name for name in dict.fromkeys(top) if name != "main"]
    inner = [n for n in qualified(artifact.source) if not _DUNDER.match(n.rpartition(".")[2])]
    if len(plain) == 1:
        return plain[0]
    return inner[0] if not plain and len(inner) == 1 else None


def _nearest(owners: Sequence[Artifact], line: int) -> Artifact:
    above = [one for one in owners if one.location.line <= line]
    return above[-1] if above else owners[0]


def _program_names(artifact: Artifact) -> Iterator[list[str]]:
    stem = artifact.name.rpartition("/")[2].removesuffix(".py")
    yield words_of(stem)
    for name in islice(_CLASS.findall(artifact.source), _MAX_PROGRAM_NAMES):
        yield words_of(name)


def _tells(said: set[str], label: str, name: Sequence[str]) -> bool:
    """Whether words tell a program by its name's own words."""
    own = set(name) - _GENERAL
    if not own or LIMITING & (said - set(name)) or is_any(own, label):
        return False
    return own <= said or "".join(name) in joints(words_of(label))
