"""Whether the words before a verb mean a program of the document: by "it", "the program" or a name.

What is said of heap sort in general, of reading the input or of another's program is said of no
program that could be measured here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors import _whose
from workbench.extractors._names import means, words_of
from workbench.extractors._prose import Sentence
from workbench.records import Document

Names = frozenset[tuple[str, ...]]

_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w{1,80})", re.MULTILINE)
_MAX_NAMES = 400
_MAX_WORDS = 60
_CODE = re.compile(r"`([^`\n]{1,120})`|(?<![\w.`])([A-Za-z_][\w.]{0,80})\([^()\n]{0,80}\)")
_WORD = re.compile(r"[^\W\d_][\w'’]*(?:\.py\b)?")
_ARTICLE = re.compile(
    r"\W*(?:an?|your|another|other|some|any|most|many|different)\b", re.IGNORECASE
)
_POINTS = re.compile(r"\W*(?:(?:the|this|our|my|its|it)\b|`|[A-Za-z_][\w.]*\()", re.IGNORECASE)
_BEFORE = 1_000
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_END = re.compile(r"(?<=[.!?:])\s+")
_REFERS = re.compile(r"\W*its?\b", re.IGNORECASE)
_LABEL = re.compile(
    r"[-+•\s]{0,8}(?:\d{1,2}[.)]\s+)?(?:\*\*([^*\n]{1,60}?)[.:]?\*\*|__([^_\n]{1,60}?)[.:]?__|"
    r"([A-Z][\w /-]{0,40}):(?=\s))"
)
_IT = frozenset({"it", "its", "this", "that", "which", "the", "our", "my", "here"})
_PROGRAM = frozenset(
    {
        "program",
        "programme",
        "algorithm",
        "function",
        "code",
        "solution",
        "implementation",
        "script",
    }
    | {
        "method",
        "solver",
        "approach",
        "workload",
        "module",
        "routine",
        "procedure",
        "class",
        "file",
    }
    | {"python", "above", "whole", "entire", "overall", "total", "given", "resulting", "final"}
    | {"simple", "simply", "main", "model", "kernel", "recursive", "iterative", "complete"}
)
_LINKS = frozenset(
    {"so", "thus", "hence", "therefore", "overall", "also", "then", "and", "of", "for", "in", "as"}
    | {"on", "by", "to", "itself", "still", "only", "always", "clearly", "s"}
)
_OWN = _IT | _PROGRAM | _LINKS
_KINDS = frozenset({"sort", "search", "solver", "sum", "simulation", "filter", "product"})
"""Words that a name may leave out: Bubble sort, of `bubble`."""


def _names_in(source: str) -> Iterator[str]:
    return (found.group(1) for found in _DEFINED.finditer(source))


def names(document: Document) -> Names:
    """The words of the names that the programs of a document define, and of their files."""
    found = {tuple(words_of(name)) for name in written(document)}
    return frozenset(one for one in found if one)


_last: tuple[Document, frozenset[str]] | None = None


def written(document: Document) -> frozenset[str]:
    """The same as they are written; files without their ending, too.

    Those of the last document are kept, for every sentence asks for them.
    """
    global _last
    if _last is None or _last[0] is not document:
        _last = document, frozenset(_written(document))
    return _last[1]


def _written(document: Document) -> set[str]:
    found: set[str] = set()
    for source in _whose.sources(document):
        found.update(islice(_names_in(source), _MAX_NAMES))
    for block in document.blocks:
        if block.kind == "code" and block.label and block.label.endswith(".py"):
            name = block.label.rpartition("/")[2]
            found |= {name, name.removesuffix(".py")}
    return found


def is_own(document: Document, subject: str, about: frozenset[str] = frozenset()) -> bool:
    """Whether a subject names a program of the document or nobody else, as "it" does.

    `about` are further words, of what is measured, that name nobody: time, complexity. Of a
    document without programs any subject that is pointed at ("the product") may be one.
    """
    known = names(document)
    for mark in _CODE.finditer(subject):
        called = re.match(r"[\w.]+", (mark.group(1) or mark.group(2)).strip())
        if known and (called is None or not _is_name(called.group(), document)):
            return False
    bare = _CODE.sub(" ", subject)
    left = [word for word in _words(bare) if word not in _OWN and word not in about]
    left = [part for word in left for part in (words_of(word) if "_" in word else [word])]
    if not left:
        return not _ARTICLE.match(subject)
    if not known:
        return len(left) == 1 and bool(_POINTS.match(subject))
    return any(_is_named(left, name) for name in known)


def sentence_before(sentence: Sentence) -> str:
    """The sentence before one in its paragraph, as text; empty for the first."""
    text = sentence.block.text[max(0, sentence.start - _BEFORE) : sentence.start]
    paragraph = _PARAGRAPH.split(text)[-1].rstrip()
    return _END.split(paragraph)[-1]


def antecedent(sentence: Sentence) -> str:
    """The sentence of its paragraph that "it" goes back to: the nearest without one; or empty."""
    text = sentence.block.text[max(0, sentence.start - _BEFORE) : sentence.start]
    said = _END.split(_PARAGRAPH.split(text)[-1].rstrip())
    return next((one for one in reversed(said) if not _REFERS.match(one)), "")


def label(sentence: Sentence) -> str | None:
    """What begins the paragraph of a sentence in bold, or before a colon: it lasts to its end."""
    text = sentence.block.text[max(0, sentence.start - _BEFORE) : sentence.start]
    found = _LABEL.match(_PARAGRAPH.split(text)[-1])
    return next((one for one in found.groups() if one), None) if found else None


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text)[:_MAX_WORDS]:
        if len(word) > 1:
            yield re.sub(r"['’]s?\Z", "", word.lower())


def _is_name(name: str, document: Document) -> bool:
    known = written(document)
    return name in known or name.rpartition(".")[2] in known


def _is_named(said: list[str], name: tuple[str, ...]) -> bool:
    """Whether words are those of a name, all of them or the last: "merge sort" is no `sort`."""
    own, words = set(name), set(said)
    if words <= own:
        return True
    if own <= words:
        return words - own <= _KINDS
    if len(said) == 1 and any(len(part) > 3 and said[0].startswith(part) for part in name):
        return True
    return means(" ".join(said), name)
