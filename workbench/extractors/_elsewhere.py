"""What is said of code that is not here: of another language, of an algorithm without a program."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.extractors import _algorithms, _languages, _which
from workbench.extractors._context import levels
from workbench.extractors._known import Known
from workbench.extractors._names import plain_words, words_of
from workbench.extractors.base import is_program
from workbench.records import Artifact, Block, Claim, Document

_PYTHON = re.compile(r"\bpython\b", re.IGNORECASE)
_OPCODES = frozenset({"opcode_count", "opcode_table", "dis_listing", "mix_share", "dominated_by"})
"""What these count are CPython's instructions: of no other language."""
_OTHER = re.compile(
    r"\b(?:previous|earlier|old|other|another|my first|my last)\s+(?:[\w']+\s+)?"
    r"(?:report|assignment|homework|essay|thesis|paper|document|notebook|repository|submission)s?\b|"
    r"\b(?:last|previous)\s+(?:week|year|semester|term)\b|"
    r"\b(?:on|from)\s+(?:git\s?hub|git\s?lab|stack\s?overflow|rosetta\s?code|wikipedia|leetcode|"
    r"geeks\s?for\s?geeks|kaggle|the\s+(?:internet|web|net|textbook))\b|"
    r"\b(?:text)?book's\b|\b(?:class|team|flat)mate\w*\b|\bcolleague\w*\b|"
    r"\b(?:professor|teacher|lecturer|tutor)'s\b|"
    r"\b(?:sample|reference|official)\s+solutions?\b",
    re.IGNORECASE,
)
"""Words that lead to a program of others, or of another document."""
_WORDS = re.compile(r"[^\W\d_]+")
_MOST_TEXT = 500
_KINDS = frozenset({"sort", "sorting", "search", "of", "algorithm"})
_LINKS = frozenset(
    {"the", "a", "an", "of", "in", "and", "for", "to", "with", "my", "our", "its", "this", "on"}
)
_PLAIN = _LINKS | frozenset(
    {"part"}
    | {"section", "exercise", "task", "question", "problem", "step", "chapter", "program", "number"}
    | {"code", "function", "algorithm", "method", "implementation", "python", "simple", "aufgabe"}
)
_GENERAL = re.compile(
    r"opcode|bytecode|byte-code|instruction|count|result|analys|summary|conclusion|discussion|"
    r"table|listing|dis\b|disassembl|profil|performance|complexit|time|memory|space|cost|compar|"
    r"overview|introduction|background|method|approach|implement|code|program|source|output|test|"
    r"example|usage|run|explan|interpret|observ|finding|question|answer|exercise|task|step|part|"
    r"appendix|note|reference|setup|environment|version|improve|optimi|original|data|measure|"
    r"evaluat|experiment|figure|hot|bottleneck|call|stack|machine|architect|parallel|dominat|"
    r"frequen|distribut|total|statistic|number|most|what|why|how|which|anzahl|befehl|ergebnis|"
    r"fazit|messung|tabelle|ausgabe|laufzeit|speicher|zusammenfassung|vergleich|einleitung|"
    r"resultat|conclu|résult|mesur|synthèse|discu|annexe|tableau|análisis|resultado|assistant|user|chatgpt|response",
    re.IGNORECASE,
)
"""Headings of what is in every report: these name no program."""


_MOST_SECTIONS = 500
_MOST_SOURCE = 20_000


@dataclass(frozen=True)
class _Section:
    """A heading with the lines that stand under it, those under lower headings included."""

    text: str
    level: int
    start: int
    end: int
    parent: int | None

    def holds(self, lines: Sequence[int]) -> bool:
        """Whether one of some ordered lines stands in it."""
        place = bisect_left(lines, self.start)
        return place < len(lines) and lines[place] < self.end


