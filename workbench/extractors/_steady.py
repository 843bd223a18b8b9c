"""Which functions of shown programs give the same value for the same call, wherever it is made.

Read from the source's tree: what draws random numbers, asks the clock, a file or a person, keeps
state, is only a stub or stands in the text twice is not known to. Nothing is run.
"""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.extractors._keeping import keeping

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Definition = (*_Function, ast.ClassDef)
_CHANGING = frozenset(
    {
        "random",
        "time",
        "datetime",
        "secrets",
        "uuid",
        "os",
        "socket",
        "requests",
        "urllib",
        "calendar",
    }
    | {
        "threading",
        "multiprocessing",
        "concurrent",
        "asyncio",
        "subprocess",
        "platform",
        "tempfile",
    }
    | {
        "getpass",
        "locale",
        "timeit",
        "cProfile",
        "tracemalloc",
        "gc",
        "weakref",
        "psutil",
        "resource",
    }
    | {"input", "open", "hash", "id", "globals", "locals", "vars", "exec", "eval", "dir"}
    | {"__import__", "breakpoint", "memoryview"}
)
"""Modules and built-in functions whose answers are others elsewhere."""
_CHANGING_PARTS = frozenset(
    {"random", "rand", "randn", "randint", "default_rng", "shuffle", "perf_counter", "now", "today"}
    | {"environ", "argv", "stdin", "version", "version_info", "getsizeof", "getrefcount", "urandom"}
    | {"empty", "empty_like", "read_csv", "loadtxt", "cache_info", "__dict__", "__hash__"}
)
_SETS = frozenset({"set", "frozenset"})
_STUB = re.compile(
    r"\#[^\n]*\b(?:todo|fixme|your code|fill in|complete|bugs?|buggy|wrong|broken|incorrect|oops|"
    r"mistake|typo|missing|fix(?:ed)?)\b|_{4,}|\bNotImplemented",
    re.IGNORECASE,
)
_MADE = frozenset(
    {"compile", "len", "sum", "range", "tuple", "float", "int", "min", "max", "sorted"}
)
_BUILT_IN = frozenset(dir(builtins))


@dataclass(frozen=True)
class Facts:
    """What a function or class of a program does: prints, gives a value, has an order of a set.

    `reaches` are all names that it or what it calls uses.
    """

    reaches: frozenset[str]
    prints: bool
    gives: bool
    has_sets: bool


@dataclass(frozen=True)
class Program:
    """What can be called in a program: functions and classes, and the other names that it binds.

    `fixed` are those names that stand for one number or text. One that is `quiet` prints nothing
    while it is loaded.
    """

    functions: dict[str, Facts]
    names: frozenset[str]
    fixed: frozenset[str]
    quiet: bool


def programs(sources: Iterable[str]) -> dict[str, Program]:
    """Each function that can be relied on, with its program; a name that several define is none."""
    read = [one for one in map(_read, sources) if one is not None]
    times = Counter(name for one in read for name in one.functions)
    return {name: one for one in read for name in one.functions if times[name] == 1}


def parsed(source: str) -> ast.Module | None:
    """The tree of a source; None for what is no Python, or too much of it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def bound_in(tree: ast.AST) -> Iterator[str]:
    """The names that a statement or expression gives a value to."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store | ast.Del):
            yield one.id
        elif isinstance(one, ast.arg):
            yield one.arg
        elif isinstance(one, _Definition):
            yield one.name
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]


def _read(source: str) -> Program | None:
    tree = parsed(source)
    if tree is None or _STUB.search(source):
        return None
    try:
        return _program(tree, source)
    except RecursionError:
        return None


def _program(tree: ast.Module, source: str) -> Program:
    bound = Counter(name for one in tree.body for name in bound_by(one))
    homes = {name: one for one in tree.body for name in bound_by(one) if bound[name] == 1}
    kept = keeping(source)
    found = {}
    for one in tree.body:
        if not isinstance(one, _Definition) or bound[one.name] != 1 or one.name in kept:
            continue
        facts = _facts(one, homes)
        if facts is not None and not facts.reaches & (kept | {n for n in bound if bound[n] > 1}):
            found[one.name] = facts
    others = {name for name, home in homes.items() if _facts(home, homes) is not None}
    fixed = {name for name in others if _stands_for_one(homes[name])}
    quiet = not any(map(_speaks, tree.body))
    return Program(found, frozenset(others - found.keys() - kept), frozenset(fixed), quiet)


