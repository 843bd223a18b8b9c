"""Values that interactive sessions show: `>>> fib(10)` with `55` below, in fences, in plain text, in
docstrings of shown programs; and the value of a notebook cell's last line.

Only expressions over functions that one program of the document, or the session itself, defines,
and that give the same wherever they are evaluated. A session that somebody calls wrong, or that is
what a reader is to achieve, says nothing about the program.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from workbench.extractors import _around, _shown_values, _steady
from workbench.extractors._replayed import Replay, mentioned
from workbench.extractors._shown_values import is_scalar
from workbench.extractors._steady import Program
from workbench.extractors.base import MAX_CLAIMS, Places, bounded, claim, is_program, unique
from workbench.interactive import definitions, entries, is_session
from workbench.records import Block, Claim, Document

VALUE = "Value:"
"""The label of what a notebook keeps of the value of a cell's last line."""
_MAX_TEXT = 100_000
_PURE = frozenset(
    {
        "abs",
        "all",
        "any",
        "bool",
        "chr",
        "complex",
        "dict",
        "divmod",
        "enumerate",
        "filter",
        "float",
    }
    | {"format", "int", "isinstance", "len", "list", "map", "max", "min", "next", "ord", "pow"}
    | {
        "print",
        "range",
        "repr",
        "reversed",
        "round",
        "sorted",
        "str",
        "sum",
        "tuple",
        "type",
        "zip",
    }
    | {"bin", "hex", "oct", "iter", "slice", "callable", "hasattr", "getattr", "bytes"}
)
_NOT_READ = (
    ast.NamedExpr,
    ast.Await,
    ast.Yield,
    ast.YieldFrom,
    ast.Set,
    ast.SetComp,
    ast.JoinedStr,
)
_NEWLINE = re.compile(r"\r\n?|\n")
_TYPED = re.compile(r"^[ \t]*(?:>>>|\.\.\.|In \[)[^\n]*", re.MULTILINE)
_MAGICS = re.compile(r"(?<=^)[%!][^\n]*$", re.MULTILINE)
_ABOVE = 200
_MOST_OUTPUTS = 20


@dataclass(frozen=True)
class _Shown:
    """A value that a session shows for a call, and where it stands in a block."""

    block: Block
    start: int
    end: int
    call: str
    value: str


def extract(document: Document) -> tuple[Claim, ...]:
    """One `returns_value` claim for each value, at its place."""
    if _around.is_elsewhere(document):
        return ()
    known = _steady.programs(_sources(document))
    if not known:
        return ()
    session = _Session(document, known)
    found = list(islice(session.shown(), MAX_CLAIMS + 1))
    values: dict[str, set[str]] = {}
    for one in found:
        values.setdefault(one.call, set()).add(one.value)
    # Two values for one call: one of the two is said of something else.
    return unique(_claim(document, one) for one in found if len(values[one.call]) == 1)


def _sources(document: Document) -> Iterator[str]:
    """The programs of a document, what its sessions define with them; a notebook is one program."""
    own = [one for one in document.blocks if one.speaker not in ("user", "system")]
    code = [one for one in own if is_program(one) and not is_session(one.text)]
    if document.cells:
        cells = frozenset(document.cells)
        yield "\n".join(_plain(one) for one in code if one.location.line in cells)
        return
    yield from (_plain(one) for one in code)
    yield from (definitions(_margin_free(one.text)) for one in own if is_session(one.text))


def _plain(block: Block) -> str:
    text = "\n".join(block.pieces) if block.pieces else block.text
    return _MAGICS.sub("pass", _margin_free(text[:_MAX_TEXT]))


def _margin_free(text: str) -> str:
    return textwrap.dedent(_NEWLINE.sub("\n", text)).strip("\n")


