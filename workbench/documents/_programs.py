"""Python as text: which functions it defines, what it needs, whether a text is Python at all.

Regular expressions only: the source is hostile and may be of another version, so it is never
parsed or compiled here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.records import Block

_DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+([^\W\d]\w{0,200})[ \t]*[(\[]", re.M)
_TOP_LEVEL = re.compile(
    r"^(?:(?:async[ \t]+)?def|class)[ \t]+([^\W\d]\w{0,200})|"
    r"^([^\W\d]\w{0,200})[ \t]*(?::[^=\n]{0,200})?=(?!=)",
    re.M,
)
_IMPORT = re.compile(r"^(?:import|from)[ \t]+[^\n]{1,500}", re.M)
_PARAMETERS = re.compile(r"\b(?:def[ \t]+\w{1,200}[ \t]*\(|lambda\b)([^:]{0,2000})")
_ASSIGNED = re.compile(r"(?<!\w)([^\W\d]\w{0,200}+)[ \t]*(?:=(?!=)|:=|,|\bin\b)")
_NAMED_AS = re.compile(r"\bas[ \t]+([^\W\d]\w{0,200}+)")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*+")
_CLASS = re.compile(r"^class[ \t]+(\w{1,200})", re.M)
_QUOTE_MARKS = re.compile(r"^(?:[ \t]*>)+[ \t]?")
_STATEMENT = re.compile(
    r"(?:async\s+)?def\s+\w|class\s+\w|import\s+\w|from\s+[\w.]+\s+import\b|@\w|#|if\b.*:|for\b.*:|"
    r"while\b.*:|try:|except\b.*:|else:|elif\b.*:|finally:|with\b.*:|return\b|raise\b|print\(|"
    r"\"\"\"|'''|[)\]}]+,?:?\Z|[\w.\[\], ]{1,80}\s*[-+*/]?=\s*\S|[\w.]+\(.*\)\Z|pass\Z"
)
_DEFINING = re.compile(
    r"(?:async\s+)?def\s+\w+\s*[(\[]|class\s+\w+\s*[(:]|import\s+[\w.]+|from\s+[\w.]+\s+import\b"
)
_OPENING = re.compile(rf"{_DEFINING.pattern}|@\w|#|\"\"\"|'''")
_MAX_LINE = 500
_MIN_SHARE = 0.8


def functions(source: str) -> tuple[str, ...]:
    """Names that a source defines with `def`, each once, in order, nested ones included."""
    return tuple(dict.fromkeys(_DEFINITION.findall(source)))


def defines(source: str, name: str) -> bool:
    """Whether a source defines the name at its top level."""
    return name in _defined(source)


@dataclass(frozen=True)
class Names:
    """What a source offers to others (functions, classes, imported names), uses, and binds.

    A demonstration's variables are not offered: they are no reason to put it before a program.
    """

    offered: frozenset[str]
    used: frozenset[str]
    bound: frozenset[str]

    @classmethod
    def of(cls, source: str) -> Names:
        """The names of a source; what it binds is taken widely, so that repairs stay rare."""
        top, imported = _defined(source), _imported(source)
        defined = set(functions(source)) & top
        parameters = {word for part in _PARAMETERS.findall(source) for word in _WORD.findall(part)}
        assigned = {*_ASSIGNED.findall(source), *_NAMED_AS.findall(source)}
        return cls(
            offered=frozenset(defined | set(_CLASS.findall(source)) | imported),
            used=frozenset(_WORD.findall(source)),
            bound=frozenset(top | set(functions(source)) | imported | parameters | assigned),
        )

    def lacking(self, other: Names) -> frozenset[str]:
        """Names used here without being bound that the other source offers."""
        return (other.offered & self.used) - self.bound

    def joined(self, other: Names) -> Names:
        """The names of both sources as one."""
        return Names(self.offered | other.offered, self.used | other.used, self.bound | other.bound)


def looks_like_python(text: str) -> bool:
    """Whether a text without fences is a program: it defines something, and hardly speaks."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not any(_DEFINING.match(line) for line in lines):
        return False
    code = sum(1 for line in lines if is_statement(line))
    return code >= _MIN_SHARE * len(lines)


def without_prose(text: str) -> tuple[int, int]:
    """Offsets of the program in a text: from its first statement to its last one."""
    start, end, offset = 0, 0, 0
    begun = False
    for line in text.splitlines(keepends=True):
        if not begun and _OPENING.match(line):
            start, begun = offset, True
        offset += len(line)
        if begun and line.strip() and is_statement(line.rstrip("\r\n")):
            end = offset
    return (start, end) if end > start else (0, len(text))


def text_of(block: Block) -> str:
    """A code block's program: its pieces where copying split it, else without its margin."""
    return "\n".join(block.pieces) if block.pieces else unindented(block.text)


def unindented(text: str) -> str:
    """A block's program without the indentation and quote marks of the list around it.

    Newlines become `\\n`; what is not indented stays as it is.
    """
    lines = re.split(r"\r\n?|\n", text)
    filled = [line for line in lines if line.strip()]
    if filled and all(line.lstrip().startswith(">") for line in filled):
        lines = [_QUOTE_MARKS.sub("", line) for line in lines]
        filled = [line for line in lines if line.strip()]
    margins = [line[: len(line) - len(line.lstrip(" \t"))] for line in filled]
    margin = _common(margins)
    return "\n".join(line[len(margin) :] if line.startswith(margin) else line for line in lines)


def _common(margins: list[str]) -> str:
    if not margins:
        return ""
    low, high = min(margins), max(margins)
    for index, character in enumerate(low):
        if index >= len(high) or high[index] != character:
            return low[:index]
    return low


def is_statement(line: str) -> bool:
    """Whether a line reads as Python: indented, or the beginning of a statement."""
    return line[:1] in (" ", "\t") or bool(_STATEMENT.match(line[:_MAX_LINE].rstrip()))


def _defined(source: str) -> set[str]:
    return {first or second for first, second in _TOP_LEVEL.findall(source)}


def _imported(source: str) -> set[str]:
    names = set()
    for line in _IMPORT.findall(source):
        listed = line.partition(" import ")[2] if line.startswith("from") else line[6:]
        for part in listed.strip(" ()\\").split(","):
            words = part.split("#")[0].split()
            if words:
                names.add(words[-1] if "as" in words else words[0].split(".")[0])
    return names - {"*"}
