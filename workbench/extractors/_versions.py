"""Which CPython a document says its numbers are for, or shows by what was pasted into it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from workbench.extractors import _disassembly, _generations
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import MAX_QUOTE, clean
from workbench.records import Block, Document

Source = Literal["stated", "inferred"]

_MAX_TEXT = 200_000
_MAX_LISTINGS = 20
_VERSION = r"(?P<version>(?:3\.\d{1,2}|2\.[5-7])(?:\.\d{1,2})?)(?![\w.]*\d|\.?[x*])"
_PYTHON = r"\bC?Python(?:\s+(?:version|interpreter|release))?\s*v?"
_NAMED = re.compile(
    rf"(?:\b(?P<lead>on|with|under|using|by|in|for|from)\s+)?(?:the\s+)?(?:an?\s+)?{_PYTHON}"
    rf"\s*{_VERSION}",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s*(?:,|and|or|/|&|to|-|–|—|through|,\s*and)\s*(?:C?Python\s*)?(3\.\d{1,2}|2\.[5-7])(?:\.\d{1,2})?",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\s*(?:\+|\(?(?:or|and)\s+(?:later|newer|higher|above|greater|up|upwards?|earlier|older|"
    r"below|lower|onwards?)\b|onwards?\b|[-–—]\s|and\s+(?:its|all))",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:tested|measured|ran|run|executed|compiled|disassembled|profiled|counted|generated|"
    r"produced|obtained|collected|taken|recorded|numbers|counts|results|figures|measurements|"
    r"values|outputs?|listings?|tables?|this\s+(?:is|was)|based\s+on|are\s+for|apply\s+to|"
    r"environment|interpreter\s+is)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:tested|measured|ran|compiled|disassembled|profiled|counted|produced|obtained|collected|"
    r"recorded)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:removed|replaced|introduced|added|deprecated|renamed|changed|new|since|until|before|"
    r"after|prior|earlier|later|older|newer|starting|became|becomes|as\s+of|up\s+to|from\s+on|"
    r"requir\w+|needs?|support\w*|compatible|minimum|at\s+least|install\w*|upgrad\w*|download\w*|"
    r"instead|while|whereas|unlike|but|still|already|however|differ\w*|other\s+versions?|"
    r"faster|slower|better|worse|more|less|fewer|e\.g|example|such\s+as|for\s+instance|can|may|works?|if|unless|when|whether|depend\w*|"
    r"specific|versions|than|compared?|vs|versus|>=?|<=?|≥|≤)",
    re.IGNORECASE,
)
_PLAIN_HISTORY = re.compile(
    r"\b(?:removed|replaced|introduced|deprecated|renamed|requir\w+|at\s+least|minimum|"
    r"if|unless|whether|other\s+versions?|instead|whereas|unlike|older|newer)\b|[<>≥≤]",
    re.IGNORECASE,
)
_ON = ("on", "with", "under", "using")
_NOT_IT = re.compile(
    r"\b(?:since|before|until|after|than|prior\s+to|pre|not|from)\s*\Z", re.IGNORECASE
)
_COMPARED = re.compile(r"\b(?:compar\w*|between|other|upgrad\w*)\b", re.IGNORECASE)
_TITLE_LENGTH = 80
_BYTECODE = re.compile(
    r"\b(?:byte-?code|instructions?|op-?codes?|counts?|disassembl\w+|results?|numbers|"
    r"(?-i:[A-Z]+_[A-Z_]+))\b",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"(?:environment|interpreter|platform|set-?up|system|tested\s+(?:on|with)|measured\s+(?:on|with)|"
    r"(?:python\s+)?version|versions?\s+used)\Z",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^[ \t>]*(?:[-*+•][ \t]+)?[*_`]{0,3}(?:C?Python|Interpreter)(?:[ \t]+version)?(?:[ \t]+used)?"
    rf"[*_`]{{0,3}}[ \t]*[:=][*_`]{{0,3}}[ \t]*[*_`]{{0,3}}(?:C?Python[ \t]*)?v?{_VERSION}"
    r"[*_`]{0,3}[ \t]*(?:\([^()\n]{0,60}\))?[.,;]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LABEL = re.compile(r"(?:C?Python|Interpreter)(?:\s+version)?:?\Z", re.IGNORECASE)
_VALUE = re.compile(rf"(?:C?Python\s*)?v?{_VERSION}\Z", re.IGNORECASE)
_TRACEBACK = re.compile(
    r'^[ \t]*File "[^"\n]{0,300}[/\\]python(3\.\d{1,2}|2\.[5-7])[/\\][^"\n]{1,300}"', re.M
)
_BANNER = re.compile(
    r"(?:^|['\"])(?:Python[ \t]+)?((?:3\.\d{1,2}|2\.[5-7])\.\d{1,2})[ \t]*"
    r"(?:\|[^|\n]{0,60}\|[ \t]*)?"
    r"\((?:default|main|tags/|v[23]\.|heads/)[^\n]{0,80}[,)]",
    re.MULTILINE,
)
_CACHED = re.compile(r"\.cpython-3(\d{1,2})(?:\.opt-[12])?\.pyc\b")


def stated(document: Document) -> tuple[str, Source] | None:
    """The one version (3.8, 3.12.1) that is the document's own: stated, else inferred.

    None where it names several as its own, or none. What the user of a chat said does not count,
    nor do names of opcodes: these never move the target.
    """
    sources: tuple[tuple[Source, Iterator[str]], ...] = (
        ("stated", _stated(document)),
        ("inferred", _inferred(document)),
        ("inferred", _disassembled(document)),
    )
    for source, found in sources:
        versions = list(found)
        if versions:
            one = _one(versions)
            return (one, source) if one else None
    return None


def _one(versions: Iterable[str]) -> str | None:
    """The version that all of them are, the most exact of them; None for several."""
    exact = set(versions)
    full = {version for version in exact if version.count(".") == 2}
    minors = {".".join(version.split(".")[:2]) for version in exact}
    if len(minors) != 1 or len(full) > 1:
        return None
    return full.pop() if full else minors.pop()


# --- what it says ---------------------------------------------------------------------------------


def _stated(document: Document) -> Iterator[str]:
    for block in _spoken(document):
        if block.kind == "text":
            for found in _LABELLED.finditer(block.text[:_MAX_TEXT]):
                yield found.group("version")
        elif block.kind == "table":
            yield from _row(block)
    headings = {block.heading for block in document.blocks if block.heading}
    for sentence in sentences(document):
        if sentence.block.kind == "text" and not sentence.is_negated:
            yield from _named(sentence, headings)


def _row(block: Block) -> Iterator[str]:
    """The version in a row of two cells such as `| Python | 3.10 |`."""
    for row in block.rows[:200]:
        if len(row) == 2 and _LABEL.match(clean(row[0].text[:60])):
            found = _VALUE.match(clean(row[1].text[:60]))
            if found is not None:
                yield found.group("version")


def _named(sentence: Sentence, headings: Collection[str]) -> Iterator[str]:
    """The versions that a sentence says something was measured on, or a heading is about."""
    text = sentence.text[:MAX_QUOTE]
    ended = text.rstrip("*_ ")
    if "ython" not in text or ended.endswith("?") or not sentence.states:
        return
    if ended.endswith(":"):
        yield from _announced(ended)
        return
    is_heading = sentence.block.text in headings
    is_labelled = _SETTING.match(sentence.label or "") is not None
    for found in _NAMED.finditer(text):
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        lead = (found.group("lead") or "").lower()
        if _BOUND.match(text, found.end()) or _BANNER.search(text):
            continue
        if is_labelled or (lead and _MEASURED.search(rest)):
            own = not _PLAIN_HISTORY.search(rest)
        elif is_heading:
            about = lead in _ON or _BYTECODE.search(rest) or not rest.strip("()[]*_ ")
            own = bool(about) and not _HISTORY.search(rest)
        else:
            own = lead in _ON and bool(_BYTECODE.search(rest)) and not _HISTORY.search(rest)
        if own:
            yield from _with_others(text, found)


def _announced(text: str) -> Iterator[str]:
    """The versions in words such as "Using Python 3.11:", which are about all that follows."""
    for found in _NAMED.finditer(text):
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        lead = (found.group("lead") or "").lower()
        alone = lead in ("using", "with") and not rest.strip(":*_ ")
        done = lead and _DONE.search(rest) and not _HISTORY.search(rest)
        if (alone or done) and not _BOUND.match(text, found.end()):
            yield from _with_others(text, found)


def named(text: str) -> str | None:
    """The one version that a sentence with numbers, or words above some, say these are for.

    None for what tells history, compares or names several.
    """
    if "ython" not in text[:MAX_QUOTE]:
        return None
    text = text[:MAX_QUOTE]
    found = [one for one in _NAMED.finditer(text) if not _NOT_IT.search(text[: one.start()][-20:])]
    if not found or len(found) != sum(1 for _ in _NAMED.finditer(text)):
        return None
    bound = _BOUND.match(text, found[0].end())
    rest = f"{text[: found[0].start()]} {text[bound.end() if bound else found[0].end() :]}"
    is_title = len(text) <= _TITLE_LENGTH and not text.rstrip("*_ ").endswith((".", "!", "?"))
    if _HISTORY.search(rest) or _COMPARED.search(rest):
        return None
    if not is_title and not all(one.group("lead") for one in found):
        return None
    return _one(version for one in found for version in _with_others(text, one))


def _with_others(text: str, found: re.Match[str]) -> Iterator[str]:
    """A version and those that are listed with it."""
    yield found.group("version")
    more = _MORE.match(text, found.end())
    while more is not None:
        yield more.group(1)
        more = _MORE.match(text, more.end())


# --- what it shows --------------------------------------------------------------------------------


def _inferred(document: Document) -> Iterator[str]:
    for block in _spoken(document):
        text = block.text[:_MAX_TEXT]
        for pattern in (_TRACEBACK, _BANNER):
            for found in pattern.finditer(text):
                yield found.group(1)
        if ".cpython-3" in text:
            for found in _CACHED.finditer(text):
                yield f"3.{int(found.group(1))}"


def _disassembled(document: Document) -> Iterator[str]:
    """The versions of the listings of which only one CPython prints such."""
    for block in _spoken(document):
        if "LOAD_" in block.text and block.kind != "table":
            for listing in _disassembly.listings(block.text[:_MAX_TEXT])[:_MAX_LISTINGS]:
                possible = _generations.versions(listing)
                if len(possible) == 1:
                    yield possible[0]


def _spoken(document: Document) -> Iterator[Block]:
    return (block for block in document.blocks if block.speaker not in ("user", "system"))
