"""Names as people write them out: "Quick Sort" for quick_sort, "Matrix Multiply" for matmul."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from workbench.extractors import _algorithms

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MAX_WORDS = 60
LIMITING = frozenset(
    {"before", "after", "old", "new", "original", "optimized", "optimised", "unoptimized", "loop"}
    | {"without", "unrolled", "inner", "outer", "body", "iteration", "refactored", "improved"}
    | {"baseline", "including", "incl", "excluding", "excl", "callees", "naive", "line", "only"}
    | {"listcomp", "genexpr", "dictcomp", "setcomp", "comprehension", "lambda", "inlined"}
)
_ANY = frozenset({"sort", "sorting", "sorter", "search", "searching", "tree", "method", "product"})
_IN_TITLES = frozenset(
    {"approach", "version", "implementation", "solution", "method", "variant", "the", "a", "an"}
)


def is_any(name: Iterable[str], label: str) -> bool:
    """Whether a label names an algorithm, and a name only its sort: not every `sort` is that."""
    return _ANY.issuperset(name) and _algorithms.named(label) is not None


def is_identifier(label: str) -> bool:
    """Whether a label is written as a name in code, which must fit exactly."""
    return label.endswith("()") or ("_" in label and " " not in label)


def means(label: str, name: Sequence[str]) -> bool:
    """Whether words such as "Quick Sort" or "Euler Solver" are a name written out."""
    if is_identifier(label):
        return False
    said = words_of(label)
    if not said or not name or LIMITING & (set(said) - set(name)):
        return False
    if is_any(name, label):
        return False
    if set(name) <= set(said) or set(said) <= set(name):
        return True
    joined = "".join(name)
    return joined in joints(said) or _abbreviates(joined, said)


def _abbreviates(name: str, words: Sequence[str]) -> bool:
    """Whether a name begins two neighbouring words: matmul, Matrix Multiplication."""
    return any(
        first.startswith(name[:cut]) and second.startswith(name[cut:])
        for first, second in pairwise(words[:_MAX_WORDS])
        for cut in range(3, len(name) - 2)
    )


def joints(words: Sequence[str]) -> set[str]:
    """Neighbouring words written as one: quick sort, quicksort."""
    return {
        "".join(words[start:end])
        for start in range(min(len(words), 8))
        for end in range(start + 1, min(len(words), start + 4) + 1)
    }


def words_of(text: str) -> list[str]:
    """The words of a name or label, in small letters."""
    return [word.lower() for word in _PARTS.findall(text)]


def plain_words(text: str) -> str:
    """The words of a title without numbers and without those that many titles have."""
    return " ".join(word for word in words_of(text) if word.isalpha() and word not in _IN_TITLES)
