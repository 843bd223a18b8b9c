"""Values that interactive sessions show: `>>> fib(10)` with `55` below, in fences, in plain text,
in docstrings of shown programs; and the value of a notebook cell's last line.

Only expressions over functions that one program of the document, or the session itself, defines,
and that give the same wherever they are evaluated. A session that somebody calls wrong, or that is
what a reader is to achieve, says nothing about the program.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from workbench.extractors import _apart, _steady
from workbench.extractors._following import Following
from workbench.extractors._trees import parsed
from workbench.extractors.base import Places, bounded, claim, is_program, unique
from workbench.interactive import Entry, definitions, entries, is_session
from workbench.records import Block, Claim, Document

VALUE = "Value:"
"""The label of what a notebook keeps of the value of a cell's last line."""
_MAX_TEXT = 100_000
_NEWLINE = re.compile(r"\r\n?|\n")
_PROMPTED = re.compile(r"^[ \t>]*(?:>>>|In \[\d+\]:)(?:[ \t]|$)", re.MULTILINE)
_TYPED = re.compile(r"^[ \t>]*(?:>>>|\.\.\.|In \[)[ \t]*(?!#)\S[^\n]*", re.MULTILINE)
_MAGICS = re.compile(r"^[%!][^\n]*$", re.MULTILINE)
_DEFINES = re.compile(r"^[ \t]*(?:def|class)[ \t]+\w", re.MULTILINE)
_ABOVE = 300
_MOST_OUTPUTS = 20
_MOST = 300
"""Each is a run of its own; nobody pastes more."""


@dataclass(frozen=True)
class _Shown:
    """A value that a session shows for a call, and where it stands in a block."""

    block: Block
    start: int
    end: int
    call: str
    value: str


@dataclass(frozen=True)
class _Session:
    """A block with prompts: `text` has the one that Markdown took for a quotation's marks before
    the block's own text; `before` is how many characters that are."""

    block: Block
    text: str
    before: int


def extract(document: Document) -> tuple[Claim, ...]:
    """One `returns_value` claim for each value, at its place."""
    return extract_beside(document, {})


def extract_beside(document: Document, files: Mapping[str, str]) -> tuple[Claim, ...]:
    """The same for a document that lies beside programs: their sources by their names."""
    if _apart.is_elsewhere(document):
        return ()
    known = _steady.programs([*_sources(document), *files.values()])
    if not known:
        return ()
    modules = _modules(document) | {name.removesuffix(".py") for name in files}
    found = list(islice(_shown(document, known, modules), _MOST))
    values: dict[str, set[str]] = {}
    for one in found:
        values.setdefault(one.call, set()).add(one.value)
    # Two values for one call: one of the two is said of something else.
    kept = [one for one in found if len(values[one.call]) == 1]
    places = {id(block): Places(block) for block in {id(o.block): o.block for o in kept}.values()}
    return unique(_claim(document, one, places[id(one.block)]) for one in kept)


def _sources(document: Document) -> Iterator[str]:
    """The programs of a document, and what its sessions define; a notebook is one program."""
    own = [one for one in document.blocks if one.speaker not in ("user", "system")]
    code = [one for one in own if _may_define(one) and not is_session(one.text)]
    if document.cells:
        cells = frozenset(document.cells)
        yield "\n".join(_plain(one) for one in code if one.location.line in cells)
        return
    yield from (_plain(one) for one in code)
    yield from (definitions(one.text[:_MAX_TEXT]) for one in own if is_session(one.text))


def _may_define(block: Block) -> bool:
    """Whether it is a program, or a text without a fence that may be one."""
    is_text = block.kind == "listing" and block.language is None
    return is_program(block) or (is_text and bool(_DEFINES.search(block.text)))


def _plain(block: Block) -> str:
    text = "\n".join(block.pieces) if block.pieces else block.text
    text = textwrap.dedent(_NEWLINE.sub("\n", text[:_MAX_TEXT])).strip("\n")
    return _MAGICS.sub("pass", text)