class _Session:
    """What is known at a point of the document: variables, and names that are someone else's."""

    def __init__(self, document: Document, known: dict[str, Program]) -> None:
        self.document = document
        self.known = known
        self.replay = Replay()
        self.foreign: set[str] = set()
        self.files = {
            one.label.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
            for one in document.blocks
            if one.kind == "code" and one.label and one.label.endswith(".py")
        }
        self.is_exact = document.excuse is None and document.part != "page"

    def shown(self) -> Iterator[_Shown]:
        """The values that are shown, in order."""
        cells = frozenset(self.document.cells)
        for index, block in enumerate(self.document.blocks):
            if block.speaker in ("user", "system"):
                continue
            if block.location.line in cells and block.kind == "code":
                yield from self._cell(index)
            elif ">>>" in self._whole(block)[0] or "In [" in block.text:
                yield from self._block(index)

    def _whole(self, block: Block) -> tuple[str, int]:
        """A block's text with the prompt that Markdown took for the marks of a quotation."""
        lines = _NEWLINE.split(self.document.text) if block.kind == "text" else []
        number = block.location.line - 1
        if not 0 <= number < len(lines) or block.location.column == 1:
            return block.text, 0
        before = lines[number][: block.location.column - 1]
        return (before + block.text, len(before)) if ">>>" in before else (block.text, 0)

    def _block(self, index: int) -> Iterator[_Shown]:
        block = self.document.blocks[index]
        text, shift = self._whole(block)
        apart = _around.is_apart(self.document, index)
        for entry in entries(text[:_MAX_TEXT]):
            tree = _steady.parsed(entry.source)
            if tree is None:
                self.replay.forget()
                continue
            above = text[: entry.start][-_ABOVE:].rpartition("\n\n")[2]
            said = f"{above} {entry.source.partition('#')[2]}"
            if not apart and entry.shown and not _around.says_apart(_TYPED.sub("", said)):
                first, last = entry.shown[0], entry.shown[-1]
                start, end = first.start - shift, last.start + len(last.text) - shift
                found = self._value(tree, entry.text, in_cell=entry.is_value or entry.goes_on)
                if found is not None:
                    yield _Shown(block, start, end, *found)
            failed = entry.text.startswith("Traceback (")
            for statement in tree.body:
                self._follow(statement, failed=failed, imports=True)

    def _cell(self, index: int) -> Iterator[_Shown]:
        """The value of a cell's last line, and what the cell does to the variables."""
        block, cells = self.document.blocks[index], self.document.cells
        tree = _steady.parsed(_plain(block))
        if tree is None:
            self.replay.forget()
            return
        for later in self.document.blocks[index + 1 : index + 1 + _MOST_OUTPUTS]:
            if later.kind == "code" and later.location.line in cells:
                break
            if later.kind == "listing" and later.label == VALUE:
                for statement in tree.body[:-1]:
                    self._follow(statement)
                last = ast.Module(tree.body[-1:], [])
                text = later.text.rstrip()
                found = self._value(last, text, in_cell=True)
                if found is not None and not _around.is_apart(self.document, index):
                    yield _Shown(later, 0, len(text), *found)
                self._follow(tree.body[-1])
                return
        for statement in tree.body:
            self._follow(statement)

    def _follow(self, statement: ast.stmt, *, failed: bool = False, imports: bool = False) -> None:
        """What a statement of the session does to what is known."""
        if isinstance(statement, ast.Expr):
            if self._is_readable(statement.value) and not failed:
                self.replay.does(statement.value)
            elif _steady.used(statement) & self.replay.names:
                self.replay.forget()
            return
        if isinstance(statement, ast.Import | ast.ImportFrom):
            if imports:
                self._imported(statement)
            return
        bound = set(_steady.bound_by(statement))
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            if bound & self.replay.names:
                self.replay.forget()
            return
        self.foreign |= bound
        if isinstance(statement, ast.Assign) and len(bound) == 1 and not failed:
            target, value = statement.targets[0], statement.value
            if isinstance(target, ast.Name) and self._is_readable(value, of_own=False):
                self.replay.sets(target.id, value)
                return
        if (_steady.used(statement) | bound) & self.replay.names:
            self.replay.forget()

    def _imported(self, statement: ast.Import | ast.ImportFrom) -> None:
        """Names that are taken from elsewhere than from a file of the document."""
        home = statement.module if isinstance(statement, ast.ImportFrom) else None
        for one in statement.names:
            if home in self.files and one.asname is None:
                continue
            self.foreign |= set(self.known) if one.name == "*" else {one.asname or one.name}

    def _is_readable(self, tree: ast.expr, *, of_own: bool = True) -> bool:
        """Whether all names of an expression are known, one of them of a program if it must be."""
        if any(isinstance(one, _NOT_READ) for one in ast.walk(tree)):
            return False
        names = mentioned(tree) - self.replay.names
        home = self._home(tree)
        if home is None:
            return names <= _PURE and not of_own
        return names <= home.functions.keys() - self.foreign | home.names | _PURE

    def _home(self, tree: ast.expr) -> Program | None:
        """The one program whose functions an expression uses, by its variables, too."""
        reached = self.replay.reached(tree) - self.replay.names - self.foreign
        found = {id(one): one for name in reached if (one := self.known.get(name)) is not None}
        return next(iter(found.values())) if len(found) == 1 else None

    def _value(self, tree: ast.Module, text: str, *, in_cell: bool) -> tuple[str, str] | None:
        """The call and the value of a claim; None where what is shown is none.

        What stands `in_cell` is the value for certain, and not what was printed.
        """
        only = tree.body[0] if len(tree.body) == 1 else None
        if not isinstance(only, ast.Expr) or not self._is_readable(only.value):
            return None
        home = self._home(only.value)
        call = self.replay.call(only.value)
        if home is None or call is None or self._clashes(only.value, home):
            return None
        facts = [home.functions[n] for n in self.replay.reached(only.value) if n in home.functions]
        root = only.value.func if isinstance(only.value, ast.Call) else None
        name = root.id if isinstance(root, ast.Name) else ""
        own = home.functions.get(name)
        speaks = name == "print" or (own is not None and own.prints and not own.gives)
        if any(one.prints and (one.gives or not speaks) for one in facts):
            return None
        value = _shown_values.literal(text, is_exact=self.is_exact)
        if value is None and speaks and not in_cell and self.is_exact:
            value = _shown_values.printed(text) if home.quiet or "\n" not in text else None
        if value is None or (any(one.has_sets for one in facts) and not is_scalar(value)):
            return None
        return call, value

    def _clashes(self, tree: ast.expr, home: Program) -> bool:
        """Whether a variable of the session has the name of something that the program uses."""
        reached = self.replay.reached(tree) & home.functions.keys()
        used = frozenset().union(*(home.functions[name].reaches for name in reached))
        return bool(used & self.replay.names & home.names)


def _claim(document: Document, one: _Shown) -> Claim:
    shown = one.block.text[one.start : one.end]
    return claim(
        document,
        one.block,
        bounded(one.block, Places(one.block), one.start, one.end),
        extractor="sessions",
        kind="returns_value",
        args={"call": one.call, "value": one.value},
        claimed=shown[:300],
    )
