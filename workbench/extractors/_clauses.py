"""Whom a clause is about and what would make its number another one: for counts in sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from keyword import iskeyword

from workbench.extractors._numbers import NUMERALS
from workbench.extractors._wording import is_limited, subject
from workbench.extractors.base import NAME, is_opcode

_MARKED = re.compile(r"`([^`\n]{1,120})`|(?<![\w.`])([A-Za-z_][\w.]{0,80}\([^()\n]{0,80}\))")
_CALLED = re.compile(r"(?:def\s+)?([A-Za-z_][\w.]{0,100})(?:\((.{0,200})\))?:?\Z", re.DOTALL)
_ABOUT = frozenset(
    {"the", "this", "our", "my", "a", "an", "its", "of", "for", "in", "s", "it"}
    | {"function", "method", "bytecode", "byte-code", "byte", "code", "object", "disassembly"}
    | {"compiling", "disassembling"}
    | {"listing", "compiled", "resulting", "generated", "python", "output", "total", "all"}
    | {"solver", "kernel", "workload", "algorithm", "implementation", "above", "overall", "cpython"}
)
"""Words beside a name, or in place of one, that do not say which function is meant."""
_PARTS = frozenset(
    {"loop", "body", "line", "lines", "statement", "expression", "condition", "test", "branch"}
    | {"block", "prologue", "epilogue", "header", "variable", "argument", "arguments", "call"}
    | {"operation", "operator", "return", "lambda", "comprehension", "iteration"}
    | {"module", "file", "script", "program", "programs", "table", "compiler", "interpreter"}
    | {"machine", "cpu", "gpu", "processor", "core", "cores", "pipeline", "unit", "hardware"}
    | {"half", "part", "section", "version", "path", "case", "end", "start", "sum", "first"}
    | {"second", "third", "last", "parallel", "general", "practice", "turn", "order"}
    | {"note", "that", "which", "who", "as", "so", "with", "to", "from", "at", "is", "are", "be"}
)
_OPERATIONS = frozenset(
    {"addition", "subtraction", "multiplication", "division", "comparison", "assignment"}
    | {"increment", "initialization", "initialisation", "indexing", "setup"}
)
"""Alone they mean what a line does, with other words they may name a program."""
_OF = re.compile(
    r"\s*(?:(?:the|this|our|my|its|an?|compiled|resulting|generated|python|static)\s+){0,3}"
    r"(?:(?:byte-?\s?code|disassembly|code\s+object|code|compiled\s+code)\s+(?:of|for)\s+)?"
    r"(?:(?:the|this|our|my)\s+)?(?:(?:function|method)\s+(?=\S))?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\A(?:so|thus|hence|therefore|consequently|overall),?\s+(?=`)", re.IGNORECASE
)
_TRAILING = re.compile(
    r"(?:\s+(?:also|therefore|thus|only|actually|currently|itself|alone|just|simply|then))+\s*\Z",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:[.!,;:—–]|\b(?:and|while|whereas|but)\b)(?:\s|\Z)", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:more|fewer|less|than|extra|additional\w*|another|others?|remaining|rest|further|twice|"
    r"double\w*|half|each|every|both|respectively|average|distinct|unique|different|kinds?|types?|"
    r"combined|together|at\s+(?:least|most)|up\s+to|maximum|minimum|between|excluding|including|"
    r"ignor\w+|without|except|apart|besides|counting|versus|vs|compared|comparison|sav(?:es?|ing)|"
    r"reduc\w+|eliminat\w+|increas\w+|decreas\w+|says?|said|claim\w*|reports|reported|states|"
    r"stated|according|suppos\w+|alleg\w+|predict\w*|expect\w*|estimat\w*|hypothetical\w*|"
    r"would|could|might|examples?|e\.g|imagine|assum\w+|module|files?|scripts?|programs?|whole|"
    r"entire|followed|sequences?|consecutive|pairs?|pattern|correspond\w*|represents?|"
    r"(?<!of )which|cached?|"
    r"or|iterations?|unless|until|cycles?|instead)\b|%|\bpercent",
    re.IGNORECASE,
)
_DYNAMIC = re.compile(
    r"\b(?:execut\w+|dynamic\w*|run-?time|at\s+run|runs?|running|calls?|called)\b", re.IGNORECASE
)
_INPUT = re.compile(
    r"\b[a-z]\w*\s*=\s*\d|\b(?:inputs?|elements?|items?|sizes?|large|small|worst|best|steps?|"
    r"calls\s+of\s+it|in\s+parallel|threads?)\b",
    re.IGNORECASE,
)
_SPREAD = re.compile(
    rf"(?:\d|\b(?:{NUMERALS}))\s*(?:[-–—]\s*|\bto\s+|\bor\s+)(?:\d|(?:{NUMERALS})\b)",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\b(?:zero|single|once|twice|thrice|{NUMERALS})\b", re.IGNORECASE)
_PIECES = frozenset(
    {"loop", "loops", "body", "line", "lines", "statement", "statements", "expression", "step"}
    | {
        "condition",
        "branch",
        "block",
        "prologue",
        "epilogue",
        "iteration",
        "call",
        "calls",
        "return",
    }
    | {"comprehension", "lambda", "header", "operation", "operations", "part", "phase", "test"}
)
_PIECE = (
    r"(?:\w+\s+){0,2}(?:loop|body|iteration|line|statement|branch|expression|condition|header|block|"
    r"comprehension|lambda)\b"
)
_TO_A_PART = re.compile(
    r"\b(?:in|inside|within|of|at|on|for|consider|examine)\s+(?:the|this|each|every|its|that)\s+"
    rf"{_PIECE}|(?:\A|[.!?:]\s+)(?:the|this|each|every|its)\s+{_PIECE}",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\W*(?:to|in|on|at|for|with|under|using|via|during|from|by|inside|within|through|upon|about|"
    r"regarding|per|among(?:st)?|besides|after|apart\s+from|aside\s+from|other\s+than|next\s+to)\s+(?P<led>[^,;:\n]{1,120}),\s",
    re.IGNORECASE,
)
_NOWHERE = frozenset(
    {"fact", "sum", "summary", "particular", "terms", "contrast", "comparison", "addition", "case"}
    | {"instructions", "instruction", "opcodes", "counts", "count", "number", "numbers", "dis"}
    | {"result", "results", "analysis", "measurement", "implementation", "example", "code", "short"}
)
_MAX_BEFORE = 4_000
_TOOL = re.compile(r"dis\.\w|(?:print|len|range|cProfile\.\w+|timeit\.\w+|compile)\Z")
"""What is called to measure or to count, and is nobody that "it" would mean."""


@dataclass(frozen=True)
class Named:
    """Whom words name: a label as written, and the call where one with arguments is written."""

    label: str | None
    call: str | None = None


def named(words: str) -> Named | None:
    """Whom the subject of a clause names; without a label for "it" or "the function".

    None for words that name something else than one function: a loop, a line, an operation.
    """
    text = _LEADING.sub("", _TRAILING.sub("", words.strip().strip('*_"“”')))
    marks = list(_MARKED.finditer(text))
    if len(marks) > 1:
        return None
    if marks:
        beside = f"{text[: marks[0].start()]} {text[marks[0].end() :]}"
        return _marked(marks[0]) if _words(beside) <= _ABOUT else None
    if _words(text) <= _ABOUT:
        return Named(None)
    start = _OF.match(text)
    label = subject(text[start.end() if start else 0 :])
    if label is None or len(label.split()) > 5 or _words(text) & _PARTS:
        return None
    if _words(label) <= _OPERATIONS:
        return None
    return Named(label)


def _marked(mark: re.Match[str]) -> Named | None:
    found = _CALLED.match((mark.group(1) or mark.group(2)).strip())
    if found is None or iskeyword(found.group(1)) or is_opcode(found.group(1)):
        return None
    arguments = (found.group(2) or "").strip()
    is_call = arguments and not arguments.startswith("...") and "…" not in arguments
    call = f"{found.group(1)}({arguments})" if is_call else None
    return Named(found.group(1), call)


def clause(before: str) -> str:
    """The last clause of the words before a verb: what may be its subject."""
    start = 0
    for found in _CLAUSE.finditer(before):
        start = found.end()
    return before[start:]


_ANOTHER = re.compile(
    r"\b(?:cython|pypy|numba|jython|ironpython|graalpy|micropython|circuitpython|mypyc|nuitka|pyston|"
    r"gcc|clang|llvm|msvc|javac|jvm|v8|x86(?:[-_]64)?|arm64|machine code|assembly|assembler)\b|"
    r"(?<![\w-])-OO?\b",
    re.IGNORECASE,
)
"""What else translates programs, and CPython told to leave something out."""


def is_refused(rest: str, *, dynamic: bool) -> bool:
    """Whether the words around a number make it that of something else, or no equality."""
    words = _MARKED.sub(" ", rest)
    if is_limited(rest) or _ANOTHER.search(rest):
        return True
    if _REFUSED.search(words) or "<module>" in rest:
        return True
    return bool(_INPUT.search(rest)) if dynamic else bool(_DYNAMIC.search(words))


def without_code(text: str) -> str:
    """A text without its names in code, which say nothing else."""
    return _MARKED.sub(" ", text)


def is_spread(text: str) -> bool:
    """Whether a text gives a range or a choice of numbers."""
    return bool(_SPREAD.search(text))


def has_number(text: str) -> bool:
    """Whether a number is written out as a word."""
    return bool(_WORD.search(text))


def is_part(title: str) -> bool:
    """Whether a title is that of a part of a function: The inner loop, Multiplication step."""
    words = _words(title) - {
        "the",
        "a",
        "of",
        "for",
        "in",
        "inner",
        "outer",
        "main",
        "and",
        "while",
    }
    return bool(words) and words <= _PIECES | _OPERATIONS


def is_of_a_part(before: str) -> bool:
    """Whether the sentences before, since the last that names a function, turn to a part of it."""
    named = [found.end() for found in _MARKED.finditer(before) if not _is_name_of_opcode(found)]
    return bool(_TO_A_PART.search(before, named[-1] if named else 0))


def _is_name_of_opcode(mark: re.Match[str]) -> bool:
    return bool(re.fullmatch(NAME, (mark.group(1) or mark.group(2)).strip()))


def leads_elsewhere(before: str, label: str | None) -> bool:
    """Whether a sentence begins with what limits it to a part or a place: To multiply, On x86.

    `label` is whom the sentence is about, who may be named there.
    """
    led = _LED.match(before)
    if led is None or _MARKED.search(led.group("led")):
        return False
    if label and label.lower() in led.group("led").lower():
        return False
    return not _words(led.group("led")) <= _ABOUT | _NOWHERE


def antecedents(text: str) -> list[str]:
    """Names marked as code in the words before, opcodes left out, each once."""
    found: dict[str, None] = {}
    for mark in _MARKED.finditer(text[-_MAX_BEFORE:]):
        words = (mark.group(1) or mark.group(2)).strip()
        name = re.match(r"(?:def\s+)?([A-Za-z_][\w.]*)", words)
        if name is None or name.group(1) == "O" or _TOOL.match(name.group(1)):
            continue
        if not re.fullmatch(NAME, name.group(1)) and not iskeyword(name.group(1)):
            found[name.group(1)] = None
    return list(found)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w.-]+", text.lower()))
