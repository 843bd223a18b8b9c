"""What the words around a claim say it is about: the lines, sentences and headings above it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from workbench.extractors.base import NAME, is_opcode
from workbench.records import Block, Claim, Document

MAX_TEXT = 300
_BLOCKS_ABOVE = 40
_SHORT = 80
_COUNTED_LINE = re.compile(rf"(?<![A-Za-z0-9_])(?={NAME}(?!\w))[A-Z]+_?\w*")
_PARTS_OF_NUMBER = re.compile(r"(\d+(?:\.\d+)*)[.:)]?\s|[A-Za-z][.)]\s")
_NEWLINE = re.compile(r"\r\n?|\n")
_LETTERS = re.compile(r"[^\W\d_]{2}|[A-Za-z]\(")
_LIMITS = re.compile(
    r"\b(?:inside|within|in|of|for|per)\s+(?:the\s+|each\s+|every\s+|one\s+|a\s+|its\s+)?"
    r"(?:\w+\s+)?(?:loop|iteration|loop body|branch|pass)\b(?!\s*-)|"
    r"\bper[- ](?:iteration|call|loop|step|element|item)\b|"
    r"\b(?:before|after)\s+(?:\w+\s+){0,2}(?:optimi|refactor|chang|unroll|inlin|speciali|rewrit)\w*|"
    r"\b(?:hypothetical|stack effects?|opcode (?:numbers?|values?|codes)|opmap|clock cycles|"
    r"nanoseconds|offsets)\b|"
    r"\blines?\s+\d|\bthe\s+(?:\S+\s+){0,3}(?:part|test|condition|statement|expression|header|"
    r"block|comprehension|lambda)(?=[\W_]*(?:\Z|[:)(,]|(?:alone|only|of|in)\b))|"
    r"\b(?:wrong|incorrect|first told|expected|another file|his|her|friend\w*|teacher\w*|"
    r"other (?:programs?|versions?)|for comparison)\b|"
    r"<module>|\b(?:module|top)[- ]level\b|\b(?:whole|entire)\s+(?:file|module|program|script)\b",
    re.IGNORECASE,
)
_RAN = re.compile(
    r"\b(?:execut(?:ed|ions?)|dynam\w+|(?:at|during|in) run[- ]?time|trac(?:e[ds]?|ing)|"
    r"\w*settrace|sys\.monitoring|profil(?:ing|ed|er)|hits|hit counts?|goes through|"
    r"(?:while|during|how often)\b[^.:;\n]{0,60}?\b(?:runs?|running)|"
    r"(?:of|in|for) (?:an?|the|this|one|each) (?:\w+ )?run(?![`(]| (?:method|function))|"
    r"for (?:the|an?|this) input|after \w+ iterations?|"
    r"laufzeit|ausgeführt\w*|ausführung\w*|exécut\w+|"
    r"dynamique\w*|ejecut\w+|ejecuci\w+|выполн\w+|динамич\w+)(?!\w)|执行|実行",
    re.IGNORECASE,
)
"""What tells that instructions were counted in a run."""
_CAPTION = re.compile(
    r"\W*(?:(?:table|tab|figure|fig|listing|tabelle|tableau|tabla)\b|"
    r"(?:the|these|those|all|both)\s+(?:\w+\s+)?(?:counts?|numbers|figures|values|table)\b|"
    r"(?:counts?|counted|numbers?|measured|traced|recorded|executed|collected)\b)",
    re.IGNORECASE,
)
_ENDED = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_WHOLE_FILE = re.compile(r"(?:whole|entire)\s+(?:file|module|script)\Z", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"\b(?:top|module)[- ]level\s+(?:code\s+)?(?:and|plus)\b|"
    r"\b(?:and|plus|including)\s+(?:the\s+)?(?:top|module)[- ]level\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:not|no|only|without|except|excluding|but|never)\b", re.IGNORECASE)
_STATIC = re.compile(r"\bstatic|\bnot\s+executed", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:not|no|than|unlike|vs\.?|versus|besides|instead of|contrary to)\b[^.:;]{0,30}\Z",
    re.IGNORECASE,
)
_STRANGER = re.compile(
    r"`([A-Za-z_][\w.]*)\((?:[^`()]{0,60})\)`|\b(?:function|method|def)\s+`?([A-Za-z_]\w*)`|"
    r"`([A-Za-z_]\w*)`\s+(?:function|method)\b"
)
_TITLE = re.compile(
    r"[\W\d_]*(?:(?:function|method|def)\s+([A-Za-z_]\w*)(?:\(.*?\))?|([A-Za-z_][\w.]*)\(.*?\)|"
    r"`([A-Za-z_]\w*)`|([a-z]+(?:_[a-z0-9]+)+))\W*\Z"
)
_TOOLS = re.compile(
    r"(?:dis|collections|counter|print|sys|json|count|analy|cprofile|main|get_instr)"
)


class Context:
    """The words above the claims of one document. Nothing is looked for twice."""

    def __init__(self, document: Document) -> None:
        self._blocks = document.blocks
        self._starts = [block.location.line for block in document.blocks]
        self._lines: dict[int, list[str | None]] = {}
        self._ends: dict[int, list[int]] = {}
        self._headings = list(_headings(document.blocks))

    def above(self, claim: Claim, mentions: Callable[[str], set[str]]) -> list[str]:
        """The words that announce a claim, the nearest first.

        `mentions` gives the functions that a text names: a short line without a colon counts
        only if it names one.
        """
        index = bisect_right(self._starts, claim.location.line) - 1
        headings = self._headings[index] if index >= 0 else ()
        return [*self.near(claim, mentions), *(text[-MAX_TEXT:] for text in headings)]

    def near(self, claim: Claim, mentions: Callable[[str], set[str]]) -> list[str]:
        """The same without the headings."""
        index = bisect_right(self._starts, claim.location.line) - 1
        if index < 0:
            return []
        block = self._blocks[index]
        texts = (
            self._within(index, claim.location.line),
            block.label if block.kind == "table" and block.label != block.heading else None,
            self._sentence(index, mentions),
        )
        return [text[-MAX_TEXT:] for text in texts if text]

    def said(self, claim: Claim) -> str | None:
        """The sentence that a claim is made in; None in tables, listings and code."""
        index = bisect_right(self._starts, claim.location.line) - 1
        if index < 0 or self._blocks[index].kind != "text":
            return None
        block = self._blocks[index]
        if index not in self._ends:
            self._ends[index] = [0, *(found.end() for found in _NEWLINE.finditer(block.text))]
        place = claim.location.line - self._starts[index]
        if not 0 <= place < len(self._ends[index]):
            return None
        column = claim.location.column - (1 if place else block.location.column)
        at = max(0, self._ends[index][place] + column)
        first = max(0, at - MAX_TEXT)
        start = max((one.end() for one in _ENDED.finditer(block.text, first, at)), default=first)
        end = _ENDED.search(block.text, at, at + MAX_TEXT)
        return block.text[start : end.start() if end else at + MAX_TEXT]

    def before(self, claim: Claim) -> str | None:
        """The words right before the block of a claim, in the same section."""
        index = bisect_right(self._starts, claim.location.line) - 1
        if index < 1:
            return None
        block, earlier = self._blocks[index], self._blocks[index - 1]
        near = earlier.kind == "text" and earlier.heading == block.heading
        return earlier.text[-MAX_TEXT:] if near and len(earlier.text) <= MAX_TEXT else None

    def beside(self, claim: Claim) -> list[str]:
        """The sentence right before a block that is no text, and the caption right below it."""
        index = bisect_right(self._starts, claim.location.line) - 1
        if index < 0 or self._blocks[index].kind == "text":
            return []
        before, after = self._beside(index, -1), self._beside(index, 1)
        found = [_ENDED.split(before.strip())[-1]] if before else []
        if after and _CAPTION.match(after):
            found.append(after[:MAX_TEXT])
        return [text[-MAX_TEXT:] for text in found]

    def _beside(self, index: int, step: int) -> str | None:
        """The text next to a block, in the same section."""
        place = index + step
        if not 0 <= place < len(self._blocks):
            return None
        block = self._blocks[place]
        near = block.kind == "text" and block.heading == self._blocks[index].heading
        return block.text if near else None

    def section(self, line: int) -> int:
        """The line of the heading that a line stands under; 1 without one."""
        index = bisect_right(self._starts, line) - 1
        heading = self._blocks[index].heading if index >= 0 else None
        while index >= 0 and self._blocks[index].heading == heading:
            index -= 1
        return self._starts[index] if index >= 0 else 1

    def _within(self, index: int, line: int) -> str | None:
        """What announces a line in its own block: before it on the line, or a line above."""
        if self._blocks[index].kind == "table":
            return None
        if index not in self._lines:
            self._lines[index] = list(_announcers(self._blocks[index].text))
        lines = self._lines[index]
        return lines[min(line - self._starts[index], len(lines) - 1)]

    def _sentence(self, index: int, mentions: Callable[[str], set[str]]) -> str | None:
        """The last paragraph above, in the same section, that ends with a colon or is a title."""
        heading = self._blocks[index].heading
        for before in self._blocks[max(0, index - _BLOCKS_ABOVE) : index][::-1]:
            if before.kind != "text" or before.heading != heading:
                return None
            text = before.text.rstrip()
            if len(text) <= _SHORT and any(map(str.isdigit, text)) and _name(text):
                continue
            if text.rstrip("*_").endswith(":"):
                return text
            if len(text) <= _SHORT and (len(mentions(text)) == 1 or _TITLE.match(text)):
                return text
        return None


def limit(texts: list[str]) -> str | None:
    """Why the words around, the nearest first, make the numbers something else than a function's
    counts, if so. What says that they are static is not heard of a run any more."""
    static = False
    for text in texts:
        found = _LIMITS.search(text) or (None if static else _RAN.search(text))
        if found and not _begins_static(text, found.start()):
            return f"{found.group()!r} beside it limits what is counted"
        static = static or _begins_static(text, len(text))
    return None


def _begins_static(text: str, end: int) -> bool:
    """Whether a text says first that its numbers are static ones, not merely beside others."""
    found = _STATIC.search(text, 0, min(len(text), end + len("executed")))
    return found is not None and found.start() <= end and not _REFUSED.search(text[: found.start()])


def is_whole_file(texts: list[str]) -> bool:
    """Whether the words above say, without any other limit, that numbers are of a whole file."""
    for text in texts:
        limits = [found.group() for found in _LIMITS.finditer(_OUTSIDE.sub(" ", text))]
        ran = _RAN.search(text) is not None
        if limits or ran:
            whole = all(map(_WHOLE_FILE.search, limits))
            return not ran and whole and not _BUT.search(text)
    return False


def stranger(text: str) -> str | None:
    """The function, written as code, that a text announces."""
    found = _TITLE.match(text[:_SHORT]) if len(text) <= _SHORT else None
    found = found or _STRANGER.search(text)
    name = next((name for name in found.groups() if name), None) if found else None
    return None if name is None or _TOOLS.match(name.lower()) or is_opcode(name) else name


def _name(line: str) -> re.Match[str] | None:
    return _COUNTED_LINE.search(line)


def _announcers(text: str) -> Iterator[str | None]:
    """For each line of a block the nearest words above that are no count, or before it on it."""
    current: str | None = None
    for line in _NEWLINE.split(text):
        counted = _name(line[:MAX_TEXT]) if any(map(str.isdigit, line)) else None
        words = line[: counted.start()] if counted else line
        if _LETTERS.search(words):
            current = words.strip()
        yield current


def _level(heading: Block) -> int:
    """How deep a heading is: its words stand behind its marks, a number counts its parts."""
    if heading.text.startswith(("**", "__")):
        return 9
    if heading.location.column > 2:
        return heading.location.column - 2
    numbered = _PARTS_OF_NUMBER.match(heading.text)
    if numbered is None:
        return 1
    return 2 if numbered.group(1) is None else 1 + numbered.group(1).count(".")


def levels(blocks: Sequence[Block]) -> Iterator[tuple[int, Block]]:
    """The headings of a document, each with how deep it is, in their order."""
    before: Block | None = None
    for block in blocks:
        if before is not None and block.heading == before.text != before.heading:
            yield _level(before), before
        before = block


def _headings(blocks: tuple[Block, ...]) -> Iterator[tuple[str, ...]]:
    """For each block the headings it stands under, the nearest first."""
    stack: list[tuple[int, str]] = []
    heads = deque(levels(blocks))
    last: Block | None = None
    for block in blocks:
        if last is not None and heads and heads[0][1] is last:
            level, _ = heads.popleft()
            stack = [one for one in stack if one[0] < level] + [(level, last.text)]
        yield tuple(text for _, text in reversed(stack))
        last = block
