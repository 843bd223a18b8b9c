"""Machines recommended for a program: in tables with such a column, and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import MAX_CLAIMS, claim, clean, unique
from workbench.records import Block, Cell, Claim, Document, Location

_MACHINES = {
    "GPU": r"GPUs?|GPGPUs?|CUDA|graphics cards?",
    "TPU": r"TPUs?|NPUs?|neural processors?",
    "tensor cores": r"tensor[- ]cores?|matrix cores?",
    "SIMD": r"SIMD|AVX(?:-?\d{1,3})?|NEON",
    "vector": r"vector (?:processors?|machines?|units?|architectures?|ISA|extensions?)|vector ISA",
    "VLIW": r"VLIW",
    "systolic array": r"systolic[- ]arrays?",
    "FPGA": r"FPGAs?",
    "ASIC": r"ASICs?",
    "dataflow": r"data-?flow (?:processors?|machines?|architectures?|engines?)",
    "RISC": r"RISC(?:-V)?",
    "CISC": r"CISC",
    "scalar": r"scalar(?: (?:processors?|cores?|CPUs?|pipelines?|machines?))?|superscalar",
    "multicore": r"multi-?core(?: CPUs?| processors?)?|many-?core",
    "out-of-order": r"out-of-order(?: (?:cores?|CPUs?))?",
    "CPU": r"CPUs?",
    "DSP": r"DSPs?",
    "parallel hardware": r"parallel (?:hardware|machines?|processors?|architectures?)",
}
_MACHINE = re.compile(
    "|".join(
        rf"(?P<m{index}>\b(?:{pattern})(?!\w))" for index, pattern in enumerate(_MACHINES.values())
    ),
    re.IGNORECASE,
)
_NAMES = tuple(_MACHINES)
_HEADER = re.compile(
    r"\b(?:architectures?|hardware|machines?|accelerators?|processors?|ISAs?)\b", re.I
)
_REASON = re.compile(
    r"\b(?:justification|reasons?|rationale|why|explanation|because|motivation)\b", re.I
)
_NO_ADVICE = re.compile(
    r"\b(?:speed-?up|time|seconds?|cores used|used|tested|measured|count|version|cost|price|year|"
    r"our|my|test(?:ing)? (?:machine|hardware))\b",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:ideal(?:ly)?(?: suited)?\s+(?:for|to|on)|"
    r"(?:best|well|perfectly|better|naturally)[- ]suited\s+(?:for|to)|suitable\s+for|suits?|"
    r"(?:best|good|great|perfect|natural)\s+(?:fit|match|candidate|choice)\s+(?:for|to|on)|"
    r"benefits?\s+(?:(?:most|greatly|strongly|a lot|significantly)\s+)?from|"
    r"maps?\s+(?:well|naturally|directly|best)\s+(?:to|onto|on)|"
    r"(?:should|can)\s+be\s+run\s+on\s+an?|runs?\s+best\s+on|"
    r"recommend(?:ed|s)?(?:\s+architecture)?\s*(?::|is|are|for)?|"
    r"best\s+(?:architecture|hardware|machine)\s*(?::|is|are)?|"
    r"(?:would|should)\s+(?:suit|fit|favou?r|work well))\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:not|no|never|hardly|unlikely|little|neither|isn['’]t|doesn['’]t|won['’]t|wouldn['’]t|without|"
    r"rather than|instead of|poorly?|than)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because(?:\s+of)?|since|due\s+to|thanks\s+to|as\s+(?=it|they|its|their|the))\s+"
    r"(?P<why>(?:[^.;\n]|\n(?!\s*[\n*#-])){3,200})",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\A\W{0,6}(?:what|which|how|why|ask|let|use|try|consider|please|now|think|learn|suggest|"
    r"recommend\b(?! ed))\b|\?\s*\Z",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:\A|[,;:]\s+)(?:(?:whereas|while|and|but|so)\s+)?(?:the\s+|this\s+|our\s+)?"
    r"(?P<who>[A-Za-z_`][\w` -]{1,40}?)\s+(?:is|are|would be|would|maps?|runs?)?"
    r"(?:\s+an?|\s+the)?\s*\Z",
    re.IGNORECASE,
)
_NOBODY = frozenset({"it", "this", "that", "they", "these", "which", "is", "are", "would", "a"})
_LABEL = re.compile(
    r"(?:recommended|best|ideal|suggested|suitable)"
    r"(?: (?:architectures?|hardware|machines?|accelerators?))?\Z|(?:target )?architecture\Z",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|;|\band\b|&|\bwith\b|\bplus\b)\s*", re.IGNORECASE)
_MAX_PREMISES = 8


def extract(document: Document) -> tuple[Claim, ...]:
    """One `architecture` claim for each row or sentence, at the words of the recommendation."""
    return unique(islice((*_tables(document), *_statements(document)), MAX_CLAIMS + 1))


def machines(text: str) -> list[str]:
    """The machines that a text names, each once, in its order."""
    found = (_NAMES[int(str(one.lastgroup)[1:])] for one in _MACHINE.finditer(text[:1_000]))
    return list(dict.fromkeys(found))


def premises(text: str) -> list[str]:
    """The single reasons in a reason, at most eight."""
    parts = [part.strip(" .`*_") for part in _AND.split(clean(text)[:600])]
    return [part[:200] for part in parts if len(part) > 2][:_MAX_PREMISES]


# --- tables ---------------------------------------------------------------------------------------


def _tables(document: Document) -> Iterator[Claim]:
    for block in document.blocks:
        if block.kind == "table" and block.speaker not in ("user", "system") and block.rows:
            columns = _columns(block.rows[0])
            if columns is not None:
                for row in block.rows[1:]:
                    yield from _row(document, block, row, *columns)


def _columns(header: Sequence[Cell]) -> tuple[int, int | None] | None:
    """The column of the recommendation and that of the reason.

    A header that lost its separators stands above both: its first column is the recommendation.
    """
    texts = [cell.text for cell in header]
    named = [i for i, text in enumerate(texts) if i > 0 and _HEADER.search(text)]
    if not named or _NO_ADVICE.search(texts[named[0]]):
        return None
    first = named[0]
    reasons = [i for i, text in enumerate(texts) if i > 0 and i != first and _REASON.search(text)]
    if not reasons and _REASON.search(texts[first]):
        reasons = [first + 1]
    return first, reasons[0] if reasons else None


def _row(
    document: Document, block: Block, row: Sequence[Cell], column: int, reason: int | None
) -> Iterator[Claim]:
    if len(row) <= column or not machines(row[column].text) or not row[0].text.strip():
        return
    cell = row[column]
    why = premises(row[reason].text) if reason is not None and reason < len(row) else []
    args = {
        "function": clean(row[0].text)[:300] or None,
        "machines": machines(cell.text),
        "premises": why,
    }
    yield _claim(document, block, (cell.location, cell.text[:1_000]), args)


# --- words ----------------------------------------------------------------------------------------


def _statements(document: Document) -> Iterator[Claim]:
    for sentence in sentences(document):
        text = sentence.text[:1_000]
        if sentence.block.kind == "table" or _ASKED.search(text):
            continue
        if sentence.label and _LABEL.match(sentence.label) and not _REFUSED.search(text):
            yield from _labelled(document, sentence, text)
            continue
        found = _ADVICE.search(text)
        if found is None or _REFUSED.search(text[max(0, found.start() - 60) : found.end() + 40]):
            continue
        named = list(_MACHINE.finditer(text, found.end(), found.end() + 120))
        start = found.start()
        if not named and _comes_first(text, found):
            named = list(_MACHINE.finditer(text, max(0, start - 80), start))
            start = named[0].start() if named else start
        if not named or (named[0].start() > found.end() + 60):
            continue
        end = max(named[-1].end(), found.end())
        because = _BECAUSE.search(text)
        args = {
            "function": _label(sentence, text[:start]),
            "machines": machines(text[start:end]),
            "premises": premises(because.group("why")) if because else [],
        }
        yield _claim(document, sentence.block, sentence.place(start, end), args)


def _labelled(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    """ "**Recommended hardware:** FPGA", the machines at the sentence's beginning."""
    named = list(_MACHINE.finditer(text))
    if named and named[0].start() <= 20:
        because = _BECAUSE.search(text)
        args = {
            "function": None,
            "machines": machines(text),
            "premises": premises(because.group("why")) if because else [],
        }
        place = sentence.place(named[0].start(), named[-1].end())
        yield _claim(document, sentence.block, place, args)


def _comes_first(text: str, found: re.Match[str]) -> bool:
    """Whether the machine stands before such words: "A VLIW would suit it"."""
    return bool(re.match(r"(?:would|should|suits?|is)\b", found.group(), re.I))


def _label(sentence: Sentence, before: str) -> str | None:
    """Whom the sentence recommends something for, when it says so before: "The solver is …"."""
    subject = _SUBJECT.search(before)
    if subject is None:
        return None
    who = clean(subject.group("who"))
    words = who.lower().split()
    return None if not words or words[0] in _NOBODY else who


def _claim(
    document: Document, block: Block, place: tuple[Location, str], args: dict[str, Any]
) -> Claim:
    return claim(document, block, place, extractor="architectures", kind="architecture", args=args)