class Elsewhere:
    """Whether statements of one document are about code that none of its programs is."""

    def __init__(self, document: Document, known: Known) -> None:
        self._known = known
        self._blocks = document.blocks
        self._starts = [block.location.line for block in document.blocks]
        self._sections = _sections(document.blocks)
        self._heads = [one.start for one in self._sections]
        self._own = [one for one in known.candidates if one.location.file == document.path]
        self._lines = sorted({*_lines(document.blocks, self._own)})
        self._classes = {tuple(words_of(name)) for name in known.classes()}
        self._files = list(known.files())

    def titles(self) -> dict[str, list[Artifact]]:
        """The programs of the document by the words of the nearest heading above each."""
        found: dict[str, list[Artifact]] = {}
        for one in self._own:
            place = bisect_right(self._heads, one.location.line) - 1
            title = plain_words(self._sections[place].text[:_MOST_TEXT]) if place >= 0 else ""
            found.setdefault(title, []).append(one)
        return {title: programs for title, programs in found.items() if title}

    def why(self, claim: Claim, line: int) -> str | None:
        """Why a claim that names no program of the document is about none, if that is so."""
        index = bisect_right(self._starts, line) - 1
        if index < 0 or claim.defined:
            return None
        if claim.kind not in _OPCODES and "opcode" not in claim.args:
            foreign = self._foreign(index)
            if foreign is not None and not self._says_python(index, line):
                return f"the code above it is {foreign}, which is not run"
        place = bisect_right(self._heads, line) - 1
        return self._of_sections[place] if place >= 0 else None

    @cached_property
    def _of_sections(self) -> list[str | None]:
        """For each section what is wrong with being about a program: the nearest heading decides
        that has one, or is the name of something else."""
        found: list[str | None] = []
        for section in self._sections[:_MOST_SECTIONS]:
            why = None if section.parent is None else found[section.parent]
            if self._has_program(section):
                why = None
            elif other := _OTHER.search(section.text[:_MOST_TEXT]):
                why = f"it stands under {section.text[:80]!r}: {other.group()!r} is not here"
            elif self._is_unshown(section):
                why = f"it stands under {section.text[:80]!r}, and no program here is that"
            elif why is not None and self._names_function(section):
                why = None
            found.append(why)
        return found + [None] * (len(self._sections) - len(found))

    def _has_program(self, section: _Section) -> bool:
        """Whether a program stands in a section, or it is about a file or a class that is here."""
        is_class = tuple(words_of(section.text[:_MOST_TEXT])) in self._classes
        is_file = _which.file(section.text, self._files) is not None
        return is_class or is_file or section.holds(self._lines)

    def _names_function(self, section: _Section) -> bool:
        """Whether a heading is the name of a function, whatever stands above it."""
        bound = self._known.label(section.text[:_MOST_TEXT].strip("*_`#: \t"), section.start)
        return bound.function is not None

    def _is_unshown(self, section: _Section) -> bool:
        name = _algorithms.named(section.text)
        return self._is_another(section) if name is None else not self.bearers(name)

    def _is_another(self, section: _Section) -> bool:
        """A heading beside those of programs, of their kind and no usual one: one more name."""
        if len(section.text) > _MOST_TEXT or section.level not in self._kinds:
            return False
        named, kinds = self._kinds[section.level]
        words = _WORDS.findall(section.text.lower())
        if not named and not kinds & set(words):
            return False
        own = [word for word in words if word not in _PLAIN | kinds]
        if not own and kinds and any(map(str.isdigit, section.text)):
            return section.level in self._of_files  # Task 3, beside the files task1 and task2
        if not own or len(own) > 4 or _GENERAL.search(" ".join(own)):
            return False
        stems = {word[:4] for word in words}
        for each in self._stems:
            if each <= stems or {word[:4] for word in own} <= each:  # sorting, of bubble_sort
                return False
        return not self._shown_by(" ".join(own), frozenset(own))

    def bearers(self, name: str) -> list[Artifact]:
        """The programs that are an algorithm of that name, by their own words or headings."""
        words = (word for word in words_of(name) if len(word) > 1)  # Newton's
        return self._shown_by(name, frozenset(words) - _KINDS)

    def _shown_by(self, name: str, words: frozenset[str]) -> list[Artifact]:
        joined = _which.squeezed(name)
        return [
            one for one, text, own in self._identities if joined in text or (words and words <= own)
        ]

    @cached_property
    def _identities(self) -> list[tuple[Artifact, str, frozenset[str]]]:
        return [(one, *self._identity(one)) for one in self._known.candidates]

    def _identity(self, program: Artifact) -> tuple[str, frozenset[str]]:
        """What tells of a program what it is: its code and name, its headings, the words above."""
        said = [program.name, program.workload or "", program.source[:_MOST_SOURCE]]
        if program in self._own:
            line = program.location.line
            place: int | None = bisect_right(self._heads, line) - 1
            while place is not None and place >= 0:
                said.append(self._sections[place].text)
                place = self._sections[place].parent
            index = bisect_right(self._starts, line) - 1
            said += [one.text[-_MOST_TEXT:] for one in self._blocks[max(0, index - 1) : index]]
        text = "\n".join(said)
        return _which.squeezed(text), frozenset(words_of(text))

    @cached_property
    def _of_files(self) -> set[int]:
        """How deep the headings are that are files."""
        every = self._sections[:_MOST_SECTIONS]
        return {one.level for one in every if _which.file(one.text, self._files)}

    @cached_property
    def _stems(self) -> list[set[str]]:
        """How the words of functions begin, for each function."""
        names = (words for words, _ in self._known.words if len("".join(words)) > 3)
        return [{word[:4] for word in words} for words in names]

    @cached_property
    def _kinds(self) -> dict[int, tuple[bool, frozenset[str]]]:
        """Of the headings with programs under them, by how deep they are: whether one is the name
        of a function, and the words that several of them share, such as "approach"."""
        names = [set(words) for words, _ in self._known.words if len("".join(words)) > 3]
        named: set[int] = set()
        shared: dict[int, Counter[str]] = {}
        for section in self._sections[:_MOST_SECTIONS]:
            if self._has_program(section):
                words = set(_WORDS.findall(section.text[:_MOST_TEXT].lower()))
                shared.setdefault(section.level, Counter()).update(words - _LINKS)
                written = words_of(section.text[:_MOST_TEXT])
                said = set(written) - _PLAIN
                is_name = any(said and (one <= said or said <= one) for one in names)
                if is_name or tuple(written) in self._classes:
                    named.add(section.level)
        return {
            level: (level in named, frozenset(word for word, n in words.items() if n > 1))
            for level, words in shared.items()
        }

    def _foreign(self, index: int) -> str | None:
        """The language of the nearest code above a block, in its section, if it is another."""
        heading = self._blocks[index].heading
        for block in reversed(self._blocks[: index + 1]):
            if block.heading != heading and block is not self._blocks[index]:
                return None
            if block.kind in ("code", "listing") and block is not self._blocks[index]:
                place = block.location
                if any(place.line <= line <= place.end_line for line in self._lines):
                    return None
                if language := _languages.other(block):
                    return language
        return None

    def _says_python(self, index: int, line: int) -> bool:
        """Whether a line speaks of Python itself."""
        block = self._blocks[index]
        lines = re.split(r"\r\n?|\n", block.text)
        place = line - block.location.line
        return place < len(lines) and _PYTHON.search(lines[place][:1_000]) is not None


def is_of_others(texts: Sequence[str]) -> str | None:
    """The words that lead to a program of others or of another document, if there are some."""
    return next((found.group() for text in texts if (found := _OTHER.search(text))), None)


def _lines(blocks: Sequence[Block], programs: Sequence[Artifact]) -> Iterator[int]:
    """The lines on which the code of programs begins; a notebook's is that of many cells."""
    for one in programs:
        yield one.location.line
        for block in blocks if one.location.end_line - one.location.line > 1 else ():
            inside = one.location.line <= block.location.line <= one.location.end_line
            if inside and is_program(block):
                yield block.location.line


def _sections(blocks: Sequence[Block]) -> list[_Section]:
    """The sections of a document in their order."""
    heads = list(levels(blocks))
    ends = [1 << 60] * len(heads)
    parents: list[int | None] = []
    stack: list[int] = []
    for place, (level, block) in enumerate(heads):
        while stack and heads[stack[-1]][0] >= level:
            ends[stack.pop()] = block.location.line
        parents.append(stack[-1] if stack else None)
        stack.append(place)
    return [
        _Section(block.text, level, block.location.line, ends[place], parents[place])
        for place, (level, block) in enumerate(heads)
    ]