def _stands_for_one(statement: ast.stmt) -> bool:
    is_given = isinstance(statement, ast.Assign) and len(statement.targets) == 1
    return is_given and isinstance(getattr(statement, "value", None), ast.Constant)


def bound_by(statement: ast.stmt) -> Iterator[str]:
    """The names of the module that a statement binds."""
    if isinstance(statement, _Definition):
        yield statement.name
        return
    for one in ast.walk(statement):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]


def _facts(one: ast.stmt, homes: dict[str, ast.stmt]) -> Facts | None:
    """What a definition and all that it uses do; None where that may be another thing next time."""
    seen: set[str] = set()
    parts: list[ast.stmt] = []
    waiting = [one]
    while waiting:
        part = waiting.pop()
        if not _is_steady(part):
            return None
        parts.append(part)
        names = used(part) - seen
        seen |= names
        waiting += [homes[name] for name in names if name in homes and homes[name] is not one]
    if seen & _CHANGING:
        return None
    nodes = [node for part in parts for node in ast.walk(part)]
    return Facts(
        reaches=frozenset(seen),
        prints="print" in seen,
        gives=not isinstance(one, _Function) or any(map(_gives, ast.walk(one))),
        has_sets=bool(seen & _SETS) or any(isinstance(n, ast.Set | ast.SetComp) for n in nodes),
    )


def used(tree: ast.AST) -> set[str]:
    """The names of its surroundings that a tree uses, with the modules that imports name."""
    found: set[str] = set()
    for child in ast.iter_child_nodes(tree):
        found |= used(child)
    if isinstance(tree, ast.Name):
        found.add(tree.id)
    elif isinstance(tree, ast.alias):
        found.add(tree.name.partition(".")[0])
    elif isinstance(tree, ast.ImportFrom):
        found.add((tree.module or "").partition(".")[0])
    elif isinstance(tree, (*_Function, ast.Lambda)):
        found -= set(bound_in(tree)) - _imported_in(tree)
    return found


def _imported_in(tree: ast.AST) -> set[str]:
    return {
        one.name.partition(".")[0]
        for each in ast.walk(tree)
        if isinstance(each, ast.Import | ast.ImportFrom)
        for one in each.names
    } | {str(each.module) for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}


def _is_steady(part: ast.stmt) -> bool:
    """Whether a statement neither changes what is not its own nor looks at the world."""
    if isinstance(part, ast.AsyncFunctionDef) or _is_stub(part):
        return False
    if isinstance(part, ast.Assign | ast.AnnAssign) and not _is_plain(part.value):
        return False
    for one in ast.walk(part):
        if isinstance(one, ast.Global | ast.Nonlocal | ast.Await):
            return False
        if isinstance(one, ast.Attribute):
            stored = not isinstance(one.ctx, ast.Load)
            owner = one.value.id if isinstance(one.value, ast.Name) else ""
            if one.attr in _CHANGING_PARTS or (stored and owner != "self"):
                return False
    return not isinstance(part, ast.ClassDef) or not any(map(_is_shared, part.body))


def _is_shared(statement: ast.stmt) -> bool:
    """Whether all instances of a class share something that can change."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return False
    return statement.value is not None and not _is_fixed(statement.value)


def _is_plain(value: ast.expr | None) -> bool:
    """Whether a value of the module is the same each time."""
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else None
        name = value.func.id if isinstance(value.func, ast.Name) else name
        return name in _MADE
    return True


def _is_fixed(value: ast.expr) -> bool:
    return not any(
        isinstance(one, ast.Call | ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp)
        for one in ast.walk(value)
    )


def _is_stub(part: ast.stmt) -> bool:
    """Whether a function does nothing: its body is for the reader to write."""
    if not isinstance(part, _Function):
        return False
    body = [one for one in part.body if not _is_constant(one)]
    return all(isinstance(one, ast.Pass | ast.Raise) for one in body)


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _gives(node: ast.AST) -> bool:
    if isinstance(node, ast.Return):
        is_none = isinstance(node.value, ast.Constant) and node.value.value is None
        return node.value is not None and not is_none
    return isinstance(node, ast.Yield | ast.YieldFrom)


def _speaks(statement: ast.stmt) -> bool:
    """Whether a statement of the module may print."""
    if isinstance(statement, (*_Definition, ast.Import, ast.ImportFrom)):
        return False
    if isinstance(statement, ast.If) and "__name__" in used(statement.test):
        return False  # it is loaded, and not started
    return any(isinstance(one, ast.Call) for one in ast.walk(statement))
