"""What programs are said to print: listings under words such as "Output:", and sentences.

A listing belongs to the program above it. What is only an example of an output, or roughly one, is
left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from workbench.extractors import _apart, _remarks, _subjects
from workbench.extractors._prose import statements
from workbench.extractors._remarks import HELD, NUMBER, QUOTED
from workbench.extractors.base import MAX_CLAIMS, Places, bounded, claim, unique
from workbench.records import Block, Claim, Document

_PYTHON = frozenset({"python", "py", "python3", "py3", "ipython"})
_SHELLS = frozenset({"bash", "sh", "shell", "zsh", "powershell", "cmd"})
_OUTPUTS = frozenset(
    {"text", "txt", "plain", "plaintext", "output", "stdout", "console", "terminal"}
)
_SAYS = re.compile(
    r"(?:\A|\n|[.!?]\s+)\W{0,6}(?:the\s+|its\s+|this\s+|program\s+|script\s+|console\s+|actual\s+|"
    r"full\s+|running\s+(?:it|this|the\s+(?:program|script|code))\s+){0,4}"
    r"(?:outputs?|prints?|printed|displays?|stdout|printed output|output is|gives)"
    r"(?:\s+(?:is|the following|of the (?:program|script|code)|"
    r"of (?:the )?(?:program|script) (?:[A-Z]|\d{1,2}|`[^`\n]{1,60}`)|of `[^`\n]{1,60}\.py`|"
    r"exactly|this|(?:on|to) stdout)){0,3}"
    r"\W{0,4}\Z",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(
    r"\b(?:example|sample|typical(?:ly)?|similar|like|might|may|could|would|should|expected|about|"
    r"approx\w*|roughly|around|something|vary|varies|depend\w*|e\.g\.|format|template|previous|old|"
    r"before|wrong|incorrect|random|if|instead|before|when|error|fails?|dis|bytecode|disassembly|"
    r"profil\w+|opcodes?)\b|~|≈|\?",
    re.IGNORECASE,
)
_UNFIT = re.compile(
    r"\b[A-Z]{2,20}_[A-Z_]{2,40}\b|\bncalls\b|function calls\b|Traceback \(most|\b0x[0-9a-f]{6,}|"
    r"\b\d+(?:\.\d+)?\s*(?:ms|µs|us|ns|seconds|secs?|s)\b|\bloops? each\b|\$ |>>> "
)
_WRITTEN = (
    rf"[\[({{](?=[^\n]{{0,200}}[,:]){HELD}{{1,200}}+(?<=[\])}}])|{QUOTED}|(?-i:True|False|None)\b"
)
"""Lists, tuples, dicts and strings as Python writes them; `[1]` is a footnote as well."""
_ROW = (
    r"(?=\S{1,30}(?: [^\s.]{1,20}){0,3}? [-+]?\d)"
    rf"{NUMBER}(?: (?:{NUMBER}|(?-i:[A-Z])\w{{0,20}}(?=[ .]|\Z))){{1,60}}+"
)
"""Numbers in a row, with names between: 1 2 Fizz 4."""
_VERB = re.compile(
    r"\b(?:prints?|printed|outputs|displays)(?:\s+out)?"
    r"(?:\s+the\s+(?:value|number|result|text|line|string|list|tuple|dict))?\s*:?\s+"
    rf"(?P<value>`[^`\n]{{1,200}}`|{_WRITTEN}|{_ROW}(?=\s*(?:\Z|\.\s*\Z))|{NUMBER})"
    r"(?!\s*,\s*(?:and\s+)?[-+\d`'\"\[(]|\s+and\s+[-+\d`'\"\[(])"
    r"(?P<after>\s*\Z|\s*[.;,)!](?:\s|\Z)|\s+(?:and|to the (?:console|screen|terminal))\b)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\A\W*(?:for|with|without|under|replacing|adding|removing|changing|using|if|when|given|"
    r"in(?!\s+(?:the\s+end|total|all|this\s+(?:case|example)|our\s+example)\b))\b|"
    r"\w\s*=\s*\S|\b(?:java|javascript|c\+\+|rust|golang|ruby|perl|pypy|bash|node|julia|matlab|"
    r"octave|php|haskell|python\s*\d[\d.]*|friend\w*|your|yours|others?|another|someone\w*|"
    r"student\w*|colleague\w*)\b|(?-i:\bC\b|\bGo\b|\bR\b)",
    re.IGNORECASE,
)
"""What the program is not, or not as it stands: other inputs, languages, versions, people."""
_PARTS = re.compile(r"[,;:—–]\s|\s(?:and|but|which|that)\b")
_FILE = re.compile(r"`(?:python3?\s+)?[\w./-]{1,80}\.py`")
_CODE = re.compile(r"`|\w\(")
_RUNS = re.compile(
    r"\W*(?:(?:then|so|thus|here|now|finally)\s+)?(?:it|this|(?:the|this|our|my)\s+(?:\w+\s+)?"
    r"(?:program|script|code|example|module|solution|file|snippet|loop|main))\s+"
    r"(?:(?:then|also|finally)\s+)?(?!is\b|has\b)\w{2,20}s\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\W*(?!(?:replac|add|remov|chang|us|sett)ing\b)[a-z]{3,20}ing\s"
    r"(?!.*\b(?:an?|empty|with|without|by|instead|input)\b)",
    re.IGNORECASE,
)
"""What the program does, as its subject: "Moving five discs prints"."""
_PRINTING = frozenset(
    {"running", "run", "executing", "example", "examples", "output", "console", "terminal"}
    | {"screen", "line", "last", "first", "loop", "call", "result", "then", "finally", "now"}
    | {"cell", "snippet", "demo", "test", "whole", "block", "statement", "end", "case", "what"}
    | {"correctly", "really", "actually", "indeed", "exactly", "all", "block", "one", "just"}
)
"""Words beside the program that name nobody."""
_IS = re.compile(
    r"\A(?:the|its)\s+(?:(?:program|script)['’]s\s+|printed\s+)?output\s+is:?\s+"
    rf"(?P<value>`[^`\n]{{1,200}}`|{_WRITTEN}|{_ROW}|{NUMBER})\s*\.?\Z",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^[ \t>]{0,8}(?:[-*+•][ \t]+)?(?:\*\*|__)?(?:(?:program|printed|actual)[ \t]+)?"
    r"(?:outputs?|prints?|printed)(?:[ \t]+of[ \t]+the[ \t]+(?:program|script|code))?"
    r"(?::(?:\*\*|__)?|(?:\*\*|__):)[ \t]*"
    rf"(?P<value>`[^`\n]{{1,200}}`|{_WRITTEN}|{_ROW}|{NUMBER})[ \t]*\.?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SET_UP = re.compile(
    r"\W*(?:let|suppose|assume|say|take|consider|imagine|now|set|change|enter|type|if|for|with|given|"
    r"using|try|input|when)\b[^\n]{0,200}?(?:\d|=|\binput)",
    re.IGNORECASE,
)
"""After such a sentence another run is meant."""
_EXPECTED = re.compile(
    r"(?:\A|\n)\W{0,6}(?:the\s+)?expected\s+(?:program\s+)?output(?:\s+is)?\W{0,4}\Z", re.IGNORECASE
)
_LITERAL = re.compile(
    rf"(?:{NUMBER}|{QUOTED}|True|False|None|{_ROW}|"
    rf"[\[({{](?:{NUMBER}|{QUOTED}|True|False|None|[\[\](){{}},:\s])*+|"
    rf"[A-Za-z][\w ()]{{0,60}}[:=] ?{NUMBER}[ \w%]{{0,20}})\Z"
)
_LINE_BREAK = re.compile(r"\r\n?|\n")
_ABOVE = 6
_STORED = "Output:"  # the label of what a notebook keeps of a run


def extract(document: Document) -> tuple[Claim, ...]:
    """One `output_value` claim for each listing, sentence and remark, at the value's place."""
    found = (*_listings(document), *_statements(document), *_remarked(document))
    return unique(islice(found, MAX_CLAIMS + 1))


