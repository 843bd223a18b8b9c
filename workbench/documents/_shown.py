"""All programs that a document shows, each as it is printed, with what copying did to it undone."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Literal

from workbench.documents import _cells
from workbench.documents._cells import STRINGS
from workbench.documents._choice import before, is_python
from workbench.documents._programs import Names, functions, text_of
from workbench.documents._repair import indented
from workbench.documents.base import PYTHON
from workbench.interactive import definitions, is_session
from workbench.records import Block, Document, Location

MAX_PROGRAMS = 100
_MAX_NEAR = 20
_MAX_WORDS = 4_000
_MAX_ALL = 100_000
_GIVEN = {"self", "cls", "__name__", "__file__", "__doc__"}
_KNOWN = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | _GIVEN
_ANALYSIS = re.compile(
    r"^[ \t]*(?:import|from)\s+(?:dis|cProfile|profile|pstats|timeit|tracemalloc|opcode|py_compile|"
    r"line_profiler|memory_profiler|trace)\b",
    re.M,
)
_IMPORTED = re.compile(r"^[ \t]*(?:import|from)\s+(\w{1,80})", re.M)
_DEFINES = re.compile(r"^(?:(?:async\s+)?def|class)\s+(\w{1,80})", re.M)
_IMPORTING = re.compile(
    r"^[ \t]*(?:import|from)[ \t]+[^\n(]{1,500}(?:\([^)]{0,2000}\))?[^\n]{0,500}", re.M
)
_AS = re.compile(r"\bas[ \t]+(\w{1,80})")
_WORD = re.compile(r"[^\W\d]\w*+")
_STAR = re.compile(r"import[ \t]*\*")
_LINES = re.compile(r"^[ \t]*+[^\s#]", re.M)
_TYPED = {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u200b\u2060\ufeff"), ""),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e"), '"'),
    **dict.fromkeys(map(ord, "\u2018\u2019"), "'"),
}
_TYPESET = re.compile(f"[{''.join(map(chr, _TYPED))}]")
_SESSIONS = frozenset({None, "pycon", "doctest", "repl", "text", "txt", "console"}) | PYTHON
_SESSION = "it is what an interactive session defines, and no program of its own"
_SESSION_NOTE = "what a session defines, without its prompts and what it showed"
_ASKED = "it stands in the question, and nobody says that it works"
_NOTEBOOK = re.compile(r'\{\s*"(?:cells|metadata|nbformat)"')
_NOTEBOOK_NOTE = (
    "it is a notebook's JSON under a program's name: to Python one literal of data, and what is "
    "counted of it is of that literal, not of the code in its cells"
)
_TYPESET_NOTE = "no-break spaces and typographic quotes in it are read as plain ones"


@dataclass(frozen=True)
class Shown:
    """One program of a document. `named` says that the document gives it its file name.

    `repaired` is its text with the indentation put back, for when the printed one does not compile.
    `guessed` says that nothing but how it reads makes it Python; `before` and `after` are the
    words between it and its neighbours; `excuse` is why a failure of it accuses nobody.
    """

    name: str
    source: str
    location: Location
    kind: Literal["workload", "analysis"]
    named: bool = False
    notes: tuple[str, ...] = ()
    repaired: str | None = None
    repairs: tuple[str, ...] = ()
    guessed: bool = False
    before: str = ""
    after: str = ""
    excuse: str | None = None


def programs(
    document: Document, reserved: Collection[str] = ()
) -> tuple[tuple[Shown, ...], tuple[str, ...]]:
    """The programs in their order, none under a reserved name, and in words what was left out.

    A block that uses what earlier blocks define is run behind these. A fragment defines nothing,
    imports nothing, bears no name and uses what nobody defines.
    """
    blocks = [block for block in document.blocks if _is_program(block)]
    if document.cells:
        cells = frozenset(document.cells)
        of_cells = [one for one in blocks if one.kind == "code" and one.location.line in cells]
        return _notebook(document, of_cells)
    sources = [_source(block) for block in blocks]
    names = [Names.of(source) for source in sources]
    labels = {block.label for block in blocks if block.label}
    found: list[Shown] = []
    fragments, left_out = 0, ""
    for index in range(len(blocks)):
        if len(found) >= MAX_PROGRAMS:
            left_out = f"only the first {MAX_PROGRAMS} programs were run"
            break
        shown = _shown(blocks, sources, names[: index + 1])
        if shown is None:
            fragments += 1
            continue
        names_before = {one.name for one in found} | set(reserved)
        taken = names_before | labels
        if not shown.named or shown.name in names_before:
            shown = replace(shown, name=_free(shown.name, taken))
        earlier, later = _words(document.blocks, blocks, index)
        found.append(replace(shown, before=earlier, after=later))
    if any(_session(block) for block in document.blocks):
        found = _with_sessions(document, found, reserved)
    modules = {one.name.removesuffix(".py") for one in found if one.named}
    told = f"{fragments} fragments of code are no programs and were not run" if fragments else ""
    notes = tuple(note for note in (told, left_out) if note)
    return tuple(_sorted_out(_excused(one, document), modules) for one in found), notes


def _excused(one: Shown, document: Document) -> Shown:
    """A program with the excuse of its document, where it has none of its own."""
    return one if one.excuse is not None else replace(one, excuse=document.excuse)


def _notebook(
    document: Document, blocks: Sequence[Block]
) -> tuple[tuple[Shown, ...], tuple[str, ...]]:
    """The code cells of a notebook run one after the other: one program."""
    sources = [_source(block) for block in blocks]
    if not any(_LINES.search(source) for source in sources):
        return (), ()
    while not _LINES.search(sources[0]):
        blocks, sources = blocks[1:], sources[1:]
    first, last = blocks[0].location, blocks[-1].location
    place = first.model_copy(update={"end_line": last.end_line, "end_column": last.end_column})
    stem = document.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "notebook"
    notes = (f"the {len(blocks)} code cells as one program; magic commands are left out",)
    own = {id(block) for block in blocks}
    words = "\n\n".join(b.text[:_MAX_WORDS] for b in document.blocks if id(b) not in own)
    shown = Shown(f"{stem}.py", "\n\n".join(sources), place, "workload", notes=notes)
    excuse = document.excuse
    if any(_cells.waits(source) for source in sources):
        excuse = "it awaits something outside of a function, which only a notebook can"
    return (replace(shown, before=words[:_MAX_ALL], excuse=excuse),), ()


def _words(every: Sequence[Block], programs: Sequence[Block], index: int) -> tuple[str, str]:
    """What stands between a program and its neighbours: words, tables and what was printed."""
    place = next(i for i, block in enumerate(every) if block is programs[index])
    own = {id(block) for block in programs}
    before = takewhile(lambda block: id(block) not in own, reversed(every[:place]))
    after = takewhile(lambda block: id(block) not in own, every[place + 1 :])
    earlier = "\n\n".join([one.text for one in islice(before, _MAX_NEAR)][::-1])
    later = "\n\n".join(one.text for one in islice(after, _MAX_NEAR))
    return earlier[-_MAX_WORDS:], later[:_MAX_WORDS]


def _shown(blocks: Sequence[Block], sources: Sequence[str], names: Sequence[Names]) -> Shown | None:
    """The program of the last of the blocks that `names` are given of."""
    index = len(names) - 1
    block, source = blocks[index], sources[index]
    named = bool(block.label and block.label.lower().endswith(".py"))
    parts = [] if named else before(names, index)
    if not (named or block.pieces or _stands_alone(source, bool(parts))):
        return None
    notes = [_TYPESET_NOTE] if _TYPESET.search(STRINGS.sub("", text_of(block))) else []
    if named and _NOTEBOOK.match(source) and '"nbformat"' in source:
        notes.append(_NOTEBOOK_NOTE)
    if block.pieces:
        lines = f"{block.location.line}-{block.location.end_line}"
        notes.append(f"put together from {len(block.pieces)} fences of lines {lines}")
    repairs = tuple(
        f"the block of line {blocks[i].location.line} is put before it: it defines {', '.join(n)}"
        for i, n in parts
    )
    whole = "\n\n".join([*(sources[i] for i, _ in parts), source])
    mended = indented(whole, block.pieces if not parts else ())
    name = (block.label or "").replace("\\", "/").rpartition("/")[2] if named else _name(source)
    return Shown(
        name=name,
        source=whole,
        location=block.location,
        kind="workload",
        named=named,
        notes=(*notes, *repairs),
        repaired=mended[0] if mended else None,
        repairs=(mended[1],) if mended else (),
        excuse=_ASKED if block.speaker in ("user", "system") else None,
        guessed=any(one.kind == "listing" for one in (block, *(blocks[i] for i, _ in parts))),
    )


def _stands_alone(source: str, goes_on: bool) -> bool:
    """Whether a block is a program rather than a few lines taken out of one."""
    if _DEFINES.search(source) or goes_on:
        return True
    plain = STRINGS.sub("''", source)
    imports = " ".join(_IMPORTING.findall(plain))
    names = Names.of(_IMPORTING.sub("", plain))
    bound = names.bound | {*_AS.findall(plain), *_WORD.findall(imports)} | _KNOWN
    if names.used - bound and not _STAR.search(imports):
        return False
    return bool(names.used)


def _source(block: Block) -> str:
    return _cells.plain(_typed(text_of(block))).strip("\n") + "\n"


def _typed(text: str) -> str:
    """What a reader sees as a program, typed: pages and word processors set other characters."""
    if not _TYPESET.search(text):
        return text
    parts, reached = [], 0
    for found in STRINGS.finditer(text):
        parts += [text[reached : found.start()].translate(_TYPED), found.group()]
        reached = found.end()
    return "".join([*parts, text[reached:].translate(_TYPED)])


def _with_sessions(
    document: Document, found: Sequence[Shown], reserved: Collection[str]
) -> list[Shown]:
    """The programs, and what interactive sessions define, by their places."""
    blocks = [one for one in document.blocks if _is_program(one) or _session(one)]
    sources = [_session(one) or _source(one) for one in blocks]
    names = [Names.of(source) for source in sources]
    result = list(found)
    for index, block in enumerate(blocks):
        if not _session(block) or len(result) >= MAX_PROGRAMS:
            continue
        earlier = [sources[place] for place, _ in before(names[: index + 1], index)]
        shown = Shown(
            name=_free(_name(sources[index]), {one.name for one in result} | set(reserved)),
            source="\n\n".join([*earlier, sources[index]]),
            location=block.location,
            kind="workload",
            notes=(_SESSION_NOTE,),
            excuse=_SESSION,
        )
        result.append(shown)
    return sorted(result, key=lambda one: one.location.line)


def _session(block: Block) -> str:
    """The program that a session's definitions make; empty where it has none or is no session."""
    is_typed = block.kind in ("code", "listing") and block.language in _SESSIONS
    if not is_typed or block.speaker in ("user", "system") or not is_session(block.text):
        return ""
    source = _typed(definitions(block.text)).strip("\n")
    return f"{source}\n" if source else ""


def _is_program(block: Block) -> bool:
    return is_python(block) and not is_session(block.text)


def _name(source: str) -> str:
    names = _DEFINES.findall(source) or list(functions(source)) or ["program"]
    return f"{names[0]}.py"


def _free(name: str, taken: set[str]) -> str:
    stem = name.removesuffix(".py")
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}.py"
    return name


def _sorted_out(one: Shown, modules: set[str]) -> Shown:
    """A program that looks at programs is an analysis script."""
    own = one.name.removesuffix(".py")
    uses = set(_IMPORTED.findall(one.source)) & (modules - {own})
    analysing = _ANALYSIS.search(one.source) and not _is_workload(one.source)
    return replace(one, kind="analysis") if analysing or uses else one


def _is_workload(source: str) -> bool:
    """Whether it defines what it measures, rather than only looking at something else."""
    return bool(_DEFINES.search(source)) and not re.search(r"get_instructions|dis\.dis", source)
