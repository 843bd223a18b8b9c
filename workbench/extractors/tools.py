"""What a text says that profilers and bytecode tools can do, advice to use them for it included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_MAX_SENTENCE = 400
_TOOL = re.compile(
    r"(?<![\w./-])(?:`(?:python3?\s+-m\s+)?(?P<marked>dis|profile|perf)(?:\.\w{1,20})?(?:\(\))?`|"
    r"`?(?:python3?\s+-m\s+)?(?P<plain>cProfile|timeit|py_compile|tracemalloc|snakeviz|"
    r"line_profiler|memory_profiler|gprof2dot|sys\.settrace|sys\.monitoring)"
    r"(?:\.\w{1,20})?(?:\(\))?`?|(?P<module>dis|profile)(?=\s+module\b))(?![\w/-]|\.\w)",
    re.IGNORECASE,
)
_NAMES = {"cprofile": "cProfile"}
_ITS_OUTPUT = re.compile(
    r"(?:\b(?:of|from|by)\s+)?`?\bcProfile`?(?:['’]s)?\s+(?:outputs?|results?|data|profiles?|"
    r"statistics|stats|files?|traces?|dumps?|reports?)\b|\boutput\s+of\s+`?cProfile`?",
    re.IGNORECASE,
)
_WHAT = r"(?:\s+(?:module|profiler|tool|library|package|output|report|view(?:er)?))?"
_USE = re.compile(
    r"(?:\A|\b)(?:use|using|run|running|try|with|via|employ|through)\s+"
    r"(?:the\s+|python['’]s\s+|(?:a\s+)?tools?\s+like\s+)?(?:built-?in\s+)?\Z",
    re.IGNORECASE,
)
_FOR = re.compile(rf"{_WHAT}\s+(?:to|for|as)\s+", re.IGNORECASE)
_DOES = re.compile(
    rf"{_WHAT}\s+(?:can\s+|will\s+|also\s+|lets?\s+you\s+|allows?\s+you\s+to\s+|helps?\s+(?:to\s+|"
    r"you\s+)?|is\s+used\s+to\s+|is\s+able\s+to\s+){0,3}"
    r"(?:measure|show|report|track|record|display|give|provide|visuali[sz]e|count|list|print|"
    r"compile|disassemble|produce|draw|render|trace|profile|analy[sz]e|capture|reveal|see|offer)"
    r"s?\s+",
    re.IGNORECASE,
)
_DONE_WITH = re.compile(
    r"(?:\A|[,;:]\s|\bto\s)(?P<what>(?:visuali[sz]e|view|measure|profile|analy[sz]e|track|inspect|"
    r"explore|compile|disassemble|see|monitor)\b.{0,120}?)\b(?:with|using|via)\s+(?:the\s+)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"\b(?:not|no|never|cannot|\w+n['’]t|without|unlike|instead|rather|neither|nor|if|unless|"
    r"whether|would|could|might|maybe|perhaps|together|combin\w+|along\s+with|plus|extensions?|"
    r"plug-?ins?|wrapper|alternative\w*|compared?|versus|vs|does|beyond|besides|except|only\s+if|"
    r"in\s+addition|missing|lacks?|fails?|another|other)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[;:]|\b(?:while|but|whereas|which|that|where|then|before|after|because|since|so|although|"
    r"whose|who|when|once)\b|,\s+and\s+(?:then|use|run)\b",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(r"\A\W*(?:use|using|run|with|via)\s+\Z", re.IGNORECASE)

# (capability, words for it)
_CAPABILITIES = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        (
            "line_memory",
            r"(?:line[- ]by[- ]line|per[- ]line|line[- ]level)\s+(?:memory|allocations?)\b|"
            r"\bmemory\b.{0,30}\b(?:line by line|per line|of each line|for each line)\b",
        ),
        (
            "line_time",
            r"\b(?:line[- ]by[- ]line|per[- ]line|line[- ]level)\s+(?:times?|timings?|profil\w+|"
            r"execution\s+times?|performance)\b|\btimes?\b.{0,30}\b(?:line by line|per line|"
            r"(?:of|for|on)\s+each\s+line)\b",
        ),
        (
            "memory",
            r"\bmemory[- ](?:usage|use|consumption|allocations?|footprint|leaks?|profil\w+)\b|"
            r"\b(?:ram|heap)\s+(?:usage|use|consumption|allocations?)\b|\bpeak\s+memory\b",
        ),
        ("heat_map", r"\bheat[- ]?maps?\b"),
        ("icicle", r"\bicicles?\b"),
        ("sunburst", r"\bsunbursts?\b"),
        ("call_graph", r"\bcall[- ]graphs?\b(?!-)(?!\s+based)"),
        (
            "calls",
            r"\bfunction\s+calls\b|\b(?:numbers?\s+of|count\w*\s+of)\s+(?:function\s+)?calls\b|"
            r"\bcall\s+counts?\b|\bhow\s+(?:often|many\s+times)\b.{1,40}\bcalled\b",
        ),
        ("cumulative_time", r"\bcumulative\s+times?\b"),
        ("self_time", r"\b(?:self|own|internal|total)\s+times?\b"),
        (
            "time",
            r"\b(?:execution|running|run|elapsed|wall(?:[- ]clock)?|cpu)[- ]?times?\b|(?<!at )\b"
            r"runtimes?\b|\btime\s+(?:consumption|spent|taken)\b|\btimings?\b|\bhow\s+long\b",
        ),
        (
            "bytecode_file",
            r"\bcompil(?:e|es|ing|ation)\b.{0,60}\b(?:byte-?code|\.pyc)\b|\B\.pyc\s+files?\b",
        ),
        (
            "instructions",
            r"\bbyte-?code\s+instructions?\b|\bop-?codes?\b|\bdisassembl\w+\b|"
            r"\binstruction\s+(?:counts?|frequenc\w+|mix|distribution)\b",
        ),
        ("cache_misses", r"\bcache\s+misses\b"),
    )
)
_OF_HEADINGS = frozenset({"bytecode_file", "instructions", "time", "calls"})


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each capability that a sentence gives to the one tool it names."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence in sentences(document):
        text = sentence.text
        if sentence.block.kind != "text" or len(text) > _MAX_SENTENCE or text.endswith("?"):
            continue
        tools = list(_TOOL.finditer(text))
        if len(tools) > 1:
            text = _ITS_OUTPUT.sub(lambda found: " " * len(found.group()), text)
            tools = list(_TOOL.finditer(text))
        if len(tools) != 1 or _OPEN.search(text):
            continue
        name = next(group for group in tools[0].groups() if group)
        for capability, span in _said(sentence, text, tools[0]):
            yield claim(
                document,
                sentence.block,
                sentence.place(*span),
                extractor="tools",
                kind="tool_capability",
                args={"tool": _NAMES.get(name.lower(), name.lower()), "capability": capability},
                claimed=capability.replace("_", " "),
            )


def _said(
    sentence: Sentence, text: str, tool: re.Match[str]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """The capabilities in the words that the tool is said to be for, with their places."""
    seen: set[tuple[int, int]] = set()
    for start, end in _phrases(text, tool):
        taken: list[tuple[int, int]] = []
        for capability, words in _CAPABILITIES:
            found = words.search(text, start, end)
            if found is None or any(a < found.end() and found.start() < b for a, b in taken):
                continue
            taken.append(found.span())
            span = (min(tool.start(), found.start()), max(tool.end(), found.end()))
            if span not in seen:
                seen.add(span)
                yield capability, span
    alone = not text[tool.end() :].strip(" :.*`") and _INSTRUCTION.match(text[: tool.start()])
    if alone and sentence.block.heading:
        heading = sentence.block.heading[:_MAX_SENTENCE]
        named = [name for name, words in _CAPABILITIES if words.search(heading)]
        if len(named) == 1 and named[0] in _OF_HEADINGS and not _OPEN.search(heading):
            yield named[0], (0, len(text))


def _phrases(text: str, tool: re.Match[str]) -> Iterator[tuple[int, int]]:
    """From where to where the words go that say what the tool is for."""
    before, after = text[: tool.start()], tool.end()
    what = _DONE_WITH.search(before)
    if what is not None and not _CUT.search(what.group("what")):
        yield what.span("what")
    use = _FOR.match(text, after) if _USE.search(before) else _DOES.match(text, after)
    if use is not None:
        cut = _CUT.search(text, use.end())
        # "to measure" and "shows" are a part of what it does.
        yield after, cut.start() if cut else len(text)
