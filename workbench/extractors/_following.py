"""What is known at a point of a session: its variables, and what an expression of it is about."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from workbench.extractors import _shown_values
from workbench.extractors._replayed import Replay, mentioned
from workbench.extractors._steady import CHANGING_PARTS, Program
from workbench.extractors._trees import bound_by, used

_PURE = frozenset(
    {"abs", "all", "any", "bool", "chr", "complex", "dict", "divmod", "enumerate", "filter"}
    | {"float", "format", "int", "isinstance", "len", "list", "map", "max", "min", "next", "ord"}
    | {"pow", "print", "range", "repr", "reversed", "round", "sorted", "str", "sum", "tuple"}
    | {"type", "zip", "bin", "hex", "oct", "iter", "slice", "callable", "bytes"}
)
"""Built-in functions that give the same for the same."""
_NOT_READ = (
    ast.NamedExpr,
    ast.Await,
    ast.Yield,
    ast.YieldFrom,
    ast.Set,
    ast.SetComp,
    ast.JoinedStr,
)


class Following:
    """Goes through the statements of a document's sessions, which are one.

    `known` are the functions that can be relied on, `files` the modules that the document shows;
    where blanks may have been lost (not `is_exact`) a text is no value.
    """

    def __init__(
        self, known: Mapping[str, Program], files: Collection[str], *, is_exact: bool
    ) -> None:
        self._known = known
        self._files = files
        self._is_exact = is_exact
        self._replay = Replay()
        self._foreign: set[str] = set()

    def forget(self) -> None:
        """Something was typed that is not followed."""
        self._replay.forget()

    def go(self, body: list[ast.stmt], *, failed: bool = False, imports: bool = True) -> None:
        """Statements were executed. `imports` says that they can take names from elsewhere."""
        for statement in body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                if imports:
                    self._import(statement)
            elif isinstance(statement, ast.Expr):
                self._evaluate(statement, failed)
            elif isinstance(statement, ast.FunctionDef | ast.ClassDef):
                if statement.name in self._replay.names:
                    self._replay.forget()
            else:
                self._assign(statement, failed)

    def value(self, tree: ast.stmt, text: str, *, is_value: bool) -> tuple[str, str] | None:
        """The call and the value of a claim; None where what is shown for a statement is none.

        `is_value` says that it is the value for certain, and not what was printed.
        """
        if not isinstance(tree, ast.Expr) or not self._is_readable(tree.value):
            return None
        home, call = self._home(tree.value), self._replay.call(tree.value)
        if home is None or call is None or self._clashes(tree.value, home):
            return None
        reached = self._replay.reached(tree.value)
        facts = [home.functions[name] for name in reached if name in home.functions]
        root = tree.value.func if isinstance(tree.value, ast.Call) else None
        name = root.id if isinstance(root, ast.Name) else ""
        own = home.functions.get(name)
        speaks = name == "print" or (own is not None and own.prints and not own.gives)
        if any(one.prints and (one.gives or not speaks) for one in facts):
            return None
        value = _shown_values.literal(text, is_exact=self._is_exact)
        if value is None and speaks and not is_value and self._is_exact:
            value = _shown_values.printed(text) if home.quiet or "\n" not in text else None
        if value is None or (
            any(one.has_sets for one in facts) and not _shown_values.is_scalar(value)
        ):
            return None
        return call, value

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        """Names that are taken from elsewhere than from a file of the document."""
        home = statement.module if isinstance(statement, ast.ImportFrom) else None
        for one in statement.names:
            if home not in self._files or one.asname is not None:
                taken = {one.asname or one.name}
                self._foreign |= set(self._known) if one.name == "*" else taken

    def _evaluate(self, statement: ast.Expr, failed: bool) -> None:
        if self._is_readable(statement.value, of_program=False) and not failed:
            self._replay.does(statement.value)
        else:
            self._forget_after(statement)

    def _assign(self, statement: ast.stmt, failed: bool) -> None:
        """A statement that is no expression: of an assignment to a name the value is known."""
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and not failed:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                self._foreign.add(target.id)
                if self._is_readable(statement.value, of_program=False):
                    self._replay.sets(target.id, statement.value)
                    return
        self._foreign |= set(bound_by(statement))
        self._forget_after(statement)

    def _forget_after(self, statement: ast.stmt) -> None:
        """Know no variable where a statement that is not followed may have changed one.

        A function that is not known may change them all.
        """
        touched = used(statement) | set(bound_by(statement))
        calls = any(isinstance(one, ast.Call) for one in ast.walk(statement))
        if calls or touched & self._replay.names:
            self._replay.forget()

    def _is_readable(self, tree: ast.expr, *, of_program: bool = True) -> bool:
        """Whether all names of an expression are known, one of them of a program if it must be."""
        for one in ast.walk(tree):
            if isinstance(one, _NOT_READ):
                return False
            if isinstance(one, ast.Attribute) and one.attr in CHANGING_PARTS:
                return False
        names = mentioned(tree) - self._replay.names
        home = self._home(tree)
        if home is None:
            return names <= _PURE - self._foreign and not of_program
        return names <= (home.functions.keys() | _PURE) - self._foreign | home.names

    def _home(self, tree: ast.expr) -> Program | None:
        """The one program whose functions an expression uses, by its variables, too."""
        reached = self._replay.reached(tree) - self._replay.names - self._foreign
        found = {id(one): one for name in reached if (one := self._known.get(name)) is not None}
        return next(iter(found.values())) if len(found) == 1 else None

    def _clashes(self, tree: ast.expr, home: Program) -> bool:
        """Whether a variable of the session has the name of something that the program uses."""
        reached = self._replay.reached(tree) & home.functions.keys()
        within = frozenset[str]().union(*(home.functions[name].reaches for name in reached))
        return bool(within & self._replay.names - home.fixed)
