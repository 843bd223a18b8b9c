"""Which functions a sentence names: those marked as code first, then plain words."""

from __future__ import annotations

import re

from workbench.extractors._known import Known
from workbench.extractors._names import is_any, means, words_of

_WORD = re.compile(r"(?<!\w)[^\W\d]\w*+")
_MARKED = re.compile(r"`(?:def\s+)?(\w+)[^`\n]{0,80}`|(?<!\w)([^\W\d]\w{0,100})\(")
_QUALIFIED = re.compile(
    r"(?<![\w.])[A-Za-z_]\w{0,100}(?:\.(?:<\w{1,20}>|\w{1,100})){1,8}|<(?:\w{4,6}comp|genexpr|lambda)>"
)
_PLAIN_WORDS = frozenset({
    "count", "counts", "opcode", "opcodes", "table", "function", "functions", "run", "main",
    "call", "calls", "step", "code", "total", "test", "f", "a", "i", "x", "the", "of", "in", "for",
    "and", "result", "results", "value", "values", "number", "numbers", "bytecode", "instruction",
    "instructions", "python", "dis", "analysis", "report", "name", "time", "profile", "list",
})  # fmt: skip
"""Names of functions that, as plain words, need not mean them."""


class Mentions:
    """The functions named by texts of one document; what a text says is found out once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._found: dict[str, frozenset[str]] = {}

    def of(self, text: str) -> set[str]:
        """Names of the functions that a text names."""
        if text not in self._found:
            self._found[text] = frozenset(self._named_in(text))
        return set(self._found[text])

    def _named_in(self, text: str) -> set[str]:
        owners = self._known.owners
        qualified = set(filter(self._known.is_qualified, _QUALIFIED.findall(text)))
        if qualified:
            return qualified | (self._named_in(_QUALIFIED.sub(" ", text)) & self._marked(text))
        marked = self._marked(text)
        plain = set(_WORD.findall(text)) - _PLAIN_WORDS
        plain = {word for word in plain & owners.keys() if not is_any(words_of(word), text)}
        for names in (marked, plain):
            if names & owners.keys():
                return names & owners.keys()
        return {
            name
            for words, name in self._known.words
            if not _PLAIN_WORDS & set(words) and means(text, words)
        }

    def _marked(self, text: str) -> set[str]:
        return {(first or second) for first, second in _MARKED.findall(text)}