def _claim(
    document: Document,
    block: Block,
    start: int,
    end: int,
    program: str | None,
    stored: Mapping[str, int] | None = None,
    hedge: str | None = None,
) -> Claim:
    places = Places(block)
    location, quote = bounded(block, places, start, end)
    value = block.text[start:end]
    return claim(
        document,
        block,
        (location, quote),
        extractor="outputs",
        kind="output_value",
        args={"program": program, "value": value[:4_000], "call": None, **(stored or {})},
        claimed=value[:300],
        hedge=hedge,
    )


def _is_program(block: Block) -> bool:
    return block.kind == "code" and (block.language is None or block.language in _PYTHON)


def _program_above(blocks: Sequence[Block], index: int) -> Block | None:
    """The nearest program above a block, when no more than words and commands come between."""
    for before in blocks[max(0, index - _ABOVE) : index][::-1]:
        if _is_program(before):
            return before
        if before.kind == "code" and before.language in _SHELLS:
            continue
        if before.kind != "text" or before.speaker != blocks[index].speaker:
            return None
    return None


# --- listings -------------------------------------------------------------------------------------


def _listings(document: Document) -> Iterator[Claim]:
    blocks, stored = document.blocks, _stored(document)
    for index, block in enumerate(blocks):
        if block.kind != "listing" or block.speaker in ("user", "system") or index == 0:
            continue
        if block.language is not None and block.language not in _OUTPUTS:
            continue
        before = blocks[index - 1]
        words = before.text[-300:] if before.kind == "text" else ""
        says = block.label == _STORED or _SAYS.search(words)
        expected = "expected" if _EXPECTED.search(words) else None
        if not expected and (not says or _ROUGHLY.search(_last_sentence(words))):
            continue
        program = _program_above(blocks, index)
        text = block.text
        if program is None or len(text) > 4_000 or _UNFIT.search(text) or not text.strip():
            continue
        start = len(text) - len(text.lstrip())
        end = len(text.rstrip())
        yield _claim(document, block, start, end, program.label, stored.get(index), expected)


