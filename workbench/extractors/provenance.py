"""Sentences that say that something was run, counted, profiled or timed."""

from __future__ import annotations

import re

from workbench.extractors._prose import Sentence, statements
from workbench.extractors.base import MAX_CLAIMS, MAX_QUOTE, claim, unique
from workbench.records import Claim, Document

_COUNTED = r"(?:disassembled|counted|tallied)"
_PROFILED = r"profiled"
_TIMED = r"(?:timed|benchmarked|clocked)"
_MEASURED = r"(?:measured|collected|recorded|obtained|gathered|analy[sz]ed)"
_RAN = r"(?:executed|run|tested)"
_WAS = r"(?:was|were|has\s+been|have\s+been|had\s+been)\s+(?:(?:then|all|first|each|also|both)\s+)?"
_I = r"\b(?:I|we)\s+(?:(?:have|had|then|also|first|actually|just|even)\s+){0,2}"
_TEXT = (
    r"\b(?:this|the|our|my)\s+(?:report|paper|document|notebook|study|analysis|section|work)\s+"
    r"(?:[a-z]+s\s+and\s+)?"
)
_INSTRUCTIONS = re.compile(
    r"\b(?:instructions?|op-?codes?|byte-?codes?|disassembl\w+|dis|get_instructions)\b",
    re.IGNORECASE,
)
_FREQUENCIES = re.compile(
    r"\b(?:instructions?|op-?codes?|byte-?codes?|disassembl\w+|dis)\b", re.IGNORECASE
)
_TIMES = re.compile(
    r"\b(?:times?|timings?|seconds|milliseconds|ms|speed|performance|timeit|perf_counter|"
    r"latency|runtime|run-time|durations?)\b",
    re.IGNORECASE,
)
_PROFILES = re.compile(r"\b(?:c?profil\w+|snakeviz)\b", re.IGNORECASE)
_OUTPUTS = re.compile(r"\b(?:outputs?|results?)\b", re.IGNORECASE)
_TOOLS = re.compile(
    r"\b(dis|cProfile|profile|timeit|perf_counter|py_compile|snakeviz|line_profiler|py-spy|"
    r"tracemalloc|sys\.settrace|sys\.monitoring)\b"
)
_USED = re.compile(rf"\b(?:tools?|modules?|profilers?|techniques?)\b.{{0,300}}\b{_WAS}used\b", re.I)
_TIMES_OVER = re.compile(
    r"\b(?:\d[\d,]*|many|several|multiple|few|two|three|four|five|ten)\s+times\b|\b(?:once|twice|"
    r"iterations?|every|loop\s+body|per)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"\b(?:programs?|code|scripts?|functions?|workloads?|implementations?|examples?|solvers?|"
    r"everything|this|it|them|all)\b",
    re.IGNORECASE,
)
_ABOUT_TOOLS = re.compile(
    r"\b(?:if|unless|once|when|until|before|after|can|may|must|has\s+to|have\s+to|need\w*|"
    r"to\s+be|being)\b",
    re.IGNORECASE,
)

# (what it says was done, in words that say it was done)
_DONE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        ("opcodes", rf"\b{_WAS}{_COUNTED}\b|{_I}{_COUNTED}\b|{_TEXT}(?:counts|disassembles)\b"),
        ("profile", rf"\b{_WAS}{_PROFILED}\b|{_I}{_PROFILED}\b|{_TEXT}profiles\b"),
        ("time", rf"\b{_WAS}{_TIMED}\b|{_I}{_TIMED}\b|{_TEXT}(?:times|benchmarks)\b"),
        ("measured", rf"\b{_WAS}{_MEASURED}\b|{_I}{_MEASURED}\b|{_TEXT}measures\b"),
        ("run", rf"\b{_WAS}{_RAN}\b|{_I}(?:ran|executed|tested|run)\b"),
    )
)


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each sentence that says so, about the first thing that it says was done."""
    found: list[Claim] = []
    for sentence in statements(document):
        if len(found) > MAX_CLAIMS:
            break
        if sentence.block.kind != "text" or not sentence.states or sentence.is_negated:
            continue
        text = sentence.text[:MAX_QUOTE]
        what = None if _is_title(sentence) or _ABOUT_TOOLS.search(text) else _what(text)
        if what is not None:
            found.append(_claim(document, sentence, what, text))
    return unique(found)


def _is_title(sentence: Sentence) -> bool:
    """Words that announce what follows state nothing themselves."""
    text = sentence.text.rstrip("*_ ")
    return text.endswith(":") or text.startswith("#")


def _what(text: str) -> str | None:
    if _USED.search(text):
        return _measure(text)
    for what, done in _DONE:
        if done.search(text):
            if what == "opcodes":
                return "opcodes" if _INSTRUCTIONS.search(text) or "disassembl" in text else None
            if what == "measured":
                return _measure(text)
            if what == "run":
                is_about_it = _PROGRAM.search(text) and not _TIMES_OVER.search(text)
                return "run" if is_about_it else None
            return what
    return None


def _measure(text: str) -> str | None:
    """What was measured, by the words around; None when they name none of it."""
    for what, words in (("opcodes", _FREQUENCIES), ("profile", _PROFILES), ("time", _TIMES)):
        if words.search(text):
            return what
    return "output" if _OUTPUTS.search(text) and _PROGRAM.search(text) else None


def _claim(document: Document, sentence: Sentence, what: str, text: str) -> Claim:
    tool = _TOOLS.search(text)
    return claim(
        document,
        sentence.block,
        sentence.place(),
        extractor="provenance",
        kind="was_measured",
        args={"what": what, "tool": tool.group(1) if tool else None},
        claimed=f"{what} measured",
    )