def _shown(
    document: Document, known: Mapping[str, _steady.Program], modules: Collection[str]
) -> Iterator[_Shown]:
    """The values that are shown, in order."""
    exact = document.excuse is None and document.part != "page"
    following = Following(known, modules, is_exact=exact)
    cells = frozenset(document.cells)
    sessions = _sessions(document)
    for index, block in enumerate(document.blocks):
        if block.location.line in cells and block.kind == "code":
            yield from _cell(document, index, following)
        elif index in sessions:
            within = _is_docstring(block)
            apart = _apart.is_apart(document, index, sessions, within=within)
            yield from _in_session(sessions[index], following, apart=apart)


def _modules(document: Document) -> set[str]:
    """The modules that a document shows, by the names of their files."""
    labels = (one.label or "" for one in document.blocks if one.kind == "code")
    names = (label.replace("\\", "/").rpartition("/")[2] for label in labels)
    return {name.removesuffix(".py") for name in names if name.endswith(".py")}


def _sessions(document: Document) -> dict[int, _Session]:
    """The blocks with prompts that nobody asks about, by their numbers."""
    lines: list[str] | None = None
    found: dict[int, _Session] = {}
    room = _MAX_TEXT
    for index, block in enumerate(document.blocks):
        if block.speaker in ("user", "system") or block.kind in ("table", "image"):
            continue
        before = ""
        if block.kind == "text" and block.location.column > 1:
            lines = _NEWLINE.split(document.text) if lines is None else lines
            number = block.location.line - 1
            line = lines[number] if 0 <= number < len(lines) else ""
            before = line[: block.location.column - 1]
        before = before if ">>>" in before else ""
        text = before + block.text[:room]
        if _PROMPTED.search(text):
            found[index] = _Session(block, text, len(before))
            room = max(0, room - len(text))
    return found


def _is_docstring(block: Block) -> bool:
    """Whether the prompts of a block stand in a program."""
    return block.kind == "code" and not is_session(block.text)


def _in_session(session: _Session, following: Following, *, apart: bool) -> Iterator[_Shown]:
    for entry in entries(session.text):
        tree = parsed(entry.source)
        if tree is None or not tree.body:
            if not entry.source.lstrip().startswith("#"):
                following.forget()
            continue
        *first, last = tree.body
        failed = entry.text.startswith("Traceback (")
        following.go(first, failed=failed)
        plain = entry.is_value or all(isinstance(one, ast.Assign) for one in first)
        left = apart or entry.is_quoted or _says_apart(session, entry)
        if entry.shown and plain and not left:
            # In running text a sentence may stand below an input.
            is_value = entry.is_value or entry.goes_on or session.block.kind == "text"
            found = following.value(last, entry.text, is_value=is_value)
            if found is not None:
                start = entry.shown[0].start - session.before
                end = entry.shown[-1].start + len(entry.shown[-1].text) - session.before
                yield _Shown(session.block, start, end, *found)
        following.go([last], failed=failed)


def _says_apart(session: _Session, entry: Entry) -> bool:
    """Whether the lines right above an input, or a remark behind it, take it from the program."""
    above = session.text[max(0, entry.start - _ABOVE) : entry.start].rpartition("\n\n")[2]
    said = _TYPED.sub("", above)
    words = f"{said}\n{entry.source.partition('#')[2]}"
    return _apart.says_apart(words, within=_is_docstring(session.block))


def _cell(document: Document, index: int, following: Following) -> Iterator[_Shown]:
    """The value of a cell's last line."""
    tree = parsed(_plain(document.blocks[index]))
    if tree is None or not tree.body:
        following.forget()
        return
    *first, last = tree.body
    following.go(first, imports=False)
    for later in document.blocks[index + 1 : index + 1 + _MOST_OUTPUTS]:
        if later.location.line in document.cells:
            break
        text = later.text.rstrip()
        if later.label != VALUE or _apart.is_apart(document, index, within=True):
            continue
        found = following.value(last, text, is_value=True)
        if found is not None:
            yield _Shown(later, 0, len(text), *found)
    following.go([last], imports=False)


def _claim(document: Document, one: _Shown, places: Places) -> Claim:
    return claim(
        document,
        one.block,
        bounded(one.block, places, one.start, one.end),
        extractor="sessions",
        kind="returns_value",
        args={"call": one.call, "value": one.value},
        claimed=one.block.text[one.start : one.end][:300],
    )