def _stored(document: Document) -> dict[int, dict[str, int]]:
    """Of each output that a notebook keeps: how many lines were printed before it, and in all.

    The cells are run as one program: so its lines tell which of them a cell printed.
    """
    if not document.cells:
        return {}
    kept = [
        (index, sum(1 for line in _LINE_BREAK.split(block.text) if line.strip()))
        for index, block in enumerate(document.blocks)
        if block.kind == "listing" and block.label == _STORED
    ]
    total, found, before = sum(lines for _, lines in kept), {}, 0
    for index, lines in kept:
        found[index] = {"lines_before": before, "lines_in_all": total}
        before += lines
    return found


def _last_sentence(words: str) -> str:
    return re.split(r"[.!?]\s+|\n", words.rstrip())[-1]


# --- words ----------------------------------------------------------------------------------------


def _statements(document: Document) -> Iterator[Claim]:
    places = {id(block): index for index, block in enumerate(document.blocks)}
    for sentence in statements(document):
        text = sentence.text
        if not sentence.states or sentence.is_negated or _ROUGHLY.search(text[:1_000]):
            continue
        found = _VERB.search(text[:1_000]) or _IS.match(text[:1_000])
        if found is None or _UNFIT.search(text[:1_000]):
            continue
        if found.re is _VERB and not _is_of_own(document, text[: found.start()]):
            continue
        if _SET_UP.match(_subjects.sentence_before(sentence)):
            continue
        start, end = found.span("value")
        index = places[id(sentence.block)]
        yield from _stated(document, index, sentence.start + start, sentence.start + end)
    for index, block in enumerate(document.blocks):
        if block.kind == "text" and block.speaker not in ("user", "system"):
            for labelled in _LABELLED.finditer(block.text[:100_000]):
                yield from _stated(document, index, *labelled.span("value"))


def _is_of_own(document: Document, before: str) -> bool:
    """Whether the words before "prints" are about a program of the document as it stands."""
    if _ELSEWHERE.search(before):
        return False
    for part in reversed(_PARTS.split(before)):
        subject = part.strip()
        if not re.search(r"\w", subject):
            continue
        files = _FILE.sub(" ", subject)
        if _CODE.search(files):
            return False
        if _RUNS.match(files) or _DOES.match(files):
            return True
        if not re.match(r"\W*(?:then|also|finally|so)?\W*\Z", files, re.IGNORECASE):
            return _subjects.is_own(document, files, _PRINTING)
    return True


def _stated(document: Document, index: int, start: int, end: int) -> Iterator[Claim]:
    """The claim about a value that stands there, with or without the marks of code."""
    block = document.blocks[index]
    if block.text[start] == "`":
        start, end = start + 1, end - 1
    if _LITERAL.match(block.text[start:end].strip()):
        program = _program_above(document.blocks, index)
        yield _claim(document, block, start, end, program.label if program else None)


def _remarked(document: Document) -> Iterator[Claim]:
    """What comments behind print calls say."""
    for index, block in enumerate(document.blocks):
        if not _is_program(block) or block.speaker in ("user", "system"):
            continue
        text = block.text[:100_000]
        apart = _apart.is_apart(document, index, within=True)
        for found in (*_remarks.marked(text), *([] if apart else _remarks.alone(text))):
            value = found.group("value")
            if _LITERAL.match(value) and not _ROUGHLY.search(value) and not _UNFIT.search(value):
                yield _claim(document, block, *found.span("value"), block.label)
